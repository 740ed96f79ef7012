"""The pages between password and session: the second step, the proof asked again, single sign-on."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from accounts.factors import services, single_sign_on, steps
from accounts.factors.conf import find_sign_on
from accounts.factors.forms import CodeForm, ProofForm
from accounts.factors.oidc import OidcAdapter
from accounts.factors.queries import factor_of_type, factors_of
from accounts.factors.wecom import WeComAdapter
from accounts.http import require_user
from accounts.models import User
from core import audit
from core.errors import DomainError, Invalid, TooSoon

_ADAPTERS = {"oidc": OidcAdapter, "wecom": WeComAdapter}
Kind = Authenticator.Type


def _safe(request: HttpRequest, target: str) -> str:
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else ""


def _locked(request: HttpRequest) -> HttpResponse:
    return render(request, settings.AXES_LOCKOUT_TEMPLATE, status=429)


def _passkey_options(user: User) -> dict[str, Any] | None:
    if not factors_of(user).filter(type=Kind.WEBAUTHN).exists():
        return None
    options: dict[str, Any] = webauthn.begin_authentication(user)
    return options


def _check_passkey(user: User, answer: str) -> bool:
    try:
        credential = json.loads(answer)
        if not isinstance(credential, dict):
            return False
        services.check_passkey(user=user, credential=credential)
    except (ValueError, Invalid):
        return False
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@audit.kept_by("axes.AccessAttempt")
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of whoever gave the password in this browser, then begin the session."""
    pending = steps.pending_of(request)
    if pending is None:
        if request.user.is_authenticated:
            return redirect("portal:home")
        messages.warning(request, _("The sign-in took too long or was not begun here. Begin again."))
        return redirect("accounts:login")
    with steps.take_turn_of(request, pending.user):
        return _ask_factor(request, pending)


def _ask_factor(request: HttpRequest, pending: steps.PendingSignIn) -> HttpResponse:
    user = pending.user
    try:
        steps.refuse_locked(request, user)
    except TooSoon:
        steps.forget(request)
        return _locked(request)
    form = CodeForm(request.POST if request.POST.get("code") or not request.POST.get("credential") else None)
    if request.method != "POST":
        form = CodeForm()
    elif request.POST.get("credential"):
        if _check_passkey(user, request.POST["credential"]):
            return steps.finish(request, pending)
        steps.count_failure(request, user)
        messages.error(request, _("The passkey could not be verified. Try again."))
    elif form.is_valid():
        used = services.check_code(user=user, code=form.cleaned_data["code"])
        if used:
            if used == Kind.RECOVERY_CODES:
                left = services.codes_left(user)
                messages.warning(
                    request, _("Recovery codes left: %(count)s. Make new ones soon.") % {"count": left}
                )
            return steps.finish(request, pending)
        steps.count_failure(request, user)
        form.add_error("code", _("This code is wrong or has been used. Type the newest one."))
    has_app = factor_of_type(user, Kind.TOTP) is not None
    if not has_app:
        form.fields["code"].label = _("Recovery code")
    context = {"form": form, "options": _passkey_options(user), "has_app": has_app}
    return render(request, "accounts/second_step.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@audit.kept_by("axes.AccessAttempt")
def prove(request: HttpRequest) -> HttpResponse:
    """Ask a signed-in user once more who they are, then go on."""
    user = require_user(request)
    with steps.take_turn_of(request, user):
        return _ask_proof(request, user)


def _ask_proof(request: HttpRequest, user: User) -> HttpResponse:
    target = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    target = target or reverse("accounts:factors")
    try:
        steps.refuse_locked(request, user)
    except TooSoon:
        return _locked(request)
    form = ProofForm(
        request.POST if request.method == "POST" and not request.POST.get("credential") else None,
        with_password=user.has_usable_password(),
        with_code=factor_of_type(user, Kind.TOTP) is not None,
    )
    proved = False
    if request.method == "POST":
        if request.POST.get("credential"):
            proved = _check_passkey(user, request.POST["credential"])
        elif form.is_valid():
            proved = _proves(user, form.cleaned_data)
        if proved:
            steps.note_proof(request)
            return HttpResponseRedirect(target)
        if not form.errors:
            steps.count_failure(request, user)
            text = _("This does not prove who you are. Try again.")
            if form.is_bound:
                form.add_error(None, text)
            else:
                messages.error(request, text)
    context = {"form": form, "next": target, "options": _passkey_options(user)}
    return render(request, "accounts/prove.html", context)


def _proves(user: User, told: dict[str, str]) -> bool:
    if "password" in told:
        return user.check_password(told["password"])
    return bool("code" in told and services.check_code(user=user, code=told["code"]))


@never_cache
@require_safe
def start_sign_on(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the browser to the other side; a signed-in user comes back to link that identity."""
    if find_sign_on(provider) is None:
        raise Http404
    found = get_adapter(request).get_provider(request, provider)
    target = _safe(request, request.GET.get("next", "")) or resolve_url("portal:home")
    try:
        response: HttpResponse = found.redirect(request, AuthProcess.LOGIN, next_url=target)
    except (RequestException, ValueError, KeyError) as error:
        return single_sign_on.fail(request, provider=provider, error="unreachable", exception=error)
    return response


@never_cache
@require_safe
def finish_sign_on(request: HttpRequest, provider: str) -> HttpResponse:
    """Take the browser back from the other side and find out who it is."""
    if find_sign_on(provider) is None:
        raise Http404
    view = OAuth2CallbackView.adapter_view(_ADAPTERS[provider](request))
    try:
        response: HttpResponse = view(request)
    except (ValueError, KeyError) as error:
        return single_sign_on.fail(request, provider=provider, error="malformed", exception=error)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("accounts:login")
    return response
