"""Addresses of private files in templates."""

from typing import Any

from django import template

from media.urls import url_for

register = template.Library()


@register.simple_tag
def file_url(item: Any) -> str:
    """Return the address at which a file is delivered to those who may see it."""
    return url_for(item)
