"""The status of versions follows their days, whatever the source once said of them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms_pages.gate import services as gate
from cms_pages.models import RegulationPage
from cms_pages.regulations import queries
from cms_pages.regulations.models import RegulationWork
from cms_pages.regulations.standing import on_day, with_replacement
from cms_pages.regulations.types import Status
from support.content import make_reviewer
from support.people import make_user

pytestmark = pytest.mark.django_db
Make = Callable[..., RegulationPage]
DAYS = st.integers(0, 40).map(lambda number: date(2026, 1, 1) + timedelta(days=number))


def test_an_old_version_counts_until_the_next_one_begins(make_regulation: Make) -> None:
    # given a version that its source calls in force, and one of November for the next year
    old = make_regulation(version_date=date(2024, 3, 1), effective_date=date(2024, 5, 1))
    new = make_regulation(version_date=date(2025, 11, 17), effective_date=date(2026, 1, 1))
    # when
    days = [date(2024, 4, 30), date(2024, 5, 1), date(2025, 12, 31), date(2026, 1, 1)]
    # then
    assert [old.status_on(day) for day in days] == ["not_yet", "in_force", "in_force", "amended"]
    assert [new.status_on(day) for day in days] == ["not_yet", "not_yet", "not_yet", "in_force"]


def test_a_version_without_a_day_of_force_replaces_nothing_yet(make_regulation: Make) -> None:
    # given a version that is published and begins on a day that nobody knows
    old = make_regulation(version_date=date(2024, 3, 1))
    new = make_regulation(version_date=date(2025, 3, 1), status=Status.NOT_YET)
    # then
    statuses = [page.status_on(date(2026, 1, 1)) for page in (old, new)]
    assert statuses == ["in_force", "not_yet"]
    assert queries.find_version(make_user(), "现场作业许可管理办法", date(2026, 1, 1)).pk == old.pk


def test_a_version_that_is_taken_down_replaces_nothing(make_regulation: Make) -> None:
    # given
    old = make_regulation(version_date=date(2024, 3, 1))
    new = make_regulation(version_date=date(2025, 3, 1))
    assert RegulationPage.objects.get(pk=old.pk).status_on(date(2026, 1, 1)) == "amended"
    # when
    gate.take_down(new, by=make_reviewer("final"), reason="印错了。")
    # then
    assert RegulationPage.objects.get(pk=old.pk).status_on(date(2026, 1, 1)) == "in_force"


versions = st.fixed_dictionaries(
    {
        "version_date": st.none() | DAYS,
        "publish_date": st.none() | DAYS,
        "effective_date": st.none() | DAYS,
        "repealed_date": st.none() | DAYS,
        "status": st.sampled_from(Status.values),
        "live": st.booleans(),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(known=st.lists(versions, min_size=1, max_size=4), day=DAYS)
def test_the_database_says_what_the_page_says(library: object, known: list[dict], day: date) -> None:
    # given any versions of two works
    RegulationPage.objects.all().delete()
    RegulationWork.objects.all().delete()
    works = [RegulationWork.objects.create(title=name, short_title=name) for name in ("甲办法", "乙办法")]
    for number, values in enumerate(known):
        work = works[number == 3]
        library.add_child(
            instance=RegulationPage(
                title="办法", source="第一条 甲。", slug=f"r{number}", work=work, **values
            )
        )
    pages = RegulationPage.objects.all()
    # then the three ways to ask agree
    for page in with_replacement(pages):
        alone = RegulationPage.objects.get(pk=page.pk)
        assert page.replaced_from == alone.replaced_from
        assert page.status_on(day) == alone.status_on(day)
        for status in Status.values:
            found = on_day(pages, day).filter(standing=status, pk=page.pk).exists()
            assert found == (alone.status_on(day) == status)


def test_a_list_asks_for_all_statuses_at_once(make_regulation: Make, query_budget: Callable) -> None:
    # given
    for year in (2022, 2023, 2024):
        make_regulation(version_date=date(year, 1, 1))
    # then
    with query_budget(1):
        pages = with_replacement(RegulationPage.objects.order_by("version_date"))
        assert [page.status_on(date(2024, 6, 1)) for page in pages] == ["amended", "amended", "in_force"]
