"""The parser on real laws, when they lie beside the repository."""

import json
from pathlib import Path

import pytest

from cms_pages.regulations.parsing import parse
from cms_pages.regulations.rendering import comparable, render

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
LAWS = DATA / "laws"

EXPLAINED = {
    # file: (articles found, why the manifest says another number)
    "laws/宪法/宪法修正案（2018年）.md": (21, "the last article quotes five articles of the constitution"),
    "laws/民法商法/农民专业合作社法(2017-12-27).md": (74, "第五十四条 is misprinted 笫五十四条"),
    "laws/行政法/文物保护法(2017-11-04).md": (80, "a line of the amendment history begins 第三十一条的决定"),
    "laws/诉讼与非诉讼程序法/刑事诉讼法(2018-10-26).md": (308, "one number is printed 第一百二十八 条"),
}


@pytest.mark.skipif(not (LAWS / "manifest.json").is_file(), reason="the laws are not beside the repository")
def test_real_laws_keep_their_text_and_article_counts() -> None:
    # given
    rows = json.loads((LAWS / "manifest.json").read_text(encoding="utf-8"))
    assert len(rows) == 593

    # when
    odd: dict[str, int] = {}
    changed: list[str] = []
    for row in rows:
        source = (DATA / row["file"]).read_text(encoding="utf-8")
        document = parse(source)
        if len(document.articles()) != row["articles"]:
            odd[row["file"]] = len(document.articles())
        written = render(document)
        if comparable(written) != comparable(source) or parse(written) != document:
            changed.append(row["file"])

    # then
    assert changed == []
    assert odd == {name: count for name, (count, _reason) in EXPLAINED.items()}
