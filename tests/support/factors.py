"""Authenticator apps of users, and signing in as a browser does."""

from datetime import timedelta

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.urls import reverse

from accounts.factors import services
from core import clock

PASSWORD = "Correct-Horse-9"


def code_at(secret, moment=None, shift=0):
    """Return what an authenticator app shows at a moment (now), some steps off."""
    step = int((moment or clock.now()).timestamp()) // 30 + shift
    return format_hotp_value(hotp_value(secret, step))


def give_app(user):
    """Set up an authenticator app two minutes ago and return its secret."""
    secret = generate_totp_secret()
    with clock.frozen_at(clock.now() - timedelta(minutes=2)):
        services.enroll_app(user=user, secret=secret, code=code_at(secret))
    return secret


def sign_in(client, user, password=PASSWORD, **more):
    """Send the sign-in form."""
    return client.post(reverse("accounts:login"), {"username": user.username, "password": password, **more})


def is_signed_in(client):
    """Return whether the client's session has a user."""
    return "_auth_user_id" in client.session
