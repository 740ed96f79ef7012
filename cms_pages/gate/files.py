"""Which files of pages a user may see, and whether they are still what was approved."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from cms_pages.gate.models import ReleaseAsset
from cms_pages.gate.types import ReleaseState
from cms_pages.gate.visibility import visibility
from media.models import Document, Image
from media.types import Kind
from organization import authority
from organization.types import Subject, Verb

_MODELS: dict[str, Any] = {"image": Image, "document": Document}


@dataclass(frozen=True)
class ChangedFile:
    """A file whose bytes are not those that a release pinned."""

    kind: str
    pk: int
    page_id: int


def may_see(user: Any, kind: Kind, pk: int) -> bool:
    """Return whether a live page for this user shows exactly this file, or the user works on drafts."""
    digests = _MODELS[kind].objects.filter(pk=pk).values("sha256")
    shown = _shown().filter(kind=kind, object_id=pk, sha256__in=digests)
    revisions = list(shown.values_list("release__revision_id", flat=True))
    if revisions:
        for page in Page.objects.filter(live=True, live_revision_id__in=revisions).specific(defer=True):
            if page.specific_class.objects.filter(visibility(user), pk=page.pk).exists():
                return True
    return authority.allows(user, Verb.VIEW, Subject.TEXTS)


def is_shown(kind: Kind, pk: int) -> bool:
    """Return whether an open release shows a file: what it says was approved with the text."""
    return _shown().filter(kind=kind, object_id=pk).exists()


def changed_files() -> list[ChangedFile]:
    """Return every file of an open release whose row or stored bytes are not what was approved."""
    found = []
    for asset in _shown().select_related("release").order_by("id").iterator(chunk_size=100):
        file = _MODELS[asset.kind].objects.filter(pk=asset.object_id).first()
        if file is None or file.sha256 != asset.sha256 or _digest(file) != asset.sha256:
            found.append(ChangedFile(asset.kind, asset.object_id, asset.release.page_id))
    return found


def _shown() -> QuerySet[ReleaseAsset]:
    return ReleaseAsset.objects.filter(release__state=ReleaseState.OPEN)


def _digest(file: Any) -> str:
    digest = hashlib.sha256()
    try:
        with file.file.storage.open(file.file.name, "rb") as stored:
            for chunk in stored.chunks():
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()
