"""Members away from home: what is registered, what the days say, who sees and keeps it."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from core import clock
from core.errors import Conflict, DomainError, Invalid, Refused
from evidence.models import Entry
from organization import services as organization
from organization.authority import people_allowed
from organization.models import Person
from organization.relations import mobile_listing, services, staying, stays
from organization.relations.models import MobileContact, MobileStay
from organization.relations.rulebook import read_rules
from organization.relations.told import Absence
from organization.types import PartyStatus, Role, Subject, UnitKind, Verb
from support.people import LONG_AGO, make_person, make_unit, make_user_with_role
from support.relations import register, send

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _facts(stay, day):
    last = stays.with_last_contact(MobileStay.objects.filter(pk=stay.pk)).get().last_contact
    return stays.judge_stay(stay, last, read_rules(), day)


def _lists(user, day=None):
    from organization.authority import grants_of

    lists = mobile_listing.list_stays(user, grants_of(user), day or clock.today())
    return {key: [stay.name for stay, _facts in lists.rows(key)] for key in mobile_listing.LABELS} | {
        "counts": lists.counts()
    }


@pytest.mark.capability("F100")
def test_a_member_away_is_registered_with_the_bare_facts(offices):
    # when
    stay = register(offices, place="  青川项目部 ", expected_return=offices.today + 200 * DAY)
    # then
    assert (stay.kind, stay.where, stay.home, stay.is_open) == ("out", "青川项目部", "机关党支部", True)
    entry = Entry.objects.get(kind="organization.mobile_registered")
    assert f'"person_id":{offices.member.pk}' in entry.body
    assert "周望舒" not in entry.body
    assert _lists(offices.secretary)["out"] == ["周望舒"]


@pytest.mark.capability("F100")
@pytest.mark.parametrize(
    ("began", "due", "advised"),
    [
        # the corresponding day of a month; a month without that day counts its last one
        (date(2026, 1, 15), date(2026, 4, 15), date(2026, 7, 15)),
        (date(2026, 8, 31), date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 8, 29), date(2027, 11, 29), date(2028, 2, 29)),
        (date(2026, 11, 30), date(2027, 2, 28), date(2027, 5, 30)),
    ],
)
def test_six_months_at_a_fixed_place_advise_a_transfer_and_three_ask_for_contact(
    offices, time_machine, began, due, advised
):
    # given
    time_machine.move_to(clock.day_start(began) + timedelta(hours=9))
    stay = register(offices, began_on=began)
    # then
    assert _facts(stay, due - DAY).contact_due == due
    assert [_facts(stay, day).is_contact_due for day in (due - DAY, due)] == [False, True]
    assert [_facts(stay, day).advised_on for day in (advised - DAY, advised)] == [None, advised]
    # the same span is what is called "without contact", but only when it has been exceeded
    assert [_facts(stay, day).without_contact_since for day in (advised, advised + DAY)] == [None, began]


def test_abroad_the_relation_stays_and_contact_is_asked_for_every_half_year(offices, time_machine):
    time_machine.move_to("2026-01-10T09:00:00+08:00")
    stay = register(offices, began_on=date(2026, 1, 10), is_abroad=True)
    assert _facts(stay, date(2026, 9, 1)).advised_on is None
    assert _facts(stay, date(2026, 7, 9)).is_contact_due is False
    assert _facts(stay, date(2026, 7, 10)).is_contact_due is True


def test_no_transfer_is_advised_to_who_moves_about(offices, time_machine):
    time_machine.move_to("2026-01-10T09:00:00+08:00")
    stay = register(offices, began_on=date(2026, 1, 10), is_fixed=False)
    assert _facts(stay, date(2028, 1, 10)).advised_on is None


@pytest.mark.capability("F100")
def test_only_a_contact_that_reached_the_member_counts(offices, time_machine):
    # given
    time_machine.move_to("2026-01-10T09:00:00+08:00")
    stay = register(offices, began_on=date(2026, 1, 10))
    time_machine.move_to("2026-04-20T09:00:00+08:00")
    assert _lists(offices.secretary)["contact"] == ["周望舒"]
    # when nobody was reached
    staying.log_contact(stay=stay, by=offices.secretary, on=date(2026, 4, 20), way="phone", reached=False)
    assert _lists(offices.secretary)["contact"] == ["周望舒"]
    # when the commissioner writes down the visit of the day before
    staying.log_contact(stay=stay, by=offices.commissioner, on=date(2026, 4, 19), way="visit", note="在岗")
    # then
    assert _lists(offices.secretary)["contact"] == []
    assert _facts(stay, clock.today()).contact_due == date(2026, 7, 19)


def test_contacts_cannot_be_changed_or_deleted(offices):
    stay = register(offices)
    contact = staying.log_contact(stay=stay, by=offices.secretary, on=offices.today, way="phone")
    for change in (
        lambda: MobileContact.objects.filter(pk=contact.pk).update(note="改过"),
        lambda: MobileContact.objects.filter(pk=contact.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert MobileContact.objects.get().note == ""


def _wrong(offices):
    """Each registration that is refused: what is told, the field, a part of the sentence."""
    today = clock.today()
    employee = make_person(offices.home, name="职工", party_status=PartyStatus.EMPLOYEE)
    elsewhere = make_person(offices.next_door, name="别处")
    return [
        ({"person": employee}, "person", "组织关系在本党组织"),
        ({"person": elsewhere}, "person", "组织关系在本党组织"),
        ({"place": " "}, "place", "请填写地点"),
        ({"place": "长" * 101}, "place", "100"),
        ({"began_on": today + DAY}, "began_on", "外出当天或之后"),
        ({"began_on": LONG_AGO - DAY}, "began_on", "才属于本党组织"),
        ({"expected_return": today - DAY}, "expected_return", "不能早于外出日期"),
        ({"reason": "想法"}, "reason", "请选择原因"),
        ({"host_unit": offices.home}, "host_unit", "不能与流出地"),
        ({"host_unit": offices.next_door, "place": "", "is_abroad": True}, "is_abroad", "不属于境外"),
        ({"host_unit": make_unit(kind=UnitKind.UNION)}, "host_unit", "党支部"),
    ]


def test_what_cannot_be_registered_is_told_at_its_field(offices):
    for told, field, words in _wrong(offices):
        # when
        with pytest.raises(Invalid) as raised, transaction.atomic():
            register(offices, **told)
        # then
        assert list(raised.value.fields) == [field], told
        assert words in raised.value.fields[field]
    assert (MobileStay.objects.count(), Entry.objects.filter(kind__contains="mobile").count()) == (0, 0)


def test_a_person_is_away_once_at_a_time(offices):
    stay = register(offices)
    with pytest.raises(Conflict, match="已登记为流动党员"), transaction.atomic():
        register(offices)
    staying.end_stay(stay=stay, by=offices.secretary, on=offices.today)
    assert register(offices).pk != stay.pk


@pytest.mark.parametrize(
    ("who", "verbs"),
    [
        ("secretary", {"serve"}),
        ("commissioner", {"serve", "manage"}),
        ("receiver", set()),
        ("far_secretary", set()),
        ("admin", set()),
    ],
)
@pytest.mark.capability("F043")
def test_each_officer_may_do_just_this(offices, who, verbs):
    # given
    stay, user = register(offices), getattr(offices, who)
    acts = {
        "contact": lambda: staying.log_contact(stay=stay, by=user, on=offices.today, way="phone"),
        "expect": lambda: staying.expect_return(stay=stay, by=user, expected_return=None),
        "end": lambda: staying.end_stay(stay=stay, by=user, on=offices.today),
        "cancel": lambda: staying.cancel_stay(stay=stay, by=user),
    }
    for name, act in acts.items():
        before = Entry.objects.count()
        if ("manage" if name == "cancel" else "serve") in verbs:
            with transaction.atomic():
                act()
                transaction.set_rollback(True)
        else:
            with pytest.raises(Refused), transaction.atomic():
                act()
            assert Entry.objects.count() == before, name
    assert (stays.find_stay(user, stay.pk) is not None) == bool(verbs)


@pytest.mark.capability("F100")
def test_the_host_unit_sees_the_guest_while_the_registration_lasts_and_may_note_contacts(offices):
    # given
    stay = register(offices, host_unit=offices.next_door, place="")
    # then
    assert stays.find_stay(offices.receiver, stay.pk) == stay
    assert offices.member in people_allowed(offices.receiver, Verb.VIEW, Subject.MOBILE)
    assert offices.member not in people_allowed(offices.receiver, Verb.VIEW, Subject.ROSTER)
    staying.log_contact(stay=stay, by=offices.receiver, on=offices.today, way="meeting")
    for refused in (
        lambda: staying.end_stay(stay=stay, by=offices.receiver, on=offices.today),
        lambda: staying.expect_return(stay=stay, by=offices.receiver, expected_return=None),
        lambda: staying.cancel_stay(stay=stay, by=offices.second_receiver),
    ):
        with pytest.raises(Refused), transaction.atomic():
            refused()
    assert list(stays.guests_at(offices.next_door, offices.today)) == [stay]
    # when it ends
    staying.end_stay(stay=stay, by=offices.secretary, on=offices.today)
    # then until the end of the day, and not after it
    with clock.frozen_at(clock.day_start(offices.today + DAY)):
        assert stays.find_stay(offices.receiver, stay.pk) is None
        assert offices.member not in people_allowed(offices.receiver, Verb.VIEW, Subject.MOBILE)


def test_a_group_leader_sees_the_members_of_the_group_only(offices):
    # given
    group = make_unit("第一党小组", parent=offices.home, kind=UnitKind.PARTY_GROUP)
    leader = make_user_with_role(Role.PARTY_GROUP_LEADER, group, "self")
    inside, outside = register(offices), register(offices, person=make_person(offices.home, name="林嘉禾"))
    organization.join_unit(person=offices.member, unit=group, valid_from=offices.today, by=None)
    # then
    assert stays.find_stay(leader, inside.pk) == inside
    assert stays.find_stay(leader, outside.pk) is None
    with pytest.raises(Refused), transaction.atomic():
        staying.log_contact(stay=inside, by=leader, on=offices.today, way="phone")


def test_nobody_keeps_their_own_registration(offices):
    # given
    stay = register(offices)
    organization.grant_role(
        user=offices.member.user,
        role=Role.ORGANIZATION_COMMISSIONER,
        unit=offices.home,
        valid_from=LONG_AGO,
        by=None,
    )
    # then
    with pytest.raises(Refused, match="本人"), transaction.atomic():
        staying.cancel_stay(stay=stay, by=offices.member.user)
    assert list(stays.own_stays(offices.member.user)) == [stay]


def test_a_registration_ends_when_the_relation_is_received_elsewhere(offices):
    # given
    stay = register(offices)
    transfer = send(offices)
    # when
    services.receive_transfer(transfer=transfer, by=offices.receiver)
    # then
    stay.refresh_from_db()
    assert (stay.ended_on, stay.ending) == (offices.today, "transferred")
    with pytest.raises(DomainError), transaction.atomic():
        staying.log_contact(stay=stay, by=offices.secretary, on=offices.today, way="phone")


@pytest.mark.capability("F100")
def test_a_guest_from_outside_is_kept_by_the_host_and_asked_for_no_contact(offices):
    # when
    stay = staying.register_guest(
        host_unit=offices.next_door,
        name="陆星野",
        home_name="外单位党支部",
        absence=Absence(began_on=offices.today, reason="secondment"),
        by=offices.receiver,
    )
    # then
    assert (stay.person, stay.home, stay.where) == (None, "外单位党支部", "生产党支部")
    assert _facts(stay, offices.today + 400 * DAY).contact_due is None
    assert _lists(offices.receiver)["in"] == ["陆星野"]
    assert stays.find_stay(offices.secretary, stay.pk) is None
    assert not Person.objects.filter(name="陆星野").exists()


def test_a_guest_is_named_and_a_member_of_ours_is_registered_at_home(offices):
    absence = Absence(began_on=offices.today, reason="secondment")
    ours = make_person(offices.home, name="林嘉禾")
    organization.correct_particulars(person=ours, staff_number="A-7", by=None)
    for told, field in (
        ({"name": "", "home_name": "外单位党支部"}, "name"),
        ({"name": "陆星野", "home_name": " "}, "home_name"),
        ({"name": "陆星野", "home_name": "外单位党支部", "staff_number": "X-1"}, "staff_number"),
        ({"name": ours.name, "home_name": "外单位党支部", "staff_number": "a-7"}, "staff_number"),
    ):
        with pytest.raises(Invalid) as raised, transaction.atomic():
            staying.register_guest(host_unit=offices.next_door, absence=absence, by=offices.receiver, **told)
        assert list(raised.value.fields) == [field]
    assert not MobileStay.objects.exists()


def test_counts_are_those_of_the_rows(offices, time_machine):
    # given
    time_machine.move_to("2026-01-10T09:00:00+08:00")
    register(offices, began_on=date(2026, 1, 10), expected_return=date(2026, 5, 1))
    register(offices, began_on=date(2026, 1, 10), person=make_person(offices.home, name="林嘉禾"))
    time_machine.move_to("2026-08-01T09:00:00+08:00")
    # when
    lists = _lists(offices.secretary)
    # then
    assert lists.pop("counts") == {key: len(rows) for key, rows in lists.items()}
    assert lists["late"] == ["周望舒"]
    assert len(lists["advised"]) == len(lists["silent"]) == len(lists["out"]) == 2


@pytest.mark.capability("F100")
def test_a_superior_sees_numbers_and_no_names(client, offices, query_budget):
    # given: one away at home, one abroad and overdue
    away, abroad = offices.member, make_person(offices.home, name="林嘉禾", username=None)
    register(offices)
    register(offices, person=abroad, is_abroad=True, began_on=offices.today - 500 * DAY)
    client.force_login(offices.admin)
    # when
    page = client.get("/organization/mobile/")
    html = page.content.decode()
    # then
    assert page.status_code == 200
    assert [(row.unit, row.away, row.abroad) for row in page.context["rows"]] == [(offices.home, 2, 1)]
    assert page.context["totals"] == {"away": 2, "abroad": 1, "overdue": 1, "guests": 0}
    assert not [name for name in (away.name, abroad.name) if name in html]
    # and: no names by the API nor by asking for a list
    assert client.get("/api/v1/mobile").status_code == 403
    assert away.name not in client.get("/organization/mobile/?view=out").content.decode()
    # and: as many queries for many
    for number in range(12):
        register(offices, person=make_person(offices.home, name=f"众人{number}", username=None))
    with query_budget(20):
        client.get("/organization/mobile/")


def test_the_branch_itself_sees_no_numbers_of_others(client, offices):
    client.force_login(offices.secretary)
    assert "totals" not in client.get("/organization/mobile/?view=sums").context
