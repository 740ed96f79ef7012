"""The exam room: frozen papers, acknowledged answers, deadlines of the server, one hand-in."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core.errors import Invalid, NotFound
from evidence.models import Entry
from learning.enrollment.services import enroll
from learning.exams import queries, services
from learning.exams.errors import AnswerTooLate, AttemptFinished, ExamClosed, NoAttemptsLeft, Superseded
from learning.exams.models import Answer, AnswerEvent, Attempt
from support.content import make_course_with_lessons, make_exam_page, put_live
from support.people import make_person

START = "2026-11-23T06:00:00Z"


@pytest.fixture
def exam(db):
    """Return a live exam: 30 minutes, 2 attempts."""
    course = make_course_with_lessons()
    return put_live(make_exam_page(course, minutes=30, pass_percent=60, attempts_allowed=2))


@pytest.fixture
def person(exam):
    """Return a person enrolled in the exam's course."""
    found = make_person()
    enroll(person=found, course=exam.get_parent().specific, by=found.user)
    return found


@pytest.fixture
def attempt(person, exam, time_machine):
    """Return an attempt that started at START, seated (epoch 2)."""
    time_machine.move_to(START, tick=False)
    begun = services.start_attempt(person=person, exam=exam)
    return services.sit_down(person=person, attempt_id=begun.pk)


def _save(attempt, *, value=None, seq=1, epoch=None, question=0):
    chosen = attempt.questions[question]
    return services.save_answer(
        person=attempt.person,
        attempt_id=attempt.pk,
        question_id=chosen["id"],
        value=[chosen["options"][0]["id"]] if value is None else value,
        client_seq=seq,
        epoch=attempt.epoch if epoch is None else epoch,
    )


def _all_right(attempt):
    for at, question in enumerate(attempt.questions):
        _save(attempt, question=at, value=attempt.key[question["id"]]["right"], seq=at + 1)


def test_starting_twice_gives_the_same_attempt(person, exam):
    first = services.start_attempt(person=person, exam=exam)
    second = services.start_attempt(person=person, exam=exam)
    assert first.pk == second.pk
    assert Attempt.objects.count() == 1


def test_refuses_a_person_who_is_not_enrolled(exam):
    with pytest.raises(ExamClosed):
        services.start_attempt(person=make_person(), exam=exam)
    assert Attempt.objects.count() == 0


def test_paper_stays_as_it_was_when_the_exam_page_changes(attempt, exam):
    # given
    before = attempt.questions
    # when
    exam.questions = []
    exam.save_revision()
    # then
    attempt.refresh_from_db()
    assert attempt.questions == before


def test_answer_stands_after_its_acknowledgement(attempt):
    # when
    saved = _save(attempt)
    # then
    answer = Answer.objects.get()
    assert (answer.value, answer.client_seq, answer.saved_at) == (saved.value, 1, saved.saved_at)
    assert list(AnswerEvent.objects.values_list("outcome", flat=True)) == ["saved"]


def test_older_number_changes_nothing_and_returns_what_stands(attempt):
    # given
    question = attempt.questions[0]
    new, old = [question["options"][1]["id"]], [question["options"][0]["id"]]
    _save(attempt, value=new, seq=3)
    # when
    replies = [_save(attempt, value=old, seq=2), _save(attempt, value=old, seq=3)]
    # then
    assert [reply.value for reply in replies] == [new, new]
    assert Answer.objects.get().value == new
    assert list(AnswerEvent.objects.order_by("id").values_list("outcome", flat=True)) == [
        "saved",
        "stale",
        "stale",
    ]


def test_replaced_device_can_only_read_and_its_answer_is_kept_apart(attempt, person):
    # given
    services.sit_down(person=person, attempt_id=attempt.pk)
    # when / then
    with pytest.raises(Superseded):
        _save(attempt)
    assert Answer.objects.count() == 0
    assert [event.outcome for event in queries.quarantined_of(attempt)] == ["superseded"]


@pytest.mark.parametrize(
    "after, kept",
    [
        (timedelta(minutes=30, seconds=-1), True),
        (timedelta(minutes=30, seconds=9), True),
        (timedelta(minutes=30, seconds=11), False),
        (timedelta(minutes=90), False),
    ],
)
def test_deadline_is_the_servers_with_ten_seconds_of_grace(attempt, time_machine, after, kept):
    # given
    time_machine.shift(after)
    # when / then
    if kept:
        _save(attempt)
        assert Answer.objects.get().late_ms == max(
            0, int((after - timedelta(minutes=30)).total_seconds() * 1000)
        )
    else:
        with pytest.raises(AnswerTooLate):
            _save(attempt)
        assert Answer.objects.count() == 0
        assert [event.outcome for event in queries.quarantined_of(attempt)] == ["late"]


@pytest.mark.parametrize(
    "fault",
    [
        {"value": ["A", "B"]},
        {"value": ["Z"]},
        {"value": "A"},
        {"value": [1]},
        {"value": [["A"]]},
        {"seq": -1},
        {"seq": 2**63},
        {"seq": "1"},
        {"seq": True},
        {"epoch": -1},
    ],
)
def test_refuses_what_is_not_on_the_paper(attempt, fault):
    with pytest.raises(Invalid):
        _save(attempt, **fault)
    assert (Answer.objects.count(), AnswerEvent.objects.count()) == (0, 0)


def test_refuses_the_question_of_another_paper(attempt):
    with pytest.raises(Invalid):
        services.save_answer(
            person=attempt.person,
            attempt_id=attempt.pk,
            question_id="no-such-question",
            value=[],
            client_seq=1,
            epoch=attempt.epoch,
        )


def test_somebody_elses_attempt_does_not_exist(attempt):
    stranger = make_person()
    for act in (services.sit_down, services.submit_attempt):
        with pytest.raises(NotFound):
            act(person=stranger, attempt_id=attempt.pk)
    assert queries.find_attempt(stranger, attempt.pk) is None


def test_handing_in_grades_writes_evidence_and_gives_one_receipt(attempt, person):
    # given
    _all_right(attempt)
    # when
    first = services.submit_attempt(person=person, attempt_id=attempt.pk)
    second = services.submit_attempt(person=person, attempt_id=attempt.pk)
    # then
    assert first.receipt == second.receipt != ""
    assert (first.score, first.passed) == (first.max_score, True)
    assert Entry.objects.filter(kind="exam.receipt").count() == 1


def test_answer_after_hand_in_is_kept_apart_and_changes_nothing(attempt, person):
    # given
    services.submit_attempt(person=person, attempt_id=attempt.pk)
    # when / then
    with pytest.raises(AttemptFinished):
        _save(attempt)
    assert Answer.objects.count() == 0
    assert [event.outcome for event in queries.quarantined_of(attempt)] == ["closed"]


def test_attempt_nobody_hands_in_ends_at_its_deadline(attempt, time_machine):
    # given
    _save(attempt)
    time_machine.shift(timedelta(hours=5))
    # when
    closed = services.settle(Attempt.objects.get())
    # then
    assert closed.state == "expired"
    assert closed.finished_at == closed.deadline
    assert closed.receipt


def test_attempts_are_counted_and_a_pass_ends_them(attempt, person, exam, time_machine):
    # given: the first fails, the second passes
    services.submit_attempt(person=person, attempt_id=attempt.pk)
    second = services.start_attempt(person=person, exam=exam)
    second = services.sit_down(person=person, attempt_id=second.pk)
    _all_right(second)
    services.submit_attempt(person=person, attempt_id=second.pk)
    # when / then
    with pytest.raises(NoAttemptsLeft):
        services.start_attempt(person=person, exam=exam)
    assert Attempt.objects.count() == 2


def test_key_is_hidden_until_a_pass_or_the_last_attempt(attempt, person, exam):
    # given
    services.submit_attempt(person=person, attempt_id=attempt.pk)
    attempt.refresh_from_db()
    # then
    hidden = queries.review_answers(attempt)
    assert all(item.is_right is None and not item.right_options and not item.explanation for item in hidden)
    # when
    second = services.start_attempt(person=person, exam=exam)
    services.submit_attempt(person=person, attempt_id=second.pk)
    # then
    assert all(item.right_options for item in queries.review_answers(attempt))


def test_events_can_neither_be_changed_nor_removed(attempt):
    # given
    _save(attempt)
    # when / then
    for change in (
        lambda: AnswerEvent.objects.update(outcome="late"),
        lambda: AnswerEvent.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert AnswerEvent.objects.get().outcome == "saved"


def test_saving_costs_four_statements_beside_the_transaction(attempt, django_assert_max_num_queries):
    _save(attempt)
    with django_assert_max_num_queries(6):  # SAVEPOINT and RELEASE stand for BEGIN and COMMIT here
        _save(attempt, seq=2)
