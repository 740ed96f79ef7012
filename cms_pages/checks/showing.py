"""Findings as a page shows them: what blocks first, each with its words and its waiver."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cms_pages.checks.models import Waiver
from cms_pages.checks.types import Finding, Severity
from cms_pages.checks.wording import place, rule_name, sentence


@dataclass(frozen=True)
class Shown:
    """One finding in words."""

    key: str
    rule: str
    place: str
    sentence: str
    suggestion: str
    blocks: bool
    waiver: Waiver | None


def shown(findings: Iterable[Finding], waivers: Mapping[str, Waiver]) -> list[Shown]:
    """Return the findings in words, those first that stop a submission, then waived ones, then warnings."""
    rows = [
        Shown(
            key=one.key,
            rule=rule_name(one),
            place=place(one),
            sentence=sentence(one),
            suggestion=one.suggestion,
            blocks=one.severity == Severity.BLOCKS,
            waiver=waivers.get(one.key),
        )
        for one in findings
    ]
    return sorted(rows, key=lambda row: (not row.blocks, row.waiver is not None))
