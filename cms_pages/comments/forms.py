"""The forms of comments, reports and decisions."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms_pages.comments.models import LONGEST_REASON, LONGEST_WORDS
from cms_pages.comments.types import ReportReason


class CommentForm(forms.Form):
    """What a reader says."""

    words = forms.CharField(
        label=pgettext_lazy("reader's", "Comment"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A publisher reads it before others do. It is shown with your name."),
    )


class ReportForm(forms.Form):
    """Why a comment should not stand."""

    reason = forms.ChoiceField(label=_("Reason"), choices=ReportReason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Note"), max_length=LONGEST_REASON, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DecisionForm(forms.Form):
    """Whether a comment is shown, and why not."""

    show = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda value: value == "1")
    reason = forms.CharField(max_length=LONGEST_REASON, required=False)
