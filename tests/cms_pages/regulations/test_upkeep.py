"""Internal rules are looked at again: kept until a day, revised or abolished through the reviews."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from cms_pages.models import RegulationPage, RuleReview
from cms_pages.upkeep import queries
from cms_pages.upkeep.services import review_rule
from core.errors import Conflict, Invalid
from evidence.models import Entry
from organization.types import Role
from outreach import rules
from outreach.models import Notice
from support.content import make_editor, make_reviewer, publish, root_unit
from support.people import make_user_with_role

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.capability("F095"),
    pytest.mark.usefixtures("today"),
]
Make = Callable[..., RegulationPage]
TODAY = date(2026, 11, 24)


@pytest.fixture
def today() -> Any:
    """Stand on one day."""
    with time_machine.travel("2026-11-24T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def publisher() -> Any:
    """Return a publisher of the enterprise who has no hand in any text."""
    return make_user_with_role(Role.FINAL_REVIEWER, root_unit())


def test_a_rule_that_is_kept_waits_for_its_next_day(make_regulation: Make, publisher: Any) -> None:
    # given three rules in force and one that is not yet
    first, second, third = (
        make_regulation(short_title=name, version_date=date(2025, 1, 1)) for name in "甲乙丙"
    )
    make_regulation(short_title="丁", effective_date=date(2027, 1, 1))
    make_regulation(short_title="国法", level="law", version_date=date(2025, 1, 1))
    # when the second is kept for half a year, the third was kept until today
    review_rule(second, outcome="keep", by=publisher, next_review=date(2027, 5, 24), words="执行顺畅")
    with time_machine.travel("2026-05-24T10:00:00+08:00", tick=False):
        review_rule(third, outcome="keep", by=publisher, next_review=TODAY)
    # then
    assert [(rule.pk, rule.next_review) for rule in queries.rules_to_keep()] == [
        (third.pk, TODAY),
        (first.pk, None),
        (second.pk, date(2027, 5, 24)),
    ]
    assert Entry.objects.filter(kind="rule.review").count() == 2


@pytest.mark.parametrize("day", [None, TODAY, date(2031, 12, 1)])
def test_keeping_needs_a_day_that_can_be_met(make_regulation: Make, publisher: Any, day: date | None) -> None:
    page = make_regulation()

    with pytest.raises(Invalid) as told:
        review_rule(page, outcome="keep", by=publisher, next_review=day)

    assert set(told.value.fields) == {"next_review"}
    assert not RuleReview.objects.exists()


def test_a_rule_is_revised_by_a_new_version_through_the_reviews(make_regulation: Make) -> None:
    # given
    page = make_regulation()
    editor = make_editor("revising")
    # when
    _row, draft = review_rule(page, outcome="revise", by=editor, words="与新规定不一致")
    # then the draft holds the words of the old version and nothing is live yet
    draft = RegulationPage.objects.get(pk=draft.pk)
    assert (draft.work_id, draft.source, draft.live) == (page.work_id, page.source, False)
    assert RegulationPage.objects.get(pk=page.pk).status_on(TODAY) == "in_force"
    with pytest.raises(Conflict, match=draft.title):
        review_rule(page, outcome="revise", by=editor)
    # when it is dated and has passed
    draft = draft.get_latest_revision_as_object()
    draft.version_date = TODAY
    draft.save_revision(user=editor)
    publish(draft, submitter=editor)
    # then
    assert RegulationPage.objects.get(pk=page.pk).status_on(TODAY) == "amended"
    assert [rule.pk for rule in queries.rules_to_keep()] == [draft.pk]


def test_a_rule_is_abolished_once_its_draft_has_passed(
    make_regulation: Make, reader: Client, library: Any
) -> None:
    # given
    page = make_regulation(version_date=date(2025, 1, 1))
    editor = make_editor("abolishing")
    # when
    _row, draft = review_rule(
        page, outcome="abolish", by=editor, repealed_on=date(2026, 12, 1), words="望办发〔2026〕20号"
    )
    # then
    assert RegulationPage.objects.get(pk=page.pk).repealed_date is None
    publish(draft, submitter=editor)
    live = RegulationPage.objects.get(pk=page.pk)
    assert (live.status_on(date(2026, 11, 30)), live.status_on(date(2026, 12, 1))) == ("in_force", "repealed")
    html = reader.get(live.url).content.decode()
    assert "望办发〔2026〕20号" in html
    assert "2026-12-01" in html


def test_what_is_missing_for_a_repeal_is_named_and_nothing_is_kept(make_regulation: Make) -> None:
    page = make_regulation()
    editor = make_editor("abolishing")

    with pytest.raises(Invalid) as told:
        review_rule(page, outcome="abolish", by=editor, repealed_on=date(2026, 11, 23))

    assert set(told.value.fields) == {"repealed_on", "words"}
    page.save_revision(user=editor)
    with pytest.raises(Conflict):
        review_rule(page, outcome="abolish", by=editor, repealed_on=TODAY, words="决定")
    assert not RuleReview.objects.exists()


def test_editors_keep_nothing_and_publishers_draft_nothing(make_regulation: Make, publisher: Any) -> None:
    page = make_regulation()

    with pytest.raises(PermissionDenied):
        review_rule(page, outcome="keep", by=make_editor("keeping"), next_review=date(2027, 5, 1))
    with pytest.raises(PermissionDenied):
        review_rule(page, outcome="revise", by=publisher)
    with pytest.raises(PermissionDenied):
        review_rule(page, outcome="keep", by=make_reviewer("first"), next_review=date(2027, 5, 1))


def test_a_law_of_the_state_is_not_ours_to_keep(make_regulation: Make, publisher: Any) -> None:
    page = make_regulation(level="law")

    with pytest.raises(Conflict):
        review_rule(page, outcome="keep", by=publisher, next_review=date(2027, 5, 1))


def test_publishers_are_told_before_the_day_and_on_it(make_regulation: Make, publisher: Any) -> None:
    # given
    page = make_regulation()
    review_rule(page, outcome="keep", by=publisher, next_review=date(2027, 3, 1))
    found = Notice.objects.filter(recipient=publisher, kind="rule_review")
    # when / then
    for day, number in [
        ("2027-01-29", 0),
        ("2027-01-30", 1),
        ("2027-02-28", 1),
        ("2027-03-01", 2),
        ("2027-04-01", 2),
    ]:
        with time_machine.travel(f"{day}T10:00:00+08:00", tick=False):
            rules.tell_due()
            rules.tell_due()
        assert found.count() == number, day
    assert {notice.url for notice in found} == {reverse("upkeep:rule", args=[page.pk])}
    # when it is kept again, the old day is nobody's affair
    with time_machine.travel("2027-04-01T10:00:00+08:00", tick=False):
        review_rule(page, outcome="keep", by=publisher, next_review=date(2028, 3, 1))
        rules.tell_due()
    assert found.count() == 2


def test_a_refused_form_keeps_what_was_written(make_regulation: Make, publisher: Any) -> None:
    # given
    page = make_regulation()
    client = Client()
    client.force_login(publisher)
    # when
    answer = client.post(
        reverse("upkeep:rule", args=[page.pk]),
        {"outcome": "keep", "next_review": "2026-11-01", "words": "执行顺畅"},
    )
    # then
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "执行顺畅" in html
    assert 'value="2026-11-01"' in html
    assert "请选择今天以后的日期。" in html


def test_the_list_costs_the_same_whatever_its_length(
    make_regulation: Make, publisher: Any, query_budget: Callable[[int], Any]
) -> None:
    client = Client()
    client.force_login(publisher)
    for number in range(6):
        make_regulation(short_title=f"办法{number}", version_date=date(2025, 1, 1))
    client.get("/desk/rules/")
    with query_budget(10):
        html = client.get("/desk/rules/").content.decode()
    assert html.count("未定复审日期") == 6


def test_the_form_asks_only_for_what_its_user_may_decide(make_regulation: Make, publisher: Any) -> None:
    # given
    page = make_regulation()
    asked = {}
    # when
    for name, user in (("publisher", publisher), ("editor", make_editor("asking"))):
        client = Client()
        client.force_login(user)
        asked[name] = client.get(reverse("upkeep:rule", args=[page.pk])).content.decode()
    # then
    assert 'name="next_review"' in asked["publisher"]
    assert 'name="repealed_on"' not in asked["publisher"]
    assert 'name="next_review"' not in asked["editor"]
    assert 'name="repealed_on"' in asked["editor"]
