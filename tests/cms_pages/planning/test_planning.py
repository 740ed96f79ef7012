"""The editorial calendar, and the live texts that nobody has looked at for a year."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms_pages.gate import schedule, services
from cms_pages.gate.errors import NotReviewer, NotUnderReview
from cms_pages.gate.models import Release
from cms_pages.models import Confirmation
from cms_pages.planning import queries
from cms_pages.planning.services import confirm
from cms_pages.planning.types import EventKind
from core.clock import SHANGHAI
from evidence.models import Entry
from organization.types import Role
from support.content import make_article, make_reviewer, publish
from support.people import make_unit, make_user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F046")]
MONDAY = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)


def kinds_by_day(year, month):
    """Return the kinds of events and their titles by day of the month."""
    return {
        day.day: [(event.kind, event.title) for event in events]
        for day, events in queries.events_of(year, month).items()
    }


def test_a_month_shows_what_was_published_waits_is_planned_due_and_ends():
    # given: on Monday one text goes live until the 20th, one is approved for the 10th, one planned for the
    # 11th, one submitted
    with time_machine.travel(MONDAY, tick=False):
        publish(make_article("已发", expire_at=MONDAY + timedelta(days=18)))
        waiting = publish(make_article("待发", go_live_at=MONDAY + timedelta(days=8)))
        make_article("计划", go_live_at=MONDAY + timedelta(days=9))
        make_article("四月", go_live_at=MONDAY + timedelta(days=40))
        page = make_article("送审")
        services.submit(page, by=page.owner)
        # when / then: three working days for the first review
        assert kinds_by_day(2026, 3) == {
            2: [(EventKind.PUBLISHED, "已发")],
            5: [(EventKind.DUE, "送审")],
            10: [(EventKind.WAITING, "待发")],
            11: [(EventKind.PLANNED, "计划")],
            20: [(EventKind.ENDS, "已发")],
        }
        assert kinds_by_day(2026, 4) == {11: [(EventKind.PLANNED, "四月")]}
    # when: its hour has come, it is published on that day, not on that of its approval
    with time_machine.travel(MONDAY + timedelta(days=8), tick=False):
        schedule.publish_due()
        assert type(waiting).objects.get(pk=waiting.pk).live
        assert kinds_by_day(2026, 3)[10] == [(EventKind.PUBLISHED, "待发")]
        assert (EventKind.PUBLISHED, "待发") not in kinds_by_day(2026, 3)[2]


def test_a_month_takes_as_many_queries_for_many_texts():
    def asked():
        with CaptureQueriesContext(connection) as seen:
            queries.events_of(2026, 3)
        return len(seen)

    with time_machine.travel(MONDAY, tick=False):
        publish(make_article())
        page = make_article()
        services.submit(page, by=page.owner)
        few = asked()
        for _time in range(3):
            publish(make_article())
            page = make_article()
            services.submit(page, by=page.owner)
        assert asked() == few


def test_the_calendar_is_shown_and_a_month_that_is_none_is_this_one(client):
    client.force_login(make_reviewer("first"))
    with time_machine.travel(MONDAY, tick=False):
        page = make_article("送审")
        services.submit(page, by=page.owner)
        for asked in ("2026-03", "", "2026-13", "abc", "99999-1"):
            shown = client.get(reverse("planning:calendar"), {"month": asked}).content.decode()
            assert "2026年3月" in shown, asked
            assert "送审" in shown
    assert "没有安排" in client.get(reverse("planning:calendar"), {"month": "2019-02"}).content.decode()


def test_an_old_text_is_listed_until_somebody_confirms_it(client):
    # given
    publisher = make_reviewer("final")
    with time_machine.travel(MONDAY, tick=False):
        page = publish(make_article("旧文"))
    with time_machine.travel(MONDAY + timedelta(days=364), tick=False):
        assert not queries.old_texts().exists()
    with time_machine.travel(MONDAY + timedelta(days=366), tick=False):
        publish(make_article("新文"))
        assert [row.page_id for row in queries.old_texts()] == [page.pk]
        # when
        client.force_login(publisher)
        address = reverse("planning:confirm", args=[Release.objects.get(page_id=page.pk).pk])
        refused = client.post(address, {"words": "长" * 201})
        assert "旧文" in client.get(reverse("planning:old")).content.decode()
        done = client.post(address, {"words": "已核对制度原文"}, follow=True)
        # then
        assert refused.status_code == 422
        assert "长" * 201 in refused.content.decode()
        assert "旧文" not in done.content.decode()
        assert Confirmation.objects.get().words == "已核对制度原文"
        assert Entry.objects.filter(kind="review.confirmation").count() == 1
    with time_machine.travel(MONDAY + timedelta(days=366 + 367), tick=False):
        assert page.pk in [row.page_id for row in queries.old_texts()]


def test_only_a_publisher_of_the_unit_confirms_a_live_text():
    page = publish(make_article("旧文"))
    release = Release.objects.get()
    with pytest.raises(NotReviewer):
        confirm(release, words="", by=make_user_with_role(Role.FINAL_REVIEWER, make_unit("一支部")))
    publisher = make_reviewer("final")
    services.take_down(page, by=publisher, reason="有误")
    with pytest.raises(NotUnderReview):
        confirm(release, words="", by=publisher)
    assert not Confirmation.objects.exists()
