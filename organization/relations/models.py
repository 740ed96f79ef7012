"""Transfers of organization relations, members away from home with the contacts made, dated rules."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.append_only import append_only
from core.clock import now
from organization.relations.types import (
    ON_THE_WAY,
    OPEN_STATES,
    AwayReason,
    ContactWay,
    RelationRuleKey,
    RuleUnit,
    StayEnding,
    StayKind,
    StepKind,
    TransferKind,
    TransferReason,
    TransferState,
    Why,
)
from organization.types import PartyStatus

NAME_LENGTH = 20
PLACE_LENGTH = 100
REASON_LENGTH = 300
NOTE_LENGTH = 200
LETTER_LENGTH = 40
_OPEN = [str(state) for state in OPEN_STATES]


@append_only()
class RelationRule(models.Model):
    """One value that the rules give from a day on, with its basis."""

    key = models.CharField(_("rule"), max_length=20, choices=RelationRuleKey.choices)
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
        verbose_name = _("rule of organization relations")
        verbose_name_plural = _("rules of organization relations")
        ordering = ["key", "effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_from"], name="relation_rule_one_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value} {self.unit} {self.effective_from}"


class Transfer(models.Model):
    """An organization relation that moves; until it is received, the sending side answers for it.

    The steps say what happened; the state and the days here are what they add up to. Somebody who comes
    from outside is a person of this system from the receipt on; before it there is only the name.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=TransferKind.choices)
    person = models.ForeignKey(
        "organization.Person",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers",
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    standing = models.CharField(_("party status"), max_length=20, choices=PartyStatus.choices)
    staff_number = models.CharField(_("staff number"), max_length=40, blank=True)
    joined_on = models.DateField(_("day of joining the party"), null=True, blank=True)
    from_unit = models.ForeignKey(
        "organization.Unit",
        verbose_name=_("sending unit"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers_out",
    )
    to_unit = models.ForeignKey(
        "organization.Unit",
        verbose_name=_("receiving unit"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers_in",
    )
    outside = models.CharField(_("organization outside"), max_length=PLACE_LENGTH, blank=True)
    approver = models.ForeignKey(
        "organization.Unit",
        verbose_name=_("approving unit"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=12, choices=TransferReason.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=TransferState.choices, default=TransferState.DRAFT.value
    )
    letter_number = models.CharField(_("number of the letter"), max_length=LETTER_LENGTH, blank=True)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    letter_until = models.DateField(_("letter valid until"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    opened_at = models.DateTimeField(_("opened at"), default=now)

    class Meta:
        verbose_name = _("transfer of an organization relation")
        verbose_name_plural = _("transfers of organization relations")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["from_unit", "state"], name="transfer_out_by_state"),
            models.Index(fields=["to_unit", "state"], name="transfer_in_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=_OPEN), name="transfer_one_open_a_person"
            ),
            models.UniqueConstraint(
                fields=["from_unit", "letter_number"],
                condition=~Q(letter_number="") & Q(from_unit__isnull=False),
                name="transfer_letter_number_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="inside", from_unit__isnull=False, to_unit__isnull=False, outside="")
                | (Q(kind="outward", from_unit__isnull=False, to_unit=None) & ~Q(outside=""))
                | (Q(kind="inward", from_unit=None, to_unit__isnull=False) & ~Q(outside="")),
                name="transfer_sides_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="inward") | Q(person__isnull=False), name="transfer_has_person"
            ),
            models.CheckConstraint(
                condition=Q(from_unit=None) | Q(to_unit=None) | ~Q(from_unit=F("to_unit")),
                name="transfer_not_to_itself",
            ),
            models.CheckConstraint(
                condition=Q(state="received", received_on__isnull=False, person__isnull=False)
                | (~Q(state="received") & Q(received_on=None)),
                name="transfer_received_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return self.state in OPEN_STATES

    @property
    def is_on_the_way(self) -> bool:
        """Whether it was sent and not yet answered."""
        return self.state in ON_THE_WAY

    @property
    def waits_for_approval(self) -> bool:
        """Whether the superior must look at it before anybody can receive it."""
        return self.state == TransferState.SENT and self.approver_id is not None

    @property
    def can_be_received(self) -> bool:
        """Whether nothing but the receipt is missing."""
        return self.is_on_the_way and not self.waits_for_approval

    def is_over_on(self, day: date) -> bool:
        """Return whether the letter has ended by a day and nobody has received it."""
        return self.is_on_the_way and self.letter_until is not None and self.letter_until < day

    @property
    def from_name(self) -> str:
        """What the sending side is called."""
        return self.from_unit.name if self.from_unit else self.outside

    @property
    def to_name(self) -> str:
        """What the receiving side is called."""
        return self.to_unit.name if self.to_unit else self.outside

    @property
    def responsible(self) -> str:
        """Who answers for the member now: the sending side until the receipt."""
        return self.to_name if self.state == TransferState.RECEIVED else self.from_name


@append_only()
class TransferStep(models.Model):
    """What was done with a transfer: by whom, for which unit, on which day, and why."""

    transfer = models.ForeignKey(
        Transfer, verbose_name=_("transfer"), on_delete=models.PROTECT, related_name="steps"
    )
    sequence = models.PositiveIntegerField(_("sequence"))
    kind = models.CharField(_("kind"), max_length=12, choices=StepKind.choices)
    on = models.DateField(_("date"))
    cause = models.CharField(_("cause"), max_length=REASON_LENGTH, blank=True)
    unit = models.ForeignKey(
        "organization.Unit",
        verbose_name=_("recorded at"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    done_at = models.DateTimeField(_("recorded at (time)"), default=now)

    class Meta:
        verbose_name = _("step of a transfer")
        verbose_name_plural = _("steps of transfers")
        ordering = ["transfer_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "sequence"], name="transfer_step_in_order"),
            models.CheckConstraint(
                condition=~Q(kind="returned") | ~Q(cause=""), name="transfer_returned_with_cause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id} #{self.sequence} {self.kind}"


class MobileStay(models.Model):
    """A member who lives or works away from the unit, or one from elsewhere who is with us for a time."""

    kind = models.CharField(_("kind"), max_length=5, choices=StayKind.choices)
    person = models.ForeignKey(
        "organization.Person",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stays",
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    home_unit = models.ForeignKey(
        "organization.Unit",
        verbose_name=_("home unit"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stays_out",
    )
    home_name = models.CharField(_("home organization"), max_length=PLACE_LENGTH, blank=True)
    host_unit = models.ForeignKey(
        "organization.Unit",
        verbose_name=_("host unit"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stays_in",
    )
    place = models.CharField(_("place"), max_length=PLACE_LENGTH, blank=True)
    is_fixed = models.BooleanField(_("fixed place"), default=False)
    is_abroad = models.BooleanField(_("abroad"), default=False)
    reason = models.CharField(_("reason"), max_length=12, choices=AwayReason.choices)
    began_on = models.DateField(_("away since"))
    expected_return = models.DateField(_("expected return"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ending = models.CharField(_("ending"), max_length=12, choices=StayEnding.choices, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("registered by"), on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField(_("registered at"), default=now)

    class Meta:
        verbose_name = _("mobile member")
        verbose_name_plural = _("mobile members")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["home_unit", "ended_on"], name="stay_out_open"),
            models.Index(fields=["host_unit", "ended_on"], name="stay_in_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on=None), name="stay_one_open_a_person"
            ),
            models.CheckConstraint(
                condition=Q(kind="out", home_unit__isnull=False, person__isnull=False, home_name="")
                | (Q(kind="in", home_unit=None, host_unit__isnull=False) & ~Q(home_name="")),
                name="stay_sides_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(host_unit__isnull=False) | ~Q(place=""), name="stay_has_place"
            ),
            models.CheckConstraint(
                condition=Q(host_unit=None) | Q(home_unit=None) | ~Q(host_unit=F("home_unit")),
                name="stay_not_at_home",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ending="")
                | (Q(ended_on__isnull=False, ended_on__gte=F("began_on")) & ~Q(ending="")),
                name="stay_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(expected_return=None) | Q(expected_return__gte=F("began_on")),
                name="stay_returns_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id} {self.began_on}"

    @property
    def is_open(self) -> bool:
        """Whether the registration goes on."""
        return self.ended_on is None

    @property
    def where(self) -> str:
        """Where the member is: the host unit, or the place as it was told."""
        return self.host_unit.name if self.host_unit else self.place

    @property
    def home(self) -> str:
        """Where the organization relation lies."""
        return self.home_unit.name if self.home_unit else self.home_name


@append_only()
class MobileContact(models.Model):
    """One contact with a member away, or an attempt: the day, the way, who, and the bare facts."""

    stay = models.ForeignKey(
        MobileStay, verbose_name=_("mobile member"), on_delete=models.PROTECT, related_name="contacts"
    )
    on = models.DateField(_("date"))
    way = models.CharField(_("way of contact"), max_length=10, choices=ContactWay.choices)
    reached = models.BooleanField(_("reached"), default=True)
    note = models.CharField(_("facts"), max_length=NOTE_LENGTH, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("recorded at (time)"), default=now)

    class Meta:
        verbose_name = _("contact with a mobile member")
        verbose_name_plural = _("contacts with mobile members")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["stay", "reached", "on"], name="contact_latest")]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.on} {self.way}"


class RelationReminder(models.Model):
    """Something of which a day reminded, once; it is settled when its ground has gone."""

    subject = models.CharField(_("subject"), max_length=40)
    why = models.CharField(_("why"), max_length=12, choices=Why.choices)
    due = models.DateField(_("due"))
    sent_at = models.DateTimeField(_("sent at"), default=now)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminder of organization relations")
        verbose_name_plural = _("reminders of organization relations")
        indexes = [models.Index(fields=["settled_at"], name="relation_reminder_open")]
        constraints = [
            models.UniqueConstraint(fields=["subject", "why", "due"], name="relation_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.why} {self.due}"
