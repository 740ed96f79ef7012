"""The organization in Wagtail's admin: for system administrators only, and only by the services."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.services import create_token
from core import clock
from core.models import AuditEntry
from organization import authority
from organization.models import Grant, Person, Unit
from organization.types import Role
from support.people import make_person, make_unit, make_user, make_user_with_role

VIEWSETS = ("organization_units", "organization_people")


@pytest.fixture
def admin(client, units):
    user = make_user_with_role(Role.SYSTEM_ADMIN, units.root)
    client.force_login(user)
    return user


def unit_data(**change):
    return {
        "name": "新党支部",
        "short_name": "",
        "code": "NEW",
        "kind": "branch",
        "valid_from": "2026-01-01",
        "parent": "",
    } | change


@pytest.mark.parametrize("viewset", VIEWSETS)
@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM_ADMIN])
def test_nobody_else_enters(client, units, viewset, role):
    # given
    client.force_login(make_user_with_role(role, units.root))
    before = (Unit.objects.count(), Person.objects.count(), Grant.objects.count())
    # when
    answers = [
        client.get(reverse(f"{viewset}:index")),
        client.get(reverse(f"{viewset}:add")),
        client.post(reverse(f"{viewset}:add"), unit_data()),
    ]
    # then
    assert {answer.status_code for answer in answers} <= {302, 403}
    assert (Unit.objects.count(), Person.objects.count(), Grant.objects.count()) == before


@pytest.mark.parametrize("viewset", VIEWSETS)
def test_an_administrator_sees_the_lists_and_the_forms(client, admin, viewset):
    assert client.get(reverse(f"{viewset}:index")).status_code == 200
    assert client.get(reverse(f"{viewset}:add")).status_code == 200


@pytest.mark.capability("F003")
def test_sets_up_a_unit_below_its_parent(client, admin, units):
    # when
    response = client.post(reverse("organization_units:add"), unit_data(parent=units.branch.pk))
    # then
    assert response.status_code == 302
    unit = Unit.objects.get(code="NEW")
    assert unit.get_parent() == units.branch
    assert unit.edges.get().parent == units.branch
    entry = AuditEntry.objects.get(action="organization.Unit.save")
    assert (entry.actor_id, entry.object_id) == (admin.pk, str(unit.pk))


@pytest.mark.parametrize(
    "change, word",
    [
        ({"parent": "outside"}, "仅本级组织的管理员"),
        ({"valid_from": "2019-01-01"}, "起成立"),
        ({"code": ""}, ""),
    ],
    ids=["beyond the scope", "older than the parent", "no code"],
)
def test_a_refused_unit_keeps_what_was_typed(client, admin, units, change, word):
    # given
    data = unit_data(parent=units.root.pk) | change
    if data["parent"] == "outside":
        data["parent"] = units.outside.pk
    # when
    response = client.post(reverse("organization_units:add"), data)
    # then
    page = response.content.decode()
    assert response.status_code == 200
    assert word in page
    assert 'value="新党支部"' in page
    assert Unit.objects.count() == 5


@pytest.mark.capability("F003")
def test_renames_and_moves_a_unit(client, admin, units):
    # when
    response = client.post(
        reverse("organization_units:edit", args=[units.group.pk]),
        {"name": "第一组", "short_name": "一组", "parent": units.sibling.pk},
    )
    # then
    group = Unit.objects.get(pk=units.group.pk)
    assert response.status_code == 302
    assert (group.name, group.short_name, group.get_parent()) == ("第一组", "一组", units.sibling)
    assert group.edges.get(valid_to=None).valid_from == clock.today()


@pytest.mark.parametrize("view", ["edit", "history", "usage"])
def test_what_lies_beyond_the_scope_cannot_be_opened(client, admin, units, view):
    # given
    stranger = make_person(units.outside)
    # then
    for viewset, row in zip(VIEWSETS, (units.outside, stranger), strict=True):
        response = client.get(reverse(f"{viewset}:{view}", args=[row.pk]))
        assert response.status_code in {302, 404}


def test_enters_a_person_with_an_account_and_a_unit(client, admin, units):
    # when
    response = client.post(
        reverse("organization_people:add"),
        {
            "name": "买买提·艾力",
            "party_status": "full_member",
            "unit": units.branch.pk,
            "username": "maimaiti",
            "password": "a-long-Phrase-26",
        },
    )
    # then
    assert response.status_code == 302
    user = User.objects.get(username="maimaiti")
    assert user.check_password("a-long-Phrase-26")
    assert user.person.name == user.get_full_name() == "买买提·艾力"
    assert authority.primary_unit(user) == units.branch


@pytest.mark.parametrize(
    "change",
    [
        {"password": "short"},
        {"username": "", "password": "a-long-Phrase-26"},
        {"username": "TAKEN"},
        {"name": "字" * 21},
        {"party_status": "saint"},
    ],
)
def test_a_refused_person_leaves_neither_account_nor_person(client, admin, units, change):
    # given
    make_user("taken")
    before = (User.objects.count(), Person.objects.count())
    data = {
        "name": "新人",
        "party_status": "employee",
        "unit": units.branch.pk,
        "username": "xinren",
        "password": "a-long-Phrase-26",
    }
    # when
    response = client.post(reverse("organization_people:add"), data | change)
    # then
    assert response.status_code == 200
    assert (User.objects.count(), Person.objects.count()) == before


def test_lists_the_people_of_the_scope_only(client, admin, units):
    # given
    make_person(units.group, name="组内人")
    make_person(units.outside, name="外单位人")
    # when
    page = client.get(reverse("organization_people:index")).content.decode()
    # then
    assert "组内人" in page
    assert "外单位人" not in page


@pytest.mark.parametrize("view", ["organization_units:delete", "organization_people:delete"])
def test_units_and_people_are_never_deleted(client, admin, units, view):
    # given
    pk = units.group.pk if "units" in view else make_person(units.group).pk
    before = (Unit.objects.count(), Person.objects.count())
    # when
    response = client.post(reverse(view, args=[pk]))
    # then
    assert response.status_code == 302
    assert (Unit.objects.count(), Person.objects.count()) == before


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_few_and_for_many(client, admin, units, query_budget, rows):
    for _ in range(rows):
        make_user_with_role(Role.EDITOR, make_unit(parent=Unit.objects.get(pk=units.branch.pk)))
    for viewset in VIEWSETS:
        with query_budget(30):
            client.get(reverse(f"{viewset}:index"))


def correct(client, person, **change):
    data = {"name": person.name, "party_status": person.party_status, "may_sign_in": "on", "new_password": ""}
    data |= change
    if not data["may_sign_in"]:
        del data["may_sign_in"]
    return client.post(reverse("organization_people:edit", args=[person.pk]), data)


def test_corrects_a_name_and_leaves_the_account_alone(client, admin, units):
    # given
    person = make_person(units.branch, name="张三")
    token, _secret = create_token(owner=person.user, name="x", scopes=["search:read"])
    # when
    response = correct(client, person, name="张叁")
    # then
    person.refresh_from_db()
    token.refresh_from_db()
    assert response.status_code == 302
    assert person.name == "张叁"
    assert person.user.is_active
    assert token.revoked_at is None


@pytest.mark.capability("F041")
def test_closes_and_opens_an_account(client, admin, units):
    # given
    person = make_person(units.branch)
    token, _secret = create_token(owner=person.user, name="x", scopes=["search:read"])
    # when
    correct(client, person, may_sign_in="")
    closed = User.objects.get(pk=person.user_id).is_active
    correct(client, person)
    # then
    token.refresh_from_db()
    assert closed is False
    assert User.objects.get(pk=person.user_id).is_active
    assert token.revoked_at is not None


@pytest.mark.parametrize(("password", "taken"), [("another-Phrase-88", True), ("short", False)])
def test_gives_a_new_password_when_it_is_fit(client, admin, units, password, taken):
    # given
    person = make_person(units.branch)
    # when
    response = correct(client, person, new_password=password, name="改名")
    # then
    person.refresh_from_db()
    assert response.status_code == (302 if taken else 200)
    assert person.user.check_password(password) is taken
    assert (person.name == "改名") is taken


def test_the_account_of_another_administrator_is_out_of_reach(client, admin, units):
    # given
    other = make_user_with_role(Role.SYSTEM_ADMIN, units.root)
    # when
    password = correct(client, other.person, new_password="another-Phrase-88")
    closing = correct(client, other.person, may_sign_in="")
    # then
    other.refresh_from_db()
    assert (password.status_code, closing.status_code) == (200, 200)
    assert other.is_active
    assert not other.check_password("another-Phrase-88")


def test_an_administrator_cannot_close_the_own_account(client, admin, units):
    response = correct(client, admin.person, may_sign_in="")
    admin.refresh_from_db()
    assert response.status_code == 200
    assert admin.is_active
