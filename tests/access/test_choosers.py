"""The choosers of Wagtail's admin offer what one may read or use, and nothing by its number either."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from support.expectation import DESK, STAFF
from support.world import ANONYMOUS, RELATIONS, ROLES

pytestmark = pytest.mark.django_db
SEARCH = "/admin/choose-page/search/"


@pytest.fixture
def clients(world):
    """Return a signed-in client for each user of the world."""
    found = {}
    for name in (*ROLES, *RELATIONS):
        if name != ANONYMOUS:
            found[name] = Client(raise_request_exception=False)
            found[name].force_login(world.user(name), "django.contrib.auth.backends.ModelBackend")
    return found


def _offers(client, url, title):
    """Return whether the chooser offers a title; nothing when it does not open."""
    response = client.get(url)
    if response.status_code != 200:
        return None
    text = response.content.decode()
    if "json" in response["Content-Type"]:
        text = str(json.loads(text))
    text = text.replace(f'value="{title}"', "").replace(f"q={title}", "")
    return title in text


@pytest.mark.capability("F043")
def test_the_page_chooser_offers_what_is_live_and_ones_own_drafts(world, clients):
    drafted, live = world.things.draft, world.things.article
    hidden = Page.objects.get(title="撤下的文章")
    other_title = "没有送审的文章"  # the old one is also the word for a draft
    for name, client in clients.items():
        # when
        Page.objects.filter(pk=drafted.pk).update(title=drafted.title)
        offered = {
            page.title: _offers(client, f"{SEARCH}?q={page.title}", page.title)
            for page in (drafted, live, hidden)
        }
        Page.objects.filter(pk=drafted.pk).update(title=other_title, draft_title=other_title)
        browsed = _offers(client, f"/admin/choose-page/{drafted.get_parent().pk}/", other_title)
        # then
        opens = name in STAFF
        edits = name == "editor"
        expected = {drafted.title: edits, live.title: True, hidden.title: edits}
        assert offered == (expected if opens else dict.fromkeys(expected)), name
        assert browsed == (edits if opens else None), name


@pytest.mark.parametrize(
    ("address", "thing"),
    [
        ("wagtailimages_chooser:choose_results", "image"),
        ("wagtaildocs_chooser:choose_results", "document"),
        ("wagtailimages_chooser:chosen", "image"),
        ("wagtaildocs_chooser:chosen", "document"),
        ("wagtailimages:index_results", "image"),
        ("wagtaildocs:index_results", "document"),
    ],
)
@pytest.mark.capability("F043")
def test_files_are_offered_to_who_added_them(world, clients, address, thing):
    found, title = getattr(world.things, thing), "只有采编上传的文件"
    type(found).objects.filter(pk=found.pk).update(title=title)
    url = reverse(address, args=[found.pk] if address.endswith("chosen") else [])
    for name, client in clients.items():
        # when
        offered = _offers(client, url, title)
        # then
        assert bool(offered) == (name == "editor"), name
        if name not in STAFF:
            assert offered is None, name


def test_nobody_chooses_among_users(clients):
    for name, client in clients.items():
        assert client.get("/admin/users/chooser/").status_code in {302, 403, 404}, name
        assert client.get("/admin/users/").status_code in {302, 403, 404}, name
    assert set(DESK) < set(clients)
