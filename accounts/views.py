"""Sign-in, sign-out, password, preferences, sessions and tokens of a user."""

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import load_backend, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import activate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services, sessions, throttle
from accounts.conf import demo_accounts, may_use_demo
from accounts.factors.steps import refuse_locked, sign_in_or_ask
from accounts.forms import SignInForm, TokenForm
from accounts.http import require_user
from accounts.models import ApiToken, User, UserSession
from accounts.types import SessionEnding, SignInMethod
from core import audit
from core.addresses import client_address
from core.clock import now
from core.errors import DomainError
from core.forms import read_number
from core.http import domain_problem, problem


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


def _keep_language(response: HttpResponseBase, user: User) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, user.language, max_age=365 * 24 * 3600, samesite="Lax", httponly=True
    )


@audit.kept_by("axes.AccessAttempt")
class SignInView(LoginView):
    """Ask for user name and password; five failures for one account from one address lock the pair."""

    form_class = SignInForm
    template_name = "registration/login.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Send a signed-in user on, but not one whom a page sent here for want of rights."""
        super().setup(request, *args, **kwargs)
        self.redirect_authenticated_user = not self.get_redirect_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the accounts that the demo offers to this request."""
        offered = demo_accounts() if may_use_demo(self.request) else []
        address = client_address(self.request)
        challenge = throttle.make_challenge(address) if throttle.needs_proof(address) else ""
        return super().get_context_data(**kwargs) | {
            "demo_accounts": offered,
            "challenge": challenge,
            "bits": throttle.PROOF_BITS,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, or ask for the second factor first; the session gets a new key."""
        user = form.get_user()
        method = getattr(load_backend(user.backend), "method", SignInMethod.PASSWORD)
        response = sign_in_or_ask(self.request, user, method=method, next_url=self.get_success_url())
        _keep_language(response, form.get_user())
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again, or the page of the lock."""
        if form.has_error("__all__", code="account_locked"):
            return render(self.request, settings.AXES_LOCKOUT_TEMPLATE, status=429)
        return super().form_invalid(form)


@audit.kept_by("axes.AccessLog")
class SignOutView(LogoutView):
    """End the session (POST only)."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Sign out and write down the end."""
        key = request.session.session_key
        response = super().post(request, *args, **kwargs)
        sessions.note_end(key, ending=SessionEnding.SIGNED_OUT)
        return response


class ChangePasswordView(PasswordChangeView):
    """Change one's own password; the other sessions of the account end."""

    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy(str(settings.LOGIN_REDIRECT_URL))

    def get_form_class(self) -> Any:
        """Ask for the old password, but not of who came in with a one-time code."""
        by_code = self.request.session.get(sessions.MUST_CHANGE) == "code"
        return SetPasswordForm if by_code else super().get_form_class()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say why the password must be changed before anything else, if it must."""
        return super().get_context_data(**kwargs) | {
            "why": self.request.session.get(sessions.MUST_CHANGE, "")
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the new password and say so; this session goes on, the others end."""
        user, key = form.user, self.request.session.session_key
        services.change_own_password(user=user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, user)
        self.request.session.pop(sessions.MUST_CHANGE, None)
        sessions.follow_rekeying(self.request, key)
        sessions.end_sessions_of(
            user, ending=SessionEnding.PASSWORD_CHANGED, keep=self.request.session.session_key
        )
        response = HttpResponseRedirect(self.get_success_url())
        audit.describe(
            self.request,
            action="accounts.change_password",
            object_type="accounts.User",
            object_id=self.request.user.pk,
        )
        messages.success(self.request, _("Your password has been changed."))
        return response


sign_in = method_decorator(never_cache, name="dispatch")(SignInView).as_view()
sign_out = SignOutView.as_view()
change_password = ChangePasswordView.as_view()


@never_cache
@require_POST
@audit.kept_by("axes.AccessLog")
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """Sign in one of the demo's accounts without a password; there is no such page without the demo."""
    username = request.POST.get("username", "")
    if not may_use_demo(request) or username not in {account.username for account in demo_accounts()}:
        raise Http404
    user = User.objects.filter(username=username, is_active=True, is_superuser=False).first()
    if user is None:
        raise Http404
    response = sign_in_or_ask(request, user, method=SignInMethod.DEMO, next_url=_safe_next(request))
    _keep_language(response, user)
    return response


@never_cache
@require_POST
@audit.kept_by("axes.AccessAttempt")
def confirm_password(request: HttpRequest) -> HttpResponse:
    """Sign in from within a page whose session ran out, so that what stands in it is not lost.

    The same checks and counts as on the sign-in page. The answer holds the page's new CSRF token. What
    needs more than a password is answered with the address where it goes on, in another window.
    """
    told = _told(request)
    try:
        refuse_locked(request, User(username=told["username"]))
    except DomainError as error:
        return domain_problem(error)
    form = SignInForm(request, data=told)
    if not form.is_valid():
        text = " ".join(str(line) for lines in form.errors.values() for line in lines)
        more = form.has_error("__all__", code="proof_needed")
        members = {"url": resolve_url(settings.LOGIN_URL)} if more else {}
        return problem(422, "proof_needed" if more else "wrong_password", text, **members)
    here = resolve_url(settings.LOGIN_REDIRECT_URL)
    step = sign_in_or_ask(request, form.get_user(), method=SignInMethod.PASSWORD, next_url=here)
    if not request.user.is_authenticated:
        text = _("This account needs its second factor too. Go on in a new window, then come back here.")
        return problem(409, "second_factor_needed", text, url=step["Location"])
    return JsonResponse({"csrf_token": get_token(request)})


def _told(request: HttpRequest) -> dict[str, str]:
    try:
        told = json.loads(request.body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        told = {}
    texts = {name: str(told.get(name) or "") for name in ("username", "password")}
    # JSON can write half a character, which no store and no hash takes.
    return {name: text.encode(errors="replace").decode() for name, text in texts.items()}


@login_required
@require_POST
def keep_preferences(request: HttpRequest) -> HttpResponse:
    """Keep the language and the theme of the signed-in user and go back to where they were."""
    user = require_user(request)
    services.set_preferences(
        user=user, language=request.POST.get("language"), theme=request.POST.get("theme")
    )
    audit.describe(request, action="accounts.set_preferences", object_type="accounts.User", object_id=user.pk)
    activate(user.language)
    response = HttpResponseRedirect(_safe_next(request))
    _keep_language(response, user)
    return response


@never_cache
@login_required
@require_safe
def show_sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in, and one's last sign-ins, failed ones too."""
    user = require_user(request)
    own = UserSession.objects.filter(user=user)
    context = {
        "standing": own.standing(),
        "ended": own.exclude(ended_at=None)[:20],
        "failures": services.failed_sign_ins(user)[:20],
        "current": request.session.session_key,
    }
    return render(request, "registration/sessions.html", context)


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one session by its number, or all but this one."""
    user, number = require_user(request), request.POST.get("session", "")
    if number:
        record = get_object_or_404(UserSession.objects.standing(), pk=read_number(number) or 0, user=user)
        sessions.end_session(record, ending=SessionEnding.ENDED_ELSEWHERE)
        messages.success(request, _("The session has ended."))
    else:
        sessions.end_sessions_of(user, ending=SessionEnding.ENDED_ELSEWHERE, keep=request.session.session_key)
        messages.success(request, _("All other sessions have ended."))
    audit.describe(request, action="accounts.end_sessions", object_type="accounts.User", object_id=user.pk)
    return redirect("accounts:sessions")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_tokens(request: HttpRequest) -> HttpResponse:
    """Show one's tokens, and issue one: its secret is shown in this answer and never again."""
    user = require_user(request)
    form = TokenForm(request.POST or None)
    issued = secret = None
    if request.method == "POST" and form.is_valid():
        issued, secret = services.create_token(
            owner=user,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=now() + timedelta(days=form.cleaned_data["days"]),
            by=user,
        )
        audit.describe(
            request, action="accounts.create_token", object_type="accounts.ApiToken", object_id=issued.pk
        )
        form = TokenForm()
    context = {
        "form": form,
        "issued": issued,
        "secret": secret,
        "tokens": ApiToken.objects.filter(owner=user),
        "now": now(),
    }
    return render(request, "registration/tokens.html", context)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Withdraw one of one's tokens at once."""
    user = require_user(request)
    token = get_object_or_404(ApiToken, pk=token_id, owner=user)
    services.revoke_token(token=token, by=user)
    audit.describe(
        request, action="accounts.revoke_token", object_type="accounts.ApiToken", object_id=token.pk
    )
    messages.success(request, _("The token has been withdrawn."))
    return redirect("accounts:tokens")
