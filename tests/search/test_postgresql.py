"""The engine on PostgreSQL matches what the analyser says, like the one on SQLite."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from search.analysis import cut
from search.models import SearchEntry
from search.queries import search
from support.content import make_article, publish, root_unit
from support.people import make_person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="DATABASE_URL names no PostgreSQL"),
]


def test_the_vector_holds_exactly_the_analyser_s_tokens(drain_outbox: Callable[[], int]) -> None:
    # given
    page = publish(make_article("ISO 9001 与动火", summary="摘要", text="从事动火作业'的"))
    drain_outbox()
    entry = SearchEntry.objects.get(page_id=page.pk)

    # when
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(tokens) FROM search_index WHERE entry_id = %s", [entry.pk])
        (stored,) = cursor.fetchone()

    # then
    assert set(stored) == {*cut(entry.title), *cut(entry.context), *cut(entry.body)}


def test_a_phrase_does_not_run_over_the_end_of_a_field(drain_outbox: Callable[[], int]) -> None:
    # given
    reader: Any = make_person(root_unit()).user
    publish(make_article("动火", summary="作业", text="监护"))
    drain_outbox()

    # when / then
    assert search(reader, "动火").total == 1
    assert search(reader, "“火 作业”").total == 0
    assert search(reader, "“动火作业”").total == 0
