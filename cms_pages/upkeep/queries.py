"""The internal rules in force by the day on which they are to be looked at again."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, Value, When

from cms_pages.gate import queries as gate
from cms_pages.gate.types import Stage
from cms_pages.regulations.models import RegulationPage
from cms_pages.regulations.queries import in_force_on
from cms_pages.regulations.types import Level
from cms_pages.upkeep.models import RuleReview
from cms_pages.upkeep.types import Outcome
from core.clock import today

SOON = timedelta(days=30)
"""So long before its day a rule is told of."""


def rules_to_keep(day: date | None = None) -> QuerySet[RegulationPage]:
    """Return the internal rules in force with `next_review`: overdue first, then without a day, then by day.

    A new version has no day until somebody gives it one.
    """
    day = day or today()
    kept = RuleReview.objects.filter(page=OuterRef("pk"), outcome=Outcome.KEEP).order_by("-pk")
    pages: QuerySet[RegulationPage] = (
        in_force_on(day)
        .filter(work__level=Level.INTERNAL)
        .annotate(next_review=Subquery(kept.values("next_review")[:1]))
        .annotate(
            turn=Case(
                When(next_review__lte=day, then=Value(0)),
                When(next_review=None, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            )
        )
        .select_related("work")
        .defer("source")
        .order_by("turn", "next_review", "pk")
    )
    return pages


def reviews_due() -> list[RuleReview]:
    """Return the reviews whose next day is near or past, each the last of a rule that is in force."""
    last = RuleReview.objects.filter(page=OuterRef("page"), outcome=Outcome.KEEP).order_by("-pk")
    rows = RuleReview.objects.filter(pk=Subquery(last.values("pk")[:1]), next_review__lte=today() + SOON)
    in_force = rules_to_keep().order_by().values("pk")
    return list(rows.filter(page__in=in_force).select_related("page").order_by("next_review", "pk"))


def reviews_of(page: RegulationPage) -> QuerySet[RuleReview]:
    """Return the reviews of a version, newest first."""
    return RuleReview.objects.filter(page=page).select_related("by").order_by("-pk")


def draft_after(page: RegulationPage) -> RegulationPage | None:
    """Return a version of the same work that has not been published yet, or nothing."""
    drafts = RegulationPage.objects.filter(work=page.work_id, live=False, first_published_at=None)
    return drafts.defer("source").order_by("-pk").first()


def outcomes_for(user: Any, page: RegulationPage) -> list[Outcome]:
    """Return what a user may decide: a publisher of its unit keeps a rule, its editors draft changes."""
    found = [Outcome.KEEP] if gate.reviews_here(user, Stage.FINAL, page.unit_id) else []
    if page.get_parent().specific.permissions_for_user(user).can_add_subpage():
        found.append(Outcome.REVISE)
    if page.permissions_for_user(user).can_edit():
        found.append(Outcome.ABOLISH)
    return found


def basis_of_repeal(page: RegulationPage) -> str:
    """Return the decision on which the repeal of a version rests, or an empty text."""
    if page.repealed_date is None:
        return ""
    rows = RuleReview.objects.filter(page=page, repealed_on=page.repealed_date).order_by("-pk")
    return rows.values_list("words", flat=True).first() or ""
