"""Enroll and leave."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms_pages.models import CoursePage
from cms_pages.queries import visible_pages
from core.clock import now
from core.errors import NotFound, Refused
from learning.enrollment.models import Enrollment
from learning.signals import enrolled, enrollment_withdrawn
from learning.study.services import end_study_of
from organization.models import Person


@transaction.atomic
def enroll(*, person: Person, course: CoursePage, by: Any) -> Enrollment:
    """Return the person's enrollment in a course, made when there is none, revived when it was left.

    Raises NotFound for a course that the person may not see, Refused when somebody else asks.
    """
    if by is None or by.pk != person.user_id:
        raise Refused(_("You can enroll yourself only."))
    if not visible_pages(by, CoursePage).filter(pk=course.pk).exists():
        raise NotFound(_("There is no such course."))
    enrollment, created = Enrollment.objects.get_or_create(person=person, course_id=course.pk)
    if enrollment.withdrawn_at is not None:
        enrollment.withdrawn_at = None
        enrollment.save(update_fields=["withdrawn_at"])
        created = True
    if created:
        enrolled.send(person_id=person.pk, course_id=course.pk)
    return enrollment


@transaction.atomic
def withdraw(*, person: Person, course: CoursePage, by: Any) -> Enrollment:
    """Leave a course and return the enrollment; a running session ends, study time and results stay.

    Raises Refused when somebody else asks, NotFound when the person does not take the course.
    """
    if by is None or by.pk != person.user_id:
        raise Refused(_("You can leave a course only for yourself."))
    enrollment = Enrollment.objects.active().filter(person=person, course=course).first()
    if enrollment is None:
        raise NotFound(_("You do not take this course."))
    enrollment.withdrawn_at = now()
    enrollment.save(update_fields=["withdrawn_at"])
    end_study_of(person=person, course=course)
    enrollment_withdrawn.send(person_id=person.pk, course_id=course.pk)
    return enrollment
