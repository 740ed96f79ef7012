"""The pages and the API: counts that open their rows, forms that keep what was filled in, papers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from organization.relations import services, staying
from organization.relations.models import MobileStay, RelationRule, Transfer
from organization.types import PostKind, Role, UnitKind
from support.people import make_person, make_unit, make_user_with_role
from support.relations import draft, letter, register, send

pytestmark = pytest.mark.django_db
BASE, API = "/organization/", "/api/v1"


@pytest.fixture
def desk(client, offices):
    """Return the client of the home branch's secretary."""
    client.force_login(offices.secretary)
    return client


def _text(response):
    return " ".join(response.content.decode().split())


def _counts(response):
    return {facet.key: count for facet, count in response.context["facets"]}


@pytest.mark.capability("F047")
def test_each_count_of_the_list_opens_its_rows(desk, offices):
    # given
    send(offices)
    send(offices, "外单位党委", person=make_person(offices.home, name="林嘉禾"))
    draft(offices, person=make_person(offices.home, name="陆星野"))
    for officer in (offices.secretary, offices.receiver, offices.admin, offices.far_secretary):
        desk.force_login(officer)
        # when
        counts = _counts(desk.get(f"{BASE}transfers/"))
        told = desk.get(f"{API}/transfers").json()["counts"]
        # then
        for key, count in counts.items():
            rows = desk.get(f"{BASE}transfers/?view={key}").context["rows"]
            items = desk.get(f"{API}/transfers?view={key}").json()
            assert (len(rows), items["count"], len(items["items"])) == (count, count, count), key
        assert told == counts
    desk.force_login(offices.receiver)
    assert _counts(desk.get(f"{BASE}transfers/")) | {"open": 0} == dict.fromkeys(counts, 0) | {"receive": 1}
    assert desk.get(f"{BASE}transfers/?view=²&page=x").status_code == 200


def test_the_lists_cost_the_same_for_one_row_and_for_many(desk, offices):
    def cost(url):
        desk.get(url)
        with CaptureQueriesContext(connection) as captured:
            desk.get(url)
        return len(captured)

    # given
    urls = [
        f"{BASE}transfers/",
        f"{BASE}mobile/",
        f"{BASE}posts/",
        f"{API}/transfers",
        f"{API}/mobile",
        f"{API}/posts",
    ]
    people = [
        make_person(offices.home, name=name) for name in ("甲一", "乙二", "丙三", "丁四", "戊五", "己六")
    ]
    send(offices)
    register(offices, person=people[0])
    give = {"unit": offices.home, "by": None}
    from organization import services as kernel

    kernel.give_post(person=people[0], kind=PostKind.PUBLICITY_COMMISSIONER, **give)
    before = {url: cost(url) for url in urls}
    # when
    for person in people[1:4]:
        send(offices, person=person)
    for person in people[4:]:
        stay = register(offices, person=person)
        staying.log_contact(stay=stay, by=offices.secretary, on=offices.today, way="phone")
        kernel.give_post(person=person, kind=PostKind.DISCIPLINE_COMMISSIONER, **give)
    # then
    assert {url: cost(url) for url in urls} == before
    assert max(before.values()) <= 26, before


@pytest.mark.capability("F047")
def test_a_secretary_sends_and_the_other_side_receives_on_the_pages(desk, offices):
    # when: first without a target
    sent = {"unit": offices.home.pk, "person": offices.member.pk, "reason": "residence"}
    response = desk.post(f"{BASE}transfers/new/", sent)
    # then what was filled in stays
    assert response.status_code == 422
    assert "请选择转入党组织，或填写系统外党组织名称" in _text(response)
    assert response.context["form"]["reason"].value() == "residence"
    assert Transfer.objects.count() == 0
    # when
    response = desk.post(f"{BASE}transfers/new/", sent | {"to_unit": offices.next_door.pk})
    transfer = Transfer.objects.get()
    assert response["Location"] == f"{BASE}transfers/{transfer.pk}/"
    desk.post(f"{BASE}transfers/{transfer.pk}/send/", {"letter_number": "机组字〔2026〕第3号"})
    desk.force_login(offices.receiver)
    page = _text(desk.get(f"{BASE}transfers/{transfer.pk}/"))
    assert "目前由机关党支部负责管理该党员。" in page
    # when the receiver sends it back without a cause
    response = desk.post(f"{BASE}transfers/{transfer.pk}/return/", {"cause": " "})
    assert (response.status_code, "请填写理由" in _text(response)) == (422, True)
    # when
    assert desk.post(f"{BASE}transfers/{transfer.pk}/receive/").status_code == 302
    # then
    assert "目前由生产党支部负责管理该党员。" in _text(desk.get(f"{BASE}transfers/{transfer.pk}/"))
    entries = AuditEntry.objects.filter(object_type="organization.Transfer", status__lt=400).order_by("pk")
    done = [(entry.action, entry.object_id, entry.unit_id) for entry in entries]
    assert done == [
        (f"transfers.{action}", str(transfer.pk), offices.home.pk) for action in ("draft", "send", "receive")
    ]
    # when somebody comes late
    desk.force_login(offices.second_receiver)
    response = desk.post(f"{BASE}transfers/{transfer.pk}/receive/")
    assert (response.status_code, "本次未作任何更改" in _text(response)) == (409, True)


def test_a_letter_is_printed_once_it_may_be_received_and_the_slip_filled_in_with_the_receipt(desk, offices):
    # given
    transfer = draft(offices)
    assert desk.get(f"{BASE}transfers/{transfer.pk}/letter/").status_code == 404
    # when
    services.send_transfer(transfer=transfer, by=offices.secretary)
    # then
    paper = _text(desk.get(f"{BASE}transfers/{transfer.pk}/letter/"))
    assert "兹介绍周望舒同志（正式党员）由机关党支部转往生产党支部" in paper
    assert "已于______由生产党支部接收" in _text(desk.get(f"{BASE}transfers/{transfer.pk}/slip/"))
    services.receive_transfer(transfer=transfer, by=offices.receiver)
    slip = _text(desk.get(f"{BASE}transfers/{transfer.pk}/slip/"))
    assert f"已于 {offices.today.isoformat()} 由生产党支部接收" in slip


def test_an_outside_letter_keeps_what_was_filled_in(desk, offices):
    told = {
        "unit": offices.home.pk,
        "name": "陆星野",
        "standing": "full_member",
        "outside": "外单位党委",
        "letter_number": "外组字第1号",
        "sent_on": (offices.today + timedelta(days=1)).isoformat(),
        "letter_until": offices.today.isoformat(),
        "reason": "work",
    }
    # when
    response = desk.post(f"{BASE}transfers/incoming/", told)
    # then
    assert response.status_code == 422
    assert response.context["form"].errors == {"sent_on": ["介绍信开具日期不能晚于今天。"]}
    assert response.context["form"]["outside"].value() == "外单位党委"
    assert Transfer.objects.count() == 0
    # when
    assert (
        desk.post(f"{BASE}transfers/incoming/", told | {"sent_on": told["letter_until"]}).status_code == 302
    )
    assert Transfer.objects.get().name == "陆星野"


@pytest.mark.capability("F100")
def test_a_secretary_keeps_the_contact_log_on_the_page(desk, offices):
    # given
    told = {"unit": offices.home.pk, "person": offices.member.pk, "reason": "project"}
    response = desk.post(f"{BASE}mobile/new/", told | {"began_on": offices.today.isoformat()})
    assert response.context["form"].errors == {"place": ["请填写地点，或选择流入地党组织。"]}
    desk.post(f"{BASE}mobile/new/", told | {"began_on": offices.today.isoformat(), "place": "青川项目部"})
    stay = MobileStay.objects.get()
    # when a day that has not come
    late = (offices.today + timedelta(days=1)).isoformat()
    url = f"{BASE}mobile/{stay.pk}/"
    response = desk.post(f"{url}contacts/", {"on": late, "way": "visit", "note": "在岗", "reached": "on"})
    # then
    assert response.status_code == 422
    assert response.context["contact_form"]["note"].value() == "在岗"
    assert stay.contacts.count() == 0
    # when
    desk.post(
        f"{url}contacts/", {"on": offices.today.isoformat(), "way": "visit", "note": "在岗", "reached": "on"}
    )
    # then
    assert [(one.way, one.note, one.made_by) for one in stay.contacts.all()] == [
        ("visit", "在岗", offices.secretary)
    ]
    told = desk.get(f"{API}/mobile/{stay.pk}").json()
    assert (told["last_contact"], len(told["contacts"])) == (offices.today.isoformat(), 1)


def test_the_telephone_number_is_shown_on_request_and_the_view_recorded(desk, offices):
    from organization.profiles.registry import viewings_of
    from organization.profiles.services import set_contact

    set_contact(person=offices.member, phone="13800138000", email="", by=offices.member.user)
    stay = register(offices)
    url = f"{BASE}mobile/{stay.pk}/"
    assert "13800138000" not in _text(desk.get(url))
    # when
    shown = _text(desk.post(f"{url}phone/"))
    # then
    assert "13800138000" in shown
    assert [view.viewer for view in viewings_of(offices.member, most=5)] == [
        offices.secretary.get_full_name()
    ]


@pytest.mark.capability("F047")
def test_a_member_sees_the_own_relation_and_who_answers(client, offices):
    # given
    transfer = send(offices)
    client.force_login(offices.member.user)
    # when
    text = _text(client.get(f"{BASE}relations/mine/"))
    # then
    assert "在组织关系被接收之前，由机关党支部负责管理。" in text
    assert client.get(f"{BASE}transfers/{transfer.pk}/")["Location"] == f"{BASE}relations/mine/"
    assert client.get(f"{API}/transfers/mine").json()[0]["responsible"] == "机关党支部"
    assert client.get(f"{API}/transfers").status_code == 403
    services.return_transfer(transfer=transfer, by=offices.receiver, cause="尚未报到")
    assert "尚未报到" in _text(client.get(f"{BASE}relations/mine/"))


def test_posts_of_a_past_day_are_those_of_then(desk, offices):
    from organization import services as kernel

    # given
    start = offices.today - timedelta(days=100)
    post = kernel.give_post(
        person=offices.member,
        unit=offices.home,
        kind=PostKind.DISCIPLINE_COMMISSIONER,
        valid_from=start,
        valid_to=offices.today - timedelta(days=1),
        by=None,
    )
    # when / then
    assert desk.get(f"{BASE}posts/").context["rows"] == []
    vacant = desk.get(f"{BASE}posts/?view=vacant").context["rows"]
    assert [row for row, _name in vacant] == [post]
    day = (offices.today - timedelta(days=1)).isoformat()
    page = desk.get(f"{BASE}posts/?view=soon&on={day}")
    assert [(line.post, line.days_left) for line, _name in page.context["rows"]] == [(post, 0)]
    items = desk.get(f"{API}/posts?on={day}").json()["items"]
    assert [(row["name"], row["days_left"], row["unit"]) for row in items] == [("周望舒", 0, "机关党支部")]


def test_rules_are_set_by_the_topmost_committee_and_never_reach_back(client, offices):
    told = {"key": "letter_valid", "value": "60", "basis": "上级通知", "effective_from": "2020-01-01"}
    # given two topmost committees: no administrator of one of them is enough
    client.force_login(offices.admin)
    assert client.post(f"{BASE}relations/rules/", told).status_code == 403
    both = make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, offices.committee)
    from organization import services as kernel

    kernel.grant_role(user=both, role=Role.PARTY_COMMITTEE_ADMIN, unit=offices.far_committee, by=None)
    client.force_login(both)
    # when
    response = client.post(f"{BASE}relations/rules/", told)
    # then
    assert list(response.context["form"].errors) == ["effective_from"]
    assert response.context["form"]["basis"].value() == "上级通知"
    # when
    later = (offices.today + timedelta(days=1)).isoformat()
    assert client.post(f"{BASE}relations/rules/", told | {"effective_from": later}).status_code == 302
    # then
    rows = RelationRule.objects.filter(key="letter_valid").order_by("effective_from")
    assert [(row.value, row.set_by) for row in rows][-1] == (60, both)
    assert client.post(f"{BASE}relations/rules/", told | {"effective_from": later}).status_code == 409


def test_the_api_refuses_what_the_pages_refuse(desk, offices):
    # given
    transfer = draft(offices)
    base = f"{API}/transfers"
    send_json = {"content_type": "application/json"}
    union = make_unit("工会", kind=UnitKind.UNION)
    # when / then
    told = {
        "from_unit_id": offices.home.pk,
        "person_id": offices.member.pk,
        "reason": "work",
        "outside": "外",
    }
    assert desk.post(base, told, **send_json).status_code == 409
    told = {"reason": "work", "to_unit_id": union.pk}
    assert desk.patch(f"{base}/{transfer.pk}", told, **send_json).status_code == 404
    assert desk.post(f"{base}/{transfer.pk}/steps/fly", {}, **send_json).status_code == 422
    assert desk.post(f"{base}/{transfer.pk}/steps/change", {}, **send_json).status_code == 404
    assert desk.post(f"{base}/{transfer.pk}/steps/receive", {}, **send_json).status_code == 403
    sent = desk.post(f"{base}/{transfer.pk}/steps/send", {}, **send_json).json()
    assert (sent["state"], sent["actions"]) == ("sent", ["withdraw", "renew"])
    told = {"to_unit_id": offices.home.pk} | {
        "name": "陆星野",
        "standing": "activist",
        "outside": "外单位党委",
        "letter_number": "1",
        "sent_on": letter().issued_on.isoformat(),
        "letter_until": letter().valid_until.isoformat(),
        "reason": "work",
    }
    refused = desk.post(f"{base}/letters", told, **send_json)
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["standing"])
