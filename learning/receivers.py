"""What learning tells the rooms below: what it holds of a user, what must be kept, who read a record."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.clock import local
from learning.enrollment.models import Enrollment
from learning.exams.models import Answer, Attempt
from learning.records.models import RecordViewing
from learning.study.models import CreditInterval, LessonProgress, RefusedTime, StudySession
from organization.models import Person
from organization.profiles.models import RetentionRule
from organization.profiles.registry import (
    Held,
    Section,
    Viewing,
    handles,
    register_exporter,
    register_keeper,
    register_viewings,
)

COURSE = ("course", _("Course"))
LESSON = ("lesson", _("Lesson"))
STARTS = ("starts_at", _("From"))
ENDS = ("ends_at", _("Until"))
RULE = "study"


@register_exporter
@handles("learning.Enrollment")
def enrollments(user: User) -> Section:
    """Return the courses that the user takes or took."""
    found = Enrollment.objects.filter(person__user=user).select_related("course").order_by("pk")
    rows = [(row.course.title, row.enrolled_at, row.completed_at, row.withdrawn_at) for row in found]
    columns = (
        COURSE,
        ("enrolled_at", _("Enrolled at")),
        ("completed_at", _("Completed at")),
        ("withdrawn_at", _("Left at")),
    )
    return Section("enrollments", _("Courses"), columns, rows)


@register_exporter
@handles("learning.LessonProgress")
def progress(user: User) -> Section:
    """Return how far the user is in each lesson."""
    found = LessonProgress.objects.filter(person__user=user).select_related("lesson").order_by("pk")
    rows = [(row.lesson.title, row.completed_at) for row in found]
    return Section("progress", _("Lessons"), (LESSON, ("completed_at", _("Completed at"))), rows)


@register_exporter
@handles("learning.StudySession")
def sessions(user: User) -> Section:
    """Return the study sessions with their device."""
    found = StudySession.objects.filter(person__user=user).select_related("lesson").order_by("started_at")
    rows = [(str(row.pk), row.lesson.title, row.started_at, row.ended_at, row.device) for row in found]
    columns = (("session", _("Session")), LESSON, STARTS, ENDS, ("device", _("Device")))
    return Section("study_sessions", _("Study sessions"), columns, rows)


@register_exporter
@handles("learning.CreditInterval")
def study_time(user: User) -> Section:
    """Return each credited stretch of study time."""
    found = CreditInterval.objects.filter(person__user=user).select_related("lesson").order_by("starts_at")
    rows = [(row.lesson.title, row.starts_at, row.ends_at, row.milliseconds) for row in found]
    columns = (LESSON, STARTS, ENDS, ("milliseconds", _("Milliseconds")))
    return Section("study_time", _("Credited study time"), columns, rows)


@register_exporter
def refused_time(user: User) -> Section:
    """Return each stretch that was not credited, with the reason."""
    found = RefusedTime.objects.filter(session__person__user=user).select_related("session__lesson")
    rows = [
        (row.session.lesson.title, row.starts_at, row.ends_at, row.milliseconds, row.get_reason_display())
        for row in found.order_by("starts_at")
    ]
    columns = (LESSON, STARTS, ENDS, ("milliseconds", _("Milliseconds")), ("reason", _("Reason")))
    return Section("refused_time", _("Study time not credited"), columns, rows)


@register_exporter
@handles("learning.Attempt")
def attempts(user: User) -> Section:
    """Return the attempts at exams with their results."""
    found = Attempt.objects.filter(person__user=user).select_related("exam").defer("questions", "key")
    rows = [
        (str(row.pk), row.exam.title, row.started_at, row.finished_at, row.score, row.max_score)
        for row in found.order_by("started_at")
    ]
    columns = (
        ("attempt", _("Attempt")),
        ("exam", _("Exam")),
        STARTS,
        ("submitted_at", _("Handed in at")),
        ("score", _("Score")),
        ("max_score", _("Highest score")),
    )
    return Section("attempts", _("Examination attempts"), columns, rows)


@register_exporter
def answers(user: User) -> Section:
    """Return the answers given; what is right is not told here."""
    found = Answer.objects.filter(attempt__person__user=user).order_by("attempt__started_at", "pk")
    rows = [(str(row.attempt_id), row.question_id, row.value, row.saved_at) for row in found]
    columns = (
        ("attempt", _("Attempt")),
        ("question", _("Question")),
        ("value", pgettext_lazy("exam", "Answer")),
        ("saved_at", _("Saved at")),
    )
    return Section("answers", pgettext_lazy("exam", "Answers"), columns, rows)


@register_exporter
@handles("learning.RecordViewing")
def record_viewings(user: User) -> Section:
    """Return who read the study record."""
    found = RecordViewing.objects.filter(person__user=user).select_related("viewer").order_by("pk")
    rows = [(row.at, row.viewer.get_full_name(), row.what) for row in found]
    columns = (("at", _("Time")), ("viewer", _("Read by")), ("what", _("What")))
    return Section("record_viewings", _("Readings of the study record"), columns, rows)


@register_viewings
def readings(person: Person) -> Iterator[Viewing]:
    """Return who read the study record, for the page of one's own data."""
    found = RecordViewing.objects.filter(person=person).select_related("viewer").order_by("-pk")[:100]
    for row in found:
        yield Viewing(row.at, row.viewer.get_full_name(), str(_("Study record")))


@register_keeper
def study_records(user: User) -> Iterator[Held]:
    """Name the study record and until when it is kept: counted from the last study or exam."""
    last = CreditInterval.objects.filter(person__user=user).order_by("-ends_at").first()
    attempt = Attempt.objects.filter(person__user=user).order_by("-started_at").first()
    moments = [moment for moment in (last and last.ends_at, attempt and attempt.started_at) if moment]
    if not moments:
        return
    rule = RetentionRule.objects.filter(code=RULE).first()
    days = rule.days if rule is not None else None
    until = None if days is None else local(max(moments)).date() + timedelta(days=days)
    yield Held(_("Study and examination records"), RULE, until)
