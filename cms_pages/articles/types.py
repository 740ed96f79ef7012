"""What an article shows beside its body."""

from dataclasses import dataclass

from cms_pages.gate.pages import GatedPage


@dataclass(frozen=True)
class Section:
    """A heading with the pages below it that a reader may read."""

    heading: str
    pages: list[GatedPage]
