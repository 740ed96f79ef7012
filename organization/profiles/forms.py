"""Forms of one's own data; every personal input says why it is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.profiles.purposes import PURPOSES
from organization.profiles.types import CorrectableField
from organization.types import PartyStatus

WORDS = 500


class ContactForm(forms.Form):
    """How a person can be reached."""

    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=PURPOSES["phone"],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=PURPOSES["email"],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CorrectionForm(forms.Form):
    """What is wrong about a person, and what is right; the field decides how the value is entered."""

    new_value = forms.CharField(label=_("What is right"), max_length=WORDS)
    reason = forms.CharField(
        label=_("Your words"),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "What the officer should know to check it. Write no state secrets and nothing about others."
        ),
    )

    def __init__(self, field: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field == CorrectableField.PARTY_STATUS:
            self.fields["new_value"] = forms.ChoiceField(
                label=_("What is right"), choices=[("", "—"), *PartyStatus.choices]
            )
        elif field == CorrectableField.JOINED_ON:
            self.fields["new_value"] = forms.CharField(
                label=_("What is right"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            )
        elif field == CorrectableField.OTHER:
            self.fields["new_value"].widget = forms.Textarea(attrs={"rows": 3})
        if field in PURPOSES:
            self.fields["new_value"].help_text = PURPOSES[field]


class AnswerForm(forms.Form):
    """The officer's answer to a request."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you decline, and when you accept what stands in no field of the roster."),
    )


class ClosingForm(forms.Form):
    """The user's wish to close the account."""

    proof = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("So that nobody else closes your account at your desk."),
    )
    reason = forms.CharField(
        label=_("Your words"), max_length=WORDS, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, by_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_name:
            self.fields["proof"] = forms.CharField(
                label=_("User name"),
                help_text=_("Your account has no password: type its user name to confirm."),
            )


class NoticeForm(forms.Form):
    """A new version of the privacy notice."""

    version = forms.CharField(label=_("Version"), max_length=20)
    text_zh = forms.CharField(label=_("Text in Chinese"), widget=forms.Textarea(attrs={"rows": 12}))
    text_en = forms.CharField(label=_("Text in English"), widget=forms.Textarea(attrs={"rows": 12}))
    changes_zh = forms.CharField(
        label=_("What changed, in Chinese"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    changes_en = forms.CharField(
        label=_("What changed, in English"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
