"""Single sign-on: an identity elsewhere opens an existing account, and never makes one."""

import logging

from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.factors.conf import find_sign_on, links_by_staff_number
from accounts.factors.registry import account_of_staff_number
from accounts.factors.steps import sign_in_or_ask
from accounts.models import User
from accounts.types import SignInMethod
from core.clock import now
from core.errors import Conflict, NotFound
from evidence import services as evidence

logger = logging.getLogger(__name__)
_PENDING = "zx_link"
_SECONDS = 300


class SignOnFailed(OAuth2Error):
    """What the other side said, in words for the user."""


def arrive(request: HttpRequest, *, provider: str, uid: str, next_url: str) -> HttpResponse:
    """Go on with who somebody is elsewhere: sign in, offer to link, or say that nothing is linked."""
    account = SocialAccount.objects.filter(provider=provider, uid=uid).select_related("user").first()
    if isinstance(request.user, User) and request.user.is_authenticated:
        return _offer_link(request, provider, uid, account)
    user = account.user if account else _first_time(provider, uid)
    if user is None:
        logger.info("sign_on.unknown", extra={"provider": provider})
        return _back(
            request,
            _(
                "This identity is not linked to an account. Sign in with your password and link it under "
                "Security, or ask the system administrator."
            ),
        )
    if not user.is_active:
        logger.info("sign_on.closed", extra={"provider": provider, "user_id": user.pk})
        return _back(request, _("Signing in did not work. Try again, or use your password."))
    SocialAccount.objects.filter(provider=provider, uid=uid).update(last_login=now())
    target = next_url if url_has_allowed_host_and_scheme(next_url, {request.get_host()}) else ""
    return sign_in_or_ask(
        request, user, method=SignInMethod.SINGLE_SIGN_ON, next_url=target or resolve_url("portal:home")
    )


def fail(request: HttpRequest, *, provider: str, error: str, exception: BaseException | None) -> HttpResponse:
    """Say on the sign-in page that it did not work; the reason stands in the log."""
    logger.warning(
        "sign_on.failed", extra={"provider": provider, "error": error, "reason": str(exception)[:300]}
    )
    if isinstance(exception, SignOnFailed):
        return _back(request, str(exception))
    if error == "cancelled":
        return _back(request, _("Signing in was cancelled."))
    return _back(request, _("Signing in did not work. Try again, or use your password."))


def pending_link(request: HttpRequest) -> tuple[str, str] | None:
    """Return the identity (provider and its id) that waits to be linked in this session, or nothing."""
    kept = request.session.get(_PENDING)
    if not kept or now().timestamp() > kept["until"]:
        return None
    return kept["provider"], kept["uid"]


def forget_link(request: HttpRequest) -> None:
    """Drop the identity that waits."""
    request.session.pop(_PENDING, None)


@transaction.atomic
def link(*, user: User, provider: str, uid: str) -> SocialAccount:
    """Let an identity elsewhere open this account from now on."""
    if SocialAccount.objects.filter(user=user, provider=provider).exists():
        raise Conflict(_("This account is linked already. Remove that link first."))
    try:
        with transaction.atomic():
            # Nothing but the id is kept of what the other side tells.
            account: SocialAccount = SocialAccount.objects.create(
                user=user, provider=provider, uid=uid, extra_data={}
            )
    except IntegrityError as error:
        raise Conflict(_("This identity opens another account already.")) from error
    _note("linked", user, provider)
    return account


@transaction.atomic
def unlink(*, user: User, pk: int) -> None:
    """Remove a link of one's own."""
    account = SocialAccount.objects.filter(user=user, pk=pk).first()
    if account is None:
        raise NotFound(_("There is no such link."))
    provider = account.provider
    account.delete()
    _note("unlinked", user, provider)


def _first_time(provider: str, uid: str) -> User | None:
    if not links_by_staff_number():
        return None
    user = account_of_staff_number(uid)
    if user is None or not user.is_active:
        return None
    if SocialAccount.objects.filter(user=user, provider=provider).exists():
        return None  # another identity of that provider was linked on purpose
    link(user=user, provider=provider, uid=uid)
    return user


def _offer_link(request: HttpRequest, provider: str, uid: str, account: SocialAccount | None) -> HttpResponse:
    if account is not None:
        own = account.user_id == request.user.pk
        text = (
            _("This identity is linked to your account already.")
            if own
            else _("This identity opens another account already.")
        )
        messages.warning(request, text)
        return HttpResponseRedirect(reverse("accounts:factors"))
    request.session[_PENDING] = {"provider": provider, "uid": uid, "until": now().timestamp() + _SECONDS}
    return HttpResponseRedirect(reverse("accounts:sso_link"))


def _back(request: HttpRequest, text: str) -> HttpResponse:
    messages.error(request, text)
    signed_in = request.user.is_authenticated
    return HttpResponseRedirect(reverse("accounts:factors" if signed_in else "accounts:login"))


def _note(kind: str, user: User, provider: str) -> None:
    evidence.append(
        kind=f"accounts.sign_on.{kind}", facts={"user_id": user.pk, "provider": provider}, by_id=user.pk
    )


def name_of(provider: str) -> str:
    """Return the words for a provider, of one that is no longer configured too."""
    found = find_sign_on(provider)
    return found.name if found else provider
