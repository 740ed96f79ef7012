"""The form of an answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms_pages.comments.models import LONGEST_REASON


class AnswerForm(forms.Form):
    """What the reporter reads."""

    answer = forms.CharField(label=_("Answer"), max_length=LONGEST_REASON)
