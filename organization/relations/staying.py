"""What can be done with mobile members: register, note a contact, expect the return later, end."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, NotFound, Refused
from evidence import services as evidence
from organization.authority import allows
from organization.models import Person, Unit
from organization.relations import queries, stays
from organization.relations.letters import checked_text
from organization.relations.models import (
    NAME_LENGTH,
    NOTE_LENGTH,
    PLACE_LENGTH,
    MobileContact,
    MobileStay,
)
from organization.relations.told import Absence
from organization.relations.types import AwayReason, ContactWay, Refusal, StayEnding, StayKind
from organization.rules import checked
from organization.signals import mobile_changed
from organization.types import Subject, Verb


@transaction.atomic
def register_stay(*, person: Person, home_unit: Unit, absence: Absence, by: User) -> MobileStay:
    """Register a member of a unit as away: at a unit of this system, or at a place."""
    if not allows(by, Verb.SERVE, Subject.MOBILE, unit=home_unit):
        raise Refused(Refusal.NO_GRANT.label)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id == by.pk:
        raise Refused(Refusal.OWN.label)
    relation = queries.relation_on(person, clock.today())
    if relation is None or relation.unit_id != home_unit.pk or person.party_status not in queries.MEMBERS:
        told = _("Choose a member whose organization relation lies in this unit.")
        raise Invalid(told, fields={"person": told})
    if absence.began_on < relation.valid_from:
        told = _("This person belongs to the unit only since %(day)s.") % {
            "day": relation.valid_from.isoformat()
        }
        raise Invalid(told, fields={"began_on": told})
    if absence.host_unit is not None and absence.host_unit.pk == home_unit.pk:
        told = _("The host is another unit than the home.")
        raise Invalid(told, fields={"host_unit": told})
    stay = MobileStay(kind=StayKind.OUT, person=person, name=person.name, home_unit=home_unit)
    return _register(stay, absence, by)


@transaction.atomic
def register_guest(
    *, host_unit: Unit, name: str, home_name: str, absence: Absence, by: User, staff_number: str = ""
) -> MobileStay:
    """Register a member of an organization outside who is with a unit of ours for a time.

    A member of a unit of this system is registered by that unit, which names the host.
    """
    if not allows(by, Verb.SERVE, Subject.MOBILE, unit=host_unit):
        raise Refused(Refusal.NO_GRANT.label)
    if not queries.living_units().filter(pk=host_unit.pk).exists():
        told = _("Choose a party committee, general branch or branch that exists today.")
        raise Invalid(told, fields={"host_unit": told})
    words = {
        "name": checked_text(name, NAME_LENGTH, "name"),
        "home_name": checked_text(home_name, PLACE_LENGTH, "home_name"),
    }
    missing = {field: _("Fill in this field.") for field, text in words.items() if not text}
    if missing:
        raise Invalid(_("Fill in the name and the home organization."), fields=missing)
    stay = MobileStay(kind=StayKind.IN, host_unit=host_unit, **words)
    stay.person = _known_guest(words["name"], staff_number.strip())
    if stay.person is not None and stay.person.user_id == by.pk:
        raise Refused(Refusal.OWN.label)
    return _register(stay, absence, by)


@transaction.atomic
def log_contact(
    *, stay: MobileStay, by: User, on: date, way: str, note: str = "", reached: bool = True
) -> MobileContact:
    """Note one contact, or an attempt that reached nobody: the day, the way, the bare facts."""
    stay = _lock(stay)
    _require(by, stay, Verb.SERVE, also_host=True)
    if way not in ContactWay.values:
        raise Invalid(_("Choose a way."), fields={"way": _("Choose a way.")})
    _require_day(on, stay.began_on, "on")
    contact = MobileContact.objects.create(
        stay=stay, on=on, way=way, reached=reached, note=checked_text(note, NOTE_LENGTH, "note"), made_by=by
    )
    facts = {"contact_id": contact.pk, "on": on.isoformat(), "way": way, "reached": reached}
    _record(stay, "mobile_contact", by, facts, note=contact.note)
    return contact


@transaction.atomic
def expect_return(*, stay: MobileStay, by: User, expected_return: date | None) -> MobileStay:
    """Keep another day of the expected return, or that none is known."""
    stay = _lock(stay)
    _require(by, stay, Verb.SERVE)
    if expected_return is not None and expected_return < stay.began_on:
        told = _("The return lies after the first day away.")
        raise Invalid(told, fields={"expected_return": told})
    before, stay.expected_return = stay.expected_return, expected_return
    stay.save(update_fields=["expected_return"])
    facts = {"before": _iso(before), "expected_return": _iso(expected_return)}
    _record(stay, "mobile_return_expected", by, facts)
    return stay


@transaction.atomic
def end_stay(*, stay: MobileStay, by: User, on: date) -> MobileStay:
    """Note the return; the registration ends with that day."""
    stay = _lock(stay)
    _require(by, stay, Verb.SERVE)
    _require_day(on, stay.began_on, "on")
    return _end(stay, StayEnding.RETURNED, on, by)


@transaction.atomic
def cancel_stay(*, stay: MobileStay, by: User) -> MobileStay:
    """End a registration that was a mistake; the rows stay."""
    stay = _lock(stay)
    _require(by, stay, Verb.MANAGE)
    return _end(stay, StayEnding.CANCELLED, max(clock.today(), stay.began_on), by)


def end_by_transfer(person: Person, day: date, by: User | None) -> None:
    """End a person's open registration because the relation has moved; the new unit registers anew."""
    for stay in MobileStay.objects.select_for_update().filter(person=person, ended_on=None):
        _end(stay, StayEnding.TRANSFERRED, max(day, stay.began_on), by)


def _register(stay: MobileStay, absence: Absence, by: User) -> MobileStay:
    _check_absence(stay, absence)
    stay.host_unit = stay.host_unit or absence.host_unit
    stay.place, stay.reason = checked_text(absence.place, PLACE_LENGTH, "place"), absence.reason
    stay.is_fixed, stay.is_abroad = absence.is_fixed, absence.is_abroad
    stay.began_on, stay.expected_return = absence.began_on, absence.expected_return
    stay.registered_by = by
    if stay.person is not None and stay.person.stays.filter(ended_on=None).exists():
        raise Conflict(_("This person is registered as a mobile member already."))
    try:
        with checked(stay), transaction.atomic():
            stay.save()
    except IntegrityError as error:
        raise Conflict(_("This person is registered as a mobile member already.")) from error
    facts = {
        "stay_kind": str(stay.kind),
        "home_unit_id": stay.home_unit_id,
        "host_unit_id": stay.host_unit_id,
        "began_on": stay.began_on.isoformat(),
        "expected_return": _iso(stay.expected_return),
        "fixed": stay.is_fixed,
        "abroad": stay.is_abroad,
    }
    _record(stay, "mobile_registered", by, facts, place=stay.place, home=stay.home_name)
    return stay


def _check_absence(stay: MobileStay, absence: Absence) -> None:
    problems: dict[str, Any] = {}
    today = clock.today()
    host = stay.host_unit or absence.host_unit
    if host is None and not absence.place.strip():
        problems["place"] = _("Name the place, or choose the unit that is the host.")
    elif absence.host_unit is not None and not queries.living_units().filter(pk=host.pk).exists():  # type: ignore[union-attr]
        problems["host_unit"] = _("Choose a party committee, general branch or branch that exists today.")
    if host is not None and absence.is_abroad:
        problems["is_abroad"] = _("Who is with a unit of this system is not abroad.")
    if absence.reason not in AwayReason.values:
        problems["reason"] = _("Choose a reason.")
    if absence.began_on > today:
        problems["began_on"] = _("Register the member on the first day away or later.")
    if absence.expected_return is not None and absence.expected_return < absence.began_on:
        problems["expected_return"] = _("The return lies after the first day away.")
    if problems:
        raise Invalid(" ".join(dict.fromkeys(problems.values())), fields=problems)


def _known_guest(name: str, staff_number: str) -> Person | None:
    if not staff_number:
        return None
    person = Person.objects.filter(staff_number__iexact=staff_number).first()
    told = ""
    if person is None or person.name != name:
        told = _("There is nobody of this name and staff number.")
    elif person.party_status in queries.MEMBERS and queries.relation_on(person, clock.today()):
        told = _("The relation of this person lies in a unit of this system, which registers the absence.")
    if told:
        raise Invalid(told, fields={"staff_number": told})
    return person


def _lock(stay: MobileStay) -> MobileStay:
    locked = MobileStay.objects.select_for_update(of=("self",)).filter(pk=stay.pk)
    found = locked.select_related("person", "home_unit", "host_unit").first()
    if found is None:
        raise NotFound(_("There is no such registration."))
    return found


def _require(by: User, stay: MobileStay, verb: Verb, *, also_host: bool = False) -> None:
    refusal = stays.why_not(by, stay, verb, also_host=also_host)
    if refusal == Refusal.ENDED:
        raise Conflict(refusal.label)
    if refusal is not None:
        raise Refused(refusal.label)


def _require_day(day: date, first: date, field: str) -> None:
    if not first <= day <= clock.today():
        told = _("Choose a day from %(first)s until today.") % {"first": first.isoformat()}
        raise Invalid(told, fields={field: told})


def _end(stay: MobileStay, ending: StayEnding, on: date, by: User | None) -> MobileStay:
    stay.ended_on, stay.ending = on, ending
    stay.save(update_fields=["ended_on", "ending"])
    _record(stay, "mobile_ended", by, {"on": on.isoformat(), "ending": ending.value})
    return stay


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _record(stay: MobileStay, kind: str, by: User | None, facts: dict[str, Any], **personal: str) -> None:
    evidence.append(
        kind=f"organization.{kind}",
        facts={"stay_id": stay.pk, "person_id": stay.person_id} | facts,
        personal={name: text for name, text in ({"name": stay.name} | personal).items() if text},
        by_id=by.pk if by else None,
    )
    mobile_changed.send(stay_id=stay.pk)
