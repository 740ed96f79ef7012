"""Tasks leave only with the transaction that asked for them, and none is lost."""

import pytest
from django.db import transaction

from core import outbox
from core.events import Event
from core.models import OutboxMessage


@pytest.fixture
def ran(monkeypatch):
    """Return the list of payloads with which the test task ran."""
    calls: list[dict] = []
    monkeypatch.setattr(outbox, "_hand_over", lambda message_id: None)
    monkeypatch.setitem(
        outbox.registry, "test.note", outbox.OutboxTask("test.note", lambda **payload: calls.append(payload))
    )
    return calls


@pytest.mark.django_db
def test_event_enqueues_each_subscriber_in_the_same_transaction(ran):
    # given
    event = Event("test.happened", [outbox.registry["test.note"]])
    # when
    event.send(page_id=7)
    # then
    assert list(OutboxMessage.objects.values_list("task", "payload")) == [("test.note", {"page_id": 7})]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_transaction_leaves_no_task(ran):
    # when
    with transaction.atomic():
        outbox.enqueue(outbox.registry["test.note"], x=1)
        transaction.set_rollback(True)
    # then
    assert OutboxMessage.objects.count() == 0
    assert outbox.drain() == 0


@pytest.mark.django_db(transaction=True)
def test_refuses_to_enqueue_outside_a_transaction(ran):
    with pytest.raises(transaction.TransactionManagementError):
        outbox.enqueue(outbox.registry["test.note"], x=1)
    assert OutboxMessage.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_broker_that_is_down_does_not_fail_the_request_and_loses_nothing(monkeypatch, ran):
    # given
    def down(message_id: int) -> None:
        raise ConnectionError("broker is down")

    monkeypatch.setattr(outbox, "_hand_over", down)
    # when
    with transaction.atomic():
        outbox.enqueue(outbox.registry["test.note"], x=1)
    # then
    assert OutboxMessage.objects.count() == 1
    assert outbox.drain() == 1
    assert ran == [{"x": 1}]


@pytest.mark.django_db(transaction=True)
def test_row_is_run_once_though_handed_over_twice(ran):
    # given
    with transaction.atomic():
        message = outbox.enqueue(outbox.registry["test.note"], x=1)
    # when
    first, second = outbox.run_message(message.pk), outbox.run_message(message.pk)
    # then
    assert (first, second) == (True, False)
    assert ran == [{"x": 1}]


@pytest.mark.django_db(transaction=True)
def test_failing_task_waits_longer_each_time_and_is_set_aside_at_last(monkeypatch, ran, time_machine):
    # given
    def fail(**payload: object) -> None:
        raise ValueError("no")

    monkeypatch.setitem(outbox.registry, "test.note", outbox.OutboxTask("test.note", fail))
    time_machine.move_to("2026-11-23T06:00:00Z", tick=False)
    with transaction.atomic():
        message = outbox.enqueue(outbox.registry["test.note"], x=1)
    # when
    with pytest.raises(ValueError, match="no"):
        outbox.run_message(message.pk)
    # then
    assert outbox.run_message(message.pk) is False  # not before its time
    for _ in range(outbox.MAX_ATTEMPTS - 1):
        time_machine.shift(3601)
        with pytest.raises(ValueError, match="no"):
            outbox.run_message(message.pk)
    time_machine.shift(3601)
    message.refresh_from_db()
    assert message.failed_at is not None
    assert message.attempts == outbox.MAX_ATTEMPTS
    assert outbox.run_message(message.pk) is False


@pytest.mark.django_db(transaction=True)
def test_row_of_a_relay_that_died_is_taken_up_after_its_lease(ran, time_machine):
    # given
    time_machine.move_to("2026-11-23T06:00:00Z", tick=False)
    with transaction.atomic():
        message = outbox.enqueue(outbox.registry["test.note"], x=1)
    OutboxMessage.objects.update(claimed_until=outbox.now() + outbox.LEASE)  # claimed, then killed
    # when / then
    assert outbox.run_message(message.pk) is False
    time_machine.shift(outbox.LEASE.total_seconds() + 1)
    assert outbox.run_message(message.pk) is True
    assert ran == [{"x": 1}]


@pytest.mark.django_db(transaction=True)
def test_task_that_fails_halfway_leaves_none_of_its_writes(monkeypatch, ran):
    # given
    def write_then_fail(**payload: object) -> None:
        outbox.enqueue(outbox.OutboxTask("test.other", lambda: None))
        raise ValueError("halfway")

    monkeypatch.setitem(outbox.registry, "test.note", outbox.OutboxTask("test.note", write_then_fail))
    with transaction.atomic():
        message = outbox.enqueue(outbox.registry["test.note"])
    # when
    with pytest.raises(ValueError, match="halfway"):
        outbox.run_message(message.pk)
    # then
    assert list(OutboxMessage.objects.values_list("task", flat=True)) == ["test.note"]
