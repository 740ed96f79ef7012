"""The form of a step: only the fields that the step asks for."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import DayField
from organization.development.judgement import MOST_VOTERS, Values
from organization.development.models import StepRecord
from organization.development.steps import STEPS, Step
from organization.development.types import Part, Result
from organization.models import Person

VOTES = ("eligible", "present", "votes_for", "votes_against", "votes_abstained")
WITH_DEADLINE = frozenset({2, 6, 15, 17})
"""The steps whose record may need a reason because they came late."""


class _Day(DayField):
    def __init__(self, **more: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": _("Enter a day such as 2026-03-01."), "required": _("Enter the day.")},
            **more,
        )


class _Number(forms.IntegerField):
    def __init__(self, label: Any, *, required: bool = True, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            min_value=0,
            max_value=MOST_VOTERS,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )


def _label(name: str) -> object:
    """Return what the record calls a field."""
    return next(field.verbose_name for field in StepRecord._meta.concrete_fields if field.name == name)


class _People(forms.ModelMultipleChoiceField[Person]):
    def label_from_instance(self, obj: Person) -> str:
        return obj.name


class StepForm(forms.Form):
    """What is told of one step; `values()` gives it to the service."""

    def __init__(self, *args: Any, step: Step, members: QuerySet[Person] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.step = step
        self.fields["on"] = _Day(label=_("date"))
        if len(step.results) > 1:
            self.fields["result"] = forms.ChoiceField(
                label=_("Result"),
                choices=[(result.value, result.label) for result in step.results],
                widget=forms.Select(),
                error_messages={"required": _("Choose a result.")},
            )
        self._add_parts(step, members)
        self.fields["place"] = forms.CharField(
            label=_("place of the papers"),
            max_length=100,
            required=False,
            help_text=_("Folder, number or cabinet"),
        )
        if step.number in WITH_DEADLINE or Part.LEAVING in step.parts:
            self.fields["reason"] = forms.CharField(
                label=_("reason"),
                max_length=300,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Needed when the deadline has passed or an exception is made."),
            )

    def _add_parts(self, step: Step, members: QuerySet[Person] | None) -> None:
        if Part.VOTES in step.parts:
            for name in VOTES:
                self.fields[name] = _Number(_label(name))
        if Part.TRAINING in step.parts:
            for name in ("training_days", "training_hours"):
                self.fields[name] = _Number(_label(name), required=False)
        if Part.EXTENSION in step.parts:
            self.fields["extension_months"] = _Number(
                _("extended by (months)"), required=False, help_text=_("Only when probation is extended")
            )
        if Part.LEAVING in step.parts:
            self.fields["leaving"] = forms.BooleanField(
                label=_(
                    "It is known that the person leaves the unit soon, within the time that the rule names"
                ),
                required=False,
            )
        if Part.CONTACTS in step.parts or Part.INTRODUCERS in step.parts:
            self.fields["people"] = _People(
                label=_("Mentor contacts") if Part.CONTACTS in step.parts else _("Introducers"),
                queryset=Person.objects.none() if members is None else members,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Full members of the branch"),
                error_messages={
                    "required": _("Choose at least one person."),
                    "invalid_choice": _("Choose full members of the branch on that day."),
                },
            )

    def values(self) -> Values:
        """Return what was filled in; call it on a valid form."""
        told = dict(self.cleaned_data)
        people = tuple(person.pk for person in told.pop("people", ()))
        told.setdefault("result", self.step.results[0].value)
        return Values(people=people, **told)

    def take_errors(self, fields: dict[str, str], message: str) -> None:
        """Put what the service refused beside the fields, and the rest above the form."""
        left = [sentence for name, sentence in fields.items() if name not in self.fields]
        for name, sentence in fields.items():
            if name in self.fields:
                self.add_error(name, sentence)
        if left or not fields:
            self.add_error(None, " ".join(left) or message)


def initial_of(record: StepRecord) -> dict[str, Any]:
    """Return what a record says as the first values of its form."""
    names = (*VOTES, "on", "result", "place", "reason", "training_days", "training_hours", "leaving")
    told = {name: getattr(record, name) for name in (*names, "extension_months")}
    told["people"] = [participant.person_id for participant in record.participants.all()]
    return told


class ApplicationForm(StepForm):
    """The application with which a case begins."""

    def __init__(self, *args: Any, applicants: QuerySet[Person], **more: Any) -> None:
        super().__init__(*args, step=STEPS[1], **more)
        self.fields["person"] = forms.ModelChoiceField(
            label=_("Applicant"),
            queryset=applicants,
            help_text=_("People of this branch who are no members and have no open case"),
            error_messages={
                "required": _("Choose the applicant."),
                "invalid_choice": _("Choose a person of this branch without an open case."),
            },
        )
        self.order_fields(["person", "on", "place"])

    def values(self) -> Values:
        """Return the record of the application."""
        return Values(on=self.cleaned_data["on"], place=self.cleaned_data["place"], result=Result.DONE)


class ClosingForm(forms.Form):
    """Ending a case before its time."""

    how = forms.ChoiceField(
        label=_("How"),
        choices=[
            ("withdrawn", _("Withdrawn by the person")),
            ("ended", _("Ended by the organization")),
        ],
    )
    on = _Day(label=_("date"))
    why = forms.CharField(
        label=_("reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("State the reason.")},
    )


class QuotaForm(forms.Form):
    """The planned places of a branch in a year."""

    unit = forms.IntegerField()
    year = forms.IntegerField()
    quota = forms.IntegerField(min_value=0, max_value=999)


class RuleForm(forms.Form):
    """Another value of a rule from a day on."""

    key = forms.CharField(widget=forms.HiddenInput)
    value = forms.IntegerField(label=_("value"), min_value=1, max_value=999)
    effective_from = _Day(label=_("effective from"))
    basis = forms.CharField(
        label=_("basis"), max_length=300, error_messages={"required": _("Name the basis.")}
    )
    verified = forms.BooleanField(label=_("The basis was checked at its source"), required=False)
