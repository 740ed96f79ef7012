"""The engine on PostgreSQL: a tsvector made of the same tokens, so that no dictionary cuts them again."""

import math
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from search.analysis import Phrase
from search.engines.base import LOOSE_LIMIT, Fields, Group, Scope

CREATE = """
CREATE TABLE search_index (
    entry_id bigint PRIMARY KEY REFERENCES search_searchentry (id) ON DELETE CASCADE,
    tokens tsvector NOT NULL);
CREATE INDEX search_index_tokens ON search_index USING gin (tokens);
ALTER TABLE search_index ALTER tokens SET STATISTICS 1000;
"""
DROP = "DROP TABLE IF EXISTS search_index;"

_LAST_POSITION = 16_383
_WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"
_GAP = 10
COMMON = 0.008
"""A token that more than this share of the entries hold tells little."""
RARE = 0.0002
"""The share that is taken for a token which the statistics do not know."""
KEPT = 5
"""How many tokens of a question are asked for at least."""


class PostgreSQLEngine:
    """Full text by tsvector, phrase operators and a GIN index."""

    def store(self, rows: Iterable[Fields]) -> None:
        """Keep the tokens of new entries."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_index (entry_id, tokens) VALUES (%s, %s::tsvector)",
                [(row.entry_id, _vector(row)) for row in rows],
            )

    def match(self, phrases: Sequence[Phrase], scope: Scope, *, fold: bool = True) -> list[Group]:
        """Return all groups of the scope in which one entry holds every phrase, best first."""
        group = '"group"' if fold else "id"
        sql = f"""
            WITH found AS MATERIALIZED (
                SELECT entry_id AS id, ts_rank(%s, tokens, %s::tsquery, 1) AS score
                FROM search_index WHERE tokens @@ %s::tsquery)
            SELECT MIN(scope."group"), MIN(scope.facet),
                   (ARRAY_AGG(scope.id ORDER BY found.score * scope.weight DESC, scope.id))[1],
                   MAX(found.score * scope.weight), COUNT(*)
            FROM found JOIN ({scope.sql}) scope ON scope.id = found.id
            GROUP BY scope.{group} ORDER BY 4 DESC, 3"""  # noqa: S608 - no text of the user
        query = " & ".join(f"({_write(phrase)})" for phrase in phrases)
        with connection.cursor() as cursor:
            cursor.execute(sql, [_WEIGHTS, query, query, *scope.params])
            return [Group(*row) for row in cursor.fetchall()]

    def match_any(self, tokens: Sequence[str], scope: Scope) -> list[tuple[int, float]]:
        """Return the ids of the best entries that hold some of the tokens, with scores."""
        if not tokens:
            return []
        shares = self._shares(tokens)
        weights = {token: -math.log(shares.get(token, RARE)) for token in tokens}
        score = " + ".join(["CASE WHEN tokens @@ %s::tsquery THEN %s::float ELSE 0 END"] * len(tokens))
        sql = f"""
            WITH found AS MATERIALIZED (
                SELECT entry_id AS id, ({score}) / (1 + 0.3 * ln(length(tokens) + 1)) AS score
                FROM search_index WHERE tokens @@ %s::tsquery)
            SELECT scope.id, found.score FROM found JOIN ({scope.sql}) scope ON scope.id = found.id
            ORDER BY found.score DESC, scope.id LIMIT {LOOSE_LIMIT}"""  # noqa: S608 - no text of the user
        scored = [value for token in tokens for value in (f"'{token}'", weights[token])]
        query = " | ".join(f"'{token}'" for token in _telling(tokens, shares))
        with connection.cursor() as cursor:
            cursor.execute(sql, [*scored, query, *scope.params])
            return [(pk, float(score)) for pk, score in cursor.fetchall()]

    def _shares(self, tokens: Sequence[str]) -> dict[str, float]:
        """Return how large a share of the entries holds each common token, by the planner's statistics."""
        sql = """
            SELECT word, share FROM pg_stats,
                 UNNEST(most_common_elems::text::text[], most_common_elem_freqs) AS common (word, share)
            WHERE schemaname = current_schema() AND tablename = 'search_index' AND attname = 'tokens'
              AND word = ANY(%s)"""
        with connection.cursor() as cursor:
            cursor.execute(sql, [list(tokens)])
            return dict(cursor.fetchall())

    def count_faults(self) -> int:
        """Return how many entries lack tokens; tokens without an entry cannot exist."""
        sql = """SELECT COUNT(*) FROM search_searchentry entry
                 WHERE NOT EXISTS (SELECT 1 FROM search_index WHERE entry_id = entry.id)"""
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return int(cursor.fetchone()[0])

    def optimize(self) -> None:
        """Bring the planner's figures up to date."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_index")


def _telling(tokens: Sequence[str], shares: dict[str, float]) -> list[str]:
    """Leave out the tokens that many entries hold, but keep enough to ask for."""
    rare_first = sorted(tokens, key=lambda token: shares.get(token, 0.0))
    few = [token for token in rare_first if shares.get(token, 0.0) < COMMON]
    return few if len(few) >= KEPT else rare_first[:KEPT]


def _vector(row: Fields) -> str:
    return " ".join(_positions(row))


def _positions(row: Fields) -> Iterator[str]:
    """Yield each token with its place and the weight of its field; a gap parts the fields."""
    place = 0
    for text, weight in ((row.title, "A"), (row.context, "B"), (row.body, "")):
        for token in text.split():
            place += 1
            if place > _LAST_POSITION:
                return
            yield f"'{token}':{place}{weight}"
        place += _GAP


def _write(phrase: Phrase) -> str:
    """Write a phrase as a tsquery; tokens hold letters and digits only."""
    words = [f"'{token}'" for token in phrase.tokens]
    if phrase.prefix:
        words[-1] += ":*"
    return " <-> ".join(words)
