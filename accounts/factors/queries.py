"""What is known of a user's factors."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.db.models import QuerySet

from accounts.factors.conf import demanding_roles
from accounts.models import User
from accounts.registry import roles_of

REAL_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes stand in for a lost factor; alone they are none."""
_SECONDS = 60


def factors_of(user: User) -> QuerySet[Authenticator]:
    """Return the app codes and passkeys of a user, the oldest first."""
    return Authenticator.objects.filter(user=user, type__in=REAL_FACTORS).order_by("pk")


def has_factor(user: User) -> bool:
    """Return whether the user can prove more than a password."""
    return factors_of(user).exists()


def factor_of_type(user: User, kind: str) -> Authenticator | None:
    """Return the user's one app code or set of recovery codes, or nothing."""
    return Authenticator.objects.filter(user=user, type=kind).first()


def must_have_factor(user: User) -> bool:
    """Return whether a role of the user demands a second factor in this installation."""
    demanding = demanding_roles()
    return bool(demanding) and bool(roles_of(user) & demanding)


def lacks_factor(user: User) -> bool:
    """Return whether a factor is demanded of the user and there is none."""
    return must_have_factor(user) and not has_factor(user)


def lacks_factor_lately(user: User) -> bool:
    """Return the same as `lacks_factor` for the gate of every request; a "no" may be a minute old."""
    if not demanding_roles():
        return False
    key = f"accounts.needs_no_factor:{user.pk}"
    if cache.get(key):
        return False
    lacking = lacks_factor(user)
    if not lacking:
        cache.set(key, 1, _SECONDS)
    return lacking


def forget_lately(user: User) -> None:
    """Let the next request look again, because the user has fewer factors than before."""
    cache.delete(f"accounts.needs_no_factor:{user.pk}")


def links_of(user: User) -> QuerySet[SocialAccount]:
    """Return the accounts elsewhere that open this account."""
    return SocialAccount.objects.filter(user=user).order_by("provider", "pk")
