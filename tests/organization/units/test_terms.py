"""Terms of committees: how long, what ends soon, and who is reminded; warnings of the coverage."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from core import clock
from core.errors import Conflict, Invalid
from organization import services as kernel
from organization.models import Unit
from organization.types import PartyStatus, PostKind, Role
from organization.units import ending, terms
from organization.units.counting import people_of, warnings_on
from organization.units.models import Committee, CoverageRule, TermRule
from organization.units.queries import tree_on
from organization.units.tasks import remind_of_terms
from outreach.models import Todo
from support.people import LONG_AGO, make_person, make_user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F048")]

DAY = timedelta(1)
TODAY = clock.today()


# Terms


@pytest.mark.parametrize(
    "place, first_day, last_day",
    [
        ("branch", date(2024, 1, 1), date(2026, 12, 31)),
        ("branch", date(2024, 2, 29), date(2027, 2, 28)),
        ("root", date(2024, 3, 1), date(2029, 2, 28)),
    ],
)
def test_a_term_is_as_long_as_the_rule_of_its_first_day(units, place, first_day, last_day):
    committee = terms.elect_committee(unit=getattr(units, place), first_day=first_day, by=None)
    assert committee.planned_end == last_day


def test_another_rule_holds_for_later_elections_only(units):
    # given
    old = terms.elect_committee(unit=units.branch, first_day=date(2024, 1, 1), by=None)
    # when
    terms.change_term(
        unit_kind="branch", years=2, remind_days=90, basis="试行", valid_from=date(2025, 1, 1), by=None
    )
    earlier = terms.elect_committee(unit=units.sibling, first_day=date(2024, 12, 31), by=None)
    later = terms.elect_committee(unit=units.branch, first_day=date(2025, 1, 1), by=None)
    # then
    assert Committee.objects.get(pk=old.pk).planned_end == date(2026, 12, 31)
    assert Committee.objects.get(pk=old.pk).valid_to == date(2024, 12, 31)
    assert earlier.planned_end == date(2027, 12, 30)
    assert later.planned_end == date(2026, 12, 31)


@pytest.mark.parametrize(
    "more",
    [
        {"first_day": LONG_AGO - DAY},
        {"planned_end": LONG_AGO},
        {"planned_end": LONG_AGO + timedelta(4000)},
        {"kind": "circle"},
    ],
    ids=["before the unit", "no day long", "too long", "unknown kind"],
)
def test_a_committee_that_cannot_be_is_refused(units, more):
    wanted = {"unit": units.branch, "first_day": LONG_AGO, "by": None} | more
    with pytest.raises(Invalid), transaction.atomic():
        terms.elect_committee(**wanted)
    assert not Committee.objects.exists()


def test_a_kind_of_unit_without_a_rule_needs_the_planned_end(units):
    with pytest.raises(Invalid) as refused:
        terms.elect_committee(unit=units.group, first_day=LONG_AGO, by=None)
    assert list(refused.value.fields) == ["planned_end"]
    terms.elect_committee(unit=units.group, first_day=LONG_AGO, planned_end=TODAY, by=None)
    assert Committee.objects.count() == 1


def test_an_election_before_the_one_that_is_known_is_refused(units):
    terms.elect_committee(unit=units.branch, first_day=TODAY, by=None)
    with pytest.raises(Conflict), transaction.atomic():
        terms.elect_committee(unit=units.branch, first_day=TODAY - DAY, by=None)
    assert Committee.objects.get().valid_from == TODAY


def test_what_ends_soon_is_listed_as_of_a_day(units):
    # given
    end = TODAY + timedelta(200)
    committee = terms.elect_committee(
        unit=units.branch, first_day=end - timedelta(900), planned_end=end, by=None
    )
    person = make_person(units.sibling)
    post = kernel.give_post(
        person=person,
        unit=units.sibling,
        kind=PostKind.SECRETARY,
        valid_from=LONG_AGO,
        valid_to=TODAY + DAY,
        by=None,
    )
    every = Unit.objects.all()

    def found(day):
        return [(item.committee or item.post, item.days_left) for item in ending.endings_on(day, every)]

    # then
    assert found(TODAY) == [(post, 1)]
    assert found(end - timedelta(180)) == [(committee, 180)]
    assert found(end + DAY) == [(committee, -1)]


@pytest.mark.capability("F047")
def test_the_officers_of_the_unit_are_reminded_once_and_no_longer_after_the_election(units, drain_outbox):
    # given
    secretary = make_user_with_role(Role.BRANCH_SECRETARY, units.branch)
    commissioner = make_user_with_role(Role.ORGANIZATION_COMMISSIONER, units.branch)
    make_user_with_role(Role.BRANCH_SECRETARY, units.sibling)
    make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, units.root)
    end = TODAY + timedelta(30)
    committee = terms.elect_committee(
        unit=units.branch, first_day=end - timedelta(900), planned_end=end, by=None
    )
    # when
    remind_of_terms.run()
    remind_of_terms.run()
    drain_outbox()
    # then
    open_now = Todo.objects.open().filter(kind="election")
    assert {todo.user_id for todo in open_now} == {secretary.pk, commissioner.pk}
    assert open_now.first().url == reverse("organization:unit", args=[units.branch.pk])
    # when it is postponed, one is reminded of the other day
    later = end + timedelta(100)
    terms.postpone_election(committee=committee, planned_end=later, by=None, reason="经上级同意")
    remind_of_terms.run()
    drain_outbox()
    assert {todo.due_at for todo in open_now.all()} == {clock.day_start(later + DAY)}
    # when the next committee is there
    terms.elect_committee(unit=units.branch, first_day=TODAY, by=None)
    drain_outbox()
    assert not open_now.all().exists()


def test_nobody_is_reminded_before_the_notice_begins(units, drain_outbox):
    # given
    make_user_with_role(Role.BRANCH_SECRETARY, units.branch)
    end = TODAY + timedelta(181)
    terms.elect_committee(unit=units.branch, first_day=TODAY, planned_end=end, by=None)
    assert terms.remind_of_ends() == 0
    # when
    with time_machine.travel(clock.day_start(TODAY + DAY), tick=False):
        told = terms.remind_of_ends()
    # then
    assert told == 1


# Coverage


def _warnings(day, unit):
    tree = tree_on(day)
    return {(item.kind.value, item.count) for item in warnings_on(tree, {unit.pk})}


@pytest.mark.capability("F094")
@pytest.mark.parametrize("count, warned", [(6, False), (7, True)])
def test_seven_full_members_need_a_committee(units, count, warned):
    # given
    for _number in range(count):
        make_person(units.sibling, username=None)
    make_person(units.sibling, username=None, party_status=PartyStatus.PROBATIONARY)
    # then
    assert _warnings(TODAY, units.sibling) == ({("no_committee", 7)} if warned else set())
    # when
    terms.elect_committee(unit=units.sibling, first_day=TODAY, by=None)
    # then the warning of yesterday stands
    assert _warnings(TODAY, units.sibling) == set()
    assert _warnings(TODAY - DAY, units.sibling) == ({("no_committee", 7)} if warned else set())


@pytest.mark.capability("F094")
@pytest.mark.parametrize("count, warned", [(2, False), (3, True)])
def test_three_full_members_outside_a_branch_need_one(units, count, warned):
    for _number in range(count):
        make_person(units.outside, username=None)
    assert _warnings(TODAY, units.outside) == ({("no_branch", count)} if warned else set())


@pytest.mark.capability("F094")
def test_a_branch_has_at_most_as_many_members_as_the_threshold_of_the_day(units):
    # given
    terms.elect_committee(unit=units.branch, first_day=LONG_AGO, by=None)
    terms.change_threshold(kind="large_branch", threshold=3, basis="试行", valid_from=TODAY, by=None)
    for number in range(4):
        make_person(
            units.branch,
            username=None,
            party_status=PartyStatus.FULL_MEMBER if number else PartyStatus.PROBATIONARY,
        )
    # then
    assert _warnings(TODAY, units.branch) == {("large_branch", 4)}
    assert _warnings(TODAY - DAY, units.branch) == set()
    assert CoverageRule.objects.filter(kind="large_branch").count() == 2


@pytest.mark.capability("F094")
def test_a_warning_opens_exactly_the_people_it_counts(units, client):
    # given
    people = [make_person(units.sibling, username=None) for _number in range(8)]
    kernel.change_standing(person=people[0], status=PartyStatus.EMPLOYEE, by=None)
    client.force_login(make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, units.root))
    # when
    page = client.get("/organization/coverage/")
    then = client.get(f"/organization/coverage/?on={TODAY - DAY}")
    # then
    counted = [
        (item, query)
        for _kind, _rule, rows in page.context["groups"]
        for item, unit, query, may_open in rows
        if unit.pk == units.sibling.pk and may_open
    ]
    ((item, query),) = counted
    opened = client.get(reverse("organization:unit_people", args=[units.sibling.pk]) + "?" + query)
    # the officer, too, is a full member, but of the committee above
    assert item.count == opened.context["page_obj"].paginator.count == 7
    earlier = [row for _kind, _rule, rows in then.context["groups"] for row in rows]
    assert {row[0].count for row in earlier if row[1].pk == units.sibling.pk} == {8}


def test_the_rules_say_that_nobody_has_checked_them(db):
    assert TermRule.objects.filter(verified=True).count() == 0
    years = dict(TermRule.objects.values_list("unit_kind", "years"))
    assert years == {"branch": 3, "general_branch": 3, "party_committee": 5}


def test_people_of_a_unit_below_are_counted_by_the_kind_of_the_unit(units):
    # given somebody of the branch who is also in its group
    person = make_person(units.branch)
    kernel.join_unit(person=person, unit=units.group, valid_from=LONG_AGO, by=None)
    tree = tree_on(TODAY)
    within = {units.root.pk, units.branch.pk, units.group.pk}
    # then
    for unit in (units.root, units.branch, units.group):
        assert list(people_of(tree, unit.pk, within=within, below=True)) == [person]
    assert not people_of(tree, units.branch.pk, within={units.root.pk}, below=True).exists()
