"""Tokens of programs: issued once, kept as a hash, refused at once when they no longer count."""

import hashlib
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from ninja import NinjaAPI

from accounts import http, services
from accounts.models import ApiToken, User
from core.clock import now
from core.errors import Invalid, Refused
from core.http import install_error_handlers
from support.people import make_user

READ = ["content:read"]


@pytest.fixture
def owner(db):
    return make_user("program", name="接口账号")


def issue(owner, **more):
    return services.create_token(owner=owner, name="同步", scopes=READ, **more)


def test_keeps_only_the_hash_of_the_secret(owner):
    # when
    token, secret = issue(owner)
    # then
    assert secret.startswith("zx_")
    assert len(secret) >= 43
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert token.prefix == secret[:8]
    assert secret not in str(ApiToken.objects.values().get())


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "},
        {"scopes": []},
        {"scopes": ["content:read", "everything"]},
        {"expires_at": timedelta(seconds=-1)},
        {"expires_at": timedelta(days=400)},
    ],
    ids=["no name", "no scope", "unknown scope", "past", "too long"],
)
def test_refuses_a_token_without_limits(owner, change):
    # given
    wanted = {"owner": owner, "name": "同步", "scopes": READ} | change
    if isinstance(wanted.get("expires_at"), timedelta):
        wanted["expires_at"] = now() + wanted["expires_at"]
    # when
    with pytest.raises(Invalid):
        services.create_token(**wanted)
    # then
    assert not ApiToken.objects.exists()


def test_refuses_a_token_for_a_closed_account(owner):
    services.deactivate_user(user=owner, by=None)
    with pytest.raises(Refused):
        issue(owner)


@pytest.fixture
def api():
    made = NinjaAPI(urls_namespace="token-tests", auth=http.AUTH)
    install_error_handlers(made)

    @made.get("/me")
    def me(request):
        http.require_scope(request, "content:read")
        return {"user": request.user.username}

    @made.post("/me")
    def change(request):
        return {"user": request.user.username}

    @made.get("/open", auth=http.OPEN_AUTH)
    def anybody(request):
        return {"user": request.user.username}

    return made


@pytest.fixture
def call(api, owner, settings):
    import sys
    import types

    from django.urls import path

    module = types.ModuleType("token_test_urls")
    module.urlpatterns = [path("api/t/", api.urls)]
    sys.modules["token_test_urls"] = module
    settings.ROOT_URLCONF = "token_test_urls"

    def send(secret=None, *, method="get", where="me", client=None, header=None):
        headers = {}
        if secret is not None:
            headers["Authorization"] = header or f"Bearer {secret}"
        return getattr(client or Client(), method)(f"/api/t/{where}", headers=headers)

    return send


def test_acts_for_the_owner(call, owner):
    # given
    token, secret = issue(owner)
    # when
    response = call(secret)
    # then
    token.refresh_from_db()
    assert response.json() == {"user": "program"}
    assert token.last_used_at is not None


def test_notes_its_use_at_most_once_an_hour(call, owner):
    # given
    token, secret = issue(owner)
    call(secret)
    token.refresh_from_db()
    first = token.last_used_at
    # when
    with time_machine.travel(first + timedelta(minutes=59), tick=False):
        call(secret)
    token.refresh_from_db()
    soon = token.last_used_at
    with time_machine.travel(first + timedelta(minutes=61), tick=False):
        call(secret)
    token.refresh_from_db()
    # then
    assert soon == first
    assert token.last_used_at > first


def _revoked(token):
    services.revoke_token(token=token)


def _expired(token):
    ApiToken.objects.filter(pk=token.pk).update(
        created_at=now() - timedelta(days=2), expires_at=now() - timedelta(seconds=1)
    )


def _owner_closed(token):
    User.objects.filter(pk=token.owner_id).update(is_active=False)


@pytest.mark.parametrize("end", [_revoked, _expired, _owner_closed])
@pytest.mark.parametrize("where", ["me", "open"])
def test_a_token_that_no_longer_counts_is_refused_and_never_anonymous(call, owner, end, where):
    # given a signed-in browser that also sends a dead token
    token, secret = issue(owner)
    end(token)
    client = Client()
    client.force_login(make_user("browser"))
    # when
    response = call(secret, where=where, client=client)
    # then
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_signed_in"
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer ", "Bearer zx_wrong", "Basic dTpw", "zx_bare", "Bearer zx_错"])
def test_a_malformed_header_is_refused(call, owner, header):
    assert call("x", where="open", header=header).status_code == 401


def test_a_token_without_the_scope_is_refused(call, owner):
    # given
    _token, secret = services.create_token(owner=owner, name="检索", scopes=["search:read"])
    # when
    response = call(secret)
    # then
    assert response.status_code == 403
    assert response.json()["code"] == "refused"


def test_nobody_may_read_what_is_open_and_nothing_else(call, owner):
    assert call(where="open").json() == {"user": ""}
    assert call(where="me").status_code == 401


def test_a_session_is_accepted_and_must_carry_the_csrf_token_to_change(call, owner):
    # given
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    # then
    assert call(client=client).json() == {"user": "program"}
    assert call(client=client, method="post").status_code == 403


def test_a_token_needs_no_csrf_token(call, owner):
    _token, secret = issue(owner)
    assert call(secret, method="post", client=Client(enforce_csrf_checks=True)).json() == {"user": "program"}


def test_a_session_may_do_what_its_user_may():
    request = RequestFactory().get("/")
    request.auth = User(username="x")
    http.require_scope(request, "learning:write")


def test_the_command_prints_a_secret_that_works(call, owner):
    # when
    out = StringIO()
    call_command(
        "issue_token", "program", "--scope", "content:read", "--days", "7", stdout=out, stderr=StringIO()
    )
    # then
    assert call(out.getvalue().strip()).json() == {"user": "program"}
    assert ApiToken.objects.get().expires_at < now() + timedelta(days=8)


def test_the_command_refuses_an_unknown_account(db):
    with pytest.raises(CommandError, match="nobody"):
        call_command("issue_token", "nobody", "--scope", "content:read")
    assert not ApiToken.objects.exists()


def test_revoking_twice_keeps_the_first_moment(owner):
    # given
    token, _secret = issue(owner)
    first = services.revoke_token(token=token).revoked_at
    # when
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        again = services.revoke_token(token=token).revoked_at
    # then
    assert again == first


def test_the_command_withdraws_every_token_of_an_account(call, owner):
    # given
    secrets = [issue(owner)[1] for _ in range(2)]
    _token, other = issue(make_user("other"))
    # when
    call_command("revoke_tokens", "program", stdout=StringIO())
    # then
    assert [call(secret).status_code for secret in secrets] == [401, 401]
    assert call(other).status_code == 200
