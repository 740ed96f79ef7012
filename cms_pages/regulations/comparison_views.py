"""The page on which two versions of a work stand against each other, article by article."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms_pages.gate.comparison import Piece, pieces
from cms_pages.regulations import queries
from cms_pages.regulations.address_views import answer_missing, read_day
from cms_pages.regulations.comparing import Change, Kind, compare_texts
from cms_pages.regulations.tree import Node
from core.errors import Invalid

_KINDS = {
    "": gettext_lazy("What changed"),
    Kind.CHANGED.value: pgettext_lazy("articles", "Changed"),
    Kind.ADDED.value: pgettext_lazy("articles", "Added"),
    Kind.REMOVED.value: pgettext_lazy("articles", "Removed"),
    "moved": pgettext_lazy("articles", "Moved"),
    "renumbered": pgettext_lazy("articles", "Renumbered"),
    "all": gettext_lazy("All articles"),
}
_TONES = {Kind.CHANGED.value: "warn", Kind.ADDED.value: "ok", Kind.REMOVED.value: "bad"}


@never_cache
@require_safe
def show_comparison(request: HttpRequest, short_title: str, old: str, new: str) -> HttpResponse:
    """Show what became of each article between the versions that had commenced by two days."""
    days = read_day(old), read_day(new)
    found = [queries.find_version(request.user, short_title, day) for day in days]
    before, after = found
    if before is None or after is None:
        return answer_missing(request, _("One of the two versions is not there."))
    if before.pk == after.pk:
        raise Invalid(_("Both days lead to the same version."))
    asked = request.GET.get("show", "")
    asked = asked if asked in _KINDS else ""
    changes = compare_texts(before.source, after.source)
    context = {
        "before": before,
        "after": after,
        "parent_url": after.get_parent().get_url(request) or "",
        "rows": [
            {"change": change, "tone": _TONES.get(change.kind, "plain"), "pieces": _draw(change)}
            for change in changes
            if _is_shown(change, asked)
        ],
        "facets": [
            {
                "url": f"?{urlencode({'show': kind})}" if kind else request.path,
                "label": label,
                "number": sum(_is_shown(change, kind) for change in changes),
                "is_on": kind == asked,
            }
            for kind, label in _KINDS.items()
        ],
    }
    return render(request, "cms_pages/regulation_comparison.html", context)


def _is_shown(change: Change, asked: str) -> bool:
    """Return whether a change belongs to what is asked for; to what changed when nothing is."""
    if asked == "all":
        return True
    if asked in {"moved", "renumbered"}:
        return bool(getattr(change, asked))
    return change.kind == asked if asked else change.kind is not Kind.SAME or change.moved


def _draw(change: Change) -> tuple[Piece, ...]:
    """Return the words of an article with what came and went; those of the new one when it says the same."""
    if change.kind is Kind.SAME:
        return (Piece("same", _words(change.new)),)
    return pieces(_words(change.old), _words(change.new))


def _words(node: Node | None) -> str:
    if node is None:
        return ""
    return f"【{node.heading}】{node.full_text()}" if node.heading else node.full_text()
