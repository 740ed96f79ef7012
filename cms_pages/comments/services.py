"""Open and close the comments of a text; comment, take back, report, decide."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cms_pages.articles.models import ArticlePage
from cms_pages.comments import queries
from cms_pages.comments.errors import Closed, Decided, TooManyWaiting
from cms_pages.comments.models import LONGEST_REASON, LONGEST_WORDS, Comment, Discussion, Report
from cms_pages.comments.signals import comment_decided
from cms_pages.comments.types import CommentState, ReportReason
from core.clock import now
from core.errors import Invalid, NotFound, Refused
from evidence.services import append

MOST_WAITING = 5
"""So many comments of one reader may wait to be read, over all texts."""


@transaction.atomic
def switch(page: ArticlePage, *, is_open: bool, by: User) -> Discussion:
    """Open or close the comments of a text; what is shown stays, nothing new comes to a closed one."""
    if not queries.may_moderate(by, page):
        raise Refused(_("Only a publisher of this unit opens and closes the comments."))
    row, _made = Discussion.objects.update_or_create(
        page=page, defaults={"is_open": is_open, "changed_by": by, "changed_at": now()}
    )
    _record("comment.switch", {"page": page.pk, "is_open": is_open, "at": row.changed_at}, by)
    return row


@transaction.atomic
def comment(page: ArticlePage, *, words: str, by: User) -> Comment:
    """Comment on a text that takes comments; it waits until a publisher has read it."""
    User.objects.select_for_update().get(pk=by.pk)  # so that two requests at once count each other
    if not queries.is_open(page.pk):
        raise Closed(_("This text takes no comments."))
    said = words.strip()
    if not said or len(said) > LONGEST_WORDS:
        told = _("Write something, at most %(most)s characters.") % {"most": LONGEST_WORDS}
        raise Invalid(told, fields={"words": told})
    if Comment.objects.filter(user=by, state=CommentState.WAITING).count() >= MOST_WAITING:
        raise TooManyWaiting(_("Your earlier comments wait to be read. Write again when they have been."))
    return Comment.objects.create(page=page, user=by, words=said)


@transaction.atomic
def withdraw(row: Comment, *, by: User) -> Comment:
    """Take back one's own comment; its words are not kept."""
    row = _lock(row)
    if row.user_id != by.pk:
        raise Refused(_("Only its author withdraws a comment."))
    if row.state == CommentState.WITHDRAWN:
        raise Decided(_("This comment has been withdrawn."))
    row.state, row.words = CommentState.WITHDRAWN, ""
    row.save(update_fields=["state", "words"])
    _settle_reports(row)
    return row


@transaction.atomic
def report(row: Comment, *, reason: str, words: str, by: User) -> Report:
    """Report a shown comment of somebody else; a second report of the same reader changes the first."""
    row = _lock(row)
    if row.state != CommentState.SHOWN:
        raise Decided(_("This comment is no longer shown."))
    if row.user_id == by.pk:
        raise Refused(_("You can withdraw your own comment."))
    told = read_report(reason, words)
    made, _new = Report.objects.update_or_create(comment=row, user=by, settled_at=None, defaults=told)
    return made


def read_report(reason: str, words: str) -> dict[str, Any]:
    """Return the fields of a report, of a comment or a text; raise Invalid for a reason that there is not."""
    problems = {}
    if reason not in ReportReason.values:
        problems["reason"] = _("Choose why.")
    if len(words.strip()) > LONGEST_REASON:
        problems["words"] = _("Write at most %(most)s characters.") % {"most": LONGEST_REASON}
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)
    return {"reason": reason, "words": words.strip(), "at": now()}


@transaction.atomic
def decide(row: Comment, *, show: bool, reason: str, by: User) -> Comment:
    """Show a comment, or do not, with a reason; of a reported one: leave it, or take it away.

    Nobody decides their own. Raises Decided when it is not waiting, neither to be read nor as reported.
    """
    row = _lock(row)
    if not queries.may_moderate(by, row.page):
        raise NotFound(_("There is no such comment."))
    if row.user_id == by.pk:
        raise Refused(_("Somebody else decides your comment."))
    waits = row.state == CommentState.WAITING or (
        row.state == CommentState.SHOWN and row.reports.filter(settled_at=None).exists()
    )
    if not waits:
        raise Decided(_("This comment has been decided."))
    why = reason.strip()
    if len(why) > LONGEST_REASON or not (why or show):
        told = _("Give the reason, at most %(most)s characters.") % {"most": LONGEST_REASON}
        raise Invalid(told, fields={"reason": told})
    stands = row.state == CommentState.SHOWN and show
    row.state = CommentState.SHOWN if show else CommentState.REFUSED
    row.reason, row.decided_by, row.decided_at = "" if show else why, by, now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    _settle_reports(row)
    _record("comment.decision", {"comment": row.pk, "page": row.page_id, "shown": show}, by)
    if not stands:
        comment_decided.send(comment_id=row.pk)
    return row


def _lock(row: Comment) -> Comment:
    return Comment.objects.select_for_update(of=("self",)).select_related("page").get(pk=row.pk)


def _settle_reports(row: Comment) -> None:
    row.reports.filter(settled_at=None).update(settled_at=now())


def _record(kind: str, facts: dict[str, object], by: User) -> None:
    append(kind=kind, facts=facts, personal={}, by_id=by.pk)
