"""The addresses of regulations by work and day, and by document number."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client

from cms_pages.models import RegulationPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
Make = Callable[..., RegulationPage]
RULE = "/rules/现场作业许可管理办法/"


@pytest.mark.parametrize(
    ("on", "year"),
    [
        ("2024-02-29", None),
        ("2024-03-01", 2024),
        ("2025-12-31", 2024),
        ("2026-01-01", 2026),
        ("2026-11-30", 2026),
        ("2026-12-01", None),
    ],
)
def test_a_day_leads_to_the_version_that_counted_then(
    make_regulation: Make, reader: Client, on: str, year: int | None
) -> None:
    # given a version of 2024, said to be in force since the first one of 2001 and repealed by the next,
    # and one of 2025 for 2026
    pages = {
        2024: make_regulation(
            version_date=date(2024, 3, 1), effective_date=date(2001, 1, 1), repealed_date=date(2026, 1, 1)
        ),
        2026: make_regulation(
            version_date=date(2025, 11, 17),
            effective_date=date(2026, 1, 1),
            repealed_date=date(2026, 12, 1),
        ),
    }

    for address in (f"{RULE}{on}/", f"{RULE}?on={on}"):
        answer = reader.get(address)

        if year is None:
            assert answer.status_code == 404
            assert on in answer.content.decode()
        else:
            assert (answer.status_code, answer["Location"]) == (302, pages[year].url)


@time_machine.travel("2025-06-01T04:00:00Z", tick=False)
def test_a_work_leads_to_the_version_of_today(make_regulation: Make, reader: Client) -> None:
    now = make_regulation(version_date=date(2024, 3, 1))
    make_regulation(version_date=date(2026, 1, 1))

    assert reader.get(RULE)["Location"] == now.url


@pytest.mark.parametrize("number", ["远安发〔2026〕18号", "远安发[2026]18号", "远安发（２０２６）18 号"])
def test_a_number_leads_to_its_newest_version_however_it_is_written(
    make_regulation: Make, reader: Client, number: str
) -> None:
    make_regulation(version_date=date(2024, 3, 1), number="远安发〔2024〕2号")
    page = make_regulation(number="远安发〔2026〕18号")

    assert reader.get(f"/rules/number/{number}/")["Location"] == page.url


@pytest.mark.parametrize("asked", ["2026-13-01/", "?on=2026-02-30", "?on=gestern"])
def test_what_is_no_day_is_told(make_regulation: Make, reader: Client, asked: str) -> None:
    make_regulation()

    answer = reader.get(f"{RULE}{asked}")

    assert answer.status_code == 422
    assert "日期请按 2026-01-31 填写" in answer.content.decode()


def test_drafts_and_versions_of_others_are_not_told(make_regulation: Make, reader: Client) -> None:
    make_regulation(live=False, number="远安发〔2026〕18号")

    assert reader.get(RULE).status_code == 404
    assert reader.get("/rules/number/远安发〔2026〕18号/").status_code == 404
    stranger = Client().get(RULE)
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/accounts/login/?next=/rules/")


def test_the_page_asks_for_a_day(make_regulation: Make, reader: Client) -> None:
    page = make_regulation()

    html = reader.get(page.url).content.decode()

    assert 'action="/rules/%E7%8E%B0' in html
    assert "查看某日有效的版本" in html
