"""What users are told of the age of their passwords."""

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.conf import security_profile
from accounts.models import User
from core.clock import now
from outreach import services
from outreach.types import NoticeKind

AHEAD = timedelta(days=7)
"""How long before its last day a password is recalled."""


def tell_ends() -> int:
    """Tell each user once whose password must be changed within a week; return how many were looked at."""
    lifetime = timedelta(days=security_profile().password_days)
    moment, looked_at = now(), 0
    due = User.objects.filter(
        is_active=True,
        password_changed_at__lte=moment - lifetime + AHEAD,
        password_changed_at__gt=moment - lifetime,
    ).exclude(password__startswith="!")  # noqa: S106 - the mark of somebody who has none
    for user in due.order_by("pk").iterator(chunk_size=500):
        last = timezone.localtime(user.password_changed_at + lifetime)
        with translation.override(user.language):
            services.notify(
                recipient_id=user.pk,
                kind=NoticeKind.PASSWORD,
                key=f"password:{user.password_changed_at:%Y%m%dT%H%M%S}",
                body=_("Change it by %(day)s; after that you are asked for a new one when you sign in.")
                % {"day": f"{last:%Y-%m-%d}"},
                url="/accounts/password/",
            )
        looked_at += 1
    return looked_at
