"""The analyser: nothing that is written can fail to be found."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from search import analysis

HAN = "安全生产管理办法党员支部学习第十二条动火作业公司〇々龥㐀𠀀"
MARKS = " ，。、；\n《》（）·—"
HAN_TEXT = st.text(alphabet=HAN, min_size=1, max_size=40)
MIXED = st.lists(
    st.one_of(
        st.text(alphabet=HAN, min_size=1, max_size=8),
        st.sampled_from(["ISO", "9001", "ＧＢ", "３０", "e"]),
        st.sampled_from(list(MARKS)),
    ),
    min_size=1,
    max_size=12,
)


def contains(tokens: list[str], phrase: analysis.Phrase) -> bool:
    """Match a phrase against a stream of tokens as both engines do."""
    size = len(phrase.tokens)
    for at in range(len(tokens) - size + 1):
        window = tokens[at : at + size]
        head, last = tuple(window[:-1]), window[-1]
        if head == phrase.tokens[:-1] and (
            last.startswith(phrase.tokens[-1]) if phrase.prefix else last == phrase.tokens[-1]
        ):
            return True
    return False


@given(text=HAN_TEXT, start=st.integers(0, 39), size=st.integers(1, 4))
@example(text="安全生产", start=3, size=1)
def test_every_short_substring_of_chinese_text_is_found(text: str, start: int, size: int) -> None:
    # given
    start = min(start, len(text) - 1)
    wanted = text[start : start + size]

    # when
    phrase = analysis.phrase_of(wanted)

    # then
    assert phrase is not None
    assert contains(analysis.cut(text), phrase)


@given(parts=MIXED, data=st.data())
def test_consecutive_pieces_of_a_mixed_text_are_found(parts: list[str], data: st.DataObject) -> None:
    # given: Chinese, Latin, digits and marks; a stretch of whole pieces of it
    start = data.draw(st.integers(0, len(parts) - 1))
    stop = data.draw(st.integers(start + 1, len(parts)))
    wanted = "".join(parts[start:stop])
    before, after = "".join(parts[:start])[-1:], "".join(parts[stop:])[:1]
    glued = any(
        edge and other and unicodedata.normalize("NFKC", edge).isascii() and other.isalnum()
        for edge, other in [(wanted[:1], before), (wanted[-1:], after)]
    )
    phrase = analysis.phrase_of(wanted)
    if phrase is None or glued:  # a Latin word is one token: half of it is not asked for here
        return

    # when / then
    assert contains(analysis.cut("".join(parts)), phrase)


@given(text=HAN_TEXT, wanted=st.text(alphabet=HAN, min_size=2, max_size=4))
def test_a_phrase_matches_only_where_the_characters_stand_together(text: str, wanted: str) -> None:
    # given
    phrase = analysis.phrase_of(wanted)

    # when / then
    assert phrase is not None
    assert contains(analysis.cut(text), phrase) is (wanted in text)


def test_width_case_and_invisible_characters_make_no_difference() -> None:
    assert analysis.cut("ＩＳＯ９００１ 安\u200b全") == ["iso", "9001", "安全", "全"]
    assert analysis.cut("iso9001 安全") == ["iso", "9001", "安全", "全"]


def test_marks_separate_and_leave_no_token() -> None:
    assert analysis.cut("安全，生产。") == ["安全", "全", "生产", "产"]
    assert analysis.phrase_of("，。！") is None
    assert analysis.phrase_of("") is None


def test_a_single_character_is_the_beginning_of_a_pair() -> None:
    assert analysis.phrase_of("安") == analysis.Phrase(("安",), prefix=True)


def test_a_latin_word_may_go_on_and_a_number_may_not() -> None:
    assert analysis.phrase_of("safe") == analysis.Phrase(("safe",), prefix=True)
    assert analysis.phrase_of("12") == analysis.Phrase(("12",), prefix=False)


def test_tokens_of_a_field_are_bounded() -> None:
    assert len(analysis.cut("安全" * 20_000)) == analysis.MAX_TOKENS


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = analysis.fold(text)
    assert analysis.fold(folded) == folded


def test_long_texts_are_divided_so_that_a_phrase_stands_whole_in_one_piece() -> None:
    # given
    text = "".join(chr(0x4E00 + at) for at in range(7000))

    # when
    pieces = analysis.divide(text)

    # then
    assert max(map(len, pieces)) <= 3000
    assert all(any(text[at : at + 200] in piece for piece in pieces) for at in range(6800))
    assert analysis.divide("短文") == ["短文"]
