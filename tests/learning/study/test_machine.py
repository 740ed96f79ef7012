"""Whatever tabs, devices, replays and clocks do: credit is real time, once, and bounded."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from core import clock
from core.errors import DomainError
from evidence.models import Entry
from learning.study import services
from learning.study.models import CreditInterval, LessonProgress, RefusedTime, StudyLease, StudySession
from learning.study.queries import summed_ms

DEVICES = st.sampled_from(["desk", "phone", "second tab"])


class StudyMachine(RuleBasedStateMachine):
    """Three devices of one person at two lessons; the test holds the server's clock."""

    person = lessons = learner_class = None

    @initialize()
    def begin(self):
        for model in (RefusedTime, CreditInterval, StudyLease, StudySession, LessonProgress):
            assert model.objects.count() == 0
        first = self.learner_class(self.person)
        self.at = self.begun = first.at
        self.earliest = self.latest = self.at
        self.learners = {
            name: self.learner_class(self.person, self.at) for name in ("desk", "phone", "second tab")
        }

    def _try(self, act):
        for learner in self.learners.values():
            learner.at = self.at
        try:
            return act()
        except DomainError:
            return None

    @rule(device=DEVICES, lesson=st.integers(0, 1), take_over=st.booleans())
    def open(self, device, lesson, take_over):
        self._try(lambda: self.learners[device].open(self.lessons[lesson], take_over=take_over))

    @rule(device=DEVICES, visible=st.booleans(), active=st.booleans())
    def beat(self, device, visible, active):
        learner = self.learners[device]
        if learner.session is not None:
            self._try(lambda: learner.beat(0, visible=visible, active=active))

    @rule(device=DEVICES, nonce=st.sampled_from(["", "0" * 32]), seq=st.integers(0, 5))
    def forge(self, device, nonce, seq):
        learner = self.learners[device]
        if learner.session is not None:
            before = summed_ms(self.person.pk, self.lessons[0].pk)
            self._try(lambda: learner.beat(0, nonce=nonce, seq=seq))
            assert summed_ms(self.person.pk, self.lessons[0].pk) == before

    @rule(device=DEVICES, at=st.integers(0, 50))
    def replay(self, device, at):
        learner = self.learners[device]
        if learner.session is None or not learner.sent:
            return
        before = sum(row.milliseconds for row in CreditInterval.objects.all())
        kept = (learner.seq, learner.nonce, learner.interval)
        sent = learner.sent[at % len(learner.sent)]
        if sent.nonce != learner.nonce:
            self._try(lambda: learner.send(sent))
            assert sum(row.milliseconds for row in CreditInterval.objects.all()) == before
            if learner.seq < kept[0]:
                learner.seq, learner.nonce, learner.interval = kept

    @rule(device=DEVICES)
    def close(self, device):
        learner = self.learners[device]
        if learner.session is not None:
            self._try(learner.close)

    @rule(seconds=st.sampled_from([1, 14, 16, 29.6, 30, 30, 30, 33.3, 45, 60, 91, 300, 700, 30_000]))
    def wait(self, seconds):
        self.at += timedelta(seconds=seconds)
        self.latest = max(self.latest, self.at)

    @rule(seconds=st.sampled_from([1, 40, 3600, 86_400]))
    def set_the_clock_back(self, seconds):
        self.at -= timedelta(seconds=seconds)
        self.earliest = min(self.earliest, self.at)

    @rule()
    def sweep(self):
        with clock.frozen_at(self.at):
            for session_id in StudySession.objects.filter(ended_at=None).values_list("pk", flat=True):
                services.abandon_session(session_id=session_id)

    @invariant()
    def credit_is_real_time_counted_once(self):
        if not hasattr(self, "at"):
            return
        rows = list(CreditInterval.objects.order_by("starts_at"))
        for before, after in pairwise(rows):
            assert before.ends_at <= after.starts_at
        assert all(self.earliest <= row.starts_at < row.ends_at <= self.latest for row in rows)

    @invariant()
    def lesson_never_holds_more_than_its_nominal_time(self):
        for lesson in self.lessons or []:
            summed = summed_ms(self.person.pk, lesson.pk)
            assert summed <= lesson.nominal_seconds * 1000
            progress = LessonProgress.objects.filter(lesson=lesson).first()
            assert summed == (progress.credited_ms if progress else 0)

    @invariant()
    def what_is_over_has_its_evidence(self):
        for row in (*CreditInterval.objects.all(), *RefusedTime.objects.all()):
            assert row.entry_id is not None or row.session.ended_at is None
        assert StudySession.objects.filter(ended_at=None).count() <= 1
        written = Entry.objects.filter(kind__startswith="study.").count()
        tables = (CreditInterval, RefusedTime)
        assert written == sum(table.objects.exclude(entry=None).count() for table in tables)


@pytest.mark.capability("F113")
def test_no_order_of_events_credits_time_twice(person, lessons, learner):
    # given
    from django.db import transaction

    class Rolled(Exception):
        """Each run starts from the same database."""

    class Machine(StudyMachine):
        def __init__(self):
            self.point = transaction.atomic()
            self.point.__enter__()
            super().__init__()

        def teardown(self):
            self.point.__exit__(Rolled, Rolled(), None)

    Machine.person, Machine.lessons, Machine.learner_class = person, lessons, type(learner)
    # when / then
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
