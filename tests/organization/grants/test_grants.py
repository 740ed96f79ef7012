"""Verbs, two persons for administrators, the last one in office, the end of a grant."""

import io
import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from accounts.services import create_token
from core import clock, outbox
from core.checks import check_superusers
from core.models import AuditEntry
from evidence.models import Entry
from organization import authority
from organization import services as kernel
from organization.grants import queries, services
from organization.grants.models import GrantRequest, GrantReview, RecoveryCode
from organization.grants.recovery import issue_codes, recover
from organization.grants.tasks import expire_grant_requests
from organization.grants.types import GrantRequestState
from organization.models import Grant
from organization.types import GrantVerbs, PostKind, Role, Subject, Verb
from support.people import LONG_AGO, make_person, make_user, make_user_with_role

TODAY = clock.today()
DAY = timedelta(days=1)
PASSWORD = "a-long-Phrase-26"
API_SCOPE = "organization:read"


def ask(system, units, **change):
    wanted = {"user": make_user(), "role": Role.AUDIT_ADMIN, "unit": units.root, "reason": "增设"}
    return services.ask_for_grant(**wanted | change, by=system)


@pytest.mark.capability("F043")
@pytest.mark.parametrize(
    ("verbs", "may"),
    [
        (None, {"view", "manage", "serve"}),
        ([Verb.VIEW], {"view"}),
        ([Verb.MANAGE], {"view", "manage"}),
        ([Verb.SERVE], {"view", "serve"}),
    ],
)
def test_verbs_narrow_what_the_role_may(units, verbs, may, query_budget):
    # given
    user = make_user()
    services.grant_role(
        user=user, role=Role.ORGANIZATION_COMMISSIONER, unit=units.branch, verbs=verbs, by=None
    )
    member = make_person(units.branch)
    # when
    allowed = {v.value for v in Verb if authority.allows(user, v, Subject.ROSTER, unit=units.branch)}
    reached = {v.value for v in Verb if authority.units_allowed(user, v, Subject.ROSTER).exists()}
    people = {v.value for v in Verb if member in authority.people_allowed(user, v, Subject.ROSTER)}
    # then
    assert allowed == reached == people == may
    with query_budget(1):
        authority.allows(user, Verb.MANAGE, Subject.ROSTER, unit=units.branch)


def test_a_role_that_cannot_be_narrowed_is_refused(units):
    with pytest.raises(services.Invalid):
        services.grant_role(
            user=make_user(), role=Role.STUDY_AUDITOR, unit=units.branch, verbs=[Verb.VIEW], by=None
        )
    assert not Grant.objects.exists()


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_nobody_makes_an_administrator_alone(units, system, security, role):
    user = make_user()
    for by in (system, security):
        with pytest.raises(services.Refused):
            services.grant_role(user=user, role=role, unit=units.root, by=by)
    assert not user.grants.exists()


@pytest.mark.capability("F043")
def test_one_asks_and_another_confirms(units, system, security):
    # given
    request = ask(system, units)
    # when
    with pytest.raises(services.Refused):
        services.confirm_grant(request_id=request.pk, by=system)
    other_system = make_user_with_role(Role.SYSTEM_ADMIN, units.root)
    with pytest.raises(services.Refused):
        services.confirm_grant(request_id=request.pk, by=other_system)
    before = request.user.grants.count()
    grant = services.confirm_grant(request_id=request.pk, by=security)
    # then
    assert before == 0
    assert (grant.granted_by, grant.confirmed_by) == (system, security)
    assert authority.holds(request.user, Role.AUDIT_ADMIN)
    request.refresh_from_db()
    assert (request.state, request.grant) == (GrantRequestState.CONFIRMED, grant)
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"organization.grant_asked", "organization.grant_request_confirmed"} <= kinds
    with pytest.raises(services.Conflict):
        services.confirm_grant(request_id=request.pk, by=security)
    assert request.user.grants.count() == 1


def test_the_receiver_does_not_confirm(units, system, security):
    request = ask(system, units, user=security, role=Role.SECURITY_ADMIN, unit=units.branch)
    with pytest.raises(services.Refused):
        services.confirm_grant(request_id=request.pk, by=security)
    assert security.grants.count() == 1


def test_the_database_refuses_one_person_as_two(units, system):
    request = ask(system, units)
    for change in ({"decided_by": system}, {"decided_by": request.user}, {"user": system}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GrantRequest.objects.filter(pk=request.pk).update(**change)
    request.refresh_from_db()
    assert request.decided_by is None


def test_a_request_declined_or_expired_gives_nothing(units, system, security):
    # given
    first, second = ask(system, units), ask(system, units)
    # when
    with pytest.raises(services.Invalid):
        services.decline_grant(request_id=first.pk, by=security, reason=" ")
    services.decline_grant(request_id=first.pk, by=security, reason="不需要")
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        with pytest.raises(services.Conflict):
            services.confirm_grant(request_id=second.pk, by=security)
        expire_grant_requests.run()
        expire_grant_requests.run()
    # then each is written down once
    states = list(GrantRequest.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["declined", "expired"]
    told = Entry.objects.filter(kind="organization.grant_request_expired")
    facts = [json.loads(entry.body)["facts"] for entry in told]
    assert [fact["request_id"] for fact in facts] == [second.pk]
    assert not Grant.objects.filter(role=Role.AUDIT_ADMIN).exists()


def test_the_clock_closes_requests():
    assert expire_grant_requests.every == timedelta(minutes=10)
    assert outbox.registry["organization.expire_grant_requests"] is expire_grant_requests


@pytest.mark.capability("F043")
def test_nobody_is_administrator_of_two_sorts(units, system, security):
    with pytest.raises(services.Conflict):
        ask(security, units, user=system)
    with pytest.raises(services.Conflict):
        services.grant_role(user=system, role=Role.AUDIT_ADMIN, unit=units.root, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=system, role=Role.AUDIT_ADMIN, unit=units.branch, valid_from=TODAY)
    assert [grant.role for grant in system.grants.all()] == [Role.SYSTEM_ADMIN]


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_the_last_one_in_office_stays(units, security, role):
    # given
    other = make_user_with_role(Role.SECURITY_ADMIN, units.root)
    last = security if role == Role.SECURITY_ADMIN else make_user_with_role(role, units.root)
    if role == Role.SECURITY_ADMIN:
        services.withdraw_grant(grant=other.grants.get(), by=security)
    # when
    with pytest.raises(services.Conflict):
        services.withdraw_grant(grant=last.grants.get(), by=None)
    # then
    assert authority.holds(last, role)


def test_a_grant_on_a_post_ends_at_midnight_and_a_session_and_a_token_obey_at_once(client, units):
    # given
    person = make_person(units.branch)
    post = kernel.give_post(person=person, unit=units.branch, kind=PostKind.SECRETARY, by=None)
    kernel.grant_role(user=person.user, role=Role.BRANCH_SECRETARY, unit=units.branch, post=post, by=None)
    last = TODAY + 30 * DAY
    kernel.end_post(post=post, last_day=last, by=None)
    _token, secret = create_token(
        owner=person.user, name="x", scopes=[API_SCOPE], expires_at=clock.day_start(TODAY + 300 * DAY)
    )
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    before, after = clock.day_start(last + DAY) - timedelta(seconds=1), clock.day_start(last + DAY)
    got = []
    # when
    for moment in (before, after):
        with time_machine.travel(moment, tick=False):
            client.force_login(User.objects.get(pk=person.user_id))
            got.append(client.get(reverse("organization:roster")).status_code)
            got.append(client.get("/api/v1/organization/terms", **bearer).status_code)
    # then
    assert got == [200, 200, 403, 403]


@pytest.mark.capability("F043")
def test_the_admins_door_asks_the_grants_of_the_moment(client, units):
    # given an editor whose groups are behind: the grant ended by its date, no task has run
    user = make_user_with_role(Role.EDITOR, units.root, valid_to=TODAY)
    client.force_login(user)
    inside = client.get("/admin/").status_code
    # when
    with time_machine.travel(clock.day_start(TODAY + DAY), tick=False):
        client.force_login(user)
        got = client.get("/admin/")
        sent = client.post("/admin/pages/1/delete/")
    # then
    assert (inside, got.status_code, sent.status_code) == (200, 403, 403)
    assert not user.groups.exists()
    refused = AuditEntry.objects.filter(actor_id=user.pk, status=403).order_by("pk")
    assert [entry.method for entry in refused] == ["GET", "POST"]


@pytest.mark.capability("F043")
def test_the_superusers_flag_opens_nothing(client, units):
    # given
    chief = make_user("chief")
    User.objects.filter(pk=chief.pk).update(is_superuser=True, is_staff=True)
    client.force_login(User.objects.get(pk=chief.pk))
    # then
    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/users/").status_code == 403
    assert client.get(reverse("organization:grants")).status_code == 403
    assert User.objects.get(pk=chief.pk).is_superuser


def test_a_deployment_with_a_superuser_is_refused_even_if_closed(db, settings):
    assert check_superusers(None) == []
    User.objects.filter(pk=make_user().pk).update(is_superuser=True, is_active=False)
    assert [error.id for error in check_superusers(None)] == ["core.E002"]


def test_no_superuser_is_created_in_production(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError):
        call_command("createsuperuser", "--noinput", "--username", "root", "--email", "")
    assert not User.objects.exists()


@pytest.mark.capability("F043")
def test_two_people_with_their_codes_recover_the_administration(units):
    # given
    user = make_user()
    first, second = issue_codes(holders=["甲", "乙"])
    codes = [(first.holder, first.code.lower()), (second.holder, second.code)]
    stored = list(RecoveryCode.objects.values_list("code_hash", flat=True))
    # when
    wrong = [
        [codes[0]],
        [codes[0], codes[0]],
        [codes[0], ("乙", "AAAA-BBBB")],
        [("甲", second.code), ("乙", first.code)],
    ]
    for bad in wrong:
        with pytest.raises((services.Refused, services.Invalid)):
            recover(codes=bad, user=user, password=PASSWORD)
    assert RecoveryCode.objects.filter(used_at=None).count() == 2
    assert not user.grants.exists()
    grant = recover(codes=codes, user=user, password=PASSWORD)
    # then
    assert (grant.role, grant.unit) == (Role.SYSTEM_ADMIN, None)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert not any(first.code in text or second.code in text for text in stored)
    assert Entry.objects.filter(kind="organization.administration_recovered").count() == 1
    with pytest.raises(services.Refused):
        recover(codes=codes, user=user, password=PASSWORD)


def test_the_command_takes_both_codes_and_prints_new_ones(units, monkeypatch):
    # given
    user = make_user("old")
    first, second = issue_codes(holders=["甲", "乙"])
    lines = iter([first.code, second.code, PASSWORD])
    monkeypatch.setattr("builtins.input", lambda *_: next(lines))
    told = io.StringIO()
    # when
    call_command(
        "recover_admin", "--username", "old", "--holder", "甲", "--holder", "乙", "--stdin", stdout=told
    )
    # then
    assert authority.holds(user, Role.SYSTEM_ADMIN)
    assert RecoveryCode.objects.filter(used_at=None).count() == 2
    assert first.code not in told.getvalue()
    assert PASSWORD not in told.getvalue()


def test_a_review_keeps_or_withdraws_once_a_quarter(units, security):
    # given
    kept, gone = (make_user_with_role(Role.EDITOR, units.branch).grants.get() for _ in range(2))
    quarter = queries.quarter_of(TODAY)
    assert {kept, gone} <= set(queries.to_review(security, quarter))
    # when
    services.review_grant(grant=kept, outcome="kept", by=security)
    services.review_grant(grant=gone, outcome="withdrawn", by=security, reason="岗位已调整")
    # then
    assert not {kept, gone} & set(queries.to_review(security, quarter))
    assert GrantReview.objects.count() == 2
    assert authority.holds(kept.user, Role.EDITOR)
    assert not authority.holds(gone.user, Role.EDITOR)
    for own_or_again in (security.grants.get(), kept):
        with pytest.raises((services.Refused, services.Conflict)):
            services.review_grant(grant=own_or_again, outcome="kept", by=security)
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantReview.objects.update(outcome="withdrawn")


def test_a_grant_outside_the_reach_is_not_seen_and_not_withdrawn(client, units, security):
    # given
    far = make_user_with_role(Role.EDITOR, units.outside).grants.get()
    client.force_login(security)
    # when
    answer = client.post(reverse("organization:grant_withdraw", args=[far.pk]), {"reason": "不该"})
    page = client.get(reverse("organization:grants")).content.decode()
    # then
    assert answer.status_code == 404
    assert far.user.username not in page
    assert authority.holds(far.user, Role.EDITOR)
    with pytest.raises(services.Refused):
        services.withdraw_grant(grant=far, by=security)


def grant_data(user, units, **change):
    return {
        "user": user.username,
        "role": "organization_commissioner",
        "unit": units.branch.pk,
        "scope": "self",
        "verbs": "view,serve",
        "valid_from": LONG_AGO.isoformat(),
        "valid_to": "",
        "reason": "",
    } | change


@pytest.mark.capability("F041")
def test_gives_and_withdraws_on_the_page(client, units, security):
    # given
    client.force_login(security)
    user = make_user()
    # when
    given = client.post(reverse("organization:grant_give"), grant_data(user, units))
    grant = Grant.objects.get(user=user)
    without = client.post(reverse("organization:grant_withdraw", args=[grant.pk]), {"reason": ""})
    still = authority.holds(user, Role.ORGANIZATION_COMMISSIONER)
    withdrawn = client.post(reverse("organization:grant_withdraw", args=[grant.pk]), {"reason": "离任"})
    # then
    assert (given.status_code, without.status_code, withdrawn.status_code) == (302, 422, 302)
    assert (grant.verbs, grant.scope, grant.granted_by) == (GrantVerbs.SERVE, "self", security)
    assert still
    assert not authority.holds(user, Role.ORGANIZATION_COMMISSIONER)
    actions = AuditEntry.objects.exclude(action="").order_by("pk").values_list("action", "status")
    assert list(actions) == [("grant.give", 302), ("grant.withdraw", 302)]


def test_a_unit_left_out_is_asked_for_and_the_input_stays(client, units, security):
    # given
    user = make_user()
    client.force_login(security)
    # when
    page = client.post(reverse("organization:grant_give"), grant_data(user, units, unit=""))
    # then
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["unit"]
    assert f'value="{user.username}"' in page.content.decode()


def test_asks_and_confirms_on_the_page_and_bad_input_stays(client, units, system, security):
    # given
    user = make_user()
    client.force_login(system)
    data = grant_data(user, units, role="audit_admin", verbs="view,manage,serve", unit=units.root.pk)
    # when
    bad = client.post(reverse("organization:grant_give"), data)
    asked = client.post(reverse("organization:grant_give"), data | {"reason": "增设审计管理员"})
    request = GrantRequest.objects.get()
    own = client.post(reverse("organization:grant_request", args=[request.pk]), {"decision": "confirm"})
    client.force_login(security)
    done = client.post(reverse("organization:grant_request", args=[request.pk]), {"decision": "confirm"})
    # then
    assert (bad.status_code, asked.status_code, own.status_code, done.status_code) == (422, 302, 403, 302)
    assert f'value="{user.username}"' in bad.content.decode()
    assert authority.holds(user, Role.AUDIT_ADMIN)


@pytest.mark.parametrize(
    "query, seen",
    [
        ("", {"now"}),
        ("?ended=on", {"gone"}),
        (f"?on={(TODAY - 9 * DAY).isoformat()}", {"now", "gone"}),
        ("?role=editor", {"now"}),
        ("?role=trainer", set()),
        ("?user=now", {"now"}),
    ],
)
def test_the_list_is_filtered(client, units, security, query, seen):
    # given
    make_user_with_role(Role.EDITOR, units.branch, username="now")
    make_user_with_role(Role.EDITOR, units.branch, username="gone", valid_to=TODAY - DAY)
    client.force_login(security)
    # when
    page = client.get(reverse("organization:grants") + query)
    # then
    names = {row["grant"].user.username for row in page.context["rows"]}
    assert names - {security.username} == seen


def read_csv(response):
    return b"".join(response.streaming_content).decode("utf-8-sig").splitlines()


@pytest.mark.capability("F024")
def test_the_audit_log_is_read_filtered_and_exported_and_that_is_written_down(client, units):
    # given
    reader = make_user_with_role(Role.AUDIT_ADMIN, units.root)
    for number in range(60):
        AuditEntry.objects.create(
            actor_id=reader.pk, route=f"a:{number}", method="POST", status=302, request_id="r", note="=1+1"
        )
    client.force_login(reader)
    # when
    first = client.get(reverse("organization:audit") + "?route=a:")
    second = client.get(reverse("organization:audit") + f"?route=a:&before={first.context['more']}")
    lines = read_csv(client.post(reverse("organization:audit_export"), {"route": "a:"}))
    # then
    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 10)
    assert second.context["more"] is None
    assert len(lines) == 61
    assert lines[1].endswith(",'=1+1")
    actions = AuditEntry.objects.exclude(action="").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["audit.read", "audit.read", "audit.export"]


@pytest.mark.capability("F043")
@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDIT_ADMIN])
def test_nobody_else_reads_the_audit_log_and_the_refusal_is_written_down(client, units, role):
    # given
    user = make_user_with_role(role, units.root)
    client.force_login(user)
    # when
    page = client.get(reverse("organization:audit"))
    export = client.post(reverse("organization:audit_export"))
    # then
    assert (page.status_code, export.status_code) == (403, 403)
    routes = AuditEntry.objects.filter(actor_id=user.pk, status=403).order_by("pk")
    assert [entry.route for entry in routes] == ["organization:audit", "organization:audit_export"]
