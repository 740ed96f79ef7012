"""What the organization, the accounts and the core hold about a user: sections of the personal export."""

from collections.abc import Iterator
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User, UserSession
from accounts.services import failed_sign_ins
from accounts.throttle import fold_name
from core.models import AuditEntry
from evidence.models import Entry
from organization.models import Grant, Membership, PartyStanding, Person, Post
from organization.profiles.corrections import shown_value
from organization.profiles.models import (
    ClosingRequest,
    Contact,
    CorrectionRequest,
    NoticeAcceptance,
    PersonalExport,
    SensitiveView,
)
from organization.profiles.purposes import shown_fields
from organization.profiles.registry import (
    Held,
    Section,
    Viewing,
    handles,
    register_exporter,
    register_keeper,
    register_remover,
    register_viewings,
)
from organization.profiles.types import RequestState
from organization.types import PartyStatus

FIRST_DAY = ("valid_from", _("First day"))
LAST_DAY = ("valid_to", _("Last day"))
UNIT = ("unit", _("Unit"))
TIME = ("at", _("Time"))


@register_exporter
def account(user: User) -> Section:
    """Return the account."""
    rows = [
        ("username", _("User name"), user.username),
        ("name", _("Name"), user.get_full_name()),
        ("email", _("E-mail"), user.email),
        ("language", _("Language"), user.get_language_display()),
        ("created_at", _("Created at"), user.date_joined),
        ("last_login", _("Last sign-in"), user.last_login),
        ("is_active", _("May sign in"), user.is_active),
    ]
    return Section("account", _("Account"), _PARTICULARS, rows)


@register_exporter
@handles("organization.Person", "organization.Contact")
def person(user: User) -> Section:
    """Return the person's particulars and contact data."""
    kept = Person.objects.filter(user=user).first()
    contact = Contact.objects.filter(person=kept).first() if kept else None
    rows = []
    if kept is not None:
        rows = [
            ("person_id", _("Number in the system"), kept.pk),
            ("name", _("Name"), kept.name),
            ("staff_number", _("Staff number"), kept.staff_number),
            ("party_status", _("Party status"), kept.get_party_status_display()),
            ("joined_on", _("Day of joining the party"), kept.joined_on),
            ("phone", _("Phone"), contact.phone if contact else ""),
            ("email", _("E-mail"), contact.email if contact else ""),
        ]
    return Section("person", _("Person"), _PARTICULARS, rows)


_PARTICULARS = (("field", _("Field")), ("title", _("Title")), ("value", _("Value")))


@register_exporter
@handles("organization.Membership")
def memberships(user: User) -> Section:
    """Return the units of the person through time."""
    found = Membership.objects.filter(person__user=user).select_related("unit").order_by("valid_from", "pk")
    rows = [(row.get_kind_display(), row.unit.name, row.valid_from, row.valid_to) for row in found]
    columns = (("kind", _("Kind")), UNIT, FIRST_DAY, LAST_DAY)
    return Section("memberships", _("Memberships"), columns, rows)


@register_exporter
@handles("organization.PartyStanding")
def standings(user: User) -> Section:
    """Return how the person stood to the party through time."""
    found = PartyStanding.objects.filter(person__user=user).order_by("valid_from")
    rows = [(row.get_status_display(), row.valid_from, row.valid_to) for row in found]
    columns = (("status", _("Party status")), FIRST_DAY, LAST_DAY)
    return Section("standings", _("Party standings"), columns, rows)


@register_exporter
@handles("organization.Post")
def posts(user: User) -> Section:
    """Return the posts of the person through time."""
    found = Post.objects.filter(person__user=user).select_related("unit").order_by("valid_from", "pk")
    rows = [(row.get_kind_display(), row.unit.name, row.valid_from, row.valid_to) for row in found]
    columns = (("post", _("Post")), UNIT, FIRST_DAY, LAST_DAY)
    return Section("posts", _("Posts"), columns, rows)


@register_exporter
@handles("organization.Grant")
def grants(user: User) -> Section:
    """Return every grant, also those that ended."""
    found = Grant.objects.filter(user=user).select_related("unit").order_by("valid_from", "pk")
    rows = [
        (
            row.get_role_display(),
            row.unit.name if row.unit else "",
            row.get_scope_display(),
            row.valid_from,
            row.valid_to,
            row.withdrawn_at,
        )
        for row in found
    ]
    columns = (
        ("role", _("Role")),
        UNIT,
        ("scope", _("Scope")),
        FIRST_DAY,
        LAST_DAY,
        ("withdrawn_at", _("Withdrawn at")),
    )
    return Section("grants", _("Grants"), columns, rows)


@register_exporter
@handles("organization.CorrectionRequest", "organization.ClosingRequest")
def requests(user: User) -> Section:
    """Return what the person asked for, and what was answered."""
    corrections = CorrectionRequest.objects.filter(person__user=user).order_by("asked_at", "pk")
    rows = [
        (
            row.get_field_display(),
            shown_value(row.field, row.old_value),
            shown_value(row.field, row.new_value),
            row.reason,
            row.get_state_display(),
            row.asked_at,
            row.decided_at,
            row.answer,
        )
        for row in corrections
    ]
    rows += [
        (
            str(_("Closing of the account")),
            "",
            "",
            row.reason,
            row.get_state_display(),
            row.asked_at,
            row.decided_at,
            row.answer,
        )
        for row in ClosingRequest.objects.filter(user=user).order_by("asked_at", "pk")
    ]
    columns = (
        ("field", _("Field")),
        ("old_value", _("What was kept")),
        ("new_value", _("What is right")),
        ("reason", _("Your words")),
        ("state", _("State")),
        ("asked_at", _("Asked at")),
        ("decided_at", _("Decided at")),
        ("answer", _("Answer")),
    )
    return Section("requests", _("Requests"), columns, rows)


@register_exporter
@handles("organization.SensitiveView")
def viewings(user: User) -> Section:
    """Return who saw sensitive data of the person."""
    found = SensitiveView.objects.filter(person__user=user).select_related("viewer").order_by("pk")
    rows = [(row.seen_at, row.viewer.get_full_name(), shown_fields(row.fields), row.purpose) for row in found]
    columns = (TIME, ("viewer", _("Seen by")), ("fields", _("Fields")), ("purpose", _("Purpose")))
    return Section("viewings", _("Views of sensitive data"), columns, rows)


@register_exporter
@handles("organization.NoticeAcceptance")
def acceptances(user: User) -> Section:
    """Return which versions of the privacy notice the user accepted."""
    found = NoticeAcceptance.objects.filter(user=user).select_related("notice").order_by("pk")
    rows = [(row.notice.version, row.accepted_at) for row in found]
    return Section("acceptances", _("Privacy notices accepted"), (("version", _("Version")), TIME), rows)


@register_exporter
@handles("organization.PersonalExport")
def exports(user: User) -> Section:
    """Return the exports that were made before."""
    found = PersonalExport.objects.filter(user=user).order_by("asked_at")
    rows = [(row.asked_at, row.get_state_display(), row.made_at, row.expires_at) for row in found]
    columns = (
        ("asked_at", _("Asked at")),
        ("state", _("State")),
        ("made_at", _("Made at")),
        ("expires_at", _("Kept until")),
    )
    return Section("exports", _("Personal exports"), columns, rows)


@register_exporter
@handles("accounts.ApiToken")
def tokens(user: User) -> Section:
    """Return the API tokens, without what opens anything."""
    found = ApiToken.objects.filter(owner=user).order_by("pk")
    rows = [
        (row.name, row.prefix, row.scopes, row.created_at, row.expires_at, row.revoked_at, row.last_used_at)
        for row in found
    ]
    columns = (
        ("name", _("Name")),
        ("prefix", _("First characters")),
        ("scopes", _("Scopes")),
        ("created_at", _("Created at")),
        ("expires_at", _("Valid until")),
        ("revoked_at", _("Withdrawn at")),
        ("last_used_at", _("Last used at")),
    )
    return Section("tokens", _("API tokens"), columns, rows)


@register_exporter
def factors(user: User) -> Section:
    """Return the second factors and the outside accounts, without what opens anything."""
    rows = [
        (row.get_type_display(), "", row.created_at, row.last_used_at)
        for row in Authenticator.objects.filter(user=user).order_by("pk")
    ]
    rows += [
        (row.provider, row.uid, row.date_joined, row.last_login)
        for row in SocialAccount.objects.filter(user=user).order_by("pk")
    ]
    columns = (
        ("kind", _("Kind")),
        ("number", _("Number")),
        ("created_at", _("Created at")),
        ("last_used_at", _("Last used at")),
    )
    return Section("factors", _("Second factors and outside accounts"), columns, rows)


@register_exporter
@handles("accounts.UserSession")
def sessions(user: User) -> Section:
    """Return the sessions of the account, from their beginning to their end."""
    rows = [
        (
            row.began_at,
            row.get_method_display(),
            row.device,
            row.address,
            row.seen_at,
            row.ended_at,
            row.get_ending_display(),
        )
        for row in UserSession.objects.filter(user=user).order_by("began_at", "pk")
    ]
    columns = (
        ("began_at", _("Began at")),
        ("method", _("Way of signing in")),
        ("device", _("Device")),
        ("address", _("Address")),
        ("seen_at", _("Last active at")),
        ("ended_at", _("Ended at")),
        ("ending", _("Ending")),
    )
    return Section("sessions", _("Sessions"), columns, rows)


@register_exporter
def sign_ins(user: User) -> Section:
    """Return the sign-ins and the failed ones that are kept."""
    rows = [
        (row.attempt_time, str(_("Signed in")), row.ip_address, row.user_agent)
        for row in AccessLog.objects.filter(username=fold_name(user.username)).order_by("pk")
    ]
    rows += [
        (row.attempt_time, str(_("Failed")), row.ip_address, row.user_agent)
        for row in failed_sign_ins(user).order_by("pk")
    ]
    columns = (TIME, ("outcome", _("Outcome")), ("address", _("Address")), ("device", _("Device")))
    return Section("sign_ins", _("Sign-ins"), columns, rows)


@register_exporter
def actions(user: User) -> Section:
    """Return what the user did, as the audit log keeps it."""
    found = AuditEntry.objects.filter(actor_id=user.pk).order_by("pk")
    rows = [
        (row.at, row.action or row.route, row.object_type, row.object_id, row.status, row.address)
        for row in found.iterator(chunk_size=1000)
    ]
    columns = (
        TIME,
        ("action", _("Action")),
        ("object_type", _("Object")),
        ("object_id", _("Number")),
        ("status", _("Status")),
        ("address", _("Address")),
    )
    return Section("actions", _("Actions in the audit log"), columns, rows)


@register_exporter
def entries(user: User) -> Section:
    """Return the evidence entries that name the user as the one who acted."""
    found = Entry.objects.filter(by_id=user.pk).order_by("pk").values_list("created_at", "kind", "digest")
    columns = (TIME, ("kind", _("Kind")), ("digest", _("Digest")))
    return Section("evidence", _("Evidence entries"), columns, list(found.iterator(chunk_size=1000)))


@register_viewings
def sensitive_views(person: Person) -> Iterator[Viewing]:
    """Return the views of sensitive data that `log_view` recorded."""
    found = SensitiveView.objects.filter(person=person).select_related("viewer").order_by("-pk")[:100]
    for row in found:
        yield Viewing(row.seen_at, row.viewer.get_full_name(), shown_fields(row.fields), row.purpose)


@register_keeper
def party_records(user: User) -> Iterator[Held]:
    """Name what the rules on members' files keep: standing, organization relation and posts."""
    kept = Person.objects.filter(user=user).first()
    if kept is None:
        return
    if kept.standings.exclude(status=PartyStatus.EMPLOYEE).exists():
        yield Held(_("Party status and its dates"), "standing")
        yield Held(_("Organization relation"), "roster")
    if Post.objects.filter(person=kept).exists():
        yield Held(_("Posts held"), "roster")


@register_remover("corrections")
def old_requests(before: datetime) -> int:
    """Remove correction requests, and declined or withdrawn wishes to close, answered before a moment."""
    corrections = CorrectionRequest.objects.filter(decided_at__lt=before).exclude(state=RequestState.OPEN)
    closings = ClosingRequest.objects.filter(
        decided_at__lt=before, state__in=[RequestState.DECLINED, RequestState.WITHDRAWN]
    )
    return corrections.delete()[0] + closings.delete()[0]


@register_remover("sign_ins")
def old_sign_ins(before: datetime) -> int:
    """Remove sign-ins, failed ones, and sessions that ended, from before a moment."""
    tables = (AccessLog, AccessAttempt, AccessFailureLog)
    removed = sum(int(table.objects.filter(attempt_time__lt=before).delete()[0]) for table in tables)
    return removed + UserSession.objects.filter(ended_at__lt=before).delete()[0]
