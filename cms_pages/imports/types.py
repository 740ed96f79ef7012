"""What a Word file holds, as an article takes it."""

from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Loss(TextChoices):
    """What could not be carried over."""

    TABLE = "table", pgettext_lazy("import", "Table: its cells were taken in as paragraphs")
    LEVEL = "level", pgettext_lazy("import", "Heading of a lower level: an article has one level only")
    TEXT_BOX = "text_box", pgettext_lazy("import", "Text box: see whether its words stand where they belong")
    NOTE = "note", pgettext_lazy("import", "Footnote or endnote: taken in as a paragraph at the end")
    COMMENT = "comment", pgettext_lazy("import", "Word comment")
    REVISION = "revision", pgettext_lazy("import", "Tracked change: the text was taken in as if accepted")
    EQUATION = "equation", pgettext_lazy("import", "Equation")
    CHART = "chart", pgettext_lazy("import", "Chart, drawing or diagram")
    OBJECT = "object", pgettext_lazy("import", "Embedded file")
    HEADER = "header", pgettext_lazy("import", "Header or footer with text")
    PICTURE = "picture", pgettext_lazy("import", "Picture of a kind or size that is not taken")
    UNDESCRIBED = "undescribed", pgettext_lazy("import", "Picture without a description: write one")
    LINK = "link", pgettext_lazy("import", "Link that is not a web address")
    CUT = "cut", pgettext_lazy("import", "Heading that was cut: it is too long")


MOST_PLACES = 100
"""So many places of one kind are named."""


@dataclass
class Picture:
    """A picture of the file: its bytes, its media type and the words that stand for it."""

    data: bytes
    media_type: str
    alternative: str


@dataclass
class Piece:
    """A heading, a paragraph of rich text, or a picture, in the order of the file."""

    kind: str
    html: str = ""
    picture: Picture | None = None


@dataclass
class Reading:
    """What was read: the title, the pieces, and for each kind of loss the first words of its places."""

    title: str = ""
    pieces: list[Piece] = field(default_factory=list)
    losses: dict[str, list[str]] = field(default_factory=dict)

    def lose(self, kind: Loss, place: str = "") -> None:
        """Note that something at a place was not carried over; one place stands in the list once."""
        places = self.losses.setdefault(kind.value, [])
        place = place.strip()[:40]
        if place not in places and len(places) < MOST_PLACES:
            places.append(place)
