"""Only exactly the approved revision goes live, through three people who did not make the text."""

import itertools

import pytest
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from wagtail.models import Locale, Page, Revision

from accounts.models import User
from cms_pages.gate import queries, services, signals, stages
from cms_pages.gate.errors import (
    NotReviewer,
    NotSubmittable,
    NotUnderReview,
    OwnText,
    ReasonMissing,
    TextChanged,
)
from cms_pages.gate.models import Approval, Candidate, Release
from cms_pages.models import ArticleIndexPage, ArticlePage, HomePage
from core.models import OutboxMessage
from core.outbox import OutboxTask
from evidence.models import Entry
from organization.types import Role
from support.content import make_article, make_editor, make_reviewer, publish, root_unit
from support.gate import lifted_triggers
from support.people import make_unit, make_user_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewers():
    """Return one reviewer a stage, in order."""
    return [make_reviewer(stage) for stage in ("first", "second", "final")]


def _is_live(page):
    return Page.objects.get(pk=page.pk).live


@pytest.mark.capability("F015")
def test_three_other_people_put_the_text_live(reviewers):
    # given
    page = make_article("动火作业许可")
    candidate = services.submit(page, by=page.owner)
    # when
    for person in reviewers:
        assert not _is_live(page)
        services.approve(candidate, by=person)
    # then
    assert _is_live(page)
    assert queries.unapproved_live_objects() == []
    assert queries.changed_live_texts() == []
    assert [a.stage for a in Approval.objects.order_by("id")] == ["first", "second", "final"]
    kinds = list(
        Entry.objects.filter(kind__startswith="review").order_by("id").values_list("kind", flat=True)
    )
    assert kinds == ["review.approval"] * 3 + ["review.release"]


def test_migrations_leave_nothing_live():
    assert not Page.objects.filter(live=True, depth__gt=1).exists()
    assert queries.unapproved_live_objects() == []
    call_command("check_publication")


def test_edit_during_review_does_not_go_live(reviewers):
    # given
    page = make_article("原题")
    candidate = services.submit(page, by=page.owner)
    page.title = "审核之后改的题"
    page.save_revision(user=page.owner)
    # when
    for person in reviewers:
        services.approve(candidate, by=person)
    # then
    live = ArticlePage.objects.get(pk=page.pk)
    assert (live.live, live.title) == (True, "原题")
    assert live.live_revision_id == candidate.revision_id
    assert queries.changed_live_texts() == []


@pytest.mark.parametrize("role", ["author", "submitter", "editor", "contributor"])
@pytest.mark.parametrize("superuser", [False, True])
@pytest.mark.capability("F015")
def test_nobody_who_made_the_text_approves_it(role, superuser):
    # given: one person holds every review role and is also the one named by `role`
    maker = make_editor()
    for stage_role in (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER):
        _grant(maker, stage_role)
    User.objects.filter(pk=maker.pk).update(is_superuser=superuser)
    maker = User.objects.get(pk=maker.pk)
    other = make_editor()
    page = make_article(by=maker if role == "author" else other)
    if role in {"editor", "contributor"}:
        page.save_revision(user=maker)
    if role == "contributor":
        page.save_revision(user=other)
    candidate = services.submit(page, by=maker if role == "submitter" else other)
    # when / then
    with pytest.raises(OwnText):
        services.approve(candidate, by=maker)
    assert Approval.objects.count() == 0
    assert not _is_live(page)


def _grant(user, role):
    from organization.models import Grant
    from support.people import LONG_AGO

    Grant.objects.create(user=user, role=role, unit=root_unit(), scope="subtree", valid_from=LONG_AGO)


@pytest.mark.capability("F015")
def test_one_person_passes_one_stage_only():
    # given
    person = make_reviewer("first")
    _grant(person, Role.SECOND_REVIEWER)
    candidate = services.submit(page := make_article(), by=page.owner)
    services.approve(candidate, by=person)
    # when / then
    with pytest.raises(OwnText):
        services.approve(candidate, by=person)
    assert Approval.objects.count() == 1


@pytest.mark.capability("F015")
def test_superuser_without_role_approves_nothing():
    # given
    root = User.objects.create(username="root", is_superuser=True, is_staff=True)
    candidate = services.submit(page := make_article(), by=page.owner)
    # when / then
    with pytest.raises(NotReviewer):
        services.approve(candidate, by=root)
    assert Approval.objects.count() == 0


def test_reviewer_of_another_unit_approves_nothing():
    # given
    root = root_unit()
    here, there = make_unit(parent=root), make_unit(parent=root)
    page = make_article()
    page.unit = here
    page.save_revision(user=page.owner)
    candidate = services.submit(page, by=page.owner)
    # when / then
    with pytest.raises(NotReviewer):
        services.approve(candidate, by=make_user_with_role(Role.FIRST_REVIEWER, there))
    services.approve(candidate, by=make_user_with_role(Role.FIRST_REVIEWER, here))


def test_stage_is_passed_in_its_order(reviewers):
    candidate = services.submit(page := make_article(), by=page.owner)
    for person in reviewers[1:]:
        with pytest.raises(NotReviewer):
            services.approve(candidate, by=person)
    assert Approval.objects.count() == 0


@pytest.mark.parametrize(
    "count, stages", [(1, ["final"]), (2, ["first", "final"]), (3, ["first", "second", "final"])]
)
@pytest.mark.capability("F046")
def test_column_decides_how_many_stages_never_none(count, stages):
    # given
    column = ArticleIndexPage.objects.get(slug="theory")
    column.required_stages = count
    column.save_revision(user=make_editor())
    # when
    column = publish(column, submitter=make_editor())
    page = publish(make_article())
    # then: the column itself passed three stages, for no reviewed column asked for fewer
    assert page.live
    found = dict(Candidate.objects.values_list("page_id", "stages"))
    assert found == {column.pk: ["first", "second", "final"], page.pk: stages}
    assert queries.unapproved_live_objects() == []


def test_return_needs_words_and_voids_the_approvals(reviewers):
    # given
    page = make_article()
    candidate = services.submit(page, by=page.owner)
    services.approve(candidate, by=reviewers[0])
    # when
    with pytest.raises(ReasonMissing):
        services.return_for_revision(candidate, by=reviewers[1], comment="  ")
    services.return_for_revision(candidate, by=reviewers[1], comment="数字没有出处")
    # then: the next round begins at the first stage
    again = services.submit(page, by=page.owner)
    assert again.pk != candidate.pk
    assert again.next_stage == "first"
    with pytest.raises(NotUnderReview):
        services.approve(candidate, by=reviewers[1])


def test_text_rewritten_under_review_is_refused(reviewers):
    # given: somebody rewrites the pinned revision by SQL
    page = make_article()
    candidate = services.submit(page, by=page.owner)
    revision = Revision.objects.get(pk=candidate.revision_id)
    with lifted_triggers():
        Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"title": "改过"})
    # when / then
    with pytest.raises(TextChanged):
        services.approve(candidate, by=reviewers[0])


def test_submitted_revision_cannot_be_written_over():
    # given
    page = make_article("原题")
    candidate = services.submit(page, by=page.owner)
    revision = Revision.objects.get(pk=candidate.revision_id)
    # when: as autosave does it
    page.title = "自动保存"
    saved = page.save_revision(user=page.owner, overwrite_revision=revision)
    # then
    assert saved.pk != revision.pk
    assert Revision.objects.get(pk=revision.pk).content["title"] == "原题"
    # and directly
    revision.content = revision.content | {"title": "直接改"}
    with pytest.raises(PermissionDenied):
        revision.save()


def test_text_without_a_person_is_not_submittable():
    page = make_article()
    page.save_revision(user=None)
    with pytest.raises(NotSubmittable):
        services.submit(page, by=page.owner)
    assert Candidate.objects.count() == 0


def test_text_under_review_is_not_submitted_twice():
    page = make_article()
    services.submit(page, by=page.owner)
    with pytest.raises(NotSubmittable):
        services.submit(Page.objects.get(pk=page.pk), by=page.owner)
    assert Candidate.objects.count() == 1


def test_database_itself_refuses_two_approvals_of_one_person(reviewers):
    candidate = services.submit(page := make_article(), by=page.owner)
    refs = {
        "author_ref": candidate.author_id,
        "submitter_ref": candidate.submitter_id,
        "editor_ref": candidate.editor_id,
    }
    services.approve(candidate, by=reviewers[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(candidate=candidate, stage="second", approver=reviewers[0], **refs)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(candidate=candidate, stage="final", approver_id=candidate.author_id, **refs)


@pytest.mark.capability("F016")
def test_taking_down_needs_a_reason_and_putting_back_another_publisher():
    # given
    page = publish(make_article())
    one, two = make_reviewer("final"), make_reviewer("final")
    with pytest.raises(ReasonMissing):
        services.take_down(page, by=one, reason="")
    # when
    record = services.take_down(page, by=one, reason="数字有误")
    # then
    assert not _is_live(page)
    with pytest.raises(OwnText):
        services.restore(record, by=one)
    services.restore(record, by=two)
    assert _is_live(page)
    assert queries.unapproved_live_objects() == []


def test_new_version_ends_the_release_of_the_old_one():
    # given
    page = publish(make_article("一版"))
    page.title = "二版"
    page.save_revision(user=page.owner)
    # when
    publish(page)
    # then
    assert list(Release.objects.order_by("id").values_list("state", flat=True)) == ["ended", "open"]
    assert ArticlePage.objects.get(pk=page.pk).title == "二版"


def test_publication_and_take_down_are_announced(monkeypatch):
    # given
    told = []
    for event in (signals.page_published, signals.page_taken_down):
        monkeypatch.setattr(
            event, "subscribers", [OutboxTask(event.name, lambda **payload: told.append(payload))]
        )
    # when
    page = publish(make_article())
    services.take_down(page, by=make_reviewer("final"), reason="测试")
    # then
    rows = list(
        OutboxMessage.objects.filter(task__contains="page_").order_by("id").values_list("task", "payload")
    )
    assert rows == [
        (
            "cms_pages.page_published",
            {"page_id": page.pk, "revision_id": page.live_revision_id, "kind": "articlepage"},
        ),
        ("cms_pages.page_taken_down", {"page_id": page.pk, "kind": "articlepage"}),
    ]


def test_check_names_what_is_live_without_approval(capsys):
    # given: the owner of the database takes the triggers away
    page = make_article("没有审过的文章")
    with lifted_triggers():
        Page.objects.filter(pk=page.pk).update(live=True)
    # when / then
    with pytest.raises(CommandError):
        call_command("check_publication")
    assert "没有审过的文章" in capsys.readouterr().out


def test_check_names_a_live_text_that_was_changed_in_the_database(capsys):
    page = publish(make_article("原题"))
    with lifted_triggers():
        Page.objects.filter(pk=page.pk).update(title="库里改的题")
    with pytest.raises(CommandError):
        call_command("check_publication")
    assert "库里改的题" in capsys.readouterr().out


# Every other door, tried as superuser


def _superuser():
    return User.objects.create(username="root", is_superuser=True, is_staff=True)


def _live_and_draft():
    return publish(make_article("已发布")), make_article("草稿")


DOORS = {
    "publish a revision": lambda live, draft, root: draft.get_latest_revision().publish(user=root),
    "set live and save": lambda live, draft, root: _set_live(draft),
    "change a live title and save": lambda live, draft, root: _change(live, title="改"),
    "change a live body and save": lambda live, draft, root: _change(live, body=[("paragraph", "<p>改</p>")]),
    "change a live title through the base page": lambda live, draft, root: _change(
        Page.objects.get(pk=live.pk), title="改"
    ),
    "alias of a live page": lambda live, draft, root: live.create_alias(user=root, update_slug="alias"),
    "finish a workflow from code": lambda live, draft, root: _finish(draft, root),
    "approve a task from code": lambda live, draft, root: _approve_task(draft, root),
    "load a live row over a draft": lambda live, draft, root: _load(Page.objects.get(pk=draft.pk), live=True),
    "load another title over a live page": lambda live, draft, root: _load(
        Page.objects.get(pk=live.pk), title="改"
    ),
    "load another text over a live page": lambda live, draft, root: _load(live, summary="改"),
    "translate as an alias": lambda live, draft, root: live.copy_for_translation(
        Locale.objects.create(language_code="en"), copy_parents=True, alias=True
    ),
    "restore the live row with another revision": lambda live, draft, root: _change(
        live, live_revision=draft.get_latest_revision()
    ),
    "publish an unapproved newer revision": lambda live, draft, root: _publish_newer(live, root),
}


def _set_live(page):
    page.live = True
    page.save()


def _change(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save()


def _load(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    for loaded in serializers.deserialize("json", serializers.serialize("json", [page])):
        loaded.save()


def _finish(page, user):
    state = stages.workflow_for(page).start(page, page.owner)
    state.finish(user=user)


def _approve_task(page, user):
    state = stages.workflow_for(page).start(page, page.owner)
    for _ in range(3):
        state.refresh_from_db()
        state.current_task_state.specific.approve(user=user)


def _publish_newer(page, user):
    page.title = "新稿"
    page.save_revision(user=page.owner).publish(user=user, skip_permission_checks=True)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.capability("F015")
def test_door_stays_closed(door):
    # given
    live, unreviewed = _live_and_draft()
    before = list(Page.objects.filter(live=True).values_list("pk", "title", "live_revision_id"))
    # when
    with pytest.raises((PermissionDenied, NotReviewer, NotUnderReview, OwnText)), transaction.atomic():
        DOORS[door](live, unreviewed, _superuser())
    # then
    assert list(Page.objects.filter(live=True).values_list("pk", "title", "live_revision_id")) == before
    assert queries.unapproved_live_objects() == []
    assert queries.changed_live_texts() == []


def test_copy_of_a_live_page_is_a_draft():
    live = publish(make_article())
    copy = live.copy(update_attrs={"slug": "copy", "title": "副本"}, user=_superuser())
    assert not Page.objects.get(pk=copy.pk).live
    assert queries.unapproved_live_objects() == []


def test_page_created_live_becomes_a_draft():
    page = ArticlePage(
        title="一步发布", slug="at-once", summary="s", source="s", responsible_editor="e", live=True
    )
    page.body = [("paragraph", "<p>正文</p>")]
    ArticleIndexPage.objects.get(slug="theory").add_child(instance=page)
    assert not Page.objects.get(pk=page.pk).live


def test_every_order_of_two_approvals_and_an_edit_keeps_the_invariant(reviewers):
    for order in itertools.permutations(["edit", "first", "second"]):
        page = make_article()
        candidate = services.submit(page, by=page.owner)
        for step in order:
            try:
                if step == "edit":
                    page.save_revision(user=page.owner)
                else:
                    services.approve(candidate, by=reviewers[["first", "second"].index(step)])
            except NotReviewer:
                continue
            assert queries.unapproved_live_objects() == []


def test_column_that_nobody_reviewed_lowers_nothing():
    # given: an editor adds a column that asks for one stage, and writes below it
    editor = make_editor()
    home = HomePage.objects.get()
    column = ArticleIndexPage(title="捷径", slug="shortcut", required_stages=1, owner=editor)
    home.add_child(instance=column)
    column.save_revision(user=editor)
    page = make_article(column="shortcut", by=editor)
    # when / then
    assert services.submit(page, by=editor).stages == ["first", "second", "final"]
