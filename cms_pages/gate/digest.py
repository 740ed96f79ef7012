"""The digest of a text: what exactly was approved."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

BOOKKEEPING = frozenset(
    {
        "pk",
        "path",
        "depth",
        "numchild",
        "url_path",
        "live",
        "has_unpublished_changes",
        "live_revision",
        "latest_revision",
        "first_published_at",
        "last_published_at",
        "latest_revision_created_at",
        "draft_title",
        "locked",
        "locked_at",
        "locked_by",
        "expired",
        "owner",
        "translation_key",
        "locale",
        "alias_of",
        "content_type",
        "wagtail_admin_comments",
        "comments",
        "submitted_at",
    }
)
"""Fields that the program keeps for itself; all others are what a reader sees, or decide who sees it."""


def digest_of_content(content: dict[str, Any]) -> str:
    """Return SHA-256 over the normalised content of a revision or of a live page's serialized data."""
    stored = json.loads(json.dumps(content, cls=DjangoJSONEncoder))  # as a revision keeps it
    normal = json.dumps(_normal(stored), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(normal.encode()).hexdigest()


def _normal(value: Any, *, inner: bool = False) -> Any:
    if isinstance(value, dict):
        dropped = {"pk"} if inner else BOOKKEEPING
        return {key: _normal(item, inner=True) for key, item in value.items() if key not in dropped}
    if isinstance(value, list):
        return [_normal(item, inner=True) for item in value]
    if isinstance(value, str) and value[:1] in "[{":
        # A StreamField stands in the content as JSON text, whose spacing says nothing.
        try:
            return _normal(json.loads(value), inner=True)
        except ValueError:
            return value
    return value
