"""An editor takes a Word file in; the draft has its words and pictures, the rest is listed."""

import pytest
from django.core.files.storage import default_storage

from cms_pages.imports import services
from cms_pages.models import ArticleIndexPage, ArticlePage, WordImport
from core.errors import Invalid, NotFound
from media.models import Image
from organization.types import Role
from support.content import make_editor, root_unit
from support.files import picture, upload, word_file, word_line, word_picture
from support.people import make_user_with_role

pytestmark = pytest.mark.django_db


def sent(file, **more):
    """Return what the form sends."""
    column = ArticleIndexPage.objects.get(slug="theory")
    return {"column": column.pk, "source": "望江公司", "responsible_editor": "周望舒", "file": file} | more


def a_file():
    """Return a Word file with a picture and a table."""
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>支部</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    body = (
        word_line("安全培训纪实")
        + word_line("学员认真听讲。")
        + word_picture("a.png", "学员在教室听课")
        + table
    )
    return upload("培训.docx", word_file(body, pictures={"a.png": picture()}))


def test_the_draft_has_words_and_picture_and_the_list_tells_of_the_rest(client):
    # given
    editor = make_editor()
    client.force_login(editor)
    # when
    answer = client.post("/desk/imports/", sent(a_file()), follow=True)
    # then
    taken = WordImport.objects.get()
    assert answer.redirect_chain == [(f"/desk/imports/{taken.pk}/", 302)]
    assert "表格" in answer.text
    assert "培训.docx" in answer.text
    page = ArticlePage.objects.get(pk=taken.page_id).get_latest_revision_as_object()
    assert (page.title, page.live, page.owner, page.source) == ("安全培训纪实", False, editor, "望江公司")
    assert page.summary.startswith("学员认真听讲。")
    assert [block.block_type for block in page.body] == ["paragraph", "image", "paragraph"]
    assert page.body[1].value["alternative"] == "学员在教室听课"
    image = page.body[1].value["image"]
    assert (image.title, image.uploaded_by_user) == ("学员在教室听课", editor)
    with image.file.open() as stored:
        assert stored.read() == picture()
    # the draft is offered again where it was made, and may be opened in the editor
    assert f"/desk/imports/{taken.pk}/" in client.get("/desk/imports/").text
    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


def test_a_refused_file_keeps_the_form_and_makes_nothing(client):
    # given
    client.force_login(make_editor())
    # when
    answer = client.post("/desk/imports/", sent(upload("a.docx", b"nothing"), source="人民日报"))
    # then
    assert answer.status_code == 422
    assert "这不是 Word 文件" in answer.text
    assert 'value="人民日报"' in answer.text
    assert not ArticlePage.objects.exists()
    assert not WordImport.objects.exists()


def test_a_title_without_text_is_refused():
    with pytest.raises(Invalid):
        services.import_article(
            upload("a.docx", word_file(word_line("题目"))),
            **{k: v for k, v in sent(None).items() if k in {"source", "responsible_editor"}},
            column=ArticleIndexPage.objects.get(slug="theory"),
            by=make_editor(),
        )


def test_who_may_not_write_there_takes_nothing_in(client):
    # given: somebody who reads texts of the desk but writes none
    reviewer = make_user_with_role(Role.FIRST_REVIEWER, root_unit())
    # then
    with pytest.raises(NotFound):
        services.import_article(
            a_file(),
            column=ArticleIndexPage.objects.get(slug="theory"),
            source="望江公司",
            responsible_editor="周望舒",
            by=reviewer,
        )
    client.force_login(reviewer)
    assert client.post("/desk/imports/", sent(a_file())).status_code == 422
    assert not ArticlePage.objects.exists()


def test_pictures_of_a_failed_import_are_taken_back(monkeypatch):
    # given: the draft cannot be saved after its picture was stored
    names = []
    keep = services.store_image

    def remember(**more):
        image = keep(**more)
        names.append(image.file.name)
        return image

    def fail(*_args, **_more):
        raise RuntimeError("no room")

    monkeypatch.setattr(services, "store_image", remember)
    monkeypatch.setattr(ArticlePage, "save_revision", fail)
    # when
    with pytest.raises(RuntimeError):
        services.import_article(
            a_file(),
            column=ArticleIndexPage.objects.get(slug="theory"),
            source="望江公司",
            responsible_editor="周望舒",
            by=make_editor(),
        )
    # then
    assert len(names) == 1
    assert not default_storage.exists(names[0])
    assert not Image.objects.exists()
