"""The page on which two versions of a work stand against each other, article by article."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms_pages.gate.comparison import Piece, pieces
from cms_pages.regulations import comparing, queries
from cms_pages.regulations.address_views import read_day
from cms_pages.regulations.comparing import Change, Kind
from cms_pages.regulations.models import RegulationPage
from cms_pages.regulations.parsing import parse
from cms_pages.regulations.tree import Node
from core.errors import Invalid, NotFound

_FORMAT = "1"  # raise when the comparison changes
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


@dataclass(frozen=True)
class Row:
    """One article as the page shows it; labels and ids are empty where a version does not have it."""

    kind: str
    moved: bool
    renumbered: bool
    old_label: str
    old_eid: str
    new_label: str
    new_eid: str
    pieces: tuple[Piece, ...]

    def is_shown(self, asked: str) -> bool:
        """Return whether the row belongs to what is asked for; to what changed when nothing is."""
        if asked == "all":
            return True
        if asked in {"moved", "renumbered"}:
            return bool(getattr(self, asked))
        return self.kind == asked if asked else self.kind != Kind.SAME or self.moved


@never_cache
@require_safe
def show_comparison(request: HttpRequest, short_title: str, old: str, new: str) -> HttpResponse:
    """Show what became of each article between the versions that had commenced by two days."""
    days = read_day(old), read_day(new)
    found = [queries.find_version(request.user, short_title, day) for day in days]
    before, after = found
    if before is None or after is None:
        if not request.user.is_authenticated:  # whether there is one is told to those who sign in
            return redirect_to_login(request.get_full_path())
        raise NotFound(_("One of the two versions is not there."))
    if before.pk == after.pk:
        raise Invalid(_("Both days lead to the same version."))
    asked = request.GET.get("show", "")
    asked = asked if asked in _KINDS else ""
    rows = compare_versions(before, after)
    context = {
        "before": before,
        "after": after,
        "parent_url": after.get_parent().get_url(request) or "",
        "rows": [{"row": row, "tone": _TONES.get(row.kind, "plain")} for row in rows if row.is_shown(asked)],
        "total": len(rows),
        "facets": [
            {
                "url": f"?{urlencode({'show': kind})}" if kind else request.path,
                "label": label,
                "number": sum(row.is_shown(kind) for row in rows),
                "is_on": kind == asked,
            }
            for kind, label in _KINDS.items()
        ],
    }
    return render(request, "cms_pages/regulation_comparison.html", context)


def compare_versions(before: RegulationPage, after: RegulationPage) -> list[Row]:
    """Return the comparison of two texts, worked out once for each pair of texts."""
    digests = (hashlib.sha256(page.source.encode()).hexdigest() for page in (before, after))
    key = ":".join(["comparison", _FORMAT, *digests])
    rows: list[Row] | None = cache.get(key)
    if rows is None:
        changes = comparing.compare(parse(before.source), parse(after.source))
        rows = [_row(change) for change in changes]
        cache.set(key, rows, None)
    return rows


def _row(change: Change) -> Row:
    old, new = change.old, change.new
    words = [_words(node) for node in (old, new)]
    if change.kind is Kind.SAME:
        parts: tuple[Piece, ...] = (Piece("same", words[1]),)
    else:
        parts = pieces(*words)
    return Row(
        kind=change.kind.value,
        moved=change.moved,
        renumbered=change.renumbered,
        old_label=old.label if old else "",
        old_eid=old.eid if old else "",
        new_label=new.label if new else "",
        new_eid=new.eid if new else "",
        pieces=parts,
    )


def _words(node: Node | None) -> str:
    if node is None:
        return ""
    return f"【{node.heading}】{node.full_text()}" if node.heading else node.full_text()
