"""Contact data, and the record of who saw sensitive data."""

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.encryption import ring
from core.errors import Invalid, Refused
from organization.authority import people_allowed
from organization.models import Person
from organization.profiles.models import Contact, SensitiveView
from organization.types import Subject, Verb

PHONE_PLACE = "organization.contact.phone"
LONGEST_PURPOSE = 200
_PHONE = re.compile(r"\+?[0-9]{5,20}")
_BETWEEN = re.compile(r"[\s\-()./]+")


def read_phone(text: str) -> str:
    """Return a telephone number as it is kept: digits, with the leading + when one was written."""
    number = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if number and not _PHONE.fullmatch(number):
        told = _("Enter a telephone number: 5 to 20 digits.")
        raise Invalid(told, fields={"phone": told})
    return number.removeprefix("+86") if number.startswith("+861") and len(number) == 14 else number


def _read_email(text: str) -> str:
    address = unicodedata.normalize("NFKC", text).strip()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError as error:
        told = " ".join(error.messages)
        raise Invalid(told, fields={"email": told}) from error
    return address


def may_change_contact(user: User, person: Person) -> bool:
    """Return whether a user may write this person's contact data: one's own, or by a role in scope."""
    if person.user_id == user.pk:
        return True
    return any(
        people_allowed(user, verb, Subject.CONTACTS).filter(pk=person.pk).exists()
        for verb in (Verb.MANAGE, Verb.SERVE)
    )


@transaction.atomic
def set_contact(person: Person, phone: str, email: str, by: User | None) -> Contact:
    """Keep how a person can be reached; both empty removes it. It stands encrypted in the database."""
    if by is not None and not may_change_contact(by, person):
        raise Refused(_("You may not change the contact data of this person."))
    number, address = read_phone(phone), _read_email(email)
    person = Person.objects.select_for_update().get(pk=person.pk)
    contact = Contact.objects.filter(person=person).first() or Contact(person=person)
    contact.phone, contact.email = number, address
    contact.phone_index = ring().index(number, PHONE_PLACE) if number else ""
    contact.updated_at, contact.updated_by = clock.now(), by
    if not number and not address:
        Contact.objects.filter(person=person).delete()
        return contact
    contact.save()
    return contact


def people_with_phone(phone: str) -> list[int]:
    """Return the ids of the people who gave this number, without opening any ciphertext."""
    number = read_phone(phone)
    if not number:
        return []
    found = Contact.objects.filter(phone_index__in=ring().indexes(number, PHONE_PLACE))
    return list(found.order_by("person_id").values_list("person_id", flat=True))


@transaction.atomic
def log_view(viewer: User, person: Person, fields: Iterable[str], purpose: str) -> SensitiveView | None:
    """Record that a user saw sensitive data of another person, and why; seeing one's own is not recorded.

    The person reads the record on the page of their own data. A purpose must be given.
    """
    if person.user_id == viewer.pk:
        return None
    reason = purpose.strip()
    if not reason:
        told = _("Say for what purpose you look at this.")
        raise Invalid(told, fields={"purpose": told})
    return SensitiveView.objects.create(
        viewer=viewer,
        person=person,
        fields=sorted(set(fields)),
        purpose=reason[:LONGEST_PURPOSE],
        seen_at=clock.now(),
    )
