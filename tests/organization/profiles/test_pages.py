"""The pages and the API of one's own data: what is shown to whom, and what bad input gets."""

import json
import re

import pytest
from django.core.management import call_command

from accounts.services import create_token
from core.checks import check_field_keys
from core.models import AuditEntry
from organization.models import Membership, Person
from organization.profiles import corrections, services
from organization.profiles.models import Contact, CorrectionRequest
from organization.profiles.purposes import FIELDS, PURPOSES
from organization.types import PartyStatus, Role
from support.content import make_article, publish
from support.people import make_person, make_user, make_user_with_role

pytestmark = pytest.mark.django_db


def _page(client, user, address):
    client.force_login(user)
    return client.get(address).content.decode()


@pytest.mark.capability("F097")
def test_a_member_sees_everything_kept_with_its_purpose(branch, client):
    # given
    services.set_contact(branch.person, "13800001234", "", branch.user)
    services.log_view(branch.secretary, branch.person, ["phone"], "核对名册")
    # when
    page = _page(client, branch.user, "/organization/me/")
    # then
    for words in (
        "周望舒",
        "13800001234",
        "机关党支部",
        "zhouwangshu",
        "核对名册",
        branch.secretary.first_name,
    ):
        assert words in page
    for field in ("name", "staff_number", "party_status", "joined_on", "membership", "post", "phone"):
        assert str(FIELDS[field].purpose) in page
        assert str(FIELDS[field].basis) in page


def test_every_personal_field_has_a_purpose_and_every_input_says_it(branch, client):
    # given: what the tables of people hold
    columns = {field.name for field in [*Person._meta.concrete_fields, *Contact._meta.concrete_fields]}
    derived = {"phone_index", "name_pinyin", "name_strokes", "name_initials"}
    own = columns - {"id", "user", "person", "updated_at", "updated_by"} - derived
    # then
    assert own <= set(PURPOSES)
    page = _page(client, branch.user, "/organization/me/contact/")
    assert str(PURPOSES["phone"]) in page
    assert str(PURPOSES["email"]) in page
    for field in ("name", "staff_number", "party_status", "joined_on"):
        page = _page(client, branch.user, f"/organization/me/corrections/new/{field}/")
        assert str(PURPOSES[field]) in page


def test_nobody_sees_anybody_else_there(branch, client):
    services.set_contact(branch.person, "13800001234", "", branch.user)
    for other in (branch.secretary, branch.admin):
        page = _page(client, other, "/organization/me/")
        assert "周望舒" not in page
        assert "13800001234" not in page


@pytest.mark.capability("F010")
def test_an_employee_without_membership_reads_public_content_and_own_data(branch, client):
    # given
    employee = make_person(None, name="许安", party_status=PartyStatus.EMPLOYEE)
    editor = make_user_with_role(Role.EDITOR, branch.unit.get_parent())
    article = publish(make_article("公开文章", by=editor, audience="public"))
    # when
    page = _page(client, employee.user, "/organization/me/")
    # then
    assert "许安" in page
    assert not Membership.objects.filter(person=employee).exists()
    assert client.get(article.url).status_code == 200
    assert client.get("/learning/").status_code == 200
    assert client.get("/organization/requests/").status_code == 403


def test_a_wrong_phone_keeps_what_was_typed(branch, client):
    client.force_login(branch.user)
    answer = client.post("/organization/me/contact/", {"phone": "abc", "email": "zhou@example.com"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "5 至 20 位数字" in page
    assert 'value="abc"' in page
    assert not Contact.objects.exists()
    assert AuditEntry.objects.get(action="profile.set_contact").status == 422


def test_a_request_for_an_unknown_field_is_not_found(branch, client):
    client.force_login(branch.user)
    assert client.get("/organization/me/corrections/new/salary/").status_code == 404
    assert client.post("/organization/me/corrections/new/user/", {"new_value": "1"}).status_code == 404
    assert not CorrectionRequest.objects.exists()


def test_neither_button_decides_nothing(branch, client):
    asked = corrections.ask_correction(person=branch.person, field="name", new_value="别名", by=branch.user)
    client.force_login(branch.secretary)
    address = f"/organization/requests/corrections/{asked.pk}/"
    assert client.post(address, {"answer": "好"}).status_code == 403
    assert client.post(address, {"decision": "decline"}).status_code == 422
    assert CorrectionRequest.objects.get().state == "open"


def test_the_second_officer_reads_that_it_is_answered(branch, client):
    asked = corrections.ask_correction(person=branch.person, field="name", new_value="别名", by=branch.user)
    corrections.decide_correction(request_id=asked.pk, accept=True, by=branch.commissioner)
    client.force_login(branch.secretary)
    answer = client.post(f"/organization/requests/corrections/{asked.pk}/", {"decision": "accept"})
    assert answer.status_code == 422
    assert "该申请已经答复" in answer.content.decode()


def test_the_auditor_reads_the_views_with_masked_names(branch, client):
    services.log_view(branch.secretary, branch.person, ["phone"], "核对名册")
    auditor = make_user_with_role(Role.AUDIT_ADMIN, branch.unit.get_parent())
    page = _page(client, auditor, "/organization/views/")
    assert "核对名册" in page
    assert "周望舒" not in page
    assert "周*舒" in page


def test_a_page_of_requests_costs_the_same_for_one_and_for_many(branch, client, django_assert_num_queries):
    # given
    def ask(number):
        for _each in range(number):
            person = make_person(branch.unit)
            corrections.ask_correction(person=person, field="name", new_value="别名", by=person.user)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(branch.secretary)
    ask(1)
    client.get("/organization/requests/")
    with CaptureQueriesContext(connection) as one:
        client.get("/organization/requests/")
    ask(6)
    # then
    with CaptureQueriesContext(connection) as many:
        client.get("/organization/requests/")
    assert len(many) == len(one)


# The API


def test_a_token_reads_and_asks_within_its_scopes(branch, client):
    # given
    _token, read = create_token(owner=branch.user, name="r", scopes=["profile:read"])
    _token, write = create_token(owner=branch.user, name="w", scopes=["profile:write"])
    told = json.dumps({"field": "name", "new_value": "周望抒"})
    # then
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {read}", "content_type": "application/json"}
    profile = client.get("/api/v1/me/profile", **bearer).json()
    assert {field["key"]: field["value"] for field in profile["fields"]}["name"] == "周望舒"
    assert client.post("/api/v1/me/corrections", told, **bearer).status_code == 403
    bearer["HTTP_AUTHORIZATION"] = f"Bearer {write}"
    assert client.get("/api/v1/me/profile", **bearer).status_code == 403
    assert client.post("/api/v1/me/corrections", told, **bearer).status_code == 201
    again = client.post("/api/v1/me/corrections", told, **bearer)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_the_api_names_the_wrong_field(branch, client):
    client.force_login(branch.user)
    answer = client.put("/api/v1/me/contact", json.dumps({"phone": "abc"}), content_type="application/json")
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["phone"]


# The deployment


def test_a_deployment_without_a_usable_key_is_refused(settings):
    assert check_field_keys(None) == []
    for keys in ([], ["short"]):
        settings.FIELD_KEYS = keys
        assert [error.id for error in check_field_keys(None)] == ["core.E003"]


def test_production_does_not_start_without_keys(tmp_path):
    import os
    import subprocess
    import sys

    told = {"DJANGO_SETTINGS_MODULE": "config.settings.production", "SECRET_KEY": "x" * 60}
    told |= {"ALLOWED_HOSTS": "zhixing.example", "ZX_VAR": str(tmp_path), "PYTHONPATH": ".:site"}
    ended = subprocess.run(
        [sys.executable, "-c", "import config.settings.production"],
        env={"PATH": os.environ["PATH"]} | told,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "FIELD_KEYS must be set" in ended.stderr


def test_the_key_of_one_machine_is_made_once_and_is_its_owners(tmp_path, monkeypatch):
    from config import env

    monkeypatch.setenv("ZX_VAR", str(tmp_path))
    first = env.kept_field_key()
    assert env.kept_field_key() == first
    assert (tmp_path / "field_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["field_key"]


def test_a_wrong_key_in_the_environment_is_named_by_place_and_not_repeated(monkeypatch):
    from django.core.exceptions import ImproperlyConfigured

    from config import env

    monkeypatch.setenv("FIELD_KEYS", "secretsecret")
    with pytest.raises(ImproperlyConfigured, match=r"FIELD_KEYS: key 1 ") as refusal:
        env.field_keys()
    assert "secretsecret" not in str(refusal.value)


def test_no_user_is_asked_to_export_what_is_not_theirs(branch, client):
    other = make_user("nobody")
    page = _page(client, other, "/organization/me/")
    assert re.search(r"此账号未关联人员", page)
    assert client.get("/organization/me/contact/").status_code == 403


def test_the_rotation_command_refuses_a_batch_of_nothing():
    from django.core.management import CommandError

    with pytest.raises(CommandError):
        call_command("rotate_field_keys", batch=0)
