"""The engine on SQLite: an FTS5 table whose row ids are the entries' ids."""

from collections.abc import Iterable, Sequence

from django.db import connection

from search.analysis import Phrase
from search.engines.base import BODY, CONTEXT, LOOSE_LIMIT, TITLE, Fields, Group, Scope

CREATE = """
CREATE VIRTUAL TABLE search_index USING fts5(title, context, body, tokenize = 'ascii');
CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_searchentry BEGIN
  DELETE FROM search_index WHERE rowid = old.id;
END;
"""
"""The `ascii` tokenizer only splits at spaces and ASCII marks: the tokens are ours."""

DROP = """
DROP TRIGGER IF EXISTS search_entry_deleted;
DROP TABLE IF EXISTS search_index;
"""


class SQLiteEngine:
    """Full text by FTS5 with BM25."""

    def store(self, rows: Iterable[Fields]) -> None:
        """Keep the tokens of new entries."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_index (rowid, title, context, body) VALUES (%s, %s, %s, %s)",
                [(row.entry_id, row.title, row.context, row.body) for row in rows],
            )

    def match(self, phrases: Sequence[Phrase], scope: Scope, *, fold: bool = True) -> list[Group]:
        """Return all groups of the scope in which one entry holds every phrase, best first."""
        group = '"group"' if fold else "id"
        sql = f"""
            WITH found AS MATERIALIZED (
                SELECT rowid AS id, bm25(search_index, %s, %s, %s) AS score
                FROM search_index WHERE search_index MATCH %s)
            SELECT scope."group", scope.facet, scope.id, MIN(found.score * scope.weight), COUNT(*)
            FROM found JOIN ({scope.sql}) scope ON scope.id = found.id
            GROUP BY scope.{group} ORDER BY 4, 3"""  # noqa: S608 - no text of the user
        query = " AND ".join(_quote(phrase) for phrase in phrases)
        with connection.cursor() as cursor:
            cursor.execute(sql, [TITLE, CONTEXT, BODY, query, *scope.params])
            return [Group(name, facet, pk, -score, n) for name, facet, pk, score, n in cursor.fetchall()]

    def match_any(self, tokens: Sequence[str], scope: Scope) -> list[tuple[int, float]]:
        """Return the ids of the best entries that hold some of the tokens, with scores."""
        if not tokens:
            return []
        query = " OR ".join(f'"{token}"' for token in tokens)
        found: list[tuple[int, float]] = []
        for most in (4 * LOOSE_LIMIT, -1):
            # Most readers may see nearly everything: only when too few of the best remain, take all.
            found = self._match_any(query, scope, most)
            if len(found) >= LOOSE_LIMIT:
                break
        return found

    def _match_any(self, query: str, scope: Scope, most: int) -> list[tuple[int, float]]:
        sql = f"""
            WITH found AS MATERIALIZED (
                SELECT rowid AS id, bm25(search_index, 1.0, 1.0, 1.0) AS score
                FROM search_index WHERE search_index MATCH %s ORDER BY score LIMIT {most})
            SELECT scope.id, found.score FROM found JOIN ({scope.sql}) scope ON scope.id = found.id
            ORDER BY found.score, scope.id LIMIT {LOOSE_LIMIT}"""  # noqa: S608 - no text of the user
        with connection.cursor() as cursor:
            cursor.execute(sql, [query, *scope.params])
            return [(pk, -score) for pk, score in cursor.fetchall()]

    def count_faults(self) -> int:
        """Return how many entries lack tokens plus how many tokens belong to no entry."""
        sql = """
            SELECT (SELECT COUNT(*) FROM search_searchentry
                    WHERE id NOT IN (SELECT rowid FROM search_index))
                 + (SELECT COUNT(*) FROM search_index
                    WHERE rowid NOT IN (SELECT id FROM search_searchentry))"""
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return int(cursor.fetchone()[0])

    def optimize(self) -> None:
        """Merge the index into one segment."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")


def _quote(phrase: Phrase) -> str:
    """Write a phrase in FTS5's language; tokens hold letters and digits only."""
    return f'"{" ".join(phrase.tokens)}"{" *" if phrase.prefix else ""}'
