"""Changes of the tree, the people and the grants: what is done, what is refused, what is left behind."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import OutboxMessage
from core.outbox import registry, task
from evidence.models import Entry
from organization import authority, services, tree
from organization.groups import group_name, users_out_of_step
from organization.models import Grant, Membership, Person, Post, Unit, UnitEdge
from organization.signals import grant_changed
from organization.tasks import follow_the_day
from organization.types import PostKind, Role, UnitKind
from organization.units import services as units_services
from support.people import LONG_AGO, make_person, make_unit, make_user, make_user_with_role

TODAY = clock.today()
DAY = timedelta(1)
PASSWORD = "a-long-Phrase-26"


# The tree


@pytest.mark.capability("F048")
def test_a_unit_is_set_up_below_its_parent_with_a_dated_edge(units):
    edge = UnitEdge.objects.get(unit=units.branch)
    assert edge.parent == units.root
    assert (edge.valid_from, edge.valid_to) == (LONG_AGO, None)
    assert units.branch.get_parent() == units.root


@pytest.mark.parametrize(
    "change, field",
    [
        ({"name": " "}, "name"),
        ({"kind": "club"}, "kind"),
        ({"code": ""}, "code"),
        ({"code": "TAKEN"}, "code"),
    ],
)
def test_a_unit_with_bad_data_is_refused(db, change, field):
    # given
    make_unit(code="TAKEN")
    wanted = {"name": "新支部", "kind": UnitKind.BRANCH, "code": "NEW"} | change
    # when
    with pytest.raises(Invalid) as refused:
        units_services.create_unit(**wanted, by=None)
    # then
    assert field in refused.value.fields
    assert Unit.objects.count() == 1


def test_a_unit_cannot_be_older_than_its_parent(units):
    with pytest.raises(Invalid):
        units_services.create_unit(
            name="早", kind="branch", code="E", parent=units.root, valid_from=LONG_AGO - DAY, by=None
        )
    assert Unit.objects.count() == 5


def test_moving_takes_everything_below_along_and_keeps_the_past(units):
    # when
    units_services.move_unit(unit=units.branch, parent=units.outside, by=None)
    # then
    group = Unit.objects.get(pk=units.group.pk)
    outside = Unit.objects.get(pk=units.outside.pk)
    assert group.is_descendant_of(outside)
    past, present = UnitEdge.objects.filter(unit=units.branch)
    assert (past.parent, past.valid_to) == (units.root, TODAY - DAY)
    assert (present.parent, present.valid_from, present.valid_to) == (units.outside, TODAY, None)


def test_moving_changes_what_a_grant_above_reaches_at_once(units):
    # given
    auditor = make_user_with_role(Role.STUDY_AUDITOR, units.root)
    # when
    units_services.move_unit(unit=units.branch, parent=units.outside, by=None)
    # then
    group = Unit.objects.get(pk=units.group.pk)
    assert not authority.holds(auditor, Role.STUDY_AUDITOR, unit=group)


def test_a_move_to_come_waits_for_its_day(units):
    # given
    day = TODAY + timedelta(10)
    units_services.move_unit(unit=units.branch, parent=units.outside, on=day, by=None)
    assert Unit.objects.get(pk=units.branch.pk).get_parent() == units.root
    # when
    with time_machine.travel(clock.day_start(day), tick=False):
        follow_the_day.run()
        follow_the_day.run()
    # then
    assert Unit.objects.get(pk=units.branch.pk).get_parent() == units.outside


def test_a_unit_cannot_hang_below_itself(units):
    for parent in (units.branch, units.group):
        with pytest.raises(Invalid):
            units_services.move_unit(unit=units.branch, parent=parent, by=None)
    assert UnitEdge.objects.filter(unit=units.branch).count() == 1


def test_two_moves_on_one_day_are_refused(units):
    units_services.move_unit(unit=units.branch, parent=units.outside, by=None)
    with pytest.raises(Conflict):
        units_services.move_unit(unit=units.branch, parent=units.root, by=None)
    assert Unit.objects.get(pk=units.branch.pk).get_parent() == units.outside


def test_the_paths_can_be_built_again_from_the_edges(units):
    # given paths in disorder
    branch = Unit.objects.get(pk=units.branch.pk)
    branch.move(Unit.objects.get(pk=units.sibling.pk), "last-child")
    Unit.objects.get(pk=units.group.pk).move(Unit.objects.get(pk=units.outside.pk), "last-child")
    # when
    tree.refresh(on=TODAY)
    # then
    assert Unit.objects.get(pk=units.branch.pk).get_parent() == units.root
    assert Unit.objects.get(pk=units.group.pk).get_parent() == branch
    assert Unit.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("unit_is_parent", [True, False])
def test_the_database_keeps_edges_in_order(units, unit_is_parent):
    row = (
        UnitEdge(unit=units.root, parent=units.root, valid_from=TODAY)
        if unit_is_parent
        else UnitEdge(unit=units.root, parent=units.outside, valid_from=TODAY, valid_to=TODAY - DAY)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_unit_gets_another_name(units):
    units_services.rename_unit(unit=units.branch, name="综合党支部", by=None)
    assert Unit.objects.get(pk=units.branch.pk).name == "综合党支部"


# People


@pytest.mark.parametrize(
    "name", ["李", "阿卜杜热合曼·买买提", "𠮷田𣘺", "\U000323af\U00031350", "A" * 20, "买买提-艾力"]
)
def test_names_are_kept_as_they_are_written(db, name):
    person = services.create_person(name=name, by=None)
    assert Person.objects.get(pk=person.pk).name == name


@pytest.mark.parametrize("name", ["", "   ", "字" * 21, "张\u200b三", "张\n三", "\u202e三张"])
def test_a_name_that_nobody_can_read_is_refused(db, name):
    with pytest.raises(Invalid) as refused:
        services.create_person(name=name, by=None)
    assert "name" in refused.value.fields
    assert not Person.objects.exists()


def test_an_account_belongs_to_one_person(db):
    user = make_user()
    services.create_person(name="甲", user=user, by=None)
    with pytest.raises(Invalid):
        services.create_person(name="乙", user=user, by=None)
    assert Person.objects.count() == 1


def test_a_second_membership_of_a_kind_is_refused_and_another_kind_is_not(units):
    # given
    person = make_person(units.branch)
    # when
    with pytest.raises(Conflict) as refused:
        services.join_unit(person=person, unit=units.sibling, by=None)
    services.join_unit(person=person, unit=units.group, by=None)
    # then
    assert "机关党支部" in str(refused.value)
    assert set(person.memberships.values_list("unit__name", flat=True)) == {"机关党支部", "第一党小组"}


@pytest.mark.capability("F047")
def test_who_leaves_may_join_another_unit_the_next_day(units):
    # given
    person = make_person(units.branch)
    services.leave_unit(membership=person.memberships.get(), last_day=TODAY, by=None)
    # when
    with pytest.raises(Conflict):
        services.join_unit(person=person, unit=units.sibling, valid_from=TODAY, by=None)
    services.join_unit(person=person, unit=units.sibling, valid_from=TODAY + DAY, by=None)
    # then
    assert person.memberships.count() == 2


def test_leaving_before_joining_is_refused(units):
    person = make_person(units.branch)
    with pytest.raises(Invalid):
        services.leave_unit(membership=person.memberships.get(), last_day=LONG_AGO - DAY, by=None)
    assert person.memberships.get().valid_to is None


def test_nobody_joins_a_unit_before_it_exists(units):
    person = make_person(None)
    with pytest.raises(Invalid):
        services.join_unit(person=person, unit=units.branch, valid_from=LONG_AGO - DAY, by=None)
    assert not Membership.objects.exists()


def test_the_database_knows_one_open_membership_of_a_kind(units):
    person = make_person(units.branch)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(person=person, unit=units.sibling, valid_from=TODAY)


# Posts


@pytest.mark.capability("F047")
def test_a_branch_has_one_secretary_at_a_time(units):
    # given
    first, second = make_person(units.branch), make_person(units.branch)
    post = services.give_post(person=first, unit=units.branch, kind=PostKind.SECRETARY, by=None)
    # when
    with pytest.raises(Conflict):
        services.give_post(person=second, unit=units.branch, kind=PostKind.SECRETARY, by=None)
    services.end_post(post=post, last_day=TODAY, by=None)
    services.give_post(
        person=second, unit=units.branch, kind=PostKind.SECRETARY, valid_from=TODAY + DAY, by=None
    )
    # then
    assert Post.objects.count() == 2


def test_a_grant_that_hangs_on_a_post_ends_with_its_last_day(units):
    # given
    person = make_person(units.branch)
    post = services.give_post(person=person, unit=units.branch, kind=PostKind.SECRETARY, by=None)
    services.grant_role(
        user=person.user, role=Role.BRANCH_SECRETARY, unit=units.branch, scope="self", post=post, by=None
    )
    # when
    services.end_post(post=post, last_day=TODAY, by=None)
    # then
    assert authority.holds(person.user, Role.BRANCH_SECRETARY, on=TODAY)
    assert not authority.holds(person.user, Role.BRANCH_SECRETARY, on=TODAY + DAY)


# Grants


def test_a_grant_leaves_evidence_and_tells_the_apps_above(units):
    # given
    told = []

    @task("tests.hear_of_grants", on=[grant_changed])
    def hear(**payload):
        told.append(payload)

    try:
        user = make_user()
        # when
        grant = services.grant_role(user=user, role=Role.EDITOR, unit=units.branch, by=None)
        services.withdraw_grant(grant=grant, by=None)
        services.withdraw_grant(grant=grant, by=None)
    finally:
        registry.pop("tests.hear_of_grants")
        grant_changed.subscribers[:] = [
            s for s in grant_changed.subscribers if s.name != "tests.hear_of_grants"
        ]
    # then
    kinds = [
        entry.kind for entry in Entry.objects.filter(kind__startswith="organization.grant").order_by("pk")
    ]
    assert kinds == ["organization.grant_given", "organization.grant_withdrawn"]
    messages = OutboxMessage.objects.filter(task="tests.hear_of_grants")
    assert [message.payload for message in messages] == [{"user_id": user.pk}] * 2


def test_only_a_security_administrator_grants_and_never_to_themselves(units):
    # given
    admin = make_user_with_role(Role.SECURITY_ADMIN, units.root)
    system = make_user_with_role(Role.SYSTEM_ADMIN, units.root)
    editor = make_user_with_role(Role.EDITOR, units.root)
    user = make_user()
    before = Grant.objects.count()
    # when
    for by, to, unit in (
        (editor, user, units.branch),
        (editor, editor, units.branch),
        (system, user, units.branch),
        (admin, admin, units.branch),
        (admin, user, units.outside),
    ):
        with pytest.raises(Refused):
            services.grant_role(user=to, role=Role.FINAL_REVIEWER, unit=unit, by=by)
    # then
    assert Grant.objects.count() == before
    services.grant_role(user=user, role=Role.FINAL_REVIEWER, unit=units.branch, by=admin)
    assert authority.holds(user, Role.FINAL_REVIEWER, unit=units.branch)


@pytest.mark.parametrize(
    "call", ["create_unit", "rename_unit", "move_unit", "create_person", "withdraw_grant"]
)
def test_nobody_but_the_system_administrator_changes_the_organization(units, call):
    # given
    editor = make_user_with_role(Role.EDITOR, units.root)
    arguments = {
        "create_unit": {"name": "新", "kind": "branch", "code": "N", "parent": units.root},
        "rename_unit": {"unit": units.branch, "name": "改"},
        "move_unit": {"unit": units.branch, "parent": units.outside},
        "create_person": {"name": "新人"},
        "withdraw_grant": {"grant": editor.grants.get()},
    }[call]
    before = (Unit.objects.count(), Person.objects.count(), list(UnitEdge.objects.values()))
    # when
    with pytest.raises(Refused):
        (getattr(services, call, None) or getattr(units_services, call))(**arguments, by=editor)
    # then
    assert (Unit.objects.count(), Person.objects.count(), list(UnitEdge.objects.values())) == before
    assert authority.holds(editor, Role.EDITOR)


def test_the_same_grant_twice_is_refused_and_after_withdrawal_is_not(units):
    # given
    user = make_user()
    grant = services.grant_role(user=user, role=Role.EDITOR, unit=units.branch, by=None)
    with pytest.raises(Conflict):
        services.grant_role(user=user, role=Role.EDITOR, unit=units.branch, by=None)
    # when
    services.withdraw_grant(grant=grant, by=None)
    services.grant_role(user=user, role=Role.EDITOR, unit=units.branch, by=None)
    # then
    assert Grant.objects.count() == 2
    assert authority.holds(user, Role.EDITOR)


@pytest.mark.parametrize(
    "change",
    [
        {"unit": None},
        {"role": "emperor"},
        {"scope": "everywhere"},
        {"valid_from": date(2026, 5, 2), "valid_to": date(2026, 5, 1)},
        {"valid_from": LONG_AGO - DAY},
    ],
    ids=["no unit", "unknown role", "unknown scope", "dates", "before the unit"],
)
def test_a_grant_with_bad_data_is_refused(units, change):
    wanted = {"user": make_user(), "role": Role.EDITOR, "unit": units.branch} | change
    with pytest.raises(Invalid):
        services.grant_role(**wanted, by=None)
    assert not Grant.objects.exists()
    assert not Entry.objects.filter(kind__startswith="organization.grant").exists()


def test_the_groups_follow_the_grants(units):
    # given
    user = make_user()
    grant = services.grant_role(user=user, role=Role.EDITOR, unit=units.branch, by=None)
    # then an editor may enter the admin
    user = User.objects.get(pk=user.pk)
    assert user.groups.filter(name=group_name(Role.EDITOR)).exists()
    assert user.has_perm("wagtailadmin.access_admin")
    # when
    services.withdraw_grant(grant=grant, by=None)
    # then
    assert not User.objects.get(pk=user.pk).has_perm("wagtailadmin.access_admin")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.BRANCH_SECRETARY, Role.STUDY_AUDITOR])
def test_other_roles_do_not_enter_the_admin(units, role):
    user = User.objects.get(pk=make_user_with_role(role, units.branch).pk)
    assert not user.has_perm("wagtailadmin.access_admin")


def test_the_groups_of_an_ended_grant_are_left_on_the_next_day(units):
    # given
    user = make_user_with_role(Role.EDITOR, units.branch, valid_to=TODAY)
    # when
    with time_machine.travel(clock.day_start(TODAY + DAY), tick=False):
        follow_the_day.run()
    # then
    assert not user.groups.exists()


def test_groups_in_step_cost_three_queries_and_are_left_alone(units, query_budget):
    for _ in range(3):
        make_user_with_role(Role.EDITOR, units.branch)
    with query_budget(3):
        assert users_out_of_step() == []


# The first administrator


def create_admin(monkeypatch, password=PASSWORD):
    monkeypatch.setattr("builtins.input", lambda *_: password)
    told = io.StringIO()
    first = ["--username", "admin", "--name", "管理员"]
    second = ["--security-username", "guard", "--security-name", "安全员"]
    call_command("create_admin", *first, *second, "--password-stdin", stdout=told)
    return told.getvalue()


def test_the_first_account_administers_everything_without_being_a_superuser(db, monkeypatch):
    # when
    create_admin(monkeypatch)
    # then
    admin = User.objects.get(username="admin")
    assert not admin.is_superuser
    assert admin.check_password(PASSWORD)
    assert admin.has_perm("wagtailadmin.access_admin")
    assert authority.holds(admin, Role.SYSTEM_ADMIN)
    units_services.create_unit(name="党委", kind="party_committee", code="ROOT", by=admin)


def test_there_is_one_first_account(db, monkeypatch):
    create_admin(monkeypatch)
    with pytest.raises(CommandError):
        create_admin(monkeypatch)
    assert User.objects.count() == 2


def test_a_weak_password_creates_nothing(db, monkeypatch):
    with pytest.raises(CommandError):
        create_admin(monkeypatch, password="admin")
    assert not User.objects.exists()
    assert not Grant.objects.exists()
