"""The doors of Wagtail's admin, tried by superuser through real requests: closed, and nothing is lost."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import Page, PagePermissionTester, Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.models import User
from cms_pages.gate import queries
from cms_pages.gate.models import Approval, Candidate
from cms_pages.models import ArticleIndexPage, ArticlePage, HomePage
from core.clock import now
from support.content import make_article, make_editor, publish

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F015")]


@pytest.fixture(autouse=True)
def _outer_door_open(settings):
    """Let a superuser in, whom the admin itself would refuse: what is tried are the doors behind it."""
    outer = "organization.grants.gatekeeper.AdminDoorMiddleware"
    assert outer in settings.MIDDLEWARE
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != outer]


@pytest.fixture
def root(client):
    """Return a superuser who is signed in and holds no role."""
    user = User.objects.create(username="root", is_superuser=True, is_staff=True)
    client.force_login(user)
    return user


def form(title, slug, text="管理员写的正文", **more):
    """Return what the editor's form sends."""
    return nested_form_data(
        {
            "title": title,
            "slug": slug,
            "date": "2026-11-23",
            "summary": "摘要",
            "body": streamfield([("paragraph", rich_text(f"<p>{text}</p>"))]),
            "source": "望江公司",
            "responsible_editor": "周望舒",
            "tags": "",
            "audience": "internal",
            "unit": "",
            "seo_title": "",
            "search_description": "",
            "comments": inline_formset([]),
            **more,
        }
    )


def nothing_unapproved():
    """Check the invariant in both its halves."""
    assert queries.unapproved_live_objects() == []
    assert queries.changed_live_texts() == []


def test_publish_posted_by_the_edit_page_saves_a_draft(client, root):
    # given
    page = make_article("草稿")
    # when
    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        form("改过的题", page.slug, **{"action-publish": "action-publish"}),
    )
    # then: kept as typed, not live
    assert response.status_code == 302
    stored = Page.objects.get(pk=page.pk)
    assert not stored.live
    assert stored.get_latest_revision().content["title"] == "改过的题"
    assert "管理员写的正文" in str(stored.get_latest_revision_as_object().body)
    nothing_unapproved()


def test_publish_posted_over_a_live_page_keeps_the_approved_text(client, root):
    # given
    page = publish(make_article("已审"))
    # when
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        form("未审", page.slug, **{"action-publish": "action-publish"}),
    )
    # then
    stored = Page.objects.get(pk=page.pk)
    assert (stored.live, stored.title) == (True, "已审")
    assert stored.get_latest_revision().content["title"] == "未审"
    nothing_unapproved()


def test_publish_posted_by_the_create_page_saves_a_draft(client, root):
    # given
    column = ArticleIndexPage.objects.get(slug="theory")
    # when
    response = client.post(
        reverse("wagtailadmin_pages:add", args=["cms_pages", "articlepage", column.pk]),
        form("一步到位", "at-once", **{"action-publish": "action-publish"}),
    )
    # then
    assert response.status_code == 302
    made = ArticlePage.objects.get(slug="at-once")
    assert (made.live, made.title, made.owner_id) == (False, "一步到位", root.pk)
    nothing_unapproved()


@pytest.mark.parametrize("descendants", ["", "on"])
def test_bulk_publish_publishes_nothing(client, root, descendants):
    # given
    draft = make_article("草稿")
    column = ArticleIndexPage.objects.get(slug="theory")
    # when
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(
        f"{address}?id={draft.pk}&id={column.pk}",
        {"next": "/admin/", "include_descendants": descendants},
    )
    # then
    assert not Page.objects.filter(live=True, depth__gt=1).exists()


def test_copy_with_published_copies_makes_drafts(client, root):
    # given
    page = publish(make_article("原文"))
    # when
    response = client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {
            "new_title": "副本",
            "new_slug": "copy",
            "new_parent_page": page.get_parent().pk,
            "publish_copies": "1",
            "alias": "",
        },
    )
    # then
    assert response.status_code == 302
    assert Page.objects.filter(title="副本").values_list("live", flat=True).get() is False
    nothing_unapproved()


def test_copy_as_alias_makes_no_alias(client, root):
    # given
    page = publish(make_article("原文"))
    # when
    response = client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {
            "new_title": "别名",
            "new_slug": "alias",
            "new_parent_page": page.get_parent().pk,
            "publish_copies": "1",
            "alias": "1",
        },
    )
    # then
    assert response.status_code == 302
    made = Page.objects.get(title="别名")
    assert (made.live, made.alias_of_id) == (False, None)
    nothing_unapproved()


def test_revert_to_an_old_revision_is_a_draft(client, root):
    # given: two approved versions
    page = publish(make_article("一版"))
    first = page.live_revision
    page.title = "二版"
    page.save_revision(user=page.owner)
    page = publish(page)
    # when
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        form("一版", page.slug, revision=first.pk, **{"action-publish": "action-publish"}),
    )
    # then
    assert Page.objects.get(pk=page.pk).title == "二版"
    nothing_unapproved()


@pytest.mark.parametrize("name", ["unpublish", "set_privacy"])
def test_admin_neither_hides_nor_restricts(client, root, name):
    # given
    page = publish(make_article())
    # when
    client.post(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]), {"restriction_type": "login"})
    # then
    page = Page.objects.get(pk=page.pk)
    assert page.live
    assert not page.view_restrictions.exists()


def test_editors_submit_makes_the_candidate_and_approve_is_not_offered(client, root):
    # given
    editor = make_editor()
    User.objects.filter(pk=editor.pk).update(is_staff=True, is_superuser=True)
    client.force_login(editor)
    page = make_article("草稿", by=editor)
    # when: the normal button of the editor
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        form("送审稿", page.slug, **{"action-submit": "action-submit"}),
    )
    # then
    candidate = Candidate.objects.get(page_id=page.pk)
    assert (candidate.submitter_id, candidate.page_title) == (editor.pk, "送审稿")
    assert Revision.objects.get(pk=candidate.revision_id).content["title"] == "送审稿"
    # and the workflow's own address decides nothing for who made the text
    state = Page.objects.get(pk=page.pk).current_workflow_task_state
    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": ""}
    )
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        form("送审稿", page.slug, **{"action-workflow-action": "approve", "workflow-action-name": "approve"}),
    )
    assert Approval.objects.count() == 0
    assert not Page.objects.get(pk=page.pk).live


def test_pages_say_publish_to_nobody(client, root):
    for page in (Page.objects.get(depth=1), HomePage.objects.get(), make_article()):
        tester = PagePermissionTester(root, page)
        asked = (tester.can_publish(), tester.can_publish_subpage(), tester.can_unpublish())
        assert asked == (False, False, False)
    body = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "action-publish" not in body
    assert "action-submit" in body


def test_schedule_of_a_draft_is_refused():
    # given
    page = make_article()
    revision = page.get_latest_revision()
    revision.approved_go_live_at = now()
    # when / then
    with pytest.raises(PermissionDenied):
        revision.save(update_fields=["approved_go_live_at"])
    assert Revision.objects.get(pk=revision.pk).approved_go_live_at is None
