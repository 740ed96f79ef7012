"""Wagtail's API v3: read only, by our tokens only, for the editorial desk only."""

import pytest
from django.test import Client
from wagtail.models import APIToken

from accounts.services import create_token
from organization.types import Role
from support.people import make_unit, make_user_with_role

PAGES = "/api/wagtail/v3/pages/"


@pytest.fixture
def unit(db):
    return make_unit()


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def token_of(user, *scopes):
    return create_token(owner=user, name="接口", scopes=scopes or ["content:read"])[1]


@pytest.mark.parametrize("path", [PAGES, "/api/wagtail/v3/whoami/", "/api/wagtail/v3/images/"])
def test_an_editors_token_reads(client, unit, path):
    secret = token_of(make_user_with_role(Role.EDITOR, unit))
    assert client.get(path, headers=bearer(secret)).status_code == 200


def test_acts_for_the_owner_of_the_token(client, unit):
    editor = make_user_with_role(Role.EDITOR, unit, username="caibian")
    response = client.get("/api/wagtail/v3/whoami/", headers=bearer(token_of(editor)))
    assert response.json()["user"]["username"] == "caibian"


@pytest.mark.parametrize("path", [PAGES, "/api/wagtail/v3/images/", "/api/wagtail/v3/documents/"])
def test_nobody_and_a_session_are_refused(unit, path):
    # given
    client = Client()
    nobody = client.get(path)
    client.force_login(make_user_with_role(Role.EDITOR, unit))
    # when
    session = client.get(path)
    # then
    for response in (nobody, session):
        assert response.status_code == 401
        assert response.json()["code"] == "not_signed_in"


def test_wagtails_own_tokens_open_nothing(client, unit):
    _token, secret = APIToken.create_token(user=make_user_with_role(Role.EDITOR, unit), name="x")
    assert client.get(PAGES, headers=bearer(secret)).status_code == 401


@pytest.mark.parametrize("role", [Role.MEMBER, Role.BRANCH_SECRETARY, Role.STUDY_AUDITOR])
def test_who_does_not_work_at_the_desk_is_refused(client, unit, role):
    secret = token_of(make_user_with_role(role, unit))
    assert client.get(PAGES, headers=bearer(secret)).status_code == 403


def test_a_token_of_another_scope_is_refused(client, unit):
    secret = token_of(make_user_with_role(Role.EDITOR, unit), "search:read", "content:write")
    assert client.get(PAGES, headers=bearer(secret)).status_code == 403


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path", [PAGES, f"{PAGES}2/", "/api/wagtail/v3/images/", f"{PAGES}2/actions/publish/"]
)
@pytest.mark.capability("F015")
def test_nothing_can_be_changed(client, unit, method, path):
    secret = token_of(make_user_with_role(Role.EDITOR, unit), "content:read", "content:write")
    response = getattr(client, method)(path, headers=bearer(secret))
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
