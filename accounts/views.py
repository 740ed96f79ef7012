"""Sign-in, sign-out, password change and the preferences of a user."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import activate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import services
from accounts.conf import demo_accounts, may_use_demo
from accounts.forms import SignInForm
from accounts.models import User
from core import audit
from core.errors import Invalid


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
        return super().get_context_data(**kwargs) | {"demo_accounts": offered}

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in; the session gets a new key."""
        response = super().form_valid(form)
        _keep_language(response, form.get_user())
        return response


@audit.kept_by("axes.AccessLog")
class SignOutView(LogoutView):
    """End the session (POST only)."""

    http_method_names = ["post", "options"]


class ChangePasswordView(PasswordChangeView):
    """Change one's own password; the other sessions of the account end."""

    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy(str(settings.LOGIN_REDIRECT_URL))

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the new password and say so."""
        response = super().form_valid(form)
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
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    response = HttpResponseRedirect(_safe_next(request))
    _keep_language(response, user)
    return response


@login_required
@require_POST
def keep_preferences(request: HttpRequest) -> HttpResponse:
    """Keep the language and the theme of the signed-in user and go back to where they were."""
    user = request.user
    if not isinstance(user, User):
        raise Invalid(_("Sign in first."))
    services.set_preferences(
        user=user, language=request.POST.get("language"), theme=request.POST.get("theme")
    )
    audit.describe(request, action="accounts.set_preferences", object_type="accounts.User", object_id=user.pk)
    activate(user.language)
    response = HttpResponseRedirect(_safe_next(request))
    _keep_language(response, user)
    return response
