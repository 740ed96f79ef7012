"""Words of the review desk in templates."""

from django import template

from cms_pages.gate.types import Stage

register = template.Library()


@register.simple_tag
def stage_name(stage: str | None) -> str:
    """Return the name of a stage for people, or an empty text."""
    return str(Stage(stage).label) if stage else ""
