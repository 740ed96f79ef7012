"""The API of search."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from accounts.http import require_scope
from search.highlighting import Piece
from search.queries import search
from search.types import Hit, Results

router = Router(tags=["search"])


class PieceOut(Schema):
    """A stretch of text; `marked` where the question was found."""

    text: str
    marked: bool


class HitOut(Schema):
    """One thing found."""

    kind: str
    entry_kind: str
    page_id: int
    anchor: str
    url: str
    title: list[PieceOut]
    snippet: list[PieceOut]
    context: str
    unit: str
    date: date | None
    status: str
    group: str
    more: int
    exact: bool


class ResultsOut(Schema):
    """The answer to a question; counts are over what the caller may read."""

    text: str
    total: int
    mode: str
    facets: dict[str, int]
    hits: list[HitOut]
    cursor: str | None


class Asked(Schema):
    """A question: at most 200 characters."""

    q: str
    kind: str | None = None
    within: str | None = None
    history: bool = False
    cursor: str | None = None
    size: int = 20


@router.get("/search", response=ResultsOut)
def find(request: HttpRequest, asked: Annotated[Asked, Query()]) -> ResultsOut:
    """Find articles, provisions, courses and lessons; give `cursor` back for the next hits."""
    require_scope(request, "search:read")
    return _results(
        search(
            request.user,
            asked.q,
            kind=asked.kind,
            within=asked.within,
            in_force_only=not asked.history,
            cursor=asked.cursor,
            size=asked.size,
        )
    )


def _results(results: Results) -> ResultsOut:
    return ResultsOut(
        text=results.text,
        total=results.total,
        mode=results.mode,
        facets=dict(results.facets),
        hits=[_hit(hit) for hit in results.hits],
        cursor=results.cursor,
    )


def _hit(hit: Hit) -> HitOut:
    names = set(HitOut.model_fields) - {"title", "snippet"}
    values = {name: getattr(hit, name) for name in names}
    return HitOut(title=_pieces(hit.title), snippet=_pieces(hit.snippet), **values)


def _pieces(pieces: tuple[Piece, ...]) -> list[PieceOut]:
    return [PieceOut(text=piece.text, marked=piece.marked) for piece in pieces]
