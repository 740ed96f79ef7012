"""Taking files in."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Invalid
from media.inspection import inspect_image
from media.models import Document, Image


def _title(title: str) -> str:
    title = title.strip()
    if not title or len(title) > 255:
        text = _("Give the file a title of at most 255 characters.")
        raise Invalid(text, fields={"title": text})
    return title


@transaction.atomic
def store_image(*, title: str, file: Any, by: User | None, description: str = "") -> Image:
    """Keep a picture after it was checked; raise `Invalid` when it is refused."""
    title = _title(title)
    inspect_image(file, file.name)  # before the model looks at it: its field reads the size at once
    image = Image(title=title, file=file, uploaded_by_user=by, description=description)
    image._set_image_file_metadata()
    image.save()
    return image


@transaction.atomic
def store_document(*, title: str, file: Any, by: User | None) -> Document:
    """Keep a document or a film after it was checked; raise `Invalid` when it is refused."""
    document = Document(title=_title(title), file=file, uploaded_by_user=by)
    document.check_file()
    document._set_document_file_metadata()
    document.save()
    return document
