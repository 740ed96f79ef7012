"""The words of the accounts app."""

from django.db import models
from django.utils.translation import gettext_lazy as _

TOKEN_DAYS = 90
"""How long a token is valid when nothing else is asked for."""


class Scope(models.TextChoices):
    """What a token may be used for; it never gives more than its owner may do."""

    CONTENT_READ = "content:read", _("Read content")
    CONTENT_WRITE = "content:write", _("Write and review content")
    LEARNING_READ = "learning:read", _("Read study records")
    LEARNING_WRITE = "learning:write", _("Study and sit exams")
    PROFILE_READ = "profile:read", _("Read one's own data")
    PROFILE_WRITE = "profile:write", _("Change one's own data and answer requests")
    ORGANIZATION_READ = "organization:read", _("Read the organization's records")
    ORGANIZATION_WRITE = "organization:write", _("Keep the organization's records")
    SEARCH_READ = "search:read", _("Search")


class Theme(models.TextChoices):
    """How the screen is colored."""

    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Language(models.TextChoices):
    """The language in which a user reads the screens."""

    ZH_HANS = "zh-hans", _("Chinese")
    EN = "en", _("English")


class SignInMethod(models.TextChoices):
    """How a session was begun."""

    PASSWORD = "password", _("Password")
    CODE = "code", _("One-time code")
    SINGLE_SIGN_ON = "single_sign_on", _("Single sign-on")
    DEMO = "demo", _("Demo button")


class SessionEnding(models.TextChoices):
    """Why a session ended."""

    SIGNED_OUT = "signed_out", _("Signed out")
    ENDED_ELSEWHERE = "ended_elsewhere", _("Ended from another device")
    IDLE = "idle", _("Idle too long")
    TOO_LONG = "too_long", _("Longest time reached")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    CLOSED = "closed", _("Account closed")
    NEWER = "newer", _("Signed in elsewhere")
