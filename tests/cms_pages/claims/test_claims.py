"""A claim holds one stage for one person until it is decided, given back, handed over or overdue."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.services import create_token
from cms_pages.claims import queries, services
from cms_pages.claims.conf import due_after
from cms_pages.claims.errors import Claimed
from cms_pages.claims.models import StageClaim
from cms_pages.claims.types import Ending, Load
from cms_pages.gate import services as gate
from cms_pages.gate.errors import NotReviewer, NotUnderReview, OwnText
from core import clock, outbox
from core.errors import Invalid, Refused
from evidence.models import Entry
from organization import services as organization
from organization.types import Role
from outreach import reviewing
from outreach.models import Notice
from support.content import make_article, make_reviewer, root_unit
from support.people import make_unit, make_user_with_role
from support.races import together

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def text(db):
    """Return a text that waits for its first review."""
    page = make_article("动火作业许可")
    return gate.submit(page, by=page.owner)


@pytest.fixture
def first(db):
    return make_reviewer("first")


@pytest.fixture
def other(db):
    return make_reviewer("first")


def endings(candidate):
    return list(
        StageClaim.objects.filter(candidate=candidate).order_by("pk").values_list("ending", flat=True)
    )


@pytest.mark.capability("F015")
def test_who_claims_decides_and_others_wait(text, first, other):
    # given
    claim = services.claim(text, by=first)
    # then: claiming again changes nothing, another neither claims nor decides
    assert services.claim(text, by=first) == claim
    for act in (
        lambda: services.claim(text, by=other),
        lambda: gate.approve(text, by=other),
        lambda: gate.return_for_revision(text, by=other, comment="请补充"),
        lambda: services.hand_over(text, to=other, words="换人", by=other),
    ):
        with pytest.raises(Claimed):
            act()
    assert text.approvals.count() == 0
    # when
    gate.approve(text, by=first)
    # then
    assert endings(text) == [Ending.DECIDED]
    assert queries.claim_of(gate.queries.candidates().get(pk=text.pk)) is None


def test_without_a_claim_every_reviewer_decides(text, other):
    gate.approve(text, by=other)
    assert not StageClaim.objects.exists()


def test_returning_ends_the_claim_too(text, first):
    services.claim(text, by=first)
    gate.return_for_revision(text, by=first, comment="请补充出处")
    assert endings(text) == [Ending.DECIDED]


def test_a_claim_given_back_is_free_again(text, first, other):
    # given
    services.claim(text, by=first)
    with pytest.raises(Refused):
        services.let_go(text, by=other)
    # when
    services.let_go(text, by=first)
    # then
    with pytest.raises(NotUnderReview):
        services.let_go(text, by=first)
    services.claim(text, by=other)
    assert endings(text) == [Ending.LET_GO, ""]


def test_who_may_not_decide_claims_nothing(text):
    with pytest.raises(OwnText):
        services.claim(text, by=text.author)
    with pytest.raises(NotReviewer):
        services.claim(text, by=make_reviewer("second"))
    assert not StageClaim.objects.exists()


@pytest.mark.capability("F015")
def test_a_substitute_of_the_superior_takes_over(first):
    # given: a branch too small for a second reviewer; one sits at the root, one in another branch
    branch = make_unit("小支部", parent=root_unit())
    sibling = make_unit("邻支部", parent=root_unit())
    own = make_user_with_role(Role.FIRST_REVIEWER, branch, "self")
    stranger = make_user_with_role(Role.FIRST_REVIEWER, sibling, "self")
    page = make_article("支部文章", unit=branch)
    text = gate.submit(page, by=page.owner)
    # then
    assert queries.substitutes_for(text, own) == [first]
    for to, words in ((stranger, "出差"), (text.author, "出差"), (own, "出差"), (first, " ")):
        with pytest.raises(Invalid):
            services.hand_over(text, to=to, words=words, by=own)
    # when
    services.claim(text, by=own)
    services.hand_over(text, to=first, words="外出培训", by=own)
    outbox.drain()
    # then
    assert endings(text) == [Ending.HANDED_OVER, ""]
    with pytest.raises(Claimed):
        gate.approve(text, by=own)
    notice = Notice.objects.get(recipient=first, kind="handed_over")
    assert "外出培训" in notice.body
    gate.approve(text, by=first)
    assert set(Entry.objects.filter(kind__startswith="review.claim").values_list("kind", flat=True)) == {
        "review.claimed",
        "review.claim_ended",
    }


def test_an_overdue_claim_holds_nobody_back(text, first, other):
    # given
    services.claim(text, by=first)
    due = queries.due_of(text)
    with clock.frozen_at(due - timedelta(seconds=1)):
        assert services.free_overdue() == 0
        with pytest.raises(Claimed):
            services.claim(text, by=other)
    # when: another takes it before the task has run; then nobody does, for a day
    with clock.frozen_at(due):
        services.claim(text, by=other)
        assert services.free_overdue() == 0
        with pytest.raises(Claimed):
            services.claim(text, by=first)
    with clock.frozen_at(due + DAY):
        assert services.free_overdue() == 1
        assert services.free_overdue() == 0
    # then
    assert endings(text) == [Ending.OVERDUE, Ending.OVERDUE]


@pytest.mark.parametrize(
    ("reached", "days", "due"),
    [
        ("2026-11-16T09:30+08:00", 3, "2026-11-19T09:30+08:00"),  # Monday to Thursday
        ("2026-11-19T14:50+08:00", 3, "2026-11-24T14:50+08:00"),  # over a weekend
        ("2026-11-20T23:59+08:00", 1, "2026-11-23T23:59+08:00"),  # Friday night
        ("2026-11-21T08:00+08:00", 1, "2026-11-23T08:00+08:00"),  # on a Saturday
        ("2026-11-16T09:30+08:00", 10, "2026-11-30T09:30+08:00"),  # two weeks
    ],
)
def test_a_stage_is_due_working_days_later(settings, reached, days, due):
    settings.REVIEW_DAYS = {"first": days}
    assert due_after(datetime.fromisoformat(reached), "first") == datetime.fromisoformat(due)


def test_the_time_of_a_stage_begins_when_the_text_reaches_it(text, first):
    # when
    with clock.frozen_at(text.submitted_at + 2 * DAY):
        gate.approve(text, by=first)
    text = gate.queries.candidates().get(pk=text.pk)
    # then
    assert queries.due_of(text) == due_after(text.submitted_at + 2 * DAY, "second")


def test_a_claim_of_who_lost_the_role_lapses(text, first, other):
    # given
    services.claim(text, by=first)
    for grant in first.grants.all():
        organization.withdraw_grant(grant=grant, by=None)
    # when
    gate.approve(text, by=other)
    # then
    assert endings(text) == [Ending.LAPSED]


@pytest.mark.capability("F016")
def test_publishers_are_told_once_of_what_is_overdue(text, first):
    # given
    publisher = make_reviewer("final")
    with clock.frozen_at(queries.due_of(text)):
        # when
        for _time in range(3):
            reviewing.tell_overdue()
    # then
    assert Notice.objects.filter(kind="overdue").count() == 1
    assert Notice.objects.get(kind="overdue").recipient == publisher


@pytest.mark.capability("F016")
def test_the_nearest_publishers_are_told_first_and_those_above_when_it_waits_on():
    # given: a branch with a publisher of its own, and one above
    branch = make_unit("一支部", parent=root_unit())
    near, above = make_user_with_role("final_reviewer", branch), make_reviewer("final")
    page = make_article(unit=branch)
    text = gate.submit(page, by=page.owner)
    due = queries.due_of(text)

    def told():
        reviewing.tell_overdue()
        return set(Notice.objects.filter(kind="overdue").values_list("recipient_id", flat=True))

    # when / then
    with clock.frozen_at(due):
        assert told() == {near.pk}
    later = due_after(due, "first")
    with clock.frozen_at(later - timedelta(seconds=1)):
        assert told() == {near.pk}
    with clock.frozen_at(later):
        assert told() == {near.pk, above.pk}
    assert Notice.objects.filter(kind="overdue").count() == 2


def test_work_is_listed_by_who_holds_it_and_by_its_time(first, other, django_assert_max_num_queries):
    # given: of four texts one mine, one another's, one overdue, one free
    texts = []
    for number in range(4):
        page = make_article(f"文章{number}")
        with clock.frozen_at(clock.now() - (5 * DAY if number == 3 else number * timedelta(minutes=1))):
            texts.append(gate.submit(page, by=page.owner))
    services.claim(texts[0], by=first)
    services.claim(texts[1], by=other)
    # when
    lists = queries.work_of(first)
    # then
    found = {load: [work.candidate.page_title for work in rows] for load, rows in lists.items()}
    assert found == {
        Load.MINE: ["文章0"],
        Load.WAITING: ["文章3", "文章2"],
        Load.OTHERS: ["文章1"],
        Load.OVERDUE: ["文章3"],
    }
    assert queries.work_of(texts[0].author)[Load.WAITING] == []
    with django_assert_max_num_queries(8):
        queries.work_of(first)


def test_the_database_keeps_one_holder_a_stage(text, first, other):
    claim = services.claim(text, by=first)
    for change in ({"holder": other}, {"holder": other, "handed_by": other, "ended_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StageClaim.objects.create(candidate=text, stage="first", **change)
    with pytest.raises(IntegrityError), transaction.atomic():
        StageClaim.objects.filter(pk=claim.pk).update(ended_at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_two_who_claim_at_one_moment_leave_one_holder(text, first, other):
    # when
    raised = together(lambda: services.claim(text, by=first), lambda: services.claim(text, by=other))
    # then
    assert sorted(type(error).__name__ for error in raised) == ["Claimed", "NoneType"]
    assert StageClaim.objects.filter(ended_at=None).count() == 1


def test_the_pages_claim_hand_over_and_show_the_trail(client, text, first, other):
    # given
    address = reverse("gate:candidate", args=[text.pk])
    client.force_login(first)
    assert "尚无人领取" in client.get(address).content.decode()
    # when
    claimed = client.post(reverse("claims:claim", args=[text.pk]), follow=True)
    bad = client.post(reverse("claims:hand_over", args=[text.pk]), {"to": other.pk, "words": ""})
    done = client.post(
        reverse("claims:hand_over", args=[text.pk]), {"to": other.pk, "words": "外出培训"}, follow=True
    )
    refused = client.post(reverse("gate:approve", args=[text.pk]), {"comment": "我来审"})
    # then
    assert "已领取" in claimed.content.decode()
    assert (bad.status_code, refused.status_code) == (422, 409)
    assert "我来审" in refused.content.decode()
    page = done.content.decode()
    assert "外出培训" in page
    assert reverse("gate:approve", args=[text.pk]) not in page
    client.force_login(other)
    assert text.page_title in client.get(reverse("claims:work")).content.decode()
    assert client.post(reverse("claims:let_go", args=[text.pk])).status_code == 302


def test_the_queue_says_who_holds_a_text_at_no_more_cost(client, first, other, django_assert_max_num_queries):
    for number in range(6):
        page = make_article(f"文章{number}")
        services.claim(gate.submit(page, by=page.owner), by=other)
    client.force_login(first)
    with django_assert_max_num_queries(41):
        page = client.get(reverse("gate:queue")).content.decode()
    assert page.count(f"{other.get_full_name() or other.username} 已领取") == 6


def test_the_api_does_the_same(client, text, first, other):
    def call(user, method, path, body=None):
        _row, secret = create_token(owner=user, name="t", scopes=["content:read", "content:write"])
        more = {"data": body or {}, "content_type": "application/json"} if method != "get" else {}
        return getattr(client, method)(
            f"/api/v1/reviews/{path}", headers={"Authorization": f"Bearer {secret}"}, **more
        )

    # when
    claimed = call(first, "post", f"{text.pk}/claim")
    refused = call(other, "post", f"{text.pk}/claim")
    nobody = call(first, "post", f"{text.pk}/handover", {"to": 999999, "words": "出差"})
    handed = call(first, "post", f"{text.pk}/handover", {"to": other.pk, "words": "出差"})
    back = call(other, "delete", f"{text.pk}/claim")
    # then
    assert (claimed.status_code, claimed.json()["holder_id"]) == (200, first.pk)
    assert (refused.status_code, refused.json()["code"]) == (409, "claimed")
    assert (nobody.status_code, list(nobody.json()["fields"])) == (422, ["to"])
    assert handed.json()["holder_id"] == other.pk
    assert back.json()["holder_id"] is None
    assert [row["candidate_id"] for row in call(first, "get", "work").json()["waiting"]] == [text.pk]
