"""The forms of factors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """A code of an authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "size": 12}
        ),
    )


class ProofForm(forms.Form):
    """The password, or a code of a factor where the account has no password of ours."""

    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    code = forms.CharField(
        label=_("Code of the app or recovery code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, with_password: bool, with_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_password:
            del self.fields["password"]
        if not with_code or with_password:
            del self.fields["code"]
        for field in self.fields.values():
            field.required = True


class PasskeyForm(forms.Form):
    """A new passkey: its name, and the answer of the device that the page's script puts in."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=40)
    credential = forms.JSONField(widget=forms.HiddenInput, required=False)


class PasskeyNameForm(forms.Form):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=40)


class ResetForm(forms.Form):
    """Whose factors are lost, and how that was made sure."""

    username = forms.CharField(label=_("User name"), max_length=150)
    reason = forms.CharField(
        label=_("How you made sure who is asking"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
