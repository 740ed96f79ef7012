"""The parser on small texts: structure, ids, quotations, round trips."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cms_pages.regulations.numerals import to_chinese
from cms_pages.regulations.parsing import parse
from cms_pages.regulations.rendering import comparable, render
from cms_pages.regulations.tree import Kind

RULE = """# 现场作业许可管理办法

2021年6月15日 安全管理部印发
2026年11月17日 第二次修订

## 第一章 总则

第一条 【目的】为规范现场作业，制定本办法。

第二条 本办法适用于动火、受限空间和高处作业。

## 第二章 许可办理

### 第一节 申请

第三条 作业许可由作业负责人申请。

属地负责人应当核对下列事项：

（一）作业内容与申请一致；

（二）隔离已经完成，包括：

1. 能量隔离；

2．工艺隔离；

（三）监护人已经到位。

未经核对的，不得作业。

第三条之一 夜间作业另行申请。

### 第二节 审批

第四条 安全管理部应当在四小时内作出决定。

## 第三章 附则

第五条 本办法自2026年11月17日起施行。

附件：作业许可票样式

一、票面应当编号。
"""


def _eids(text: str) -> list[str]:
    return [node.eid for node in parse(text).walk()]


def test_builds_the_tree_with_stable_ids() -> None:
    # when
    document = parse(RULE)

    # then
    assert document.title == "现场作业许可管理办法"
    assert document.history == ("2021年6月15日 安全管理部印发", "2026年11月17日 第二次修订")
    assert [node.eid for node in document.walk()] == [
        "chp_1",
        "art_1",
        "art_1__para_1",
        "art_2",
        "art_2__para_1",
        "chp_2",
        "chp_2__sec_1",
        "art_3",
        "art_3__para_1",
        "art_3__para_2",
        "art_3__para_2__item_1",
        "art_3__para_2__item_2",
        "art_3__para_2__item_2__sub_1",
        "art_3__para_2__item_2__sub_2",
        "art_3__para_2__item_3",
        "art_3__para_3",
        "art_3bis1",
        "art_3bis1__para_1",
        "chp_2__sec_2",
        "art_4",
        "art_4__para_1",
        "chp_3",
        "art_5",
        "art_5__para_1",
        "annex_1",
        "annex_1__para_1",
        "annex_1__para_1__item_1",
    ]
    by_eid = {placed.node.eid: placed for placed in document.placed()}
    assert by_eid["art_1"].node.heading == "目的"
    assert by_eid["art_3bis1"].node.label == "第三条之一"
    assert by_eid["art_3__para_2__item_2__sub_1"].heading_path == "第二章 许可办理 / 第一节 申请"
    assert by_eid["art_3__para_2__item_3"].parent_eid == "art_3__para_2"
    assert by_eid["art_3__para_2"].node.full_text() == (
        "属地负责人应当核对下列事项：\n（一）作业内容与申请一致；\n（二）隔离已经完成，包括：\n1.能量隔离；\n2.工艺隔离；\n（三）监护人已经到位。"
    )


def test_the_depth_of_headings_is_read_from_the_words() -> None:
    # given the same text with all headings at one depth, in bold, and with none marked
    flat = RULE.replace("### ", "## ")
    bare = RULE.replace("### ", "").replace("## ", "").replace("# ", "")
    bold = RULE.replace("第四条 ", "**第四条** ")

    # when / then
    assert _eids(flat) == _eids(bare) == _eids(bold) == _eids(RULE)


def test_parts_subparts_and_chapters_that_run_on_keep_articles_independent() -> None:
    text = (
        "## 第一编 总则\n### 第一章 规定\n第一条 甲。\n"
        "## 第二编 物权\n### 第一分编 通则\n#### 第二章 规定\n第二条 乙。"
    )

    assert _eids(text) == [
        "part_1",
        "part_1__chp_1",
        "art_1",
        "art_1__para_1",
        "part_2",
        "part_2__subpart_1",
        "part_2__subpart_1__chp_2",
        "art_2",
        "art_2__para_1",
    ]


def test_a_document_numbered_by_points_has_points_and_no_articles() -> None:
    text = (
        "# 印章规定\n现规定如下：\n一、印章为圆形。\n二、分为：\n（一）甲；\n（二）乙。\n三、由办公室制发。"
    )

    document = parse(text)

    assert document.articles() == []
    assert [node.eid for node in document.walk()] == [
        "preamble",
        "preamble__para_1",
        "pt_1",
        "pt_1__para_1",
        "pt_2",
        "pt_2__para_1",
        "pt_2__para_1__item_1",
        "pt_2__para_1__item_2",
        "pt_3",
        "pt_3__para_1",
    ]


def test_quoted_articles_of_an_amending_decision_are_not_counted() -> None:
    # given a decision counted by points that quotes articles with and without quotation marks
    decision = (
        "# 关于修改《甲办法》的决定\n\n现决定修改如下：\n\n一、第五条修改为：\n\n第五条 甲乙丙。\n\n"
        "二、增加一条，作为第九条：\n\n“第九条 丁。\n\n第十条 戊。”\n\n三、本决定自公布之日起施行。"
    )

    document = parse(decision)

    assert document.articles() == []
    assert [node.number for node in document.walk() if node.kind is Kind.POINT] == ["1", "2", "3"]
    assert {remark.code for remark in document.remarks} == {"quoted"}
    assert comparable(render(document)) == comparable(decision)


def test_a_number_that_does_not_run_on_is_a_quotation() -> None:
    # given an amendment whose last article quotes a section of the amended law
    text = (
        "# 修正案\n\n第三十二条 甲修改为乙。\n\n第三十三条 增加一节，内容如下：\n\n第七节 监察委员会\n\n"
        "第一百二十三条 监察委员会是监察机关。\n\n第一百二十四条 设立监察委员会。"
    )

    document = parse(text)

    assert [article.label for article in document.articles()] == ["第三十二条", "第三十三条"]
    assert [node.kind for node in document.walk() if node.kind is Kind.SECTION] == []


def test_a_small_gap_is_kept_and_remarked() -> None:
    document = parse("第一条 甲。\n第二条 乙。\n第四条 丁。")

    assert [article.number for article in document.articles()] == ["1", "2", "4"]
    assert [remark.code for remark in document.remarks] == ["gap"]


def test_a_reference_at_the_start_of_a_line_is_no_article() -> None:
    document = parse("第一条 依照下列规定：\n第三条的规定除外。\n第二条和第五条另行规定。\n第二条 乙。")

    assert [article.number for article in document.articles()] == ["1", "2"]
    assert document.articles()[0].full_text().count("\n") == 2


def test_misprinted_marks_are_understood_and_remarked() -> None:
    document = parse("第一条 甲。\n笫二条 乙。\n第 三 条丙丁。")

    assert [article.label for article in document.articles()] == ["第一条", "第二条", "第三条"]
    assert [remark.code for remark in document.remarks] == ["misprint", "misprint"]


def test_half_and_full_width_marks_read_alike() -> None:
    full = parse("第１条 下列事项：\n（一）甲；\n１．乙；\n２．丙。")
    half = parse("第1条 下列事项：\n(一)甲；\n1.乙；\n2.丙。")

    assert [(n.eid, n.label, n.text) for n in full.walk()] == [(n.eid, n.label, n.text) for n in half.walk()]


def test_words_after_an_item_belong_to_it_while_its_list_goes_on() -> None:
    document = parse("第一条 有：\n（一）甲；\n甲的说明。\n（二）乙。\n以上从严。")

    assert [node.eid for node in document.walk()] == [
        "art_1",
        "art_1__para_1",
        "art_1__para_1__item_1",
        "art_1__para_1__item_1__para_1",
        "art_1__para_1__item_2",
        "art_1__para_2",
    ]


def test_a_table_of_contents_is_not_taken_for_the_text() -> None:
    text = "某某办法\n目录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。"

    document = parse(text)

    assert document.contents == ("第一章 总则", "第二章 附则")
    assert [node.eid for node in document.walk() if node.kind is Kind.CHAPTER] == ["chp_1", "chp_2"]
    assert parse(render(document)) == document


def test_tables_stay_whole() -> None:
    document = parse(
        "第一条 如下：\n\n| 税目 | 税率 |\n|---|---|\n| 甲 | 3% |\n\n"
        "<table>\n<tr><td>第二条</td></tr>\n</table>"
    )

    tables = [node for node in document.walk() if node.kind is Kind.TABLE]
    assert len(document.articles()) == 1
    assert [table.eid for table in tables] == ["art_1__tbl_1", "art_1__tbl_2"]
    assert tables[0].text.count("\n") == 2


@pytest.mark.parametrize(
    "text", ["", "   \n\n", "#", "# 只有标题", "-" * 5000, "（" * 5000, "第" * 5000 + "条"]
)
def test_any_text_is_parsed_without_failing(text: str) -> None:
    document = parse(text)

    assert parse(render(document)) == document


_words = st.text(alphabet="甲乙丙丁应当不得报告审批。，；：1a", min_size=1, max_size=12).map(
    lambda words: "事" + words
)


@st.composite
def _laws(draw: st.DrawFn) -> tuple[str, int, int]:
    """Return a well-formed law, its number of articles and of items."""
    lines = ["# 某某办法", "---"]
    article = items = 0
    for chapter in range(1, draw(st.integers(1, 4)) + 1):
        hashes = draw(st.sampled_from(["## ", "### ", "#### "]))
        lines.append(f"{hashes}第{to_chinese(chapter)}章 {draw(_words).strip('。，；：')}")
        for _ in range(draw(st.integers(1, 4))):
            article += 1
            space = draw(st.sampled_from([" ", "　", "  "]))
            lines.append(f"第{to_chinese(article)}条{space}{draw(_words)}")
            for number in range(1, draw(st.integers(0, 4)) + 1):
                left, right = draw(st.sampled_from(["（）", "()"]))
                lines.append(f"{left}{to_chinese(number)}{right}{draw(_words)}")
                items += 1
            if draw(st.booleans()):
                lines.append(draw(_words))
    return draw(st.sampled_from(["\n", "\n\n", "\r\n"])).join(lines), article, items


@given(_laws())
@settings(max_examples=120, deadline=None)
def test_generated_laws_keep_their_text_and_numbers(law: tuple[str, int, int]) -> None:
    # given
    text, articles, items = law

    # when
    document = parse(text)
    again = parse(render(document))

    # then
    assert [node.number for node in document.articles()] == [str(number) for number in range(1, articles + 1)]
    assert sum(node.kind is Kind.ITEM for node in document.walk()) == items
    assert comparable(render(document)) == comparable(text)
    assert again == document
    assert len({node.eid for node in document.walk()}) == sum(1 for _ in document.walk())


@example("1\n十十").via("十十 is no numeral")
@example("第一条 甲\n十十、乙\n（百百）丙").via("十十 is no numeral")
@given(st.text(alphabet="第一二三十条章节编款项之的（）()1.．、。：“”#|<>- \n甲附件目录笫", max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_loses_a_word(text: str) -> None:
    document = parse(text)

    assert comparable(render(document)) == comparable(text)
    assert len({node.eid for node in document.walk()}) == sum(1 for _ in document.walk())
