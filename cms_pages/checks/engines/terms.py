"""Expressions of the maintained list and marks of secrecy, whatever they are dressed up as."""

import re
from collections.abc import Iterator

from cms_pages.checks.engines.folding import Folded, fold
from cms_pages.checks.engines.phrases import Phrases
from cms_pages.checks.types import Finding, Passage, Rule, Severity, Term

# The mark that a state secret bears (绝密★10年). This system holds nothing classified.
_SECRET = re.compile(r"(?:绝密|機密|机密|秘密|絕密)[\s　]{0,2}[★☆✭✮*＊](?:[\s　]?\d+年)?")


class TermRule:
    """Finds the listed expressions."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        """Prepare the list."""
        self._terms = terms
        self._phrases = Phrases((term.words, term.unless) for term in terms)

    def check(self, passage: Passage, folded: Folded) -> Iterator[Finding]:
        """Yield a finding for each listed expression."""
        for hit in self._phrases.find(passage.text, folded):
            term = self._terms[hit.index]
            written = passage.text[hit.start : hit.end]
            plain = written.lower() == term.words.lower()
            yield Finding(
                rule=Rule.TERM,
                code="listed" if plain else "disguised",
                severity=Severity.BLOCKS if term.blocks else Severity.WARNS,
                field=passage.field,
                block=passage.block,
                offset=hit.start,
                length=hit.end - hit.start,
                text=written,
                suggestion=term.replacement,
                details={"term": term.words, "category": term.category},
            )
        for mark in _SECRET.finditer(passage.text):
            yield Finding(
                rule=Rule.TERM,
                code="secret_mark",
                severity=Severity.BLOCKS,
                field=passage.field,
                block=passage.block,
                offset=mark.start(),
                length=len(mark[0]),
                text=mark[0],
                details={"term": fold(mark[0])[:2]},
            )
