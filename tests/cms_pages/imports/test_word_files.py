"""What is read out of a Word file, and what is told of the rest."""

import io

import pytest

from cms_pages.imports.reading import read_word_file
from cms_pages.imports.types import Loss
from core.errors import Invalid
from support.files import package, picture, word_file, word_line, word_picture


def read(body, **more):
    """Return the reading of a Word file with this body."""
    return read_word_file(io.BytesIO(word_file(body, **more)))


def shape(reading):
    """Return kind and words of each piece."""
    return [(piece.kind, piece.html) for piece in reading.pieces]


def test_title_headings_and_paragraphs_keep_their_order():
    # when
    reading = read(
        word_line("动火作业须知", "1")
        + word_line("先办许可。")
        + word_line("再测气体。")
        + word_line("现场", "2")
        + word_line("专人监护。")
        + word_line("细则", "3")
    )
    # then
    assert reading.title == "动火作业须知"
    assert shape(reading) == [
        ("paragraph", "<p>先办许可。</p><p>再测气体。</p>"),
        ("heading", "现场"),
        ("paragraph", "<p>专人监护。</p>"),
        ("heading", "细则"),
    ]
    assert reading.losses == {Loss.LEVEL: ["细则"]}


@pytest.mark.parametrize(
    ("first", "title"),
    [("关于开展学习的通知", "关于开展学习的通知"), ("各支部按时学习。", ""), ("长" * 61, "")],
)
def test_an_official_paper_without_styles_begins_with_its_title(first, title):
    assert read(word_line(first) + word_line("正文一句。")).title == title


def test_formatting_lists_and_links_are_kept_and_nothing_else():
    # given: bold words, a web link, a link to a script, a line with markup in its words
    bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>须</w:t></w:r><w:r><w:t>办证。</w:t></w:r></w:p>"
    links = (
        '<w:p><w:hyperlink r:id="good"><w:r><w:t>规定</w:t></w:r></w:hyperlink>'
        '<w:hyperlink r:id="bad"><w:r><w:t>点这里</w:t></w:r></w:hyperlink></w:p>'
    )
    # when
    reading = read(
        word_line("题目") + bold + links + word_line("&lt;script&gt;alert(1)&lt;/script&gt;"),
        links={"good": "https://example.org/a", "bad": "javascript:alert(1)"},
    )
    # then
    assert shape(reading) == [
        (
            "paragraph",
            '<p><strong>须</strong>办证。</p><p><a href="https://example.org/a">规定</a>点这里</p>'
            "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        )
    ]
    assert reading.losses == {Loss.LINK: ["点这里 javascript:alert(1)"]}


def test_pictures_stand_where_they_stood_and_one_without_words_is_named():
    # when
    reading = read(
        word_line("题目")
        + word_line("前文。")
        + word_picture("a.png", "学员在教室听课")
        + word_picture("b.png")
        + word_picture("c.emf", "结构图")
        + word_line("后文。"),
        pictures={"a.png": picture(), "b.png": picture(color="blue"), "c.emf": b"EMF"},
    )
    # then
    assert [piece.kind for piece in reading.pieces] == ["paragraph", "image", "image", "paragraph"]
    assert [piece.picture.alternative for piece in reading.pieces[1:3]] == ["学员在教室听课", ""]
    assert reading.pieces[1].picture.data == picture()
    assert reading.losses == {Loss.UNDESCRIBED: [""], Loss.PICTURE: ["结构图"]}


def test_what_stays_behind_is_listed_with_its_place():
    # given
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    table = f"<w:tbl><w:tr>{cell.format('支部')}{cell.format('人数')}</w:tr></w:tbl>"
    changed = (
        "<w:p><w:r><w:t>每月</w:t></w:r><w:ins><w:r><w:t>至少</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>只</w:delText></w:r></w:del><w:r><w:t>一次。</w:t></w:r></w:p>"
    )
    formula = "<w:p><w:r><w:t>面积为</w:t></w:r><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>"
    noted = '<w:p><w:r><w:t>见注</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    # when
    reading = read(
        word_line("题目") + table + changed + formula + noted,
        notes='<w:footnote w:id="1"><w:p><w:r><w:t>出自年报。</w:t></w:r></w:p></w:footnote>',
        parts={
            "word/header1.xml": '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            "<w:p><w:r><w:t>内部资料</w:t></w:r></w:p></w:hdr>"
        },
    )
    # then
    words = "".join(piece.html for piece in reading.pieces)
    assert "支部　人数" in words
    assert "每月至少一次。" in words
    assert "出自年报。" in words
    assert "↑" not in words
    assert reading.losses == {
        Loss.TABLE: ["支部人数"],
        Loss.REVISION: ["至少", "每月至少一次。"],
        Loss.EQUATION: ["面积为"],
        Loss.NOTE: ["见注"],
        Loss.HEADER: ["内部资料"],
    }


def test_a_picture_outside_the_file_is_not_fetched():
    # given
    body = word_line("题目") + word_line("正文。") + word_picture("far").replace("r:embed", "r:link")
    # when
    reading = read(body, links={"far": "http://127.0.0.1:1/secret.png"})
    # then
    assert [piece.kind for piece in reading.pieces] == ["paragraph"]
    assert Loss.PICTURE in reading.losses


ENTITY = '<!DOCTYPE a [<!ENTITY b "c">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no package at all",
        package("xl/workbook.xml"),
        package("word/document.xml"),
        word_file("<w:p>"),
        word_file(word_line("正文。"), parts={"word/document.xml": ENTITY}),
        word_file(word_line("正文。"), parts={"word/styles.xml": ENTITY}),
        word_file(word_line("正文。"), parts={"word/styles.xml": ENTITY.encode("utf-16")}),
        word_file(word_line("正文。"))[:-40],
    ],
    ids=[
        "empty",
        "text",
        "a sheet",
        "no body",
        "torn XML",
        "entities",
        "entities in styles",
        "entities in UTF-16",
        "torn package",
    ],
)
def test_what_is_no_word_file_is_refused_in_words(content):
    with pytest.raises(Invalid) as refusal:
        read_word_file(io.BytesIO(content))
    assert refusal.value.fields["file"]


def test_a_file_that_unpacks_to_more_than_can_be_held_is_refused():
    # given: two hundred megabytes of blanks in a few kilobytes
    content = word_file(word_line("正文。"), parts={"word/blank.xml": b" " * (201 * 1024 * 1024)})
    assert len(content) < 1024 * 1024
    # then
    with pytest.raises(Invalid):
        read_word_file(io.BytesIO(content))
