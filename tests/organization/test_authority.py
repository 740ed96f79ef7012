"""What a role allows where: scope by scope, day by day."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from accounts.services import deactivate_user
from core import clock
from organization import authority, services
from organization.models import Membership, Unit
from organization.types import PartyStatus, Role, Subject, Verb
from support.people import LONG_AGO, make_person, make_unit, make_user, make_user_with_role

RECORDS = (Verb.VIEW, Subject.STUDY_RECORDS)
TEXTS = (Verb.MANAGE, Subject.TEXTS)
NAMES = ("root", "branch", "group", "sibling", "outside")


@pytest.mark.parametrize(
    "at, scope, reached",
    [
        ("root", "self", {"root"}),
        ("root", "children", {"root", "branch", "sibling"}),
        ("root", "subtree", {"root", "branch", "group", "sibling"}),
        ("branch", "self", {"branch"}),
        ("branch", "children", {"branch", "group"}),
        ("branch", "subtree", {"branch", "group"}),
        ("group", "subtree", {"group"}),
        ("sibling", "subtree", {"sibling"}),
    ],
)
@pytest.mark.capability("F043")
def test_a_grant_reaches_as_far_as_its_scope(units, at, scope, reached):
    # given
    user = make_user_with_role(Role.STUDY_AUDITOR, getattr(units, at), scope)
    # when
    held = {name for name in NAMES if authority.holds(user, Role.STUDY_AUDITOR, unit=getattr(units, name))}
    listed = set(authority.units_allowed(user, *RECORDS).values_list("pk", flat=True))
    # then
    assert held == reached
    assert listed == {getattr(units, name).pk for name in reached}


def test_ten_siblings_are_never_taken_for_one_another(units):
    # given more siblings than there are digits, so that paths share their beginnings
    siblings = [make_unit(parent=Unit.objects.get(pk=units.root.pk)) for _ in range(40)]
    user = make_user_with_role(Role.EDITOR, siblings[0], "subtree")
    # when
    listed = list(authority.units_allowed(user, *TEXTS))
    # then
    assert [unit.pk for unit in listed] == [siblings[0].pk]
    assert not any(authority.holds(user, Role.EDITOR, unit=unit) for unit in siblings[1:])


def test_holds_one_of_several_roles_and_no_other(units):
    user = make_user_with_role(Role.FIRST_REVIEWER, units.branch)
    assert authority.holds(user, "first_reviewer")
    assert authority.holds(user, [Role.FINAL_REVIEWER, Role.FIRST_REVIEWER], unit=units.branch)
    assert not authority.holds(user, [Role.FINAL_REVIEWER, Role.SECOND_REVIEWER], unit=units.branch)
    assert not authority.holds(user, [])


@pytest.mark.capability("F043")
def test_counts_on_its_first_and_last_day_and_not_beyond(units):
    # given
    first, last = date(2026, 3, 1), date(2026, 3, 31)
    user = make_user_with_role(Role.EDITOR, units.branch, valid_from=first, valid_to=last)
    # when
    days = [first - timedelta(1), first, last, last + timedelta(1)]
    held = [authority.holds(user, Role.EDITOR, unit=units.branch, on=day) for day in days]
    # then
    assert held == [False, True, True, False]


def test_the_last_day_ends_at_midnight_in_shanghai(units):
    # given
    user = make_user_with_role(Role.EDITOR, units.branch, valid_to=date(2026, 3, 31))
    # when
    with time_machine.travel("2026-03-31T15:59:59Z", tick=False):
        before = authority.holds(user, Role.EDITOR)
    with time_machine.travel("2026-03-31T16:00:00Z", tick=False):
        after = authority.holds(user, Role.EDITOR)
    # then
    assert (before, after) == (True, False)


def test_a_withdrawn_grant_ends_at_once_and_still_counts_for_the_days_before(units):
    # given
    user = make_user_with_role(Role.EDITOR, units.branch)
    yesterday = clock.today() - timedelta(1)
    # when
    services.withdraw_grant(grant=user.grants.get(), by=None)
    # then
    assert not authority.holds(user, Role.EDITOR)
    assert not authority.units_allowed(user, *TEXTS).exists()
    assert authority.holds(user, Role.EDITOR, on=yesterday)


def test_a_closed_account_holds_nothing(units):
    # given
    user = make_user_with_role(Role.BRANCH_SECRETARY, units.branch)
    # when
    deactivate_user(user=user, by=None)
    # then
    assert not authority.holds(user, Role.BRANCH_SECRETARY)
    assert not authority.people_visible_to(user).exists()
    assert authority.primary_unit(user) is None


def test_a_superuser_and_nobody_hold_nothing(units):
    # given
    chief = make_user("chief")
    chief.is_superuser = True
    chief.save()
    make_person(units.branch)
    # then
    for user in (chief, AnonymousUser(), None):
        assert not authority.holds(user, list(Role))
        assert not authority.units_allowed(user, Verb.VIEW, Subject.CHART).exists()
        assert not authority.people_visible_to(user).exists()


def test_an_administrator_of_the_whole_system_reaches_every_unit(units):
    user = make_user_with_role(Role.SYSTEM_ADMIN, None)
    assert authority.holds(user, Role.SYSTEM_ADMIN, unit=units.outside)
    assert authority.units_allowed(user, Verb.MANAGE, Subject.ACCOUNTS).count() == 5


@pytest.fixture
def people(units):
    return {name: make_person(getattr(units, name), name=f"人{name}"[:20]) for name in NAMES}


@pytest.mark.parametrize(
    "role, at, scope, seen",
    [
        (Role.BRANCH_SECRETARY, "branch", "self", {"branch"}),
        (Role.BRANCH_SECRETARY, "branch", "subtree", {"branch", "group"}),
        (Role.STUDY_AUDITOR, "root", "subtree", {"root", "branch", "group", "sibling"}),
        (Role.STUDY_AUDITOR, "root", "self", {"root"}),
        (Role.EDITOR, "root", "subtree", set()),
        (Role.SYSTEM_ADMIN, "root", "subtree", set()),
        (Role.FINAL_REVIEWER, "root", "subtree", set()),
        (Role.MEMBER, "branch", "subtree", set()),
    ],
)
def test_only_secretaries_and_auditors_see_others_and_only_in_their_scope(
    units, people, role, at, scope, seen
):
    # given a user who belongs to no unit
    user = make_user()
    services.grant_role(
        user=user, role=role, unit=getattr(units, at), scope=scope, valid_from=LONG_AGO, by=None
    )
    # when
    visible = set(authority.people_visible_to(user))
    readable = {name for name, person in people.items() if authority.can_read_records_of(user, person)}
    # then
    assert visible == {people[name] for name in seen}
    assert readable == seen


def test_everybody_reads_their_own_record(units, people):
    own = people["branch"]
    assert list(authority.people_visible_to(own.user)) == [own]
    assert authority.can_read_records_of(own.user, own)
    assert not authority.can_read_records_of(own.user, people["sibling"])


def test_who_has_left_the_branch_is_seen_no_longer(units, people):
    # given
    secretary = make_user_with_role(Role.BRANCH_SECRETARY, units.branch, "self")
    gone = people["branch"]
    membership = gone.memberships.get()
    # when
    services.leave_unit(membership=membership, last_day=clock.today() - timedelta(1), by=None)
    # then
    assert not authority.can_read_records_of(secretary, gone)
    assert gone in authority.people_allowed(secretary, *RECORDS, on=clock.today() - timedelta(1))


def test_a_person_of_branch_and_group_is_listed_once(units):
    # given
    person = make_person(units.branch)
    services.join_unit(person=person, unit=units.group, valid_from=LONG_AGO, by=None)
    auditor = make_user()
    services.grant_role(user=auditor, role=Role.STUDY_AUDITOR, unit=units.root, by=None)
    # then
    assert list(authority.people_visible_to(auditor)) == [person]


def test_the_primary_unit_holds_the_organization_relation(units):
    person = make_person(units.branch, party_status=PartyStatus.EMPLOYEE)
    services.join_unit(person=person, unit=units.group, valid_from=LONG_AGO, by=None)
    assert authority.primary_unit(person.user) == units.branch
    assert authority.primary_unit(make_user()) is None


@pytest.mark.parametrize("rows", [1, 3])
def test_each_question_costs_at_most_two_queries(units, query_budget, rows):
    # given
    user = make_user_with_role(Role.STUDY_AUDITOR, units.branch)
    for _ in range(rows):
        unit = make_unit(parent=Unit.objects.get(pk=units.root.pk))
        services.grant_role(user=user, role=Role.STUDY_AUDITOR, unit=unit, by=None)
        person = make_person(unit)
    # then
    with query_budget(1):
        authority.holds(user, Role.STUDY_AUDITOR, unit=units.group)
    with query_budget(2):
        assert authority.units_allowed(user, *RECORDS).count() == rows + 2
    with query_budget(2):
        assert authority.people_visible_to(user).count() == rows + 1
    with query_budget(2):
        assert authority.can_read_records_of(user, person)
    with query_budget(2):
        authority.people_allowed(user, *RECORDS).count()
    with query_budget(1):
        authority.primary_unit(user)


def test_many_questions_cost_one_query(units, query_budget):
    user = make_user_with_role(Role.STUDY_AUDITOR, units.root)
    with query_budget(1):
        held = authority.grants_of(user)
        assert all(held.holds(Role.STUDY_AUDITOR, unit=u) for u in (units.root, units.branch, units.group))
        assert held.roles == {"study_auditor"}


def test_memberships_of_the_future_do_not_show_yet(units):
    secretary = make_user_with_role(Role.BRANCH_SECRETARY, units.branch, "self")
    later = make_person(units.branch, valid_from=clock.today() + timedelta(1))
    assert Membership.objects.filter(person=later).exists()
    assert not authority.can_read_records_of(secretary, later)


@pytest.mark.capability("F043")
@pytest.mark.parametrize("ending", ["by its date", "by hand"])
def test_with_an_ended_grant_nobody_looks_back(units, ending):
    # given a member who was there, and a secretary whose grant stood then
    member = make_person(units.branch)
    today, then = clock.today(), clock.today() - timedelta(30)
    secretary = make_user_with_role(Role.BRANCH_SECRETARY, units.branch)
    at_work = set(authority.people_allowed(secretary, *RECORDS, on=then))
    # when
    if ending == "by hand":
        services.withdraw_grant(grant=secretary.grants.get(), by=None)
    else:
        secretary.grants.update(valid_to=today - timedelta(1))
    # then
    assert member in at_work
    assert authority.holds(secretary, Role.BRANCH_SECRETARY, on=then)
    for day in (None, then):
        assert not authority.people_allowed(secretary, *RECORDS, on=day).exists()
        assert not authority.units_allowed(secretary, *RECORDS, on=day).exists()


def test_a_grant_of_today_sees_the_units_and_people_of_the_day_asked_for(units):
    # given a grant that began today, a member who has left, and a unit that was set up later
    then = clock.today() - timedelta(30)
    secretary = make_user()
    services.grant_role(
        user=secretary, role=Role.BRANCH_SECRETARY, unit=units.branch, valid_from=clock.today(), by=None
    )
    gone, new = make_person(units.branch), make_person(units.branch, valid_from=clock.today())
    services.leave_unit(membership=gone.memberships.get(), last_day=clock.today() - timedelta(1), by=None)
    later = make_unit(parent=Unit.objects.get(pk=units.branch.pk), valid_from=clock.today())
    # then
    assert list(authority.people_allowed(secretary, *RECORDS, on=then)) == [gone]
    assert list(authority.people_allowed(secretary, *RECORDS)) == [new]
    assert later in authority.units_allowed(secretary, *RECORDS)
    assert set(authority.units_allowed(secretary, *RECORDS, on=then)) == {units.branch, units.group}
