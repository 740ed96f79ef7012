"""Quality and speed of search on a public benchmark of statutes: `python -m bench.statutes`.

Reads the folder `../shared/data/stard` (or the one named as argument): `corpus.jsonl.gz`,
`queries.dev.jsonl`, `knownitem.dev.jsonl`. Builds an index of it in a database of its own and
asks every question through the product's own code. Without the folder it says so and ends.
"""

import gzip
import json
import math
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LEVELS = {"司法解释": "judicial", "行政法规": "administrative", "部门规章": "ministry"}


def main() -> None:
    """Index the corpus, ask all questions, print the table."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "stard")
    if not folder.is_dir():
        print(f"No benchmark of statutes at {folder}: skipped.")
        return
    os.environ.setdefault("ZX_VAR", str(ROOT / "var" / "bench" / "statutes"))
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    sys.path.insert(1, str(ROOT / "site"))
    import django

    django.setup()
    ids = _build(folder)
    _print_questions(folder, ids)
    _print_known_items(folder, ids)


def _read(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _build(folder: Path) -> dict[int, int]:
    """Index the corpus unless it is there already; return the corpus id of each entry."""
    from django.core.management import call_command
    from django.db import transaction

    from cms_pages.models import RegulationWork
    from search.engines import current_engine
    from search.models import SearchEntry
    from search.services import store_entries

    call_command("migrate", verbosity=0)
    documents = list(_read(folder / "corpus.jsonl.gz"))
    if SearchEntry.objects.count() != len(documents):
        began = time.perf_counter()
        with transaction.atomic():
            SearchEntry.objects.all().delete()
            RegulationWork.objects.all().delete()
            works = {row["law"]: row["level"] for row in documents}
            saved = RegulationWork.objects.bulk_create(
                RegulationWork(title=law, short_title=law, level=LEVELS.get(level, "law"))
                for law, level in works.items()
            )
            by_name = {work.title: work for work in saved}
            for at in range(0, len(documents), 2000):
                store_entries(_entry(row, by_name[row["law"]]) for row in documents[at : at + 2000])
            current_engine().optimize()
        seconds = time.perf_counter() - began
        print(f"indexed {len(documents)} articles in {seconds:.1f} s ({len(documents) / seconds:.0f}/s)")
    return dict(SearchEntry.objects.values_list("pk", "part"))


def _entry(row: dict[str, Any], work: Any) -> Any:
    from search.documents import LEVEL_WEIGHT
    from search.models import SearchEntry
    from search.references import read_reference

    cited = read_reference(row["article"])
    return SearchEntry(
        page_id=1,
        part=row["id"],
        kind="provision",
        facet="regulation",
        group=f"work:{work.pk}",
        work_id=work.pk,
        number=cited.number if cited else "",
        title=f"{row['law']} {row['article']}",
        context=row["chapter"],
        body=row["content"],
        status="in_force",
        weight=LEVEL_WEIGHT.get(work.level, 1.0),
    )


def _ask(text: str, ids: dict[int, int]) -> tuple[list[int], float]:
    """Return the corpus ids in the order found, and the seconds that it took."""
    from search.models import SearchEntry
    from search.queries import find_entries

    began = time.perf_counter()
    groups, _mode = find_entries(text, SearchEntry.objects.all(), fold=False)
    seconds = time.perf_counter() - began
    return [ids[group.entry_id] for group in groups], seconds


def _print_questions(folder: Path, ids: dict[int, int]) -> None:
    sums = {"R@5": 0.0, "R@10": 0.0, "R@20": 0.0, "R@100": 0.0, "MRR@10": 0.0, "nDCG@10": 0.0}
    times = []
    rows = list(_read(folder / "queries.dev.jsonl"))
    for row in rows:
        found, seconds = _ask(row["text"], ids)
        times.append(seconds * 1000)
        wanted = set(row["relevant"])
        for depth in (5, 10, 20, 100):
            sums[f"R@{depth}"] += len(wanted & set(found[:depth])) / len(wanted)
        ranks = [rank for rank, one in enumerate(found[:10], 1) if one in wanted]
        sums["MRR@10"] += 1 / ranks[0] if ranks else 0
        ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(10, len(wanted)) + 1))
        sums["nDCG@10"] += sum(1 / math.log2(rank + 1) for rank in ranks) / ideal
    figures = "  ".join(f"{name} {value / len(rows):.3f}" for name, value in sums.items())
    print(f"questions {len(rows)}  {figures}  {_spread(times)}")


def _print_known_items(folder: Path, ids: dict[int, int]) -> None:
    rows = list(_read(folder / "knownitem.dev.jsonl"))
    for kind in sorted({row["kind"] for row in rows}):
        hits, times, mine = 0, [], [row for row in rows if row["kind"] == kind]
        for row in mine:
            found, seconds = _ask(row["text"], ids)
            times.append(seconds * 1000)
            hits += bool(found) and found[0] in row["relevant"]
        print(f"{kind} {len(mine)}  hit@1 {hits / len(mine):.3f}  {_spread(times)}")


def _spread(times: list[float]) -> str:
    ordered = sorted(times)
    return f"p50 {ordered[len(ordered) // 2]:.0f} ms  p95 {ordered[int(len(ordered) * 0.95)]:.0f} ms"


if __name__ == "__main__":
    main()
