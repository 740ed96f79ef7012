"""Encrypted fields: what goes in comes out, and nothing else opens it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.keys import BadKey, CannotDecrypt, KeyRing, key_id, make_key, read_key

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
OLD, NEW, OTHER = make_key(), make_key(), make_key()


@settings(max_examples=60, deadline=None)
@given(texts)
def test_a_text_comes_back_from_its_ciphertext(text):
    ring = KeyRing([NEW, OLD])
    ciphertext = ring.encrypt(text, "a.b.c")
    assert ring.decrypt(ciphertext, "a.b.c") == text
    assert ring.encrypt(text, "a.b.c") != ciphertext
    if len(text) > 8:
        assert text not in ciphertext


@settings(max_examples=40, deadline=None)
@given(texts)
def test_the_old_key_still_opens_what_it_closed_and_the_new_one_closes(text):
    # given
    old = KeyRing([OLD]).encrypt(text, "a.b.c")
    ring = KeyRing([NEW, OLD])
    # then
    assert ring.decrypt(old, "a.b.c") == text
    assert not ring.is_current(old)
    assert ring.is_current(ring.encrypt(text, "a.b.c"))
    assert ring.encrypt(text, "a.b.c").split(":")[1] == key_id(read_key(NEW))


@settings(max_examples=40, deadline=None)
@given(texts)
def test_another_key_opens_nothing(text):
    ciphertext = KeyRing([OLD]).encrypt(text, "a.b.c")
    with pytest.raises(CannotDecrypt) as refusal:
        KeyRing([OTHER]).decrypt(ciphertext, "a.b.c")
    assert ciphertext not in str(refusal.value)


@settings(max_examples=80, deadline=None)
@given(texts, st.data())
def test_a_changed_ciphertext_opens_nothing(text, data):
    # given
    ring = KeyRing([NEW, OLD])
    ciphertext = ring.encrypt(text, "a.b.c")
    place = data.draw(st.integers(0, len(ciphertext) - 1))
    letter = data.draw(st.sampled_from("Aa0_:=é"))
    changed = ciphertext[:place] + letter + ciphertext[place + 1 :]
    # then
    if changed != ciphertext:
        with pytest.raises(CannotDecrypt):
            ring.decrypt(changed, "a.b.c")
    with pytest.raises(CannotDecrypt):
        ring.decrypt(ciphertext[:place], "a.b.c")


def test_a_ciphertext_moved_to_another_column_opens_nothing():
    ring = KeyRing([NEW])
    with pytest.raises(CannotDecrypt, match=r"a\.b\.d was changed or moved"):
        ring.decrypt(ring.encrypt("13800000000", "a.b.c"), "a.b.d")


def test_the_blind_index_is_equal_for_equal_texts_of_one_column_and_key():
    ring, later = KeyRing([OLD]), KeyRing([NEW, OLD])
    index = ring.index("13800000000", "a.b.c")
    assert index == ring.index("13800000000", "a.b.c")
    assert index not in {ring.index("13800000001", "a.b.c"), ring.index("13800000000", "a.b.d")}
    assert index not in {later.index("13800000000", "a.b.c")}
    assert index in later.indexes("13800000000", "a.b.c")


@pytest.mark.parametrize(
    "text",
    ["", "short", "é" * 44, make_key()[:-4], make_key() + make_key()],
    ids=["empty", "short", "not ascii", "cut", "two"],
)
def test_what_is_no_key_is_refused_without_repeating_it(text):
    with pytest.raises(BadKey) as refusal:
        KeyRing([text])
    assert not text or text not in str(refusal.value)


def test_an_empty_ring_is_refused():
    with pytest.raises(BadKey):
        KeyRing([])
