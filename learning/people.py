"""Which person a signed-in account learns for."""

from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refused
from organization.models import Person


def require_person(user: Any) -> Person:
    """Return the account's person; raise Refused when the account belongs to nobody who learns."""
    person = find_person(user)
    if person is None:
        raise Refused(_("This account belongs to no person, so it has no study record."))
    return person


def find_person(user: Any) -> Person | None:
    """Return the account's person, or nothing."""
    return Person.objects.filter(user_id=user.pk).first() if user.is_authenticated else None
