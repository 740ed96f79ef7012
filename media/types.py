"""The kinds of file that are taken, and how large each may be."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["image", "document"]
"""What a reader is asked about: a rendition is its image."""

MEGABYTE: Final = 1024 * 1024
IMAGE_BYTES: Final = 10 * MEGABYTE
DOCUMENT_BYTES: Final = 50 * MEGABYTE
VIDEO_BYTES: Final = 500 * MEGABYTE
IMAGE_PIXELS: Final = 36_000_000
"""The most pixels that an image may have, all frames together; decoding one takes about 4 bytes each."""


@dataclass(frozen=True)
class FileType:
    """A kind of file by its extension: what its content must be and how it is sent."""

    extension: str
    media_type: str
    most_bytes: int = DOCUMENT_BYTES
    signature: tuple[str, ...] = ()
    """The extensions under which the content sniffer may know such a file."""
    inline: bool = False
    """Whether a browser may show it in place; everything else is downloaded."""


def _image(extension: str, media_type: str) -> FileType:
    return FileType(extension, media_type, IMAGE_BYTES, (), inline=True)


IMAGE_TYPES: Final = {
    item.extension: item
    for item in (
        _image("png", "image/png"),
        _image("jpg", "image/jpeg"),
        _image("jpeg", "image/jpeg"),
        _image("gif", "image/gif"),
        _image("webp", "image/webp"),
    )
}

_OFFICE = "application/vnd.openxmlformats-officedocument."

DOCUMENT_TYPES: Final = {
    item.extension: item
    for item in (
        FileType("pdf", "application/pdf", signature=("pdf",)),
        FileType("docx", f"{_OFFICE}wordprocessingml.document", signature=("docx", "zip")),
        FileType("xlsx", f"{_OFFICE}spreadsheetml.sheet", signature=("xlsx", "zip")),
        FileType("pptx", f"{_OFFICE}presentationml.presentation", signature=("pptx", "zip")),
        FileType("ofd", "application/ofd", signature=("zip",)),
        FileType("doc", "application/msword", signature=("doc",)),
        FileType("xls", "application/vnd.ms-excel", signature=("xls",)),
        FileType("ppt", "application/vnd.ms-powerpoint", signature=("ppt",)),
        FileType("txt", "text/plain; charset=utf-8"),
        FileType("csv", "text/csv; charset=utf-8"),
        FileType("vtt", "text/vtt; charset=utf-8"),
        FileType("mp3", "audio/mpeg", inline=True),
        FileType("wav", "audio/wav", signature=("wav",), inline=True),
        FileType("mp4", "video/mp4", VIDEO_BYTES, signature=("mp4",), inline=True),
    )
}

INLINE_TYPES: Final = frozenset(
    item.media_type for item in (*IMAGE_TYPES.values(), *DOCUMENT_TYPES.values()) if item.inline
)
