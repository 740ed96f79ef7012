"""The form by which an officer asks for a code."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organization.models import Person


class _PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.user.username})"


class AskForm(forms.Form):
    """For whom, and why."""

    person = _PersonField(
        label=_("person"),
        queryset=Person.objects.none(),
        error_messages={"required": _("Choose the person."), "invalid_choice": _("Choose the person.")},
    )
    reason = forms.CharField(
        label=_("reason"),
        max_length=200,
        error_messages={"required": _("State the reason.")},
        help_text=_("Check first who is asking, face to face."),
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        choice = self.fields["person"]
        if isinstance(choice, _PersonField):
            choice.queryset = people
