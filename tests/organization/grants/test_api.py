"""Grants, requests and the audit log by the API: the same rules as on the pages."""

import json
from datetime import timedelta

import pytest

from accounts.services import create_token
from core import clock
from core.errors import Refused
from core.models import AuditEntry
from organization import authority
from organization import services as kernel
from organization.grants.models import GrantRequest
from organization.models import Grant
from organization.types import ADMINISTRATOR_ROLES, Role
from support.people import make_person, make_user, make_user_with_role

GRANTS, REQUESTS, AUDIT = "/api/v1/grants", "/api/v1/grants/requests", "/api/v1/audit"
PASSWORD = "a-long-Phrase-26"


@pytest.fixture
def call(client):
    """Call the API with a token of the user's."""

    def send(user, method, path, body=None, scopes=("organization:read", "organization:write")):
        _row, secret = create_token(owner=user, name="t", scopes=list(scopes))
        headers = {"Authorization": f"Bearer {secret}"}
        if body is None:
            return client.generic(method, path, headers=headers)
        return client.generic(method, path, json.dumps(body), "application/json", headers=headers)

    return send


def test_gives_lists_and_withdraws(call, units, security):
    # given
    user = make_user()
    wanted = {"username": user.username, "role": "editor", "unit_id": units.branch.pk, "verbs": ["view"]}
    # when
    given = call(security, "POST", GRANTS, wanted)
    grant = given.json()["grant"]
    listed = call(security, "GET", f"{GRANTS}?user_id={user.pk}").json()["items"]
    own = call(user, "GET", f"{GRANTS}/mine").json()
    without = call(security, "POST", f"{GRANTS}/{grant['id']}/withdrawal", {"reason": " "})
    still = authority.holds(user, Role.EDITOR)
    gone = call(security, "POST", f"{GRANTS}/{grant['id']}/withdrawal", {"reason": "离任"})
    # then
    assert (given.status_code, without.status_code, gone.status_code) == (201, 422, 200)
    assert given.json()["request"] is None
    assert listed == own == [grant]
    assert (grant["role"], grant["verbs"], grant["granted_by"]) == ("editor", ["view"], security.pk)
    assert "reason" in without.json()["fields"]
    assert still
    assert not authority.holds(user, Role.EDITOR)
    assert call(security, "GET", f"{GRANTS}?user_id={user.pk}").json()["items"] == []
    ended = call(security, "GET", f"{GRANTS}?user_id={user.pk}&ended=true").json()["items"]
    assert [row["id"] for row in ended] == [grant["id"]]
    actions = AuditEntry.objects.exclude(action="").order_by("pk").values_list("action", "status")
    assert list(actions) == [("grant.give", 201), ("grant.withdraw", 200)]


def test_an_administrator_takes_two(call, units, system, security):
    # given
    user = make_user()
    wanted = {"username": user.username, "role": "audit_admin", "unit_id": units.root.pk}
    # when
    bad = call(system, "POST", GRANTS, wanted)
    asked = call(system, "POST", GRANTS, wanted | {"reason": "增设审计管理员"})
    path = f"{REQUESTS}/{asked.json()['request']['id']}/answer"
    own = call(system, "POST", path, {"confirm": True})
    before = authority.holds(user, Role.AUDIT_ADMIN)
    (waiting,) = call(security, "GET", REQUESTS).json()
    done = call(security, "POST", path, {"confirm": True})
    again = call(security, "POST", path, {"confirm": True})
    # then
    assert (bad.status_code, asked.status_code, own.status_code) == (422, 201, 403)
    assert asked.json()["grant"] is None
    assert not before
    assert waiting["state"] == "open"
    assert (done.status_code, done.json()["state"]) == (200, "confirmed")
    assert again.status_code == 409
    assert authority.holds(user, Role.AUDIT_ADMIN)
    assert Grant.objects.filter(user=user).count() == 1


def test_declining_needs_a_reason(call, units, system, security):
    # given
    user = make_user()
    wanted = {"username": user.username, "role": "audit_admin", "unit_id": units.root.pk, "reason": "增设"}
    path = f"{REQUESTS}/{call(system, 'POST', GRANTS, wanted).json()['request']['id']}/answer"
    # when
    without = call(security, "POST", path, {"confirm": False})
    declined = call(security, "POST", path, {"confirm": False, "reason": "人数已足"})
    # then
    assert without.status_code == 422
    assert declined.json()["state"] == "declined"
    assert GrantRequest.objects.get().answer == "人数已足"
    assert not authority.holds(user, Role.AUDIT_ADMIN)


def test_bad_input_names_its_field_and_changes_nothing(call, units, security):
    # given
    user = make_user()
    good = {"username": user.username, "role": "editor", "unit_id": units.branch.pk}
    before = Grant.objects.count()
    # when
    answers = {
        name: call(security, "POST", GRANTS, good | change)
        for name, change in {
            "username": {"username": "nobody-has-this"},
            "role": {"role": "emperor"},
            "valid_from": {"valid_from": "1066-10-14"},
            "valid_to": {"valid_to": "2020-05-01"},
            "verbs": {"verbs": ["rule"]},
        }.items()
    }
    far = call(security, "POST", GRANTS, good | {"unit_id": units.outside.pk})
    # then
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 422)
    for name, answer in answers.items():
        told = answer.json()
        fields = [*told.get("fields", ()), *(error["field"] for error in told.get("errors", ()))]
        assert any(name in field for field in fields), told
    assert far.status_code == 404
    assert Grant.objects.count() == before


def test_the_list_costs_the_same_for_many_and_goes_on_by_key(call, units, security, query_budget):
    # given
    for number in range(60):
        make_user_with_role(Role.EDITOR, units.branch, username=f"editor{number}")
    # when
    with query_budget(12):
        first = call(security, "GET", f"{GRANTS}?role=editor").json()
    second = call(security, "GET", f"{GRANTS}?role=editor&after={first['after']}").json()
    # then
    assert (len(first["items"]), len(second["items"]), second["after"]) == (50, 10, None)
    assert len({row["id"] for row in first["items"] + second["items"]}) == 60


def test_a_day_asked_for_shows_what_stood_then(call, units, security):
    # given
    today = clock.today()
    gone = make_user_with_role(Role.EDITOR, units.branch, valid_to=today - timedelta(days=1))
    # when
    now = call(security, "GET", f"{GRANTS}?role=editor").json()["items"]
    then = call(security, "GET", f"{GRANTS}?role=editor&on={today - timedelta(days=3)}").json()["items"]
    # then
    assert now == []
    assert [row["user_id"] for row in then] == [gone.pk]


def test_the_log_is_read_page_by_page_and_that_is_written_down(call, units):
    # given
    reader = make_user_with_role(Role.AUDIT_ADMIN, units.root)
    for number in range(60):
        AuditEntry.objects.create(
            actor_id=reader.pk, route=f"a:{number}", method="POST", status=302, request_id="r"
        )
    # when
    first = call(reader, "GET", f"{AUDIT}?route=a:").json()
    second = call(reader, "GET", f"{AUDIT}?route=a:&before={first['before']}").json()
    wrong = call(reader, "GET", f"{AUDIT}?outcome=perhaps")
    # then
    assert (len(first["items"]), len(second["items"]), second["before"]) == (50, 10, None)
    assert wrong.status_code == 422
    assert (
        list(AuditEntry.objects.filter(action="audit.read").values_list("route", "actor_id"))
        == [("GET /api/v1/audit", reader.pk)] * 2
    )


@pytest.mark.parametrize("role", sorted(ADMINISTRATOR_ROLES))
def test_an_administrators_account_is_not_reset_by_another(units, system, role):
    # given: who could set the password of the auditor would hold the auditor's grants
    person = make_person(units.branch)
    make_user_with_role(role, units.root)
    kernel.grant_role(user=person.user, role=role, unit=units.root, by=None)
    # then
    for change in ({"new_password": PASSWORD}, {"may_sign_in": False}):
        with pytest.raises(Refused):
            kernel.manage_account(person=person, by=system, **{"may_sign_in": True} | change)
    person.user.refresh_from_db()
    assert person.user.is_active
    assert not person.user.check_password(PASSWORD)
