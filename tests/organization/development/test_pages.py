"""The pages: lists and counts, forms that keep what was filled in, one's own way, print, plan, rules."""

from datetime import date

import pytest
from django.core.cache import cache

from core.models import AuditEntry
from organization.development import services
from organization.development.models import DevelopmentRule, PlanQuota
from organization.types import PartyStatus
from support.development import filled_in, make_applicant, open_case, take_steps, usual_day
from support.people import make_unit

pytestmark = pytest.mark.django_db
BASE = "/organization/development/"


@pytest.fixture
def desk(client, office):
    """Return the client of the branch secretary."""
    client.force_login(office.secretary)
    return client


def _step(case, number):
    return f"{BASE}{case.pk}/steps/{number}/"


@pytest.mark.capability("F063", "F068")
def test_the_list_counts_by_stage_and_each_count_opens_its_rows(desk, office, query_budget):
    # given
    first = take_steps(open_case(office), office, to=3)
    take_steps(open_case(office), office, to=8)
    closed = open_case(office)
    services.close_case(case=closed, on=date(2023, 1, 20), reason="撤回", by=office.secretary, withdrawn=True)
    # when
    response = desk.get(BASE)
    # then
    assert [count for _stage, count in response.context["counts"]] == [0, 1, 1, 0, 0]
    assert (response.context["open_count"], response.context["closed_count"]) == (2, 1)
    rows = desk.get(f"{BASE}?stage=2")
    assert [row["case"] for row in rows.context["rows"]] == [first]
    assert "第 4/25 步 上级党委备案（积极分子）" in " ".join(rows.content.decode().split())
    assert [row["case"] for row in desk.get(f"{BASE}?state=closed").context["rows"]] == [closed]
    for odd in ("?stage=9&page=x&unit=abc", "?stage=²&unit=²", "plan/?year=99999", "plan/?year=²"):
        assert desk.get(f"{BASE}{odd}").status_code == 200
    assert desk.get(f"{BASE}new/?unit=²").status_code == 404
    assert desk.get("/api/v1/development/plan?year=99999").status_code == 422


def test_the_list_costs_the_same_for_one_case_and_for_three(desk, office, django_assert_num_queries):
    # given
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    take_steps(open_case(office), office, to=3)
    desk.get(BASE)
    with CaptureQueriesContext(connection) as one:
        desk.get(BASE)
    for _ in range(2):
        take_steps(open_case(office), office, to=3)
    cache.clear()
    desk.get(BASE)
    # then
    with CaptureQueriesContext(connection) as three:
        desk.get(BASE)
    assert len(three) == len(one)


def test_the_case_page_says_who_when_and_why_not_yet(desk, office, time_machine):
    # given
    case = take_steps(open_case(office), office, to=6)
    time_machine.move_to("2023-12-24T09:00:00+08:00")
    desk.force_login(office.secretary)
    # when
    text = " ".join(desk.get(f"{BASE}{case.pk}/").content.decode().split())
    # then
    assert "距最短时限还有 20 天" in text
    assert "第 7 步最早可于 2024-01-13 办理：自第 3 步（2023-01-13）起须满 12 个月" in text
    assert "2023-01-13" in text
    assert "办理本步骤" in text


def test_a_refused_form_keeps_what_was_filled_in_and_nothing_is_recorded(desk, office):
    # given
    case = take_steps(open_case(office), office, to=14)
    told = {"on": "2024-02-01", "eligible": "20", "present": "15", "votes_for": "12", "votes_against": "2"}
    told |= {"votes_abstained": "3", "result": "passed", "place": "三号柜", "seen": "14"}
    # when
    response = desk.post(_step(case, 15), told)
    # then
    assert response.status_code == 422
    form = response.context["form"]
    assert form.errors == {"votes_for": ["赞成、反对、弃权合计与实到人数不符"]}
    assert 'value="三号柜"' in response.content.decode()
    assert case.records.count() == 14
    for bad in (
        {"on": "2024-02-30"},
        {"on": ""},
        {"eligible": "-1"},
        {"eligible": "很多"},
        {"result": "maybe"},
    ):
        assert desk.post(_step(case, 15), told | bad).status_code == 422
    assert desk.post(_step(case, 15), {}).status_code == 422
    assert case.records.count() == 14
    # then: put right
    response = desk.post(_step(case, 15), told | {"votes_abstained": "1"})
    assert response.status_code == 302
    assert case.records.count() == 15
    entry = AuditEntry.objects.filter(action="development.record", status=302).get()
    assert (entry.object_id, entry.unit_id, entry.note) == (str(case.pk), office.branch.pk, "step 15")


def test_an_early_date_is_refused_on_the_page_with_the_same_sentence(desk, office):
    case = take_steps(open_case(office), office, to=6)
    response = desk.post(_step(case, 7), {"on": "2023-12-31", "result": "passed"})
    sentence = "第 7 步最早可于 2024-01-13 办理：自第 3 步（2023-01-13）起须满 12 个月"
    assert (response.status_code, response.context["form"].errors) == (422, {"on": [sentence]})


def test_a_stale_form_is_a_conflict(desk, office):
    case = take_steps(open_case(office), office, to=6)
    response = desk.post(_step(case, 6), {"on": "2023-07-10", "result": "passed", "seen": "5"})
    assert response.status_code == 409
    assert case.records.count() == 6


def test_the_form_of_a_step_has_only_its_own_fields(desk, office):
    # given
    wanted = {
        2: {"on", "place", "reason"},
        5: {"on", "people", "place"},
        10: {"on", "result", "place"},
        11: {"on", "result", "training_days", "training_hours", "place"},
    }
    # then
    for number, names in wanted.items():
        case = take_steps(open_case(office), office, to=8 if number > 8 else number - 1)
        if number == 5:
            take_steps(case, office, to=4)
        form = desk.get(f"{BASE}{case.pk}/?step={number}").context["form"]
        assert (form.step.number, set(form.fields)) == (number, names)


def test_the_political_review_keeps_only_its_result(office):
    case = take_steps(open_case(office), office, to=10)
    record = case.records.get(number=10)
    assert (record.result, record.reason, list(record.participants.all())) == ("passed", "", [])
    told = filled_in(10, usual_day(10), office, reason="一段话")
    case = take_steps(open_case(office), office, to=9)
    assert services.record_step(case=case, number=10, values=told, by=office.secretary).reason == ""


def test_an_application_is_recorded_for_a_person_of_the_branch(desk, office):
    # given
    person = make_applicant(office.branch, name="申请人")
    stranger = make_applicant(make_unit("生产党支部", parent=office.committee))
    # then
    assert "申请人" in desk.get(f"{BASE}new/").content.decode()
    for bad in ({"person": stranger.pk}, {"person": ""}, {"on": "2999-01-01"}, {"on": "x"}):
        told = {"unit": office.branch.pk, "person": person.pk, "on": "2024-01-05"} | bad
        response = desk.post(f"{BASE}new/", told)
        assert response.status_code == 422
        assert response.context["form"].errors
    assert person.development.count() == 0
    response = desk.post(f"{BASE}new/", {"unit": office.branch.pk, "person": person.pk, "on": "2024-01-05"})
    case = person.development.get()
    assert response["Location"] == f"{BASE}{case.pk}/"


def test_a_correction_asks_for_a_second_person_and_a_reason(client, office):
    # given
    case = take_steps(open_case(office), office, to=3)
    record = case.records.get(number=2)
    address = f"{BASE}{case.pk}/records/{record.pk}/"
    # then
    client.force_login(office.secretary)
    assert client.get(address).status_code == 403
    client.force_login(office.commissioner)
    assert 'value="2023-01-12"' in client.get(address).content.decode()
    response = client.post(address, {"on": "2023-01-11", "place": "九号柜", "why": ""})
    assert (response.status_code, response.context["why_error"]) == (422, "请填写原因")
    assert 'value="九号柜"' in response.content.decode()
    response = client.post(address, {"on": "2023-01-09", "why": "录错"})
    assert "on" in response.context["form"].errors
    assert case.records.count() == 3
    assert client.post(address, {"on": "2023-01-11", "why": "录错"}).status_code == 302
    assert case.records.count() == 5
    text = client.get(f"{BASE}{case.pk}/").content.decode()
    assert "第 2 步已更正" in text


def test_the_last_record_is_taken_back_on_the_page(client, office):
    case = take_steps(open_case(office), office, to=3)
    record = case.records.get(number=3)
    client.force_login(office.commissioner)
    told = {"action": "take_back", "why": "录到别人名下"}
    assert client.post(f"{BASE}{case.pk}/records/{record.pk}/", told).status_code == 302
    case.refresh_from_db()
    assert case.current_step == 3


def test_a_person_sees_their_own_way_and_nobody_elses(client, office):
    # given
    case = take_steps(open_case(office), office, to=5)
    other = open_case(office)
    client.force_login(case.person.user)
    # when
    response = client.get(f"{BASE}mine/")
    text = response.content.decode()
    # then
    assert response.context["case"] == case
    assert "培养教育考察" in text
    assert office.secretary.get_full_name() not in text
    assert "办理本步骤" not in text
    assert client.get(f"{BASE}{case.pk}/")["Location"] == f"{BASE}mine/"
    assert client.get(f"{BASE}{other.pk}/").status_code == 404
    assert client.get(BASE).status_code == 403
    assert client.post(_step(case, 6), {"on": "2023-07-10", "result": "passed"}).status_code == 403
    assert case.records.count() == 5


def test_the_print_view_lists_all_steps(desk, office):
    case = take_steps(open_case(office), office, to=3)
    text = desk.get(f"{BASE}{case.pk}/print/").content.decode()
    assert "25. 材料归档" in text
    assert "发展党员工作记录" in text


@pytest.mark.capability("F068")
def test_the_plan_is_set_by_the_committee_and_read_by_the_branch(client, office, time_machine):
    time_machine.move_to("2026-11-23T09:00:00+08:00")
    told = {"unit": office.branch.pk, "year": "2026", "quota": "3"}
    client.force_login(office.secretary)
    assert client.post(f"{BASE}plan/", told).status_code == 403
    client.force_login(office.admin)
    for bad in ("", "-1", "很多", "1000"):
        response = client.post(f"{BASE}plan/", told | {"quota": bad})
        assert response.status_code == 422
        assert f'value="{bad}"' in response.content.decode()
    assert not PlanQuota.objects.exists()
    assert client.post(f"{BASE}plan/", told).status_code == 302
    client.force_login(office.secretary)
    (line,) = client.get(f"{BASE}plan/?year=2026").context["lines"]
    assert (line.unit, line.planned, line.admitted) == (office.branch, 3, 0)


def test_rules_show_their_source_and_are_set_by_the_committee(client, office):
    # given
    client.force_login(office.admin)
    text = client.get(f"{BASE}rules/?key=probation").content.decode()
    assert "未核实" in text
    told = {"key": "probation", "value": "18", "effective_from": "2999-01-01", "basis": "上级规定"}
    # then
    for bad in ({"value": "0"}, {"basis": ""}, {"effective_from": "2020-01-01"}, {"key": "nothing"}):
        assert client.post(f"{BASE}rules/", told | bad).status_code in {404, 422}
    assert DevelopmentRule.objects.filter(key="probation").count() == 1
    assert client.post(f"{BASE}rules/", told).status_code == 302
    assert DevelopmentRule.objects.filter(key="probation").count() == 2


def test_a_case_ends_early_on_the_page(desk, office):
    case = take_steps(open_case(office), office, to=3)
    told = {"how": "ended", "on": usual_day(4).isoformat(), "why": ""}
    response = desk.post(f"{BASE}{case.pk}/close/", told)
    assert (response.status_code, response.context["form"].errors) == (422, {"why": ["请填写原因"]})
    assert desk.post(f"{BASE}{case.pk}/close/", told | {"why": "不再符合条件"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.person.party_status) == ("ended", PartyStatus.EMPLOYEE)


def test_the_pages_speak_english_too(desk, office):
    case = take_steps(open_case(office), office, to=4)
    office.secretary.language = "en"
    office.secretary.save(update_fields=["language"])
    for address in (BASE, f"{BASE}{case.pk}/", f"{BASE}plan/", f"{BASE}rules/", f"{BASE}new/"):
        response = desk.get(address, headers={"Accept-Language": "en"})
        assert response.status_code == 200
    text = desk.get(f"{BASE}{case.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "Name the contacts" in text


# The API


def test_the_api_does_what_the_page_does(client, office):
    # given
    client.force_login(office.secretary)
    person = make_applicant(office.branch)
    api = "/api/v1/development/cases"
    told = {"person_id": person.pk, "unit_id": office.branch.pk, "on": "2024-01-05"}
    # when
    opened = client.post(api, told, content_type="application/json")
    case = opened.json()["id"]
    # then
    assert (opened.status_code, opened.json()["current_step"], opened.json()["seen"]) == (201, 2, 1)
    assert client.get(api).json()["count"] == 1
    early = client.post(
        f"{api}/{case}/records", {"number": 2, "on": "2024-01-04", "seen": 1}, content_type="application/json"
    )
    assert early.status_code == 422
    assert "最早可于 2024-01-05" in early.json()["fields"]["on"]
    for number, day in [(2, "2024-01-06"), (3, "2024-01-07")]:
        result = {"result": "passed"} if number == 3 else {}
        sent = client.post(
            f"{api}/{case}/records", {"number": number, "on": day} | result, content_type="application/json"
        )
        assert sent.status_code == 201
    names = {step["number"]: step["refusal"] for step in sent.json()["next_steps"]}
    assert names == {4: "本步骤由上级党委办理，党支部不能代办", 5: ""}
    client.force_login(person.user)
    (own,) = client.get("/api/v1/development/mine").json()
    assert own["done"] == {"1": "2024-01-05", "2": "2024-01-06", "3": "2024-01-07"}
