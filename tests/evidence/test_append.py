"""The log: an entry stands with its fact, and the database itself refuses to change it."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from core.append_only import missing_triggers
from evidence.canonical import NotCanonical
from evidence.models import Entry, Opening
from evidence.services import append, commit, leaf_digest

AT = datetime(2026, 11, 23, 6, 32, tzinfo=UTC)


@pytest.fixture
def entry(db, time_machine):
    """Return an entry with one personal value, written at AT."""
    time_machine.move_to(AT, tick=False)
    with transaction.atomic():
        return append(kind="study.credit", facts={"seconds": 90}, personal={"person": "17"})


def test_entry_says_what_when_and_by_whom(entry):
    # when
    body = json.loads(entry.body)
    # then
    assert body.pop("nonce")
    assert body.pop("personal").keys() == {"person"}
    assert body == {
        "v": 1,
        "kind": "study.credit",
        "at": "2026-11-23T06:32:00.000Z",
        "by": None,
        "facts": {"seconds": 90},
    }


def test_digest_is_the_leaf_hash_of_the_body(entry):
    assert (
        entry.digest == hashlib.sha256(b"\x00" + entry.body.encode()).hexdigest() == leaf_digest(entry.body)
    )
    assert entry.index is None


def test_personal_value_stands_only_as_a_salted_commitment(entry):
    # given
    opening = entry.openings.get()
    commitment = json.loads(entry.body)["personal"]["person"]
    # then
    assert (opening.name, opening.value) == ("person", "17")
    assert commitment == commit("17", opening.salt)
    assert commitment != commit("17", "")
    assert opening.salt not in entry.body


def test_same_value_twice_cannot_be_recognised(db):
    with transaction.atomic():
        first, second = (append(kind="x", facts={}, personal={"person": "17"}) for _ in range(2))
    assert json.loads(first.body)["personal"] != json.loads(second.body)["personal"]


def test_erasing_an_opening_leaves_the_entry_as_it_is(entry):
    # when
    entry.openings.all().delete()
    # then
    assert Opening.objects.count() == 0
    assert Entry.objects.get().digest == leaf_digest(Entry.objects.get().body)


@pytest.mark.django_db(transaction=True)
def test_refuses_to_append_outside_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        append(kind="x", facts={})
    assert Entry.objects.count() == 0


def test_entry_goes_with_the_fact_that_is_rolled_back(db):
    class Undone(Exception):
        """The fact was undone."""

    def undo():
        with transaction.atomic():
            append(kind="x", facts={})
            raise Undone

    with pytest.raises(Undone):
        undo()
    assert Entry.objects.count() == 0


def test_refuses_facts_without_canonical_form(db):
    with pytest.raises(NotCanonical), transaction.atomic():
        append(kind="x", facts={"share": 0.5})
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE evidence_entry SET body = '{}'",
        "UPDATE evidence_entry SET digest = 'x'",
        "UPDATE evidence_entry SET kind = 'other'",
        "UPDATE evidence_entry SET created_at = '2020-01-01 00:00:00+00:00'",
        "DELETE FROM evidence_entry",
    ],
)
def test_database_refuses_change_and_removal(entry, change):
    # given
    Opening.objects.all().delete()
    # when
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    # then
    kept = Entry.objects.get()
    assert (kept.body, kept.digest, kept.kind, kept.created_at) == (entry.body, entry.digest, entry.kind, AT)


def test_place_in_the_tree_may_be_given_once(entry):
    # when
    Entry.objects.filter(pk=entry.pk).update(index=0)
    # then
    for other in (1, None):
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(index=other)
    assert Entry.objects.get().index == 0


def test_no_trigger_is_missing(db):
    assert missing_triggers() == []
