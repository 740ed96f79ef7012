"""What stands beside the words: source and editor, described pictures, links that lead somewhere."""

import re
from collections.abc import Callable, Iterator

from cms_pages.checks.types import Finding, Passage, Picture, Rule, Severity, Text

_FILE_NAME = re.compile(
    r"(?:(?:img|dsc|dscn|image|photo|pic|screenshot|wechatimg|mmexport|微信图片|图片|截图|照片|屏幕截图)[\s_\-]*\d*"
    r"|[\w\-一-鿿 ]+\.(?:jpe?g|png|gif|webp|bmp|tiff?|heic)|\d+)",
    re.IGNORECASE,
)
_EMPTY_WORDS = {
    "无",
    "略",
    "待补",
    "待补充",
    "未知",
    "不详",
    "xx",
    "xxx",
    "某某",
    "test",
    "测试",
    "-",
    "—",
    "/",
}


def check_completeness(text: Text) -> Iterator[Finding]:
    """Yield a finding for each thing that is not there, or only seems to be."""
    for name in text.missing:
        yield Finding(Rule.SOURCE, "missing", Severity.BLOCKS, name)
    for passage in text.passages:
        if passage.field in {"source", "responsible_editor"} and _says_nothing(passage.text):
            yield _whole(passage)
    for picture in text.pictures:
        yield from _check_picture(picture)


def _says_nothing(words: str) -> bool:
    return words.strip().lower() in _EMPTY_WORDS


def _whole(passage: Passage) -> Finding:
    words = passage.text
    return Finding(Rule.SOURCE, "says_nothing", Severity.BLOCKS, passage.field, length=len(words), text=words)


def _check_picture(picture: Picture) -> Iterator[Finding]:
    words = picture.alternative.strip()
    if words and not _says_nothing(words) and not _FILE_NAME.fullmatch(words):
        return
    code = "file_name" if words and not _says_nothing(words) else "no_description"
    yield Finding(
        Rule.IMAGE,
        code,
        Severity.BLOCKS,
        picture.field,
        picture.block,
        text=words,
        details={"image": str(picture.image or "")},
    )


def check_links(passage: Passage, state_of: Callable[[str, str], str]) -> Iterator[Finding]:
    """Yield a finding for each link to a page, document or image that readers would not find."""
    for link in passage.links:
        if link.kind == "external":
            continue  # the program calls no outside host
        state = state_of(link.kind, link.target)
        if state != "live":
            yield Finding(
                Rule.LINK,
                state,
                Severity.BLOCKS,
                passage.field,
                passage.block,
                link.offset,
                link.length,
                passage.text[link.offset : link.offset + link.length],
                details={"kind": link.kind, "target": link.target},
            )
