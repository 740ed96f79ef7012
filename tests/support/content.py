"""Factories of pages; `publish` takes one through review by the real services."""

from itertools import count
from typing import Any

from taggit.models import Tag
from wagtail.models import Page

from cms_pages.gate import services
from cms_pages.gate.assets import assets_of
from cms_pages.gate.models import Approval, Candidate, Release, ReleaseAsset
from cms_pages.gate.queries import digest_of
from cms_pages.gate.types import STAGES_BY_COUNT, CandidateState
from cms_pages.models import (
    ArticleIndexPage,
    ArticlePage,
    CatalogPage,
    CourseModulePage,
    CoursePage,
    ExamPage,
    LessonPage,
    VocabularyTag,
)
from core.clock import now
from organization.models import Unit
from organization.types import Role
from support.people import make_unit, make_user_with_role

_numbers = count(1)


def root_unit() -> Unit:
    """Return the enterprise, made when there is none."""
    return Unit.get_first_root_node() or make_unit("望江公司党委", kind="party_committee")


def make_editor(username: str = ""):
    """Return a user who may write everywhere."""
    return make_user_with_role(Role.EDITOR, root_unit(), username=username or f"editor{next(_numbers)}")


def make_reviewer(stage: str):
    """Return a user who reviews this stage everywhere."""
    return make_user_with_role(f"{stage}_reviewer", root_unit(), username=f"{stage}{next(_numbers)}")


def draft(page: Page, parent: Page, by: Any) -> Any:
    """Add a page below `parent` as a draft with one revision of this user."""
    page.owner = by
    page.live = False
    parent.add_child(instance=page)
    page.save_revision(user=by)
    return page


def make_article(title: str = "", *, by: Any = None, column: str = "theory", text: str = "正文", **more: Any):
    """Return a draft article."""
    number = next(_numbers)
    page = ArticlePage(
        title=title or f"文章{number}",
        slug=f"article-{number}",
        summary=more.pop("summary", "摘要"),
        source="望江公司",
        responsible_editor="周望舒",
        body=[("paragraph", f"<p>{text}</p>")],
        **more,
    )
    return draft(page, ArticleIndexPage.objects.get(slug=column), by or make_editor())


def make_course_with_lessons(
    lessons: int = 2, *, title: str = "", by: Any = None, live: bool = True, **more: Any
):
    """Return a course with one chapter and text lessons of 600 seconds, all live unless told."""
    by = by or make_editor()
    number = next(_numbers)
    course = CoursePage(
        title=title or f"课程{number}",
        slug=f"course-{number}",
        summary="课程摘要",
        cover_label="现场安全",
        category="safety",
        **more,
    )
    draft(course, CatalogPage.objects.get(), by)
    chapter = draft(CourseModulePage(title="第一章", slug=f"chapter-{number}"), course, by)
    made = [course, chapter]
    for at in range(1, lessons + 1):
        made.append(make_lesson(chapter, title=f"第{at}课", by=by))
    if live:
        for page in made:
            put_live(page)
        course = CoursePage.objects.get(pk=course.pk)
    return course


def make_lesson(chapter: Page, *, title: str = "", by: Any = None, nominal_seconds: int = 600, **more: Any):
    """Return a draft lesson of text."""
    number = next(_numbers)
    page = LessonPage(
        title=title or f"课{number}",
        slug=f"lesson-{number}",
        lesson_kind=more.pop("lesson_kind", "text"),
        nominal_seconds=nominal_seconds,
        body=[("paragraph", "<p>动火作业之前先办许可。</p>")],
        **more,
    )
    return draft(page, chapter, by or make_editor())


def make_exam_page(course: Page, *, by: Any = None, **more: Any) -> Any:
    """Return a draft exam with one question of each kind."""
    number = next(_numbers)
    options = [{"text": "重新检测", "correct": True}, {"text": "直接恢复", "correct": False}]
    many = [
        {"text": "申请", "correct": True},
        {"text": "核实", "correct": True},
        {"text": "代签", "correct": False},
    ]
    page = ExamPage(
        title=f"结业考试{number}",
        slug=f"exam-{number}",
        questions=[
            (
                "single_choice",
                {"stem": "中断后应当怎样？", "options": options, "marks": 4, "explanation": "条件会变。"},
            ),
            (
                "multiple_choice",
                {"stem": "许可有哪些环节？", "options": many, "marks": 4, "explanation": "不得代签。"},
            ),
            (
                "true_false",
                {"stem": "监护人可以兼做其他工作。", "answer": False, "marks": 2, "explanation": "不得。"},
            ),
        ],
        **more,
    )
    return draft(page, course, by or make_editor())


def publish(page: Any, *, submitter: Any = None) -> Any:
    """Take a draft through submission and every stage of review; return the live page."""
    page = page.specific
    submitter = submitter or page.owner
    candidate = services.submit(page, by=submitter)
    for stage in candidate.stages:
        services.approve(candidate, by=_reviewer_of(stage))
    return type(page).objects.get(pk=page.pk)


def open_column(slug: str = "theory") -> Any:
    """Return the column of articles, live and for everybody, so that it has a feed."""
    page = ArticleIndexPage.objects.get(slug=slug)
    page.audience = "public"
    page.save_revision(user=make_editor())
    return publish(page, submitter=make_editor())


def put_live(page: Any) -> Any:
    """Return a page made live by the rows that a review leaves, for tests that are not about the review.

    The guard and the triggers of the gate hold as ever; Wagtail's workflow, which costs most, is left out.
    """
    page = page.specific
    revision = page.get_latest_revision()
    digest, stages = digest_of(revision), list(STAGES_BY_COUNT[3])
    maker = page.owner_id
    candidate = Candidate.objects.create(
        page_id=page.pk,
        page_title=page.title,
        kind=page._meta.model_name,
        revision_id=revision.pk,
        workflow_state_id=-revision.pk,
        digest=digest,
        stages=stages,
        author_id=maker,
        submitter_id=maker,
        editor_id=maker,
        contributors=[maker],
        unit_id=page.unit_id,
        state=CandidateState.RELEASED,
        decided_at=now(),
    )
    refs = {"author_ref": maker, "submitter_ref": maker, "editor_ref": maker}
    Approval.objects.bulk_create(
        [Approval(candidate=candidate, stage=name, approver=_reviewer_of(name), **refs) for name in stages]
    )
    release = Release.objects.create(
        page_id=page.pk, revision_id=revision.pk, digest=digest, candidate=candidate
    )
    ReleaseAsset.objects.bulk_create(
        [
            ReleaseAsset(release=release, kind=item.kind, object_id=item.pk, sha256=item.sha256)
            for item in assets_of(revision)
        ]
    )
    revision.publish(user=page.owner, skip_permission_checks=True)
    return type(page).objects.get(pk=page.pk)


def know_tags(*names: str) -> None:
    """Put tags into the vocabulary, so that texts may bear them."""
    for name in names:
        VocabularyTag.objects.get_or_create(tag=Tag.objects.get_or_create(name=name)[0])


def _reviewer_of(stage: str) -> Any:
    from accounts.models import User

    found = User.objects.filter(username=f"reviewer-{stage}").first()
    return found or make_user_with_role(f"{stage}_reviewer", root_unit(), username=f"reviewer-{stage}")
