"""A text that was read is counted once a day for a reader; who read it is kept nowhere."""

from datetime import date, timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.test import Client

from cms_pages.models import ReadCount, RegulationIndexPage
from cms_pages.reads import queries
from cms_pages.reads.services import count_read
from cms_pages.regulations.services import Details, save_regulation
from core.clock import now
from core.models import AuditEntry
from support.content import make_article, make_editor, put_live, root_unit
from support.people import make_person
from support.races import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    """Return a live article for everybody."""
    page = make_article("班组学习", audience="public")
    put_live(page)
    return type(page).objects.get(pk=page.pk)


def read(client, page):
    """Tell that the page was read, as its script does."""
    return client.post("/api/v1/reads", {"page": page.pk}, content_type="application/json")


def test_a_reader_counts_once_a_day_and_no_name_is_kept(client, article):
    # given
    client.force_login(make_person(root_unit()).user)
    # when: two openings on one day, one on the next
    assert [read(client, article).status_code for _ in range(2)] == [204, 204]
    with time_machine.travel(now() + timedelta(days=1)):
        client.force_login(make_person(root_unit()).user)
        read(client, article)
    # then
    assert sorted(ReadCount.objects.values_list("number", flat=True)) == [1, 1]
    assert queries.times_read(article.pk) == 2
    assert not AuditEntry.objects.filter(route__contains="reads").exists()
    assert {field.name for field in ReadCount._meta.get_fields()} == {"id", "page", "day", "number"}


def test_each_browser_counts_once_signed_in_or_not_and_a_forged_mark_is_worth_nothing(article):
    # given
    phone, desk = Client(), Client()
    for browser in (phone, desk, phone):
        read(browser, article)
    assert queries.times_read(article.pk) == 2
    # then: only the route of the counts is sent what the browser remembers
    cookie = phone.cookies["zx_reads"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/api/v1/reads", True, "Lax")
    phone.cookies["zx_reads"] = "forged"
    assert read(phone, article).status_code == 204
    assert queries.times_read(article.pk) == 3


def test_many_texts_are_remembered_up_to_a_bound(client, article):
    pages = [article, *(put_live(make_article(audience="public")) for _ in range(3))]
    with patch("cms_pages.reads.marks.MOST", 3):
        for page in (*pages, pages[-1], pages[0]):
            read(client, page)
    assert [queries.times_read(page.pk) for page in pages] == [2, 1, 1, 1]


def test_what_may_not_be_read_is_not_counted(client):
    # given: a draft, and a text for those inside only
    draft, internal = make_article("草稿"), make_article("内部", audience="internal")
    put_live(internal)
    # then
    assert [read(client, page).status_code for page in (draft, internal)] == [404, 404]
    assert not ReadCount.objects.exists()


def test_the_number_stands_on_the_page_and_in_the_api(client, article):
    # given
    for _ in range(3):
        count_read(article)
    # then
    assert "阅读 3" in " ".join(client.get(article.url).text.split())
    assert client.get(f"/api/v1/reads/{article.pk}").json() == {"page": article.pk, "number": 3}


def test_only_the_live_page_counts_and_no_preview_of_it(client, article):
    # given
    editor = make_editor()
    client.force_login(editor)
    # then
    assert "cms_pages/reads" in client.get(article.url).text
    article.save_revision(user=editor)
    preview = client.get(f"/admin/pages/{article.pk}/view_draft/")
    assert preview.status_code == 200
    assert 'id="counts-reads"' not in preview.text


def test_regulations_are_counted_too(client):
    page = save_regulation(
        column=RegulationIndexPage.objects.get(),
        source="第一条　动火作业先办许可。",
        details=Details(title="动火管理规定", short_title="动火管理规定", version_date=date(2026, 11, 17)),
        by=make_editor(),
    ).page
    put_live(page)
    client.force_login(make_person(root_unit()).user)
    assert read(client, page).status_code == 204
    assert queries.times_read(page.pk) == 1


def test_the_desk_draws_days_and_lists_the_most_read(client, article):
    # given: three readings today, one of another text forty days ago
    other = make_article("旧闻")
    put_live(other)
    for _ in range(3):
        count_read(article)
    ReadCount.objects.create(page_id=other.pk, day=now().date() - timedelta(days=40), number=9)
    client.force_login(make_editor())
    # then
    month, quarter = client.get("/desk/reads/"), client.get("/desk/reads/?days=90")
    assert "班组学习" in month.text
    assert "旧闻" not in month.text
    assert month.text.count("chart__bar") == 30
    assert quarter.text.index("旧闻") < quarter.text.index("班组学习")
    assert "近 7 天" in client.get("/desk/reads/?days=nonsense").text
    # an empty table says what to do
    ReadCount.objects.all().delete()
    assert "这段时间没有阅读" in client.get("/desk/reads/").text


@pytest.mark.django_db(transaction=True)
def test_first_readers_at_one_moment_are_all_counted():
    # given
    page = make_article("抢读", audience="public")
    put_live(page)
    # when
    together(*[lambda: count_read(page) for _ in range(8)])
    # then
    assert ReadCount.objects.get(page_id=page.pk).number == 8
