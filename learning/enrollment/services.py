"""Enroll."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms_pages.models import CoursePage
from cms_pages.queries import visible_pages
from core.errors import NotFound, Refused
from learning.enrollment.models import Enrollment
from learning.signals import enrolled
from organization.models import Person


@transaction.atomic
def enroll(*, person: Person, course: CoursePage, by: Any) -> Enrollment:
    """Return the person's enrollment in a course, made when there is none.

    Raises NotFound for a course that the person may not see, Refused when somebody else asks.
    """
    if by is None or by.pk != person.user_id:
        raise Refused(_("You can enroll yourself only."))
    if not visible_pages(by, CoursePage).filter(pk=course.pk).exists():
        raise NotFound(_("There is no such course."))
    enrollment, created = Enrollment.objects.get_or_create(person=person, course_id=course.pk)
    if created:
        enrolled.send(person_id=person.pk, course_id=course.pk)
    return enrollment
