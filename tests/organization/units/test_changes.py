"""Changes of units with a day: what goes along, what ends, what is refused with nothing done."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from core import clock
from core.errors import Conflict, Invalid, Refused
from evidence.models import Entry
from organization import authority, tree
from organization import services as kernel
from organization.models import (
    Grant,
    Membership,
    PartyStanding,
    Person,
    Post,
    Unit,
    UnitEdge,
    UnitName,
)
from organization.tasks import follow_the_day
from organization.types import PartyStatus, PostKind, Role, UnitKind
from organization.units import reorganizing, services, terms
from organization.units.models import Committee, UnitLink
from organization.units.queries import standings_on, tree_on, unit_names_on
from organization.units.reorganizing import Part
from support.people import LONG_AGO, make_person, make_unit, make_user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F048")]

DAY = timedelta(1)
TODAY = clock.today()
NAMED = (Unit, UnitEdge, UnitName, Membership, Post, Grant, Committee, UnitLink, PartyStanding, Entry)


def everything():
    """Return every row that a change of units could touch."""
    return {model: list(model.objects.order_by("pk").values()) for model in NAMED}


# Names


def test_a_new_name_leaves_the_old_one_to_the_past(units):
    # when
    services.rename_unit(unit=units.branch, name="综合党支部", on=TODAY, by=None)
    # then
    assert Unit.objects.get(pk=units.branch.pk).name == "综合党支部"
    assert unit_names_on(TODAY - DAY)[units.branch.pk] == "机关党支部"
    assert unit_names_on(TODAY)[units.branch.pk] == "综合党支部"


def test_a_name_to_come_waits_for_its_day(units):
    # given
    day = TODAY + timedelta(5)
    services.rename_unit(unit=units.branch, name="综合党支部", on=day, by=None)
    assert Unit.objects.get(pk=units.branch.pk).name == "机关党支部"
    # when
    with time_machine.travel(clock.day_start(day), tick=False):
        follow_the_day.run()
        follow_the_day.run()
    # then
    assert Unit.objects.get(pk=units.branch.pk).name == "综合党支部"


@pytest.mark.parametrize("name, on", [("  ", TODAY), ("早", LONG_AGO - DAY), ("长" * 101, TODAY)])
def test_a_name_that_cannot_be_is_refused(units, name, on):
    before = everything()
    with pytest.raises(Invalid), transaction.atomic():
        services.rename_unit(unit=units.branch, name=name, on=on, by=None)
    assert everything() == before


# Merging


def test_a_merger_takes_everything_along_and_ends_the_rest(units):
    # given
    on = TODAY
    person = make_person(units.branch)
    post = kernel.give_post(
        person=person, unit=units.branch, kind=PostKind.SECRETARY, valid_from=LONG_AGO, by=None
    )
    secretary = make_user_with_role(Role.BRANCH_SECRETARY, units.branch)
    committee = terms.elect_committee(unit=units.branch, first_day=LONG_AGO, by=None)
    # when
    reorganizing.merge_units(units=[units.branch], into=units.sibling, on=on, by=None, reason="机构调整")
    # then
    past, present = person.memberships.order_by("valid_from")
    assert (past.unit, past.valid_to) == (units.branch, on - DAY)
    assert (present.unit, present.valid_from, present.valid_to) == (units.sibling, on, None)
    assert Post.objects.get(pk=post.pk).valid_to == on - DAY
    assert Committee.objects.get(pk=committee.pk).valid_to == on - DAY
    assert not authority.holds(secretary, Role.BRANCH_SECRETARY)
    assert Unit.objects.get(pk=units.group.pk).get_parent() == units.sibling
    link = UnitLink.objects.get()
    assert (link.predecessor, link.successor, link.day) == (units.branch, units.sibling, on)
    then, now = tree_on(on - DAY), tree_on(on)
    assert then.children(units.root.pk) == [units.branch.pk, units.sibling.pk]
    assert now.children(units.root.pk) == [units.sibling.pk]
    assert (now.parent_id(units.group.pk), now.name(units.branch.pk)) == (units.sibling.pk, "")
    assert Entry.objects.filter(kind="organization.unit_merged").count() == 1


def test_a_merger_to_come_leaves_today_as_it_is(units):
    # given
    person, day = make_person(units.branch), TODAY + timedelta(30)
    # when
    reorganizing.merge_units(units=[units.branch], into=units.sibling, on=day, by=None, reason="机构调整")
    # then
    assert authority.primary_unit(person.user) == units.branch
    assert authority.primary_unit(person.user, on=day) == units.sibling
    with time_machine.travel(clock.day_start(day), tick=False):
        follow_the_day.run()
        assert Unit.objects.get(pk=units.group.pk).get_parent() == units.sibling
        assert Unit.objects.get(pk=units.branch.pk).get_parent() == units.root
    assert Unit.find_problems() == ([], [], [], [], [])


def test_a_unit_and_the_one_above_it_go_into_a_third(units):
    # given
    child = make_unit("下级支部", parent=units.branch)
    kernel_person = make_person(child)
    # when
    reorganizing.merge_units(
        units=[units.branch, child], into=units.sibling, on=TODAY, by=None, reason="机构调整"
    )
    # then
    assert authority.primary_unit(kernel_person.user) == units.sibling
    assert tree_on(TODAY).below(units.sibling.pk) == {units.sibling.pk, units.group.pk}


@pytest.mark.parametrize(
    "case", ["itself", "nothing", "below", "other kind", "no reason", "before it exists", "planned", "twice"]
)
def test_a_merger_that_cannot_be_is_refused_and_nothing_is_done(units, case):
    # given
    make_person(units.branch)
    merged, into, on, reason = [units.branch], units.sibling, TODAY, "机构调整"
    if case == "itself":
        merged = [units.branch, units.sibling]
    elif case == "nothing":
        merged = []
    elif case == "below":
        into = make_unit("下级", parent=units.branch)
    elif case == "other kind":
        into = units.group
    elif case == "no reason":
        reason = " "
    elif case == "before it exists":
        on = LONG_AGO
    elif case == "planned":
        services.rename_unit(unit=units.branch, name="将来", on=TODAY + DAY, by=None)
    elif case == "twice":
        reorganizing.merge_units(units=merged, into=into, on=TODAY, by=None, reason=reason)
    before = everything()
    # when
    with pytest.raises((Invalid, Conflict)), transaction.atomic():
        reorganizing.merge_units(units=merged, into=into, on=on, by=None, reason=reason)
    # then
    assert everything() == before


def test_who_manages_only_one_of_the_units_cannot_merge_them(units):
    # given
    officer = make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, units.branch)
    before = everything()
    # when
    with pytest.raises(Refused), transaction.atomic():
        reorganizing.merge_units(
            units=[units.branch], into=units.sibling, on=TODAY, by=officer, reason="机构调整"
        )
    # then
    assert everything() == before


# Splitting


def test_a_split_gives_the_named_people_and_groups_to_the_new_unit(units):
    # given
    leaving, staying = make_person(units.branch), make_person(units.branch)
    in_group = make_person(units.branch)
    kernel.join_unit(person=in_group, unit=units.group, valid_from=LONG_AGO, by=None)
    post = kernel.give_post(
        person=leaving, unit=units.branch, kind=PostKind.SECRETARY, valid_from=LONG_AGO, by=None
    )
    part = Part(name="新支部", code="NEW", people=[leaving.pk], children=[units.group.pk])
    # when
    (new,) = reorganizing.split_unit(unit=units.branch, parts=[part], on=TODAY, by=None, reason="分设")
    # then
    assert new.get_parent() == units.root
    assert new.kind == UnitKind.BRANCH
    assert authority.primary_unit(leaving.user) == new
    assert authority.primary_unit(in_group.user) == new
    assert authority.primary_unit(staying.user) == units.branch
    assert Post.objects.get(pk=post.pk).valid_to == TODAY - DAY
    assert Unit.objects.get(pk=units.group.pk).get_parent() == new
    assert UnitLink.objects.get().kind == "split"


def test_who_leaves_a_unit_leaves_its_group(units):
    # given
    leaving = make_person(units.branch)
    kernel.join_unit(person=leaving, unit=units.group, valid_from=LONG_AGO, by=None)
    # when
    part = Part(name="新支部", code="NEW", people=[leaving.pk])
    reorganizing.split_unit(unit=units.branch, parts=[part], on=TODAY, by=None, reason="分设")
    # then
    group = leaving.memberships.get(kind="group")
    assert group.valid_to == TODAY - DAY


@pytest.mark.parametrize("case", ["unnamed", "stranger", "twice", "code", "foreign child", "one part"])
def test_a_split_that_cannot_be_is_refused_and_nothing_is_done(units, case):
    # given
    person, other = make_person(units.branch), make_person(units.branch)
    stranger = make_person(units.sibling)
    first = {"name": "甲支部", "code": "A", "people": [person.pk], "children": [units.group.pk]}
    second = {"name": "乙支部", "code": "B", "people": [other.pk]}
    if case == "unnamed":
        second["people"] = []
    elif case == "stranger":
        second["people"] = [other.pk, stranger.pk]
    elif case == "twice":
        second["people"] = [other.pk, person.pk]
    elif case == "code":
        second["code"] = units.root.code
    elif case == "foreign child":
        second["children"] = [units.sibling.pk]
    parts = [Part(**first)] if case == "one part" else [Part(**first), Part(**second)]
    before = everything()
    # when
    with pytest.raises((Invalid, Conflict)), transaction.atomic():
        reorganizing.split_unit(unit=units.branch, parts=parts, on=TODAY, by=None, reason="分设", ends=True)
    # then
    assert everything() == before


# Dissolving


def test_a_unit_with_people_or_sub_units_is_not_dissolved_unless_it_is_said_where_they_go(units):
    # given
    person = make_person(units.branch)
    arguments = {"unit": units.branch, "last_day": TODAY, "by": None, "reason": "撤销"}
    for more, field in [
        ({}, "children_to"),
        ({"members_to": units.sibling}, "children_to"),
        ({"children_to": units.sibling}, "members_to"),
    ]:
        before = everything()
        with pytest.raises(Invalid) as refused, transaction.atomic():
            reorganizing.dissolve_unit(**arguments, **more)
        assert field in refused.value.fields
        assert everything() == before
    # when
    reorganizing.dissolve_unit(**arguments, members_to=units.sibling, children_to=units.root)
    # then
    assert authority.primary_unit(person.user) == units.branch
    assert authority.primary_unit(person.user, on=TODAY + DAY) == units.sibling
    assert tree_on(TODAY + DAY).parent_id(units.group.pk) == units.root.pk
    assert units.branch.pk not in tree_on(TODAY + DAY)
    assert units.branch.pk in tree_on(TODAY)


def test_nothing_begins_in_a_unit_that_has_ended(units):
    # given
    reorganizing.dissolve_unit(unit=units.group, last_day=TODAY, by=None, reason="撤销")
    person = make_person(units.branch)
    # when
    with pytest.raises(Invalid):
        kernel.join_unit(person=person, unit=units.group, by=None)
    with pytest.raises(Invalid):
        services.move_unit(unit=units.sibling, parent=units.group, by=None)
    # then
    assert not Membership.objects.filter(unit=units.group).exists()


# Moving


def test_a_circle_that_would_close_only_later_is_refused(units):
    # given the branch goes below its sibling next month
    later = TODAY + timedelta(30)
    services.move_unit(unit=units.branch, parent=units.sibling, on=later, by=None)
    before = everything()
    # when
    with pytest.raises(Invalid), transaction.atomic():
        services.move_unit(unit=units.sibling, parent=units.branch, on=TODAY, by=None)
    # then
    assert everything() == before


def test_a_unit_set_up_in_the_wrong_place_is_put_right_on_its_first_day(units):
    unit = make_unit("新", parent=units.root, valid_from=TODAY)
    services.move_unit(unit=unit, parent=units.outside, on=TODAY, by=None)
    assert tree_on(TODAY).parent_id(unit.pk) == units.outside.pk


def test_only_who_manages_everything_makes_a_root(units):
    officer = make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, units.root)
    before = everything()
    with pytest.raises(Refused), transaction.atomic():
        services.move_unit(unit=units.branch, parent=None, by=officer)
    assert everything() == before


def test_the_paths_of_ended_and_coming_units_follow_the_edges_too(units):
    # given
    reorganizing.dissolve_unit(unit=units.group, last_day=TODAY - DAY, by=None, reason="撤销")
    coming = make_unit("明天成立", parent=units.sibling, valid_from=TODAY + DAY)
    # when every path is lost
    for unit in Unit.objects.exclude(depth=1).order_by("depth"):
        Unit.objects.get(pk=unit.pk).move(Unit.get_last_root_node(), "last-sibling")
    tree.refresh(on=TODAY)
    # then
    assert Unit.objects.get(pk=units.group.pk).get_parent() == units.branch
    assert Unit.objects.get(pk=coming.pk).get_parent() == units.sibling
    assert Unit.find_problems() == ([], [], [], [], [])


# Standings


def test_a_standing_has_its_days(units):
    # given
    person = make_person(units.branch, party_status=PartyStatus.PROBATIONARY)
    # when
    kernel.change_standing(
        person=person, status=PartyStatus.FULL_MEMBER, valid_from=date(2026, 1, 1), by=None
    )
    # then
    assert standings_on([person], on=date(2025, 12, 31)) == {person.pk: "probationary"}
    assert standings_on([person], on=date(2026, 1, 1)) == {person.pk: "full_member"}
    assert standings_on([person], on=LONG_AGO - DAY) == {}
    assert Person.objects.get(pk=person.pk).party_status == PartyStatus.FULL_MEMBER


def test_a_standing_to_come_waits_for_its_day_and_can_be_taken_back(units):
    # given
    person, day = make_person(units.branch, party_status=PartyStatus.PROBATIONARY), TODAY + DAY
    kernel.change_standing(person=person, status=PartyStatus.FULL_MEMBER, valid_from=day, by=None)
    assert Person.objects.get(pk=person.pk).party_status == PartyStatus.PROBATIONARY
    # when
    with time_machine.travel(clock.day_start(day), tick=False):
        follow_the_day.run()
        # then
        assert Person.objects.get(pk=person.pk).party_status == PartyStatus.FULL_MEMBER
        kernel.take_back_standings(person=person, since=day, by=None)
        assert Person.objects.get(pk=person.pk).party_status == PartyStatus.PROBATIONARY
    assert PartyStanding.objects.get(person=person).valid_to is None


@pytest.mark.parametrize(
    "change", [{"status": "saint"}, {"status": "activist", "valid_from": LONG_AGO - DAY}]
)
def test_a_standing_that_cannot_be_is_refused(units, change):
    person = make_person(units.branch)
    before = everything()
    with pytest.raises((Invalid, Conflict)), transaction.atomic():
        kernel.change_standing(person=person, by=None, **change)
    assert everything() == before


def test_only_who_keeps_the_roster_changes_a_standing(units):
    # given
    person = make_person(units.branch)
    stranger = make_user_with_role(Role.ORGANIZATION_COMMISSIONER, units.sibling)
    own = make_user_with_role(Role.ORGANIZATION_COMMISSIONER, units.branch)
    # when
    with pytest.raises(Refused):
        kernel.change_standing(person=person, status=PartyStatus.EMPLOYEE, by=stranger)
    # then
    assert PartyStanding.objects.filter(person=person).count() == 1
    kernel.change_standing(person=person, status=PartyStatus.EMPLOYEE, by=own)
    assert Person.objects.get(pk=person.pk).party_status == PartyStatus.EMPLOYEE


# The database


def _overlapping(units):
    """Return for each sort of dated row one that shares days with one that is there."""
    person, other = make_person(units.branch), make_person(units.branch)
    kernel.give_post(person=person, unit=units.branch, kind="secretary", valid_from=LONG_AGO, by=None)
    terms.elect_committee(unit=units.branch, first_day=LONG_AGO, by=None)
    span = {"valid_from": TODAY - 9 * DAY, "valid_to": TODAY}
    return {
        "membership": Membership(person=person, unit=units.sibling, kind="relation", **span),
        "post": Post(person=person, unit=units.branch, kind="secretary", **span),
        "secretary": Post(person=other, unit=units.branch, kind="secretary", **span),
        "edge": UnitEdge(unit=units.branch, parent=units.outside, **span),
        "name": UnitName(unit=units.branch, name="别名", **span),
        "standing": PartyStanding(person=person, status="employee", **span),
        "committee": Committee(unit=units.branch, planned_end=TODAY + 9 * DAY, **span),
    }


@pytest.mark.parametrize("sort", ["membership", "post", "secretary", "edge", "name", "standing", "committee"])
def test_the_database_itself_refuses_rows_that_share_days(units, sort):
    # given
    row = _overlapping(units)[sort]
    before = everything()
    # when
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        row.save()
    # then
    assert everything() == before


def test_the_database_refuses_an_update_into_days_that_are_taken(units):
    person = make_person(units.branch)
    kernel.leave_unit(membership=person.memberships.get(), last_day=TODAY - 5 * DAY, by=None)
    kernel.join_unit(person=person, unit=units.sibling, valid_from=TODAY, by=None)
    first = person.memberships.order_by("valid_from").first()
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        Membership.objects.filter(pk=first.pk).update(valid_to=TODAY)
    assert Membership.objects.get(pk=first.pk).valid_to == TODAY - 5 * DAY


def test_units_of_the_same_day_are_read_in_two_queries(units, query_budget):
    with query_budget(2):
        found = tree_on(TODAY)
    assert found.path_names(units.group.pk) == ["公司党委", "机关党支部", "第一党小组"]
    assert found.below(units.root.pk) == {units.root.pk, units.branch.pk, units.group.pk, units.sibling.pk}
    assert found.children(None) == [units.root.pk, units.outside.pk]
