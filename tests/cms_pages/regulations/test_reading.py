"""The library's pages, the provisions of live versions, and the API."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.services import create_token
from cms_pages.gate import services as gate
from cms_pages.models import Provision, RegulationIndexPage, RegulationPage
from cms_pages.regulations import queries
from cms_pages.regulations.models import RegulationWork
from cms_pages.regulations.parsing import parse
from cms_pages.regulations.reading import draw
from cms_pages.regulations.types import Status
from support.content import make_editor, make_reviewer, publish
from support.people import make_user

pytestmark = pytest.mark.django_db
Make = Callable[..., RegulationPage]


def test_provisions_follow_the_live_text(make_regulation: Make) -> None:
    # given
    page = make_regulation()
    assert Provision.objects.filter(page=page, kind="article").count() == 3

    # when a new text is drafted: nothing changes; when it is released: the rows are rebuilt
    page.source = page.source.replace("第三条 本办法", "第三条 附件同等有效。\n\n第四条 本办法")
    page.save_revision(user=make_editor())
    assert Provision.objects.filter(page=page, kind="article").count() == 3
    page = publish(page)
    assert list(Provision.objects.filter(page=page, kind="article").values_list("eid", flat=True)) == [
        "art_1",
        "art_2",
        "art_3",
        "art_4",
    ]

    # when it is taken down
    gate.take_down(page, by=make_reviewer("final"), reason="有误")

    # then
    assert not Provision.objects.filter(page=page).exists()


def test_the_page_shows_anchors_outline_and_versions(
    library: RegulationIndexPage, make_regulation: Make, reader: Client
) -> None:
    old = make_regulation(version_date=date(2024, 3, 1), status=Status.AMENDED)
    page = make_regulation()

    html = reader.get(page.url).content.decode()

    assert 'id="art_2"' in html
    assert 'id="art_2__para_1__item_2"' in html
    assert 'href="#art_2"' in html
    assert 'data-copies="#art_2"' in html
    assert "现行有效" in html
    assert old.url in html
    assert 'data-word-article="复制*的链接"' in html
    assert "已不是现行版本" not in html


def test_a_past_version_says_so_and_leads_to_the_one_in_force(
    library: RegulationIndexPage, make_regulation: Make, reader: Client
) -> None:
    old = make_regulation(version_date=date(2024, 3, 1), status=Status.AMENDED)
    page = make_regulation()

    html = reader.get(old.url).content.decode()

    assert "您正在看 2024-03-01 版，已不是现行版本" in html
    assert f'<a href="{page.url}">回到现行版本</a>' in html


def test_only_readers_get_a_version_and_its_neighbours(
    library: RegulationIndexPage, make_regulation: Make, reader: Client
) -> None:
    draft = make_regulation(version_date=date(2027, 1, 1), live=False)
    page = make_regulation()

    assert reader.get(f"/regulations/{draft.slug}/").status_code == 404
    assert draft.slug not in reader.get(page.url).content.decode()
    stranger = Client().get(page.url)
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/accounts/login/?next=")
    assert Client().get("/regulations/").status_code == 302
    assert Client().get(f"/api/v1/regulations/{page.pk}").status_code == 404


@pytest.mark.parametrize(
    ("status", "effective", "repealed", "expected"),
    [
        (Status.IN_FORCE, None, None, Status.IN_FORCE),
        (Status.IN_FORCE, date(2026, 12, 1), None, Status.NOT_YET),
        (Status.NOT_YET, date(2026, 11, 1), None, Status.IN_FORCE),
        (Status.NOT_YET, None, None, Status.NOT_YET),
        (Status.AMENDED, date(2020, 1, 1), None, Status.AMENDED),
        (Status.IN_FORCE, date(2020, 1, 1), date(2026, 11, 23), Status.REPEALED),
        (Status.IN_FORCE, date(2020, 1, 1), date(2026, 11, 24), Status.IN_FORCE),
        (Status.REPEALED, None, None, Status.REPEALED),
    ],
)
@time_machine.travel("2026-11-23T04:00:00Z", tick=False)
def test_status_of_a_day_is_the_same_on_the_page_and_in_the_list(
    make_regulation: Make,
    reader: Client,
    status: str,
    effective: date | None,
    repealed: date | None,
    expected: str,
) -> None:
    page = make_regulation(status=status, effective_date=effective, repealed_date=repealed)

    assert page.status_on(date(2026, 11, 23)) == expected
    for asked in Status.values:
        found = reader.get("/api/v1/regulations", {"status": asked}).json()["items"]
        assert [item["status"] for item in found] == ([expected] if asked == expected else [])


def test_the_list_is_filtered_and_paged_without_loss(
    library: RegulationIndexPage, make_regulation: Make, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given 7 regulations, several on one day
    monkeypatch.setattr(queries, "PAGE_SIZE", 4)
    first = make_regulation(short_title="甲办法")
    rows = []
    for number in range(6):
        rows.append(
            make_regulation(short_title=f"乙办法{number}", version_date=date(2025, 1, 1 + number // 3))
        )

    # when
    seen: list[int] = []
    after = ""
    for _ in range(10):
        answer = reader.get("/api/v1/regulations", {"size": 2, "after": after}).json()
        seen += [item["id"] for item in answer["items"]]
        after = answer["next"]
        if not after:
            break

    # then
    assert seen == [first.pk, *[page.pk for page in reversed(rows)]]
    assert [item["id"] for item in reader.get("/api/v1/regulations?q=甲办法").json()["items"]] == [first.pk]
    page = reader.get("/regulations/?q=甲办法").content.decode()
    assert first.url in page
    assert rows[0].url not in page
    html = reader.get("/regulations/").content.decode()
    assert html.count('class="regulation-row"') == 4
    assert 'rel="next"' in html


@pytest.mark.parametrize(
    "after", ["x", "20260101", "20261399-1", "99999999-1", "20260101-x", "-", "٢٠٢٦٠١٠١-1"]
)
def test_a_broken_mark_starts_from_the_beginning(make_regulation: Make, reader: Client, after: str) -> None:
    page = make_regulation()

    items = reader.get("/api/v1/regulations", {"after": after}).json()["items"]

    assert [item["id"] for item in items] == [page.pk]


def test_the_api_returns_a_version_and_single_provisions(
    library: RegulationIndexPage, make_regulation: Make
) -> None:
    page = make_regulation()
    _token, secret = create_token(owner=make_user(), name="t", scopes=["content:read"], by=None)
    sent = {"headers": {"Authorization": f"Bearer {secret}"}}
    client = Client()

    version = client.get(f"/api/v1/regulations/{page.pk}", **sent).json()
    provision = client.get(f"/api/v1/regulations/{page.pk}/provisions/art_2__para_1__item_2", **sent).json()
    missing = client.get(f"/api/v1/regulations/{page.pk}/provisions/art_99", **sent)

    assert [line["eid"] for line in version["outline"]] == ["chp_1", "art_1", "art_2", "chp_2", "art_3"]
    assert version["source"] == page.source
    assert (provision["text"], provision["url"]) == (
        "（二）受限空间作业。",
        f"{page.url}#art_2__para_1__item_2",
    )
    assert missing.status_code == 404
    assert missing["Content-Type"] == "application/problem+json"


def test_a_token_of_another_scope_is_refused(make_regulation: Make) -> None:
    page = make_regulation()
    _token, secret = create_token(owner=make_user(), name="t", scopes=["learning:read"], by=None)

    answer = Client().get(f"/api/v1/regulations/{page.pk}", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 403


def test_pages_cost_the_same_queries_whatever_their_length(
    library: RegulationIndexPage, make_regulation: Make, reader: Client, query_budget: Any
) -> None:
    long = "# 长办法\n\n" + "\n\n".join(f"第{number}条 甲乙丙丁。" for number in range(1, 301))
    pages = [make_regulation(), make_regulation(long, short_title="长办法")]
    reader.get(pages[0].url)  # the site and the session are known from here on

    for page in pages:
        with query_budget(14):
            assert reader.get(page.url).status_code == 200
    with query_budget(16):
        assert reader.get("/regulations/").status_code == 200
    with query_budget(5):
        reader.get("/api/v1/regulations")


def test_what_a_text_says_is_never_markup() -> None:
    evil = (
        "# 甲\n\n第一条 <script>alert(1)</script>\n\n"
        "<table><tr><td onclick='x()'>乙<script>1</script></td></tr></table>"
    )

    html = draw(parse(evil))

    assert "<script" not in html
    assert "onclick" not in html
    assert "&lt;script&gt;" in html
    assert "<td>乙</td>" in html


def test_a_work_keeps_its_versions_under_one_short_title(make_regulation: Make) -> None:
    make_regulation(live=False)
    make_regulation(live=False, version_date=date(2024, 3, 1))

    assert RegulationWork.objects.get().versions.count() == 2
