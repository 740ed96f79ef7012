"""Cases through the services: order, dates, standing, corrections, ends, moves, plan, rules."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from core import clock
from core.errors import Conflict, Invalid, NotFound, Refused
from evidence.models import Entry
from organization import services as organization
from organization.development import planning, queries, services
from organization.development.judgement import Values
from organization.development.models import DevelopmentRule, StepRecord
from organization.development.steps import STEPS
from organization.development.types import CaseState, Refusal, Result
from organization.models import Unit
from organization.types import PartyStatus, Role
from support.development import (
    APPLIED,
    filled_in,
    make_applicant,
    make_office,
    open_case,
    take_steps,
    usual_day,
)
from support.people import LONG_AGO, make_person, make_unit, make_user_with_role

pytestmark = pytest.mark.django_db


def _standings(person):
    return list(person.standings.order_by("valid_from").values_list("status", "valid_from", "valid_to"))


def _state(case):
    case.refresh_from_db()
    return case.state, case.current_step, case.records.count(), _standings(case.person), Entry.objects.count()


@pytest.mark.capability("F063")
def test_a_case_goes_through_the_25_steps_and_the_standing_follows(office):
    # given
    case = open_case(office)
    # when
    take_steps(case, office, to=25)
    # then
    assert (case.state, case.closed_on) == (CaseState.COMPLETED, usual_day(25))
    day = {number: usual_day(number) for number in range(1, 26)}
    one = organization.ONE_DAY
    assert _standings(case.person) == [
        ("employee", _standings(case.person)[0][1], day[3] - one),
        ("activist", day[3], day[7] - one),
        ("candidate", day[7], day[15] - one),
        ("probationary", day[15], day[24] - one),
        ("full_member", day[24], None),
    ]
    assert case.person.party_status == PartyStatus.FULL_MEMBER
    assert case.person.joined_on == day[15]
    assert Entry.objects.filter(kind="organization.development_step").count() == 25
    assert Entry.objects.filter(kind="organization.development_closed").count() == 1


def test_an_approval_makes_probationary_from_the_day_of_the_branch_meeting(office):
    case = take_steps(open_case(office), office, to=16)
    assert case.person.party_status == PartyStatus.DEVELOPMENT_CANDIDATE
    take_steps(case, office, to=17)
    assert case.person.party_status == PartyStatus.PROBATIONARY
    assert case.person.standings.get(valid_to=None).valid_from == usual_day(15)


def test_a_record_keeps_the_rules_by_which_it_was_judged(office):
    case = take_steps(open_case(office), office, to=7)
    rules = {rule["key"]: rule for rule in case.records.get(number=7).rules}
    row = DevelopmentRule.objects.get(key="activist_at_least")
    assert rules["activist_at_least"] == {
        "id": row.pk,
        "key": "activist_at_least",
        "value": 12,
        "unit": "month",
        "effective_from": "2014-05-01",
    }


def test_a_step_before_its_date_is_refused_with_the_date_and_the_reason(office):
    # given
    case = take_steps(open_case(office), office, to=6)
    before = _state(case)
    # when
    with pytest.raises(Invalid) as refused:
        services.record_step(
            case=case, number=7, values=filled_in(7, date(2024, 1, 12), office), by=office.secretary
        )
    # then
    sentence = "第 7 步最早可于 2024-01-13 办理：自第 3 步（2023-01-13）起须满 12 个月"
    assert refused.value.fields == {"on": sentence}
    assert _state(case) == before
    services.record_step(
        case=case, number=7, values=filled_in(7, date(2024, 1, 13), office), by=office.secretary
    )


def test_a_step_out_of_order_is_refused(office):
    case = open_case(office)
    before = _state(case)
    with pytest.raises(Conflict):
        services.record_step(
            case=case, number=3, values=filled_in(3, usual_day(3), office), by=office.secretary
        )
    assert _state(case) == before
    with pytest.raises(NotFound):
        services.record_step(case=case, number=26, values=Values(on=APPLIED), by=office.secretary)


def test_filing_and_contacts_may_swap(office):
    case = take_steps(open_case(office), office, to=3)
    for number in (5, 4):
        values = filled_in(number, usual_day(5), office)
        services.record_step(case=case, number=number, values=values, by=office.officer(number))
    assert queries.progress_of(case).current.number == 6


def test_a_person_has_one_open_case(office):
    case = open_case(office)
    with pytest.raises(Conflict):
        open_case(office, person=case.person)
    assert case.person.development.count() == 1
    services.close_case(case=case, on=APPLIED, reason="个人申请", by=office.secretary, withdrawn=True)
    assert open_case(office, person=case.person).state == CaseState.OPEN


def test_only_a_person_of_the_branch_who_is_no_member_applies(office):
    sibling = make_unit("生产党支部", parent=office.committee)
    for person, error in [(make_applicant(sibling), Invalid), (office.members[0], Conflict)]:
        with pytest.raises(error):
            open_case(office, person=person)
        assert person.development.count() == 0


@pytest.mark.parametrize("who", ["self", "stranger", "three", "probationary", "nobody"])
def test_contacts_are_one_or_two_full_members_on_that_day_and_not_the_person(office, who):
    # given
    case = take_steps(open_case(office), office, to=4)
    people = {
        "self": (case.person_id,),
        "stranger": (make_person(make_unit(parent=office.committee)).pk,),
        "three": tuple(person.pk for person in office.members),
        "probationary": (make_person(office.branch, party_status=PartyStatus.PROBATIONARY).pk,),
        "nobody": (),
    }[who]
    before = _state(case)
    # when
    values = filled_in(5, usual_day(5), office, people=people)
    with pytest.raises(Invalid) as refused:
        services.record_step(case=case, number=5, values=values, by=office.secretary)
    # then
    assert list(refused.value.fields) == ["people"]
    assert _state(case) == before


def test_introducers_are_full_members_on_the_day_of_the_step_not_only_today(office):
    # given: a member since after that day
    late = make_applicant(office.branch)
    case = take_steps(open_case(office), office, to=8)
    organization.change_standing(
        person=late, status=PartyStatus.FULL_MEMBER, by=None, valid_from=clock.today()
    )
    people = (late.pk, office.members[0].pk)
    # then
    values = filled_in(9, usual_day(9), office, people=people)
    with pytest.raises(Invalid) as refused:
        services.record_step(case=case, number=9, values=values, by=office.secretary)
    assert list(refused.value.fields) == ["people"]
    services.record_step(
        case=case, number=9, values=filled_in(9, clock.today(), office, people=people), by=office.secretary
    )


def test_the_second_officer_who_records_the_same_step_is_refused(office):
    # given: both saw one row
    case = open_case(office)
    values = filled_in(2, usual_day(2), office)
    services.record_step(case=case, number=2, values=values, by=office.secretary, expected=1)
    before = _state(case)
    # then
    for expected in (1, None):
        with pytest.raises(Conflict):
            services.record_step(
                case=case, number=2, values=values, by=office.commissioner, expected=expected
            )
    assert _state(case) == before


def test_an_examination_repeats_but_a_stale_form_does_not(office):
    case = take_steps(open_case(office), office, to=6)
    seen = case.records.count()
    values = filled_in(6, date(2023, 7, 10), office)
    services.record_step(case=case, number=6, values=values, by=office.secretary, expected=seen)
    with pytest.raises(Conflict):
        services.record_step(case=case, number=6, values=values, by=office.commissioner, expected=seen)
    assert case.records.filter(number=6).count() == 2


def test_a_row_written_at_the_same_moment_loses_to_the_first(office):
    # given: another transaction has taken the next place in the sequence
    case = open_case(office)
    rows = list(case.records.all())
    take_steps(case, office, to=2)
    from organization.development import rows as case_rows

    twin = StepRecord(
        case=case,
        sequence=len(rows) + 1,
        position=2,
        number=2,
        on=APPLIED,
        result=Result.DONE,
        unit=office.branch,
        recorded_by=office.commissioner,
    )
    with pytest.raises(Conflict):
        case_rows._insert(twin)
    assert case.records.count() == 2


def test_records_cannot_be_changed_or_deleted(office):
    record = open_case(office).records.get()
    for statement in (
        "UPDATE organization_steprecord SET place = 'x'",
        "DELETE FROM organization_steprecord",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    record.refresh_from_db()
    assert record.place == ""


def test_a_correction_is_a_counter_row_of_a_second_person_and_the_right_row(office):
    # given
    case = take_steps(open_case(office), office, to=8)
    wrong = case.records.get(number=7)
    # when
    right = services.correct_step(
        record=wrong,
        values=filled_in(7, date(2024, 1, 17), office, place="二号柜"),
        by=office.commissioner,
        reason="日期录错",
    )
    # then
    counter = case.records.get(cancels=wrong)
    assert (counter.kind, counter.reason, counter.recorded_by) == ("counter", "日期录错", office.commissioner)
    assert (right.position, right.place, right.on) == (wrong.position, "二号柜", date(2024, 1, 17))
    assert [row.number for row in queries.effective(case.records.all())] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert case.person.standings.get(valid_to=None).valid_from == date(2024, 1, 17)
    assert _standings(case.person)[-2][2] == date(2024, 1, 16)
    with pytest.raises(Conflict):
        services.correct_step(record=wrong, values=None, by=office.commissioner, reason="再来")


def test_a_correction_that_breaks_what_came_after_is_refused(office):
    # given: the activist since 2023-01-13, the candidate on the first possible days
    case = take_steps(open_case(office), office, to=7)
    wrong = case.records.get(number=3)
    before = _state(case)
    # when
    with pytest.raises((Conflict, Invalid)) as refused:
        services.correct_step(
            record=wrong,
            values=filled_in(3, date(2023, 3, 1), office),
            by=office.commissioner,
            reason="日期录错",
        )
    # then
    assert "第 4 步最早可于 2023-03-01 办理" in str(refused.value)
    assert _state(case) == before


def test_who_recorded_does_not_correct_and_nobody_without_a_reason(office):
    case = take_steps(open_case(office), office, to=3)
    record = case.records.get(number=3)
    before = _state(case)
    values = filled_in(3, usual_day(3), office)
    with pytest.raises(Refused):
        services.correct_step(record=record, values=values, by=office.secretary, reason="录错")
    for reason in ("", "  ", "长" * 301):
        with pytest.raises(Invalid) as refused:
            services.correct_step(record=record, values=values, by=office.commissioner, reason=reason)
        assert list(refused.value.fields) == ["why"]
    assert _state(case) == before


def test_a_completed_case_can_be_put_right_but_not_opened_again(office):
    # given
    case = take_steps(open_case(office), office, to=25)
    wrong = case.records.get(number=24)
    # when
    right = services.correct_step(
        record=wrong,
        values=filled_in(24, usual_day(25), office),
        by=office.second_admin,
        reason="日期录错",
    )
    # then
    case.refresh_from_db()
    assert (case.state, case.closed_on) == (CaseState.COMPLETED, usual_day(25))
    assert case.person.standings.get(valid_to=None).valid_from == right.on == usual_day(25)
    for told in (None, filled_in(24, usual_day(24), office, result=Result.EXTENDED, extension_months=6)):
        with pytest.raises(Conflict):
            services.correct_step(record=right, values=told, by=office.admin, reason="录错")
    assert case.records.count() == 27


def test_the_last_record_can_be_taken_back_and_the_standing_with_it(office):
    # given
    case = take_steps(open_case(office), office, to=3)
    assert case.person.party_status == PartyStatus.ACTIVIST
    # when
    services.correct_step(
        record=case.records.get(number=3), values=None, by=office.commissioner, reason="录到别人名下"
    )
    # then
    case.refresh_from_db()
    case.person.refresh_from_db()
    assert (case.current_step, case.person.party_status) == (3, PartyStatus.EMPLOYEE)
    assert len(_standings(case.person)) == 1
    with pytest.raises(Conflict):
        services.correct_step(
            record=case.records.get(number=1), values=None, by=office.commissioner, reason="录错"
        )


def test_not_approved_asks_for_a_new_branch_meeting(office):
    case = take_steps(open_case(office), office, to=16)
    values = filled_in(17, usual_day(17), office, result=Result.NOT_PASSED)
    services.record_step(case=case, number=17, values=values, by=office.admin)
    case.refresh_from_db()
    assert case.current_step == 15
    assert case.person.party_status == PartyStatus.DEVELOPMENT_CANDIDATE


def test_probation_is_extended_once_and_then_ends_in_membership(office):
    # given
    case = take_steps(open_case(office), office, to=22)
    extended = {"result": Result.EXTENDED, "extension_months": 6}
    for number in (23, 24):
        values = filled_in(number, usual_day(number), office, **extended)
        services.record_step(case=case, number=number, values=values, by=office.officer(number))
    case.refresh_from_db()
    assert case.current_step == 21
    # when: too early again, then on the day
    for number in (21, 22):
        values = filled_in(number, usual_day(25), office)
        services.record_step(case=case, number=number, values=values, by=office.secretary)
    with pytest.raises(Invalid) as refused:
        services.record_step(
            case=case, number=23, values=filled_in(23, date(2025, 7, 25), office), by=office.secretary
        )
    # then
    assert "2025-07-26" in refused.value.fields["on"]
    services.record_step(
        case=case, number=23, values=filled_in(23, date(2025, 7, 26), office), by=office.secretary
    )
    services.record_step(
        case=case, number=24, values=filled_in(24, date(2025, 7, 26), office), by=office.admin
    )
    case.person.refresh_from_db()
    assert case.person.party_status == PartyStatus.FULL_MEMBER


def test_cancelled_probation_closes_the_case(office):
    case = take_steps(open_case(office), office, to=23)
    values = filled_in(24, usual_day(24), office, result=Result.CANCELLED)
    services.record_step(case=case, number=24, values=values, by=office.admin)
    case.refresh_from_db()
    case.person.refresh_from_db()
    assert (case.state, case.closed_on) == (CaseState.CANCELLED, usual_day(24))
    assert (case.person.party_status, case.person.joined_on) == (PartyStatus.EMPLOYEE, None)


def test_a_case_ends_by_withdrawal_or_with_a_reason(office):
    case = take_steps(open_case(office), office, to=8)
    before = _state(case)
    for told in ({"reason": ""}, {"on": date(2023, 1, 1)}, {"on": date(2999, 1, 1)}):
        with pytest.raises(Invalid):
            services.close_case(
                case=case,
                by=office.secretary,
                withdrawn=False,
                **({"on": usual_day(9), "reason": "不再符合条件"} | told),
            )
    assert _state(case) == before
    services.close_case(
        case=case, on=usual_day(9), reason="不再符合条件", by=office.secretary, withdrawn=False
    )
    case.refresh_from_db()
    case.person.refresh_from_db()
    assert (case.state, case.closing_reason) == (CaseState.ENDED, "不再符合条件")
    assert case.person.party_status == PartyStatus.EMPLOYEE
    with pytest.raises(Conflict):
        services.record_step(
            case=case, number=9, values=filled_in(9, usual_day(9), office), by=office.secretary
        )


def test_a_probationary_member_is_not_ended_without_the_meeting_but_may_withdraw(office):
    case = take_steps(open_case(office), office, to=17)
    told = {"case": case, "on": usual_day(18), "reason": "原因", "by": office.secretary}
    with pytest.raises(Conflict):
        services.close_case(**told, withdrawn=False)
    services.close_case(**told, withdrawn=True)
    case.person.refresh_from_db()
    assert (case.person.party_status, case.person.joined_on) == (PartyStatus.EMPLOYEE, None)


def test_the_case_of_somebody_who_was_further_on_is_filled_in_without_setting_them_back(office):
    # given: an activist from before the program
    person = make_person(office.branch, party_status=PartyStatus.ACTIVIST)
    case = open_case(office, person=person)
    # when
    take_steps(case, office, to=6)
    assert case.person.party_status == PartyStatus.ACTIVIST
    take_steps(case, office, to=7)
    # then
    assert case.person.party_status == PartyStatus.DEVELOPMENT_CANDIDATE
    assert case.person.standings.get(valid_to=None).valid_from == usual_day(7)


def test_a_case_follows_the_person_to_the_new_branch(office):
    # given
    case = take_steps(open_case(office), office, to=3)
    elsewhere = make_unit("生产党支部", parent=office.committee)
    membership = case.person.memberships.get()
    organization.leave_unit(membership=membership, last_day=clock.today() - organization.ONE_DAY, by=None)
    organization.join_unit(person=case.person, unit=elsewhere, valid_from=clock.today(), by=None)
    # when
    services.follow_person(person=case.person)
    # then
    case.refresh_from_db()
    assert (case.unit, case.moves.get().from_unit) == (elsewhere, office.branch)
    assert services.follow_person(person=case.person) is None
    assert queries.find_case(office.secretary, case.pk) is None
    receiver = make_user_with_role(Role.BRANCH_SECRETARY, elsewhere, "self")
    values = filled_in(5, clock.today(), office, people=(make_person(elsewhere).pk,))
    services.record_step(case=case, number=5, values=values, by=receiver)


def test_places_are_planned_above_and_counted_by_the_branch_meeting(office):
    # given
    take_steps(open_case(office), office, to=15)
    with pytest.raises(Refused):
        planning.set_quota(unit=office.branch, year=clock.today().year, quota=1, by=office.secretary)
    for year, quota in [(clock.today().year, 1000), (clock.today().year, -1), (2020, 1)]:
        with pytest.raises(Invalid):
            planning.set_quota(unit=office.branch, year=year, quota=quota, by=office.admin)
    with clock.frozen_at(clock.day_start(date(2024, 1, 5))):
        planning.set_quota(unit=office.branch, year=2024, quota=2, by=office.admin)
        planning.set_quota(unit=office.branch, year=2024, quota=0, by=office.admin)
    # when
    units = Unit.objects.filter(pk=office.branch.pk)
    (line,) = queries.plan_of(units, 2024)
    # then
    assert (line.planned, line.admitted, line.is_over) == (0, 1, True)
    assert [one.admitted for one in queries.plan_of(units, 2023)] == [0]
    assert queries.branches_planned_by(office.admin, [office.branch]) == {office.branch.pk}
    assert queries.branches_planned_by(office.secretary, [office.branch]) == set()


def test_a_rule_is_set_for_days_to_come_by_the_topmost_committee(office):
    told = {
        "key": "activist_at_least",
        "value": 18,
        "effective_from": date(2027, 1, 1),
        "basis": "上级规定",
        "verified": True,
    }
    with pytest.raises(Refused):
        planning.set_rule(by=office.secretary, **told)
    for name, value in [("effective_from", clock.today()), ("basis", " "), ("value", 0)]:
        with pytest.raises(Invalid) as refused:
            planning.set_rule(by=office.admin, **(told | {name: value}))
        assert list(refused.value.fields) == [name]
    row = planning.set_rule(by=office.admin, **told)
    assert (row.unit, row.set_by) == ("month", office.admin)
    with pytest.raises(Conflict):
        planning.set_rule(by=office.admin, **told)
    assert queries.rule_book().on("activist_at_least", date(2026, 12, 31)).value == 12
    assert queries.rule_book().on("activist_at_least", date(2027, 1, 1)).value == 18


def test_seeded_rules_say_where_they_come_from_and_whether_that_was_checked(db):
    rows = DevelopmentRule.objects.all()
    assert rows.count() == 18
    assert all(row.basis for row in rows)
    checked = set(rows.filter(verified=True).values_list("key", flat=True))
    assert checked == {
        "examination_every",
        "activist_at_least",
        "training_days",
        "training_hours",
        "probation",
    }


# Who may do what


def test_the_branch_does_not_do_the_superiors_steps_nor_another_branch_anything(office):
    # given
    case = take_steps(open_case(office), office, to=3)
    sibling = make_unit("生产党支部", parent=office.committee)
    outside = make_unit("外单位党委", kind="party_committee")
    others = {
        "sibling": make_user_with_role(Role.BRANCH_SECRETARY, sibling, "self"),
        "outside": make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, outside),
        "ended": make_user_with_role(
            Role.BRANCH_SECRETARY, office.branch, "self", valid_to=clock.today() - organization.ONE_DAY
        ),
        "member": make_user_with_role(Role.MEMBER, office.branch, "self"),
        "auditor": make_user_with_role(Role.STUDY_AUDITOR, office.branch),
    }
    before = _state(case)
    # then
    with pytest.raises(Refused):
        services.record_step(
            case=case, number=4, values=filled_in(4, usual_day(4), office), by=office.secretary
        )
    for user in others.values():
        for number in (4, 5):
            with pytest.raises(NotFound):
                services.record_step(
                    case=case, number=number, values=filled_in(number, usual_day(5), office), by=user
                )
        assert queries.find_case(user, case.pk) is None
        assert list(queries.cases_in_reach(user)) == []
    assert _state(case) == before


def test_nobody_works_on_their_own_case(office):
    # given: an officer whose own case it is
    person = make_applicant(office.branch)
    organization.grant_role(
        user=person.user,
        role=Role.ORGANIZATION_COMMISSIONER,
        unit=office.branch,
        scope="self",
        valid_from=LONG_AGO,
        by=None,
    )
    with pytest.raises(Refused):
        services.open_case(person=person, unit=office.branch, values=Values(on=APPLIED), by=person.user)
    case = open_case(office, person=person)
    before = _state(case)
    told = {"case": case, "by": person.user}
    with pytest.raises(Refused):
        services.record_step(number=2, values=filled_in(2, usual_day(2), office), **told)
    with pytest.raises(Refused):
        services.close_case(on=usual_day(2), reason="x", withdrawn=True, **told)
    with pytest.raises(Refused):
        services.correct_step(record=case.records.get(), values=None, by=person.user, reason="x")
    assert _state(case) == before
    assert queries.find_case(person.user, case.pk) is None
    assert list(queries.own_cases(person.user)) == [case]


def test_one_person_records_for_one_level_in_a_case(office):
    # given: a commissioner of the committee who keeps the cases of its branches too
    both = make_user_with_role(Role.ORGANIZATION_COMMISSIONER, office.committee)
    case = take_steps(open_case(office), office, to=3)
    services.record_step(case=case, number=4, values=filled_in(4, usual_day(4), office), by=both)
    # then
    assert queries.why_not(both, case, STEPS[5]) == Refusal.OTHER_LEVEL
    with pytest.raises(Refused):
        services.record_step(case=case, number=5, values=filled_in(5, usual_day(5), office), by=both)
    assert case.records.count() == 4


def test_the_superior_reads_a_case_and_leaves_it_to_the_branch(office):
    # given
    case = take_steps(open_case(office), office, to=3)
    other, before = make_applicant(office.branch), _state(case)
    told = {"case": case, "by": office.admin}
    # then
    assert queries.find_case(office.admin, case.pk) == case
    assert not queries.branches_kept(office.admin).exists()
    with pytest.raises(Refused):
        services.open_case(person=other, unit=office.branch, values=Values(on=APPLIED), by=office.admin)
    with pytest.raises(Refused):
        services.close_case(on=usual_day(3), reason="x", withdrawn=True, **told)
    with pytest.raises(Refused):
        services.correct_step(record=case.records.last(), values=None, reason="x", by=office.admin)
    assert _state(case) == before


def test_the_last_filing_goes_one_level_higher_where_there_is_one(db):
    # given: group → company → branch
    group = make_unit("集团党委", kind="party_committee")
    company = make_unit("公司党委", kind="party_committee", parent=group)
    general = make_unit("机关总支", kind="general_branch", parent=company)
    branch = make_unit("机关党支部", parent=general)
    office = make_office(company, branch)
    above = make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, group, "self")
    case = take_steps(open_case(office), office, to=17)
    with pytest.raises(Refused):
        services.record_step(
            case=case, number=18, values=filled_in(18, usual_day(18), office), by=office.admin
        )
    # The holder above must also see the case: the scope reaches down to the branch.
    with pytest.raises(NotFound):
        services.record_step(case=case, number=18, values=filled_in(18, usual_day(18), office), by=above)
    above = make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, group)
    record = services.record_step(case=case, number=18, values=filled_in(18, usual_day(18), office), by=above)
    assert record.unit == group


def test_a_branch_without_a_committee_above_says_so(db):
    office = make_office(make_unit("总支", kind="general_branch"))
    case = take_steps(open_case(office), office, to=3)
    with pytest.raises(Refused) as refused:
        services.record_step(case=case, number=4, values=filled_in(4, usual_day(4), office), by=office.admin)
    assert "没有上级党委" in str(refused.value)
