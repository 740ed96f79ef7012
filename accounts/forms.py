"""The sign-in form."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_failure_limit
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import throttle
from accounts.types import TOKEN_DAYS, Scope
from core.addresses import client_address
from core.turns import take_turn


class SignInForm(AuthenticationForm):
    """User name and password; a wrong pair is told with the number of tries that are left.

    From an address with many failures each try brings a proof of work, which the page finds by itself.
    """

    challenge = forms.CharField(required=False, widget=forms.HiddenInput)
    answer = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Check the proof and the lock of the account, then the password; a lock says nothing of it.

        The tries of one account take turns: else many sent at once would all be checked before the
        first of them is counted.
        """
        refusal: ValidationError | None = None
        with take_turn(throttle.turn_name(self.cleaned_data.get("username", ""))):
            try:
                self._try()
            except ValidationError as error:
                refusal = error  # raised below: what was counted must stay
        if refusal is not None:
            raise refusal
        return self.cleaned_data

    def _try(self) -> None:
        if self.request is not None:
            address = client_address(self.request)
            told = self.cleaned_data
            if throttle.needs_proof(address) and not throttle.accept_proof(
                told.get("challenge", ""), told.get("answer", ""), address=address
            ):
                raise ValidationError(
                    _("Many sign-ins have failed from your network. Send the form once more."),
                    code="proof_needed",
                )
            if throttle.is_account_locked(told.get("username", "")):
                raise ValidationError(_("The account is locked for 20 minutes"), code="account_locked")
        super().clean()

    def get_invalid_login_error(self) -> ValidationError:
        """Return one sentence for every wrong pair, whether the account exists or not."""
        left = self._tries_left()
        if left is None:
            text = _("Wrong user name or password.")
        else:
            text = ngettext(
                "Wrong user name or password. %(count)s try left.",
                "Wrong user name or password. %(count)s tries left.",
                left,
            ) % {"count": left}
        return ValidationError(text, code="invalid_login")

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse a closed account with the same sentence as a wrong password."""
        if not user.is_active:
            raise self.get_invalid_login_error()

    def _tries_left(self) -> int | None:
        if self.request is None:
            return None
        credentials = {"username": self.cleaned_data.get("username")}
        limit: int = get_failure_limit(self.request, credentials)
        return max(0, limit - AxesProxyHandler.get_failures(self.request, credentials))


class TokenForm(forms.Form):
    """A new token: what it is for, what it may do, how long."""

    name = forms.CharField(label=gettext_lazy("name of the token"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=gettext_lazy("valid for days"), min_value=1, max_value=366, initial=TOKEN_DAYS
    )
