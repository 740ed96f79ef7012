"""The forms of the gate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms_pages.gate.types import STAGES_BY_COUNT, Stage
from organization.forms import IndentedUnitField
from organization.models import Unit


def _stage_choices() -> list[tuple[int, str]]:
    return [
        (count, "、".join(str(Stage(name).label) for name in names))
        for count, names in STAGES_BY_COUNT.items()
    ]


class UnitStagesForm(forms.Form):
    """A unit, and the stages that its texts pass at least."""

    unit = IndentedUnitField(label=_("Unit"), queryset=Unit.objects.none())
    stages = forms.TypedChoiceField(label=_("Stages at least"), coerce=int, choices=_stage_choices)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("path")
