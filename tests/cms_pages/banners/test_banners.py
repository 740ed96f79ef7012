"""Banners go through the gate like every page, and stand on the guide home while they are live."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms_pages.banners.queries import MOST, banners_for
from cms_pages.gate import queries, schedule, services
from cms_pages.models import BannerIndexPage, BannerPage
from core import clock
from media import services as media
from support.content import draft, make_article, make_editor, make_reviewer, publish
from support.files import picture, upload
from support.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F046")]


def make_banner(title="作业前先查隐患", **more):
    """Return a draft banner with a picture."""
    by = more.pop("by", None) or make_editor()
    image = media.store_image(title=title, file=upload("图.png", picture()), by=by)
    page = BannerPage(title=title, slug=f"b{image.pk}", image=image, alternative="安全帽", **more)
    return draft(page, BannerIndexPage.objects.get(), by)


def test_a_banner_is_shown_once_it_is_reviewed_and_leads_to_its_page(client):
    # given
    target = publish(make_article("隐患排查"))
    banner = make_banner(target=target)
    reader = make_user()
    client.force_login(reader)
    # when
    assert banner.title not in client.get(reverse("portal:home")).content.decode()
    with pytest.raises(PermissionDenied):
        BannerPage.objects.get(pk=banner.pk).get_latest_revision().publish(skip_permission_checks=True)
    publish(banner)
    home = client.get(reverse("portal:home")).content.decode()
    # then
    assert banner.title in home
    assert 'alt="安全帽"' in home
    assert target.url in home
    assert client.get(BannerPage.objects.get().url).headers["Location"] == target.url
    # when
    services.take_down(banner, by=make_reviewer("final"), reason="过期")
    assert banner.title not in client.get(reverse("portal:home")).content.decode()


def test_a_banner_goes_live_at_its_hour_and_ends_with_its_window(client):
    # given: the hour and the end are part of what is approved
    moment = clock.now().replace(microsecond=0)
    begins, ends = moment + timedelta(hours=2), moment + timedelta(days=3)
    banner = publish(make_banner(go_live_at=begins, expire_at=ends))
    reader = make_user()
    assert banners_for(reader) == []
    assert [item.goes_live_at for item in queries.texts_waiting_for_their_hour()] == [begins]
    client.force_login(make_reviewer("final"))
    assert banner.title in client.get(reverse("gate:published")).content.decode()
    # when
    with time_machine.travel(begins, tick=False):
        schedule.publish_due()
        assert [item.pk for item in banners_for(reader)] == [banner.pk]
    assert queries.texts_waiting_for_their_hour() == []
    with time_machine.travel(ends, tick=False):
        # then
        assert banners_for(reader) == []


def test_what_a_banner_leads_to_is_not_deleted(client):
    editor = make_editor()
    target = make_article(by=editor)
    make_banner(target=target, by=editor)
    assert not target.permissions_for_user(editor).can_delete()
    client.force_login(editor)
    client.post(reverse("wagtailadmin_pages:delete", args=[target.pk]))
    assert type(target).objects.filter(pk=target.pk).exists()


def test_the_home_page_asks_no_more_for_five_banners_than_for_two(client):
    # given
    client.force_login(make_user())

    def asked():
        client.get(reverse("portal:home"))  # the sizes of the pictures are made once
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("portal:home"))
        return len(seen)

    for number in range(2):
        publish(make_banner(f"横幅{number}"))
    few = asked()
    for number in range(2, MOST + 2):
        publish(make_banner(f"横幅{number}"))
    # then
    assert asked() == few
    assert len(banners_for(make_user())) == MOST


def test_the_reviewer_sees_the_picture_and_its_words(client):
    banner = make_banner()
    candidate = services.submit(banner, by=banner.owner)
    client.force_login(make_reviewer("first"))
    shown = client.get(reverse("gate:candidate", args=[candidate.pk])).content.decode()
    assert f"/files/images/{banner.image_id}" in shown or "<img" in shown
    assert "安全帽" in shown
