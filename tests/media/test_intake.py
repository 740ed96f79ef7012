"""What is taken in and what is refused, whichever door it comes by."""

import hashlib

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form
from wagtail.models import ReferenceIndex

from core.errors import Conflict, Invalid
from media import services
from media.models import Document, Image
from media.types import DOCUMENT_BYTES, IMAGE_BYTES
from organization.types import Role
from support.files import FTYP, box, film, huge_png, mvhd, package, picture, upload
from support.people import make_unit, make_user, make_user_with_role

EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\0" * 200
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504
CONTENT_TYPES = "[Content_Types].xml"

GOOD_IMAGES = [
    ("图片.png", picture("PNG"), "image/png"),
    ("a.JPG", picture("JPEG"), "image/jpeg"),
    ("a.jpeg", picture("JPEG"), "image/jpeg"),
    ("a.gif", picture("GIF"), "image/gif"),
    ("a.webp", picture("WEBP"), "image/webp"),
]
BAD_IMAGES = {
    "html as png": ("a.png", HTML, "无法读取"),
    "svg": ("a.svg", SVG, "类型不支持"),
    "svg as png": ("a.png", SVG, "无法读取"),
    "png cut short": ("a.png", picture("PNG", (400, 400))[:-60], "无法读取"),
    "jpeg cut short": ("a.jpg", picture("JPEG", (400, 400))[:900], "无法读取"),
    "png of enormous size": ("a.png", huge_png(), "像素"),
    "png of large size": ("a.png", huge_png(8000, 8000), "像素"),
    "jpeg as png": ("a.png", picture("JPEG"), "无法读取"),
    "exe as jpg": ("a.jpg", EXE, "无法读取"),
    "zero bytes": ("a.png", b"", "文件为空"),
    "no extension": ("a", picture("PNG"), "类型不支持"),
    "two extensions": ("a.png.exe", picture("PNG"), "类型不支持"),
    "too large": ("a.png", picture("PNG") + b"\0" * IMAGE_BYTES, "超过 10 MB"),
}
GOOD_DOCUMENTS = [
    ("通知.pdf", PDF, "application/pdf"),
    ("a.docx", package(CONTENT_TYPES, "word/document.xml"), "wordprocessingml.document"),
    ("a.xlsx", package(CONTENT_TYPES, "xl/workbook.xml"), "spreadsheetml.sheet"),
    ("a.pptx", package(CONTENT_TYPES, "ppt/presentation.xml"), "presentationml.presentation"),
    ("a.ofd", package("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
    ("a.doc", OLE, "application/msword"),
    ("a.txt", "规章制度".encode(), "text/plain"),
    ("a.csv", "\ufeff姓名,学时\n张三,2\n".encode(), "text/csv"),
    ("a.mp4", film(), "video/mp4"),
]
BAD_DOCUMENTS = {
    "exe as pdf": ("a.pdf", EXE, "不符"),
    "html as pdf": ("a.pdf", HTML, "不符"),
    "pdf after html": ("a.pdf", HTML + PDF, "不符"),
    "exe": ("a.exe", EXE, "类型不支持"),
    "html": ("a.html", HTML, "类型不支持"),
    "svg": ("a.svg", SVG, "类型不支持"),
    "zip": ("a.zip", package("a.txt"), "类型不支持"),
    "zip as docx": ("a.docx", package("a.txt"), "不符"),
    "xlsx as docx": ("a.docx", package(CONTENT_TYPES, "xl/workbook.xml"), "不符"),
    "docx cut short": ("a.docx", package(CONTENT_TYPES, "word/document.xml")[:-30], "不符"),
    "docx with macros": ("a.docx", package(CONTENT_TYPES, "word/document.xml", "word/vbaProject.bin"), "宏"),
    "text with nul": ("a.txt", b"abc\0def", "不是文本"),
    "text in gbk": ("a.txt", "规章制度".encode("gbk"), "UTF-8"),
    "zero bytes": ("a.pdf", b"", "文件为空"),
    "too large": ("a.pdf", PDF + b"\0" * DOCUMENT_BYTES, "超过 50 MB"),
    "html as mp4": ("a.mp4", HTML, "视频无法读取"),
    "film without a movie box": ("a.mp4", FTYP + box(b"mdat", b"\0" * 900), "视频无法读取"),
    "film cut short": ("a.mp4", film()[:-40], "视频无法读取"),
    "film without duration": ("a.mp4", film(mvhd(duration=0)), "视频无法读取"),
    "film with a box beyond its end": ("a.mp4", FTYP + box(b"moov", mvhd(), length=10**6), "视频无法读取"),
    "film with a box of no length": ("a.mp4", FTYP + box(b"free", length=3), "视频无法读取"),
}


@pytest.mark.parametrize("name, content, media_type", GOOD_IMAGES)
def test_takes_an_image(db, name, content, media_type):
    # when
    image = services.store_image(title="照片", file=upload(name, content), by=make_user())
    # then
    image.refresh_from_db()
    assert image.media_type == image.content_type == media_type
    assert image.sha256 == hashlib.sha256(content).hexdigest()
    assert (image.file_size, image.width, image.height) == (len(content), 40, 30)
    assert image.file.open().read() == content


@pytest.mark.parametrize("name, content, media_type", GOOD_DOCUMENTS)
def test_takes_a_document(db, name, content, media_type):
    # when
    document = services.store_document(title="文件", file=upload(name, content), by=make_user())
    # then
    document.refresh_from_db()
    assert media_type in document.content_type
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert document.file_size == len(content)
    assert document.file.open().read() == content


@pytest.mark.parametrize("name, content, word", BAD_IMAGES.values(), ids=BAD_IMAGES)
def test_refuses_an_image_with_a_reason(db, name, content, word):
    with pytest.raises(Invalid) as refused:
        services.store_image(title="照片", file=upload(name, content), by=None)
    assert word in refused.value.fields["file"]
    assert not Image.objects.exists()


@pytest.mark.parametrize("name, content, word", BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS)
def test_refuses_a_document_with_a_reason(db, name, content, word):
    with pytest.raises(Invalid) as refused:
        services.store_document(title="文件", file=upload(name, content), by=None)
    assert word in refused.value.fields["file"]
    assert not Document.objects.exists()


@pytest.mark.parametrize("title", ["", "  ", "长" * 256])
def test_refuses_a_file_without_a_fit_title(db, title):
    with pytest.raises(Invalid):
        services.store_document(title=title, file=upload("a.pdf", PDF), by=None)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "header, milliseconds",
    [
        (mvhd(1000, 12_345), 12_345),
        (mvhd(600, 1800), 3000),
        (mvhd(90_000, 90_000 * 3600, version=1), 3_600_000),
    ],
)
@pytest.mark.parametrize("moov_last", [True, False])
def test_knows_how_long_a_film_is(db, header, milliseconds, moov_last):
    content = film(header, moov_last=moov_last)
    document = services.store_document(title="课", file=upload("a.mp4", content), by=None)
    assert Document.objects.get(pk=document.pk).duration_ms == milliseconds


# The other doors


@pytest.mark.parametrize("name, content, word", BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS)
def test_a_row_saved_past_every_form_is_refused_too(db, name, content, word):
    with pytest.raises(Invalid):
        Document(title="旁门", file=ContentFile(content, name=name)).save()
    assert not Document.objects.exists()


def test_a_file_put_into_storage_first_is_inspected_from_there(db):
    # given
    document = Document(title="旁门")
    document.file.save("a.pdf", ContentFile(EXE), save=False)
    # when
    with pytest.raises(Invalid):
        document.save()
    # then
    assert not Document.objects.exists()


def test_an_image_saved_past_every_form_is_refused_too(db):
    image = Image(title="旁门", file=ContentFile(picture("JPEG"), name="a.png"))
    with pytest.raises(Invalid):
        image.save()
    assert not Image.objects.exists()


@pytest.mark.parametrize("name", ["exe as pdf", "svg", "film cut short"])
def test_wagtails_form_tells_the_reason_at_the_field(db, name):
    file_name, content, word = BAD_DOCUMENTS[name]
    form = get_document_form(Document)(
        {"title": "文件", "collection": "1", "tags": ""},
        {"file": upload(file_name, content)},
    )
    assert not form.is_valid()
    assert word in " ".join(form.errors["file"])


def test_wagtails_image_form_refuses_a_png_that_was_cut_short(db):
    form = get_image_form(Image)(
        {"title": "照片", "collection": "1", "tags": ""},
        {"file": upload("a.png", picture("PNG", (400, 400))[:-60])},
    )
    assert not form.is_valid()
    assert "file" in form.errors


@pytest.mark.parametrize("replacement", [PDF + b"more", PDF])
def test_a_stored_file_is_never_replaced(db, replacement):
    # given
    document = services.store_document(title="原件", file=upload("a.pdf", PDF), by=None)
    stored = document.file.name
    # when
    document.file = upload("b.pdf", replacement)
    with pytest.raises(ValidationError):
        document.full_clean()
    with pytest.raises(Invalid):
        document.save()
    # then
    document.refresh_from_db()
    assert document.file.name == stored
    assert document.file.open().read() == PDF


def test_a_row_cannot_be_pointed_at_another_stored_file(db):
    # given
    first = services.store_document(title="一", file=upload("a.pdf", PDF), by=None)
    other = services.store_document(title="二", file=upload("b.pdf", PDF + b"2"), by=None)
    # when
    first.file = other.file.name
    with pytest.raises(Invalid):
        first.save()
    # then
    first.refresh_from_db()
    assert first.file.name != other.file.name


def test_title_and_tags_may_change(db):
    document = services.store_document(title="原件", file=upload("a.pdf", PDF), by=None)
    document = Document.objects.get(pk=document.pk)
    document.title = "新题"
    document.save()
    assert Document.objects.get(pk=document.pk).title == "新题"


def test_wagtails_admin_takes_a_good_file_and_refuses_a_bad_one(client, db):
    # given
    editor = make_user_with_role(Role.EDITOR, make_unit())
    client.force_login(editor)
    address = reverse("wagtaildocs:add")
    # when
    bad = client.post(address, {"title": "坏", "tags": "", "file": upload("a.pdf", EXE)})
    good = client.post(address, {"title": "好", "tags": "", "file": upload("a.pdf", PDF)})
    # then
    assert bad.status_code == 200
    assert "不符" in bad.content.decode()
    assert good.status_code == 302
    assert Document.objects.get().uploaded_by_user == editor


def test_wagtails_admin_many_files_at_once(client, db):
    # given
    client.force_login(make_user_with_role(Role.EDITOR, make_unit()))
    address = reverse("wagtailimages:add_multiple")
    headers = {"X-Requested-With": "XMLHttpRequest"}
    # when
    bad = client.post(address, {"files[]": upload("a.png", HTML)}, headers=headers)
    good = client.post(address, {"files[]": upload("b.png", picture())}, headers=headers)
    # then
    assert bad.json()["success"] is False
    assert good.json()["success"] is True
    assert [image.filename for image in Image.objects.all()] == ["b.png"]


def test_wagtails_admin_tells_that_a_picture_is_damaged(client, db):
    # given
    client.force_login(make_user_with_role(Role.EDITOR, make_unit()))
    cut_short = upload("a.png", picture("PNG", (400, 400))[:-60])
    # when
    response = client.post(reverse("wagtailimages:add"), {"title": "坏", "tags": "", "file": cut_short})
    # then
    assert response.status_code == 200
    assert "无法读取" in response.content.decode()
    assert not Image.objects.exists()


def test_a_file_in_use_is_not_deleted(db):
    # given an image that some page shows
    image = services.store_image(title="图", file=upload("a.png", picture()), by=None)
    page = ContentType.objects.get(app_label="wagtailcore", model="page")
    ReferenceIndex.objects.create(
        base_content_type=page,
        content_type=page,
        object_id="1",
        to_content_type=ContentType.objects.get_for_model(Image),
        to_object_id=str(image.pk),
        model_path="body.item",
        content_path="body.x",
        content_path_hash="6f9619ff-8b86-d011-b42d-00cf4fc964ff",
    )
    # when
    with pytest.raises(Conflict), transaction.atomic():
        image.delete()
    # then
    assert Image.objects.filter(pk=image.pk).exists()
    assert image.file.storage.exists(image.file.name)


def test_an_unused_file_is_deleted(db):
    image = services.store_image(title="图", file=upload("a.png", picture()), by=None)
    image.delete()
    assert not Image.objects.exists()
