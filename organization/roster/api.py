"""The API of the roster: what the pages do, by the same services and the same rules."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile

from accounts.http import require_scope, require_user
from core import audit, clock
from core.errors import Invalid, NotFound, Refused
from organization.authority import people_allowed
from organization.models import Membership, Person, Post, Unit
from organization.profiles.services import log_view
from organization.roster import exporting, feeds, importing, queries, services, tasks
from organization.roster.authority import RosterScope, detail_of, scope_of
from organization.roster.columns import reason
from organization.roster.models import FeedProposal, ImportJob
from organization.roster.queries import RosterFilter
from organization.roster.types import Detail, ListOrder
from organization.types import PartyStatus, PostKind, Subject, Verb

router = Router(tags=["roster"])
READ, WRITE = "organization:read", "organization:write"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RowOut(Schema):
    """A person as the caller may see them; a masked row tells nothing but unit and group."""

    person_id: int
    name: str
    detail: Detail
    unit: str
    group: str
    staff_number: str
    standing: str
    joined_on: date | None


class PageOut(Schema):
    """A page of the roster; `after` is the position of the next one."""

    total: int
    standings: dict[str, int]
    after: int | None
    items: list[RowOut]


class ListIn(Schema):
    """What the caller asks the roster for."""

    q: str = ""
    unit: int | None = None
    standing: PartyStatus | None = None
    order: ListOrder = ListOrder.PINYIN
    on: date | None = None

    def wanted(self) -> RosterFilter:
        """Return the filter; a day to come is refused."""
        day = self.on or clock.today()
        if day > clock.today():
            raise Invalid(_("Choose a day that is not in the future."))
        return RosterFilter(
            on=day,
            unit_id=self.unit,
            standing=self.standing.value if self.standing else "",
            text=self.q.strip()[:40],
            order=self.order,
        )


class PageIn(ListIn):
    """A filter and the position behind which the page begins."""

    after: int | None = None


class SpanOut(Schema):
    """A unit or post with its dates."""

    id: int
    unit_id: int
    kind: str
    valid_from: date
    valid_to: date | None


class PersonOut(Schema):
    """A person in detail; contact data only for who may see it."""

    id: int
    name: str
    staff_number: str
    party_status: str
    joined_on: date | None
    phone: str | None
    email: str | None
    memberships: list[SpanOut]
    posts: list[SpanOut]


class ParticularsIn(Schema):
    """What is written about a person."""

    name: str
    staff_number: str = ""
    joined_on: date | None = None


class PersonIn(ParticularsIn):
    """A new person with the unit they belong to."""

    party_status: PartyStatus
    unit_id: int
    since: date


class StandingIn(Schema):
    """Another standing from a day on."""

    status: PartyStatus
    valid_from: date
    reason: str


class SpanIn(Schema):
    """A unit from a day on."""

    unit_id: int
    since: date
    until: date | None = None


class PostIn(SpanIn):
    """A post from a day on."""

    kind: PostKind


class LastDayIn(Schema):
    """The last day of a membership or post."""

    last_day: date


class CreatedOut(Schema):
    """The id of what was made or changed."""

    id: int


class ProposalOut(Schema):
    """What a feed proposes: field → [what the roster says, what the feed says]."""

    id: int
    source: str
    kind: str
    staff_number: str
    person_id: int | None
    unit_id: int
    change: dict[str, list[str]]


class DecisionIn(Schema):
    """Yes or no."""

    accept: bool


class FindingOut(Schema):
    """What is wrong with a cell; a personal value is masked."""

    row: int
    column: str
    value: str
    reason: str


class ImportOut(Schema):
    """How far an import is, and the first findings."""

    id: UUID
    state: str
    permille: int
    rows: int
    bad_rows: int
    new_people: int
    refusal: str
    created_at: datetime
    findings: list[FindingOut]


def _reader(request: HttpRequest) -> RosterScope:
    require_scope(request, READ)
    scope = scope_of(require_user(request))
    if not scope.sees_any:
        raise Refused(_("You have no roster to look at. Ask the one who gives grants in your unit."))
    return scope


def _keeper(request: HttpRequest, scope_name: str = WRITE) -> RosterScope:
    require_scope(request, scope_name)
    scope = scope_of(require_user(request))
    if not scope.manages_any:
        raise Refused(_("Only who keeps the roster may do this."))
    return scope


def _seen(scope: RosterScope, person_id: int) -> Any:
    """Return a person whom the caller sees today."""
    day = clock.today()
    person = scope.with_detail(scope.people(day), day).filter(pk=person_id).first()
    if person is None:
        raise NotFound(_("There is nothing here for you."))
    return person


def _unit(scope: RosterScope, unit_id: int) -> Unit:
    unit = scope.managed.filter(pk=unit_id).first()
    if unit is None:
        told = _("There is no unit with this code whose roster you keep.")
        raise Invalid(told, fields={"unit_id": told})
    return unit


@router.get("/people", response=PageOut)
def list_people(request: HttpRequest, asked: Query[PageIn]) -> dict[str, Any]:
    """Return a page of the roster in the caller's scope."""
    scope = _reader(request)
    page = queries.read_page(scope, asked.wanted(), after=asked.after)
    return {
        "total": page.total,
        "standings": page.standings,
        "after": page.after,
        "items": [vars(row) for row in page.rows],
    }


@router.post("/people", response={201: CreatedOut})
def enter_person(request: HttpRequest, body: PersonIn) -> tuple[int, Person]:
    """Enter a person into a unit whose roster the caller keeps."""
    scope = _keeper(request)
    audit.describe(request, action="roster.enter", object_type="person", unit_id=body.unit_id)
    unit = _unit(scope, body.unit_id)
    data = body.dict(exclude={"unit_id"}) | {"unit": unit, "party_status": body.party_status.value}
    person = services.enter_person(by=require_user(request), **data)
    audit.describe(request, action="roster.enter", object_type="person", object_id=person.pk, unit_id=unit.pk)
    return 201, person


@router.post("/people/export", response={200: None})
def export_people(request: HttpRequest, asked: Query[ListIn]) -> FileResponse:
    """Return the list as a spreadsheet with masked names; its leaving is recorded."""
    scope = _keeper(request, READ)
    audit.describe(request, action="roster.export", object_type="export")
    file, record = exporting.export_list(scope=scope, wanted=asked.wanted(), by=require_user(request))
    audit.describe(request, action="roster.export", object_type="export", object_id=record.pk)
    return FileResponse(file, as_attachment=True, filename="roster.xlsx", content_type=XLSX)


@router.get("/people/proposals", response=list[ProposalOut])
def list_proposals(request: HttpRequest, offset: int = 0) -> Any:
    """Return a hundred open proposals of feeds about the units that the caller keeps."""
    start = max(offset, 0)
    return feeds.open_proposals(_keeper(request, READ).managed)[start : start + 100]


@router.post("/people/proposals/{int:proposal_id}/decision", response=CreatedOut)
def decide_proposal(request: HttpRequest, proposal_id: int, body: DecisionIn) -> FeedProposal:
    """Accept a proposal or put it away."""
    scope = _keeper(request)
    proposal = FeedProposal.objects.filter(pk=proposal_id, unit__in=scope.managed).first()
    action = "roster.accept_proposal" if body.accept else "roster.decline_proposal"
    audit.describe(request, action=action, object_type="feed_proposal", object_id=proposal_id)
    if proposal is None:
        raise NotFound(_("There is nothing here for you."))
    act = feeds.accept if body.accept else feeds.decline
    return act(proposal=proposal, by=require_user(request))


@router.post("/people/imports", response={202: ImportOut})
def upload_list(request: HttpRequest, file: File[UploadedFile]) -> tuple[int, dict[str, Any]]:
    """Take a list in; it is checked by a worker and changes nothing."""
    _keeper(request)
    audit.describe(request, action="roster.upload", object_type="import")
    job = importing.receive_list(
        file=file,
        name=file.name or "",
        size=file.size or 0,
        by=require_user(request),
        task=tasks.check_import,
    )
    audit.describe(request, action="roster.upload", object_type="import", object_id=job.pk)
    return 202, _import_out(job)


def _job(request: HttpRequest, job_id: UUID, scope_name: str) -> ImportJob:
    _keeper(request, scope_name)
    job = ImportJob.objects.filter(pk=job_id, by=require_user(request)).first()
    if job is None:
        raise NotFound(_("There is nothing here for you."))
    return job


def _import_out(job: ImportJob) -> dict[str, Any]:
    found = [
        {"row": item.row, "column": item.column, "value": item.value, "reason": reason(item.code, item.about)}
        for item in job.findings.order_by("row", "pk")[:100]
    ]
    names = ("id", "state", "permille", "rows", "bad_rows", "new_people", "refusal", "created_at")
    return {name: getattr(job, name) for name in names} | {"findings": found}


@router.get("/people/imports/{uuid:job_id}", response=ImportOut)
def show_import(request: HttpRequest, job_id: UUID) -> dict[str, Any]:
    """Return how far one's import is and what was found."""
    return _import_out(_job(request, job_id, READ))


@router.post("/people/imports/{uuid:job_id}/decision", response=ImportOut)
def decide_import(request: HttpRequest, job_id: UUID, body: DecisionIn) -> dict[str, Any]:
    """Let a checked list be entered as a whole, or discard it."""
    job = _job(request, job_id, WRITE)
    action = "roster.confirm_import" if body.accept else "roster.discard_import"
    audit.describe(request, action=action, object_type="import", object_id=job.pk)
    by = require_user(request)
    if body.accept:
        return _import_out(importing.confirm(job=job, by=by, task=tasks.apply_import))
    return _import_out(importing.discard(job=job, by=by))


@router.post("/people/memberships/{int:membership_id}/end", response=CreatedOut)
def end_membership(request: HttpRequest, membership_id: int, body: LastDayIn) -> Membership:
    """End a membership with a last day."""
    scope = _keeper(request)
    audit.describe(request, action="roster.leave", object_type="membership", object_id=membership_id)
    row = Membership.objects.filter(pk=membership_id, unit__in=scope.units).select_related("unit").first()
    if row is None:
        raise NotFound(_("There is nothing here for you."))
    return services.leave_unit(membership=row, last_day=body.last_day, by=require_user(request))


@router.post("/people/posts/{int:post_id}/end", response=CreatedOut)
def end_post(request: HttpRequest, post_id: int, body: LastDayIn) -> Post:
    """End a post with a last day."""
    scope = _keeper(request)
    audit.describe(request, action="roster.end_post", object_type="post", object_id=post_id)
    row = Post.objects.filter(pk=post_id, unit__in=scope.units).select_related("unit").first()
    if row is None:
        raise NotFound(_("There is nothing here for you."))
    return services.end_post(post=row, last_day=body.last_day, by=require_user(request))


@router.get("/people/{int:person_id}", response=PersonOut)
def show_person(request: HttpRequest, person_id: int, purpose: str = "") -> dict[str, Any]:
    """Return a person in detail; who sees them masked gives a purpose. The viewing is kept."""
    scope = _reader(request)
    user = require_user(request)
    person = _seen(scope, person_id)
    detail = detail_of(person)
    if detail is Detail.NAME:
        raise Refused(_("As leader of the party group you see the names of its members only."))
    sees_contact = people_allowed(user, Verb.VIEW, Subject.CONTACTS).filter(pk=person.pk).exists()
    contact = getattr(person, "contact", None) if sees_contact else None
    fields = ["name", "staff_number", "party_status", "joined_on", "membership", "post"]
    told = _("Keeping the roster") if detail is Detail.FULL and not purpose.strip() else purpose
    log_view(user, person, [*fields, *(["phone", "email"] if contact else [])], told)
    return {
        "id": person.pk,
        "name": person.name,
        "staff_number": person.staff_number,
        "party_status": person.party_status,
        "joined_on": person.joined_on,
        "phone": contact.phone if contact else None,
        "email": contact.email if contact else None,
        "memberships": list(person.memberships.order_by("valid_from").values()),
        "posts": list(person.posts.order_by("valid_from").values()),
    }


@router.patch("/people/{int:person_id}", response=CreatedOut)
def correct_person(request: HttpRequest, person_id: int, body: ParticularsIn) -> Person:
    """Correct what is written about a person."""
    person = _described(request, person_id, "roster.correct")
    return services.correct_person(person=person, by=require_user(request), **body.dict())


@router.post("/people/{int:person_id}/standings", response={201: CreatedOut})
def change_standing(request: HttpRequest, person_id: int, body: StandingIn) -> tuple[int, Any]:
    """Note another standing from a day on."""
    person = _described(request, person_id, "roster.change_standing")
    data = body.dict() | {"status": body.status.value}
    return 201, services.change_standing(person=person, by=require_user(request), **data)


@router.post("/people/{int:person_id}/memberships", response={201: CreatedOut})
def join_unit(request: HttpRequest, person_id: int, body: SpanIn) -> tuple[int, Membership]:
    """Make a person belong to a unit."""
    person = _described(request, person_id, "roster.join")
    unit = _unit(_keeper(request), body.unit_id)
    by = require_user(request)
    return 201, services.join_unit(person=person, unit=unit, since=body.since, until=body.until, by=by)


@router.post("/people/{int:person_id}/posts", response={201: CreatedOut})
def give_post(request: HttpRequest, person_id: int, body: PostIn) -> tuple[int, Post]:
    """Give a person a post."""
    person = _described(request, person_id, "roster.give_post")
    unit = _unit(_keeper(request), body.unit_id)
    return 201, services.give_post(
        person=person,
        unit=unit,
        kind=body.kind.value,
        since=body.since,
        until=body.until,
        by=require_user(request),
    )


def _described(request: HttpRequest, person_id: int, action: str) -> Person:
    """Return a person whom a keeper of the roster sees, and tell the audit log what is asked."""
    scope = _keeper(request)
    audit.describe(request, action=action, object_type="person", object_id=person_id)
    return Person.objects.get(pk=_seen(scope, person_id).pk)
