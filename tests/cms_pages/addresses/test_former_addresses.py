"""A page that moved is found at its former addresses; what is hidden is not."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms_pages.gate import services as gate
from cms_pages.gate.types import Audience
from cms_pages.models import ArticleIndexPage
from organization.types import Role
from support.content import make_article, publish, put_live, root_unit
from support.gate import lifted_triggers
from support.people import make_user, make_user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F046")]


@pytest.fixture
def article():
    return publish(make_article("学习体会", audience=Audience.PUBLIC))


@pytest.fixture
def renamed(django_capture_on_commit_callbacks):
    """Return what takes a page with a new address through its review."""

    def rename(page, slug):
        draft = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
        draft.slug = slug
        draft.save_revision(user=page.owner)
        with django_capture_on_commit_callbacks(execute=True):
            return publish(draft)

    return rename


def test_a_former_address_leads_to_the_present_one_however_often_it_changed(client, article, renamed):
    # given
    first = article.url
    second = renamed(article, "second").url
    third = renamed(article, "third").url
    # when / then
    for former, query in ((first, ""), (second, ""), (first, "?page=2")):
        answer = client.get(former + query)
        assert (answer.status_code, answer["Location"]) == (301, third + query)
        assert answer["Cache-Control"] == "no-cache"
    assert client.get(third).status_code == 200
    assert client.post(first).status_code in {404, 405}
    assert client.get(f"/api/v1/articles/{article.pk}").json()["url"] == third


def test_a_draft_with_another_address_redirects_nothing(client, article):
    first = article.url
    article.slug = "second"
    article.save_revision(user=article.owner)
    assert client.get(first).status_code == 200
    assert not Redirect.objects.exists()


def test_the_new_address_of_an_internal_text_is_told_to_those_who_may_read_it(client, renamed):
    # given
    page = publish(make_article("内部通知", audience=Audience.INTERNAL))
    former, present = page.url, renamed(page, "internal-notice").url
    # when / then
    assert client.get(former)["Location"].startswith("/accounts/login/")
    assert "internal-notice" not in client.get(former)["Location"]
    client.force_login(make_user())
    assert client.get(former)["Location"] == present


def test_what_lies_below_a_column_is_found_after_the_column_got_another_address(
    client, article, django_capture_on_commit_callbacks
):
    # given
    former = article.url
    column = ArticleIndexPage.objects.get(slug="theory")
    with lifted_triggers(), django_capture_on_commit_callbacks(execute=True):
        column.slug = "study"
        column.save()
    # then
    assert client.get(former)["Location"] == Page.objects.get(pk=article.pk).url
    assert Page.objects.get(pk=article.pk).url.startswith("/study/")


def test_the_feed_of_a_column_is_found_after_the_column_got_another_address(
    client, article, django_capture_on_commit_callbacks
):
    # given: a column for everybody
    column = ArticleIndexPage.objects.get(slug="theory")
    with lifted_triggers(), django_capture_on_commit_callbacks(execute=True):
        column.slug = "study"
        column.save()
    with lifted_triggers():
        ArticleIndexPage.objects.filter(pk=column.pk).update(live=True, audience=Audience.PUBLIC)
    # then
    assert client.get("/feeds/theory/")["Location"] == "/feeds/study/"
    assert article.title in client.get("/feeds/study/").text
    assert client.get("/feeds/nothing/").status_code == 404
    # when: the column is for people who are signed in, it has no feed, not at the former address either
    with lifted_triggers():
        ArticleIndexPage.objects.filter(pk=column.pk).update(audience=Audience.INTERNAL)
    assert [client.get(f"/feeds/{slug}/").status_code for slug in ("theory", "study")] == [404, 404]


def test_another_page_at_the_former_address_comes_first(client, article, renamed):
    first = article.url
    renamed(article, "second")
    other = make_article("另一篇", audience=Audience.PUBLIC)
    other.slug = article.slug
    other.save_revision(user=other.owner)
    assert put_live(other).url == first
    assert "另一篇" in client.get(first).content.decode()


def test_a_text_that_was_taken_down_is_not_found_at_its_former_address(client, article, renamed):
    first = article.url
    moved = renamed(article, "second")
    gate.take_down(moved, by=make_user_with_role(Role.FINAL_REVIEWER, root_unit()), reason="有误")
    assert Redirect.objects.filter(redirect_page=article).exists()
    assert client.get(first).status_code == 404


def test_a_page_that_was_moved_to_another_column_is_found(client, article):
    # given
    former = article.url
    other = ArticleIndexPage.objects.get(slug="news")
    # when
    Page.objects.get(pk=article.pk).specific.move(other, pos="last-child")
    # then
    moved = Page.objects.get(pk=article.pk)
    assert moved.url.startswith("/news/")
    assert client.get(former)["Location"] == moved.url


def test_nobody_makes_a_redirect_by_hand(client):
    root = get_user_model().objects.create_superuser("root", password=None)
    client.force_login(root)
    for address in ("/admin/redirects/", "/admin/redirects/add/", "/admin/redirects/import/"):
        assert client.get(address).status_code in {302, 403}
    client.post("/admin/redirects/add/", {"old_path": "/a", "redirect_link": "https://example.com/"})
    assert not Redirect.objects.exists()
    Redirect.objects.create(old_path="/a", redirect_link="https://example.com/")
    assert client.get("/a/").status_code == 404


def test_a_page_that_is_found_costs_nothing_more(client, article):
    client.get(article.url)
    with CaptureQueriesContext(connection) as asked:
        client.get(article.url)
    assert not [query for query in asked if "wagtailredirects" in query["sql"]]
