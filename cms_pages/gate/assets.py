"""The files that a revision shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ReferenceIndex, Revision

from media.models import Document, Image


@dataclass(frozen=True)
class Asset:
    """One file: its kind, its row and the digest of its bytes."""

    kind: str
    pk: int
    sha256: str


def assets_of(revision: Revision) -> list[Asset]:
    """Return the images and documents that a revision refers to, each once."""
    return list(dict.fromkeys(_walk(revision.as_object())))


def _walk(page: Any) -> Iterator[Asset]:
    for target, object_id in sorted(set(_references(page)), key=str):
        kind = {Image: "image", Document: "document"}.get(target)
        if kind is None:
            continue
        found = target.objects.filter(pk=object_id).first()
        if found is not None:
            yield Asset(kind, found.pk, found.sha256)


def _references(page: Any) -> Iterator[tuple[Any, str]]:
    for target_id, object_id, _path, _content_path in ReferenceIndex._extract_references_from_object(page):
        yield ContentType.objects.get_for_id(target_id).model_class(), object_id
