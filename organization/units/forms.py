"""The forms of units: each change has its day, and its reason where something ends."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core import forms as core_forms
from organization.forms import IndentedUnitField
from organization.models import Unit
from organization.types import MembershipKind, UnitKind
from organization.units.types import CommitteeKind, CoverageKind

FARTHEST = timedelta(days=366 * 10)


class DayField(core_forms.DayField):
    """A day that can be meant."""

    def clean(self, value: Any) -> Any:
        """Refuse a day of another century, or one that is far ahead."""
        day: date | None = super().clean(value)
        if day is not None and not date(1921, 7, 1) <= day <= clock.today() + FARTHEST:
            raise ValidationError(_("Check the year of this day."))
        return day


class UnitField(IndentedUnitField):
    """A choice among the units that the form is given; none before."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), **kwargs)


class UnitsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """A choice of several units."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(Unit.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Return the name and the code, because names may be alike."""
        return f"{obj.name} ({obj.code})"


class OnForm(forms.Form):
    """As of which day a page is asked for."""

    on = DayField(label=gettext_lazy("as of"), required=False)


def _reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class _UnitForm(forms.Form):
    """A form about units: those that the officer manages can be chosen."""

    def __init__(self, *args: Any, managed: QuerySet[Unit], unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.managed, self.unit = managed, unit
        living = managed.filter(valid_to=None).order_by("path")
        if unit is not None:
            living = living.exclude(pk=unit.pk)
        for name, field in self.fields.items():
            if isinstance(field, UnitField):
                field.queryset = self.choices(name, living)

    def choices(self, name: str, living: QuerySet[Unit]) -> QuerySet[Unit]:
        """Return the units that a field offers."""
        return living


class SetUpForm(_UnitForm):
    """A new unit."""

    parent = UnitField(label=gettext_lazy("superior unit"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=UnitKind.choices)
    name = forms.CharField(label=gettext_lazy("name"), max_length=100)
    short_name = forms.CharField(label=gettext_lazy("short name"), max_length=30, required=False)
    code = forms.CharField(label=gettext_lazy("code"), max_length=40)
    valid_from = DayField(label=gettext_lazy("first day"))


class RenameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=100)
    short_name = forms.CharField(label=gettext_lazy("short name"), max_length=30, required=False)
    on = DayField(label=gettext_lazy("counts from"))
    reason = _reason()


class MoveForm(_UnitForm):
    """Another superior."""

    parent = UnitField(label=gettext_lazy("superior unit"))
    on = DayField(label=gettext_lazy("counts from"))
    reason = _reason()

    def choices(self, name: str, living: QuerySet[Unit]) -> QuerySet[Unit]:
        """Offer what does not lie below the unit today; the service looks at every later day."""
        return living.exclude(path__startswith=self.unit.path) if self.unit else living


class MergeForm(_UnitForm):
    """Units that go over into this one."""

    units = UnitsField(label=gettext_lazy("units that end"))
    on = DayField(label=gettext_lazy("counts from"))
    reason = _reason()

    def __init__(self, *args: Any, managed: QuerySet[Unit], unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, managed=managed, unit=unit, **kwargs)
        kind = MembershipKind.of_unit(unit.kind)
        kinds = [value for value in UnitKind.values if MembershipKind.of_unit(value) == kind]
        beside = managed.filter(valid_to=None, kind__in=kinds, depth=unit.depth).exclude(pk=unit.pk)
        self.fields["units"].queryset = beside.order_by("path")  # type: ignore[attr-defined]


class DissolveForm(_UnitForm):
    """The last day of a unit, and where its people and sub-units go."""

    last_day = DayField(label=gettext_lazy("last day"))
    members_to = UnitField(label=gettext_lazy("members go to"), required=False)
    children_to = UnitField(label=gettext_lazy("sub-units go to"), required=False)
    reason = _reason()

    def choices(self, name: str, living: QuerySet[Unit]) -> QuerySet[Unit]:
        """Offer for the members units of the same sort, for sub-units what does not lie below."""
        if self.unit is None:
            return living
        if name == "children_to":
            return living.exclude(path__startswith=self.unit.path)
        kind = MembershipKind.of_unit(self.unit.kind)
        return living.filter(
            kind__in=[value for value in UnitKind.values if MembershipKind.of_unit(value) == kind]
        )


class SplitForm(forms.Form):
    """One new unit or two, with the people and sub-units that go there."""

    ends = forms.BooleanField(
        label=gettext_lazy("the unit itself ends; everybody is in one of the new units"), required=False
    )
    on = DayField(label=gettext_lazy("counts from"))
    reason = _reason()

    def __init__(
        self, *args: Any, people: list[tuple[int, str]], children: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for number in (1, 2):
            needed = number == 1
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("name of new unit %(number)s") % {"number": number}, max_length=100, required=needed
            )
            self.fields[f"code_{number}"] = forms.CharField(
                label=_("code of new unit %(number)s") % {"number": number}, max_length=40, required=needed
            )
            for key, label, offered in (
                ("people", _("people who go to new unit %(number)s"), people),
                ("children", _("sub-units that go to new unit %(number)s"), children),
            ):
                self.fields[f"{key}_{number}"] = forms.TypedMultipleChoiceField(
                    label=label % {"number": number},
                    choices=offered,
                    coerce=int,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )
        self.order_fields(
            [f"{key}_{number}" for number in (1, 2) for key in ("name", "code", "people", "children")]
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the code and the name of the second unit together."""
        data = super().clean() or self.cleaned_data
        asked = any(data.get(f"{key}_2") for key in ("name", "code", "people", "children"))
        for key in ("name", "code"):
            if asked and not data.get(f"{key}_2"):
                self.add_error(f"{key}_2", _("This field is required."))
        return data


class ElectForm(forms.Form):
    """A new committee."""

    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=CommitteeKind.choices)
    first_day = DayField(label=gettext_lazy("day of the election"))
    planned_end = DayField(
        label=gettext_lazy("planned end of the term"),
        required=False,
        help_text=gettext_lazy("Leave empty for the length that the rule of terms says."),
    )


class PostponeForm(forms.Form):
    """Another planned end."""

    planned_end = DayField(label=gettext_lazy("planned end of the term"))
    reason = _reason()


class EndForm(forms.Form):
    """The last day of a committee."""

    last_day = DayField(label=gettext_lazy("last day"))
    reason = _reason()


class TermRuleForm(forms.Form):
    """The length of terms from a day on."""

    unit_kind = forms.ChoiceField(label=gettext_lazy("kind of unit"), choices=UnitKind.choices)
    years = forms.IntegerField(label=gettext_lazy("years of a term"), min_value=1, max_value=10)
    remind_days = forms.IntegerField(label=gettext_lazy("days of notice"), min_value=1, max_value=730)
    basis = forms.CharField(label=pgettext_lazy("of a rule", "basis"), max_length=200)
    valid_from = DayField(label=gettext_lazy("counts from"))


class ThresholdForm(forms.Form):
    """From how many members on a warning is given."""

    kind = forms.ChoiceField(label=gettext_lazy("kind of warning"), choices=CoverageKind.choices)
    threshold = forms.IntegerField(label=gettext_lazy("threshold"), min_value=1, max_value=10000)
    basis = forms.CharField(label=pgettext_lazy("of a rule", "basis"), max_length=200)
    valid_from = DayField(label=gettext_lazy("counts from"))
