"""Check a submission, give a waiver, keep the lists."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, Revision

from accounts.models import User
from cms_pages.checks import queries
from cms_pages.checks.engines.folding import fold
from cms_pages.checks.engines.phrases import LEAST
from cms_pages.checks.errors import ChecksFailed, NoSuchFinding, NotKeeper, NotListable
from cms_pages.checks.models import Category, CheckReport, ListedExpression, ListKind, Waiver
from cms_pages.checks.wording import sentence
from cms_pages.gate.errors import ReasonMissing
from cms_pages.gate.models import Candidate
from core.clock import now
from core.errors import NotFound
from evidence.services import append
from organization import authority
from organization.types import Subject, Verb

_SHOWN = 3
_SENT = 50


def check_submission(candidate: Candidate, revision: Revision) -> CheckReport:
    """Check the text of a new candidate and keep the report, in the transaction of its submission.

    Raises ChecksFailed, which undoes the submission, when a finding blocks that nobody has waived.
    """
    checked = queries.check_revision(revision)
    in_the_way = checked.in_the_way
    if in_the_way:
        count = len(in_the_way)
        first = "；".join(f"{sentence(one)}" for one in in_the_way[:_SHOWN])
        words = ngettext(
            "%(count)s finding must be mended or waived first: %(first)s",
            "%(count)s findings must be mended or waived first: %(first)s",
            count,
        )
        raise ChecksFailed(
            words % {"count": count, "first": first},
            page=candidate.page_id,
            findings=[one.as_json() for one in in_the_way[:_SENT]],
        )
    return CheckReport.objects.create(
        candidate=candidate, digest=checked.digest, findings=[one.as_json() for one in checked.findings]
    )


@transaction.atomic
def waive(page: Page, *, key: str, digest: str, reason: str, by: User) -> Waiver:
    """Let a finding in the page's latest text stand, for a reason; reviewers see who gave it.

    `digest` is of the text that was looked at. Raises NotFound where the person may not edit the page,
    ReasonMissing, or NoSuchFinding when the text or the finding is another by now.
    """
    if not may_check(page, by):
        raise NotFound(_("There is no such text."))
    revision = page.specific.get_latest_revision()
    if revision is None:
        raise NotFound(_("There is no such text."))
    checked = queries.check_revision(revision)
    finding = next((one for one in checked.findings if one.key == key), None)
    if finding is None or checked.digest != digest:
        raise NoSuchFinding(_("The text has changed since it was checked. Look at the findings again."))
    words = reason.strip()
    if not 2 <= len(words) <= 200:
        message = _("Give the reason in 2 to 200 characters.")
        raise ReasonMissing(message, fields={"reason": message})
    try:
        with transaction.atomic():
            waiver = Waiver.objects.create(
                page_id=page.pk,
                revision_id=revision.pk,
                digest=digest,
                finding_key=key,
                finding=finding.as_json(),
                reason=words,
                given_by=by,
            )
    except IntegrityError as error:
        raise NoSuchFinding(_("This finding has been waived already.")) from error
    append(
        kind="check.waiver",
        facts={"page": page.pk, "digest": digest, "finding": finding.as_json(), "reason": words},
        personal={"giver": str(by.pk)},
        by_id=by.pk,
    )
    return waiver


def may_check(page: Page, user: User) -> bool:
    """Return whether the user writes texts and may edit this one."""
    writes = authority.allows(user, Verb.MANAGE, Subject.TEXTS)
    return writes and bool(page.permissions_for_user(user).can_edit())


@transaction.atomic
def add_expression(
    *,
    kind: str,
    words: str,
    by: User,
    category: str = "",
    replacement: str = "",
    other_forms: str = "",
    blocks: bool = True,
) -> ListedExpression:
    """Put an expression on a list, at its end. Raises NotKeeper or NotListable."""
    _require_keeper(by)
    words = words.strip()
    row = ListedExpression(
        kind=kind,
        words=words,
        category=category,
        replacement=replacement.strip(),
        other_forms="\n".join(line.strip() for line in other_forms.splitlines() if line.strip()),
        blocks=blocks and kind == ListKind.TERM,
        added_by=by,
    )
    fields = _faults(row)
    if fields:
        raise NotListable(next(iter(fields.values())), fields=fields)
    last = queries.listed(kind).last()
    row.position = last.position + 1 if last else 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        message = _("This expression is on the list already.")
        raise NotListable(message, fields={"words": message}) from error
    return row


def _faults(row: ListedExpression) -> dict[str, str]:
    fields = {}
    if row.kind not in ListKind.values:
        fields["kind"] = _("Choose a list.")
    if len(fold(row.words)) < LEAST or len(row.words) > 60:
        fields["words"] = _("An expression has 2 to 60 characters.")
    if row.kind == ListKind.TERM and row.category not in Category.values:
        fields["category"] = _("Choose a category.")
    if len(row.replacement) > 60:
        fields["replacement"] = _("An expression has 2 to 60 characters.")
    if row.kind == ListKind.NAME and not row.forms:
        fields["other_forms"] = _("Name at least one wrong form.")
    if any(not LEAST <= len(fold(form)) <= 60 for form in row.forms):
        fields["other_forms"] = _("An expression has 2 to 60 characters.")
    return fields


@transaction.atomic
def retire_expression(row: ListedExpression, *, by: User) -> ListedExpression:
    """Take an expression off its list; who added and who retired it stays on record."""
    _require_keeper(by)
    row = ListedExpression.objects.select_for_update().get(pk=row.pk)
    if row.retired_at is not None:
        raise NotFound(_("This expression is not on the list any more."))
    row.retired_by, row.retired_at = by, now()
    row.save(update_fields=["retired_by", "retired_at"])
    return row


def may_keep(user: User) -> bool:
    """Return whether the user keeps the lists: publishers do."""
    return authority.allows(user, Verb.MANAGE, Subject.FINAL_REVIEW)


def _require_keeper(user: User) -> None:
    if not may_keep(user):
        raise NotKeeper(_("Only publishers keep the lists of the checks."))
