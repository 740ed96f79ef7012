"""The page and the API answer that set two versions of a work against each other."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from cms_pages.models import RegulationPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
Make = Callable[..., RegulationPage]
OLD = """# 现场作业许可管理办法

第一条 为了规范现场作业，制定本办法。

第二条 作业许可证由班组长签发。

第三条 未经许可不得动火作业。
"""
NEW = """# 现场作业许可管理办法

第一条 为了规范现场作业，制定本办法。

第二条 本办法适用于全部厂区与外委施工队伍。

第三条 作业许可证由审批人签发。
"""
ADDRESS = "/rules/现场作业许可管理办法/2024-03-01/2026-01-01/"


@pytest.fixture
def versions(make_regulation: Make) -> list[RegulationPage]:
    """Return two versions: one article changed, one came, one went."""
    return [
        make_regulation(OLD, version_date=date(2024, 3, 1)),
        make_regulation(NEW, version_date=date(2025, 11, 17), effective_date=date(2026, 1, 1)),
    ]


def test_the_page_shows_only_what_changed_and_where_it_went(
    versions: list[RegulationPage], reader: Client
) -> None:
    # when
    html = reader.get(ADDRESS).content.decode()
    # then
    assert (
        f'<a href="{versions[0].url}#art_2">第二条</a> → <a href="{versions[1].url}#art_3">第三条</a>' in html
    )
    assert "班组长</del>" in html
    assert "审批人</ins>" in html
    assert "为了规范现场作业" not in html
    assert "未经许可不得动火作业" in html
    assert "为了规范现场作业" in reader.get(ADDRESS, {"show": "all"}).content.decode()


@pytest.mark.usefixtures("versions")
@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("", 3),
        ("changed", 1),
        ("added", 1),
        ("removed", 1),
        ("renumbered", 1),
        ("moved", 0),
        ("all", 4),
        ("?", 3),
    ],
)
def test_each_number_opens_the_articles_that_it_counts(reader: Client, asked: str, number: int) -> None:
    html = reader.get(ADDRESS, {"show": asked}).content.decode()
    assert html.count('<article class="change">') == number


def test_the_versions_lead_to_their_comparison(versions: list[RegulationPage], reader: Client) -> None:
    for page in versions:
        assert reader.get(page.url).content.decode().count(f'href="{quote(ADDRESS)}"') == 1


def test_who_may_not_read_them_learns_nothing(versions: list[RegulationPage], reader: Client) -> None:
    # when
    stranger = Client().get(ADDRESS)
    # then
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/accounts/login/?next=")
    assert reader.get("/rules/现场作业许可管理办法/2020-01-01/2026-01-01/").status_code == 404
    assert reader.get("/rules/没有的办法/2024-03-01/2026-01-01/").status_code == 404
    same = reader.get("/rules/现场作业许可管理办法/2024-03-01/2024-04-01/")
    assert same.status_code == 422
    assert "两个日期对应同一版本" in same.content.decode()
    assert reader.get("/rules/现场作业许可管理办法/2024-03-01/2026-13-01/").status_code == 422


def test_the_api_tells_what_became_of_each_article(
    versions: list[RegulationPage], reader: Client, make_regulation: Make
) -> None:
    # given
    old, new = versions
    other = make_regulation(short_title="另一办法")
    # when
    told = reader.get(f"/api/v1/regulations/{new.pk}/changes", {"since": old.pk}).json()
    # then
    assert told["counts"] == {
        "same": 1,
        "changed": 1,
        "added": 1,
        "removed": 1,
        "renumbered": 1,
        "moved": 0,
    }
    assert [(item["kind"], item["old_eid"], item["new_eid"]) for item in told["items"]] == [
        ("same", "art_1", "art_1"),
        ("added", "", "art_2"),
        ("changed", "art_2", "art_3"),
        ("removed", "art_3", ""),
    ]
    for since in (other.pk, new.pk, 0):
        assert reader.get(f"/api/v1/regulations/{new.pk}/changes", {"since": since}).status_code == 404
    assert Client().get(f"/api/v1/regulations/{new.pk}/changes", {"since": old.pk}).status_code == 404


def test_the_page_costs_the_same_queries_whatever_changed(
    versions: list[RegulationPage], reader: Client, query_budget: Callable[[int], Any]
) -> None:
    reader.get(ADDRESS)
    with query_budget(12):
        reader.get(ADDRESS, {"show": "all"})
