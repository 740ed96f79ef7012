"""Random people do random things, superusers among them: nothing unapproved is ever live."""

import contextlib
from itertools import count

import hypothesis.strategies as st
import pytest
from django.core import serializers
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import Locale, Page, Revision, WorkflowState

from accounts.models import User
from cms_pages.claims import services as claims
from cms_pages.claims.models import StageClaim
from cms_pages.claims.queries import claim_of, holds_back
from cms_pages.gate import corrections, queries, schedule, services, stages
from cms_pages.gate.models import Approval, Candidate, EmergencyCorrection, Release, TakeDown
from cms_pages.gate.types import CandidateState
from cms_pages.models import ArticleIndexPage, ArticlePage
from core.clock import now
from core.errors import DomainError
from organization.models import Grant
from organization.types import Role
from support.content import make_article, root_unit
from support.people import LONG_AGO, make_user
from support.writable_api import write

pytestmark = [pytest.mark.django_db(transaction=False), pytest.mark.capability("F015")]

REFUSALS = (DomainError, PermissionDenied, ValidationError)
ROLES = (Role.EDITOR, Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER)
V3_ACTIONS = (
    "publish",
    "unpublish",
    "copy",
    "move",
    "delete",
    "revert",
    "convert_alias",
    "create_alias",
    "copy_for_translation",
    "patch",
)
"""What Wagtail's API v3 can do with a page."""
people = st.integers(0, 5)
pick = st.integers(0, 30)
numbers = count(1)


class Desk(RuleBasedStateMachine):
    """Six people with every role, three of them superusers, over a handful of pages."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.people = []
        for number in range(6):
            user = make_user()
            User.objects.filter(pk=user.pk).update(is_superuser=number > 2, is_staff=True)
            for role in ROLES:
                Grant.objects.create(
                    user=user, role=role, unit=root_unit(), scope="subtree", valid_from=LONG_AGO
                )
            self.people.append(User.objects.get(pk=user.pk))
        self.pages = [make_article(by=self.people[0]).pk, make_article(by=self.people[1]).pk]

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    def page(self, number):
        return ArticlePage.objects.get(pk=self.pages[number % len(self.pages)])

    def try_to(self, action):
        """Do it, or be refused with nothing changed."""
        try:
            with transaction.atomic():
                return action()
        except REFUSALS:
            return None

    def one_of(self, rows, number):
        rows = list(rows)
        return rows[number % len(rows)] if rows else None

    @rule(number=pick, who=people)
    def edit(self, number, who):
        page = self.page(number).get_latest_revision_as_object()
        page.title = f"题{next(numbers)}"
        page.save_revision(user=self.people[who])

    @rule(number=pick, who=people)
    def autosave_over_the_latest_revision(self, number, who):
        page = self.page(number)
        latest = page.get_latest_revision()
        text = page.get_latest_revision_as_object()
        text.title = f"自动{next(numbers)}"
        self.try_to(lambda: text.save_revision(user=self.people[who], overwrite_revision=latest))

    @rule(number=pick, who=people)
    def submit(self, number, who):
        self.try_to(lambda: services.submit(self.page(number), by=self.people[who]))

    @rule(number=pick, who=people)
    def approve(self, number, who):
        found = self.one_of(Candidate.objects.filter(state=CandidateState.OPEN).order_by("id"), number)
        if found:
            held = holds_back(claim_of(found), found, self.people[who])
            done = self.try_to(lambda: services.approve(found, by=self.people[who]))
            assert done is None or not held, "decided what another holds"

    @rule(number=pick, who=people, act=st.sampled_from((claims.claim, claims.let_go)))
    def claim_or_let_go(self, number, who, act):
        found = self.one_of(Candidate.objects.filter(state=CandidateState.OPEN).order_by("id"), number)
        if found:
            self.try_to(lambda: act(found, by=self.people[who]))

    @rule(number=pick)
    def decide_what_another_claimed(self, number):
        found = self.one_of(Candidate.objects.filter(state=CandidateState.OPEN).order_by("id"), number)
        able = [user for user in self.people if found and queries.why_not(found, user) == ""]
        if len(able) < 2 or not self.try_to(lambda: claims.claim(found, by=able[0])):
            return
        assert self.try_to(lambda: services.approve(found, by=able[1])) is None, "decided another's claim"

    @rule(number=pick, who=people, to=people)
    def hand_over(self, number, who, to):
        found = self.one_of(Candidate.objects.filter(state=CandidateState.OPEN).order_by("id"), number)
        if found:
            self.try_to(
                lambda: claims.hand_over(found, to=self.people[to], words="出差", by=self.people[who])
            )

    @rule(number=pick, who=people, at=pick)
    def go_back_to_an_old_revision(self, number, who, at):
        page = self.page(number)
        old = self.one_of(page.revisions.order_by("id"), at)
        text = old.as_object()
        self.try_to(lambda: text.save_revision(user=self.people[who], previous_revision=old))

    @rule(number=pick)
    def write_past_the_program(self, number):
        page, title = self.page(number), f"绕过{next(numbers)}"
        with contextlib.suppress(DatabaseError), transaction.atomic():
            Page.objects.filter(pk=page.pk).update(live=True, title=title)

    @rule(number=pick)
    def approve_as_somebody_who_may(self, number):
        found = self.one_of(Candidate.objects.filter(state=CandidateState.OPEN).order_by("id"), number)
        for person in self.people:
            held = found and holds_back(claim_of(found), found, person)
            if found and not held and queries.why_not(found, person) == "":
                self.try_to(lambda who=person: services.approve(found, by=who))
                return

    @rule(number=pick, one=people, two=people)
    def write_together_and_submit(self, number, one, two):
        for who in (one, two):
            self.edit(number, who)
        self.submit(number, two)

    @rule(number=pick, who=people, edited=st.booleans())
    def pass_every_stage(self, number, who, edited):
        found = self.one_of(Candidate.objects.filter(state=CandidateState.OPEN).order_by("id"), number)
        if found is None:
            return
        if edited:
            ids = [pk for pk in self.pages if pk == found.page_id]
            page = ArticlePage.objects.get(pk=ids[0]).get_latest_revision_as_object()
            page.title = f"审核中改{next(numbers)}"
            page.save_revision(user=self.people[who])
        for _stage in found.stages:
            self.approve_as_somebody_who_may(number)

    @rule(number=pick, who=people)
    def send_back(self, number, who):
        found = self.one_of(Candidate.objects.filter(state=CandidateState.OPEN).order_by("id"), number)
        if found:
            self.try_to(lambda: services.return_for_revision(found, by=self.people[who], comment="改"))

    @rule(number=pick, who=people)
    def publish_directly(self, number, who):
        revision = self.one_of(Revision.objects.page_revisions().order_by("id"), number)
        if revision:
            self.try_to(lambda: revision.publish(user=self.people[who], skip_permission_checks=True))

    @rule(number=pick)
    def save_as_live(self, number):
        page = self.page(number)
        page.live = True
        page.title = f"直接{next(numbers)}"
        self.try_to(page.save)

    @rule(number=pick, who=people, keep_live=st.booleans())
    def copy(self, number, who, keep_live):
        at = next(numbers)
        made = self.try_to(
            lambda: self.page(number).copy(
                update_attrs={"slug": f"copy-{at}"}, keep_live=keep_live, user=self.people[who]
            )
        )
        if made:
            self.pages.append(made.pk)

    @rule(number=pick, who=people)
    def alias(self, number, who):
        self.try_to(
            lambda: self.page(number).create_alias(
                update_slug=f"alias-{next(numbers)}", user=self.people[who]
            )
        )

    @rule(number=pick, who=people, title=st.booleans())
    def correct_in_an_emergency(self, number, who, title):
        page = self.page(number)
        if title:
            draft = page.get_latest_revision_as_object()
            draft.title = f"更正{next(numbers)}"
            draft.save_revision(user=self.people[who])
        done = self.try_to(
            lambda: corrections.submit_correction(self.page(number), by=self.people[who], reason="笔误")
        )
        assert done is None or page.live, "corrected what is not live"

    @rule(count=st.integers(1, 3), who=people)
    def ask_stages_of_the_enterprise(self, count, who):
        self.try_to(lambda: stages.ask_of_unit(root_unit(), stages=count, by=self.people[who]))

    @rule(number=pick, alias=st.booleans())
    def translate(self, number, alias):
        page, locale = self.page(number), Locale.objects.get_or_create(language_code="en")[0]
        made = self.try_to(lambda: page.copy_for_translation(locale, copy_parents=True, alias=alias))
        if made:
            self.pages.append(made.pk)

    @rule(number=pick, other=pick, who=people, action=st.sampled_from(("publish", "unpublish", "delete")))
    def act_in_bulk(self, number, other, who, action):
        chosen = f"?id={self.page(number).pk}&id={self.page(other).pk}"
        client = Client(raise_request_exception=False)
        client.force_login(self.people[who])
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(address + chosen, {"next": "/admin/", "include_descendants": "on"})
        self.forget_what_is_gone()

    @rule(number=pick)
    def import_a_dump(self, number):
        page = self.page(number)
        for row in (page, page.page_ptr):
            row.live, row.title = True, f"导入{next(numbers)}"
        dump = serializers.serialize("json", [page.page_ptr, page])
        self.try_to(lambda: [item.save() for item in serializers.deserialize("json", dump)])

    @rule(number=pick, who=people, action=st.sampled_from(V3_ACTIONS), at=pick)
    def write_by_the_api_of_wagtail(self, number, who, action, at):
        page, parent = self.page(number), Page.objects.get(slug="theory")
        data = {
            "copy": {"destination_id": parent.pk, "slug": f"v3-{next(numbers)}", "keep_live": True},
            "create_alias": {"destination_id": parent.pk, "slug": f"v3-{next(numbers)}"},
            "copy_for_translation": {"locale": "en", "copy_parents": True, "alias": bool(at % 2)},
            "move": {"destination_id": parent.pk},
            "revert": {"revision_id": self.one_of(page.revisions.order_by("id"), at).pk},
        }
        asked = f"pages/{page.pk}/actions/{action}/"
        if action == "patch":
            changed = {"meta": {"type": "cms_pages.ArticlePage", "action": "publish"}, "title": "接口写的"}
            write(self.people[who], "PATCH", f"pages/{page.pk}/", changed)
        else:
            write(self.people[who], "DELETE" if action == "delete" else "POST", asked, data.get(action))
        self.forget_what_is_gone()
        known = set(self.pages)
        self.pages += [pk for pk in ArticlePage.objects.values_list("pk", flat=True) if pk not in known]

    def forget_what_is_gone(self):
        """Keep at least one page to go on with."""
        there = set(ArticlePage.objects.filter(pk__in=self.pages).values_list("pk", flat=True))
        self.pages = [pk for pk in self.pages if pk in there]
        if not self.pages:
            self.pages = [make_article(by=self.people[0]).pk]

    @rule(number=pick, who=people)
    def schedule_directly(self, number, who):
        page = self.page(number).get_latest_revision_as_object()
        self.try_to(lambda: page.save_revision(user=self.people[who], approved_go_live_at=now()))
        schedule.publish_due()

    @rule(number=pick, who=people)
    def finish_a_workflow_from_code(self, number, who):
        state = self.one_of(WorkflowState.objects.filter(status="in_progress").order_by("id"), number)
        if state:
            self.try_to(lambda: state.finish(user=self.people[who]))

    @rule(number=pick, who=people)
    def move(self, number, who):
        news = ArticleIndexPage.objects.get(slug="news")
        self.try_to(lambda: self.page(number).move(news, pos="last-child", user=self.people[who]))

    @precondition(lambda self: Page.objects.filter(live=True, depth__gt=1).exists())
    @rule(number=pick, who=people)
    def take_down(self, number, who):
        page = self.one_of(Page.objects.filter(live=True, depth__gt=1).order_by("id"), number)
        self.try_to(lambda: services.take_down(page, by=self.people[who], reason="测试"))

    @rule(number=pick, who=people)
    def put_back(self, number, who):
        record = self.one_of(TakeDown.objects.filter(restored_at=None).order_by("id"), number)
        if record:
            self.try_to(lambda: services.restore(record, by=self.people[who]))

    @invariant()
    def nobody_holds_a_stage_that_they_may_not_decide(self):
        for held in StageClaim.objects.filter(ended_at=None, candidate__state="open"):
            assert held.holder_id not in held.candidate.contributors
            assert held.handed_by_id != held.holder_id

    @invariant()
    def nothing_unapproved_is_live(self):
        assert queries.unapproved_live_objects() == []
        assert queries.changed_live_texts() == []
        assert queries.unapproved_schedules() == []
        for release in Release.objects.filter(state="open").select_related("candidate"):
            candidate = release.candidate
            passed = set(Approval.objects.filter(candidate=candidate).values_list("approver_id", flat=True))
            assert len(passed) == len(candidate.stages) >= 1
            assert "final" in candidate.stages
            reason = EmergencyCorrection.objects.filter(revision_id=release.revision_id)
            assert len(candidate.stages) == 3 or reason.exists()
            assert not passed & set(candidate.contributors)
            assert release.revision_id == candidate.revision_id


def test_random_use_never_puts_unapproved_text_live():
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
