"""Words and results of search."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from search.highlighting import Piece


class Kind(models.TextChoices):
    """What a reader narrows a search to."""

    ARTICLE = "article", pgettext_lazy("search", "Articles")
    REGULATION = "regulation", pgettext_lazy("search", "Regulations")
    COURSE = "course", pgettext_lazy("search", "Courses")
    LESSON = "lesson", pgettext_lazy("search", "Lessons")


class EntryKind(models.TextChoices):
    """What one entry of the index is; provisions count among the regulations."""

    ARTICLE = "article", _("article")
    REGULATION = "regulation", _("regulation")
    PROVISION = "provision", _("provision")
    COURSE = "course", _("course")
    LESSON = "lesson", _("lesson")


class Mode(models.TextChoices):
    """How the words of a question were taken."""

    ALL = "all", _("all words")
    LOOSE = "loose", _("related")


@dataclass(frozen=True)
class Hit:
    """One thing found: where it is, what it says, and why it was found."""

    kind: str
    entry_kind: str
    page_id: int
    anchor: str
    url: str
    title: tuple[Piece, ...]
    context: str
    snippet: tuple[Piece, ...]
    unit: str
    date: date | None
    status: str
    group: str
    more: int = 0
    """How many other places of the same work were found."""
    exact: bool = False
    """The question cites just this provision."""

    @property
    def title_text(self) -> str:
        """The title without marks."""
        return "".join(piece.text for piece in self.title)

    @property
    def snippet_text(self) -> str:
        """The snippet without marks."""
        return "".join(piece.text for piece in self.snippet)


@dataclass(frozen=True)
class Results:
    """The answer to one question, over what the asker may see and nothing else."""

    text: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    """How many hits all pages of this answer hold."""
    facets: Mapping[str, int] = field(default_factory=dict)
    """Hits by kind, whatever kind was chosen."""
    cursor: str | None = None
    """Give this as `cursor` for the next hits; nothing when there are no more."""
    mode: str = Mode.ALL.value

    @property
    def everything(self) -> int:
        """Hits of all kinds."""
        return sum(self.facets.values())
