"""The API of one's own data, and of the officers who answer requests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from accounts.http import require_scope, require_user
from core.audit import describe
from core.errors import NotFound, Refused
from organization.models import Person
from organization.profiles import closing, corrections, exporting, privacy, services
from organization.profiles.models import ClosingRequest, CorrectionRequest, NoticeAcceptance, PersonalExport
from organization.profiles.overview import overview_of
from organization.profiles.queries import corrections_for, may_answer_requests

router = Router(tags=["profile"])
READ, WRITE = "profile:read", "profile:write"


class FieldOut(Schema):
    """One field kept about the caller."""

    key: str
    label: str
    value: str
    purpose: str
    basis: str
    source: str
    kept: str
    sensitive: bool
    correctable: bool


class ViewingOut(Schema):
    """Somebody saw sensitive data of the caller."""

    seen_at: datetime
    viewer: str
    what: str
    purpose: str


class ProfileOut(Schema):
    """What is kept about the caller."""

    user_id: int
    person_id: int | None
    fields: list[FieldOut]
    viewings: list[ViewingOut]


class ContactIn(Schema):
    """How the caller can be reached; empty removes it."""

    phone: str = ""
    email: str = ""


class CorrectionIn(Schema):
    """What is wrong and what is right."""

    field: str
    new_value: str
    reason: str = ""


class CorrectionOut(Schema):
    """A correction request."""

    id: int
    person_id: int
    field: str
    old_value: str
    new_value: str
    reason: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    answer: str


class DecisionIn(Schema):
    """An officer's answer."""

    accept: bool
    answer: str = ""


class ExportOut(Schema):
    """A personal export and how far it is."""

    id: UUID
    state: str
    asked_at: datetime
    parts_done: int
    parts: int
    expires_at: datetime | None
    size: int
    sha256: str


class ClosingIn(Schema):
    """The wish to close the account, with the password."""

    proof: str
    reason: str = ""


class ClosingOut(Schema):
    """A wish to close the account."""

    id: int
    state: str
    asked_at: datetime
    answer: str


class NoticeOut(Schema):
    """The privacy notice in force, and when the caller accepted it."""

    version: str
    text: str
    changes: str
    published_at: datetime
    accepted_at: datetime | None


class AcceptIn(Schema):
    """The version that was read."""

    version: str


def _person(request: HttpRequest) -> Person:
    person = Person.objects.filter(user=require_user(request)).first()
    if person is None:
        raise Refused(_("This account belongs to no person."))
    return person


@router.get("/me/profile", response=ProfileOut)
def show_profile(request: HttpRequest) -> dict[str, Any]:
    """Return everything kept about the caller, with purpose, basis, source and retention."""
    require_scope(request, READ)
    overview = overview_of(require_user(request))
    return {
        "user_id": overview.user.pk,
        "person_id": overview.person.pk if overview.person else None,
        "fields": [
            {
                "key": field.key,
                "label": str(field.about.label),
                "value": field.value,
                "purpose": str(field.about.purpose),
                "basis": str(field.about.basis),
                "source": str(field.source),
                "kept": field.kept,
                "sensitive": field.about.sensitive,
                "correctable": field.correctable,
            }
            for field in overview.fields
        ],
        "viewings": overview.viewings,
    }


@router.put("/me/contact", response=ContactIn)
def change_contact(request: HttpRequest, wish: ContactIn) -> Any:
    """Keep how the caller can be reached."""
    require_scope(request, WRITE)
    person = _person(request)
    describe(request, action="profile.set_contact", object_type="organization.Person", object_id=person.pk)
    return services.set_contact(person, wish.phone, wish.email, require_user(request))


@router.get("/me/corrections", response=list[CorrectionOut])
def list_corrections(request: HttpRequest) -> Any:
    """Return the caller's correction requests, newest first."""
    require_scope(request, READ)
    return CorrectionRequest.objects.filter(person=_person(request))[:200]


@router.post("/me/corrections", response={201: CorrectionOut})
def ask_correction(request: HttpRequest, wish: CorrectionIn) -> tuple[int, Any]:
    """Ask for a correction of one field."""
    require_scope(request, WRITE)
    item = corrections.ask_correction(
        person=_person(request),
        field=wish.field,
        new_value=wish.new_value,
        reason=wish.reason,
        by=require_user(request),
    )
    describe(
        request,
        action="profile.ask_correction",
        object_type="organization.CorrectionRequest",
        object_id=item.pk,
    )
    return 201, item


@router.delete("/me/corrections/{request_id}", response={204: None})
def withdraw_correction(request: HttpRequest, request_id: int) -> tuple[int, None]:
    """Take back one's own request."""
    require_scope(request, WRITE)
    corrections.withdraw_correction(request_id=request_id, by=require_user(request))
    describe(
        request,
        action="profile.withdraw_correction",
        object_type="organization.CorrectionRequest",
        object_id=request_id,
    )
    return 204, None


@router.get("/corrections", response=list[CorrectionOut])
def list_requests(request: HttpRequest, state: str = "open") -> Any:
    """Return the correction requests that the caller may answer."""
    require_scope(request, READ)
    user = require_user(request)
    if not may_answer_requests(user):
        raise Refused(_("You answer no requests. Ask the administrator who grants roles."))
    return corrections_for(user).filter(state=state).order_by("asked_at")[:200]


@router.post("/corrections/{request_id}/decision", response=CorrectionOut)
def decide(request: HttpRequest, request_id: int, answer: DecisionIn) -> Any:
    """Accept or decline a correction."""
    require_scope(request, WRITE)
    describe(
        request,
        action="profile.accept_correction" if answer.accept else "profile.decline_correction",
        object_type="organization.CorrectionRequest",
        object_id=request_id,
    )
    return corrections.decide_correction(
        request_id=request_id, accept=answer.accept, by=require_user(request), answer=answer.answer
    )


@router.get("/me/exports", response=list[ExportOut])
def list_exports(request: HttpRequest) -> Any:
    """Return the caller's exports, newest first."""
    require_scope(request, READ)
    return PersonalExport.objects.filter(user=require_user(request))[:50]


@router.post("/me/exports", response={202: ExportOut})
def ask_export(request: HttpRequest) -> tuple[int, Any]:
    """Have a copy made of everything kept about the caller."""
    require_scope(request, WRITE)
    export = exporting.ask_export(user=require_user(request))
    describe(
        request, action="profile.ask_export", object_type="organization.PersonalExport", object_id=export.pk
    )
    return 202, export


@router.get("/me/exports/{uuid:export_id}/file")
def fetch_export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """Return the zip file of an export of the caller."""
    require_scope(request, READ)
    export = exporting.find_export(require_user(request), export_id)
    response = HttpResponse(exporting.read_file(export), content_type="application/zip")
    response["Cache-Control"] = "no-store"
    return response


@router.post("/me/closing", response={201: ClosingOut})
def ask_closing(request: HttpRequest, wish: ClosingIn) -> tuple[int, Any]:
    """Ask that the caller's account be closed."""
    require_scope(request, WRITE)
    user = require_user(request)
    describe(request, action="profile.ask_closing", object_type="accounts.User", object_id=user.pk)
    return 201, closing.ask_closing(user=user, proof=wish.proof, reason=wish.reason)


@router.get("/me/closing", response=list[ClosingOut])
def list_closings(request: HttpRequest) -> Any:
    """Return the caller's wishes to close the account, newest first."""
    require_scope(request, READ)
    return ClosingRequest.objects.filter(user=require_user(request))[:50]


@router.get("/me/privacy", response=NoticeOut)
def show_notice(request: HttpRequest) -> dict[str, Any]:
    """Return the privacy notice in force, and when the caller accepted it."""
    require_scope(request, READ)
    notice = privacy.current_notice()
    if notice is None:
        raise NotFound(_("No privacy notice has been published yet"))
    accepted = NoticeAcceptance.objects.filter(notice=notice, user=require_user(request)).first()
    return {
        "version": notice.version,
        "text": notice.text,
        "changes": notice.changes,
        "published_at": notice.published_at,
        "accepted_at": accepted.accepted_at if accepted else None,
    }


@router.post("/me/privacy", response=NoticeOut)
def accept_notice(request: HttpRequest, wish: AcceptIn) -> dict[str, Any]:
    """Keep that the caller accepted the version in force."""
    require_scope(request, WRITE)
    accepted = privacy.accept_notice(user=require_user(request), version=wish.version)
    describe(
        request,
        action="profile.accept_notice",
        object_type="organization.PrivacyNotice",
        object_id=accepted.notice_id,
    )
    return show_notice_of(accepted)


def show_notice_of(accepted: NoticeAcceptance) -> dict[str, Any]:
    """Return the accepted notice as the API tells it."""
    notice = accepted.notice
    return {
        "version": notice.version,
        "text": notice.text,
        "changes": notice.changes,
        "published_at": notice.published_at,
        "accepted_at": accepted.accepted_at,
    }
