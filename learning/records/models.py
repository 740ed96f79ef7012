"""The rule of what an hour is, and who looked at whose record."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.append_only import append_only
from core.clock import now
from organization.models import Person


class HourRule(models.Model):
    """How much credited time is one study hour (学时), from when, and on which basis."""

    name = models.CharField(_("name"), max_length=100)
    basis = models.CharField(_("basis"), max_length=200)
    seconds_per_hour = models.PositiveIntegerField(_("seconds in a study hour"))
    yearly_target_hours = models.PositiveSmallIntegerField(_("yearly target in study hours"), default=0)
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("hour rule")
        verbose_name_plural = _("hour rules")
        constraints = [
            models.CheckConstraint(condition=Q(seconds_per_hour__gt=0), name="hour_rule_has_length"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="hour_rule_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def minutes(self) -> int:
        """Return the minutes in a study hour."""
        return self.seconds_per_hour // 60


@append_only()
class RecordViewing(models.Model):
    """Somebody other than the person looked at a study record."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="record_viewings")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("viewing of a record")
        verbose_name_plural = _("viewings of records")
        indexes = [models.Index(fields=["person", "-at"], name="viewing_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.viewer_id} {self.at:%Y-%m-%d %H:%M}"
