"""What the forms of the apps share: days, and how a refusal of the domain becomes a form's errors."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.forms import BaseForm, DateField, DateInput

from core.errors import Conflict, DomainError, Invalid


class DayField(DateField):
    """A day, typed or chosen. It is written as a browser's date field asks for it, in every language."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)


def put_errors(form: BaseForm, error: DomainError) -> None:
    """Show a refusal at the fields it names, and above the form what belongs to none of its fields."""
    for name, text in (error.fields or {"": str(error)}).items():
        form.add_error(name if name in form.fields else None, text)


def apply_form(form: BaseForm, act: Callable[[dict[str, Any]], Any]) -> Any:
    """Return what `act` makes of a valid form; what it refuses becomes errors, and nothing is kept.

    Returns nothing for a form that is not valid. A want of rights is not the form's affair: it is raised.
    """
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return act(form.cleaned_data)
    except (Invalid, Conflict) as error:
        put_errors(form, error)
        return None


def read_number(text: str) -> int | None:
    """Return the whole number that a request names (a key, a position), or nothing when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
