"""The pages of the organization: as of a day, for whom, and forms that keep what was typed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.models import AuditEntry
from organization import services as kernel
from organization.models import Membership, Unit, UnitName, valid_on
from organization.types import PostKind, Role
from organization.units import chart, reorganizing, services, terms
from organization.units.models import Committee, CoverageRule, TermRule
from support.people import LONG_AGO, make_person, make_unit, make_user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F048")]

DAY = timedelta(1)
TODAY = clock.today()


@pytest.fixture
def officer(units):
    """Return an administrator of the first committee."""
    return make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, units.root)


@pytest.fixture
def member(units):
    """Return a member of the branch without any grant."""
    return make_person(units.branch, name="林嘉禾").user


def text(response):
    return response.content.decode()


# The chart


def test_the_chart_shows_every_unit_nested_without_javascript(client, units, member):
    # given
    client.force_login(member)
    # when
    page = text(client.get("/organization/"))
    # then
    assert [
        page.index(unit.name) for unit in (units.root, units.branch, units.group, units.sibling)
    ] == sorted(page.index(unit.name) for unit in (units.root, units.branch, units.group, units.sibling))
    assert "<details" in page
    assert "chart__count" not in page
    assert "/organization/terms/" not in page


def test_the_chart_of_another_day_is_that_of_then(client, units, member):
    # given
    services.rename_unit(unit=units.branch, name="综合党支部", by=None)
    reorganizing.dissolve_unit(unit=units.group, last_day=TODAY - DAY, by=None, reason="撤销")
    client.force_login(member)
    # when
    now, then = text(client.get("/organization/")), text(client.get(f"/organization/?on={TODAY - DAY}"))
    # then
    assert ("综合党支部" in now, "机关党支部" in now, "第一党小组" in now) == (True, False, False)
    assert ("综合党支部" in then, "机关党支部" in then, "第一党小组" in then) == (False, True, True)


def test_a_day_that_is_none_is_told_and_today_is_shown(client, units, member):
    client.force_login(member)
    page = text(client.get("/organization/?on=2026-02-30"))
    assert "field__error" in page
    assert units.branch.name in page


def test_counts_open_the_rows_they_count(client, units, officer):
    # given
    people = [make_person(units.branch) for _number in range(3)]
    kernel.join_unit(person=people[0], unit=units.group, valid_from=LONG_AGO, by=None)
    kernel.leave_unit(membership=people[2].memberships.get(), last_day=TODAY - DAY, by=None)
    client.force_login(officer)
    # when
    page = text(client.get("/organization/"))
    rows = client.get(reverse("organization:unit_people", args=[units.branch.pk]))
    then = client.get(reverse("organization:unit_people", args=[units.branch.pk]), {"on": TODAY - DAY})
    # then
    assert f'href="/organization/units/{units.branch.pk}/people/">2 人' in page
    assert f'href="/organization/units/{units.group.pk}/people/">1 人' in page
    assert rows.context["page_obj"].paginator.count == len(rows.context["rows"]) == 2
    assert then.context["page_obj"].paginator.count == 3
    assert f"/units/{units.outside.pk}/people/" not in page


def test_the_people_of_a_unit_are_only_for_those_who_see_its_roster(client, units, member):
    client.force_login(member)
    for unit in (units.branch, units.outside):
        assert client.get(reverse("organization:unit_people", args=[unit.pk])).status_code == 403


def test_a_large_chart_fetches_its_deeper_levels_when_they_are_opened(client, units, member, monkeypatch):
    # given
    monkeypatch.setattr(chart, "WHOLE", 3)
    client.force_login(member)
    # when
    page = text(client.get("/organization/"))
    level = text(client.get(reverse("organization:chart_level", args=[units.branch.pk])))
    top = text(client.get(f"/organization/?top={units.branch.pk}"))
    # then
    assert units.group.name not in page
    assert f'hx-get="/organization/chart/{units.branch.pk}/"' in page
    assert f"?top={units.branch.pk}" in page
    assert units.group.name in level
    assert "<html" not in level
    assert units.group.name in top


def test_no_page_asks_more_of_a_larger_organization(
    client, units, officer, query_budget, django_assert_num_queries
):

    client.force_login(officer)
    pages = [
        "/organization/",
        f"/organization/chart/{units.root.pk}/",
        f"/organization/units/{units.root.pk}/",
        f"/organization/units/{units.root.pk}/people/",
        "/organization/terms/",
        "/organization/coverage/",
    ]

    def measure():
        counted = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            counted.append(len(captured))
        return counted

    make_person(units.sibling)
    terms.elect_committee(unit=units.sibling, first_day=LONG_AGO, by=None)
    measure()
    few = measure()
    # when there are many more units, people and committees
    for number in range(12):
        unit = make_unit(parent=units.root if number % 2 else units.branch)
        make_person(unit, username=None)
        terms.elect_committee(unit=unit, first_day=LONG_AGO, by=None)
    # then
    assert measure() == few


# A unit


def test_a_unit_shows_its_history_and_its_officers(client, units, member):
    # given
    services.rename_unit(unit=units.branch, name="综合党支部", by=None)
    services.move_unit(unit=units.branch, parent=units.outside, by=None)
    secretary = make_person(units.branch, name="周望舒")
    kernel.give_post(
        person=secretary, unit=units.branch, kind=PostKind.SECRETARY, valid_from=LONG_AGO, by=None
    )
    terms.elect_committee(unit=units.branch, first_day=LONG_AGO, planned_end=TODAY + DAY, by=None)
    client.force_login(member)
    # when
    page = text(client.get(reverse("organization:unit", args=[units.branch.pk])))
    # then
    for word in ("综合党支部", "机关党支部", units.root.name, units.outside.name, "周望舒", "委员会"):
        assert word in page
    assert "修改" not in page


def test_a_stranger_reads_the_officers_masked(client, units):
    # given
    person = make_person(units.sibling, name="周望舒")
    kernel.give_post(person=person, unit=units.sibling, kind="secretary", valid_from=LONG_AGO, by=None)
    stranger = make_person(units.outside).user
    client.force_login(stranger)
    # when
    page = text(client.get(reverse("organization:unit", args=[units.sibling.pk])))
    # then
    assert "周望舒" not in page
    assert "周*舒" in page


def test_a_unit_that_is_not_there_is_not_found(client, member):
    client.force_login(member)
    for address in (
        "/organization/units/999999/",
        "/organization/chart/999999/",
        "/organization/?top=999999",
        "/organization/?top=x",
    ):
        assert client.get(address).status_code == 404


# The forms


def rename(units, **more):
    return {"name": "综合党支部", "short_name": "", "on": TODAY, "reason": "更名"} | more


def test_an_officer_renames_moves_and_sets_up(client, units, officer):
    # given
    client.force_login(officer)
    branch = units.branch.pk
    # when
    renamed = client.post(reverse("organization:unit_rename", args=[branch]), rename(units))
    moved = client.post(
        reverse("organization:unit_move", args=[branch]),
        {"parent": units.sibling.pk, "on": TODAY, "reason": "调整"},
    )
    made = client.post(
        reverse("organization:unit_set_up"),
        {"parent": units.root.pk, "kind": "branch", "name": "新支部", "code": "N1", "valid_from": TODAY},
    )
    # then
    assert [answer.status_code for answer in (renamed, moved, made)] == [302, 302, 302]
    unit = Unit.objects.get(pk=branch)
    assert (unit.name, unit.get_parent()) == ("综合党支部", units.sibling)
    assert Unit.objects.get(code="N1").get_parent() == units.root
    actions = AuditEntry.objects.order_by("pk").values_list("action", "unit_id")
    assert list(actions)[-3:] == [
        ("units.rename", branch),
        ("units.move", branch),
        ("units.set_up", Unit.objects.get(code="N1").pk),
    ]


def test_an_officer_merges_splits_and_dissolves(client, units, officer):
    # given
    people = [make_person(units.branch, username=None) for _number in range(2)]
    client.force_login(officer)
    # when
    split = client.post(
        reverse("organization:unit_split", args=[units.branch.pk]),
        {
            "name_1": "新支部",
            "code_1": "N1",
            "people_1": [people[0].pk],
            "children_1": [units.group.pk],
            "on": TODAY,
            "reason": "分设",
        },
    )
    new = Unit.objects.get(code="N1")
    merged = client.post(
        reverse("organization:unit_merge", args=[units.sibling.pk]),
        {"units": [units.branch.pk], "on": TODAY, "reason": "合并"},
    )
    dissolved = client.post(
        reverse("organization:unit_dissolve", args=[new.pk]),
        {
            "last_day": TODAY,
            "members_to": units.sibling.pk,
            "children_to": units.sibling.pk,
            "reason": "撤销",
        },
    )
    # then
    assert [answer.status_code for answer in (split, merged, dissolved)] == [302, 302, 302]
    assert Unit.objects.get(pk=new.pk).valid_to == TODAY
    assert Unit.objects.get(pk=units.branch.pk).valid_to == TODAY - DAY
    tomorrow = {row.person_id: row.unit_id for row in _relations(TODAY + DAY)}
    assert {tomorrow[person.pk] for person in people} == {units.sibling.pk}


def _relations(day):
    return Membership.objects.filter(valid_on(day), kind="relation")


@pytest.mark.parametrize(
    "route, data, kept",
    [
        ("unit_rename", {"name": "", "on": TODAY, "reason": "更名说明"}, "更名说明"),
        ("unit_rename", {"name": "太早", "on": "2001-01-01", "reason": "x"}, "太早"),
        ("unit_rename", {"name": "年份", "on": "0026-01-01", "reason": "x"}, "0026-01-01"),
        ("unit_move", {"parent": "", "on": TODAY, "reason": "没有上级"}, "没有上级"),
        ("unit_dissolve", {"last_day": TODAY, "reason": "没有去向"}, "没有去向"),
        ("unit_merge", {"units": [], "on": TODAY, "reason": "没有对象"}, "没有对象"),
        ("unit_split", {"name_1": "甲", "code_1": "", "on": TODAY, "reason": "没有编码"}, "没有编码"),
        ("committee_elect", {"kind": "committee", "first_day": "2001-01-01"}, "2001-01-01"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_and_nothing_is_done(client, units, officer, route, data, kept):
    # given
    make_person(units.branch, username=None)
    client.force_login(officer)
    before = (list(Unit.objects.order_by("pk").values()), UnitName.objects.count(), Committee.objects.count())
    # when
    answer = client.post(reverse(f"organization:{route}", args=[units.branch.pk]), data)
    # then
    assert answer.status_code == 422
    assert kept in text(answer)
    assert "field--bad" in text(answer) or "error-summary" in text(answer)
    after = (list(Unit.objects.order_by("pk").values()), UnitName.objects.count(), Committee.objects.count())
    assert after == before


def test_a_unit_is_not_moved_below_itself(client, units, officer):
    # given: two levels below the unit
    general = make_unit("机关党总支", kind="general_branch", parent=units.root)
    below = make_unit("机关第一党支部", parent=general)
    group = make_unit("第一党小组", kind="party_group", parent=below)
    client.force_login(officer)
    before = list(Unit.objects.order_by("pk").values())
    # then
    for target in (general, below, group):
        told = {"parent": target.pk, "on": TODAY, "reason": "归并管理"}
        answer = client.post(reverse("organization:unit_move", args=[general.pk]), told)
        assert answer.status_code == 422, target
        assert "归并管理" in text(answer)
        assert answer.context["form"].errors.keys() & {"parent", "__all__"}, target
        assert list(Unit.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("who", ["member", "secretary", "neighbour"])
def test_nobody_else_changes_a_unit(client, units, member, who):
    # given
    user = {
        "member": lambda: member,
        "secretary": lambda: make_user_with_role(Role.BRANCH_SECRETARY, units.branch),
        "neighbour": lambda: make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, units.outside),
    }[who]()
    committee = terms.elect_committee(unit=units.branch, first_day=LONG_AGO, by=None)
    client.force_login(user)
    # when
    answers = [
        client.post(reverse(f"organization:{route}", args=[units.branch.pk]), rename(units))
        for route in (
            "unit_rename",
            "unit_move",
            "unit_merge",
            "unit_split",
            "unit_dissolve",
            "committee_elect",
        )
    ]
    answers += [
        client.post(reverse(f"organization:{route}", args=[committee.pk]), {"reason": "x"})
        for route in ("committee_postpone", "committee_end")
    ]
    # then
    assert {answer.status_code for answer in answers} == {403}
    assert Unit.objects.get(pk=units.branch.pk).name == units.branch.name
    assert Committee.objects.get(pk=committee.pk).valid_to is None


def test_rules_are_changed_only_by_who_manages_every_unit(client, units):
    # given
    admin = make_user_with_role(Role.SYSTEM_ADMIN, None)
    part = make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, units.root)
    term = {"unit_kind": "branch", "years": 2, "remind_days": 90, "basis": "试行", "valid_from": TODAY}
    limit = {"kind": "large_branch", "threshold": 40, "basis": "试行", "valid_from": TODAY}
    # when
    client.force_login(part)
    refused = [
        client.post("/organization/terms/rule/", term),
        client.post("/organization/coverage/rule/", limit),
    ]
    client.force_login(admin)
    taken = [
        client.post("/organization/terms/rule/", term),
        client.post("/organization/coverage/rule/", limit),
    ]
    again = client.post("/organization/terms/rule/", term)
    # then
    assert [answer.status_code for answer in refused] == [403, 403]
    assert [answer.status_code for answer in taken] == [302, 302]
    assert again.status_code == 422
    assert TermRule.objects.get(unit_kind="branch", valid_to=None).years == 2
    assert TermRule.objects.get(unit_kind="branch", years=3).valid_to == TODAY - DAY
    assert CoverageRule.objects.get(kind="large_branch", valid_to=None).threshold == 40
