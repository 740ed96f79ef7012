"""What units leave behind and what they elect: links between units, committees with terms, dated rules."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organization.types import UnitKind
from organization.units.types import CommitteeKind, CoverageKind, LinkKind


def _dates_ordered(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        name=name,
        violation_error_message=_("The last day lies before the first."),
    )


class UnitLink(models.Model):
    """A unit followed another: from this day the members or sub-units of the one are in the other."""

    predecessor = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="origins")
    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind.choices)
    day = models.DateField(_("first day"))

    class Meta:
        verbose_name = _("succession of units")
        verbose_name_plural = _("successions of units")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="unit_link_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="unit_link_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class TermRule(models.Model):
    """How long a committee of a kind of unit serves, and how long before the end one is reminded."""

    unit_kind = models.CharField(_("kind of unit"), max_length=20, choices=UnitKind.choices)
    years = models.PositiveSmallIntegerField(_("years of a term"))
    remind_days = models.PositiveSmallIntegerField(_("days of notice"), default=180)
    basis = models.CharField(_("basis"), max_length=200)
    verified = models.BooleanField(_("checked at its source"), default=False)
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule of terms")
        verbose_name_plural = _("rules of terms")
        ordering = ["unit_kind", "valid_from"]
        constraints = [
            _dates_ordered("term_rule_dates_ordered"),
            models.CheckConstraint(condition=Q(years__gte=1), name="term_rule_a_year_at_least"),
            models.UniqueConstraint(fields=["unit_kind", "valid_from"], name="term_rule_one_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_kind} {self.years}"

    def end_of(self, first_day: date) -> date:
        """Return the last day of a term that begins on a day."""
        year = first_day.year + self.years
        try:
            return first_day.replace(year=year) - timedelta(days=1)
        except ValueError:  # from 29 February
            return date(year, 2, 28)


class Committee(models.Model):
    """A committee of a unit for one term; its members are those who hold its posts in these days."""

    unit = models.ForeignKey(
        "organization.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, related_name="committees"
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=CommitteeKind.choices, default=CommitteeKind.COMMITTEE
    )
    valid_from = models.DateField(_("first day"))
    planned_end = models.DateField(_("planned end of the term"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)
    reminded_of = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        ordering = ["unit_id", "kind", "valid_from"]
        constraints = [
            _dates_ordered("committee_dates_ordered"),
            models.CheckConstraint(
                condition=Q(planned_end__gte=F("valid_from")),
                name="committee_planned_end_after_first_day",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.UniqueConstraint(
                fields=["unit", "kind"], condition=Q(valid_to=None), name="committee_one_open"
            ),
            models.UniqueConstraint(fields=["unit", "kind", "valid_from"], name="committee_one_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.valid_from:%Y}"


class CoverageRule(models.Model):
    """From how many members on a warning of the coverage is given."""

    kind = models.CharField(_("kind"), max_length=20, choices=CoverageKind.choices)
    threshold = models.PositiveSmallIntegerField(_("threshold"))
    basis = models.CharField(_("basis"), max_length=200)
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule of coverage")
        verbose_name_plural = _("rules of coverage")
        ordering = ["kind", "valid_from"]
        constraints = [
            _dates_ordered("coverage_rule_dates_ordered"),
            models.UniqueConstraint(fields=["kind", "valid_from"], name="coverage_rule_one_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.threshold}"
