"""What can be read of mobile members, and what the rules say of an absence on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.errors import NotFound, Refused
from organization.authority import AnyUser, HeldGrants, grants_of
from organization.models import Membership, Person, Unit, valid_on
from organization.relations import queries
from organization.relations.models import MobileStay
from organization.relations.rulebook import RelationRules
from organization.relations.types import Refusal, RelationRuleKey, StayKind
from organization.types import Subject, Verb


@dataclass(frozen=True)
class StayFacts:
    """What a day says of an absence: bare facts from its dates; nothing follows by itself."""

    today: date
    last_contact: date | None
    contact_due: date | None
    """By which day the next contact is asked for; none for guests, whose own unit keeps contact."""
    contact_rule: Any
    advised_on: date | None
    """Since which day a transfer is advised, when the day has come."""
    without_contact_since: date | None
    """The last contact (or the first day away), when it lies further back than the rule's span."""
    return_passed: date | None

    @property
    def is_contact_due(self) -> bool:
        """Whether the member should be contacted now."""
        return self.contact_due is not None and self.contact_due <= self.today

    @property
    def is_contact_overdue(self) -> bool:
        """Whether the span between two contacts has been exceeded."""
        return self.contact_due is not None and self.contact_due < self.today


def judge_stay(stay: MobileStay, last_contact: date | None, rules: RelationRules, today: date) -> StayFacts:
    """Say what a day says of an open absence; pure.

    Away for the rule's months means: the corresponding day has come; a month without that day counts
    its last one. Abroad the relation stays, so no transfer is advised.
    """
    since = last_contact or stay.began_on
    key = RelationRuleKey.CONTACT_ABROAD if stay.is_abroad else RelationRuleKey.CONTACT_EVERY
    is_ours = stay.kind == StayKind.OUT
    advised = rules.after(RelationRuleKey.AWAY_TRANSFER, stay.began_on)
    lost = rules.after(RelationRuleKey.LOST_AFTER, since)
    passed = stay.expected_return is not None and stay.expected_return < today
    return StayFacts(
        today=today,
        last_contact=last_contact,
        contact_due=rules.after(key, since) if is_ours else None,
        contact_rule=rules.on(key, since),
        advised_on=advised if stay.is_fixed and not stay.is_abroad and advised <= today else None,
        without_contact_since=since if is_ours and lost < today else None,
        return_passed=stay.expected_return if passed else None,
    )


def with_last_contact(stays: QuerySet[MobileStay]) -> QuerySet[Any]:
    """Return the stays with `last_contact`, the day of the latest contact that reached the member."""
    return stays.annotate(last_contact=Max("contacts__on", filter=Q(contacts__reached=True)))


def stays_in_reach(user: AnyUser, held: HeldGrants | None = None) -> QuerySet[MobileStay]:
    """Return the registrations that the user sees: of the own units, and guests while they are there.

    A party group leader sees those of the group's members.
    """
    held = held or grants_of(user)
    if not held.allows(Verb.VIEW, Subject.MOBILE):
        return MobileStay.objects.none()
    units = held.units_allowed(Verb.VIEW, Subject.MOBILE)
    today = clock.today()
    members = Membership.objects.filter(valid_on(today), unit__in=units)
    hosted = Q(kind=StayKind.IN) | Q(ended_on=None) | Q(ended_on__gte=today)
    seen = (
        Q(home_unit__in=units)
        | Q(host_unit__in=units) & hosted
        | Q(kind=StayKind.OUT, ended_on=None, person__in=members.values("person"))
    )
    return MobileStay.objects.filter(seen).select_related("person", "home_unit", "host_unit")


def find_stay(user: AnyUser, stay_id: int) -> MobileStay | None:
    """Return a registration in the user's reach, or nothing."""
    return stays_in_reach(user).filter(pk=stay_id).first()


def require_stay(user: AnyUser, stay_id: int) -> MobileStay:
    """Return a registration in reach; somebody's own is refused by name, all others do not exist."""
    stay = find_stay(user, stay_id)
    if stay is None:
        if own_stays(user).filter(pk=stay_id).exists():
            raise Refused(Refusal.OWN.label)
        raise NotFound(_("There is no such registration."))
    return stay


def require_reach(user: AnyUser) -> HeldGrants:
    """Return what the user holds; refuse who keeps no unit's mobile members."""
    held = grants_of(user)
    if not held.allows(Verb.VIEW, Subject.MOBILE):
        raise Refused(_("Mobile members are seen by their units; your own registration is under Me."))
    return held


def own_stays(user: AnyUser) -> QuerySet[MobileStay]:
    """Return the user's own registrations, the newest first."""
    user_id = getattr(user, "pk", None) or 0
    found = MobileStay.objects.filter(person__user_id=user_id)
    return found.select_related("home_unit", "host_unit").order_by("-pk")


def guests_at(unit: Unit, day: date) -> QuerySet[MobileStay]:
    """Return the members from elsewhere who are with a unit on a day; they count in its activities."""
    there = Q(ended_on=None) | Q(ended_on__gte=day)
    return MobileStay.objects.filter(there, host_unit=unit, began_on__lte=day)


def why_not(
    user: AnyUser, stay: MobileStay, verb: Verb, *, also_host: bool = False, held: HeldGrants | None = None
) -> Refusal | None:
    """Return why the user may not do this with a registration, or nothing."""
    if stay.person is not None and user is not None and stay.person.user_id == user.pk:
        return Refusal.OWN
    held = held or grants_of(user)
    keeper = stay.home_unit if stay.kind == StayKind.OUT else stay.host_unit
    places = [keeper, stay.host_unit] if also_host else [keeper]
    if not any(held.allows(verb, Subject.MOBILE, unit=unit) for unit in places if unit is not None):
        return Refusal.NO_GRANT
    return Refusal.ENDED if not stay.is_open else None


def units_keeping(user: AnyUser, held: HeldGrants | None = None) -> QuerySet[Unit]:
    """Return the units for which the user registers mobile members."""
    units = (held or grants_of(user)).units_allowed(Verb.SERVE, Subject.MOBILE)
    return units.filter(valid_on(clock.today()), kind__in=queries.RELATION_KINDS).order_by("path")


def members_at_home(unit: Unit) -> QuerySet[Person]:
    """Return the members of a unit who are not registered as away."""
    away = MobileStay.objects.filter(ended_on=None, person__isnull=False)
    return queries.members_of(unit).exclude(pk__in=away.values("person"))
