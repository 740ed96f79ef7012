"""Wagtail's API v3, were its writing routes open: it makes drafts for who may write, and nothing live."""

import pytest
from wagtail.models import Locale, Page

from accounts.models import User
from cms_pages.gate import queries
from cms_pages.models import ArticlePage
from support.content import make_article, make_editor, publish
from support.writable_api import write

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F015")]


@pytest.fixture
def editor():
    """Return an editor who is a superuser too: no permission of Wagtail's stands in the way."""
    user = make_editor()
    User.objects.filter(pk=user.pk).update(is_superuser=True, is_staff=True)
    return User.objects.get(pk=user.pk)


def asked_of(page):
    """Return what each action asks for: the method, the address below the API, the data."""
    column = page.get_parent()
    actions = f"pages/{page.pk}/actions"
    whole = {
        "meta": {"type": "cms_pages.ArticlePage", "action": "publish", "parent_id": column.pk},
        "title": "接口写的",
        "slug": "by-the-api",
        "summary": "摘要",
        "date": "2026-11-23",
        "source": "望江公司",
        "responsible_editor": "周望舒",
        "body": [],
        "audience": "public",
    }
    return {
        "create and publish": ("POST", "pages/", whole),
        "change and publish": (
            "PATCH",
            f"pages/{page.pk}/",
            {"meta": {"type": "cms_pages.ArticlePage", "action": "publish"}, "title": "接口改的"},
        ),
        "publish": ("POST", f"{actions}/publish/", None),
        "unpublish": ("POST", f"{actions}/unpublish/", {"recursive": True}),
        "copy kept live": ("POST", f"{actions}/copy/", {"slug": "copied", "keep_live": True}),
        "alias": ("POST", f"{actions}/create_alias/", {"slug": "alias"}),
        "convert an alias": ("POST", f"{actions}/convert_alias/", None),
        "translate": (
            "POST",
            f"{actions}/copy_for_translation/",
            {"locale": "en", "copy_parents": True},
        ),
        "translate as aliases": (
            "POST",
            f"{actions}/copy_for_translation/",
            {"locale": "en", "copy_parents": True, "alias": True},
        ),
        "move": ("POST", f"{actions}/move/", {"destination_id": Page.objects.get(slug="news").pk}),
        "revert": ("POST", f"{actions}/revert/", {"revision_id": page.latest_revision_id}),
        "delete": ("DELETE", f"{actions}/delete/", None),
    }


ANSWERS = {
    "create and publish": (403, 403),
    "change and publish": (403, 403),
    "publish": (403, 403),
    "unpublish": (403, 403),
    "copy kept live": (403, 403),
    "alias": (403, 403),
    "convert an alias": (422, 422),
    "translate": (404, 404),
    "translate as aliases": (404, 404),
    "move": (403, 403),
    "revert": (200, 200),
    "delete": (403, 204),
}
"""What a live page and a draft answer; a revert makes a draft, and only a draft is deleted."""


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("name", ANSWERS)
def test_nothing_goes_live_and_nothing_live_goes(editor, name, live):
    # given
    Locale.objects.get_or_create(language_code="en")
    page = make_article("原题", by=editor)
    if live:
        page = publish(page)
    before = set(Page.objects.filter(live=True, depth__gt=1).values_list("pk", "title"))
    # when
    status = write(editor, *asked_of(page)[name])
    # then
    assert set(Page.objects.filter(live=True, depth__gt=1).values_list("pk", "title")) == before
    assert queries.unapproved_live_objects() == [] == queries.changed_live_texts()
    assert queries.unapproved_schedules() == []
    assert not Page.objects.filter(alias_of__isnull=False).exists()
    assert status == ANSWERS[name][0 if live else 1]


def test_the_product_itself_keeps_the_writing_routes_shut(client, editor):
    page = make_article("原题", by=editor)
    client.force_login(editor)
    for name, (method, path, _data) in asked_of(page).items():
        answer = client.generic(method, f"/api/wagtail/v3/{path}", "{}", content_type="application/json")
        assert answer.status_code == 405, name
    assert ArticlePage.objects.get(pk=page.pk).title == "原题"
