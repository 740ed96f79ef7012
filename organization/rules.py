"""What the services of the tree and its people refuse alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core.errors import Invalid
from organization.models import Unit


@contextmanager
def checked(row: models.Model, *, exclude: list[str] | None = None) -> Iterator[None]:
    """Turn what the model refuses into one error of the domain, with a sentence for each field."""
    try:
        row.full_clean(exclude=exclude)
        yield
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid(" ".join(error.messages), fields=fields) from error


def require_alive(
    unit: Unit, start: date, end: date | None, *, fields: tuple[str, str] | None = None
) -> None:
    """Refuse a span of days that is not wholly within the life of a unit.

    `fields` names the fields of the first and the last day, so that a form can say it there.
    """
    if start < unit.valid_from:
        told = _("%(unit)s exists only from %(day)s on.") % {"unit": unit, "day": unit.valid_from.isoformat()}
        raise Invalid(told, fields={fields[0]: told} if fields else None)
    if unit.valid_to is not None and (end is None or end > unit.valid_to):
        told = _("%(unit)s ends on %(day)s.") % {"unit": unit, "day": unit.valid_to.isoformat()}
        raise Invalid(told, fields={fields[1]: told} if fields else None)
