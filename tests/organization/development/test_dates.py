"""When a step may and must be done: exact days, with month ends and leap years."""

from datetime import date

import pytest
from django.utils import translation

from organization.development.dates import RuleBook, RuleRow, add_months, probation_end, window_of
from organization.development.judgement import Values, judge
from organization.development.progress import Fact, fold
from organization.development.steps import STEPS, next_of
from organization.development.types import Doer, Result, RuleKey, Stage
from organization.types import PartyStatus

SINCE = date(2014, 5, 1)
VALUES = {
    "talk_within": 1,
    "examination_every": 6,
    "activist_at_least": 12,
    "training_days": 3,
    "training_hours": 24,
    "meeting_within": 1,
    "approval_within": 3,
    "approval_limit": 6,
    "probation": 12,
    "extension_at_least": 6,
    "extension_at_most": 12,
    "extensions": 1,
    "leaving_within": 3,
    "contacts_at_least": 1,
    "contacts_at_most": 2,
    "introducers": 2,
    "quorum": 50,
    "majority": 50,
}
ROWS = [RuleRow(n, key, value, "month", SINCE) for n, (key, value) in enumerate(VALUES.items(), start=1)]
BOOK = RuleBook(ROWS)
TODAY = date(2030, 1, 1)
VOTES = {"eligible": 20, "present": 15, "votes_for": 12, "votes_against": 2, "votes_abstained": 1}


def _done(*days: tuple[int, str]):
    """Return the progress after these steps on these days; the others stand on the day before them."""
    facts, last, wanted = [], date(2020, 1, 1), dict(days)
    for number in range(1, max(wanted) + 1):
        last = date.fromisoformat(wanted[number]) if number in wanted else last
        facts.append(Fact(number, last, STEPS[number].results[0]))
    return fold(facts)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-30", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-02-28", 12, "2024-02-28"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-10-31", 1, "2025-11-30"),
        ("2025-12-31", 1, "2026-01-31"),
        ("2025-12-01", 1, "2026-01-01"),
        ("2025-05-15", 12, "2026-05-15"),
        ("2025-11-30", 3, "2026-02-28"),
    ],
)
def test_a_period_of_months_ends_on_the_corresponding_day_or_the_month_s_last(day, months, expected):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_there_are_25_steps_in_5_stages():
    assert [sum(step.stage == stage for step in STEPS.values()) for stage in Stage] == [2, 4, 5, 7, 7]
    assert list(STEPS) == list(range(1, 26))
    above = {number for number, step in STEPS.items() if step.is_superior}
    assert above == {4, 8, 13, 16, 17, 18, 24}
    assert STEPS[18].doer == Doer.HIGHER


def test_steps_of_one_stage_that_do_not_wait_for_each_other_may_swap():
    assert [step.number for step in next_of({1, 2, 3})] == [4, 5]
    assert [step.number for step in next_of(set(range(1, 9)))] == [9, 10, 11]
    assert [step.number for step in next_of(set(range(1, 9)) | {11})] == [9, 10]
    assert [step.number for step in next_of(set(range(1, 18)))] == [18]


@pytest.mark.parametrize(
    ("number", "done", "earliest", "deadline"),
    [
        (2, [(1, "2025-01-31")], "2025-01-31", "2025-02-28"),
        (6, [(3, "2025-08-31"), (5, "2025-09-10")], "2025-09-10", "2026-02-28"),
        (7, [(3, "2024-02-29"), (6, "2024-08-29")], "2025-02-28", None),
        (7, [(3, "2024-03-01"), (6, "2025-04-01")], "2025-04-01", None),
        (15, [(13, "2025-10-31"), (14, "2025-11-05")], "2025-11-05", "2025-11-30"),
        (17, [(15, "2025-11-30"), (16, "2025-12-02")], "2025-12-02", "2026-02-28"),
        (23, [(15, "2024-02-29"), (22, "2025-02-01")], "2025-02-28", None),
        (23, [(15, "2025-03-15"), (22, "2026-04-01")], "2026-04-01", None),
        (24, [(15, "2024-03-15"), (23, "2025-03-20")], "2025-03-20", None),
    ],
)
def test_a_step_has_its_earliest_day_and_its_deadline(number, done, earliest, deadline):
    # when
    window = window_of(number, _done(*done), BOOK)
    # then
    assert window.earliest.day == date.fromisoformat(earliest)
    assert (window.deadline and window.deadline.day) == (deadline and date.fromisoformat(deadline))


def test_no_window_while_a_step_before_is_missing():
    assert window_of(7, _done((5, "2025-01-01")), BOOK) is None


def test_the_next_examination_counts_from_the_last_one():
    # given
    progress = fold(
        [
            *(Fact(n, date(2025, 1, 15), STEPS[n].results[0]) for n in range(1, 6)),
            Fact(6, date(2025, 7, 10), Result.PASSED),
        ]
    )
    # then
    assert [step.number for step in progress.open_steps] == [6, 7]
    assert window_of(6, progress, BOOK).deadline.day == date(2026, 1, 10)
    assert window_of(6, progress, BOOK).earliest.day == date(2025, 7, 10)


def test_the_sentence_gives_day_and_reason_in_both_languages():
    # given
    window = window_of(7, _done((3, "2024-02-29"), (6, "2024-08-29")), BOOK)
    # then
    with translation.override("zh-hans"):
        assert window.because() == "第 7 步最早可于 2025-02-28 办理：自第 3 步（2024-02-29）起须满 12 个月"
    with translation.override("en"):
        assert window.because() == (
            "The earliest date for step 7 is 2025-02-28, because at least 12 months must pass after "
            "step 3 (2024-02-29)."
        )


def test_days_left_count_down_to_the_earliest_day():
    window = window_of(7, _done((3, "2025-03-01"), (6, "2025-08-29")), BOOK)
    assert window.days_left(date(2026, 2, 26)) == 3
    assert window.days_left(date(2026, 3, 1)) == 0
    assert window.days_left(date(2026, 5, 1)) == 0


def test_the_rule_of_the_day_on_which_a_period_begins_counts_for_the_whole_of_it():
    # given: eighteen months from 2025 on
    book = RuleBook([*ROWS, RuleRow(99, "activist_at_least", 18, "month", date(2025, 1, 1))])
    # then
    before = window_of(7, _done((3, "2024-12-31"), (6, "2025-06-01")), book)
    after = window_of(7, _done((3, "2025-01-01"), (6, "2025-06-01")), book)
    assert (before.earliest.day, before.rules[0].id) == (date(2025, 12, 31), 3)
    assert (after.earliest.day, after.rules[0].id) == (date(2026, 7, 1), 99)
    assert book.on(RuleKey.ACTIVIST_AT_LEAST, date(2000, 1, 1)).value == 12


def test_probation_counts_from_the_branch_meeting_and_may_be_extended_once():
    # given
    progress = _done((15, "2024-08-31"), (17, "2024-10-01"), (23, "2025-08-31"))
    assert probation_end(progress, BOOK).day == date(2025, 8, 31)
    # when
    months = Values(on=date(2025, 9, 10), result=Result.EXTENDED, extension_months=6)
    assert judge(24, months, progress, BOOK, TODAY).problems == {}
    facts = [*progress.done.values(), months.fact(24)]
    extended = fold(facts)
    # then
    assert extended.standing == (PartyStatus.PROBATIONARY, date(2024, 8, 31))
    assert [step.number for step in extended.next_steps] == [21]
    assert probation_end(extended, BOOK).day == date(2026, 2, 28)
    again = fold([*facts, *(Fact(n, date(2026, 2, 28), STEPS[n].results[0]) for n in (21, 22, 23))])
    assert set(
        judge(
            24, Values(on=date(2026, 3, 1), result=Result.EXTENDED, extension_months=6), again, BOOK, TODAY
        ).problems
    ) == {"result"}


@pytest.mark.parametrize(
    ("months", "allowed"), [(None, False), (5, False), (6, True), (12, True), (13, False)]
)
def test_an_extension_takes_six_to_twelve_months(months, allowed):
    progress = _done((15, "2024-03-01"), (22, "2025-02-01"))
    values = Values(on=date(2025, 3, 2), result=Result.EXTENDED, extension_months=months, **VOTES)
    assert (judge(23, values, progress, BOOK, TODAY).problems == {}) is allowed


@pytest.mark.parametrize(
    ("figures", "result", "wrong"),
    [
        ({}, Result.PASSED, set()),
        ({"present": None}, Result.PASSED, {"present"}),
        ({"present": 21, "votes_for": 18}, Result.PASSED, {"present"}),
        ({"votes_for": 11}, Result.PASSED, {"votes_for"}),
        (
            {"present": 9, "votes_for": 9, "votes_against": 0, "votes_abstained": 0},
            Result.PASSED,
            {"present"},
        ),
        (
            {"present": 10, "votes_for": 10, "votes_against": 0, "votes_abstained": 0},
            Result.PASSED,
            {"result"},
        ),
        ({"present": 11, "votes_for": 11, "votes_against": 0, "votes_abstained": 0}, Result.PASSED, set()),
        ({"votes_for": 10, "votes_against": 4}, Result.NOT_PASSED, set()),
        ({}, Result.NOT_PASSED, {"result"}),
        (
            {"eligible": 0, "present": 0, "votes_for": 0, "votes_against": 0, "votes_abstained": 0},
            Result.PASSED,
            {"present"},
        ),
        ({"votes_against": -1}, Result.PASSED, {"votes_against"}),
    ],
)
def test_a_resolution_needs_more_than_half_of_those_entitled_to_vote(figures, result, wrong):
    progress = _done((13, "2025-05-01"), (14, "2025-05-02"))
    values = Values(on=date(2025, 5, 20), result=result, **(VOTES | figures))
    assert set(judge(15, values, progress, BOOK, TODAY).problems) == wrong


@pytest.mark.parametrize(
    ("days", "hours", "allowed"),
    [
        (3, None, True),
        (None, 24, True),
        (2, 23, False),
        (None, None, False),
        (2, 24, True),
        (-1, 24, False),
        (3, 1000, False),
    ],
)
def test_training_takes_three_days_or_twenty_four_hours(days, hours, allowed):
    values = Values(on=date(2025, 5, 20), result=Result.PASSED, training_days=days, training_hours=hours)
    assert (judge(11, values, _done((8, "2025-05-01")), BOOK, TODAY).problems == {}) is allowed


def test_a_late_step_needs_a_reason_and_is_marked():
    progress = _done((13, "2025-10-31"), (14, "2025-11-05"))
    values = Values(on=date(2025, 12, 1), result=Result.PASSED, **VOTES)
    assert set(judge(15, values, progress, BOOK, TODAY).problems) == {"reason"}
    excused = judge(
        15, Values(on=values.on, result=values.result, reason="停工检修", **VOTES), progress, BOOK, TODAY
    )
    assert (excused.problems, excused.late) == ({}, True)
    on_time = judge(15, Values(on=date(2025, 11, 30), result=Result.PASSED, **VOTES), progress, BOOK, TODAY)
    assert (on_time.problems, on_time.late) == ({}, False)


def test_approval_is_late_after_three_months_and_impossible_after_six():
    progress = _done((15, "2025-08-31"), (16, "2025-09-10"))
    may = {
        day: set(
            judge(
                17,
                Values(on=date.fromisoformat(day), result=Result.PASSED, reason=reason),
                progress,
                BOOK,
                TODAY,
            ).problems
        )
        for day, reason in [
            ("2025-11-30", ""),
            ("2025-12-01", ""),
            ("2026-02-28", "特殊情况"),
            ("2026-03-01", "特殊情况"),
        ]
    }
    assert may == {"2025-11-30": set(), "2025-12-01": {"reason"}, "2026-02-28": set(), "2026-03-01": {"on"}}
    refused = fold([*progress.done.values(), Fact(17, date(2026, 3, 1), Result.NOT_PASSED)])
    assert [step.number for step in refused.next_steps] == [15]
    assert refused.standing == (PartyStatus.DEVELOPMENT_CANDIDATE, progress.done[7].on)


def test_whoever_leaves_soon_is_admitted_only_with_a_reason():
    progress = _done((13, "2025-05-01"), (14, "2025-05-02"))
    leaving = Values(on=date(2025, 5, 20), result=Result.PASSED, leaving=True, **VOTES)
    assert set(judge(15, leaving, progress, BOOK, TODAY).problems) == {"reason"}


def test_nothing_is_recorded_before_it_was_done():
    progress = _done((1, "2025-05-01"))
    assert set(judge(2, Values(on=date(2025, 5, 11)), progress, BOOK, date(2025, 5, 10)).problems) == {"on"}
