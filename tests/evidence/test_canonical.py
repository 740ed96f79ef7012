"""Canonical JSON: one set of facts has one text, and what has none is refused."""

import json
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.canonical import MAX_INT, NotCanonical, canonical_bytes, canonical_text

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INT + 1, MAX_INT - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def _nfc(value):
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_nfc(item) for item in value]
    if isinstance(value, dict):
        return {_nfc(key): _nfc(item) for key, item in value.items()}
    return value


def _keys_stay_apart(value):
    if isinstance(value, dict):
        return len({_nfc(key) for key in value}) == len(value) and all(map(_keys_stay_apart, value.values()))
    return all(map(_keys_stay_apart, value)) if isinstance(value, list) else True


@given(plain.filter(_keys_stay_apart))
def test_text_reads_back_as_the_same_facts(value):
    assert json.loads(canonical_text(value)) == _nfc(value)


@given(plain.filter(_keys_stay_apart))
def test_text_of_a_text_read_back_is_itself(value):
    once = canonical_text(value)
    assert canonical_text(json.loads(once)) == once


@given(st.dictionaries(texts, st.integers(0, 9), min_size=2).filter(_keys_stay_apart), st.randoms())
def test_order_of_the_keys_does_not_matter(value, random):
    # given
    shuffled = list(value.items())
    random.shuffle(shuffled)
    # then
    assert canonical_bytes(dict(shuffled)) == canonical_bytes(value)


def test_form_is_exactly_this():
    # given
    moment = datetime(2026, 11, 23, 14, 32, 0, 123_999, tzinfo=timezone(timedelta(hours=8)))
    # when
    text = canonical_text({"乙": [1, None, True], "a": "e\u0301", "at": moment})
    # then
    assert text == '{"a":"é","at":"2026-11-23T06:32:00.123Z","乙":[1,null,true]}'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        {"deep": [{"er": 0.5}]},
        {1: "a"},
        {"e\u0301": 1, "é": 2},
        MAX_INT,
        -MAX_INT,
        "\ud800",
        datetime(2026, 1, 1),  # noqa: DTZ001 - a time without a zone is the fault
        {1, 2},
        b"x",
        object(),
    ],
)
def test_refuses_what_has_no_canonical_form(value):
    with pytest.raises(NotCanonical):
        canonical_text(value)


def test_times_in_two_zones_that_are_one_moment_have_one_text():
    utc = datetime(2026, 1, 1, 0, 0, tzinfo=UTC)
    assert canonical_text(utc) == canonical_text(utc.astimezone(timezone(timedelta(hours=8))))
