"""The privacy notice: its versions, who accepted which, and whether a user still has to."""

from pathlib import Path

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, Refused
from evidence import services as evidence
from organization.authority import allows
from organization.profiles.models import NoticeAcceptance, PrivacyNotice
from organization.types import Subject, Verb

OWN_TEXTS = Path(__file__).parent / "notices"
"""The texts that come with the product."""
CURRENT_FOR = 60
_CURRENT = "organization.privacy.current"
_NONE = 0


def current_notice() -> PrivacyNotice | None:
    """Return the version in force, or nothing when none was published yet."""
    return PrivacyNotice.objects.order_by("-published_at", "-pk").first()


def current_notice_id() -> int:
    """Return the id of the version in force (0: none), known for a minute at most."""
    known = cache.get(_CURRENT)
    if known is None:
        notice = PrivacyNotice.objects.order_by("-published_at", "-pk").values_list("pk", flat=True).first()
        known = notice or _NONE
        cache.set(_CURRENT, known, CURRENT_FOR)
    return int(known)


def has_accepted(user: User, notice_id: int) -> bool:
    """Return whether the user accepted this version."""
    return NoticeAcceptance.objects.filter(user=user, notice_id=notice_id).exists()


@transaction.atomic
def publish_notice(
    *,
    version: str,
    text_zh: str,
    text_en: str,
    by: User | None,
    changes_zh: str = "",
    changes_en: str = "",
) -> PrivacyNotice:
    """Publish a version of the notice; it can no longer be changed, and everybody is asked again."""
    if by is not None and not allows(by, Verb.MANAGE, Subject.ACCOUNTS):
        raise Refused(_("Only a system administrator may do this."))
    given = {"version": version.strip(), "text_zh": text_zh.strip(), "text_en": text_en.strip()}
    if PrivacyNotice.objects.exists():
        given |= {"changes_zh": changes_zh.strip(), "changes_en": changes_en.strip()}
    missing = {name: _("This must be given.") for name, value in given.items() if not value}
    if len(given["version"]) > 20:
        missing["version"] = _("At most %(most)s characters.") % {"most": 20}
    if missing:
        raise Invalid(_("The notice is not complete."), fields=missing)
    if PrivacyNotice.objects.filter(version=given["version"]).exists():
        told = _("This version was published already.")
        raise Conflict(told, fields={"version": told})
    notice = PrivacyNotice.objects.create(**given, published_at=clock.now(), published_by=by)
    evidence.append(
        kind="organization.privacy_notice_published",
        facts={"notice_id": notice.pk, "version": notice.version},
        by_id=by.pk if by else None,
    )
    transaction.on_commit(lambda: cache.delete(_CURRENT))
    cache.delete(_CURRENT)
    return notice


@transaction.atomic
def accept_notice(*, user: User, version: str) -> NoticeAcceptance:
    """Keep that a user accepted the version in force; a second time returns the first acceptance."""
    notice = current_notice()
    if notice is None or notice.version != version:
        raise Conflict(_("The notice has a newer version: read it first."))
    kept = NoticeAcceptance.objects.filter(notice=notice, user=user).first()
    if kept is not None:
        return kept
    try:
        with transaction.atomic():
            return NoticeAcceptance.objects.create(notice=notice, user=user, accepted_at=clock.now())
    except IntegrityError:
        return NoticeAcceptance.objects.get(notice=notice, user=user)
