"""The Word file as a package of XML parts: whether it may be opened, and what its reader passes over."""

import zipfile
import zlib
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from cms_pages.imports.types import Loss, Reading
from core.errors import Invalid

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 2000
DOCUMENT = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PASSED_OVER = {
    f"{W}txbxContent": Loss.TEXT_BOX,
    f"{W}ins": Loss.REVISION,
    f"{W}del": Loss.REVISION,
    f"{W}moveFrom": Loss.REVISION,
    f"{W}commentReference": Loss.COMMENT,
    f"{W}footnoteReference": Loss.NOTE,
    f"{W}endnoteReference": Loss.NOTE,
    f"{W}object": Loss.OBJECT,
    f"{W}tbl": Loss.TABLE,
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": Loss.EQUATION,
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": Loss.CHART,
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": Loss.CHART,
    "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}wsp": Loss.CHART,
}
"""What the conversion drops or changes without a word, by the element that shows it."""


def require_word_file(file: BinaryIO) -> None:
    """Refuse what is no Word file, or one that unpacks to more than it shows or this server takes in."""
    file.seek(0, 2)
    if file.tell() > MOST_BYTES:
        raise _refusal(_("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024})
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            if DOCUMENT not in package.namelist():
                raise _refusal(_("This is not a Word file (.docx)."))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refusal(_("This is not a Word file (.docx).")) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _refusal(_("This file unpacks to more than can be taken in."))
    _refuse_document_types(file)
    file.seek(0)


def _refuse_document_types(file: BinaryIO) -> None:
    """No part of a Word file has a document type; one that has is made to expand into something else."""
    with zipfile.ZipFile(file) as package:
        for name in package.namelist():
            if b"<!DOCTYPE" in _bytes(package, name).replace(b"\0", b""):  # in UTF-16 too
                raise _refusal(_("This Word file cannot be read."))


def note_losses(file: BinaryIO, reading: Reading) -> None:
    """Note what the conversion passes over, each with the first words of its paragraph."""
    with zipfile.ZipFile(file) as package:
        _note_in(_parse(package, DOCUMENT), reading, "")
        for name in package.namelist():
            if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
                words = _words(_parse(package, name))
                if words.strip():
                    reading.lose(Loss.HEADER, words)
    file.seek(0)


def _note_in(element: Element, reading: Reading, place: str) -> None:
    for child in element:
        here = _words(child).strip() or place if child.tag == f"{W}p" else place
        if child.tag in PASSED_OVER:
            reading.lose(PASSED_OVER[child.tag], _words(child).strip() or here)
        # Word writes a drawing twice, for new and for old readers; the second is not another loss.
        if not child.tag.endswith("}Fallback"):
            _note_in(child, reading, here)


def _words(element: Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def _parse(package: zipfile.ZipFile, name: str) -> Element:
    try:
        return fromstring(_bytes(package, name))
    except (ParseError, DefusedXmlException) as error:
        raise _refusal(_("This Word file cannot be read.")) from error


def _bytes(package: zipfile.ZipFile, name: str) -> bytes:
    try:
        return package.read(name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise _refusal(_("This Word file cannot be read.")) from error


def _refusal(words: str) -> Invalid:
    return Invalid(words, fields={"file": words})
