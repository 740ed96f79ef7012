"""The news of the publishing gate becomes reviews, revisions and notices, whatever its order."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from accounts.models import User
from cms_pages.gate import services as gate
from cms_pages.gate.models import Batch, Candidate
from cms_pages.models import ArticlePage
from organization import services as organization
from organization.models import Grant
from organization.types import Role
from outreach import queries, reviewing
from outreach.models import Notice, Todo
from outreach.types import NoticeKind, TodoKind
from support.content import make_article, make_editor, make_reviewer

Drain = Callable[[], int]


@dataclass
class Office:
    """An editor and three reviewers of one enterprise."""

    editor: User
    first: User
    second: User
    final: User


@pytest.fixture
def office(db: None, drain_outbox: Drain) -> Office:
    """The people of one editorial office, with nothing waiting for anybody."""
    made = Office(make_editor(), *(make_reviewer(stage) for stage in ("first", "second", "final")))
    drain_outbox()
    Notice.objects.all().delete()
    return made


def draft_article(office: Office, title: str = "公文一事一文为什么重要") -> ArticlePage:
    """Return an article saved once by the office's editor."""
    return ArticlePage.objects.get(pk=make_article(title, by=office.editor).pk)


def pass_all(candidate: Candidate, office: Office) -> None:
    """Pass every stage of a candidate, each by its own reviewer."""
    for reviewer in (office.first, office.second, office.final):
        gate.approve(Candidate.objects.get(pk=candidate.pk), by=reviewer)


def _waiting(user: User) -> list[tuple[str, str]]:
    return [(todo.kind, todo.title) for todo in queries.open_todos(user)]


@pytest.mark.capability("F050")
def test_a_submitted_text_waits_for_the_reviewers_of_its_stage_only(
    office: Office, drain_outbox: Drain
) -> None:
    # given
    page = draft_article(office)

    # when
    gate.submit(page, by=office.editor)
    drain_outbox()

    # then
    assert _waiting(office.first) == [(TodoKind.FIRST_REVIEW, "公文一事一文为什么重要")]
    assert [_waiting(user) for user in (office.editor, office.second, office.final)] == [[], [], []]


def test_the_maker_of_a_text_is_not_asked_to_review_it(office: Office, drain_outbox: Drain) -> None:
    # given
    organization.grant_role(
        user=office.editor,
        role=Role.FIRST_REVIEWER,
        unit=Grant.objects.get(user=office.first).unit,
        scope="subtree",
        valid_from=Grant.objects.get(user=office.first).valid_from,
        by=None,
    )

    # when
    gate.submit(draft_article(office), by=office.editor)
    drain_outbox()

    # then
    assert _waiting(office.editor) == []
    assert len(_waiting(office.first)) == 1


def test_a_passed_stage_ends_its_review_and_asks_the_next(office: Office, drain_outbox: Drain) -> None:
    # given
    candidate = gate.submit(draft_article(office), by=office.editor)
    drain_outbox()

    # when
    gate.approve(candidate, by=office.first)
    drain_outbox()

    # then
    assert _waiting(office.first) == []
    assert [todo.kind for todo in queries.finished_todos(office.first)] == [TodoKind.FIRST_REVIEW]
    assert [kind for kind, _title in _waiting(office.second)] == [TodoKind.SECOND_REVIEW]


def test_news_that_comes_late_or_twice_changes_nothing(office: Office, drain_outbox: Drain) -> None:
    # given
    candidate = gate.submit(draft_article(office), by=office.editor)
    gate.approve(candidate, by=office.first)
    drain_outbox()
    before = list(Todo.objects.order_by("pk").values())

    # when
    reviewing.ask_reviewers(candidate.pk, "first")  # the stage has passed meanwhile
    reviewing.end_stage(candidate.pk, "first")
    reviewing.ask_reviewers(candidate.pk, "second")
    reviewing.ask_reviewers(candidate.pk + 999, "first")  # no such text

    # then
    assert list(Todo.objects.order_by("pk").values()) == before


@pytest.mark.capability("F050")
def test_a_returned_text_goes_back_to_its_maker_with_the_reason(office: Office, drain_outbox: Drain) -> None:
    # given
    page = draft_article(office)
    candidate = gate.submit(page, by=office.editor)
    drain_outbox()

    # when
    gate.return_for_revision(candidate, by=office.first, comment="第 3 段请改引 2026 版第九条。")
    drain_outbox()
    reviewing.tell_returned(candidate.pk)

    # then
    assert _waiting(office.first) == []
    assert _waiting(office.editor) == [(TodoKind.REVISE, page.title)]
    notice = Notice.objects.get(recipient=office.editor)
    assert (notice.kind, notice.body) == (NoticeKind.RETURNED, "第 3 段请改引 2026 版第九条。")


def test_the_revision_is_done_when_the_text_is_submitted_again(office: Office, drain_outbox: Drain) -> None:
    # given
    page = draft_article(office)
    candidate = gate.submit(page, by=office.editor)
    gate.return_for_revision(candidate, by=office.first, comment="请补充出处。")
    drain_outbox()
    page = ArticlePage.objects.get(pk=page.pk)
    page.source = "公司办公室"
    page.save_revision(user=office.editor)

    # when
    again = gate.submit(ArticlePage.objects.get(pk=page.pk), by=office.editor)
    drain_outbox()

    # then
    assert again.pk != candidate.pk
    assert _waiting(office.editor) == []
    assert [todo.kind for todo in queries.finished_todos(office.editor)] == [TodoKind.REVISE]
    assert len(_waiting(office.first)) == 1


def test_the_maker_is_told_once_when_the_text_is_live_and_when_it_is_taken_down(
    office: Office, drain_outbox: Drain
) -> None:
    # given
    candidate = gate.submit(draft_article(office), by=office.editor)
    drain_outbox()

    # when
    pass_all(candidate, office)
    drain_outbox()
    page = ArticlePage.objects.get(pk=candidate.page_id)
    reviewing.tell_published(page.pk, page.live_revision_id)
    gate.take_down(page, by=office.final, reason="依据条款已修订")
    drain_outbox()

    # then
    told = [(n.kind, n.body) for n in Notice.objects.filter(recipient=office.editor).order_by("pk")]
    assert told == [(NoticeKind.PUBLISHED, ""), (NoticeKind.TAKEN_DOWN, "依据条款已修订")]
    assert Notice.objects.get(recipient=office.editor, kind=NoticeKind.PUBLISHED).url == page.get_url()


def test_a_batch_is_one_piece_of_work_for_each_reviewer(office: Office, drain_outbox: Drain) -> None:
    # given
    batch = Batch.objects.create(title="制度导入第 1 批", submitted_by=office.editor)
    candidates = [gate.submit(draft_article(office, f"稿件 {n}"), by=office.editor) for n in range(3)]
    Candidate.objects.update(batch=batch)

    # when
    drain_outbox()
    asked = _waiting(office.first)
    for candidate in candidates[:2]:
        gate.approve(candidate, by=office.first)
    drain_outbox()
    after_two = _waiting(office.first)
    gate.approve(candidates[2], by=office.first)
    drain_outbox()

    # then
    assert asked == [(TodoKind.FIRST_REVIEW, "制度导入第 1 批")]
    assert after_two == asked
    assert _waiting(office.first) == []
    assert _waiting(office.second) == [(TodoKind.SECOND_REVIEW, "制度导入第 1 批")]


def test_reviews_follow_the_grants(office: Office, drain_outbox: Drain) -> None:
    # given
    gate.submit(draft_article(office), by=office.editor)
    drain_outbox()
    grant = Grant.objects.get(user=office.first)

    # when
    organization.withdraw_grant(grant=grant, by=None)
    drain_outbox()
    without = _waiting(office.first)
    organization.grant_role(
        user=office.first,
        role=Role.FIRST_REVIEWER,
        unit=grant.unit,
        scope="subtree",
        valid_from=grant.valid_from,
        by=None,
    )
    drain_outbox()

    # then
    assert without == []
    assert len(_waiting(office.first)) == 1
    assert Notice.objects.filter(recipient=office.first, kind=NoticeKind.GRANT_CHANGED).count() == 2


def test_a_cancelled_review_is_withdrawn_by_the_clock(office: Office, drain_outbox: Drain) -> None:
    # given
    page = draft_article(office)
    candidate = gate.submit(page, by=office.editor)
    drain_outbox()
    gate.withdraw(workflow_state_id=candidate.workflow_state_id)

    # when
    reviewing.withdraw_ended_reviews()

    # then
    assert _waiting(office.first) == []
    assert Todo.objects.get(user=office.first).withdrawn_at is not None
