"""The page where two officers reset the lost factors of a user."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.factors import services
from accounts.factors.forms import ResetForm
from accounts.factors.models import FactorReset
from accounts.factors.registry import keeps_account_of, keeps_any_account
from accounts.factors.types import ResetState
from accounts.factors.views import proved_lately
from accounts.http import require_user
from accounts.models import User
from core import audit
from core.errors import DomainError, Refused
from core.forms import put_errors


def _require_officer(request: HttpRequest) -> User:
    user = require_user(request)
    if not keeps_any_account(user):
        raise Refused(_("You keep no accounts."))
    return user


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@proved_lately
def show_resets(request: HttpRequest) -> HttpResponse:
    """Show the resets of the accounts that the reader keeps, and take a new one."""
    officer = _require_officer(request)
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.filter(username__iexact=form.cleaned_data["username"].strip()).first()
        if user is None or not keeps_account_of(officer, user):
            # The same words for both: the form must not tell which accounts exist elsewhere.
            form.add_error("username", _("You keep no account of this name."))
        else:
            audit.describe(
                request, action="accounts.ask_factor_reset", object_type="accounts.User", object_id=user.pk
            )
            try:
                services.ask_reset(user=user, by=officer, reason=form.cleaned_data["reason"])
            except DomainError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("The reset waits for a second person."))
                return redirect("accounts:factor_resets")
    rows = [
        {"reset": reset, "may_decide": reset.state == ResetState.ASKED and reset.asked_by_id != officer.pk}
        for reset in FactorReset.objects.select_related("user", "asked_by", "decided_by")[:100]
        if reset.user_id != officer.pk and keeps_account_of(officer, reset.user)
    ]
    status = 422 if form.errors else 200
    return render(request, "accounts/factor_resets.html", {"form": form, "rows": rows}, status=status)


@login_required
@require_POST
@proved_lately
def decide_reset(request: HttpRequest, reset_id: int) -> HttpResponse:
    """Confirm or decline a reset that another officer asked for."""
    officer = _require_officer(request)
    reset = FactorReset.objects.select_related("user").filter(pk=reset_id).first()
    if reset is None or not keeps_account_of(officer, reset.user):
        raise Http404
    confirmed = request.POST.get("decision") == "confirm"
    audit.describe(
        request,
        action="accounts.confirm_factor_reset" if confirmed else "accounts.decline_factor_reset",
        object_type="accounts.User",
        object_id=reset.user_id,
    )
    if confirmed:
        services.confirm_reset(reset=reset, confirmed_by=officer)
        messages.success(request, _("The factors have been removed and every session of the account ended."))
    else:
        services.decline_reset(reset=reset, declined_by=officer)
        messages.success(request, _("The reset has been declined."))
    return redirect("accounts:factor_resets")
