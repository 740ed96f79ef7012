"""The demo is built through the services, once, and only when it is asked for."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from accounts.models import User
from cms_pages.gate import queries as gate
from cms_pages.gate.models import Candidate, Release
from cms_pages.models import (
    ArticlePage,
    CoursePage,
    ExamPage,
    LessonPage,
    Provision,
    RegulationPage,
    RegulationWork,
)
from core import clock
from core.models import OutboxMessage
from demo import material
from demo.accounts import DEMO_ACCOUNTS
from learning.enrollment.queries import list_own_courses
from learning.models import Attempt, CreditInterval, RefusedTime, StudySession
from media.models import Document
from organization.authority import grants_of, primary_unit
from organization.codes.models import OneTimeCode
from organization.grants.models import GrantRequest, GrantReview
from organization.grants.queries import quarter_of, to_review
from organization.models import Grant, Membership, Person, Unit
from outreach.models import Notice
from outreach.queries import open_todos

pytestmark = pytest.mark.django_db


def _rows() -> dict[str, list[object]]:
    """Return the keys of every row of every table, but the ones Django keeps for itself."""
    return {
        model._meta.label: sorted(model._base_manager.values_list("pk", flat=True), key=str)
        for model in apps.get_models(include_auto_created=True)
    }


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """Build the demo once for this module, and take it back at the end; return what the command said."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMO=True):
        said = StringIO()
        call_command("create_demo", stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)


def test_refuses_without_the_word_and_changes_nothing(told: str) -> None:
    # given
    before = _rows()

    # when
    with override_settings(DEMO=False), pytest.raises(CommandError, match="DEMO=1"):
        call_command("create_demo")

    # then
    assert _rows() == before


def test_tells_each_step_and_that_the_demo_is_ready(told: str) -> None:
    lines = told.splitlines()
    assert lines[0].startswith("  enterprise: 11 units, 60 people (")
    assert lines[-1].startswith("The demo is ready (")


def test_a_second_run_changes_nothing_and_says_so(told: str) -> None:
    # given
    before, said = _rows(), StringIO()

    # when
    call_command("create_demo", stdout=said)

    # then
    assert _rows() == before
    assert said.getvalue().splitlines()[-1] == "The demo was already complete: nothing was changed."
    assert said.getvalue().count("already there") == len(said.getvalue().splitlines()) - 1


def test_everything_that_is_live_passed_the_gate(told: str) -> None:
    assert gate.unapproved_live_objects() == []
    assert gate.changed_live_texts() == []


def test_three_other_people_passed_each_text_in_the_past_and_in_order(told: str) -> None:
    # given
    moment = clock.now()

    # when
    releases = list(Release.objects.select_related("candidate").prefetch_related("candidate__approvals"))

    # then
    assert len(releases) > 60
    for release in releases:
        candidate = release.candidate
        approvals = sorted(candidate.approvals.all(), key=lambda approval: approval.at)
        assert [approval.stage for approval in approvals] == candidate.stages
        people = {approval.approver_id for approval in approvals} | {candidate.author_id}
        assert len(people) == len(approvals) + 1
        times = [candidate.submitted_at, *(approval.at for approval in approvals), release.released_at]
        assert times == sorted(times)
        assert times[-1] < moment


@pytest.mark.capability("F009")
def test_the_library_is_complete(told: str) -> None:
    # when
    live = {
        model.__name__: model.objects.filter(live=True).count()
        for model in (ArticlePage, RegulationPage, CoursePage, LessonPage, ExamPage)
    }

    # then
    assert live == {
        "ArticlePage": 25,
        "RegulationPage": 9,
        "CoursePage": 4,
        "LessonPage": 20,
        "ExamPage": 4,
    }
    assert RegulationWork.objects.count() == 8
    kept = Provision.objects.filter(kind="article", page__live=True)
    written = {rule.number: len(re.findall("^第.+?条 ", rule.body, re.M)) for rule in material.rules()}
    assert Counter(kept.values_list("page__number", flat=True)) == written
    assert ArticlePage.objects.filter(live=True, tags__name="安全生产").count() == 5


def test_the_video_lesson_has_a_video_of_its_length(told: str) -> None:
    # when
    lesson = LessonPage.objects.get(lesson_kind="video")

    # then
    video = Document.objects.get(pk=lesson.video_id)
    assert (video.content_type, video.duration_ms) == ("video/mp4", lesson.nominal_seconds * 1000)


def test_each_stage_of_the_desk_has_one_text_and_one_came_back(told: str) -> None:
    # given
    reviewers = ["gu.xingjian", "qin.muye", "pei.jingxing"]

    # when
    waiting = {
        name: [candidate.next_stage for candidate in gate.candidates_for(User.objects.get(username=name))]
        for name in reviewers
    }

    # then
    assert waiting == {"gu.xingjian": ["first"], "qin.muye": ["second"], "pei.jingxing": ["final"]}
    returned = Candidate.objects.get(state="returned")
    assert returned.page_title == "首件检验与过程控制"
    assert "检验文件名称" in returned.return_reason


def test_nobody_can_sign_in_by_password_and_nobody_is_superuser(told: str) -> None:
    users = User.objects.filter(person__isnull=False)
    assert users.count() == 60
    assert [user.username for user in users if user.has_usable_password() or user.is_superuser] == []


def test_each_sign_in_button_has_its_account_and_role(told: str) -> None:
    # when
    held = {name: grants_of(User.objects.get(username=name)).roles for name, _label in DEMO_ACCOUNTS}

    # then
    assert held["zhou.wangshu"] == {"member"}
    assert held["shi.wangyue"] == {"member", "branch_secretary"}
    assert held["wang.qiming"] == {"member", "system_admin"}
    assert held["nie.siqi"] == {"member", "security_admin"}
    assert held["gao.xuanyu"] == {"member", "audit_admin"}
    assert primary_unit(User.objects.get(username="zhou.wangshu")) == Unit.objects.get(code="WJ-JG-SC")


def test_every_person_belongs_to_one_branch_and_members_to_a_group(told: str) -> None:
    # when
    memberships = Membership.objects.all()

    # then
    assert memberships.filter(kind="relation").count() == 61  # one has come with a letter from outside
    in_groups = set(memberships.filter(kind="group").values_list("person__party_status", flat=True))
    assert in_groups == {"full_member", "probationary"}
    members = Person.objects.filter(party_status__in=in_groups)
    assert members.count() == memberships.filter(kind="group").count() + 1  # who has no group yet


def test_no_task_is_left_behind(told: str) -> None:
    assert list(OutboxMessage.objects.values_list("task", "last_error")) == []


def test_the_member_has_hours_a_passed_exam_and_a_lesson_to_go_on_with(told: str) -> None:
    # given
    member = User.objects.get(username="zhou.wangshu")
    person = Person.objects.get(user=member)

    # when
    standings = {standing.course.slug: standing for standing in list_own_courses(member, person)}
    intervals = CreditInterval.objects.filter(person=person)

    # then
    assert {slug: standing.done for slug, standing in standings.items()} == {
        "site-safety": 5,
        "information-security": 2,
    }
    assert standings["site-safety"].is_completed
    assert standings["site-safety"].enrollment is not None
    assert standings["site-safety"].enrollment.completed_at < clock.now() - timedelta(days=1)
    following = standings["information-security"].next_lesson
    assert following is not None
    assert following.lesson.slug == "grading"
    assert 0 < following.credited_ms < following.nominal_ms
    total = sum(interval.milliseconds for interval in intervals)
    assert total == sum(standing.credited_ms for standing in standings.values())


def test_every_interval_is_sealed_lies_in_the_past_weeks_and_fits_its_lesson(told: str) -> None:
    # given
    now = clock.now()
    intervals = CreditInterval.objects.select_related("lesson").order_by("person", "starts_at")

    # when
    by_lesson: Counter[tuple[int, int]] = Counter()
    for interval in intervals:
        by_lesson[interval.person_id, interval.lesson_id] += interval.milliseconds

    # then
    nominal = dict(LessonPage.objects.values_list("pk", "nominal_seconds"))
    assert len(by_lesson) > 100
    assert [key for key, total in by_lesson.items() if total > nominal[key[1]] * 1000] == []
    assert [interval.pk for interval in intervals if interval.entry_id is None] == []
    assert all(now - timedelta(days=29) < i.starts_at < i.ends_at < now for i in intervals)


def test_an_auditor_finds_refused_time_a_change_of_device_and_no_open_session(told: str) -> None:
    # when
    endings = Counter(StudySession.objects.values_list("ending", flat=True))

    # then
    assert set(endings) == {"closed", "taken_over"}
    assert endings["taken_over"] == 1
    assert StudySession.objects.get(ending="taken_over").person.user.username == "zhou.wangshu"
    assert RefusedTime.objects.filter(reason="hidden").count() > 5


def test_exams_are_handed_in_graded_and_mostly_passed(told: str) -> None:
    # when
    attempts = list(Attempt.objects.select_related("person__user"))

    # then
    assert {attempt.state for attempt in attempts} == {"submitted"}
    assert 10 < len(attempts) < 40
    assert [attempt.pk for attempt in attempts if not attempt.receipt] == []
    outcomes = {attempt.passed for attempt in attempts}
    assert outcomes == {True, False}
    own = [attempt for attempt in attempts if attempt.person.user.username == "zhou.wangshu"]
    assert [(attempt.score, attempt.passed) for attempt in own] == [(100, True)]


def test_older_notices_are_read_and_what_is_due_stands_on_the_lists(told: str) -> None:
    # given
    member = User.objects.get(username="zhou.wangshu")

    # when
    unread = Notice.objects.filter(read_at=None, created_at__lt=clock.now() - timedelta(days=4))

    # then
    assert max(Counter(unread.values_list("recipient", flat=True)).values(), default=0) <= 1
    assert 1 <= Notice.objects.filter(read_at=None, recipient=member).count() < member.notices.count()
    assert [todo.kind for todo in open_todos(member)] == ["study"]
    assert [todo.kind for todo in open_todos(User.objects.get(username="qin.muye"))] == ["second_review"]


def test_administrators_were_asked_for_reviewed_and_a_code_waits(told: str) -> None:
    # given
    keeper = User.objects.get(username="nie.siqi")

    # then
    assert set(GrantRequest.objects.values_list("state", flat=True)) == {"declined", "open"}
    assert Grant.objects.filter(withdrawn_by=keeper, role="trainer").count() == 1
    assert set(GrantReview.objects.values_list("outcome", "by")) == {("kept", keeper.pk)}
    assert to_review(keeper, quarter_of(clock.today())).exists()
    assert OneTimeCode.objects.get().is_standing
