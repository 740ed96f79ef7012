"""Marks in found texts: the only place where they become HTML."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.highlighting import Piece
from search.types import EntryKind, Kind

register = template.Library()

ICONS = {
    Kind.ARTICLE.value: "file",
    Kind.REGULATION.value: "scale",
    Kind.COURSE.value: "book",
    Kind.LESSON.value: "play",
}


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Return the pieces as escaped text with `<mark>` around the marked ones."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", p.text) if p.marked else p.text,) for p in pieces)
    )


@register.filter
def kind_icon(kind: str) -> str:
    """Return the name of the icon of a kind."""
    return ICONS.get(kind, "file")


@register.filter
def kind_label(kind: str) -> str:
    """Return the name of one thing of a kind."""
    return str(EntryKind(kind).label) if kind in Kind.values else ""
