"""The checker finds what it should, in disguise too, and leaves right words alone."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from cms_pages.checks import starters
from cms_pages.checks.engines import Checker
from cms_pages.checks.reading import read_content
from cms_pages.checks.types import Finding, Knowledge, Passage, Rule, Severity, Text, finding_from_json


@dataclass
class Work:
    """A regulation of the test's library."""

    title: str
    articles: dict[str, str] = field(default_factory=dict)
    former: tuple[str, ...] = ()
    is_repealed: bool = False
    repealed_on: date | None = None

    def article(self, number: str) -> str | None:
        return self.articles.get(number)

    def had_article(self, number: str) -> bool:
        return number in self.former


class Shelf:
    """A library of two works."""

    works = {
        "学习管理办法": Work(
            "学习管理办法",
            {"3": "学习应当联系实际，讲求实效，每季度不少于一次。"},
            former=("9",),
        ),
        "旧办法": Work("旧办法", {"1": "略。"}, is_repealed=True, repealed_on=date(2020, 1, 1)),
    }

    def find(self, title: str) -> Work | None:
        return self.works.get(title)


@pytest.fixture(scope="module")
def checker() -> Checker:
    """Return the checker with the starting lists; page 7 is live, page 8 hidden."""
    return Checker(
        Knowledge(
            terms=starters.TERMS,
            names=starters.NAMES,
            offices=starters.OFFICES,
            library=Shelf(),
            state_of=lambda kind, target: {"7": "live", "8": "hidden"}.get(target, "missing"),
        )
    )


def found_in(checker: Checker, words: str) -> list[Finding]:
    return checker.check(Text((Passage("body", words),)))


@pytest.mark.parametrize(
    "words,code,written,suggestion",
    [
        ("帮助残废人。", "listed", "残废人", "残疾人"),
        ("帮助残 废·人。", "disguised", "残 废·人", "残疾人"),
        ("帮助殘廢人。", "disguised", "殘廢人", "残疾人"),
        ("称台，湾，政，府为", "disguised", "台，湾，政，府", "台湾当局"),
        ("件上写绝密★10年字样", "secret_mark", "绝密★10年", ""),
        ("国家国资委印发", "wrong_name", "国家国资委", "国务院国资委"),
        ("总经理、党委书记王伟讲话", "order_of_titles", "总经理、党委书记", "党委书记、总经理"),
        ("副书记、书记参加", "order_of_titles", "副书记、书记", "书记、副书记"),
        ("请王伟同志书记讲话", "title_after_comrade", "王伟同志书记", "书记王伟同志"),
        ("增长5－10%。", "range_unit", "5－10%", "5%－10%"),
        ("补助3千5百元", "mixed", "3千5百", "3500"),
        ("2026年十一月23日", "mixed", "2026年十一月23日", "2026年11月23日"),
        ("二0二六年", "mixed", "二0二六", "2026"),
        ("在２０２６年", "full_width", "２０２６", "2026"),
        ("20世纪八十年代", "mixed", "20世纪八十年代", "20世纪80年代"),
        ("约20人左右", "about_twice", "约20人左右", ""),
        ("2026年2月30日", "impossible_date", "2026年2月30日", ""),
        ("二〇二五年二月二十九日", "impossible_date", "二〇二五年二月二十九日", ""),
        ("2026-13-01", "impossible_date", "2026-13-01", ""),
        ("2026年11月23日（星期二）", "wrong_weekday", "2026年11月23日（星期二）", ""),
        ("按《旧办法》第一条办理", "repealed", "《旧办法》第一条", ""),
        ("按《学习管理办法》第九条办理", "article_repealed", "《学习管理办法》第九条", ""),
        ("按《学习管理办法》第八十条办理", "no_such_article", "《学习管理办法》第八十条", ""),
        (
            "《学习管理办法》第三条规定：“学习应当联系实际，注重实效”。",
            "differs",
            "学习应当联系实际，注重实效",
            "学习应当联系实际，讲求实效",
        ),
        (
            "“每季度不少于两次”（《学习管理办法》第三条）",
            "differs",
            "每季度不少于两次",
            "每季度不少于一次",
        ),
    ],
)
def test_each_fault_is_found_where_it_stands(checker, words, code, written, suggestion) -> None:
    # when
    found = found_in(checker, words)

    # then
    assert [(one.code, one.text, one.suggestion) for one in found] == [(code, written, suggestion)]
    assert words[found[0].offset : found[0].offset + found[0].length] == written
    assert finding_from_json(found[0].as_json()) == found[0]


@pytest.mark.parametrize(
    "words",
    [
        "在台湾，政府部门",  # two sentences, no word
        "瞎子摸象",
        "全国人民代表大会常务委员会",
        "书记、副书记参加",
        "党委书记、董事长王伟",
        "王伟同志的发言",
        "海拔3千米，重5千克",
        "增长5%～10%，金额13万元～17万元",
        "2026年11月23日（星期一）",
        "2024年2月29日、二〇二四年二月二十九日",
        "三月至五月，13个月",
        "《学习管理办法》第三条规定：“学习应当联系实际……每季度不少于一次。”",
        "按原《旧办法》第一条，《旧办法》已于2020年废止。",
        "《学习管理办法》第3条规定“讲求实效”，",
        "《别的办法》第三条规定：“随意”。",
        "约20人，近百余次",
    ],
)
def test_right_words_are_left_alone(checker, words) -> None:
    # given / when / then
    assert found_in(checker, words) == []


def test_a_page_is_read_with_its_blocks_links_and_pictures(checker) -> None:
    # given
    content = {
        "title": "通知",
        "source": " ",
        "responsible_editor": "待补",
        "body": [
            {
                "type": "paragraph",
                "id": "a",
                "value": '<p>见<a linktype="page" id="8">旧文</a>与<a linktype="page" id="7">新文</a>'
                '<a href="https://example.org">外</a></p><p>2026年2月30日</p>',
            },
            {"type": "image", "id": "b", "value": {"image": 7, "alternative": "IMG_2041.jpg", "caption": ""}},
            {"type": "document", "id": "c", "value": 9},
        ],
    }

    # when
    found = checker.check(read_content(content))

    # then
    assert [(one.rule, one.code, one.field, one.block, one.text) for one in found] == [
        (Rule.SOURCE, "missing", "source", "", ""),
        (Rule.SOURCE, "says_nothing", "responsible_editor", "", "待补"),
        (Rule.IMAGE, "file_name", "body", "b", "IMG_2041.jpg"),
        (Rule.LINK, "hidden", "body", "a", "旧文"),
        (Rule.DATE, "impossible_date", "body", "a", "2026年2月30日"),
        (Rule.LINK, "missing", "body", "c", ""),
    ]
    assert {one.severity for one in found} == {Severity.BLOCKS}


def test_words_of_somebody_else_block_nothing(checker) -> None:
    # given
    text = Text((Passage("source", "残废人的待遇自２０００年起，13～17万元。"),), verbatim=True)

    # when
    found = checker.check(text)

    # then
    assert [(one.code, one.severity) for one in found] == [("listed", Severity.WARNS)]


def test_the_key_of_a_finding_tells_it_from_others(checker) -> None:
    # given / when
    first, second = found_in(checker, "残废人与残废人")

    # then
    assert first.key != second.key
    assert first.key == found_in(checker, "残废人")[0].key
