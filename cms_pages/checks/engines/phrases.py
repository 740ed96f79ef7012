"""Find any of many phrases in a text in one pass, in disguise too (Aho-Corasick)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from cms_pages.checks.engines.folding import Folded, fold, stands_together

LEAST = 2  # plain characters: a phrase of one would be found in every text


@dataclass(frozen=True)
class Hit:
    """A phrase at a place of the text; `index` is its number in the list."""

    index: int
    start: int
    end: int


class Phrases:
    """A list of phrases, each with longer expressions in which it stands rightly."""

    def __init__(self, phrases: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Prepare the search; phrases that are too short once they are plain are left out."""
        self._numbers: list[int] = []
        self._patterns: list[str] = []
        for number, (words, unless) in enumerate(phrases):
            plain = fold(words)
            if len(plain) >= LEAST:
                self._add(plain, number)
            for longer in unless:
                self._add(fold(longer), -1)
        self._search = AhoCorasick(self._patterns) if self._patterns else None

    def _add(self, plain: str, number: int) -> None:
        self._patterns.append(plain)
        self._numbers.append(number)

    def find(self, text: str, folded: Folded) -> Iterator[Hit]:
        """Yield where the phrases stand, leaving out what is part of a right expression or a longer hit."""
        if self._search is None:
            return
        found = self._search.find_matches_as_indexes(folded.plain, overlapping=True)
        right = [(start, end) for number, start, end in found if self._numbers[number] < 0]
        taken: list[tuple[int, int]] = []
        for number, start, end in sorted(found, key=lambda item: (item[1] - item[2], item[1])):
            index = self._numbers[number]
            if index < 0 or any(a <= start and end <= b for a, b in [*right, *taken]):
                continue
            if stands_together(text, folded.places[start:end]):
                taken.append((start, end))
                yield Hit(index, *folded.span(start, end))
