"""Find the documents of a folder or file and what is known about each, from its manifest or its words."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cms_pages.regulations.grammar import find_number, squeeze
from cms_pages.regulations.numerals import NUMERAL, to_int
from cms_pages.regulations.parsing import parse
from cms_pages.regulations.services import LARGEST_TEXT, Details, address_of
from cms_pages.regulations.tree import Document
from cms_pages.regulations.types import Level, Status
from core.clock import today
from core.errors import Invalid

MANIFEST = "manifest.json"
SUFFIXES = (".md", ".txt")

_LEVELS = {
    "法律": Level.LAW,
    "行政法规": Level.ADMINISTRATIVE,
    "司法解释": Level.JUDICIAL,
    "部门规章": Level.MINISTRY,
    "党内法规": Level.PARTY,
    "内部制度": Level.INTERNAL,
}
_STATUSES = {
    "现行有效": Status.IN_FORCE,
    "已修改": Status.AMENDED,
    "已失效": Status.REPEALED,
    "尚未施行": Status.NOT_YET,
}
_DAY = re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日")
_CHINESE_DAY = re.compile(rf"({NUMERAL}{{4}})年({NUMERAL}{{1,3}})月({NUMERAL}{{1,3}})日")
_IN_FORCE_FROM = re.compile(r"自(.{6,16}?日)起(?:施行|生效|实施)")
_DATED_NAME = re.compile(r"[(（]([0-9]{4})-([0-9]{2})-([0-9]{2})[)）]$")


@dataclass(frozen=True)
class Entry:
    """One document to import. `articles` is the number that the manifest expects, if it says one."""

    name: str
    path: Path | None
    details: Details
    articles: int | None = None
    problem: str = ""


def find_entries(path: Path) -> list[Entry]:
    """Return the documents of a folder with a manifest, of any folder, or of one file, in a fixed order.

    An entry that cannot be read carries its `problem`. Raises Invalid when there is nothing to import.
    """
    if not path.exists():
        raise Invalid(_("There is no such file or folder: %(path)s") % {"path": path})
    manifest = path if path.name == MANIFEST else path / MANIFEST
    if path.is_file() and path != manifest:
        entries = [_entry_of_file(path, path.parent)]
    elif manifest.is_file():
        entries = list(_entries_of_manifest(manifest))
    else:
        files = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES and file.is_file())
        entries = [_entry_of_file(file, path) for file in files]
    if not entries:
        raise Invalid(_("There is no document to import in %(path)s") % {"path": path})
    return _with_addresses(entries)


def read_source(entry: Entry) -> str:
    """Return the text of an entry; raise Invalid, in words for people, when it cannot be read."""
    if entry.problem or entry.path is None:
        raise Invalid(entry.problem)
    try:
        if entry.path.stat().st_size > LARGEST_TEXT:
            raise Invalid(_("The file is too long."))
        return entry.path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(_("The file is not UTF-8 text.")) from error
    except OSError as error:
        raise Invalid(_("The file cannot be read: %(reason)s") % {"reason": error.strerror}) from error


def complete(details: Details, source: str, *, audience: str) -> Details:
    """Fill what is not known about a version from its own words: title, number, dates."""
    document = parse(source, title=details.title)
    title = details.title or document.title
    days = [day for line in document.history if (day := _day_in(line)) is not None]
    closing = next(
        (found for node in reversed(document.articles()) if (found := _begins(node.full_text()))), None
    )
    version_date = details.version_date or (max(days) if days and not details.publish_date else None)
    return replace(
        details,
        title=title,
        short_title=details.short_title or _short(title),
        number=details.number or find_number(document.history),
        version_date=version_date,
        publish_date=details.publish_date or (max(days) if days else None),
        effective_date=details.effective_date or closing,
        audience=audience,
    )


def articles_are_exact(entry: Entry, document: Document) -> bool:
    """Return whether the articles are as many as the manifest says or, without one, run on from the first."""
    if entry.articles is not None:
        return len(document.articles()) == entry.articles
    return not any(remark.code == "gap" for remark in document.remarks)


def _entries_of_manifest(manifest: Path) -> Iterator[Entry]:
    try:
        rows = json.loads(manifest.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise Invalid(_("The manifest is not JSON: %(path)s") % {"path": manifest}) from error
    if not isinstance(rows, list):
        raise Invalid(_("The manifest is not a list of documents: %(path)s") % {"path": manifest})
    for number, row in enumerate(rows, start=1):
        name = str(row.get("file", "")) if isinstance(row, dict) else ""
        try:
            yield _entry_of_row(name, row, manifest.parent.resolve())
        except (Invalid, ValueError, TypeError) as error:
            yield Entry(name or f"#{number}", None, Details("", ""), problem=str(error))


def _entry_of_row(name: str, row: Any, folder: Path) -> Entry:
    if not name:
        raise Invalid(_("The manifest names no file."))
    choices = [folder / name, folder.parent / name]
    path = next((file for file in choices if file.is_file()), choices[0]).resolve()
    if not path.is_relative_to(folder):
        raise Invalid(_("The file lies outside of the folder."))
    if not path.is_file():
        raise Invalid(_("The file is missing."))
    title = str(row.get("title") or "")
    effective = _iso(row.get("effective_date"))
    status = _choice(_STATUSES, row.get("status"), Status.IN_FORCE)
    if status == Status.IN_FORCE and effective and effective > today():
        status = Status.NOT_YET.value
    articles = row.get("articles")
    if articles is not None and not isinstance(articles, int):
        raise Invalid(_("The number of articles is not a number."))
    details = Details(
        title=title,
        short_title=str(row.get("short_title") or _short(title)),
        level=_choice(_LEVELS, row.get("level"), Level.INTERNAL),
        category=str(row.get("category") or ""),
        issuer=str(row.get("issuer") or ""),
        number=str(row.get("number") or ""),
        version_date=_iso(row.get("version_date")),
        publish_date=_iso(row.get("publish_date")),
        effective_date=effective,
        status=status,
    )
    return Entry(name, path, details, articles)


def _entry_of_file(path: Path, folder: Path) -> Entry:
    stem = path.stem
    dated = _DATED_NAME.search(stem)
    day = None
    if dated:
        try:
            day = date(int(dated[1]), int(dated[2]), int(dated[3]))
        except ValueError:
            dated = None
    short = stem[: dated.start()] if dated else stem
    category = path.parent.name if path.parent != folder else ""
    details = Details(title="", short_title=short, category=category, version_date=day)
    try:
        heads = parse(path.read_text(encoding="utf-8-sig")[:2000])
        if not heads.title:
            details = replace(details, title=short)
    except (UnicodeDecodeError, OSError):
        details = replace(details, title=short)  # reading it again will say what is wrong
    return Entry(str(path.relative_to(folder)), path, details)


def _with_addresses(entries: list[Entry]) -> list[Entry]:
    """Give each entry its address; documents of one version and day are told apart by their order."""
    taken: Counter[str] = Counter()
    found = []
    for entry in entries:
        details = entry.details
        address = address_of(details.short_title, details.version_date or details.publish_date)
        taken[address] += 1
        slug = address if taken[address] == 1 else f"{address}-{taken[address]}"
        found.append(replace(entry, details=replace(details, slug=slug)) if address else entry)
    return found


def _choice(table: dict[str, Any], word: Any, default: Any) -> str:
    if word in {None, ""}:
        return str(default.value)
    if word not in table:
        raise Invalid(_("The manifest says an unknown word: %(word)s") % {"word": word})
    return str(table[word].value)


def _iso(text: Any) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(unicodedata.normalize("NFKC", str(text)))
    except ValueError as error:
        raise Invalid(_("The manifest says an unknown day: %(word)s") % {"word": text}) from error


def _short(title: str) -> str:
    return squeeze(title).removeprefix("中华人民共和国") or title


def _begins(text: str) -> date | None:
    found = _IN_FORCE_FROM.search(text)
    return _day_in(found[1]) if found else None


def _day_in(text: str) -> date | None:
    found = _DAY.search(text) or _CHINESE_DAY.search(squeeze(text))
    if found is None:
        return None
    try:
        return date(*(to_int(part) for part in found.groups()))
    except ValueError:
        return None
