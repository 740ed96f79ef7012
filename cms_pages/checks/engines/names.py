"""Names of organs and fixed expressions in their right form, titles of office in their order."""

import re
from collections.abc import Iterator
from itertools import pairwise

from cms_pages.checks.engines.folding import Folded
from cms_pages.checks.engines.phrases import Phrases
from cms_pages.checks.types import Finding, OfficialName, Passage, Rule, Severity

# The commonest surnames, less those that are common words too (和, 方, 成, 时, 应, 于, 向, 任, 常, 高).
_SURNAME = (
    "(?:欧阳|司马|诸葛|上官|[王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
    "阎余潘杜戴夏钟汪田姜范石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易武乔贺赖龚庞樊兰殷施洪翟倪严牛温芦季俞"
    "鲁葛韦毕])"
)
_GIVEN = "[一-鿿]{1,2}"


class NameRule:
    """Finds wrong forms of names, deputies before their chiefs, and titles in the wrong order."""

    def __init__(self, names: tuple[OfficialName, ...], offices: tuple[str, ...]) -> None:
        """Prepare the lists."""
        wrong = [(form, name) for name in names for form in name.wrong]
        self._right = [name.right for _form, name in wrong]
        self._phrases = Phrases((form, (name.right,)) for form, name in wrong)
        self._rank = {office: rank for rank, office in enumerate(offices)}
        longest_first = sorted(map(re.escape, offices), key=len, reverse=True)
        one = f"(?:{'|'.join(longest_first)})" if offices else r"(?!)"
        self._series = re.compile(rf"(?<!、){one}(?:[、兼]{one})+(?={_SURNAME}{_GIVEN})")
        self._any_series = re.compile(rf"{one}(?:[、兼]{one})+")
        self._each = re.compile(one)
        self._comrade = re.compile(rf"({_SURNAME}{_GIVEN})同志({one})(?!的|们)")

    def check(self, passage: Passage, folded: Folded) -> Iterator[Finding]:
        """Yield a finding for each name or series of titles that is not as it should be."""
        for hit in self._phrases.find(passage.text, folded):
            yield _finding(passage, "wrong_name", hit.start, hit.end, self._right[hit.index])
        yield from self._order(passage)
        for match in self._comrade.finditer(passage.text):
            suggestion = f"{match[2]}{match[1]}同志"
            yield _finding(passage, "title_after_comrade", match.start(), match.end(), suggestion)

    def _order(self, passage: Passage) -> Iterator[Finding]:
        seen: set[int] = set()
        for series, of_one_person in ((self._series, True), (self._any_series, False)):
            for match in series.finditer(passage.text):
                named = self._each.findall(match[0])
                ordered = sorted(named, key=lambda office: self._rank[office])
                deputy_first = any(
                    "副" in first and first.replace("副", "", 1) == second
                    for first, second in pairwise(named)
                )
                if match.end() in seen or not (deputy_first or (of_one_person and named != ordered)):
                    continue
                seen.add(match.end())
                yield _finding(
                    passage, "order_of_titles", match.start(), match.end(), _in_order(match[0], ordered)
                )


def _in_order(written: str, ordered: list[str]) -> str:
    joints = re.findall("[、兼]", written)
    pairs = zip([*joints, ""], ordered, strict=False)
    return "".join(office + joint for joint, office in pairs)


def _finding(passage: Passage, code: str, start: int, end: int, suggestion: str) -> Finding:
    return Finding(
        rule=Rule.NAME,
        code=code,
        severity=Severity.WARNS,
        field=passage.field,
        block=passage.block,
        offset=start,
        length=end - start,
        text=passage.text[start:end],
        suggestion=suggestion,
    )
