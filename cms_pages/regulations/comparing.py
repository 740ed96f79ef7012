"""Two versions of a regulation article by article: what changed, came, went, got another number or place.

Articles are paired by their words, not by their numbers, which shift when one comes or goes. A pair
stands where both versions keep its order as far as possible (the heaviest chain of pairs whose order is
the same in both); one that is alike beyond doubt but off that chain was moved. Words are compared without
white space and width. A reference that only follows the new number of its target is no change.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.core.cache import cache
from rapidfuzz.fuzz import partial_ratio, ratio

from cms_pages.regulations.numerals import NUMERAL
from cms_pages.regulations.parsing import parse
from cms_pages.regulations.tree import CITED, Document, Node

_FORMAT = "2"  # raise when the comparison changes
STRONG = 75.0
"""From this likeness on (0 to 100) two articles are the same one wherever they stand."""
WEAK = 50.0
"""From this likeness on they are the same one where their neighbours agree."""
NAMESAKE = 35.0
"""From this likeness on they are the same one where their neighbours and their numbers agree."""
REWRITTEN = 60.0
"""From this likeness on one that went and one that came elsewhere are the same, rewritten."""
CONTAINED = 85.0
"""So much of the shorter one stands in the longer one: it was taken into it."""
_TELLING = 20
"""A shorter article says too little to be known by a part of its words."""
_LARGEST_GAP = 40_000
"""So many pairs are weighed in one gap between pairs that are certain."""
_CANDIDATES = 4
_GRAM = 4
_COMMON = 24
"""A run of characters that so many articles share says nothing about which one it is."""
_REFERENCE = re.compile(rf"第{NUMERAL}+条(?:之{NUMERAL}+)*")


class Kind(StrEnum):
    """What became of an article."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """One article in both versions, or in one of them; `moved` when it left the order of the others."""

    kind: Kind
    old: Node | None
    new: Node | None
    moved: bool = False

    @property
    def renumbered(self) -> bool:
        """Return whether the article is in both versions under different numbers."""
        return self.old is not None and self.new is not None and self.old.number != self.new.number


@dataclass(frozen=True)
class _Pair:
    """Two articles that may be one: their places, and how alike they are."""

    old: int
    new: int
    likeness: float


def compare(old: Document, new: Document) -> list[Change]:
    """Return every article of both versions once, in the order of the new one.

    What was removed stands behind the article that it followed. Points are compared where a document
    has no articles. Two versions of 500 articles take less than a second.
    """
    before = [node for node in old.walk() if node.kind in CITED]
    after = [node for node in new.walk() if node.kind in CITED]
    texts = [_alike(node) for node in before], [_alike(node) for node in after]
    pairs = _match(*texts)
    pairs += _fill(pairs, texts, before, after)
    pairs += _rewritten(pairs, *texts)
    in_order = {pair.old for pair in _heaviest_chain(pairs)}
    found = {pair.old: pair.new for pair in pairs}
    return _changes(before, after, found, found.keys() - in_order)


def compare_texts(old: str, new: str) -> list[Change]:
    """Return the comparison of two versions' texts, worked out once for each pair of texts."""
    digests = (hashlib.sha256(text.encode()).hexdigest() for text in (old, new))
    key = ":".join(["comparison", _FORMAT, *digests])
    changes: list[Change] | None = cache.get(key)
    if changes is None:
        changes = compare(parse(old), parse(new))
        cache.set(key, changes, None)
    return changes


def count(changes: Iterable[Change]) -> dict[str, int]:
    """Return how many articles are same, changed, added, removed, renumbered and moved."""
    numbers = Counter({kind.value: 0 for kind in Kind} | {"renumbered": 0, "moved": 0})
    for change in changes:
        numbers[change.kind.value] += 1
        numbers["renumbered"] += change.renumbered
        numbers["moved"] += change.moved
    return dict(numbers)


def _words(node: Node) -> str:
    """Return the words of an article without white space and width."""
    text = unicodedata.normalize("NFKC", f"{node.heading}{node.full_text()}")
    return re.sub(r"\s+", "", text).replace("》、《", "》《")


def _alike(node: Node) -> str:
    """Return the words without the numbers of the articles that they refer to."""
    return _REFERENCE.sub("第条", _words(node))


def _match(before: list[str], after: list[str]) -> list[_Pair]:
    """Return the pairs beyond doubt: those that keep their order, then what left it."""
    strong = [pair for pair in _candidates(before, after) if pair.likeness >= STRONG]
    chain = _heaviest_chain(strong)
    return chain + _best_first(strong, chain)


def _candidates(before: list[str], after: list[str]) -> list[_Pair]:
    """Return for each old article the few new ones that share most with it, and how alike they are."""
    holders: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(after):
        for gram in _grams(text):
            holders[gram].append(place)
    pairs = []
    for place, text in enumerate(before):
        shared: Counter[int] = Counter()
        for gram in _grams(text):
            found = holders.get(gram, ())
            if len(found) <= _COMMON:
                shared.update(found)
        best = sorted(shared.items(), key=lambda item: (-item[1], abs(item[0] - place)))[:_CANDIDATES]
        pairs += [_Pair(place, other, ratio(text, after[other])) for other, _number in best]
    return pairs


def _grams(text: str) -> set[str]:
    if len(text) <= _GRAM:
        return {text}
    return {text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)}


def _heaviest_chain(pairs: list[_Pair]) -> list[_Pair]:
    """Return the pairs whose order is the same in both versions and whose likeness adds up to the most."""
    ends: list[int] = []  # the new places at which a chain may end, ascending, with heavier chains behind
    weights: list[float] = []
    last: list[int] = []
    before: dict[int, int] = {}
    ordered = sorted(pairs, key=lambda pair: (pair.old, -pair.new))
    for index, pair in enumerate(ordered):
        at = bisect_left(ends, pair.new)
        weight = pair.likeness + (weights[at - 1] if at else 0.0)
        if at < len(ends) and ends[at] == pair.new and weights[at] >= weight:
            continue
        before[index] = last[at - 1] if at else -1
        stop = at
        while stop < len(ends) and weights[stop] <= weight:
            stop += 1
        ends[at:stop], weights[at:stop], last[at:stop] = [pair.new], [weight], [index]
    chain = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(ordered[index])
        index = before[index]
    return chain[::-1]


def _fill(
    known: list[_Pair],
    texts: tuple[list[str], list[str]],
    before: list[Node],
    after: list[Node],
) -> list[_Pair]:
    """Return pairs between those that keep their order: less alike, but at the same place."""
    olds, news = _taken(known)
    found = []
    for left, right in _gaps(_heaviest_chain(known), len(before), len(after)):
        rows = [place for place in left if place not in olds]
        columns = [place for place in right if place not in news]
        if len(rows) * len(columns) > _LARGEST_GAP:  # hardly a version of the same text
            continue
        pairs = []
        for old in rows:
            for new in columns:
                likeness = ratio(texts[0][old], texts[1][new])
                is_namesake = before[old].number == after[new].number or len(rows) == len(columns) == 1
                if likeness >= (NAMESAKE if is_namesake else WEAK):
                    pairs.append(_Pair(old, new, likeness))
        found += _heaviest_chain(pairs)
    return found


def _rewritten(known: list[_Pair], before: list[str], after: list[str]) -> list[_Pair]:
    """Return pairs among what is left: taken into another article, or rewritten at another place."""
    olds, news = _taken(known)
    left = [at for at, text in enumerate(before) if at not in olds and len(text) >= _TELLING]
    right = [at for at, text in enumerate(after) if at not in news and len(text) >= _TELLING]
    pairs = []
    for near in _candidates([before[at] for at in left], [after[at] for at in right]):
        old, new = left[near.old], right[near.new]
        contained = partial_ratio(before[old], after[new], score_cutoff=CONTAINED)
        likeness = contained or (near.likeness if near.likeness >= REWRITTEN else 0.0)
        if likeness:
            pairs.append(_Pair(old, new, likeness))
    return _best_first(pairs, known)


def _taken(pairs: list[_Pair]) -> tuple[set[int], set[int]]:
    return {pair.old for pair in pairs}, {pair.new for pair in pairs}


def _best_first(pairs: list[_Pair], known: list[_Pair]) -> list[_Pair]:
    """Return pairs that take no article twice nor any of those known already, the most alike first."""
    olds, news = _taken(known)
    found = []
    for pair in sorted(pairs, key=lambda pair: (-pair.likeness, pair.old, pair.new)):
        if pair.old not in olds and pair.new not in news:
            found.append(pair)
            olds.add(pair.old)
            news.add(pair.new)
    return found


def _gaps(chain: list[_Pair], olds: int, news: int) -> Iterator[tuple[range, range]]:
    old = new = 0
    for pair in chain:
        yield range(old, pair.old), range(new, pair.new)
        old, new = pair.old + 1, pair.new + 1
    yield range(old, olds), range(new, news)


def _changes(before: list[Node], after: list[Node], found: dict[int, int], moved: set[int]) -> list[Change]:
    labels = {before[old].label: after[new].label for old, new in found.items()}
    origins = {new: old for old, new in found.items()}
    removed = [place for place in range(len(before)) if place not in found]
    changes: list[Change] = []
    at = 0
    for place, node in enumerate(after):
        if place not in origins:
            changes.append(Change(Kind.ADDED, None, node))
            continue
        old = origins[place]
        if old not in moved:
            while at < len(removed) and removed[at] < old:
                changes.append(Change(Kind.REMOVED, before[removed[at]], None))
                at += 1
        same = _words(before[old]) == _words(node) or _followed(before[old], labels) == _words(node)
        changes.append(Change(Kind.SAME if same else Kind.CHANGED, before[old], node, old in moved))
    return [*changes, *(Change(Kind.REMOVED, before[place], None) for place in removed[at:])]


def _followed(node: Node, labels: dict[str, str]) -> str:
    """Return the words of an old article with each reference following its target to the new number."""
    return _REFERENCE.sub(lambda reference: labels.get(reference[0], reference[0]), _words(node))
