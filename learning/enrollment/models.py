"""Enrollments."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms_pages.models import CoursePage
from core.clock import now
from organization.models import Person


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    """Enrollments, asked for by whether they stand."""

    def active(self) -> "EnrollmentQuerySet":
        """Return those of people who take the course at present."""
        return self.filter(withdrawn_at=None)


class Enrollment(models.Model):
    """One person takes one course; `completed_at` is set when everything it asks for is reached.

    Leaving sets `withdrawn_at`; coming back clears it. Study time and results stay in either case.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrollments")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="enrollments")
    enrolled_at = models.DateTimeField(default=now)
    completed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="enrolled_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id}"
