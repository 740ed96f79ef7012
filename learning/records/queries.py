"""Hours by course, month and year: sums of intervals, to the millisecond."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Q

from cms_pages.models import CoursePage, LessonPage
from core.clock import SHANGHAI, day_start, local, today
from learning.exams.models import Attempt
from learning.records.models import HourRule
from learning.study.models import CreditInterval, RefusedTime
from learning.study.types import CREDIT_RULE, RULES, Refusal
from organization import authority
from organization.models import Person


@dataclass(frozen=True)
class CourseHours:
    """The credited time of one course in one year."""

    course: CoursePage | None
    title: str
    milliseconds: int
    lessons: list[tuple[int, str, int]]
    """Lesson id, title, milliseconds."""

    @property
    def seconds(self) -> int:
        """Return whole seconds, rounded down."""
        return self.milliseconds // 1000


@dataclass(frozen=True)
class YearRecord:
    """One person's year: its sum is the sum of its courses, and of its months."""

    year: int
    rule: HourRule | None
    milliseconds: int
    courses: list[CourseHours]
    months: list[tuple[int, int]]
    """Month 1 to 12, milliseconds."""
    attempts: list[Attempt]

    @property
    def seconds(self) -> int:
        """Return whole seconds, rounded down."""
        return self.milliseconds // 1000

    @property
    def hours(self) -> float:
        """Return study hours by the rule of the year."""
        return self.seconds / self.rule.seconds_per_hour if self.rule else 0.0


@dataclass(frozen=True)
class Stretch:
    """One credited or refused stretch of time, as an auditor reads it."""

    starts_at: datetime
    ends_at: datetime
    milliseconds: int
    credited: bool
    reason: str
    rule: str
    device: str
    session_id: str
    digest: str
    beats: int

    @property
    def seconds(self) -> int:
        """Return the length in whole seconds; the clock of study knows no smaller part."""
        return self.milliseconds // 1000


@dataclass(frozen=True)
class Ribbon:
    """One session as a strip: its first and last moment, and the stretches in seconds from the first."""

    starts_at: datetime
    ends_at: datetime
    spans: list[tuple[float, float, str]]

    @property
    def seconds(self) -> float:
        """Return the length of the strip."""
        return (self.ends_at - self.starts_at).total_seconds()


def rule_on(day: date) -> HourRule | None:
    """Return the hour rule of a day."""
    valid = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    return HourRule.objects.filter(valid).order_by("-valid_from").first()


def year_record(person: Person, year: int) -> YearRecord:
    """Return a person's year (5 queries). An interval over midnight of the year's end is cut there."""
    start, end = day_start(date(year, 1, 1)), day_start(date(year + 1, 1, 1))
    intervals = CreditInterval.objects.filter(person=person, ends_at__gt=start, starts_at__lt=end)
    by_lesson: dict[int, int] = defaultdict(int)
    by_month: dict[int, int] = defaultdict(int)
    for lesson_id, starts_at, ends_at in intervals.values_list("lesson_id", "starts_at", "ends_at"):
        for month, milliseconds in _by_month(max(starts_at, start), min(ends_at, end)):
            by_month[month] += milliseconds
            by_lesson[lesson_id] += milliseconds
    courses = _courses(by_lesson)
    attempts = Attempt.objects.filter(person=person, started_at__gte=start, started_at__lt=end)
    last_day = min(today(), date(year, 12, 31))
    return YearRecord(
        year=year,
        rule=rule_on(last_day),
        milliseconds=sum(by_lesson.values()),
        courses=courses,
        months=[(month, by_month.get(month, 0)) for month in range(1, 13)],
        attempts=list(
            attempts.select_related("exam")
            .defer("questions", "key", "exam__questions")
            .order_by("-started_at")
        ),
    )


def _by_month(start: datetime, end: datetime) -> Iterator[tuple[int, int]]:
    while start < end:
        here = local(start)
        following = (here.replace(day=1) + timedelta(days=32)).replace(day=1)
        border = datetime(following.year, following.month, 1, tzinfo=SHANGHAI).astimezone(UTC)
        until = min(end, border)
        yield here.month, int((until - start).total_seconds() * 1000)
        start = until


def _courses(by_lesson: dict[int, int]) -> list[CourseHours]:
    lessons = {page.pk: page for page in LessonPage.objects.filter(pk__in=by_lesson).defer("body")}
    steps = CoursePage.steplen
    paths = {page.pk: page.path[: -2 * steps] for page in lessons.values()}
    courses = {page.path: page for page in CoursePage.objects.filter(path__in=set(paths.values()))}
    grouped: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for lesson_id, milliseconds in by_lesson.items():
        page = lessons.get(lesson_id)
        grouped[paths.get(lesson_id, "")].append((lesson_id, page.title if page else "", milliseconds))
    found = [
        CourseHours(
            course=courses.get(path),
            title=courses[path].title if path in courses else "",
            milliseconds=sum(row[2] for row in rows),
            lessons=sorted(rows),
        )
        for path, rows in grouped.items()
    ]
    return sorted(found, key=lambda item: -item.milliseconds)


def years_of(person: Person) -> list[int]:
    """Return the years in which a person has studied, newest first; always with this year."""
    first = CreditInterval.objects.filter(person=person).order_by("starts_at").first()
    this_year = today().year
    earliest = local(first.starts_at).year if first else this_year
    return list(range(this_year, earliest - 1, -1))


def stretches_of(person: Person, lesson_id: int) -> list[Stretch]:
    """Return every credited and refused stretch of a person's lesson, oldest first (2 queries)."""
    own = CreditInterval.objects.filter(person=person, lesson_id=lesson_id)
    credited = [
        Stretch(
            interval.starts_at,
            interval.ends_at,
            interval.milliseconds,
            True,
            "",
            CREDIT_RULE,
            interval.session.device,
            str(interval.session_id),
            interval.entry.digest if interval.entry else "",
            interval.beats,
        )
        for interval in own.select_related("entry", "session")
    ]
    not_credited = RefusedTime.objects.filter(session__person=person, session__lesson_id=lesson_id)
    refused = [
        Stretch(
            row.starts_at,
            row.ends_at,
            row.milliseconds,
            False,
            row.get_reason_display(),
            RULES[row.reason],
            row.session.device,
            str(row.session_id),
            row.entry.digest if row.entry else "",
            0,
        )
        for row in not_credited.select_related("entry", "session")
    ]
    return sorted([*credited, *refused], key=lambda stretch: stretch.starts_at)


def ribbons_of(stretches: list[Stretch]) -> list[Ribbon]:
    """Return the stretches as one strip a session, oldest first; time on a replaced device at half height."""
    by_session: dict[str, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        by_session[stretch.session_id].append(stretch)
    ribbons = []
    for found in by_session.values():
        start, end = found[0].starts_at, max(stretch.ends_at for stretch in found)
        spans = [
            (
                (stretch.starts_at - start).total_seconds(),
                (stretch.ends_at - start).total_seconds(),
                _span_kind(stretch),
            )
            for stretch in found
        ]
        ribbons.append(Ribbon(start, end, spans))
    return ribbons


def _span_kind(stretch: Stretch) -> str:
    if stretch.credited:
        return "credit"
    return "other" if stretch.rule == RULES[Refusal.ELSEWHERE] else "seen"


def find_readable(viewer: Any, person_id: int) -> Person | None:
    """Return a person whose record the viewer may read, or nothing."""
    return authority.people_visible_to(viewer).filter(pk=person_id).first()
