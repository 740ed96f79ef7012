"""Users and the tokens of their programs."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.types import Language, SessionEnding, SignInMethod, Theme
from core.clock import now


class User(AbstractUser):
    """One sign-in. The whole Chinese name stands in `first_name`; `last_name` stays empty."""

    date_joined = models.DateTimeField(_("created at"), default=now)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_changed_at = models.DateTimeField(_("password changed at"), default=now)
    language = models.CharField(
        _("language"), max_length=10, choices=Language.choices, default=Language.ZH_HANS
    )
    theme = models.CharField(_("theme"), max_length=10, choices=Theme.choices, default=Theme.SYSTEM)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            # Two accounts whose names differ only in case would be taken for one another.
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_any_case",
                violation_error_message=_("There is already an account with this user name."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """Return the name as it is written: family name first, nothing between."""
        return f"{self.last_name}{self.first_name}".strip()

    def get_short_name(self) -> str:
        """Return the same as the full name: a Chinese name is not cut."""
        return self.get_full_name()


class FormerPassword(models.Model):
    """The hash of a password that an account had before, so that it is not used again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128, editable=False)
    replaced_at = models.DateTimeField(_("replaced at"), default=now)

    class Meta:
        verbose_name = _("former password")
        verbose_name_plural = _("former passwords")

    def __str__(self) -> str:
        return f"{self.user_id} {self.replaced_at:%Y-%m-%d}"


class UserSessionQuerySet(models.QuerySet["UserSession"]):
    """Sessions, asked for by whether they still stand."""

    def standing(self) -> "UserSessionQuerySet":
        """Return the sessions that nobody ended; one that timed out is ended when it is next used."""
        return self.filter(ended_at=None)


class UserSession(models.Model):
    """One sign-in on one device, from its beginning to its end."""

    user = models.ForeignKey(
        User, verbose_name=_("user"), on_delete=models.CASCADE, related_name="user_sessions"
    )
    session_key = models.CharField(max_length=40, db_index=True, editable=False)
    method = models.CharField(
        _("way of signing in"), max_length=20, choices=SignInMethod.choices, default=SignInMethod.PASSWORD
    )
    address = models.CharField(_("address"), max_length=45, blank=True)
    device = models.CharField(_("device"), max_length=60, blank=True)
    began_at = models.DateTimeField(_("began at"), default=now)
    seen_at = models.DateTimeField(_("last active"), default=now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ending = models.CharField(_("ending"), max_length=20, choices=SessionEnding.choices, blank=True)

    objects = UserSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-began_at", "-pk"]
        indexes = [models.Index(fields=["user", "ended_at"], name="user_session_standing")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.began_at:%Y-%m-%d %H:%M}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens, asked for by whether they still open anything."""

    def valid_at(self, moment: datetime) -> "ApiTokenQuerySet":
        """Return the tokens that are neither withdrawn nor expired and whose owner may work."""
        owner = {"owner__is_active": True, "owner__must_change_password": False}
        return self.filter(revoked_at=None, expires_at__gt=moment, **owner)


class ApiToken(models.Model):
    """One key of a program that acts for its owner. Only the SHA-256 of the secret is kept."""

    owner = models.ForeignKey(User, verbose_name=_("owner"), on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(_("first characters"), max_length=12)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("issued at"), default=now)
    created_by = models.ForeignKey(
        User, verbose_name=_("issued by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="token_dates_ordered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def permits(self, scope: str) -> bool:
        """Return whether the token was issued for this scope."""
        return scope in self.scopes


from accounts.factors.models import FactorReset  # noqa: E402, F401 - so that Django finds the room's table
