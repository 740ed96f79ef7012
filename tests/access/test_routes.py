"""Every route × role × relation: the table of expectations holds, and nothing stands outside it."""

import json
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from urllib.parse import quote, urlencode

import pytest
from access.expectations import ANSWERS_ANY_METHOD, ROWS
from access.relations import RELATED
from access.routes import METHODS, every_route, is_wagtails, own_routes
from access.scanning import html_of, inline_parts, loaded_from_outside
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from core import clock
from organization.models import Unit
from outreach.models import Notice
from support.expectation import Row
from support.people import make_person, make_unit
from support.rows import changes, read_rows, rows_of, watched_writes
from support.world import ANONYMOUS, RELATIONS, ROLES

pytestmark = pytest.mark.django_db
MUTATING = ("POST", "PUT", "PATCH", "DELETE")
PAPERS = {"GET api:openapi-view", "GET api:api-root", "GET api:openapi-json", "GET wagtailcore_login"}
"""What a library draws; its inline parts are its own."""


@pytest.fixture(scope="module")
def standing(world, django_db_blocker):
    """Return every row as the world was made; each request below is taken back."""
    return read_rows()


@contextmanager
def taken_back():
    """Undo what the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def undrawn(monkeypatch):
    """Answer without drawing the page: a view has decided before its template is drawn.

    That each page can be drawn is shown with the roles of the table.
    """
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *_args, **_kwargs: "")


def client_of(world, role):
    client = Client(raise_request_exception=False)
    if role != ANONYMOUS:
        client.force_login(world.user(role), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(scope="module")
def sessions(world):
    """Return the session cookie of each user, signed in once."""
    name = settings.SESSION_COOKIE_NAME
    users = [role for role in (*ROLES, *RELATIONS) if role != ANONYMOUS]
    return {user: client_of(world, user).cookies[name].value for user in users}


def visit(sessions, user):
    """Return a fresh browser of a user."""
    client = Client(raise_request_exception=False)
    if user != ANONYMOUS:
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[user]
    return client


def send(world, client, row: Row, method: str = ""):
    body = row.body(world) if row.body else {}
    text, kind = (
        (urlencode(body), "application/x-www-form-urlencoded")
        if row.form
        else (json.dumps(body), "application/json")
    )
    method = method or row.method
    if method in ("GET", "HEAD", "OPTIONS"):
        return client.generic(method, row.path(world))
    return client.generic(method, row.path(world), text, content_type=kind)


def test_the_rows_tell_what_was_added_changed_and_removed(world, standing):
    unit, owner = world.things.unit, world.user("owner")
    with taken_back():
        with watched_writes() as written:
            Unit.objects.filter(pk=unit.pk).update(short_name="改了")
        with watched_writes() as nothing:
            Unit.objects.get(pk=unit.pk)
        Notice.objects.filter(pk=world.things.notice.pk).delete()
        told = changes(standing, read_rows())
        mine = changes(
            rows_of(standing, person_id=world.things.person.pk, user_id=owner.pk),
            rows_of(read_rows(), person_id=world.things.person.pk, user_id=owner.pk),
        )
    removed = f"outreach.Notice {world.things.notice.pk}: removed"
    assert told == [f"organization.Unit {unit.pk}: short_name {unit.short_name!r} → '改了'", removed]
    assert mine == [removed]
    assert (len(written), nothing) == (1, [])
    assert changes(standing, read_rows()) == []


def test_every_route_has_a_row_and_every_row_a_route():
    # given
    routes = {key for route in own_routes() for key in route.keys}
    api = {key for key in routes if " " in key}
    pages = routes - api
    # when
    declared = {row.key for row in ROWS}
    named = {row.key.split(" ", 1)[1] for row in ROWS if row.key not in api}
    # then
    assert api - declared == set(), "routes of the API without a row in expectations.py"
    assert pages - named == set(), "routes without a row in expectations.py"
    assert named - pages == set(), "rows without a route"


def test_rows_name_each_role_and_no_two_are_alike():
    assert [row.key for row in ROWS if set(row.status) != set(ROLES)] == []
    assert [name for name, count in Counter((row.key, row.case) for row in ROWS).items() if count > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.key} {row.case}".strip())
def test_each_role_gets_what_the_table_says(world, sessions, standing, row):
    # given
    person, owner = world.things.person, world.user("owner")
    before = rows_of(standing, person_id=person.pk, user_id=owner.pk)
    got, touched, loads = {}, {}, {}
    for role in ROLES:
        # when
        with taken_back():
            with watched_writes() as written:
                response = send(world, visit(sessions, role), row)
            got[role] = response.status_code
            if row.method in MUTATING and written:
                after = read_rows()
                if response.status_code >= 400 or role == ANONYMOUS:
                    touched[role] = changes(standing, after)
                elif role != "owner" and not row.decides_for_others:
                    mine = rows_of(after, person_id=person.pk, user_id=owner.pk)
                    touched[role] = changes(before, mine)
            if html := html_of(response):
                loads[role] = loaded_from_outside(html)
                loads[role] += inline_parts(html) if row.key not in PAPERS else []
            if role == ANONYMOUS and response.status_code == 302 and row.status[role] != 200:
                leads_to = response["Location"]
                assert row.status["owner"] == 302 or leads_to.startswith("/accounts/login/"), leads_to
    # then
    assert got == row.status
    assert {role: told for role, told in touched.items() if told} == {}
    assert {role: told for role, told in loads.items() if told} == {}


ONE_OF_EACH_KIND = (
    "commissioner",
    "sibling_commissioner",
    "parent_admin",
    "ended_secretary",
    "audit_admin",
)
"""Who is asked where no relation gets anything else than the stranger: in the unit, beside it, above
it, formerly in it and in another department. All twelve ask only where the table tells them apart."""


def _known(row: Row) -> dict[str, int]:
    return row.relations or RELATED.get(f"{row.key} {row.case}".strip(), {})


def _related(row: Row) -> dict[str, int]:
    return dict.fromkeys(RELATIONS, row.status["stranger"]) | _known(row)


def test_the_table_of_relations_names_only_what_is_there():
    keys = {f"{row.key} {row.case}".strip() for row in ROWS}
    assert set(RELATED) - keys == set()
    assert {name for row in ROWS for name in _related(row)} == set(RELATIONS)


@pytest.mark.capability("F043")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.key} {row.case}".strip())
def test_each_relation_to_the_unit_gets_what_the_table_says(world, sessions, undrawn, row):
    # given
    got, expected = {}, _related(row)
    asked = RELATIONS if _known(row) else ONE_OF_EACH_KIND
    for name in asked:
        # when
        with taken_back():
            got[name] = send(world, visit(sessions, name), row).status_code
    # then
    assert got == {name: expected[name] for name in asked}


def _name(row: Row) -> str:
    return row.key.split(" ", 1)[1]


@pytest.mark.parametrize("row", {_name(row): row for row in ROWS}.values(), ids=_name)
def test_a_method_that_is_not_declared_changes_nothing(world, sessions, standing, undrawn, row):
    # given
    declared = {other.method for other in ROWS if _name(other) == _name(row)}
    written = []
    for role in (ANONYMOUS, "owner", "superuser"):
        for method in [name for name in METHODS if name not in declared]:
            # when
            with watched_writes() as seen:
                response = send(world, visit(sessions, role), row, method)
            written += seen
            # then
            to_login = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
            refused = response.status_code in {401, 403, 404, 405} or to_login
            assert refused or _name(row) in ANSWERS_ANY_METHOD, (method, role, response)
    assert not written or changes(standing, read_rows()) == []


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row.method == "GET"],
    ids=lambda row: f"{row.key} {row.case}".strip(),
)
def test_head_and_options_open_nothing_that_get_does_not(world, sessions, undrawn, row):
    for role in (ANONYMOUS, "stranger"):
        client = visit(sessions, role)
        head, options = send(world, client, row, "HEAD"), send(world, client, row, "OPTIONS")
        assert head.status_code in {row.status[role], 405}, role
        assert head.content == b"" if not head.streaming else True
        assert options.status_code in {row.status[role], 405} or options.content == b"", role


NO_KEY = "999999999"
"""A key that no row has."""
OF_ONES_OWN = {
    "POST learning:leave",
    "DELETE /api/v1/enrollments/<course_id>",
}
"""Routes whose answer tells of oneself (one is not enrolled), not of a thing that is hidden."""


def _elsewhere(told):
    """Return an address, or what is sent, with keys that no row has."""
    if isinstance(told, dict):
        return {name: int(NO_KEY) if type(value) is int else value for name, value in told.items()}
    told = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "00000000-0000-4000-8000-000000000000", told)
    return re.sub(r"(?<=[/=])\d+(?=/|$|&)", NO_KEY, told)


def _answer(response, path):
    """Return the answer without what differs from one request to the next."""
    text = response.content.decode(errors="replace")
    for found in (path, quote(path, safe=""), _elsewhere(path), quote(_elsewhere(path), safe="")):
        text = text.replace(found, "")
    return response.status_code, re.sub(r"[0-9a-f]{32}|[0-9a-f-]{36}|[A-Za-z0-9]{64}|nonce=\S+", "", text)


@pytest.mark.capability("F043")
def test_what_one_may_not_see_is_answered_like_what_is_not_there(world, sessions):
    # given
    told_apart, asked = [], 0
    for row in [row for row in ROWS if row.status["stranger"] == 404 and row.key not in OF_ONES_OWN]:
        path, body = row.path(world), row.body(world) if row.body else {}
        missing = replace(row, path=lambda _, p=path: _elsewhere(p), body=lambda _, b=body: _elsewhere(b))
        if (_elsewhere(path), _elsewhere(body)) == (path, body):
            continue
        # when
        answers = []
        with clock.frozen_at(clock.now()):
            for one in (row, missing):
                with taken_back():
                    answers.append(_answer(send(world, visit(sessions, "stranger"), one), path))
        # then
        asked += 1
        if answers[0] != answers[1]:
            told_apart.append((f"{row.key} {row.case}".strip(), *answers))
    assert asked > 80
    assert told_apart == []


OFFICERS_TRIED = ("commissioner", "sibling_commissioner", "parent_admin", "outside_admin", "admin")
"""Who fills in forms for others; each is sent the key of somebody or some unit out of their reach."""


@pytest.mark.capability("F043")
def test_a_form_does_not_tell_somebody_out_of_reach_from_nobody(world, sessions):
    """Whom an officer's form or call does not know is refused in the same words, there or not."""
    # given: somebody of an enterprise of their own
    away = make_unit("远方党支部")
    far = make_person(away, name="欧阳远")
    hidden = {"person": far.pk, "person_id": far.pk, "unit": away.pk}
    hidden |= dict.fromkeys(("unit_id", "from_unit_id", "home_unit_id", "host_unit_id"), hidden["unit"])
    told_apart, asked, moment = [], 0, clock.now()
    for row in ROWS:
        body = row.body(world) if row.body else {}
        names = hidden.keys() & body.keys() if isinstance(body, dict) else ()
        for name, officer in product(sorted(names), OFFICERS_TRIED):
            # when
            answers = []
            for key in (hidden[name], int(NO_KEY)):
                one = replace(row, body=lambda _, key=key, n=name, b=body: {**b, n: key})
                with clock.frozen_at(moment), taken_back():
                    response = send(world, visit(sessions, officer), one)
                status, text = _answer(response, row.path(world))
                text = text.replace(f'value="{key}"', 'value=""')  # what was typed comes back
                answers.append((status, text))
            # then: what is done all the same does not read this name, and tells a new key each time
            asked += 1
            done = answers[0][0] == answers[1][0] < 400
            if answers[0] != answers[1] and not done:
                told_apart.append((row.key, name, officer, answers[0][0], answers[1][0]))
    assert asked > 80
    assert told_apart == []


def test_wagtails_admin_opens_to_nobody_but_those_who_work_there(world):
    # given
    names = {route.pattern for route in every_route() if route.pattern.startswith("admin/")}
    assert {"admin/", "admin/pages/", "admin/reports/locked/"} <= names
    plain = [f"/{name}" for name in names if "<" not in name and "^" not in name and name != "admin/login/"]
    assert len(plain) > 40
    opened = set()
    for role in (ANONYMOUS, "owner", "auditor"):
        client = client_of(world, role)
        for path in plain:
            for method in ("GET", "POST"):
                # when
                with taken_back():
                    response = client.generic(method, path)
                if response.status_code not in {302, 401, 403, 404, 405}:
                    opened.add(path)
    # then
    assert opened == {"/admin/jsi18n/", "/admin/sprite/"}  # icons and words of the interface


@pytest.mark.parametrize("role", ["editor", "admin"])
def test_wagtails_admin_loads_nothing_from_outside(world, role):
    # given
    client = client_of(world, role)
    draft = world.things.draft
    addresses = [reverse("wagtailadmin_home"), reverse("wagtailadmin_account")]
    if role == "editor":
        addresses.append(reverse("wagtailadmin_explore", args=[draft.get_parent().pk]))
        addresses.append(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    else:
        addresses.append(reverse("organization_units:index"))
    for address in addresses:
        # when
        response = client.get(address)
        # then
        assert response.status_code == 200, address
        html = html_of(response)
        assert len(html) > 1000
        assert loaded_from_outside(html) == [], address
        assert "gravatar" not in html.lower()


def test_wagtails_api_reads_nothing_by_session_and_changes_nothing(world, standing):
    # given
    routes = [r for r in every_route() if r.pattern.startswith("api/wagtail/") and r.operations]
    assert len(routes) > 20
    assert {is_wagtails(route) for route in routes} == {True}
    for route in routes:
        path = "/" + route.pattern.replace("<type>", "x").replace("<type_name>", "x")
        for name in ("page_id", "revision_id", "site_id", "pk", "document_id", "image_id"):
            path = path.replace(f"<{name}>", "1")
        for role in (ANONYMOUS, "editor", "superuser"):
            client = client_of(world, role)
            for operation in route.operations:
                for method in operation.methods:
                    # when
                    response = client.generic(method, path, "{}", content_type="application/json")
                    # then
                    assert response.status_code == (401 if method == "GET" else 405), (role, method, path)
    assert changes(standing, read_rows()) == []
