"""Words of the review desk in templates."""

from typing import Any

from django import template

from cms_pages.gate.contents import Line
from cms_pages.gate.types import Stage
from media.models import Document, Image

register = template.Library()


@register.simple_tag
def stage_name(stage: str | None) -> str:
    """Return the name of a stage for people, or an empty text."""
    return str(Stage(stage).label) if stage else ""


@register.inclusion_tag("cms_pages/parts/reviewed_file.html")
def reviewed_file(line: Line) -> dict[str, Any]:
    """Show the picture or name the document of a line; one that is gone is said to be."""
    model = Image if line.file_kind == "image" else Document
    return {"file": model.objects.filter(pk=line.file_id or 0).first(), "line": line}
