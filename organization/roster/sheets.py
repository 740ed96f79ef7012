"""Rows out of an uploaded spreadsheet or text file, one at a time, within limits.

A spreadsheet is a packed folder: how large it is unpacked is known before anything is unpacked, and
nothing more than that is ever read. Formulas are never computed.
"""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from core.errors import Invalid
from organization.roster import conf

_BLOCK = 1024 * 1024
_MOST_PARTS = 500
_TEXT_SHARE = 4
"""The table of texts, which is read as a whole, may be at most this part of the unpacked size."""


@dataclass(frozen=True)
class Sheet:
    """The rows of a file, numbered as the reader sees them, and about how many there are."""

    rows: Iterator[tuple[int, tuple[Any, ...]]]
    about: int


def kind_of(name: str) -> str:
    """Return `xlsx` or `csv` by the file's name; refuse anything else."""
    ending = name.rpartition(".")[2].lower()
    if ending in {"xlsx", "csv"}:
        return ending
    if ending in {"xls", "et", "ods", "xlsm"}:
        raise Invalid(_("Save the list as .xlsx or .csv and upload it again."))
    raise Invalid(_("Only .xlsx and .csv can be read."))


def check_file(file: IO[bytes], name: str, size: int) -> None:
    """Refuse a file that is empty, too large, or not what its name says."""
    if size == 0:
        raise Invalid(_("The file is empty."))
    if size > conf.most_bytes():
        raise Invalid(
            _("The file is larger than %(size)s MB.") % {"size": conf.most_bytes() // conf.MEBIBYTE}
        )
    if kind_of(name) == "xlsx":
        _check_package(file)
    else:
        _encoding(file)
    file.seek(0)


def _check_package(file: IO[bytes]) -> None:
    broken = _("This is no spreadsheet that can be read. Save it as .xlsx without a password.")
    most = conf.most_unpacked_bytes()
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise Invalid(broken)
            texts = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
            whole = sum(part.file_size for part in parts)
            if len(parts) > _MOST_PARTS or whole > most or texts > most // _TEXT_SHARE:
                raise Invalid(_("The spreadsheet is too large once it is unpacked."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as opened:
                        if b"<!DOCTYPE" in opened.read(2048).upper():
                            raise Invalid(broken)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Invalid(broken) from error


def _encoding(file: IO[bytes]) -> str:
    """Return how a text is encoded: UTF-8 (with or without its mark) or GB18030."""
    file.seek(0)
    head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"PK", b"\xd0\xcf\x11\xe0")):
        raise Invalid(_("Save the text as UTF-8 or GB18030 and upload it again."))
    for encoding in ("utf-8-sig", "gb18030"):
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while block := file.read(_BLOCK):
                if "\x00" in decoder.decode(block):
                    raise Invalid(_("Save the text as UTF-8 or GB18030 and upload it again."))
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Invalid(_("Save the text as UTF-8 or GB18030 and upload it again."))


@contextmanager
def open_sheet(file: IO[bytes], name: str) -> Iterator[Sheet]:
    """Open the rows of a checked file; blank rows are left out, numbers stay those of the file."""
    if kind_of(name) == "csv":
        yield _open_text(file)
        return
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise Invalid(
            _("This is no spreadsheet that can be read. Save it as .xlsx without a password.")
        ) from error
    try:
        sheet = book.worksheets[0]
        yield Sheet(_filled(sheet.iter_rows(values_only=True)), sheet.max_row or 0)
    finally:
        book.close()


def _open_text(file: IO[bytes]) -> Sheet:
    encoding = _encoding(file)
    file.seek(0)
    about = sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b"")) + 1
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    head = text.readline()
    text.seek(0)
    delimiter = max(",\t;", key=head.count)

    def rows() -> Iterator[tuple[Any, ...]]:
        try:
            for row in csv.reader(text, delimiter=delimiter):
                yield tuple(row)
        except csv.Error as error:
            raise Invalid(_("The text cannot be read as rows: %(error)s") % {"error": error}) from error
        finally:
            with suppress(ValueError):  # the file was closed before the rows were read to the end
                text.detach()

    return Sheet(_filled(rows()), about)


def _filled(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    count = 0
    try:
        for number, row in enumerate(rows, start=1):
            if any(cell is not None and str(cell).strip() for cell in row):
                count += 1
                if count > conf.most_rows() + 1:
                    raise Invalid(
                        _("The list has more than %(rows)s rows. Divide it.") % {"rows": conf.most_rows()}
                    )
                yield number, row
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, SyntaxError) as error:
        raise Invalid(
            _("This is no spreadsheet that can be read. Save it as .xlsx without a password.")
        ) from error
