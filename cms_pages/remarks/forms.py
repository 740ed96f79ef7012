"""The forms of remarks and answers."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RemarkForm(forms.Form):
    """A remark on a passage of one paragraph."""

    field = forms.CharField(widget=forms.HiddenInput)
    line = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    start = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    quote = forms.CharField(label=_("Passage"), widget=forms.Textarea(attrs={"rows": 2}))
    words = forms.CharField(label=_("Remark"), widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    """An answer to a remark."""

    words = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 2}))
