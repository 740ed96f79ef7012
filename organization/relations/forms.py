"""The forms of transfers and mobile members; what the services refuse stands beside its field."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import DayField
from organization.forms import IndentedUnitField
from organization.models import Person, Unit
from organization.profiles.purposes import PURPOSES
from organization.relations.models import (
    LETTER_LENGTH,
    NAME_LENGTH,
    NOTE_LENGTH,
    PLACE_LENGTH,
    REASON_LENGTH,
)
from organization.relations.told import Absence, Letter
from organization.relations.types import AwayReason, ContactWay, TransferReason
from organization.types import PartyStatus

CHOOSE = ("", pgettext_lazy("empty choice", "Choose"))


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among people; those of one name are told apart by the staff number."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name, with the staff number where there is one."""
        return f"{obj.name} ({obj.staff_number})" if obj.staff_number else obj.name


def _reason(choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("reason"), choices=[CHOOSE, *choices], error_messages={"required": _("Choose a reason.")}
    )


class TargetForm(forms.Form):
    """Where a relation goes, and why."""

    to_unit = IndentedUnitField(
        label=_("receiving unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("An organization outside, named below"),
    )
    outside = forms.CharField(
        label=_("organization outside"),
        max_length=PLACE_LENGTH,
        required=False,
        help_text=_("Only when the relation leaves this system: the full name of the receiving organization"),
    )
    reason = _reason(TransferReason.choices)

    def __init__(self, *args: Any, units: QuerySet[Unit], **more: Any) -> None:
        super().__init__(*args, **more)
        choice = self.fields["to_unit"]
        if isinstance(choice, IndentedUnitField):
            choice.queryset = units


class DraftForm(TargetForm):
    """The transfer of a member."""

    person = PersonField(
        label=_("member"),
        queryset=Person.objects.none(),
        error_messages={"required": _("Choose the member."), "invalid_choice": _("Choose the member.")},
        empty_label=CHOOSE[1],
    )
    field_order = ("person", "to_unit", "outside", "reason")

    def __init__(self, *args: Any, people: QuerySet[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        choice = self.fields["person"]
        if isinstance(choice, PersonField):
            choice.queryset = people


class SendForm(forms.Form):
    """The number of the paper letter."""

    letter_number = forms.CharField(
        label=_("number of the letter"),
        max_length=LETTER_LENGTH,
        required=False,
        help_text=_("Left empty, the system gives a number."),
    )


class DayForm(forms.Form):
    """The day of a receipt or a return."""

    on = DayField(label=_("received on"))

    def __init__(self, *args: Any, label: Any = None, **more: Any) -> None:
        super().__init__(*args, **more)
        if label is not None:
            self.fields["on"].label = label


class CauseForm(forms.Form):
    """Why a transfer is sent back or withdrawn."""

    cause = forms.CharField(
        label=_("cause"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("State the cause.")},
    )

    def __init__(self, *args: Any, required: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["cause"].required = required


class LetterForm(forms.Form):
    """What the letter of an organization outside says."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, help_text=PURPOSES["name"])
    standing = forms.ChoiceField(
        label=_("party status"),
        choices=[
            (PartyStatus.FULL_MEMBER.value, PartyStatus.FULL_MEMBER.label),
            (PartyStatus.PROBATIONARY.value, PartyStatus.PROBATIONARY.label),
        ],
        help_text=PURPOSES["party_status"],
    )
    outside = forms.CharField(
        label=_("sending organization outside"),
        max_length=PLACE_LENGTH,
        error_messages={"required": _("Name the organization that sends the member.")},
    )
    letter_number = forms.CharField(
        label=_("number of the letter"),
        max_length=LETTER_LENGTH,
        error_messages={"required": _("Enter the number of the letter.")},
    )
    sent_on = DayField(label=_("letter issued on"))
    letter_until = DayField(label=_("letter valid until"))
    reason = _reason(TransferReason.choices)
    staff_number = forms.CharField(
        label=_("staff number"), max_length=40, required=False, help_text=PURPOSES["staff_number"]
    )
    joined_on = DayField(label=_("day of joining the party"), required=False, help_text=PURPOSES["joined_on"])

    def letter(self) -> Letter:
        """Return the letter as the service takes it."""
        told = dict(self.cleaned_data)
        return Letter(
            number=told.pop("letter_number"),
            issued_on=told.pop("sent_on"),
            valid_until=told.pop("letter_until"),
            **told,
        )


class _AbsenceForm(forms.Form):
    """Since when and why somebody is away."""

    began_on = DayField(label=_("away since"))
    expected_return = DayField(label=_("expected return"), required=False)
    reason = _reason(AwayReason.choices)
    is_fixed = forms.BooleanField(
        label=_("The place is fixed (one place of work or residence)"), required=False
    )

    def absence(self) -> Absence:
        """Return the absence as the service takes it."""
        names = ("began_on", "expected_return", "reason", "is_fixed", "is_abroad", "host_unit", "place")
        return Absence(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


class StayForm(_AbsenceForm):
    """A member of the unit who is away."""

    person = PersonField(
        label=_("member"),
        queryset=Person.objects.none(),
        error_messages={"required": _("Choose the member."), "invalid_choice": _("Choose the member.")},
        empty_label=CHOOSE[1],
    )
    host_unit = IndentedUnitField(
        label=_("host unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("None in this system; the place is named below"),
        help_text=_("The host sees the member by name as long as the registration lasts."),
    )
    place = forms.CharField(
        label=_("place"),
        max_length=PLACE_LENGTH,
        required=False,
        help_text=_("City and place of work; no address"),
    )
    is_abroad = forms.BooleanField(label=_("The place is abroad"), required=False)
    field_order = (
        "person",
        "host_unit",
        "place",
        "began_on",
        "expected_return",
        "reason",
        "is_fixed",
        "is_abroad",
    )

    def __init__(self, *args: Any, people: QuerySet[Person], units: QuerySet[Unit], **more: Any) -> None:
        super().__init__(*args, **more)
        person, host = self.fields["person"], self.fields["host_unit"]
        if isinstance(person, PersonField) and isinstance(host, IndentedUnitField):
            person.queryset, host.queryset = people, units


class GuestForm(_AbsenceForm):
    """A member of an organization outside who is with the unit."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, help_text=PURPOSES["name"])
    home_name = forms.CharField(
        label=_("home organization"),
        max_length=PLACE_LENGTH,
        help_text=_("Where the organization relation lies"),
    )
    staff_number = forms.CharField(
        label=_("staff number"),
        max_length=40,
        required=False,
        help_text=_("Only for somebody who has an account here"),
    )
    field_order = (
        "name",
        "home_name",
        "staff_number",
        "began_on",
        "expected_return",
        "reason",
        "is_fixed",
    )


class ContactForm(forms.Form):
    """One contact: bare facts."""

    on = DayField(label=_("date"))
    way = forms.ChoiceField(label=_("way of contact"), choices=ContactWay.choices)
    reached = forms.BooleanField(label=_("The member was reached"), required=False, initial=True)
    note = forms.CharField(
        label=_("facts"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Facts only, such as the place and the work. No opinions, no thoughts."),
    )


class ReturnForm(forms.Form):
    """Until when somebody is expected back."""

    expected_return = DayField(label=_("expected return"), required=False)
