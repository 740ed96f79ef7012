"""Chinese and Arabic numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms_pages.regulations.numerals import to_chinese, to_int


@given(st.integers(min_value=0, max_value=9999))
def test_every_number_comes_back_from_its_chinese_numeral(number: int) -> None:
    # when / then
    assert to_int(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("一百零八", 108),
        ("一百〇八", 108),
        ("一百一十", 110),
        ("一千二百六十", 1260),
        ("一千零一", 1001),
        ("二〇二六", 2026),
        ("两百", 200),
        ("12", 12),
        ("１２", 12),
        ("一百二十 八", 128),
    ],
)
def test_reads_the_forms_that_laws_use(numeral: str, number: int) -> None:
    assert to_int(numeral) == number


@pytest.mark.parametrize("text", ["", "条", "十百", "一二十", "12a", "百百"])
def test_refuses_what_is_no_numeral(text: str) -> None:
    with pytest.raises(ValueError, match="not a numeral"):
        to_int(text)


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(10, "十"), (12, "十二"), (20, "二十"), (108, "一百零八"), (1001, "一千零一"), (110, "一百一十")],
)
def test_writes_as_laws_do(number: int, numeral: str) -> None:
    assert to_chinese(number) == numeral
