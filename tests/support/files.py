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


WORD_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{number}"><w:name w:val="heading {number}"/></w:style>'
    for number in (1, 2, 3)
)


def word_file(body, *, pictures=None, links=None, parts=None, notes=""):
    """Return a Word file: the XML of its body, pictures as name -> bytes, links as id -> address."""
    targets = [("image", name, f"media/{name}", "") for name in pictures or {}]
    targets += [("hyperlink", name, link, ' TargetMode="External"') for name, link in (links or {}).items()]
    targets += [("styles", "styles", "styles.xml", "")]
    targets += [("footnotes", "footnotes", "footnotes.xml", "")] if notes else []
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{target}"{mode}/>'
        for kind, name, target, mode in targets
    )
    package_of = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package_of}/content-types">'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="emf" ContentType="image/x-emf"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package_of}/relationships"><Relationship Id="d" '
        f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package_of}/relationships">{relations}'
        "</Relationships>",
        "word/styles.xml": f"<w:styles {WORD_SPACES}>{_STYLES}</w:styles>",
        "word/document.xml": f"<w:document {WORD_SPACES}><w:body>{body}</w:body></w:document>",
        **({"word/footnotes.xml": f"<w:footnotes {WORD_SPACES}>{notes}</w:footnotes>"} if notes else {}),
        **(parts or {}),
        **{f"word/media/{name}": data for name, data in (pictures or {}).items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def word_line(words, style=""):
    """Return a paragraph of a Word file; `style` is the number of a heading's level."""
    chosen = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{chosen}<w:r><w:t>{words}</w:t></w:r></w:p>"


def word_picture(name, description=""):
    """Return a paragraph of a Word file with a picture."""
    return (
        f'<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="" descr="{description}"/><a:graphic>'
        f'<a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="{name}"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
