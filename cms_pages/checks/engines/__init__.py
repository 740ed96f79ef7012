"""The checker: a text and what is known in, findings out. It knows no database and no request."""

from dataclasses import replace

from cms_pages.checks.engines.completeness import check_completeness, check_links
from cms_pages.checks.engines.days import check_days
from cms_pages.checks.engines.folding import fold_text
from cms_pages.checks.engines.names import NameRule
from cms_pages.checks.engines.numbers import check_numbers
from cms_pages.checks.engines.quotations import check_quotations
from cms_pages.checks.engines.terms import TermRule
from cms_pages.checks.types import Finding, Knowledge, Severity, Text


class Checker:
    """All rules over one state of knowledge; made once, used for many texts."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Prepare the lists."""
        self._knowledge = knowledge
        self._terms = TermRule(knowledge.terms)
        self._names = NameRule(knowledge.names, knowledge.offices)

    def check(self, text: Text) -> list[Finding]:
        """Return what the rules find, in the order of the text.

        In words that are not ours to change nothing blocks, and how they are written is not looked at.
        """
        found = list(check_completeness(text))
        for passage in text.passages:
            folded = fold_text(passage.text)
            mine = [*self._terms.check(passage, folded), *check_days(passage)]
            mine += check_links(passage, self._knowledge.state_of)
            if not text.verbatim:
                mine += self._names.check(passage, folded)
                mine += check_numbers(passage)
                mine += check_quotations(passage, self._knowledge.library)
            found += sorted(mine, key=lambda finding: finding.offset)
        if text.verbatim:
            found = [replace(finding, severity=Severity.WARNS) for finding in found]
        return list({finding.key: finding for finding in found}.values())
