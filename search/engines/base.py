"""What an engine does, whatever database it uses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from search.analysis import Phrase

TITLE, CONTEXT, BODY = 8.0, 2.0, 1.0
"""How much a word counts in the fields when a person looks for a word."""

LOOSE_LIMIT = 300
"""How many entries are ranked when a question is taken loosely."""


@dataclass(frozen=True)
class Fields:
    """The index forms of one entry (see `search.analysis.index_form`)."""

    entry_id: int
    title: str
    context: str
    body: str


@dataclass(frozen=True)
class Scope:
    """The entries a question may touch, as SQL that selects id, group, facet and weight of each."""

    sql: str
    params: tuple[Any, ...]


@dataclass(frozen=True)
class Group:
    """The entries of one work that match: the best of them, its score and how many there are."""

    group: str
    facet: str
    entry_id: int
    score: float
    count: int


class Engine(Protocol):
    """Keeps tokens in the same transaction as the entries and finds them within a scope."""

    def store(self, rows: Iterable[Fields]) -> None:
        """Keep the tokens of new entries. Deleting an entry deletes its tokens in the database itself."""

    def match(self, phrases: Sequence[Phrase], scope: Scope, *, fold: bool = True) -> list[Group]:
        """Return all groups of the scope in which one entry holds every phrase, best first.

        Without `fold` each entry is a group of its own.
        """

    def match_any(self, tokens: Sequence[str], scope: Scope) -> list[tuple[int, float]]:
        """Return the ids of the best entries of the scope that hold some of the tokens, with scores."""

    def count_faults(self) -> int:
        """Return how many entries lack tokens plus how many tokens belong to no entry."""

    def optimize(self) -> None:
        """Tidy the index after many changes."""
