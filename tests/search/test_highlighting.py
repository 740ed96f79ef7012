"""Marks stand where the question was found, in the characters as they were written."""

from hypothesis import given
from hypothesis import strategies as st

from search.highlighting import Piece, find_ranges, mark, snippet


def test_marks_cover_exactly_the_word() -> None:
    assert mark("从事动火作业的人员", ("动火作业",)) == (
        Piece("从事"),
        Piece("动火作业", marked=True),
        Piece("的人员"),
    )


def test_full_width_and_expanding_characters_keep_their_places() -> None:
    # given: ㎏ folds to two characters, Ａ to another one
    text = "重２０㎏的ＡＢ安全"

    # when / then
    assert find_ranges(text, ("安全",)) == [(7, 9)]
    assert find_ranges(text, ("20kg",)) == [(1, 4)]
    assert find_ranges(text, ("ab",)) == [(5, 7)]


def test_a_phrase_is_found_across_a_mark_and_shown_with_it() -> None:
    assert find_ranges("安全，生产", ("安全 生产",)) == [(0, 5)]
    assert find_ranges("安全，生产", ("安全生产",)) == []


def test_numbers_are_whole() -> None:
    assert find_ranges("共120人", ("12",)) == []
    assert find_ranges("共12人", ("12",)) == [(1, 3)]


def test_loose_marks_pairs_only_when_no_term_stands_whole() -> None:
    assert find_ranges("公司应当赔偿损失", ("公司怎样赔偿",), loose=True) == [(0, 2), (4, 6)]
    assert find_ranges("公司应当赔偿损失", ("公司怎样赔偿",)) == []


def test_markup_in_the_text_stays_text() -> None:
    # given
    text = "<script>alert(1)</script>安全"

    # when
    pieces = mark(text, ("安全",))

    # then
    assert "".join(piece.text for piece in pieces) == text
    assert pieces[-1] == Piece("安全", marked=True)


def test_a_snippet_shows_the_place_and_says_what_it_leaves_out() -> None:
    # given
    text = "前" * 300 + "。从事动火作业的人员" + "后" * 300

    # when
    pieces = snippet(text, ("动火作业",))

    # then
    assert [piece.text for piece in pieces if piece.marked] == ["动火作业"]
    assert pieces[0] == Piece("……")
    assert pieces[-1] == Piece("……")
    assert pieces[1] == Piece("从事")
    assert sum(len(piece.text) for piece in pieces) <= 90 + 4


@given(
    st.text(alphabet="安全生产，。 AＢ①㎏\u0301é\n", max_size=200),
    st.text(alphabet="安全生产aＢ1", max_size=6),
)
def test_pieces_always_join_to_the_text_and_marks_are_in_order(text: str, term: str) -> None:
    # when
    pieces = mark(text, (term,))
    ranges = find_ranges(text, (term,), loose=True)

    # then
    assert "".join(piece.text for piece in pieces) == text
    assert all(0 <= a < b <= len(text) for a, b in ranges)
    assert ranges == sorted(ranges)
