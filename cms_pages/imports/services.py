"""Make a draft of a Word file: its words, its pictures as files of the library, and what was not taken."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from cms_pages.articles.models import ArticlePage
from cms_pages.columns.models import ArticleIndexPage
from cms_pages.imports.models import WordImport
from cms_pages.imports.reading import PICTURES, read_word_file
from cms_pages.imports.types import Loss, Piece, Reading
from core.errors import Invalid, NotFound
from media.models import Image
from media.services import store_image


def import_article(
    file: Any, *, column: ArticleIndexPage, source: str, responsible_editor: str, by: User
) -> WordImport:
    """Return the draft made of an uploaded Word file with what was lost. All of it is made, or nothing.

    Raises NotFound for a column below which the user may not write, Invalid for a file that cannot be read.
    """
    if not column.permissions_for_user(by).can_add_subpage():
        raise NotFound(_("There is no such column."))
    reading = read_word_file(file)
    if not reading.pieces:
        told = _("There is no text to take in below the title.")
        raise Invalid(told, fields={"file": told})
    stored: list[Image] = []
    try:
        with transaction.atomic():
            body = list(_blocks(reading, stored, by))
            title = reading.title or _first_words(reading.pieces, 40)
            page = ArticlePage(
                title=title[:255],
                draft_title=title[:255],
                summary=_first_words(reading.pieces, 200),
                source=source,
                responsible_editor=responsible_editor,
                body=body,
                owner=by,
                live=False,
            )
            column.add_child(instance=page)
            page.save_revision(user=by)
            taken = WordImport.objects.create(
                page=page, file_name=file.name[-200:], losses=reading.losses, by=by
            )
    except Exception:
        for image in stored:  # the rows are taken back with the transaction, the files are not
            image.file.storage.delete(image.file.name)
        raise
    return taken


def writable_columns(user: User) -> list[ArticleIndexPage]:
    """Return the columns below which the user may write."""
    columns = ArticleIndexPage.objects.order_by("path")
    return [column for column in columns if column.permissions_for_user(user).can_add_subpage()]


def _blocks(reading: Reading, stored: list[Image], by: User) -> Any:
    for piece in reading.pieces:
        if piece.picture is None:
            yield (piece.kind, piece.html)
            continue
        picture = piece.picture
        name = f"{len(stored) + 1}.{PICTURES[picture.media_type]}"
        try:
            image = store_image(
                title=picture.alternative or reading.title or name,
                file=ContentFile(picture.data, name=name),
                by=by,
                description=picture.alternative,
            )
        except Invalid as error:
            reading.lose(Loss.PICTURE, f"{picture.alternative} {error}")
            continue
        stored.append(image)
        yield ("image", {"image": image, "alternative": picture.alternative, "caption": ""})


def _first_words(pieces: list[Piece], most: int) -> str:
    words = " ".join(strip_tags(piece.html) for piece in pieces if piece.kind == "paragraph")
    return Truncator(words or strip_tags(pieces[0].html)).chars(most)
