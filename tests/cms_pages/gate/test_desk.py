"""The review desk by form and by API: the same rules, for superusers too."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from accounts.services import create_token
from cms_pages.gate import queries, services
from cms_pages.gate.models import Approval, Candidate, TakeDown
from core.models import AuditEntry
from organization.models import Grant
from organization.types import Role
from support.content import make_article, make_editor, make_reviewer, publish, root_unit
from support.people import LONG_AGO, make_user

pytestmark = pytest.mark.django_db


def all_roles(user, *, superuser=False):
    """Give a user every role of the desk."""
    for role in (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER):
        Grant.objects.create(user=user, role=role, unit=root_unit(), scope="subtree", valid_from=LONG_AGO)
    User.objects.filter(pk=user.pk).update(is_superuser=superuser)
    return User.objects.get(pk=user.pk)


def submitted(title="动火作业许可", **more):
    """Return a text under review."""
    page = make_article(title, **more)
    return services.submit(page, by=page.owner)


def bearer(user, scope):
    """Return the header of a token of this user."""
    _token, secret = create_token(owner=user, name="测试", scopes=[scope])
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("superuser", [False, True])
@pytest.mark.capability("F015")
def test_own_text_is_refused_by_form_and_by_api(client, superuser):
    # given
    maker = all_roles(make_editor(), superuser=superuser)
    candidate = submitted(by=maker)
    client.force_login(maker)
    # when
    shown = client.get(reverse("gate:candidate", args=[candidate.pk]))
    form = client.post(reverse("gate:approve", args=[candidate.pk]), {"comment": "通过"})
    back = client.post(reverse("gate:return", args=[candidate.pk]), {"comment": "退回"})
    api = client.post(
        f"/api/v1/reviews/{candidate.pk}/approve",
        {"comment": ""},
        content_type="application/json",
        headers=bearer(maker, "content:write"),
    )
    # then: read-only with the reason
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "不能审核本人提交的内容" in page
    assert reverse("gate:approve", args=[candidate.pk]) not in page
    assert (form.status_code, back.status_code, api.status_code) == (403, 403, 403)
    assert api.json()["code"] == "own_text"
    assert Approval.objects.count() == 0
    assert Candidate.objects.get().state == "open"


def test_three_people_pass_a_text_by_form(client):
    # given
    candidate = submitted()
    # when
    for stage in candidate.stages:
        person = make_reviewer(stage)
        client.force_login(person)
        assert "动火作业许可" in client.get(reverse("gate:queue")).content.decode()
        response = client.post(
            reverse("gate:approve", args=[candidate.pk]), {"comment": f"{stage} 同意"}, follow=True
        )
        assert response.status_code == 200
        assert "动火作业许可" not in response.content.decode()
    # then: live, with its trail
    assert Page.objects.get(pk=candidate.page_id).live
    assert list(Approval.objects.order_by("id").values_list("stage", "comment")) == [
        (stage, f"{stage} 同意") for stage in ("first", "second", "final")
    ]
    entries = AuditEntry.objects.filter(action="review.approve", object_id=str(candidate.pk))
    assert entries.count() == 3
    shown = client.get(reverse("gate:candidate", args=[candidate.pk])).content.decode()
    for stage in ("first", "second", "final"):
        assert f"{stage} 同意" in shown


def test_three_people_pass_a_text_by_api(client):
    # given
    candidate = submitted()
    answers = []
    # when
    for stage in candidate.stages:
        headers = bearer(make_reviewer(stage), "content:write")
        answers.append(
            client.post(
                f"/api/v1/reviews/{candidate.pk}/approve",
                {"comment": "同意"},
                content_type="application/json",
                headers=headers,
            )
        )
    # then
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.json()["next_stage"] for answer in answers] == ["second", "final", None]
    assert Page.objects.get(pk=candidate.page_id).live
    assert queries.unapproved_live_objects() == []


def test_token_that_only_reads_decides_nothing(client):
    # given
    candidate = submitted()
    # when
    response = client.post(
        f"/api/v1/reviews/{candidate.pk}/approve",
        {"comment": ""},
        content_type="application/json",
        headers=bearer(make_reviewer("first"), "content:read"),
    )
    # then
    assert response.status_code == 403
    assert Approval.objects.count() == 0


def test_return_needs_words_and_keeps_what_was_typed(client):
    # given
    candidate = submitted()
    client.force_login(make_reviewer("first"))
    # when
    response = client.post(reverse("gate:return", args=[candidate.pk]), {"comment": "   "})
    # then
    assert response.status_code == 422
    assert Candidate.objects.get().state == "open"
    # when
    client.post(reverse("gate:return", args=[candidate.pk]), {"comment": "数字没有出处"})
    # then
    candidate = Candidate.objects.get()
    assert (candidate.state, candidate.return_reason) == ("returned", "数字没有出处")
    client.force_login(User.objects.get(pk=candidate.author_id))
    assert "数字没有出处" in client.get(reverse("gate:mine")).content.decode()


def test_decision_over_a_text_that_is_decided_already_is_a_conflict(client):
    # given
    candidate = submitted()
    reviewer = make_reviewer("first")
    services.return_for_revision(candidate, by=make_reviewer("first"), comment="退回")
    client.force_login(reviewer)
    # when
    response = client.post(reverse("gate:approve", args=[candidate.pk]), {"comment": "我的意见"})
    # then
    assert response.status_code == 409
    assert Approval.objects.count() == 0


def test_candidate_says_that_a_newer_revision_exists(client):
    # given
    page = make_article("原题")
    candidate = services.submit(page, by=page.owner)
    page.title = "又改"
    page.save_revision(user=page.owner)
    client.force_login(make_reviewer("first"))
    # when
    text = client.get(reverse("gate:candidate", args=[candidate.pk])).content.decode()
    # then: the pinned text is shown, the other one only mentioned
    assert "有新修订" in text
    assert "又改" not in text


def test_changes_are_marked_character_by_character(client):
    # given
    page = publish(make_article("对比", text="请示应当一文一事，一般只写一个主送机关。"))
    page.body = [("paragraph", "<p>请示应当一文一事，一般只写两个主送机关。</p>")]
    page.save_revision(user=page.owner)
    candidate = services.submit(page, by=page.owner)
    client.force_login(make_reviewer("first"))
    # when
    text = client.get(reverse("gate:candidate", args=[candidate.pk])).content.decode()
    # then
    removed = [part.split("</del>")[0].rsplit(">", 1)[-1] for part in text.split("<del")[1:]]
    added = [part.split("</ins>")[0].rsplit(">", 1)[-1] for part in text.split("<ins")[1:]]
    assert (removed, added) == (["一"], ["两"])


@pytest.mark.parametrize("name", ["queue", "mine", "published"])
def test_desk_is_closed_to_members(client, name):
    # given
    client.force_login(make_user())
    # when / then
    assert client.get(reverse(f"gate:{name}")).status_code == 403


def test_text_of_another_unit_does_not_exist_for_a_stranger(client):
    # given
    candidate = submitted()
    client.force_login(make_editor())
    # when / then
    assert client.get(reverse("gate:candidate", args=[candidate.pk])).status_code == 404
    assert client.post(reverse("gate:approve", args=[candidate.pk])).status_code == 404


@pytest.mark.capability("F016")
def test_publisher_takes_down_and_another_puts_back(client):
    # given
    page = publish(make_article("要下架"))
    one, two = make_reviewer("final"), make_reviewer("final")
    client.force_login(one)
    # when
    without_reason = client.post(reverse("gate:take_down", args=[page.pk]), {"reason": ""})
    assert (without_reason.status_code, Page.objects.get(pk=page.pk).live) == (422, True)
    client.post(reverse("gate:take_down", args=[page.pk]), {"reason": "数字有误"})
    # then
    assert not Page.objects.get(pk=page.pk).live
    record = TakeDown.objects.get()
    own = client.post(reverse("gate:restore", args=[record.pk]))
    assert (own.status_code, Page.objects.get(pk=page.pk).live) == (403, False)
    client.force_login(two)
    client.post(reverse("gate:restore", args=[record.pk]))
    assert Page.objects.get(pk=page.pk).live
    assert queries.unapproved_live_objects() == []


def test_queue_costs_the_same_for_many_texts(client, django_assert_max_num_queries):
    # given
    client.force_login(make_reviewer("first"))
    submitted()
    client.get(reverse("gate:queue"))
    with django_assert_max_num_queries(40) as one:
        client.get(reverse("gate:queue"))
    for _ in range(3):
        submitted()
    # when / then
    with django_assert_max_num_queries(40) as many:
        client.get(reverse("gate:queue"))
    assert len(many.captured_queries) == len(one.captured_queries)


def test_a_text_without_a_change_since_its_approval_is_not_submitted(client):
    # given: live, and nobody has written anything since
    page = publish(make_article("动火作业许可"))
    client.force_login(page.owner)
    # when
    response = client.post(reverse("gate:submit", args=[page.pk]))
    # then
    assert response.status_code == 422
    assert "该稿件自上次审核通过后没有改动。" in response.content.decode()
    assert not Candidate.objects.filter(page_id=page.pk, state="open").exists()
