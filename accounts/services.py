"""What can be done to accounts and tokens."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.factors.queries import lacks_factor
from accounts.models import ApiToken, FormerPassword, User
from accounts.throttle import fold_name
from accounts.types import TOKEN_DAYS, Language, Scope, SessionEnding, Theme
from core.clock import now
from core.errors import Invalid, Refused

LONGEST_TOKEN_DAYS = 366
LAST_USED_STEP = timedelta(hours=1)
"""`last_used_at` is written once in this time: it says whether a token is in use, not what it does."""


@transaction.atomic
def create_user(*, username: str, name: str, password: str | None = None, by: User | None = None) -> User:
    """Create an account that may sign in; without a password it cannot until one is set.

    The password is taken as given: forms and commands run the password validators first. One that
    somebody else chose (`by`) must be changed at the first sign-in.
    """
    user = User(username=User.normalize_username(username.strip()), first_name=name.strip())
    user.must_change_password = by is not None and password is not None
    user.set_password(password)
    try:
        user.full_clean(exclude=["password"])
        user.save()
    except ValidationError as error:
        fields = {field: " ".join(texts) for field, texts in error.message_dict.items()}
        raise Invalid(" ".join(error.messages), fields=fields) from error
    except IntegrityError as error:
        raise Invalid(_("There is already an account with this user name.")) from error
    return user


@transaction.atomic
def deactivate_user(*, user: User, by: User | None) -> User:
    """Close an account: it can no longer sign in, and its tokens and grants open nothing."""
    if by is not None and by.pk == user.pk:
        raise Refused(_("You cannot close the account you are signed in with."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    revoke_tokens_of(user=user)
    sessions.end_sessions_of(user, ending=SessionEnding.CLOSED)
    return user


@transaction.atomic
def reactivate_user(*, user: User, by: User | None) -> User:
    """Let a closed account sign in again; its tokens stay withdrawn."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def reset_password(*, user: User, password: str, by: User | None) -> User:
    """Give an account a new password, which ends its sessions; the validators are run first.

    Whoever it is given to must choose another one at the next sign-in.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        text = " ".join(error.messages)
        raise Invalid(text, fields={"password": text}) from error
    _keep_former_password(user)
    user.set_password(password)
    user.must_change_password = by is None or by.pk != user.pk
    user.password_changed_at = now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    sessions.end_sessions_of(user, ending=SessionEnding.PASSWORD_CHANGED)
    return user


@transaction.atomic
def change_own_password(*, user: User, password: str) -> User:
    """Keep the password that a user chose; the caller has run the validators and asked for the old one."""
    _keep_former_password(user)
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    return user


def _keep_former_password(user: User) -> None:
    stored = User.objects.values_list("password", flat=True).get(pk=user.pk)
    if is_password_usable(stored):
        FormerPassword.objects.create(user=user, password=stored)


@transaction.atomic
def set_preferences(*, user: User, language: str | None = None, theme: str | None = None) -> User:
    """Keep how this user wants to read the screens."""
    if language is not None and language not in Language.values:
        raise Invalid(_("This language is not offered."), fields={"language": language})
    if theme is not None and theme not in Theme.values:
        raise Invalid(_("This theme is not offered."), fields={"theme": theme})
    user.language = language or user.language
    user.theme = theme or user.theme
    user.save(update_fields=["language", "theme"])
    return user


def digest_secret(secret: str) -> str:
    """Return what is kept of a secret. It has 256 random bits, so one unsalted hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(
    *,
    owner: User,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime | None = None,
    by: User | None = None,
) -> tuple[ApiToken, str]:
    """Issue a token and return it with its secret, which cannot be shown again."""
    wanted = sorted(set(scopes))
    moment = now()
    expires_at = expires_at or moment + timedelta(days=TOKEN_DAYS)
    if not name.strip():
        raise Invalid(_("Give the token a name."), fields={"name": _("Give the token a name.")})
    unknown = [scope for scope in wanted if scope not in Scope.values]
    if unknown or not wanted:
        text = _("Choose at least one scope, and only from the list.")
        raise Invalid(text, fields={"scopes": text}, unknown=unknown)
    if not moment < expires_at <= moment + timedelta(days=LONGEST_TOKEN_DAYS):
        text = _("A token is valid for at most %(days)s days.") % {"days": LONGEST_TOKEN_DAYS}
        raise Invalid(text, fields={"expires_at": text})
    if not owner.is_active:
        raise Refused(_("This account is closed."))
    if lacks_factor(owner):
        raise Refused(_("The role of this account demands a second factor. Set one up first."))
    secret = f"zx_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        owner=owner,
        name=name.strip()[:100],
        prefix=secret[:8],
        digest=digest_secret(secret),
        scopes=wanted,
        created_at=moment,
        created_by=by,
        expires_at=expires_at,
    )
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User | None = None) -> ApiToken:
    """Withdraw a token at once; a second time changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now())
    token.refresh_from_db()
    return token


@transaction.atomic
def revoke_tokens_of(*, user: User, by: User | None = None) -> int:
    """Withdraw every token of an account at once; return how many there were."""
    return ApiToken.objects.filter(owner=user, revoked_at=None).update(revoked_at=now())


def find_token(secret: str) -> ApiToken | None:
    """Return the valid token of this secret with its owner, and note that it is in use."""
    moment = now()
    token = (
        ApiToken.objects.valid_at(moment).select_related("owner").filter(digest=digest_secret(secret)).first()
    )
    if token is not None and (token.last_used_at is None or moment - token.last_used_at >= LAST_USED_STEP):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=moment)
    return token


def failed_sign_ins(user: User) -> QuerySet[AccessAttempt]:
    """Return the records of failed sign-ins under this user's name, newest first."""
    return AccessAttempt.objects.filter(username=fold_name(user.username)).order_by("-attempt_time")
