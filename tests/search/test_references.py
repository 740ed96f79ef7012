"""Citations in questions are read, whatever numerals and names they use."""

import pytest

from search.references import Reference, read_reference, score_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公司法第十条", Reference("公司法", 10)),
        ("《公司法》第10条第二款", Reference("公司法", 10, paragraph=2)),
        ("《中华人民共和国公司法》第１０条", Reference("中华人民共和国公司法", 10)),
        ("刑法第一百三十四条之一", Reference("刑法", 134, suffix=1)),
        ("民法典 第一千二百六十条", Reference("民法典", 1260)),
        ("根据安全生产法第二十二条第一款第（三）项", Reference("安全生产法", 22, paragraph=1, item=3)),
        ("第十条", Reference("", 10)),
        ("关于办理减刑、假释案件的规定第八条", Reference("关于办理减刑、假释案件的规定", 8)),
        ("违反劳动合同法的第三十八条怎么办", Reference("劳动合同法", 38)),
        ("公司法 10条", None),
        ("怎样办理动火作业", None),
        ("第零条", None),
    ],
)
def test_citations_are_read(text: str, expected: Reference | None) -> None:
    assert read_reference(text) == expected


def test_numbers_are_kept_as_the_index_keeps_them() -> None:
    assert Reference("刑法", 134, suffix=1).number == "134bis1"
    assert Reference("公司法", 10).number == "10"


@pytest.mark.parametrize(
    ("name", "titles", "score"),
    [
        ("公司法", ("中华人民共和国公司法", "公司法"), 4),
        ("公司法", ("中华人民共和国公司法",), 4),
        ("中华人民共和国公司法", ("公司法",), 4),
        ("我们应当遵守公司法", ("公司法",), 2),
        ("刑诉法", ("中华人民共和国刑事诉讼法",), 1),
        ("民诉法", ("中华人民共和国刑事诉讼法",), 0),
        ("公司法", ("外商投资法",), 0),
        ("", ("公司法",), 0),
        ("道路运输条例", ("道路运输条例(2023-07-20)",), 3),
        ("检察规则(试行)", ("检察规则（试行）",), 4),
    ],
)
def test_names_lead_to_works(name: str, titles: tuple[str, ...], score: int) -> None:
    assert score_name(name, *titles) == score
