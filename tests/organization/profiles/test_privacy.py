"""The privacy notice: versions that never change, acceptances that stay, and the page that comes first."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from core.errors import Conflict, Invalid, Refused
from organization.profiles import privacy
from organization.profiles.models import NoticeAcceptance, PrivacyNotice
from organization.profiles.prose import paragraphs_of

pytestmark = pytest.mark.django_db
HTML = {"HTTP_ACCEPT": "text/html,application/xhtml+xml"}


@pytest.fixture
def notice(db):
    """Return a first published version."""
    return privacy.publish_notice(version="1.0", text_zh="## 目的\n为了联系。", text_en="Why.", by=None)


def _publish_again(version="1.1"):
    return privacy.publish_notice(
        version=version, text_zh="新", text_en="new", changes_zh="增加电话", changes_en="phone", by=None
    )


def test_nobody_is_asked_while_no_notice_is_published(branch, client):
    client.force_login(branch.user)
    assert client.get("/me/", **HTML).status_code == 200
    assert "尚未发布" in client.get("/organization/privacy/").content.decode()


@pytest.mark.capability("F097")
def test_the_notice_comes_first_and_leads_back(branch, client, notice):
    # given
    client.force_login(branch.user)
    # when
    first = client.get("/learning/?kind=1", **HTML)
    # then
    assert (first.status_code, first.url) == (
        302,
        "/organization/privacy/?next=%2Flearning%2F%3Fkind%3D1",
    )
    page = client.get(first.url, **HTML).content.decode()
    assert "为了联系。" in page
    assert 'value="/learning/?kind=1"' in page
    # when
    sent = client.post("/organization/privacy/accept/", {"version": "1.0", "next": "/learning/?kind=1"})
    # then
    assert (sent.status_code, sent.url) == (302, "/learning/?kind=1")
    assert client.get("/learning/", **HTML).status_code == 200
    kept = NoticeAcceptance.objects.get()
    assert (kept.user, kept.notice) == (branch.user, notice)


def test_an_address_elsewhere_is_not_followed(branch, client, notice):
    client.force_login(branch.user)
    sent = client.post("/organization/privacy/accept/", {"version": "1.0", "next": "https://example.com/"})
    assert (sent.status_code, sent.url) == (302, "/")
    assert (
        "example.com" not in client.get("/organization/privacy/?next=https://example.com/").content.decode()
    )


def test_programs_sign_out_and_a_running_exam_are_left_alone(branch, client, notice):
    client.force_login(branch.user)
    assert client.get("/api/v1/me/privacy").status_code == 200
    assert client.get("/accounts/password/", **HTML).status_code == 200
    attempt = "/learning/attempts/00000000-0000-0000-0000-000000000000/"
    assert client.get(attempt, **HTML).status_code == 404
    assert client.get("/me/", HTTP_HX_REQUEST="true", **HTML).status_code == 200
    assert client.get("/me/", HTTP_ACCEPT="image/png").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


def test_strangers_are_not_asked(client, notice):
    assert client.get("/accounts/login/", **HTML).status_code == 200
    assert client.get("/organization/privacy/", **HTML).status_code == 200


def test_a_new_version_is_asked_for_again_and_says_what_changed(branch, client, notice):
    # given
    client.force_login(branch.user)
    privacy.accept_notice(user=branch.user, version="1.0")
    assert client.get("/me/", **HTML).status_code == 200
    # when
    _publish_again()
    # then
    assert client.get("/me/", **HTML).status_code == 302
    page = client.get("/organization/privacy/").content.decode()
    assert "增加电话" in page
    with pytest.raises(Conflict):
        privacy.accept_notice(user=branch.user, version="1.0")
    privacy.accept_notice(user=branch.user, version="1.1")
    assert client.get("/me/", **HTML).status_code == 200
    assert "为了联系。" in client.get("/organization/privacy/versions/1.0/").content.decode()


def test_accepting_twice_is_one_acceptance(branch, notice):
    first = privacy.accept_notice(user=branch.user, version="1.0")
    assert privacy.accept_notice(user=branch.user, version="1.0") == first
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeAcceptance.objects.create(user=branch.user, notice=notice)


def test_neither_a_version_nor_an_acceptance_can_be_changed(branch, notice):
    privacy.accept_notice(user=branch.user, version="1.0")
    for change in (
        lambda: PrivacyNotice.objects.update(text_zh="别的"),
        lambda: NoticeAcceptance.objects.update(notice_id=notice.pk, user=branch.admin),
        lambda: NoticeAcceptance.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_version_is_published_by_a_system_administrator_only(branch, client, notice):
    with pytest.raises(Refused):
        privacy.publish_notice(version="2", text_zh="a", text_en="b", by=branch.secretary)
    client.force_login(branch.secretary)
    assert client.get("/organization/privacy/publish/").status_code == 403
    client.force_login(branch.admin)
    told = {"version": "2", "text_zh": "新", "text_en": "new", "changes_zh": "改", "changes_en": "changed"}
    assert client.post("/organization/privacy/publish/", told).status_code == 302
    assert privacy.current_notice().published_by == branch.admin


def test_an_incomplete_or_repeated_version_is_refused_field_by_field(notice):
    with pytest.raises(Invalid) as refusal:
        privacy.publish_notice(version=" ", text_zh="a", text_en="", by=None)
    assert set(refusal.value.fields) == {"version", "text_en", "changes_zh", "changes_en"}
    with pytest.raises(Conflict):
        _publish_again("1.0")
    assert PrivacyNotice.objects.count() == 1


def test_the_command_publishes_the_own_text_once():
    call_command("publish_privacy_notice")
    with pytest.raises(CommandError):
        call_command("publish_privacy_notice")
    notice = PrivacyNotice.objects.get()
    assert "个人信息处理者" in notice.text_zh
    assert "specific identity" in notice.text_en
    kinds = {part.kind for part in paragraphs_of(notice.text_zh)}
    assert kinds == {"heading", "paragraph", "list"}


def test_the_table_of_purposes_names_every_field_and_its_basis(client):
    page = client.get("/organization/privacy/basis/").content.decode()
    for words in ("手机号码", "入党日期", "个人信息保护法", "保存期限"):
        assert words in page


def test_every_page_links_to_the_notice(client):
    assert 'href="/organization/privacy/"' in client.get("/accounts/login/").content.decode()
