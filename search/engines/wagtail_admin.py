"""Wagtail's own search (the page explorer and the choosers of its admin) over our tokens.

Wagtail's database backends leave cutting to the database, which takes a Chinese sentence for one word.
Here objects are handed to them with their texts already cut, and questions likewise; nothing else changes.
"""

import copy
from collections.abc import Iterable
from typing import Any

from django.db import connection
from modelsearch.index import BaseField, RelatedFields
from modelsearch.query import And, Boost, Not, Or, Phrase, PlainText, SearchQuery

from search.analysis import distinct_tokens, index_form


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that Wagtail looks for
    """Return the backend of the default database, reading and asking by our tokens."""
    if connection.vendor == "postgresql":
        from modelsearch.backends.database.postgres import postgres as stock

        stock_class = stock.PostgresSearchBackend
        params = {"SEARCH_CONFIG": "simple"} | params
    else:
        from modelsearch.backends.database.sqlite import sqlite as stock

        stock_class = stock.SQLiteSearchBackend
    return _cutting(stock_class)(params)


class CutObject:
    """An object as the indexer sees it: its key, and its fields with their texts as tokens."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.pk = inner.pk

    def get_search_fields(self) -> list[Any]:
        """Return the fields of the object, each giving its text cut."""
        return [_cut_field(field, outermost=True) for field in self.inner.get_search_fields()]


def cut_query(query: Any) -> Any:
    """Return a question with its words as tokens; other kinds of questions stay."""
    if isinstance(query, PlainText):
        tokens = [token for term in query.query_string.split() for token in distinct_tokens(term)]
        if not tokens:
            return query
        return PlainText(" ".join(tokens), operator=query.operator, boost=query.boost)
    if isinstance(query, Phrase):
        return Phrase(" ".join(distinct_tokens(query.query_string)) or query.query_string)
    if isinstance(query, And | Or):
        return type(query)([cut_query(part) for part in query.subqueries])
    if isinstance(query, Not):
        return Not(cut_query(query.subquery))
    if isinstance(query, Boost):
        return Boost(cut_query(query.subquery), query.boost)
    return query


def _cutting(stock: Any) -> Any:
    """Return the stock backend with an index and compilers that cut."""

    class CuttingIndex(stock.index_class):
        def add_items(self, model: Any, objs: Iterable[Any]) -> None:
            super().add_items(model, [CutObject(each) for each in objs])

    class CuttingCompiler(stock.query_compiler_class):
        LAST_TERM_IS_PREFIX = True  # one character is the beginning of a pair

        def __init__(self, queryset: Any, query: Any, *args: Any, **kwargs: Any) -> None:
            super().__init__(queryset, query, *args, **kwargs)
            self.query: SearchQuery = cut_query(self.query)

    class CuttingAutocompleteCompiler(stock.autocomplete_query_compiler_class):
        def __init__(self, queryset: Any, query: Any, *args: Any, **kwargs: Any) -> None:
            super().__init__(queryset, query, *args, **kwargs)
            self.query: SearchQuery = cut_query(self.query)

    class CuttingBackend(stock):
        index_class = CuttingIndex
        query_compiler_class = CuttingCompiler
        autocomplete_query_compiler_class = CuttingAutocompleteCompiler

    return CuttingBackend


def _cut_field(field: Any, *, outermost: bool) -> Any:
    """Return a copy of a search field whose value is cut; a relation hands the cutting on."""
    twin = copy.copy(field)

    def read(owner: Any) -> Any:
        return field.get_value(owner.inner if outermost else owner)

    if isinstance(field, RelatedFields):
        twin.fields = [_cut_field(inner, outermost=False) for inner in field.fields]
        twin.get_value = read
    elif isinstance(field, BaseField):
        twin.get_value = lambda owner: index_form(_flatten(read(owner)))
    return twin


def _flatten(value: Any) -> str:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return "\n".join(_flatten(part) for part in value)
    return "" if value is None else str(value)
