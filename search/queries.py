"""Asking: one question over everything that the asker may see."""

import base64
import binascii
import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cms_pages.models import RegulationWork
from cms_pages.queries import visible_pages
from cms_pages.regulations.queries import in_force_on
from core.clock import today
from core.errors import Invalid
from search.analysis import characters, distinct_tokens, phrase_of
from search.documents import INDEXED
from search.engines import current_engine
from search.engines.base import Group, Scope
from search.models import SearchEntry
from search.presentation import show
from search.ranking import Candidate, rank
from search.references import SAME_NAME, Reference, read_reference, score_name
from search.types import Kind, Mode, Results

MAX_LENGTH = 200
MAX_SIZE = 50
CITED = 1e9
"""The score of the provision that a question cites: before everything else."""
LOOSE_FROM = 4
"""A question of so many characters that is nowhere word for word is taken loosely."""

_QUOTED = re.compile(r"[\"“”「『]([^\"“”「」『』]+)[\"“”」』]")


def search(
    user: Any,
    text: str,
    *,
    kind: str | None = None,
    within: str | None = None,
    in_force_only: bool = True,
    cursor: str | None = None,
    size: int = 20,
) -> Results:
    """Return what a user finds for a question: hits, counts by kind and the way to the next hits.

    `kind` narrows the hits (not the counts) to one `Kind`; `within` lists the places inside one work
    (`Hit.group`). Every count is over what this user may read, and equals the length of the list.
    """
    question = _check(text, kind, size)
    after = _read_cursor(cursor)
    terms = _split(question)
    if not terms:
        return Results(text=question)
    allowed = visible_entries(user, in_force_only=in_force_only)
    scoped = allowed.filter(group=within) if within else allowed
    groups, mode = find_entries(question, scoped, fold=within is None)
    facets = Counter(group.facet for group in groups)
    listed = [group for group in groups if kind is None or group.facet == kind]
    rest = _after(listed, after)
    shown = rest[:size]
    return Results(
        text=question,
        hits=show(shown, terms, loose=mode == Mode.LOOSE, exact=_cited(shown)),
        total=len(listed),
        facets={name: facets[name] for name in Kind.values if facets[name]},
        cursor=_write_cursor(shown[-1]) if len(rest) > size else None,
        mode=mode.value,
    )


def visible_entries(user: Any, *, in_force_only: bool = True) -> QuerySet[SearchEntry]:
    """Return the entries of pages that this user may read now."""
    allowed = Q()
    for model in INDEXED:
        allowed |= Q(page_id__in=visible_pages(user, model).order_by().values("pk"))
    entries = SearchEntry.objects.filter(allowed)
    return entries.filter(_in_force()) if in_force_only else entries


def _in_force() -> Q:
    """Return the condition on entries that leaves out versions of regulations that do not count today."""
    return ~Q(facet=Kind.REGULATION) | Q(page_id__in=in_force_on(today()).order_by().values("pk"))


def find_entries(
    question: str, scope: QuerySet[SearchEntry], *, fold: bool = True
) -> tuple[list[Group], Mode]:
    """Return what a scope holds on a question, best first, and how its words were taken.

    A cited provision comes first; then the entries that hold every term; when nothing does and the
    question is long enough and quotes nothing, related ones. With `fold` a work is one group.
    """
    terms = _split(question)
    exact = _find_cited(question, scope)
    strict = bool(exact) or _QUOTED.search(question) is not None
    groups, mode = _find(question, terms, scope, fold=fold, strict=strict)
    return _put_first(exact, groups, fold=fold), mode


def _cited(groups: Sequence[Group]) -> set[int]:
    return {group.entry_id for group in groups if group.score == CITED}


def _check(text: str, kind: str | None, size: int) -> str:
    question = " ".join(text.split()).replace("\x00", "")
    if len(question) > MAX_LENGTH:
        raise Invalid(
            _("The question may have at most %(most)d characters; this one has %(count)d.")
            % {"most": MAX_LENGTH, "count": len(question)},
            fields={"q": _("Shorten the question.")},
        )
    if kind is not None and kind not in Kind.values:
        raise Invalid(_("There is no such kind of content."), fields={"kind": kind})
    if not 1 <= size <= MAX_SIZE:
        raise Invalid(
            _("Between 1 and %(most)d hits can be had at once.") % {"most": MAX_SIZE},
            fields={"size": str(size)},
        )
    return question


def _split(question: str) -> tuple[str, ...]:
    """Return the terms of a question: quoted stretches whole, the rest at white space."""
    terms: dict[str, None] = {}
    rest = question
    for match in _QUOTED.finditer(question):
        terms[match[1].strip()] = None
        rest = rest.replace(match[0], " ", 1)
    terms.update(dict.fromkeys(rest.split()))
    return tuple(term for term in terms if phrase_of(term) is not None)


def _find(
    question: str, terms: Sequence[str], scope: QuerySet[SearchEntry], *, fold: bool, strict: bool
) -> tuple[list[Group], Mode]:
    """Return the groups that hold every term; when there are none for a long question, related ones."""
    phrases = [phrase for phrase in map(phrase_of, terms) if phrase is not None]
    within = _sql_of(scope)
    engine = current_engine()
    groups = engine.match(phrases, within, fold=fold)
    if groups or strict or len(characters(question)) < LOOSE_FROM:
        return groups, Mode.ALL
    return _find_loosely(question, scope, within, fold=fold), Mode.LOOSE


def _find_loosely(question: str, scope: QuerySet[SearchEntry], within: Scope, *, fold: bool) -> list[Group]:
    scores = dict(current_engine().match_any(distinct_tokens(question), within))
    rows = {
        row["id"]: row
        for row in scope.filter(pk__in=scores).values(
            "id", "group", "facet", "title", "context", "body", "weight"
        )
    }
    candidates = [
        Candidate(
            entry_id=pk,
            score=scores[pk],
            text=f"{row['title']} {row['context']} {row['body']}",
            weight=row["weight"],
        )
        for pk, row in rows.items()
    ]
    groups: dict[str, Group] = {}
    for pk, score in rank(question, candidates):
        row = rows[pk]
        name = row["group"] if fold else str(pk)
        known = groups.get(name)
        if known is None:
            groups[name] = Group(row["group"], row["facet"], pk, score, 1)
        else:
            groups[name] = Group(known.group, known.facet, known.entry_id, known.score, known.count + 1)
    return list(groups.values())


def _find_cited(question: str, scope: QuerySet[SearchEntry]) -> list[Group]:
    """Return the provision that the question cites, in each version in scope, the newest first."""
    cited = read_reference(question)
    if cited is None or not cited.name:
        return []
    works = _works_named(cited)
    if not works:
        return []
    rows = scope.filter(work_id__in=works, number=cited.number).order_by("-dated", "-pk")
    found: dict[str, Group] = {}
    for pk, group, facet in rows.values_list("id", "group", "facet")[:20]:
        found.setdefault(group, Group(group, facet, pk, CITED, 1))
    return list(found.values())


def _works_named(cited: Reference) -> list[int]:
    """Return the works that fit a written name best; few are read when the name is written out."""
    works = RegulationWork.objects.values_list("pk", "title", "short_title")
    written = works.filter(Q(title__contains=cited.name) | Q(short_title__contains=cited.name))
    for candidates, least in ((written, SAME_NAME), (works, 1)):
        scored = [(score_name(cited.name, title, short), pk) for pk, title, short in candidates]
        best = max((score for score, _pk in scored), default=0)
        if best >= least:
            return [pk for score, pk in scored if score == best]
    return []


def _put_first(exact: list[Group], groups: list[Group], *, fold: bool) -> list[Group]:
    """Return the cited provisions before everything else, each work once."""
    if not exact:
        return groups
    if not fold:
        first = {group.entry_id for group in exact}
        return exact + [group for group in groups if group.entry_id not in first]
    counts = {group.group: group.count for group in groups}
    lead = [
        Group(group.group, group.facet, group.entry_id, group.score, max(1, counts.get(group.group, 1)))
        for group in exact
    ]
    return lead + [group for group in groups if group.group not in {one.group for one in exact}]


def _sql_of(entries: QuerySet[SearchEntry]) -> Scope:
    sql, params = entries.order_by().values("id", "group", "facet", "weight").query.sql_with_params()
    return Scope(sql, tuple(params))


def _after(groups: list[Group], after: tuple[float, int] | None) -> list[Group]:
    """Return the groups that follow the one at which the last page ended."""
    if after is None:
        return groups
    for at, group in enumerate(groups):
        if group.entry_id == after[1]:
            return groups[at + 1 :]
    # The last hit is gone since: go on below its score.
    return [group for group in groups if group.score < after[0]]


def _write_cursor(last: Group) -> str:
    return base64.urlsafe_b64encode(json.dumps([last.score, last.entry_id]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None) -> tuple[float, int] | None:
    if not cursor:
        return None
    try:
        score, entry_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return float(score), int(entry_id)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid(
            _("This is not a place in the list of hits."), fields={"cursor": cursor[:80]}
        ) from error
