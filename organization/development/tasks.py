"""What the clock does to cases of member development."""

from datetime import timedelta
from typing import Any

from core import clock
from core.outbox import task
from organization.development import reminding
from organization.development.services import follow_person
from organization.models import Person
from organization.signals import relation_moved


@task("organization.remind_of_steps", every=timedelta(hours=6))
def remind_of_steps() -> None:
    """Let cases follow people who have moved, then remind of what is due, each thing once."""
    today = clock.today()
    reminding.follow_moves(today)
    reminding.remind(today)


@task("organization.follow_relation", on=[relation_moved])
def follow_relation(*, person_id: int, **more: Any) -> None:
    """An organization relation was received: the open case of its person goes along."""
    person = Person.objects.filter(pk=person_id).first()
    if person is not None:
        follow_person(person=person)
