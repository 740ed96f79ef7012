"""The forms of the roster."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.forms import DayField
from organization.models import NAME_LENGTH, Membership, Post, Unit, check_person_name, check_staff_number
from organization.profiles.purposes import PURPOSES
from organization.roster.types import ListOrder
from organization.types import PartyStatus, PostKind


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among units, in the order of the tree and indented by depth."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("unit"))
        super().__init__(Unit.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Return the name behind as many spaces as the unit is deep."""
        return "\u3000" * (obj.depth - 1) + str(obj)


class FilterForm(forms.Form):
    """What a reader asks the roster for; an empty field asks for everything."""

    q = forms.CharField(label=gettext_lazy("Name, staff number or initials"), required=False, max_length=40)
    unit = UnitField(required=False, empty_label=gettext_lazy("All units"))
    standing = forms.ChoiceField(label=gettext_lazy("party status"), required=False)
    order = forms.ChoiceField(
        label=pgettext_lazy("of a list", "Order"), required=False, choices=ListOrder.choices
    )
    on = DayField(label=gettext_lazy("as of"), required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
        self.fields["standing"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *PartyStatus.choices,
        ]

    def clean_on(self) -> date:
        """Return the day asked for, today without one; a day to come has no roster yet."""
        day: date | None = self.cleaned_data.get("on")
        today = clock.today()
        if day is not None and day > today:
            raise forms.ValidationError(_("Choose a day that is not in the future."))
        return day or today


class PurposeForm(forms.Form):
    """Why somebody looks at a person whom they see masked."""

    purpose = forms.CharField(
        label=gettext_lazy("For what purpose"),
        max_length=200,
        help_text=gettext_lazy("It is recorded with your name and the time, and the person can read it."),
    )


class ParticularsForm(forms.Form):
    """What is written about a person."""

    name = forms.CharField(
        label=gettext_lazy("name"),
        max_length=NAME_LENGTH,
        validators=[check_person_name],
        help_text=cast("str", PURPOSES["name"]),
    )
    staff_number = forms.CharField(
        label=gettext_lazy("staff number"),
        max_length=40,
        required=False,
        validators=[check_staff_number],
        help_text=cast("str", PURPOSES["staff_number"]),
    )
    joined_on = DayField(
        label=gettext_lazy("day of joining the party"),
        required=False,
        help_text=cast("str", PURPOSES["joined_on"]),
    )

    def clean_joined_on(self) -> date | None:
        """Refuse a day to come."""
        day: date | None = self.cleaned_data.get("joined_on")
        if day is not None and day > clock.today():
            raise forms.ValidationError(_("Choose a day that is not in the future."))
        return day


class PersonForm(ParticularsForm):
    """A new person with the unit they belong to."""

    party_status = forms.ChoiceField(
        label=gettext_lazy("party status"),
        choices=PartyStatus.choices,
        help_text=cast("str", PURPOSES["party_status"]),
    )
    unit = UnitField(help_text=cast("str", PURPOSES["membership"]))
    since = DayField(label=gettext_lazy("first day"), initial=clock.today)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]


class StandingForm(forms.Form):
    """Another standing from a day on."""

    status = forms.ChoiceField(label=gettext_lazy("party status"), choices=PartyStatus.choices)
    valid_from = DayField(label=gettext_lazy("first day"), initial=clock.today)
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=200)


class JoinForm(forms.Form):
    """A unit to which a person belongs from a day on."""

    unit = UnitField(help_text=cast("str", PURPOSES["membership"]))
    since = DayField(label=gettext_lazy("first day"), initial=clock.today)
    until = DayField(label=gettext_lazy("last day"), required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]


class PostForm(JoinForm):
    """A post that a person holds from a day on."""

    kind = forms.ChoiceField(
        label=gettext_lazy("post"), choices=PostKind.choices, help_text=cast("str", PURPOSES["post"])
    )
    field_order = ["kind", "unit", "since", "until"]


class LastDayForm(forms.Form):
    """The last day of a membership or post."""

    last_day = DayField(label=gettext_lazy("last day"), initial=clock.today)

    def __init__(self, *args: Any, row: Membership | Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row

    def clean_last_day(self) -> date:
        """Refuse a last day before the first."""
        day: date = self.cleaned_data["last_day"]
        if day < self.row.valid_from:
            raise forms.ValidationError(_("The last day lies before the first."))
        return day


class UploadForm(forms.Form):
    """A list of people as a spreadsheet or as text."""

    file = forms.FileField(
        label=gettext_lazy("file"),
        help_text=gettext_lazy(
            "A spreadsheet (.xlsx) or text (.csv, UTF-8 or GB18030) as the template has it."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
