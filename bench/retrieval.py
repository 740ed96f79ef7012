"""Times of search over what is indexed, as an ordinary reader asks: words, phrases, citations, questions."""

import random
import statistics
import time

from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.models import SearchEntry
from search.queries import MAX_LENGTH, search

SEED = 20261123
ASKED_AGAIN = 40
"""How many different questions of each kind are drawn for one round of ten."""


def run(*, rounds: int) -> None:
    """Print one row for each kind of question: how many were asked, median and p95, and the queries."""
    entries = SearchEntry.objects.count()
    provisions = SearchEntry.objects.filter(kind="provision").count()
    print(f"\nsearch over {entries} entries, {provisions} of them provisions")
    reader = get_user_model().objects.filter(is_active=True, is_superuser=False).order_by("pk").first()
    if not entries or reader is None:
        print("nothing is indexed, or there is no reader: skipped")
        return
    print(f"{'question':<26}{'asked':>7}{'p50 ms':>9}{'p95 ms':>9}{'queries':>9}")
    everything = []
    for kind, questions in draw_questions(count=ASKED_AGAIN * max(1, rounds // 10)).items():
        times, queries = _measure(reader, questions)
        everything += times
        _print_row(kind, times, queries)
    _print_row("all", everything, None)


def draw_questions(*, count: int) -> dict[str, list[str]]:
    """Return questions of each kind, drawn from the provisions themselves by a fixed seed."""
    chance = random.Random(SEED)
    ids = list(SearchEntry.objects.filter(kind="provision").order_by("pk").values_list("pk", flat=True))
    chosen = chance.sample(ids, min(count, len(ids)))
    rows = list(SearchEntry.objects.filter(pk__in=chosen).order_by("pk").values_list("title", "body"))
    bodies = ["".join(sign for sign in body if "\u4e00" <= sign <= "\u9fff") for _title, body in rows]
    bodies = [body for body in bodies if len(body) >= 30] or [
        "安全生产管理办法规定的动火作业应当事先办理许可并由监护人到场"
    ]
    return {
        "word of 2 characters": [_piece(chance, body, 2) for body in bodies],
        "phrase of 4 to 12": [_piece(chance, body, chance.randint(4, 12)) for body in bodies],
        "citation": [title.replace(" ", "") for title, _body in rows] or ["公司法第十条"],
        "question of 20 to 30": [
            _piece(chance, body, 10) + "怎样办理" + _piece(chance, body, chance.randint(6, 16))
            for body in bodies
        ],
    }


def _piece(chance: random.Random, text: str, size: int) -> str:
    at = chance.randint(0, max(0, len(text) - size))
    return text[at : at + size][:MAX_LENGTH]


def _measure(reader: object, questions: list[str]) -> tuple[list[float], int]:
    times, most = [], 0
    for question in questions:
        with CaptureQueriesContext(connection) as captured:
            search(reader, question)
        most = max(most, len(captured))
    for question in questions:
        started = time.perf_counter()
        search(reader, question)
        times.append((time.perf_counter() - started) * 1000)
    return times, most


def _print_row(kind: str, times: list[float], queries: int | None) -> None:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    shown = "" if queries is None else str(queries)
    print(f"{kind:<26}{len(times):>7}{statistics.median(ordered):>9.1f}{p95:>9.1f}{shown:>9}")
