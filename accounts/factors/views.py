"""One's own factors: the list, an authenticator app, recovery codes, passkeys."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.factors import services, single_sign_on, steps
from accounts.factors.conf import offered_sign_ons
from accounts.factors.forms import CodeForm, PasskeyForm, PasskeyNameForm
from accounts.factors.queries import factor_of_type, factors_of, has_factor, links_of, must_have_factor
from accounts.factors.registry import keeps_any_account
from accounts.http import require_user
from accounts.models import User
from core import audit
from core.encryption import ring
from core.errors import DomainError, Invalid
from core.forms import put_errors

_SECRET = "zx_totp"  # noqa: S105 - the key in the session, not a secret
_PLACE = "session.totp"
View = Callable[..., HttpResponse]
Kind = Authenticator.Type


def proved_lately(view: View) -> View:
    """Ask for the password again before a view when the last proof is older than 15 minutes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if steps.proved_lately(request):
            return view(request, *args, **kwargs)
        target = request.path if request.method in {"GET", "HEAD"} else reverse("accounts:factors")
        return HttpResponseRedirect(f"{reverse('accounts:prove')}?{urlencode({'next': target})}")

    return guarded


@never_cache
@login_required
@require_safe
def show_factors(request: HttpRequest) -> HttpResponse:
    """Show one's factors, recovery codes left and linked identities."""
    user = require_user(request)
    kept = list(factors_of(user))
    links = list(links_of(user))
    linked = {link.provider for link in links}
    context = {
        "app": next((item for item in kept if item.type == Kind.TOTP), None),
        "passkeys": [item for item in kept if item.type == Kind.WEBAUTHN],
        "codes_left": services.codes_left(user) if kept else 0,
        "demanded": must_have_factor(user),
        "only_one": len(kept) == 1,
        "links": [{"link": link, "name": single_sign_on.name_of(link.provider)} for link in links],
        "keeps_accounts": keeps_any_account(user),
        "sign_ons": [way for way in offered_sign_ons() if way.key not in linked],
    }
    return render(request, "accounts/factors.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@proved_lately
def enroll_app(request: HttpRequest) -> HttpResponse:
    """Show a new secret as a QR code and as text, and keep it once a right code has come."""
    user = require_user(request)
    if factor_of_type(user, Kind.TOTP) is not None:
        messages.info(request, _("This account already has an authenticator app. Remove it first."))
        return redirect("accounts:factors")
    form = CodeForm(request.POST or None)
    secret = _secret_of(request)
    if request.method == "POST" and form.is_valid():
        audit.describe(
            request, action="accounts.add_factor", object_type="accounts.User", object_id=user.pk, note="totp"
        )
        try:
            services.enroll_app(user=user, secret=secret, code=form.cleaned_data["code"])
        except DomainError as error:
            put_errors(form, error)
        else:
            del request.session[_SECRET]
            messages.success(request, _("The authenticator app is set up."))
            return _after_adding(request, user)
    adapter = get_adapter()
    context = {
        "form": form,
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "qr": adapter.build_totp_svg(adapter.build_totp_url(user, secret)),
    }
    return render(request, "accounts/totp.html", context, status=422 if form.errors else 200)


def _secret_of(request: HttpRequest) -> str:
    kept = request.session.get(_SECRET)
    if kept:
        return ring().decrypt(kept, _PLACE)
    secret: str = generate_totp_secret()
    request.session[_SECRET] = ring().encrypt(secret, _PLACE)
    return secret


def _after_adding(request: HttpRequest, user: User) -> HttpResponse:
    if services.codes_left(user):
        return redirect("accounts:factors")
    return _codes_page(request, services.renew_recovery_codes(user=user))


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    shown = [f"{code[:5]} {code[5:]}" for code in codes]
    return render(request, "accounts/recovery_codes.html", {"codes": shown})


@never_cache
@login_required
@require_POST
@proved_lately
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them, this once."""
    user = require_user(request)
    codes = services.renew_recovery_codes(user=user)
    audit.describe(
        request, action="accounts.renew_recovery_codes", object_type="accounts.User", object_id=user.pk
    )
    return _codes_page(request, codes)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@proved_lately
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Ask the device for a new passkey and keep it once its answer has been verified."""
    user = require_user(request)
    form = PasskeyForm(request.POST or None, initial={"name": _new_name(user)})
    if request.method == "POST" and form.is_valid():
        audit.describe(
            request,
            action="accounts.add_factor",
            object_type="accounts.User",
            object_id=user.pk,
            note="passkey",
        )
        try:
            credential = form.cleaned_data["credential"]
            if not isinstance(credential, dict):
                raise Invalid(_("The device gave no passkey. Try again."))
            services.add_passkey(user=user, name=form.cleaned_data["name"], credential=credential)
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The passkey is set up."))
            return _after_adding(request, user)
    options = webauthn.begin_registration(user, passwordless=False)
    return render(
        request,
        "accounts/passkey.html",
        {"form": form, "options": options},
        status=422 if form.errors else 200,
    )


def _new_name(user: User) -> str:
    number = factors_of(user).filter(type=Kind.WEBAUTHN).count() + 1
    return _("Passkey %(number)s") % {"number": number}


@login_required
@require_POST
def rename_passkey(request: HttpRequest, factor_id: int) -> HttpResponse:
    """Give a passkey of one's own another name."""
    user = require_user(request)
    form = PasskeyNameForm(request.POST)
    kept = services.rename_passkey(
        user=user, pk=factor_id, name=form.cleaned_data["name"] if form.is_valid() else ""
    )
    audit.describe(
        request,
        action="accounts.rename_passkey",
        object_type="accounts.User",
        object_id=user.pk,
        note=str(kept.pk),
    )
    messages.success(request, _("The name has been kept."))
    return redirect("accounts:factors")


@login_required
@require_POST
@proved_lately
def remove_factor(request: HttpRequest, factor_id: int) -> HttpResponse:
    """Remove a factor of one's own; the last one stays while a role demands it."""
    user = require_user(request)
    services.remove_factor(user=user, pk=factor_id)
    audit.describe(
        request,
        action="accounts.remove_factor",
        object_type="accounts.User",
        object_id=user.pk,
        note=str(factor_id),
    )
    messages.success(request, _("The factor has been removed."))
    if not has_factor(user):
        messages.warning(request, _("Only the password protects this account now."))
    return redirect("accounts:factors")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@proved_lately
def link_identity(request: HttpRequest) -> HttpResponse:
    """Let the reader confirm that an identity elsewhere opens this account from now on."""
    user = require_user(request)
    pending = single_sign_on.pending_link(request)
    if pending is None:
        messages.warning(request, _("There is nothing to link. Begin again."))
        return redirect("accounts:factors")
    provider, uid = pending
    if request.method == "POST":
        audit.describe(
            request,
            action="accounts.link_identity",
            object_type="accounts.User",
            object_id=user.pk,
            note=provider,
        )
        single_sign_on.link(user=user, provider=provider, uid=uid)
        single_sign_on.forget_link(request)
        messages.success(request, _("The identity is linked to your account."))
        return redirect("accounts:factors")
    return render(request, "accounts/link.html", {"name": single_sign_on.name_of(provider), "uid": uid})


@login_required
@require_POST
@proved_lately
def unlink_identity(request: HttpRequest, link_id: int) -> HttpResponse:
    """Remove a link of one's own."""
    user = require_user(request)
    single_sign_on.unlink(user=user, pk=link_id)
    audit.describe(
        request,
        action="accounts.unlink_identity",
        object_type="accounts.User",
        object_id=user.pk,
        note=str(link_id),
    )
    messages.success(request, _("The link has been removed."))
    return redirect("accounts:factors")
