"""Look at an internal rule again: keep it, or make the draft that revises or abolishes it."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cms_pages.regulations.models import RegulationPage
from cms_pages.regulations.services import Details, address_of, save_regulation
from cms_pages.upkeep import queries
from cms_pages.upkeep.models import LONGEST_WORDS, RuleReview
from cms_pages.upkeep.types import Outcome
from core.clock import today
from core.errors import Conflict, Invalid
from evidence.services import append

LONGEST_WAIT = timedelta(days=5 * 366)


@transaction.atomic
def review_rule(
    page: RegulationPage,
    *,
    outcome: str,
    by: User,
    words: str = "",
    next_review: date | None = None,
    repealed_on: date | None = None,
) -> tuple[RuleReview, RegulationPage | None]:
    """Record what becomes of a rule in force; return the record and the draft that was made, if one was.

    To keep it needs the day of the next review, to abolish it a day and the decision behind it. Raises
    PermissionDenied, Invalid with the fields at fault, or Conflict where the rule is not in force or
    a change of it is under way.
    """
    page = RegulationPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if outcome not in queries.outcomes_for(by, page):
        raise PermissionDenied
    if not queries.rules_to_keep().filter(pk=page.pk).exists():
        raise Conflict(_("This is no internal rule in force."))
    words = words.strip()
    if len(words) > LONGEST_WORDS:
        told = _("Write at most %(most)s characters.") % {"most": LONGEST_WORDS}
        raise Invalid(told, fields={"words": told})
    draft = None
    if outcome == Outcome.KEEP:
        _require_next(next_review)
        repealed_on = None
    elif outcome == Outcome.REVISE:
        next_review = repealed_on = None
        draft = _draft_revision(page, by)
    else:
        next_review = None
        draft = _draft_repeal(page, repealed_on, words, by)
    row = RuleReview.objects.create(
        page=page, outcome=outcome, words=words, next_review=next_review, repealed_on=repealed_on, by=by
    )
    append(
        kind="rule.review",
        facts={
            "page": page.pk,
            "outcome": row.outcome,
            "next": next_review.isoformat() if next_review else "",
            "repealed": repealed_on.isoformat() if repealed_on else "",
        },
        personal={},
        by_id=by.pk,
    )
    return row, draft


def _require_next(day: date | None) -> None:
    told = ""
    if day is None:
        told = _("Say on which day the rule is to be looked at again.")
    elif day <= today():
        told = _("Choose a day after today.")
    elif day > today() + LONGEST_WAIT:
        told = _("Choose a day within five years.")
    if told:
        raise Invalid(told, fields={"next_review": told})


def _draft_revision(page: RegulationPage, by: User) -> RegulationPage:
    known = queries.draft_after(page)
    if known is not None:
        raise Conflict(_("There is a draft of a new version already: %(title)s") % {"title": known.title})
    work = page.work
    details = Details(
        title=page.title,
        short_title=work.short_title,
        audience=page.audience,
        slug=f"{address_of(work.short_title, None)}-v{work.versions.count() + 1}",
    )
    saved = save_regulation(column=page.get_parent().specific, source=page.source, details=details, by=by)
    if saved.outcome != "created":
        raise Conflict(_("The address of the new version is taken: %(address)s") % {"address": details.slug})
    return saved.page


def _draft_repeal(page: RegulationPage, day: date | None, words: str, by: User) -> RegulationPage:
    fields = {}
    if day is None or day < today():
        fields["repealed_on"] = _("Choose today or a later day.")
    if not words:
        fields["words"] = _("Name the decision by which the rule is abolished.")
    if fields:
        raise Invalid(" ".join(fields.values()), fields=fields)
    if page.has_unpublished_changes:
        raise Conflict(_("A change of this version is under way; publish or discard it first."))
    draft: RegulationPage = page.get_latest_revision_as_object()
    draft.repealed_date = day
    draft.save_revision(user=by)
    return draft
