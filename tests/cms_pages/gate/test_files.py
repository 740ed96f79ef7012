"""Files of pages: who may see them, and what was approved of them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from cms_pages.gate import files, services
from cms_pages.gate.models import ReleaseAsset
from core.errors import Invalid
from media import services as media
from media.urls import url_for
from organization.types import Role
from support.content import make_article, make_editor, make_reviewer, publish, root_unit
from support.files import picture, upload
from support.people import make_user, make_user_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return media.store_document(
        title="附件", file=upload("附件.pdf", b"%PDF-1.7\n%%EOF\n"), by=make_user("uploader")
    )


@pytest.fixture
def image():
    return media.store_image(title="图", file=upload("图.png", picture()), by=make_user("painter"))


def article_with(document=None, image=None, **more):
    """Return a draft article that shows these files."""
    page = make_article("带附件的文章", **more)
    if document:
        page.body.append(("document", document))
    if image:
        page.body.append(("image", {"image": image, "caption": "图", "alternative": "一幅图"}))
    page.save_revision(user=page.owner)
    return page


def test_release_pins_each_file_with_its_digest(document, image):
    # when
    publish(article_with(document, image))
    # then
    found = set(ReleaseAsset.objects.values_list("kind", "object_id", "sha256"))
    assert found == {("document", document.pk, document.sha256), ("image", image.pk, image.sha256)}
    assert files.changed_files() == []
    call_command("check_publication")


def test_file_of_a_draft_is_for_the_desk_only(client, document):
    # given
    page = article_with(document)
    services.submit(page, by=page.owner)
    # when / then
    assert not files.may_see(make_user(), "document", document.pk)
    assert not files.may_see(AnonymousUser(), "document", document.pk)
    assert files.may_see(make_editor(), "document", document.pk)
    assert files.may_see(make_reviewer("second"), "document", document.pk)
    secretary = make_user_with_role(Role.BRANCH_SECRETARY, root_unit())
    assert not files.may_see(secretary, "document", document.pk)
    client.force_login(secretary)
    assert client.get(url_for(document)).status_code == 404


@pytest.mark.parametrize("audience, stranger", [("internal", 404), ("public", 200)])
def test_file_of_a_live_page_is_for_its_readers(client, document, audience, stranger):
    # given
    publish(article_with(document, audience=audience))
    # when
    without_sign_in = client.get(url_for(document)).status_code
    client.force_login(make_user())
    signed_in = client.get(url_for(document)).status_code
    # then
    assert (without_sign_in, signed_in) == (stranger, 200)


def test_file_goes_with_the_page_that_showed_it(client, document):
    # given
    page = publish(article_with(document))
    reader = make_user()
    assert files.may_see(reader, "document", document.pk)
    # when: the next version does not show it
    page.body.pop(1)
    page.save_revision(user=page.owner)
    assert files.may_see(reader, "document", document.pk)
    page = publish(page)
    # then
    assert not files.may_see(reader, "document", document.pk)


def test_file_of_a_page_taken_down_is_hidden(document):
    # given
    page = publish(article_with(document))
    # when
    services.take_down(page, by=make_reviewer("final"), reason="测试")
    # then
    assert not files.may_see(make_user(), "document", document.pk)


def test_check_names_a_file_whose_bytes_were_swapped(capsys, document):
    # given
    publish(article_with(document))
    storage = document.file.storage
    storage.delete(document.file.name)
    storage.save(document.file.name, ContentFile(b"%PDF-1.7 other\n%%EOF\n"))
    # when / then
    with pytest.raises(CommandError):
        call_command("check_publication")
    assert f"document {document.pk}" in capsys.readouterr().out


@pytest.mark.capability("F015")
def test_a_file_that_a_live_page_shows_keeps_its_words(document, image):
    # given
    page = publish(article_with(document, image))
    # when / then: by a form of any sort, by saving, and round the program
    changes = {document: {"title": "另一个名字"}, image: {"description": "另一句", "focal_point_x": 3}}
    for file, words in changes.items():
        file.refresh_from_db()
        for name, value in words.items():
            setattr(file, name, value)
        with pytest.raises(ValidationError) as form:
            file.full_clean()
        assert set(form.value.message_dict) == set(words)
        with pytest.raises(Invalid):
            file.save()
        with pytest.raises(IntegrityError), transaction.atomic():
            type(file).objects.filter(pk=file.pk).update(**words)
        with pytest.raises(IntegrityError), transaction.atomic():
            type(file).objects.filter(pk=file.pk)._raw_delete(using="default")
    # when: nothing shows it any more
    services.take_down(page, by=make_reviewer("final"), reason="有误")
    document.title = "另一个名字"
    document.save()
    assert type(document).objects.get(pk=document.pk).title == "另一个名字"
