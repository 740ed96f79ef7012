"""The sign-in form."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_failure_limit
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class SignInForm(AuthenticationForm):
    """User name and password; a wrong pair is told with the number of tries that are left."""

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
