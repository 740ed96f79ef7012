"""Query counts and times of the main pages, in process, beside the health page as the ceiling."""

import statistics
import time

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.addresses import main_pages


def run(*, rounds: int) -> None:
    """Print one row a page: queries, median and p95 in milliseconds, and the ratio to the ceiling."""
    ceiling = _measure(Client(HTTP_HOST="127.0.0.1"), "/healthz", rounds)
    print(f"\n{'page':<34}{'as':<16}{'queries':>8}{'p50 ms':>9}{'p95 ms':>9}{'x ceiling':>11}")
    print(f"{'/healthz (ceiling)':<34}{'-':<16}{ceiling[0]:>8}{ceiling[1]:>9.1f}{ceiling[2]:>9.1f}{1:>11.1f}")
    for label, address, username in main_pages():
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(
            get_user_model().objects.get(username=username), "django.contrib.auth.backends.ModelBackend"
        )
        queries, median, p95 = _measure(client, address, rounds)
        print(f"{label:<34}{username:<16}{queries:>8}{median:>9.1f}{p95:>9.1f}{median / ceiling[1]:>11.1f}")


def _measure(client: Client, address: str, rounds: int) -> tuple[int, float, float]:
    client.get(address)  # warm: templates, content types, caches
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    queries = len(captured)  # now: the next request empties the log
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    times = []
    for _ in range(max(rounds, 5)):
        started = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - started) * 1000)
    return queries, statistics.median(times), sorted(times)[int(len(times) * 0.95) - 1]
