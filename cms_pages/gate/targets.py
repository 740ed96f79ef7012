"""Where the links of a text lead, told beside their words: a changed target is a change to be reviewed."""

import re
from collections.abc import Callable, Iterable
from html import escape, unescape

from django.utils.translation import gettext as _
from wagtail.models import Page

_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_PAGE = re.compile("\ue000([0-9]{1,18})\ue001")
"""A page that is still to be named, between two characters of the private use area."""


def mark_targets(html: str) -> str:
    """Return rich text with the target of each link after its words; pages are named by `name_targets`."""
    return _LINK.sub(_mark, html)


def mark_page(key: object) -> str:
    """Return the mark of a page that `name_targets` names."""
    return f"\ue000{key}\ue001"


def _mark(link: re.Match[str]) -> str:
    attributes = dict(_ATTRIBUTE.findall(link.group(1)))
    kind, key = attributes.get("linktype", ""), attributes.get("id", "")
    if kind == "page":
        target = mark_page(key)
    elif kind:
        target = f"{kind} {key}"
    else:
        target = unescape(attributes.get("href", ""))
    return link.group(2) + escape(_("(link: %(target)s)") % {"target": target})


def name_targets(texts: Iterable[str]) -> Callable[[str], str]:
    """Return what puts the title and address of each linked page into a text; they are read once."""
    keys = {int(key) for text in texts for key in _PAGE.findall(text)}
    rows = Page.objects.filter(pk__in=keys, live=True).values_list("pk", "title", "url_path") if keys else ()
    names = {key: f"{title} {path.removeprefix('/home')}" for key, title, path in rows}
    hidden = _("page %(number)s, not live")
    return lambda text: _PAGE.sub(
        lambda found: names.get(int(found.group(1)), hidden % {"number": found.group(1)}), text
    )
