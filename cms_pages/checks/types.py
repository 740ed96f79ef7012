"""What the checks read and what they find. Nothing here knows the database."""

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol


class Rule(StrEnum):
    """The rules, by which findings are grouped and counted."""

    TERM = "term"
    NAME = "name"
    NUMBER = "number"
    DATE = "date"
    LINK = "link"
    SOURCE = "source"
    IMAGE = "image"
    QUOTATION = "quotation"
    CITATION = "citation"


class Severity(StrEnum):
    """Whether a finding stops a submission that carries no waiver for it."""

    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True)
class Link:
    """A reference inside a passage: to a page, document or image by its id, or to an address outside."""

    kind: str
    target: str
    offset: int
    length: int


@dataclass(frozen=True)
class Passage:
    """A run of words in one place: a field, and in a body the block's id."""

    field: str
    text: str
    block: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Picture:
    """An image in a body with the words that stand for it."""

    field: str
    block: str
    image: int | None
    alternative: str


@dataclass(frozen=True)
class Text:
    """A whole text as the checks read it.

    `missing` names the fields that must not be empty and are. `verbatim`: the words are somebody
    else's, such as a law's, so that its style is not ours to mend.
    """

    passages: tuple[Passage, ...]
    pictures: tuple[Picture, ...] = ()
    missing: tuple[str, ...] = ()
    verbatim: bool = False


@dataclass(frozen=True)
class Term:
    """An expression of the maintained list. `unless` names longer expressions that are right."""

    words: str
    category: str
    replacement: str = ""
    blocks: bool = True
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfficialName:
    """The right form of the name of an organ or of a fixed expression, and its usual wrong forms."""

    right: str
    wrong: tuple[str, ...]


class Cited(Protocol):
    """A regulation as the library knows it on the day."""

    title: str
    repealed_on: date | None
    is_repealed: bool

    def article(self, number: str) -> str | None:
        """Return the words of an article, such as 12 or 12bis1, of the current version, or nothing."""

    def had_article(self, number: str) -> bool:
        """Return whether an earlier version had such an article."""


class Library(Protocol):
    """Where cited regulations are looked up."""

    def find(self, title: str) -> Cited | None:
        """Return the regulation of this title, or nothing when the library does not hold it."""


class EmptyLibrary:
    """A library that holds nothing."""

    def find(self, title: str) -> Cited | None:
        """Return nothing."""
        return None


@dataclass(frozen=True)
class Knowledge:
    """What the rules compare a text with.

    `offices` are titles of office in the order in which one person's are named. `state_of` answers
    for the target of a link: "live", "hidden" or "missing".
    """

    terms: tuple[Term, ...] = ()
    names: tuple[OfficialName, ...] = ()
    offices: tuple[str, ...] = ()
    library: Library = dataclasses.field(default_factory=EmptyLibrary)
    state_of: Callable[[str, str], str] = lambda kind, target: "live"


@dataclass(frozen=True)
class Finding:
    """One thing found: by which rule, where, what it says, and what to write instead, if that is known.

    `code` and `details` say what is wrong; the words for people are made when it is shown.
    """

    rule: Rule
    code: str
    severity: Severity
    field: str
    block: str = ""
    offset: int = 0
    length: int = 0
    text: str = ""
    suggestion: str = ""
    details: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return the name of this finding among those of the same text."""
        place = f"{self.rule}|{self.code}|{self.field}|{self.block}|{self.offset}|{self.text}"
        return hashlib.sha256(place.encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """Return the finding as it is stored."""
        return {
            "key": self.key,
            "rule": self.rule.value,
            "code": self.code,
            "severity": self.severity.value,
            "field": self.field,
            "block": self.block,
            "offset": self.offset,
            "length": self.length,
            "text": self.text,
            "suggestion": self.suggestion,
            "details": dict(self.details),
        }


def finding_from_json(stored: Mapping[str, Any]) -> Finding:
    """Return a stored finding."""
    values = {name: stored[name] for name in stored if name != "key"}
    values |= {"rule": Rule(stored["rule"]), "severity": Severity(stored["severity"])}
    return Finding(**values)
