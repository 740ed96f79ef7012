"""The status of versions on a day as the database works it out, as `RegulationPage.status_on` does."""

from collections.abc import Callable
from datetime import date

from django.db.models import (
    Case,
    CharField,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from cms_pages.regulations.models import RegulationPage
from cms_pages.regulations.types import Status

NO_DAY = date(1, 1, 1)
"""Stands before every day where a version has none."""
_NO_DAY_YET = Q(status=Status.NOT_YET, effective_date=None)
"""What `RegulationPage.has_no_day_yet` says."""


def age(field: Callable[[str], Combinable] = F) -> Coalesce:
    """Return the day that tells a version from the others, `NO_DAY` where it has none.

    With `OuterRef` for `field`, that of the version outside of a subquery.
    """
    days = [field(name) for name in ("version_date", "publish_date", "effective_date")]
    return Coalesce(*days, Value(NO_DAY, DateField()), output_field=DateField())


def _begins() -> Greatest:
    """Return the day on which a version commences, `NO_DAY` where none is known."""
    return Greatest(age(), Coalesce(F("effective_date"), age()))


def with_replacement(pages: QuerySet[RegulationPage]) -> QuerySet[RegulationPage]:
    """Return the pages with `replaced_from`, so that asking each for its status asks no more questions."""
    return pages.annotate(replaced_from=_replaced_from())


def on_day(pages: QuerySet[RegulationPage], day: date) -> QuerySet[RegulationPage]:
    """Return the pages with `standing`, their status on a day, to filter by."""
    pages = pages.alias(
        begins=_begins(),
        # amended by a version that the library does not have: since ever
        replaced_on=Coalesce(
            _replaced_from(), Case(When(status=Status.AMENDED, then=Value(NO_DAY, DateField())))
        ),
    )
    repealed = Q(repealed_date__lte=day) | Q(status=Status.REPEALED, repealed_date=None)
    not_yet = Q(begins__gt=day) | _NO_DAY_YET
    return pages.alias(
        standing=Case(
            When(repealed, then=Value(Status.REPEALED.value)),
            When(not_yet, then=Value(Status.NOT_YET.value)),
            When(replaced_on__lte=day, then=Value(Status.AMENDED.value)),
            default=Value(Status.IN_FORCE.value),
            output_field=CharField(),
        )
    )


def _replaced_from() -> Subquery:
    """Return the first day on which a later live version of the same work counts."""
    later = (
        RegulationPage.objects.filter(work=OuterRef("work"), live=True)
        .exclude(_NO_DAY_YET)
        .annotate(age=age(), outer_age=age(OuterRef), begins=_begins())
        .filter(Q(age__gt=F("outer_age")) | Q(age=F("outer_age"), pk__gt=OuterRef("pk")))
        .filter(begins__gt=NO_DAY)
        .order_by("begins")
    )
    return Subquery(later.values("begins")[:1])
