"""Previews of texts under review: for the desk, at two widths, and for a headless front end by a link."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.admin.models import EditingSession
from wagtail.models import Page

from cms_pages.gate import services
from cms_pages.previews import presence
from cms_pages.previews.services import make_token
from core.clock import now
from support.content import (
    make_article,
    make_course_with_lessons,
    make_editor,
    make_exam_page,
    make_reviewer,
    publish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F046")]


@pytest.fixture
def changed():
    """Return the candidate of a live article whose title and words were changed."""
    page = publish(make_article("检修通知", text="周一检修"))
    page.title = "检修改期"
    page.body = [("paragraph", "<p>周二检修</p>")]
    page.save_revision(user=page.owner)
    return services.submit(page, by=page.owner)


def test_the_submitted_text_stands_beside_the_live_one(client, changed):
    # given
    client.force_login(make_reviewer("first"))
    # when
    shown = client.get(reverse("previews:show", args=[changed.pk])).content.decode()
    text = client.get(reverse("previews:text", args=[changed.pk]))
    # then
    live = Page.objects.get(pk=changed.page_id).url
    assert f'src="{live}"' in shown
    assert f'src="{reverse("previews:text", args=[changed.pk])}"' in shown
    assert "周二检修" in text.content.decode()
    assert "周一检修" not in text.content.decode()
    assert "周一检修" in client.get(live).content.decode()
    assert text.headers["X-Frame-Options"] == "SAMEORIGIN"
    # when: one text alone, as wide as a desk
    alone = client.get(reverse("previews:show", args=[changed.pk]), {"width": "desk", "live": "0"})
    assert f'src="{live}"' not in alone.content.decode()
    assert "frames--desk" in alone.content.decode()


def make_exam():
    """Return a draft exam."""
    return make_exam_page(make_course_with_lessons())


@pytest.mark.parametrize("make", [make_exam, make_course_with_lessons])
def test_what_has_no_page_of_its_own_shows_all_its_words(client, make):
    page = make()
    page.title = "送审的题目"
    page.save_revision(user=page.owner)
    candidate = services.submit(page, by=page.owner)
    client.force_login(make_reviewer("first"))
    shown = client.get(reverse("previews:text", args=[candidate.pk])).content.decode()
    assert "送审的题目" in shown
    assert "课程摘要" in shown or "许可有哪些环节" in shown


def test_a_headless_front_end_fetches_exactly_this_text_for_a_quarter_of_an_hour(client, settings, changed):
    # given
    settings.HEADLESS_PREVIEW_URL = "https://front.example/preview?t={token}"
    client.force_login(make_reviewer("first"))
    shown = client.get(reverse("previews:show", args=[changed.pk])).content.decode()
    assert "https://front.example/preview?t=" in shown
    client.logout()
    token = make_token(changed)
    # when
    answer = client.get(f"/api/v1/previews/{token}").json()
    # then: what the API of articles will answer, once it is live
    pass_every_stage(changed)
    assert answer["state"] == "open"
    assert answer["article"]["title"] == "检修改期"
    client.force_login(make_editor())
    live = client.get(f"/api/v1/articles/{changed.page_id}").json()
    assert answer["article"] == live
    # when: too late, or another word
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        assert client.get(f"/api/v1/previews/{token}").status_code == 404
    assert client.get(f"/api/v1/previews/{token}x").status_code == 404


def pass_every_stage(candidate):
    for stage in candidate.stages:
        services.approve(candidate, by=make_reviewer(stage))


def test_editors_and_reviewers_see_each_other(client, changed):
    # given: an editor with unsaved changes, one who left an hour ago
    editor, gone, reviewer = make_editor(), make_editor(), make_reviewer("first")
    page_type = ContentType.objects.get_for_model(Page)
    for user, minutes in ((editor, 0), (gone, 60)):
        EditingSession.objects.create(
            user=user,
            content_type=page_type,
            object_id=str(changed.page_id),
            last_seen_at=now() - timedelta(minutes=minutes),
            is_editing=True,
        )
    client.force_login(reviewer)
    # when
    asked = [client.get(reverse("previews:present", args=[changed.pk])) for _time in range(2)]
    shown = asked[1].content.decode()
    # then
    assert editor.get_full_name() in shown
    assert gone.get_full_name() not in shown
    assert "正在修改" in shown
    found = presence.present_at(changed.page_id, besides=editor)
    assert [(item.name, item.is_editing) for item in found] == [(reviewer.get_full_name(), False)]
    assert EditingSession.objects.filter(user=reviewer).count() == 1
