"""What a file really is: sniffed from its bytes, compared with its name, measured and bounded."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import puremagic
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from core.errors import Invalid
from media.mp4 import NotMp4, read_duration_ms
from media.types import DOCUMENT_TYPES, IMAGE_PIXELS, IMAGE_TYPES, MEGABYTE, FileType

HEAD = 64 * 1024
_CHUNK = 1024 * 1024
_MOST_PARTS = 5_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PACKAGE_PART = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/", "ofd": "OFD.xml"}
_IMAGE_FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}


@dataclass(frozen=True)
class Findings:
    """What the checks found out about a file that was taken."""

    media_type: str
    sha256: str
    size: int
    duration_ms: int | None = None


def inspect_image(file: Any, name: str) -> Findings:
    """Check an image from end to end; raise `Invalid` with a sentence for the user."""
    kind = _type_of(name, IMAGE_TYPES)
    size = _size_within(file, kind)
    _verify_image(file, _IMAGE_FORMATS[kind.extension])
    return Findings(kind.media_type, _sha256(file), size)


def inspect_document(file: Any, name: str) -> Findings:
    """Check a document or film; raise `Invalid` with a sentence for the user."""
    kind = _type_of(name, DOCUMENT_TYPES)
    size = _size_within(file, kind)
    head = _head(file)
    duration = None
    if kind.media_type.startswith("text/"):
        _verify_text(file, head)
    elif kind.extension == "mp4":
        duration = _verify_film(file, size)
    elif kind.extension in _PACKAGE_PART:
        _verify_package(file, kind.extension)
    elif kind.extension == "wav":
        _require(head[:4] == b"RIFF" and head[8:12] == b"WAVE", kind)
    elif kind.extension == "mp3":
        _require(head[:3] == b"ID3" or _begins_mpeg_audio(head), kind)
    elif kind.extension == "pdf":
        _require(head.startswith(b"%PDF-"), kind)
    else:
        _require(head.startswith(_OLE), kind)
    if kind.signature and kind.extension not in {"doc", "xls", "ppt"}:
        _require(bool(_sniff(head) & set(kind.signature)), kind)
    return Findings(kind.media_type, _sha256(file), size, duration)


def _begins_mpeg_audio(head: bytes) -> bool:
    """Return whether the first bytes are the header of an MPEG audio frame of layer III."""
    return len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2


def _refuse(text: str) -> Invalid:
    return Invalid(text, fields={"file": text})


def _require(fits: bool, kind: FileType) -> None:
    if not fits:
        raise _refuse(_("The content is not that of a .%(extension)s file.") % {"extension": kind.extension})


def _type_of(name: str, types: dict[str, FileType]) -> FileType:
    extension = PurePath(name).suffix.lower().lstrip(".")
    if extension not in types:
        raise _refuse(
            _("Files of this type are not taken. Taken are: %(types)s.") % {"types": ", ".join(types)}
        )
    return types[extension]


def _size_within(file: Any, kind: FileType) -> int:
    size = int(file.size)
    if size == 0:
        raise _refuse(_("The file is empty."))
    if size > kind.most_bytes:
        raise _refuse(
            _("The file is larger than %(megabytes)s MB.") % {"megabytes": kind.most_bytes // MEGABYTE}
        )
    return size


def _head(file: Any) -> bytes:
    file.seek(0)
    head: bytes = file.read(HEAD)
    return head


def _sniff(head: bytes) -> set[str]:
    try:
        return {match.extension.lstrip(".").lower() for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _sha256(file: Any) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _verify_image(file: Any, image_format: str) -> None:
    damaged = _refuse(_("The image cannot be read: it is damaged, or it is something else."))
    try:
        file.seek(0)
        with Pillow.open(file, formats=[image_format]) as image:
            width, height = image.size
            if width * height > IMAGE_PIXELS:
                raise _too_many_pixels()
            frames = getattr(image, "n_frames", 1)
            if width * height * frames > IMAGE_PIXELS:
                raise _too_many_pixels()
            image.verify()
        # `verify` reads no pixels of some formats: only decoding shows a file that was cut short.
        file.seek(0)
        with Pillow.open(file, formats=[image_format]) as image:
            image.load()
    except Pillow.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Invalid:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise damaged from error
    finally:
        file.seek(0)


def _too_many_pixels() -> Invalid:
    return _refuse(
        _("The image has more than %(millions)s million pixels.") % {"millions": IMAGE_PIXELS // 1_000_000}
    )


def _verify_film(file: Any, size: int) -> int:
    try:
        return read_duration_ms(file, size)
    except NotMp4 as error:
        raise _refuse(_("The film cannot be read: it is damaged, or not an MP4 film.")) from error


def _verify_package(file: Any, extension: str) -> None:
    kind = DOCUMENT_TYPES[extension]
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refuse(
            _("The content is not that of a .%(extension)s file.") % {"extension": extension}
        ) from error
    part = _PACKAGE_PART[extension]
    _require(len(names) <= _MOST_PARTS and any(name.startswith(part) for name in names), kind)
    if extension != "ofd":
        _require("[Content_Types].xml" in names, kind)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise _refuse(_("Files with macros are not taken."))


def _verify_text(file: Any, head: bytes) -> None:
    if b"\0" in head:
        raise _refuse(_("This is not a text file."))
    try:
        file.seek(0)
        file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refuse(_("The text is not in UTF-8. Save it as UTF-8 and try again.")) from error
