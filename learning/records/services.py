"""Note who looks at whose record."""

from typing import Any

from django.db import transaction

from learning.records.models import RecordViewing
from organization.models import Person


@transaction.atomic
def note_viewing(*, person: Person, viewer: Any, what: str) -> bool:
    """Keep that somebody looked at another person's record; return whether it was another's."""
    if person.user_id == viewer.pk:
        return False
    RecordViewing.objects.create(person=person, viewer=viewer, what=what)
    return True
