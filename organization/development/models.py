"""Cases of member development with their records, plan and rules."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.append_only import append_only
from core.clock import now
from organization.development.steps import STEPS, Step
from organization.development.types import CaseState, Result, RuleKey, RuleUnit, Stage, Why
from organization.types import PartyStatus


@append_only()
class DevelopmentRule(models.Model):
    """One value that the rules of member development give from a day on, with its basis."""

    key = models.CharField(_("rule"), max_length=30, choices=RuleKey.choices)
    value = models.PositiveSmallIntegerField(_("value"))
    unit = models.CharField(_("unit of the value"), max_length=10, choices=RuleUnit.choices)
    effective_from = models.DateField(_("effective from"))
    basis = models.CharField(_("basis"), max_length=300)
    verified = models.BooleanField(_("verified"), default=False)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("set by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    set_at = models.DateTimeField(_("set at"), default=now)

    class Meta:
        verbose_name = _("rule of member development")
        verbose_name_plural = _("rules of member development")
        ordering = ["key", "effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_from"], name="development_rule_one_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value} {self.unit} {self.effective_from}"


class DevelopmentCase(models.Model):
    """A person on the way to membership in one unit. The records say where it stands; the rest is cache."""

    person = models.ForeignKey(
        "organization.Person", verbose_name=_("person"), on_delete=models.PROTECT, related_name="development"
    )
    unit = models.ForeignKey(
        "organization.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, related_name="development"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CaseState.choices, default=CaseState.OPEN.value
    )
    current_step = models.PositiveSmallIntegerField(_("current step"), default=2)
    stage = models.PositiveSmallIntegerField(
        _("current stage"), choices=Stage.choices, default=Stage.APPLICATION.value
    )
    standing_before = models.CharField(
        _("party status at the opening"),
        max_length=20,
        choices=PartyStatus.choices,
        default=PartyStatus.EMPLOYEE,
    )
    opened_at = models.DateTimeField(_("opened at"), default=now)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closing_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("development case")
        verbose_name_plural = _("development cases")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "state", "stage"], name="development_by_stage")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="open"), name="development_one_open_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_on=None)
                | (~models.Q(state="open") & models.Q(closed_on__isnull=False)),
                name="development_closed_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state} {self.current_step}"

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return self.state == CaseState.OPEN


class RecordKind(models.TextChoices):
    """Whether a row tells of a step, or takes an earlier row back."""

    STEP = "step", _("Step")
    COUNTER = "counter", _("Correction")


@append_only()
class StepRecord(models.Model):
    """What was recorded of one step, once. A counter-row takes a row back; the right row follows it."""

    case = models.ForeignKey(
        DevelopmentCase, verbose_name=_("development case"), on_delete=models.PROTECT, related_name="records"
    )
    sequence = models.PositiveIntegerField(_("sequence"))
    position = models.PositiveIntegerField(_("position"))
    """Where the row counts: its own sequence, or that of the row it stands in for."""
    kind = models.CharField(_("kind"), max_length=10, choices=RecordKind.choices, default=RecordKind.STEP)
    cancels = models.OneToOneField(
        "self",
        verbose_name=_("takes back"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_back_by",
    )
    number = models.PositiveSmallIntegerField(_("step"))
    on = models.DateField(_("date"))
    result = models.CharField(_("result"), max_length=12, choices=Result.choices)
    place = models.CharField(_("place of the papers"), max_length=100, blank=True)
    eligible = models.PositiveSmallIntegerField(_("entitled to vote"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("present with vote"), null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    training_days = models.PositiveSmallIntegerField(_("days of training"), null=True, blank=True)
    training_hours = models.PositiveSmallIntegerField(_("study hours of training"), null=True, blank=True)
    extension_months = models.PositiveSmallIntegerField(_("extended by (months)"), null=True, blank=True)
    leaving = models.BooleanField(_("leaves the unit soon"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    is_late = models.BooleanField(_("late"), default=False)
    rules = models.JSONField(_("rules that it was judged by"), default=list)
    unit = models.ForeignKey(
        "organization.Unit", verbose_name=_("recorded at"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at (time)"), default=now)

    class Meta:
        verbose_name = _("record of a step")
        verbose_name_plural = _("records of steps")
        ordering = ["case_id", "sequence"]
        indexes = [models.Index(fields=["number", "on"], name="development_step_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["case", "sequence"], name="development_record_in_order"),
            models.CheckConstraint(
                condition=models.Q(kind="step", cancels=None)
                | (models.Q(kind="counter", cancels__isnull=False) & ~models.Q(reason="")),
                name="development_counter_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.sequence} {self.kind} {self.number}"

    @property
    def step(self) -> Step:
        """The step that it is about."""
        return STEPS[self.number]


@append_only()
class StepParticipant(models.Model):
    """A contact or introducer named by a step's record."""

    record = models.ForeignKey(
        StepRecord, verbose_name=_("record of a step"), on_delete=models.PROTECT, related_name="participants"
    )
    person = models.ForeignKey(
        "organization.Person", verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("person named by a step")
        verbose_name_plural = _("people named by steps")
        constraints = [
            models.UniqueConstraint(fields=["record", "person"], name="development_participant_once")
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.person_id}"


@append_only()
class CaseMove(models.Model):
    """A case went on in another unit, because the person's organization relation did."""

    case = models.ForeignKey(
        DevelopmentCase, verbose_name=_("development case"), on_delete=models.PROTECT, related_name="moves"
    )
    from_unit = models.ForeignKey(
        "organization.Unit", verbose_name=_("from"), on_delete=models.PROTECT, related_name="+"
    )
    to_unit = models.ForeignKey(
        "organization.Unit", verbose_name=_("to"), on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField(_("date"))
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("moved by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("move of a case")
        verbose_name_plural = _("moves of cases")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.from_unit_id} > {self.to_unit_id}"


@append_only()
class PlanQuota(models.Model):
    """How many people a unit plans to admit in a year; the latest row of a year counts."""

    unit = models.ForeignKey(
        "organization.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    quota = models.PositiveSmallIntegerField(_("planned places"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("set by"), on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(_("set at"), default=now)

    class Meta:
        verbose_name = _("planned places of a year")
        verbose_name_plural = _("planned places of years")
        ordering = ["unit_id", "year", "pk"]
        indexes = [models.Index(fields=["year", "unit"], name="development_plan_of_year")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}: {self.quota}"


class StepReminder(models.Model):
    """A reminder that was sent, so that it is sent once."""

    case = models.ForeignKey(
        DevelopmentCase,
        verbose_name=_("development case"),
        on_delete=models.CASCADE,
        related_name="reminders",
    )
    number = models.PositiveSmallIntegerField(_("step"))
    why = models.CharField(_("why"), max_length=12, choices=Why.choices)
    due = models.DateField(_("due"))
    sent_at = models.DateTimeField(_("sent at"), default=now)

    class Meta:
        verbose_name = _("reminder of a step")
        verbose_name_plural = _("reminders of steps")
        constraints = [
            models.UniqueConstraint(fields=["case", "number", "why", "due"], name="development_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number} {self.why} {self.due}"
