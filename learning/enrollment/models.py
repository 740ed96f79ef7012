"""Enrollments."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms_pages.models import CoursePage
from core.clock import now
from organization.models import Person


class Enrollment(models.Model):
    """One person takes one course; `completed_at` is set when everything it asks for is reached."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrollments")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="enrollments")
    enrolled_at = models.DateTimeField(default=now)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="enrolled_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id}"
