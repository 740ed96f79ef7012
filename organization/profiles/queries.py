"""Who answers a person's requests: an officer of the person's unit, never the one who asks."""

from django.db.models import Q, QuerySet

from accounts.models import User
from core import clock
from organization.authority import allows, people_allowed, users_allowed
from organization.models import Membership, Person, valid_on
from organization.profiles.models import ClosingRequest, CorrectionRequest
from organization.types import Subject, Verb


def _people(user: User, subject: Subject, *verbs: Verb) -> Q:
    """Return the condition on people for whom the user may answer; without a unit: who manages accounts."""
    condition = Q(pk__in=[])
    for verb in verbs:
        condition |= Q(pk__in=people_allowed(user, verb, subject).values("pk"))
    if allows(user, Verb.MANAGE, Subject.ACCOUNTS):
        placed = Membership.objects.filter(valid_on(clock.today()))
        condition |= ~Q(pk__in=placed.values("person"))
    return condition


def corrections_for(user: User) -> QuerySet[CorrectionRequest]:
    """Return the correction requests that this user may answer: the roster's officers in their scope."""
    people = Person.objects.filter(_people(user, Subject.ROSTER, Verb.MANAGE, Verb.SERVE))
    mine = Q(person__user_id=user.pk)
    found = CorrectionRequest.objects.filter(person__in=people.values("pk")).exclude(mine)
    return found.select_related("person")


def closings_for(user: User) -> QuerySet[ClosingRequest]:
    """Return the closing requests that this user may answer: who manages the accounts of the scope."""
    if not allows(user, Verb.MANAGE, Subject.ACCOUNTS):
        return ClosingRequest.objects.none()
    people = Person.objects.filter(_people(user, Subject.ACCOUNTS, Verb.MANAGE))
    reached = Q(user__person__in=people.values("pk")) | Q(user__person=None)
    return ClosingRequest.objects.filter(reached).exclude(user=user).select_related("user")


def may_answer_requests(user: User) -> bool:
    """Return whether the user holds a grant by which requests are answered."""
    return any(
        allows(user, verb, subject)
        for verb, subject in (
            (Verb.MANAGE, Subject.ROSTER),
            (Verb.SERVE, Subject.ROSTER),
            (Verb.MANAGE, Subject.ACCOUNTS),
        )
    )


def answerers_of_correction(request: CorrectionRequest) -> list[User]:
    """Return who is asked: the officers who serve the person's unit, else who manages the roster."""
    for verb in (Verb.SERVE, Verb.MANAGE):
        found = [
            user
            for user in users_allowed(verb, Subject.ROSTER)
            if corrections_for(user).filter(pk=request.pk).exists()
        ]
        if found:
            return found
    return [
        user
        for user in users_allowed(Verb.MANAGE, Subject.ACCOUNTS)
        if corrections_for(user).filter(pk=request.pk).exists()
    ]


def answerers_of_closing(request: ClosingRequest) -> list[User]:
    """Return who is asked to answer a wish to close an account."""
    return [
        user
        for user in users_allowed(Verb.MANAGE, Subject.ACCOUNTS)
        if closings_for(user).filter(pk=request.pk).exists()
    ]
