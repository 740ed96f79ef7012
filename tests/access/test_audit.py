"""Each route that changes something leaves exactly one audit entry, or keeps a record of its own."""

import json

import pytest
from access.routes import is_wagtails, own_routes
from django.apps import apps
from django.test import Client
from django.urls import reverse

from core.audit import MUTATING
from core.middleware import keeps_own_record
from core.models import AuditEntry
from organization.types import Role
from support.people import make_user_with_role

pytestmark = pytest.mark.django_db

OWN_RECORD = {
    "accounts:login": "axes.AccessAttempt",
    "accounts:confirm": "axes.AccessAttempt",
    "accounts:logout": "axes.AccessLog",
    "accounts:demo_login": "axes.AccessLog",
    "accounts:second_step": "axes.AccessAttempt",
    "accounts:prove": "axes.AccessAttempt",
    "organization:roster_export": "organization.RosterExport",
    "POST /api/v1/reads": "cms_pages.ReadCount",
    "learning:save_answers": "learning.AnswerEvent",
    "POST /api/v1/study/sessions/<uuidstr:session_id>/beats": "learning.CreditInterval",
    "PUT /api/v1/attempts/<uuidstr:attempt_id>/answers/<question_id>": "learning.AnswerEvent",
}
"""The routes without an audit entry, and the append-only record in which their facts stand."""


def _record_of(view):
    while view is not None:
        for marked in (view, getattr(view, "view_class", None)):
            if hasattr(marked, "audit_kept_by"):
                return marked.audit_kept_by
        view = getattr(view, "__wrapped__", None)
    return None


def _kept():
    found = {}
    for route in own_routes():
        for operation in route.operations:
            for method in MUTATING & set(operation.methods):
                if keeps_own_record(route.view, method):
                    found[f"{method} /{route.pattern}"] = _record_of(operation.view_func)
        if not route.operations and any(keeps_own_record(route.view, method) for method in MUTATING):
            found[route.name] = _record_of(route.view)
    return found


def test_only_the_listed_routes_keep_a_record_of_their_own():
    assert _kept() == OWN_RECORD


@pytest.mark.parametrize("record", sorted(set(OWN_RECORD.values())))
def test_the_record_exists(record):
    assert apps.get_model(record).objects.count() == 0


def test_no_route_of_wagtail_is_left_out():
    from access.routes import every_route

    left_out = [r.pattern for r in every_route() if is_wagtails(r) and keeps_own_record(r.view, "POST")]
    assert left_out == []


def _client(user):
    client = Client(raise_request_exception=False)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


CALLS = [
    ("owner", "POST", "/accounts/preferences/", {"language": "en", "theme": "light"}, 302),
    ("owner", "POST", "/accounts/password/", {"new_password1": "x"}, 200),
    ("owner", "POST", "/learning/courses/{course}/enroll/", {}, 302),
    ("owner", "POST", "/learning/exams/{exam}/start/", {}, 302),
    ("stranger", "POST", "/learning/exams/{exam}/start/", {}, 403),
    ("stranger", "POST", "/learning/attempts/{attempt}/submit/", {}, 404),
    ("owner", "POST", "/learning/attempts/{attempt}/submit/", {}, 302),
    ("owner", "POST", "/messages/{notice}/open/", {}, 302),
    ("stranger", "POST", "/messages/{notice}/open/", {}, 404),
    ("owner", "POST", "/messages/read/", {}, 302),
    ("stranger", "POST", "/desk/{candidate}/approve/", {}, 403),
    ("editor", "POST", "/desk/{candidate}/approve/", {}, 403),
    ("first_reviewer", "POST", "/desk/{candidate}/approve/", {}, 302),
    ("first_reviewer", "POST", "/desk/{candidate}/return/", {"comment": ""}, 422),
    ("final_reviewer", "POST", "/desk/pages/{article}/take-down/", {"reason": "有误"}, 302),
    ("final_reviewer", "POST", "/desk/pages/{article}/take-down/", {"reason": ""}, 422),
    ("owner", "JSON", "/api/v1/enrollments", {"course_id": "{course}"}, 201),
    ("owner", "JSON", "/api/v1/enrollments", {"course_id": 0}, 404),
    ("owner", "JSON", "/api/v1/enrollments", {"course_id": "none"}, 422),
    ("superuser", "JSON", "/api/v1/enrollments", {"course_id": "{course}"}, 403),
    ("stranger", "JSON", "/api/v1/reviews/{candidate}/approve", {}, 404),
    ("first_reviewer", "JSON", "/api/v1/reviews/{candidate}/approve", {}, 200),
    ("owner", "JSON", "/api/v1/study/sessions/{session}/close", {}, 200),
]


@pytest.mark.capability("F024")
@pytest.mark.parametrize("role, kind, path, body, status", CALLS, ids=lambda value: str(value)[:60])
def test_a_call_leaves_exactly_one_entry(world, role, kind, path, body, status):
    # given
    things = world.things
    names = ("course", "exam", "attempt", "notice", "candidate", "article", "session")
    keys = {name: getattr(things, name).pk for name in names}
    user, address = world.user(role), path.format(**keys)
    sent = {name: value.format(**keys) if isinstance(value, str) else value for name, value in body.items()}
    before = AuditEntry.objects.count()
    # when
    more = (
        {"data": json.dumps(sent), "content_type": "application/json"} if kind == "JSON" else {"data": sent}
    )
    response = _client(user).post(address, **more)
    # then
    assert response.status_code == status
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.actor_id, entry.method, entry.status) == (user.pk, "POST", status)
    assert entry.route
    assert entry.request_id == response["X-Request-ID"]


def test_a_beat_and_an_answer_leave_none(world):
    # given
    things, client = world.things, _client(world.user("owner"))
    before = AuditEntry.objects.count()
    question = things.attempt.questions[0]
    answer = {"value": [question["options"][0]["id"]], "seq": 1, "epoch": things.attempt.epoch}
    beat = {"seq": 1, "nonce": things.nonce, "visible": True, "active": True}
    # when
    told = client.put(
        f"/api/v1/attempts/{things.attempt.pk}/answers/{question['id']}",
        json.dumps(answer),
        content_type="application/json",
    )
    ticked = client.post(
        f"/api/v1/study/sessions/{things.session.pk}/beats", json.dumps(beat), content_type="application/json"
    )
    # then
    assert (told.status_code, ticked.status_code) == (200, 200)
    assert AuditEntry.objects.count() == before
    assert things.attempt.events.count() == 1


def test_a_form_of_wagtails_admin_leaves_exactly_one_entry(world):
    # given
    admin = make_user_with_role(Role.SYSTEM_ADMIN, world.things.unit.get_root())
    before = AuditEntry.objects.count()
    data = {"name": "新党支部", "short_name": "", "code": "NEW", "kind": "branch", "parent": ""}
    # when
    response = _client(admin).post(
        reverse("organization_units:add"),
        data | {"valid_from": "2026-01-01", "parent": world.things.unit.get_root().pk},
    )
    # then
    assert response.status_code == 302
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.actor_id, entry.route, entry.status) == (admin.pk, "organization_units:add", 302)


def test_deleting_a_page_in_wagtails_admin_leaves_exactly_one_entry(world):
    # given
    editor, draft = world.user("editor"), world.things.draft
    before = AuditEntry.objects.count()
    # when
    response = _client(editor).post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))
    # then
    assert response.status_code in {302, 403}
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.actor_id, entry.route) == (editor.pk, "wagtailadmin_pages:delete")
