"""What a person sees of courses: the catalogue, and one course as far as it has been learned."""

from dataclasses import dataclass
from typing import Any

from cms_pages.models import CourseModulePage, CoursePage, ExamPage, LessonPage
from cms_pages.queries import visible_pages
from learning.enrollment.models import Enrollment
from learning.exams.models import Attempt
from learning.study.models import LessonProgress
from learning.study.queries import progress_by_lesson
from organization.models import Person


@dataclass(frozen=True)
class LessonStanding:
    """A lesson with what the person has of it; `state` is done, now or open."""

    lesson: LessonPage
    number: int
    credited_ms: int
    state: str

    @property
    def nominal_ms(self) -> int:
        """Return the most time that the lesson credits."""
        return int(self.lesson.nominal_seconds) * 1000


@dataclass(frozen=True)
class ChapterStanding:
    """A chapter with its lessons."""

    chapter: CourseModulePage
    lessons: list[LessonStanding]


@dataclass(frozen=True)
class CourseStanding:
    """A course as one person has it."""

    course: CoursePage
    enrollment: Enrollment | None
    chapters: list[ChapterStanding]
    exam: ExamPage | None
    exam_passed: bool

    @property
    def lessons(self) -> list[LessonStanding]:
        """Return all lessons in order."""
        return [lesson for chapter in self.chapters for lesson in chapter.lessons]

    @property
    def done(self) -> int:
        """Return how many lessons are completed."""
        return sum(1 for lesson in self.lessons if lesson.state == "done")

    @property
    def credited_ms(self) -> int:
        """Return the credited time of all lessons."""
        return sum(lesson.credited_ms for lesson in self.lessons)

    @property
    def nominal_ms(self) -> int:
        """Return the most time that the course credits."""
        return sum(lesson.nominal_ms for lesson in self.lessons)

    @property
    def percent(self) -> int:
        """Return the share of the time that is learned, 0 to 100."""
        return min(100, self.credited_ms * 100 // self.nominal_ms) if self.nominal_ms else 0

    @property
    def next_lesson(self) -> LessonStanding | None:
        """Return the lesson to go on with, or nothing when all are completed."""
        return next((lesson for lesson in self.lessons if lesson.state != "done"), None)

    @property
    def is_completed(self) -> bool:
        """Return whether everything the course asks for is reached."""
        all_done = bool(self.lessons) and self.done == len(self.lessons)
        return all_done and (self.exam is None or self.exam_passed)


def list_courses(user: Any, person: Person | None, *, category: str = "") -> list[CourseStanding]:
    """Return the courses that a user may take, required ones first, with the progress made (7 queries)."""
    courses = visible_pages(user, CoursePage).order_by("-required", "path")
    if category:
        courses = courses.filter(category=category)
    return _standings(user, person, list(courses))


def list_own_courses(user: Any, person: Person) -> list[CourseStanding]:
    """Return the courses that a person takes, the one learned last first."""
    ids = Enrollment.objects.active().filter(person=person).values("course_id")
    standings = _standings(user, person, list(visible_pages(user, CoursePage).filter(pk__in=ids)))
    touched = {row.lesson_id: row.updated_at for row in LessonProgress.objects.filter(person=person)}

    def newest(standing: CourseStanding) -> Any:
        moments = [touched[item.lesson.pk] for item in standing.lessons if item.lesson.pk in touched]
        enrolled = [standing.enrollment.enrolled_at] if standing.enrollment else []
        return max([*moments, *enrolled])

    return sorted(standings, key=newest, reverse=True)


def find_course(user: Any, person: Person | None, page_id: int) -> CourseStanding | None:
    """Return one course as the person has it, or nothing when the user may not see it."""
    course = visible_pages(user, CoursePage).filter(pk=page_id).first()
    return _standings(user, person, [course])[0] if course else None


def _standings(user: Any, person: Person | None, courses: list[CoursePage]) -> list[CourseStanding]:
    chapters = list(visible_pages(user, CourseModulePage).order_by("path"))
    lessons = list(visible_pages(user, LessonPage).order_by("path").defer("body"))
    exams = list(visible_pages(user, ExamPage).order_by("path").defer("questions"))
    enrollments: dict[int, Enrollment] = {}
    progress: dict[int, LessonProgress] = {}
    passed: set[int] = set()
    if person is not None:
        enrollments = {row.course_id: row for row in Enrollment.objects.active().filter(person=person)}
        progress = progress_by_lesson(person.pk, [lesson.pk for lesson in lessons])
        passed = set(Attempt.objects.filter(person=person, passed=True).values_list("exam_id", flat=True))
    standings = []
    for course in courses:
        exam = next((item for item in exams if item.path.startswith(course.path)), None)
        standings.append(
            CourseStanding(
                course=course,
                enrollment=enrollments.get(course.pk),
                chapters=_chapters(course, chapters, lessons, progress),
                exam=exam,
                exam_passed=exam is not None and exam.pk in passed,
            )
        )
    return standings


def _chapters(
    course: CoursePage,
    chapters: list[CourseModulePage],
    lessons: list[LessonPage],
    progress: dict[int, LessonProgress],
) -> list[ChapterStanding]:
    found: list[ChapterStanding] = []
    number, current_is_set = 0, False
    for chapter in chapters:
        if not chapter.path.startswith(course.path):
            continue
        rows = []
        for lesson in lessons:
            if not lesson.path.startswith(chapter.path):
                continue
            number += 1
            row = progress.get(lesson.pk)
            state = "done" if row and row.completed_at else "open"
            if state == "open" and not current_is_set:
                state, current_is_set = "now", True
            rows.append(LessonStanding(lesson, number, row.credited_ms if row else 0, state))
        found.append(ChapterStanding(chapter, rows))
    return found
