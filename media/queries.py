"""Which files a user may see."""

from typing import Any

from media.models import Document, Image
from media.registry import is_readable


def may_read(user: Any, item: Image | Document) -> bool:
    """Return whether the user uploaded the file or may see something that refers to it."""
    if user.is_authenticated and user.is_active and item.uploaded_by_user_id == user.pk:
        return True
    return is_readable(user, "image" if isinstance(item, Image) else "document", item.pk)
