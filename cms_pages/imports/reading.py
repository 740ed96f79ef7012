"""From a Word file to the pieces of an article, by way of the HTML that mammoth makes of it."""

import io
import zipfile
from typing import Any, BinaryIO

import mammoth
import nh3
from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _

from cms_pages.imports.package import note_losses, require_word_file
from cms_pages.imports.types import Loss, Picture, Piece, Reading
from core.errors import Invalid

LONGEST_HEADING = 120
LONGEST_TITLE = 60
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh"
ENDS_OF_SENTENCES = "。；：，！？.;:,!?"
BACK_FROM_NOTE = ("#footnote-ref", "#endnote-ref")
KEPT = {"p", "b", "i", "strong", "em", "ul", "ol", "li", "a", "br"}
PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


def read_word_file(file: BinaryIO) -> Reading:
    """Return the title, the pieces and the losses of a Word file; raise Invalid when it cannot be read."""
    require_word_file(file)
    reading = Reading()
    note_losses(file, reading)
    pictures: list[Picture] = []

    def keep(image: Any) -> dict[str, str]:
        with image.open() as stored:
            pictures.append(Picture(stored.read(), image.content_type or "", ""))
        return {"src": f"picture:{len(pictures) - 1}"}

    try:
        made = mammoth.convert_to_html(
            io.BytesIO(file.read()),
            convert_image=mammoth.images.img_element(keep),
            style_map=STYLES,
            include_embedded_style_map=False,
        )
    except (zipfile.BadZipFile, LookupError, AttributeError, ValueError, OSError, SyntaxError) as error:
        told = _("This Word file cannot be read.")
        raise Invalid(told, fields={"file": told}) from error
    if any("external image" in message.message for message in made.messages):
        reading.lose(Loss.PICTURE, _("picture outside the file"))
    for element in BeautifulSoup(made.value, "html.parser").children:
        if isinstance(element, Tag):
            _take(element, pictures, reading)
    return reading


def _take(element: Tag, pictures: list[Picture], reading: Reading) -> None:
    words = element.get_text(" ", strip=True)
    for image in element.find_all("img"):
        _take_picture(image, pictures, reading, words)
        image.decompose()
    if not reading.title and not reading.pieces and _is_title(element, words):
        reading.title = words
    elif element.name in HEADINGS:
        _take_heading(element, words, reading)
    elif element.name == "table":
        for row in element.find_all("tr"):
            cells = [cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])]
            _add_paragraph(reading, f"<p>{nh3.clean_text('　'.join(cells))}</p>" if any(cells) else "")
    else:
        _drop_bad_links(element, reading)
        html = nh3.clean(str(element), tags=KEPT, attributes={"a": {"href"}}, link_rel=None)
        _add_paragraph(reading, html if words else "")


def _is_title(element: Tag, words: str) -> bool:
    """Return whether these first words are the title: official papers are written without styles."""
    if element.name == "h1":
        return bool(words)
    return (
        element.name in {"p", "h2"} and 0 < len(words) <= LONGEST_TITLE and words[-1] not in ENDS_OF_SENTENCES
    )


def _take_heading(element: Tag, words: str, reading: Reading) -> None:
    if not words:
        return
    if len(words) > LONGEST_HEADING:
        reading.lose(Loss.CUT, words)
    if element.name in {"h3", "h4", "h5", "h6"}:
        reading.lose(Loss.LEVEL, words)
    reading.pieces.append(Piece("heading", words[:LONGEST_HEADING]))


def _take_picture(image: Tag, pictures: list[Picture], reading: Reading, words: str) -> None:
    picture = pictures[int(str(image["src"]).partition(":")[2])]
    picture.alternative = str(image.get("alt") or "").strip()[:200]
    if picture.media_type not in PICTURES:
        reading.lose(Loss.PICTURE, picture.alternative or words)
        return
    if not picture.alternative:
        reading.lose(Loss.UNDESCRIBED, words)
    reading.pieces.append(Piece("image", picture=picture))


def _drop_bad_links(element: Tag, reading: Reading) -> None:
    for link in element.find_all("a"):
        address = str(link.get("href") or "")
        if address.startswith(BACK_FROM_NOTE):
            link.decompose()
            continue
        if not address.startswith(("http://", "https://")):
            if address and not address.startswith("#"):
                reading.lose(Loss.LINK, f"{link.get_text()} {address}")
            link.unwrap()


def _add_paragraph(reading: Reading, html: str) -> None:
    """Put a paragraph to the one before it: between two headings stands one block of text."""
    if not html:
        return
    if reading.pieces and reading.pieces[-1].kind == "paragraph":
        reading.pieces[-1].html += html
    else:
        reading.pieces.append(Piece("paragraph", html))
