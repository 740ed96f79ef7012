"""What the reviewer is shown beside the words: audience, unit, window, tags, address."""

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import Revision

from cms_pages.gate import queries, services
from cms_pages.gate.particulars import particulars_of
from cms_pages.gate.types import Audience
from core import clock
from support.content import know_tags, make_article, make_reviewer, publish, root_unit

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F015")]


def shown_of(candidate):
    """Return each particular that the reviewer is shown: before, now, changed."""
    revision = Revision.objects.get(pk=candidate.revision_id)
    found = particulars_of(revision, queries.previous_content(candidate))
    return {item.name: (item.before, item.now, item.changed) for item in found}


def test_a_changed_audience_window_unit_tag_and_address_are_shown():
    # given
    page = publish(make_article("许可", unit=root_unit()))
    draft = page.get_latest_revision_as_object()
    draft.audience = Audience.PUBLIC
    draft.unit = None
    draft.slug = "permit"
    draft.expire_at = clock.now() + timedelta(days=9)
    know_tags("安全")
    draft.tags.add("安全")
    draft.save_revision(user=page.owner)
    # when
    found = shown_of(services.submit(page, by=page.owner))
    # then
    assert found["audience"] == ("登录人员", "所有人", True)
    assert found["unit"] == ("望江公司党委", "全公司", True)
    assert found["slug"][1:] == ("permit", True)
    assert found["tagged_items"] == ("", "安全", True)
    assert found["expire_at"][2]
    assert found["expire_at"][1].startswith("20")
    assert found["go_live_at"] == ("", "", False)
    assert not {"title", "live", "owner"} & set(found)


def test_an_approved_text_that_waits_is_not_called_live(client):
    # given
    page = make_article("下周的通知", go_live_at=clock.now() + timedelta(days=7))
    candidate = services.submit(page, by=page.owner)
    for stage in candidate.stages[:-1]:
        services.approve(candidate, by=make_reviewer(stage))
    client.force_login(make_reviewer("final"))
    # when
    answer = client.post(reverse("gate:approve", args=[candidate.pk]), follow=True).content.decode()
    # then
    assert "稿件已发布" not in answer
    assert "将于" in answer
    assert not type(page).objects.get(pk=page.pk).live


def test_the_maker_sees_that_an_approved_text_waits_and_is_not_asked_to_submit_it(client):
    # given
    page = publish(make_article("下周的通知", go_live_at=clock.now() + timedelta(days=7)))
    client.force_login(page.owner)
    # when
    shown = client.get(reverse("gate:mine")).content.decode()
    # then
    assert "下周的通知" in shown
    assert reverse("gate:submit", args=[page.pk]) not in shown
