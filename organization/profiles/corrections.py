"""A person asks for a correction; an officer of the person's unit accepts or declines it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, NotFound, Refused
from evidence import services as evidence
from organization import services as kernel
from organization.models import Person
from organization.profiles.models import CorrectionRequest
from organization.profiles.queries import corrections_for
from organization.profiles.types import CorrectableField, RequestState
from organization.signals import correction_asked, correction_decided
from organization.types import PartyStatus

LONGEST_WORDS = 500


def kept_value(person: Person, field: str) -> str:
    """Return what is kept in a correctable field now, as text."""
    if field == CorrectableField.OTHER:
        return ""
    if field == CorrectableField.JOINED_ON:
        return person.joined_on.isoformat() if person.joined_on else ""
    return str(getattr(person, field))


def shown_value(field: str, value: str) -> str:
    """Return a value of a request as people read it."""
    return (
        str(dict(PartyStatus.choices).get(value, value)) if field == CorrectableField.PARTY_STATUS else value
    )


def _read_value(field: str, text: str) -> str:
    value = text.strip()
    told = ""
    if not value:
        told = _("Say what is right.")
    elif len(value) > LONGEST_WORDS:
        told = _("At most %(most)s characters.") % {"most": LONGEST_WORDS}
    elif field == CorrectableField.PARTY_STATUS and value not in PartyStatus.values:
        told = _("Choose a party status of the list.")
    elif field == CorrectableField.JOINED_ON:
        try:
            if date.fromisoformat(value) > clock.today():
                told = _("This day has not come yet.")
        except ValueError:
            told = _("Enter a day as 2026-11-23.")
    if told:
        raise Invalid(told, fields={"new_value": told})
    return value


@transaction.atomic
def ask_correction(
    *, person: Person, field: str, new_value: str, by: User, reason: str = ""
) -> CorrectionRequest:
    """Ask for a correction of one's own data; one request a field waits at a time."""
    if person.user_id != by.pk:
        raise Refused(_("You can ask for corrections of your own data only."))
    if field not in CorrectableField.values:
        told = _("Choose what is wrong.")
        raise Invalid(told, fields={"field": told})
    value = _read_value(field, new_value)
    if len(reason) > LONGEST_WORDS:
        told = _("At most %(most)s characters.") % {"most": LONGEST_WORDS}
        raise Invalid(told, fields={"reason": told})
    person = Person.objects.select_for_update().get(pk=person.pk)
    old = kept_value(person, field)
    if value == old:
        told = _("This is what is kept already.")
        raise Invalid(told, fields={"new_value": told})
    if person.correction_requests.filter(field=field, state=RequestState.OPEN).exists():
        raise Conflict(_("A request for this field is waiting for its answer."))
    request = CorrectionRequest.objects.create(
        person=person,
        field=field,
        old_value=old,
        new_value=value,
        reason=reason.strip(),
        asked_at=clock.now(),
    )
    _record(request, "organization.correction_asked", by)
    correction_asked.send(request_id=request.pk)
    return request


@transaction.atomic
def withdraw_correction(*, request_id: int, by: User) -> CorrectionRequest:
    """Take back one's own request that waits."""
    request = _locked(request_id)
    if request is None or request.person.user_id != by.pk:
        raise NotFound(_("There is no such request."))
    return _close(request, RequestState.WITHDRAWN, by, "")


@transaction.atomic
def decide_correction(*, request_id: int, accept: bool, by: User, answer: str = "") -> CorrectionRequest:
    """Accept a correction, which applies it, or decline it with a reason; the first decision counts.

    For what stands in no field of the person (unit, post) the officer says what was done about it.
    """
    if not corrections_for(by).filter(pk=request_id).exists():
        raise NotFound(_("There is no such request."))
    request = _locked(request_id)
    if request is None:
        raise NotFound(_("There is no such request."))
    words = answer.strip()
    if not words and (not accept or request.field == CorrectableField.OTHER):
        told = _("Say what was done.") if accept else _("Give the reason.")
        raise Invalid(told, fields={"answer": told})
    if len(words) > LONGEST_WORDS:
        told = _("At most %(most)s characters.") % {"most": LONGEST_WORDS}
        raise Invalid(told, fields={"answer": told})
    _require_open(request)
    if accept:
        _apply(request)
    return _close(request, RequestState.ACCEPTED if accept else RequestState.DECLINED, by, words)


def _locked(request_id: int) -> CorrectionRequest | None:
    found = CorrectionRequest.objects.select_for_update(of=("self",)).select_related("person")
    return found.filter(pk=request_id).first()


def _require_open(request: CorrectionRequest) -> None:
    if request.state != RequestState.OPEN:
        raise Conflict(_("This request has been answered already."), state=request.state)


def _apply(request: CorrectionRequest) -> None:
    """Write the new value through the services; refuse when what is kept has changed since the request."""
    person, field, value = request.person, request.field, request.new_value
    if field == CorrectableField.OTHER:
        return
    if kept_value(person, field) != request.old_value:
        raise Conflict(
            _("What is kept has changed since the request: decline it, and tell the person what is kept now.")
        )
    if field == CorrectableField.PARTY_STATUS:
        kernel.change_standing(person=person, status=value, by=None, reason=f"correction {request.pk}")
        return
    kernel.correct_particulars(
        person=person,
        by=None,
        name=value if field == CorrectableField.NAME else None,
        staff_number=value if field == CorrectableField.STAFF_NUMBER else None,
        joined_on=date.fromisoformat(value) if field == CorrectableField.JOINED_ON else None,
    )


def _close(request: CorrectionRequest, state: RequestState, by: User, answer: str) -> CorrectionRequest:
    _require_open(request)
    request.state, request.answer = state, answer
    request.decided_at, request.decided_by = clock.now(), by
    request.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    _record(request, f"organization.correction_{state.value}", by)
    correction_decided.send(request_id=request.pk)
    return request


def _record(request: CorrectionRequest, kind: str, by: User) -> None:
    """Leave evidence of the step, without what the fields hold."""
    evidence.append(
        kind=kind,
        facts={"request_id": request.pk, "person_id": request.person_id, "field": request.field},
        by_id=by.pk,
    )
