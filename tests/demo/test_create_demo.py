"""The demo is built through the services, once, and only when it is asked for."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from accounts.models import User
from cms_pages.gate import queries as gate
from cms_pages.gate.models import Candidate, Release
from cms_pages.models import ArticlePage, CoursePage, ExamPage, LessonPage, RegulationPage, RegulationWork
from core import clock
from core.models import OutboxMessage
from demo.accounts import DEMO_ACCOUNTS
from media.models import Document
from organization.authority import grants_of, primary_unit
from organization.models import Membership, Person, Unit

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


def test_the_library_is_complete(told: str) -> None:
    # when
    live = {
        model.__name__: model.objects.filter(live=True).count()
        for model in (ArticlePage, RegulationPage, CoursePage, LessonPage, ExamPage)
    }

    # then
    assert live == {
        "ArticlePage": 20,
        "RegulationPage": 9,
        "CoursePage": 4,
        "LessonPage": 20,
        "ExamPage": 4,
    }
    assert RegulationWork.objects.count() == 8
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
    assert primary_unit(User.objects.get(username="zhou.wangshu")) == Unit.objects.get(code="WJ-JG-SC")


def test_every_person_belongs_to_one_branch_and_members_to_a_group(told: str) -> None:
    # when
    memberships = Membership.objects.all()

    # then
    assert memberships.filter(kind="relation").count() == 60
    in_groups = set(memberships.filter(kind="group").values_list("person__party_status", flat=True))
    assert in_groups == {"full_member", "probationary"}
    assert (
        Person.objects.filter(party_status__in=in_groups).count() == memberships.filter(kind="group").count()
    )


def test_no_task_is_left_behind(told: str) -> None:
    assert list(OutboxMessage.objects.values_list("task", "last_error")) == []
