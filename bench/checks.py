"""How well the checks before submission find errors: `python -m bench.checks [FOLDER]`.

Reads the laws at `../shared/data/laws` (or in the folder named as argument) and the demo's own texts;
without the laws the demo's texts alone. Prints the recall for each of ten classes of errors put into
them by `bench.injection`, the false alarms on the untouched texts, and the time for 5,000 characters.
"""

import html
import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bench.injection import CLASSES, Sample, Vocabulary, inject
from cms_pages.checks import starters
from cms_pages.checks.engines import Checker
from cms_pages.checks.reading import read_content
from cms_pages.checks.types import Finding, Knowledge, Passage, Text
from cms_pages.regulations.parsing import parse

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "demo" / "content"
LIVE = 7
UNTOUCHED = 300_000
OFFICES = (
    ("党委书记", "董事长"),
    ("党委副书记", "总经理"),
    ("书记", "副书记"),
    ("纪委书记", "工会主席"),
    ("主任", "副主任"),
)


@dataclass
class Work:
    """A regulation of the bench's library."""

    title: str
    articles: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    former: frozenset[str] = frozenset()
    is_repealed: bool = False
    repealed_on: date | None = None

    def article(self, number: str) -> str | None:
        """Return the words of an article."""
        return self.articles.get(number)

    def had_article(self, number: str) -> bool:
        """Return whether an earlier version had it."""
        return number in self.former


@dataclass
class Shelf:
    """The library: works by title and short title, and the sources as they were read."""

    works: dict[str, Work] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)

    def find(self, title: str) -> Work | None:
        """Return the work of this title."""
        return self.works.get(re.sub(r"\s", "", title))


@dataclass(frozen=True)
class Figures:
    """What was measured."""

    recall: dict[str, float]
    missed: list[Sample]
    alarms: list[str]
    characters: int
    milliseconds: float

    @property
    def alarms_per_thousand(self) -> float:
        """Return the false alarms on 1,000 untouched characters."""
        return len(self.alarms) * 1000 / max(1, self.characters)


def read_shelf(laws: Path | None, *, most: int | None = None) -> Shelf:
    """Return the library of the laws' folder, or of the demo's rules where there is none."""
    shelf = Shelf()
    for row in _rows(laws)[:most]:
        source = row["source"]
        found = {node.number: node for node in parse(source).walk() if node.kind == "article"}
        work = Work(
            row["title"],
            {number: node.full_text() for number, node in found.items()},
            {number: node.label for number, node in found.items()},
            is_repealed=row["gone"],
        )
        if row["gone"] or not row["older"]:
            shelf.works.setdefault(row["title"], work)
            shelf.works.setdefault(row["short_title"], work)
        shelf.sources.append(source)
    return shelf


def _rows(laws: Path | None) -> list[dict[str, Any]]:
    """Return the laws newest version first, so that the library holds the current one."""
    if laws is None:
        rows = []
        for path in sorted((DEMO / "rules").glob("*.md"), reverse=True):
            _mark, head, body = path.read_text(encoding="utf-8").split("+++", 2)
            titles = dict(re.findall(r'^(title|short_title) = "(.*)"$', head, re.MULTILINE))
            rows.append({**titles, "source": body, "gone": False, "older": False})
        return rows
    rows = json.loads((laws / "manifest.json").read_text(encoding="utf-8"))
    rows.sort(key=lambda row: row["status"] != "现行有效")
    for row in rows:
        row["source"] = (laws.parent / row["file"]).read_text(encoding="utf-8")
        row["gone"] = row["status"] == "已失效"
        row["older"] = row["status"] == "已修改"
    return list(rows)


def read_articles() -> list[str]:
    """Return the bodies of the demo's articles."""
    return [
        path.read_text(encoding="utf-8").split("+++", 2)[2]
        for path in sorted((DEMO / "articles").glob("*.md"))
    ]


def make_checker(shelf: Shelf) -> Checker:
    """Return the checker with the starting lists over this library."""
    return Checker(
        Knowledge(
            terms=starters.TERMS,
            names=starters.NAMES,
            offices=starters.OFFICES,
            library=shelf,
            state_of=lambda kind, target: "live" if target == str(LIVE) else "missing",
        )
    )


def make_vocabulary(shelf: Shelf, dice: random.Random) -> Vocabulary:
    """Return what the injector may use; where no law is repealed, some are made so."""
    works = list({id(work): work for work in shelf.works.values()}.values())
    if not any(work.is_repealed for work in works):
        works[0].is_repealed = True
    kept = [work for work in works if not work.is_repealed and work.articles]
    gone = []
    for work in dice.sample(kept, min(len(kept), 40)):
        number = str(1 + max(int(re.match(r"\d+", one)[0]) for one in work.articles))  # type: ignore[index]
        work.former = frozenset({number})
        gone.append((work.title, f"第{number}条"))
    return Vocabulary(
        terms=[term.words for term in starters.TERMS],
        wrong_names=[form for name in starters.NAMES for form in name.wrong],
        offices=OFFICES,
        articles={
            (work.title, work.labels[number]): text for work in kept for number, text in work.articles.items()
        },
        repealed=[work.title for work in works if work.is_repealed],
        gone=gone,
        live_page=LIVE,
    )


def measure(shelf: Shelf, *, samples: int, untouched: int, seed: int = 20261123) -> Figures:
    """Return recall, false alarms and time; each class has this many samples."""
    dice = random.Random(seed)
    alarms, characters = _count_alarms(make_checker(shelf), shelf, untouched, dice)
    vocabulary = make_vocabulary(shelf, dice)
    checker = make_checker(shelf)
    hosts = list(_hosts(shelf))
    recall, missed = {}, []
    for kind in CLASSES:
        found = 0
        for _number in range(samples):
            sample = inject(kind, dice.choice(hosts), vocabulary, dice)
            if _is_found(sample, checker.check(read_content(sample.content))):
                found += 1
            else:
                missed.append(sample)
        recall[kind] = found / samples
    return Figures(recall, missed, alarms, characters, _time(checker, hosts, dice))


def _hosts(shelf: Shelf) -> Iterable[str]:
    """Yield stretches of about 400 characters of laws and of the demo's articles."""
    for source in [*read_articles(), *shelf.sources[:200]]:
        lines = [
            line for line in source.splitlines() if len(line) > 20 and "<" not in line and "|" not in line
        ]
        for at in range(0, len(lines) - 4, 5):
            yield html.escape("\n".join(lines[at : at + 5]), quote=False)


def _is_found(sample: Sample, findings: list[Finding]) -> bool:
    for one in findings:
        if one.rule.value not in sample.rules or sample.place not in {one.block, one.field}:
            continue
        if not sample.words or one.text in sample.words or sample.words in one.text:
            return True
    return False


def _count_alarms(checker: Checker, shelf: Shelf, most: int, dice: random.Random) -> tuple[list[str], int]:
    """Check untouched texts as if they were an editor's own; every finding counts as a false alarm."""
    alarms: list[str] = []
    seen = 0
    for source in [*read_articles(), *dice.sample(shelf.sources, len(shelf.sources))]:
        words = source[: most - seen]
        for one in checker.check(Text((Passage("body", words),))):
            near = words[max(0, one.offset - 10) : one.offset + one.length + 10].replace("\n", " ")
            alarms.append(f"{one.rule.value}/{one.code}: {near}")
        seen += len(words)
        if seen >= most:
            break
    return alarms, seen


def _time(checker: Checker, hosts: list[str], dice: random.Random) -> float:
    """Return the median of the milliseconds that 5,000 characters take."""
    times = []
    for _round in range(15):
        words = "\n".join(dice.choices(hosts, k=40))[:5000]
        text = Text((Passage("body", words),))
        began = time.perf_counter()
        checker.check(text)
        times.append((time.perf_counter() - began) * 1000 * 5000 / len(words))
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "laws")
    laws = folder if (folder / "manifest.json").is_file() else None
    if laws is None:
        print(f"No laws at {folder}: the demo's texts alone.")
    figures = measure(read_shelf(laws), samples=300, untouched=UNTOUCHED)
    for kind, share in figures.recall.items():
        print(f"{kind:<40} recall {share:.3f}")
    print(f"{'all classes':<40} recall {statistics.mean(figures.recall.values()):.3f}")
    print(
        f"false alarms {len(figures.alarms)} on {figures.characters} characters: "
        f"{figures.alarms_per_thousand:.3f} per 1,000"
    )
    for words, count in Counter(alarm.split(":")[0] for alarm in figures.alarms).most_common():
        print(f"  {words} {count}")
    print(f"{figures.milliseconds:.1f} ms for 5,000 characters")


if __name__ == "__main__":
    main()
