"""Files of every kind, made here byte by byte, good and bad."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow


def picture(image_format="PNG", size=(40, 30), color="red", **more):
    """Return the bytes of a real image."""
    out = io.BytesIO()
    Pillow.new("RGB", size, color).save(out, image_format, **more)
    return out.getvalue()


def huge_png(width=60_000, height=60_000):
    """Return a small PNG that says it is enormous."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def package(*names):
    """Return a zip package with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def box(name, *parts, length=None):
    """Return one box of an MP4 file."""
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8 if length is None else length) + name + body


def mvhd(timescale=1000, duration=12_345, version=0):
    """Return a movie header."""
    numbers = (
        struct.pack(">IIII", 0, 0, timescale, duration)
        if version == 0
        else struct.pack(">QQIQ", 0, 0, timescale, duration)
    )
    return box(b"mvhd", bytes([version, 0, 0, 0]), numbers, b"\0" * 80)


FTYP = box(b"ftyp", b"isom", b"\0\0\2\0", b"isomiso2avc1mp41")


def film(header=None, *, moov_last=True, payload=b"\0" * 5000):
    """Return a film without pictures: its boxes are right, and that is what is read."""
    moov = box(b"moov", header if header is not None else mvhd())
    mdat = box(b"mdat", payload)
    return FTYP + (mdat + moov if moov_last else moov + mdat)


def upload(name, content):
    """Return what a form hands over."""
    return SimpleUploadedFile(name, content)
