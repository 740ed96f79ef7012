"""What the guide home says about a person's study, taken from the learning app's own figures."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from learning.enrollment.queries import CourseStanding, list_own_courses
from learning.records.queries import YearRecord, year_record
from organization.models import Person
from portal.wording import study_hours


@dataclass(frozen=True)
class Resume:
    """The course to go on with and the place in it."""

    standing: CourseStanding

    @property
    def title(self) -> str:
        """The course's title."""
        return str(self.standing.course.title)

    @property
    def cover_label(self) -> str:
        """The four characters on its cover."""
        return str(self.standing.course.cover_label)

    @property
    def tone(self) -> str:
        """What the cover's colour goes by."""
        return str(self.standing.course.category)

    @property
    def required(self) -> bool:
        """Whether the course is required."""
        return bool(self.standing.course.required)

    @property
    def percent(self) -> int:
        """How much of its time is learned."""
        return self.standing.percent

    @property
    def lesson_title(self) -> str:
        """The lesson or exam that comes next."""
        lesson = self.standing.next_lesson
        if lesson is not None:
            return str(lesson.lesson.title)
        return str(self.standing.exam.title) if self.standing.exam else ""

    @property
    def position(self) -> str:
        """Where the person is: lesson 3 of 8, or the exam."""
        lesson = self.standing.next_lesson
        if lesson is None:
            return _("All lessons done; the exam is left")
        return _("Lesson %(number)d of %(count)d") % {
            "number": lesson.number,
            "count": len(self.standing.lessons),
        }

    @property
    def url(self) -> str:
        """The address of the next lesson, of the exam, or of the course."""
        lesson = self.standing.next_lesson
        if lesson is not None:
            return reverse("learning:lesson", args=[lesson.lesson.pk])
        if self.standing.exam is not None:
            return reverse("learning:exam", args=[self.standing.exam.pk])
        return reverse("learning:course", args=[self.standing.course.pk])

    @property
    def courses_url(self) -> str:
        """The address of the catalogue."""
        return reverse("learning:catalogue")


@dataclass(frozen=True)
class Hours:
    """The person's study hours of this year against the year's target."""

    record: YearRecord

    @property
    def _per_hour(self) -> int:
        return self.record.rule.seconds_per_hour if self.record.rule else 0

    @property
    def target(self) -> int:
        """The year's target in hours, 0 when none is set."""
        return self.record.rule.yearly_target_hours if self.record.rule else 0

    @property
    def confirmed(self) -> int:
        """Confirmed seconds."""
        return self.record.seconds

    @property
    def goal(self) -> int:
        """The seconds at which the ring is full; without a target it is full as soon as there is any."""
        return self.target * self._per_hour or self.confirmed

    @property
    def confirmed_text(self) -> str:
        """Confirmed hours."""
        return study_hours(self.confirmed, self._per_hour)

    @property
    def missing_text(self) -> str:
        """The hours that are missing from the target, or nothing without one."""
        if not self.target:
            return ""
        return study_hours(max(0, self.goal - self.confirmed), self._per_hour, up=True)

    @property
    def note(self) -> str:
        """What stands below the figure in the ring."""
        return _("/ %(target)d hours") % {"target": self.target} if self.target else _("hours")

    @property
    def label(self) -> str:
        """The ring in words."""
        return _("%(confirmed)s study hours confirmed this year") % {"confirmed": self.confirmed_text}

    @property
    def until(self) -> str:
        """The last day of the year that is counted."""
        return f"{self.record.year}-12-31" if self.target else ""

    @property
    def url(self) -> str:
        """The address of the record behind the figures."""
        return reverse("learning:records")


def find_resume(user: User, person: Person) -> Resume | None:
    """Return the course that the person learned last and has not completed, or nothing."""
    for standing in list_own_courses(user, person):
        if not standing.is_completed:
            return Resume(standing)
    return None


def hours_of(person: Person) -> Hours:
    """Return the person's hours of the current year."""
    return Hours(year_record(person, clock.today().year))
