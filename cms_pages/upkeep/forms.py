"""The form with which a rule is looked at again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms_pages.upkeep.models import LONGEST_WORDS
from cms_pages.upkeep.types import Outcome
from core.forms import DayField


class ReviewForm(forms.Form):
    """The outcome, and what it needs: the day of the next review, or day and decision of the repeal."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    next_review = DayField(label=_("Next review on"), required=False, help_text=_("When it is kept."))
    repealed_on = DayField(label=_("Repealed on"), required=False, help_text=_("When it is abolished."))
    words = forms.CharField(
        label=_("Reasons, or the decision by which it is abolished"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, outcomes: list[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["outcome"]
        chosen.choices = [(outcome.value, outcome.label) for outcome in outcomes]
        for outcome, field in ((Outcome.KEEP, "next_review"), (Outcome.ABOLISH, "repealed_on")):
            if outcome not in outcomes:
                del self.fields[field]
