"""The engine on PostgreSQL: a tsvector made of the same tokens, so that no dictionary cuts them again."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from search.analysis import Phrase
from search.engines.base import LOOSE_LIMIT, Fields, Group, Scope

CREATE = """
CREATE TABLE search_index (
    entry_id bigint PRIMARY KEY REFERENCES search_searchentry (id) ON DELETE CASCADE,
    tokens tsvector NOT NULL);
CREATE INDEX search_index_tokens ON search_index USING gin (tokens);
"""
DROP = "DROP TABLE IF EXISTS search_index;"

_LAST_POSITION = 16_383
_WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"
_GAP = 10


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
        sql = f"""
            WITH found AS MATERIALIZED (
                SELECT entry_id AS id, ts_rank(%s, tokens, %s::tsquery, 1) AS score
                FROM search_index WHERE tokens @@ %s::tsquery)
            SELECT scope.id, found.score FROM found JOIN ({scope.sql}) scope ON scope.id = found.id
            ORDER BY found.score DESC, scope.id LIMIT {LOOSE_LIMIT}"""  # noqa: S608 - no text of the user
        query = " | ".join(f"'{token}'" for token in tokens)
        with connection.cursor() as cursor:
            cursor.execute(sql, [_WEIGHTS, query, query, *scope.params])
            return [(pk, float(score)) for pk, score in cursor.fetchall()]

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
