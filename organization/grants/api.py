"""The API of grants: what the pages do, by the same services; the audit log for its reader."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from accounts.http import require_scope, require_user
from accounts.models import User
from core import audit, clock
from core.errors import Invalid, NotFound
from organization.authority import grants_of
from organization.grants import audit_log, queries, reach, services
from organization.grants.models import GrantRequest
from organization.models import Grant, Unit
from organization.types import GrantScope, Role, Subject, Verb

router = Router(tags=["grants"])
READ, WRITE = "organization:read", "organization:write"
PAGE_SIZE = 50


class GrantOut(Schema):
    """A grant: who holds which role where, how far, with which verbs, from when to when."""

    id: int
    user_id: int
    role: str
    unit_id: int | None
    scope: str
    verbs: list[str]
    valid_from: date
    valid_to: date | None
    granted_by: int | None
    confirmed_by: int | None
    withdrawn_at: datetime | None


class GrantsOut(Schema):
    """A page of grants; `after` is the position of the next one."""

    items: list[GrantOut]
    after: int | None


class GrantsIn(Schema):
    """Which grants are listed: those that stand on a day (default: today), or also those that ended."""

    role: Role | None = None
    unit_id: int | None = None
    user_id: int | None = None
    on: date | None = None
    ended: bool = False
    after: int = 0


class RequestOut(Schema):
    """A request for an administrator's role, which a second administrator answers."""

    id: int
    user_id: int
    role: str
    unit_id: int | None
    reason: str
    state: str
    asked_by: int
    asked_at: datetime
    expires_at: datetime
    answer: str


class GivenOut(Schema):
    """What came of giving a role: the grant, or the request that waits for a second person."""

    grant: GrantOut | None = None
    request: RequestOut | None = None


class GrantIn(Schema):
    """Who is to hold which role where; an administrator's role needs a reason."""

    username: str
    role: Role
    unit_id: int | None = None
    scope: GrantScope = GrantScope.SELF
    verbs: list[Verb] = list(Verb)
    valid_from: date | None = None
    valid_to: date | None = None
    reason: str = ""


class ReasonIn(Schema):
    """Why."""

    reason: str


class AnswerIn(Schema):
    """The second administrator's answer; declining needs a reason."""

    confirm: bool
    reason: str = ""


class EntryOut(Schema):
    """An entry of the audit log."""

    id: int
    at: datetime
    actor_id: int | None
    method: str
    route: str
    action: str
    object_type: str
    object_id: str
    unit_id: int | None
    status: int
    note: str


class EntriesOut(Schema):
    """A page of the audit log, the newest first; `before` is the position of the next one."""

    items: list[EntryOut]
    before: int | None


class EntriesIn(Schema):
    """Which entries are listed."""

    actor_id: int | None = None
    since: date | None = None
    until: date | None = None
    route: str = ""
    outcome: Literal["", "done", "refused"] = ""
    before: int | None = None


def _present(grant: Grant) -> dict[str, Any]:
    names = ("user_id", "role", "unit_id", "scope", "valid_from", "valid_to", "withdrawn_at")
    told = {name: getattr(grant, name) for name in names}
    people = {"granted_by": grant.granted_by_id, "confirmed_by": grant.confirmed_by_id}
    return {"id": grant.pk, "verbs": grant.verbs.split(",")} | told | people


def _present_request(asked: GrantRequest) -> dict[str, Any]:
    names = ("user_id", "role", "unit_id", "reason", "state", "asked_at", "expires_at", "answer")
    return {"id": asked.pk, "asked_by": asked.asked_by_id} | {name: getattr(asked, name) for name in names}


@router.get("/grants", response=GrantsOut)
def list_grants(request: HttpRequest, wanted: Query[GrantsIn]) -> dict[str, Any]:
    """Return the grants in the caller's scope, by key."""
    require_scope(request, READ)
    held = reach.require_reader(request.user)
    found = queries.grants_visible_to(request.user, held).filter(pk__gt=wanted.after)
    if not wanted.ended:
        found = found.filter(queries.standing_on(wanted.on or clock.today()))
    for name in ("role", "unit_id", "user_id"):
        value = getattr(wanted, name)
        if value is not None:
            found = found.filter(**{name: value})
    rows = list(found.order_by("pk")[: PAGE_SIZE + 1])
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return {"items": [_present(grant) for grant in rows], "after": rows[-1].pk if more else None}


@router.get("/grants/mine", response=list[GrantOut])
def list_own(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what the caller holds now."""
    require_scope(request, READ)
    return [_present(grant) for grant in grants_of(request.user).grants]


@router.post("/grants", response={201: GivenOut})
def give(request: HttpRequest, told: GrantIn) -> tuple[int, dict[str, Any]]:
    """Give a business role, or ask for an administrator's, which waits for a second person."""
    require_scope(request, WRITE)
    held, by = reach.require_asker(request.user), require_user(request)
    account = User.objects.filter(username=told.username, is_active=True).first()
    if account is None:
        text = _("There is no active account of this user name.")
        raise Invalid(text, fields={"username": text})
    unit: Unit | None = None
    if told.unit_id is not None:
        unit = held.units_allowed(Verb.MANAGE, Subject.ADMINISTRATORS).filter(pk=told.unit_id).first()
        if unit is None:
            raise NotFound(_("There is no such unit."))
    wanted: dict[str, Any] = {
        "user": account,
        "role": told.role.value,
        "unit": unit,
        "scope": told.scope.value,
        "verbs": [verb.value for verb in told.verbs],
        "valid_from": told.valid_from,
        "valid_to": told.valid_to,
        "by": by,
    }
    if queries.needs_two_people(told.role):
        asked = services.ask_for_grant(**wanted, reason=told.reason)
        _tell(request, "ask", asked)
        return 201, {"request": _present_request(asked)}
    grant = services.grant_role(**wanted)
    _tell(request, "give", grant, told.reason)
    return 201, {"grant": _present(grant)}


@router.post("/grants/{int:grant_id}/withdrawal", response=GrantOut)
def withdraw(request: HttpRequest, grant_id: int, told: ReasonIn) -> dict[str, Any]:
    """Withdraw a grant at once, with the reason."""
    require_scope(request, WRITE)
    grant = reach.find_grant(request.user, grant_id)
    if not told.reason.strip():
        text = _("State the reason.")
        raise Invalid(text, fields={"reason": text})
    _tell(request, "withdraw", grant)
    return _present(services.withdraw_grant(grant=grant, by=require_user(request), reason=told.reason))


@router.get("/grants/requests", response=list[RequestOut])
def list_requests(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the open requests in the caller's scope, the newest first, at most a hundred."""
    require_scope(request, READ)
    held = reach.require_reader(request.user)
    found = queries.open_requests(queries.requests_visible_to(request.user, held))
    return [_present_request(asked) for asked in found[:100]]


@router.post("/grants/requests/{int:request_id}/answer", response=RequestOut)
def answer(request: HttpRequest, request_id: int, told: AnswerIn) -> dict[str, Any]:
    """Confirm or decline a request as the second administrator."""
    require_scope(request, WRITE)
    asked, by = reach.find_request(request.user, request_id), require_user(request)
    _tell(request, "confirm" if told.confirm else "decline", asked)
    if told.confirm:
        services.confirm_grant(request_id=asked.pk, by=by)
    else:
        services.decline_grant(request_id=asked.pk, by=by, reason=told.reason)
    asked.refresh_from_db()
    return _present_request(asked)


@router.get("/audit", response=EntriesOut)
def read_log(request: HttpRequest, wanted: Query[EntriesIn]) -> dict[str, Any]:
    """Return the audit log, the newest first; that it was read stands in it."""
    require_scope(request, READ)
    reach.require_log_reader(request.user)
    asked: dict[str, Any] = wanted.dict(exclude={"before", "actor_id"})
    if wanted.actor_id is not None:
        asked["actor"] = User(pk=wanted.actor_id)
    rows, more = audit_log.page_of(audit_log.entries(asked), wanted.before)
    names = ("at", "actor_id", "method", "route", "action", "object_type", "object_id", "unit_id")
    told = ", ".join(f"{name}={value}" for name, value in wanted.dict().items() if value)
    audit.describe(request, action="audit.read", object_type="core.AuditEntry", note=told[:500])
    audit.write_entry(request, status=200, route="GET /api/v1/audit", arguments={})
    items = [
        {"id": row.pk, "status": row.status, "note": row.note} | {name: getattr(row, name) for name in names}
        for row in rows
    ]
    return {"items": items, "before": more}


def _tell(request: HttpRequest, action: str, row: Grant | GrantRequest, note: str = "") -> None:
    audit.describe(
        request,
        action=f"grant.{action}",
        object_type=f"organization.{type(row).__name__}",
        object_id=row.pk,
        unit_id=row.unit_id,
        note=note,
    )
