"""A text approved for a later hour goes live then, and not before; the old one stays until then."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from wagtail.models import Page, Revision

from cms_pages.gate import queries, registry, schedule, services
from cms_pages.gate.models import Release
from cms_pages.models import ArticlePage
from core.clock import SHANGHAI, now
from core.models import OutboxMessage
from support.content import make_article, make_reviewer, publish
from support.gate import lifted_triggers

pytestmark = pytest.mark.django_db


def later(page, *, hours=2, **fields):
    """Save a version of the page that asks to go live in so many hours."""
    page.go_live_at = (now() + timedelta(hours=hours)).astimezone(SHANGHAI)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=page.owner)
    return page


def clean():
    """Return whether nothing is live or scheduled that was not approved as it stands."""
    return not (
        queries.unapproved_live_objects() or queries.changed_live_texts() or queries.unapproved_schedules()
    )


def test_first_publication_waits_for_its_hour(monkeypatch):
    # given
    built = []
    monkeypatch.setitem(registry._on_release, "ArticlePage", [lambda page: built.append(page.pk)])
    page = publish(later(make_article("预告")))
    assert not page.live
    assert built == []
    assert not OutboxMessage.objects.filter(task__contains="page_published").exists()
    assert clean()
    # when: one hour, then another
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        assert schedule.publish_due() == 0
    with time_machine.travel(now() + timedelta(hours=3), tick=False):
        assert schedule.publish_due() == 1
        assert schedule.publish_due() == 0
        # then
        assert Page.objects.get(pk=page.pk).live
        assert built == [page.pk]
        assert clean()


def test_old_text_stays_until_the_hour_of_the_new_one():
    # given
    page = publish(make_article("旧题"))
    page = publish(later(page, title="新题"))
    assert (page.live, page.title) == (True, "旧题")
    assert list(Release.objects.order_by("id").values_list("state", flat=True)) == ["open", "open"]
    assert clean()
    # when
    with time_machine.travel(now() + timedelta(hours=3), tick=False):
        call_command("publish_scheduled")
        # then
        assert ArticlePage.objects.get(pk=page.pk).title == "新题"
        assert list(Release.objects.order_by("id").values_list("state", flat=True)) == ["ended", "open"]
        assert clean()


def test_scheduled_text_can_be_stopped_and_resumed_by_another():
    # given
    page = publish(later(make_article()))
    one, two = make_reviewer("final"), make_reviewer("final")
    # when
    record = services.take_down(page, by=one, reason="推迟")
    # then
    with time_machine.travel(now() + timedelta(hours=3), tick=False):
        assert schedule.publish_due() == 0
        assert not Page.objects.get(pk=page.pk).live
        services.restore(record, by=two)
        assert Page.objects.get(pk=page.pk).live
        assert clean()


def test_schedule_written_past_the_gate_publishes_nothing_and_stops_nobody():
    # given: SQL schedules a draft; a released text is due after it
    draft = make_article("没有审过")
    with lifted_triggers():
        Revision.objects.filter(pk=draft.latest_revision_id).update(approved_go_live_at=now())
    assert [row.page_id for row in queries.unapproved_schedules()] == [draft.pk]
    good = publish(later(make_article("审过")))
    # when
    with time_machine.travel(now() + timedelta(hours=3), tick=False):
        assert schedule.publish_due() == 1
    # then
    assert not Page.objects.get(pk=draft.pk).live
    assert Page.objects.get(pk=good.pk).live
    assert queries.unapproved_live_objects() == []


def test_page_past_its_end_is_hidden_and_its_release_ends():
    # given
    page = make_article()
    page.expire_at = now() + timedelta(hours=1)
    page.save_revision(user=page.owner)
    page = publish(page)
    # when
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        assert not ArticlePage.objects.visible_to(page.owner).filter(pk=page.pk).exists()
        assert schedule.publish_due() == 1
    # then
    assert not Page.objects.get(pk=page.pk).live
    assert Release.objects.get().state == "ended"
