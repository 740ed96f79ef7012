"""Who may see and do what on the pages and in the API of grants; what is out of reach is not found."""

from django.utils.translation import gettext as _

from core.errors import NotFound, Refused
from organization.authority import AnyUser, HeldGrants, allows, grants_of
from organization.grants import queries
from organization.grants.models import GrantRequest
from organization.models import Grant
from organization.types import Subject, Verb


def may_ask(held: HeldGrants) -> bool:
    """Return whether somebody gives roles and asks for administrators."""
    return held.allows(Verb.MANAGE, Subject.ADMINISTRATORS)


def require_reader(user: AnyUser) -> HeldGrants:
    """Return what a reader of grants holds; `Refused` for everybody else."""
    held = grants_of(user)
    if not held.allows(Verb.VIEW, Subject.GRANTS):
        raise Refused(_("Only the administrators of system, security and audit see the grants."))
    return held


def require_asker(user: AnyUser) -> HeldGrants:
    """Return what somebody holds who gives roles; `Refused` for everybody else."""
    held = require_reader(user)
    if not may_ask(held):
        raise Refused(_("Only a system or security administrator does this."))
    return held


def require_log_reader(user: AnyUser) -> None:
    """Refuse everybody but the reader of the audit log."""
    if not allows(user, Verb.VIEW, Subject.AUDIT_LOG):
        raise Refused(_("Only the audit administrator reads the audit log."))


def find_grant(user: AnyUser, grant_id: int) -> Grant:
    """Return a grant that the user may withdraw or review."""
    held = require_reader(user)
    if not held.allows(Verb.MANAGE, Subject.GRANTS):
        raise Refused(_("Only a security administrator does this."))
    grant = queries.grants_visible_to(user, held).filter(pk=grant_id).first()
    if grant is None:
        raise NotFound(_("There is no such grant."))
    return grant


def find_request(user: AnyUser, request_id: int) -> GrantRequest:
    """Return a request that the user may look at."""
    held = require_reader(user)
    asked = queries.requests_visible_to(user, held).filter(pk=request_id).first()
    if asked is None:
        raise NotFound(_("There is no such request."))
    return asked
