"""The page 综合检索."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.errors import Invalid
from search.queries import MAX_LENGTH, search
from search.types import Kind, Results

PAGE_SIZE = 20


@dataclass(frozen=True)
class Choice:
    """One kind to narrow the hits to, with how many there are."""

    label: str
    count: int
    query: str
    current: bool


@never_cache
@require_safe
def show_results(request: HttpRequest) -> HttpResponse:
    """Show the field, and what was found for the words in it."""
    given = request.GET
    text = given.get("q", "")
    error = ""
    results = Results(text=text)
    try:
        results = search(
            request.user,
            text,
            kind=given.get("kind") or None,
            within=given.get("within") or None,
            in_force_only=given.get("history") != "1",
            cursor=given.get("after") or None,
            size=PAGE_SIZE,
        )
    except Invalid as refusal:
        error = str(refusal)
    return render(
        request,
        "search/results.html",
        {
            "text": text,
            "asked": bool(text.strip()) and not error,
            "results": results,
            "error": error,
            "most": MAX_LENGTH,
            "choices": _choices(given, results),
            "history": given.get("history") == "1",
            "kind": given.get("kind", ""),
            "within": given.get("within", ""),
            "later": bool(given.get("after")),
            "next_query": _with(given, after=results.cursor) if results.cursor else "",
            "first_query": _with(given, after=None),
            "all_query": _with(given, within=None, after=None),
            "history_query": _with(given, history=None if given.get("history") == "1" else "1", after=None),
            "loose_query": _with(given, history="1", after=None),
        },
        status=422 if error else 200,
    )


def _choices(given: QueryDict, results: Results) -> list[Choice]:
    chosen = given.get("kind", "")
    choices = [
        Choice(
            pgettext("search", "All"),
            results.everything,
            query=_with(given, kind=None, after=None),
            current=not chosen,
        )
    ]
    for kind in Kind:
        count = results.facets.get(kind.value, 0)
        if count or kind.value == chosen:
            query = _with(given, kind=kind.value, after=None)
            choices.append(Choice(str(kind.label), count, query=query, current=kind.value == chosen))
    return choices


def _with(given: QueryDict, **changes: Any) -> str:
    """Return the address's arguments with some of them changed or taken out."""
    query = QueryDict(mutable=True)
    for name in ("q", "kind", "within", "history", "after"):
        value = changes.get(name, given.get(name)) if name in changes else given.get(name)
        if value:
            query[name] = value
    return "?" + query.urlencode()
