"""The courses: chapters, lessons, the video and the exams, each page through the review."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify
from wagtail.models import Page

from accounts.models import User
from cms_pages.columns.models import CatalogPage
from cms_pages.courses.models import CourseModulePage, CoursePage, ExamPage, LessonPage
from core.clock import today
from demo import material
from demo.builders.pages import Reviewers, publish
from demo.builders.people import user
from demo.past import moment_of, standing_at, workday
from demo.prose import blocks_of
from demo.video import make_video
from media import services as media
from media.models import Document

AGE = timedelta(days=35)
"""How long ago the courses were published: before the four weeks of study."""
AUTHORS = {"site-safety": "wen.yichuan", "information-security": "cheng.yian"}
QUESTION_BLOCKS = {"single": "single_choice", "multiple": "multiple_choice", "true_false": "true_false"}


def is_built() -> bool:
    """Return whether the exam of the last course is live."""
    return ExamPage.objects.filter(title=material.courses()[-1].exam.title, live=True).exists()


def build() -> str:
    """Publish every course with its lessons and its exam, one course a day."""
    reviewers = Reviewers()
    catalog = CatalogPage.objects.get(slug="courses")
    for place, course in enumerate(material.courses()):
        author = user(AUTHORS.get(course.slug, "shen.zhibai"))
        _build_course(course, catalog, author, reviewers, workday(today() - AGE + timedelta(days=place)))
    lessons = sum(len(course.lessons) for course in material.courses())
    return f"{len(material.courses())} courses, {lessons} lessons, {len(material.courses())} exams"


def _build_course(
    course: material.Course, catalog: Page, author: User, reviewers: Reviewers, day: date
) -> None:
    def place(page: Any, parent: Page) -> Page:
        return publish(page, parent=parent, by=author, reviewers=reviewers, day=day)

    page = place(
        CoursePage(
            title=course.title,
            slug=course.slug,
            summary=course.summary,
            cover_label=course.cover_label,
            category=course.category,
            required=course.required,
            goals="\n".join(course.goals),
            cited_provisions="\n".join(course.cited_provisions),
        ),
        catalog,
    )
    for number, chapter in enumerate(course.chapters, start=1):
        module = place(CourseModulePage(title=chapter.title, slug=slugify(f"chapter-{number}")), page)
        for lesson in chapter.lessons:
            place(_lesson(lesson, author, day), module)
    exam = course.exam
    place(
        ExamPage(
            title=exam.title,
            slug="exam",
            minutes=exam.minutes,
            pass_percent=exam.pass_percent,
            attempts_allowed=exam.attempts,
            instructions=exam.instructions,
            questions=[(QUESTION_BLOCKS[question.kind], _value(question)) for question in exam.questions],
        ),
        page,
    )


def _lesson(lesson: material.Lesson, author: User, day: date) -> LessonPage:
    page = LessonPage(
        title=lesson.title,
        slug=lesson.slug,
        lesson_kind=lesson.kind,
        nominal_seconds=lesson.nominal_seconds,
        body=blocks_of(lesson.body),
    )
    if lesson.kind == "video":
        page.video = _store_video(lesson.title, author, day)
    return page


def _store_video(title: str, author: User, day: date) -> Document:
    with standing_at(moment_of(workday(day - timedelta(days=2)))):
        file = SimpleUploadedFile("protective-equipment.mp4", make_video(), content_type="video/mp4")
        return media.store_document(title=title, file=file, by=author)


def _value(question: material.Question) -> dict[str, Any]:
    value: dict[str, Any] = {
        "stem": question.stem,
        "marks": question.marks,
        "explanation": question.explanation,
    }
    if question.answer is not None:
        return value | {"answer": question.answer}
    options = [
        {"text": text, "correct": place in question.correct} for place, text in enumerate(question.options)
    ]
    return value | {"options": options}
