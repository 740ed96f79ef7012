"""Compile every app's message catalogue (`.po` to `.mo`) without GNU gettext."""

import ast
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def read_catalogue(source: Path) -> dict[str, str]:
    """Return the translations of a `.po` file; fuzzy and empty ones are left out.

    Raises ValueError with the line's number when a line cannot be read.
    """
    messages: dict[str, str] = {}
    entry: dict[str, str] = {}
    key, fuzzy = "", False

    def finish() -> None:
        nonlocal entry, fuzzy
        if "msgid" in entry and not (fuzzy and entry["msgid"]):
            singular = entry["msgid"]
            if "msgctxt" in entry:
                singular = f"{entry['msgctxt']}\x04{singular}"
            if "msgid_plural" in entry:
                plurals = [entry[k] for k in sorted(entry) if k.startswith("msgstr[")]
                if all(plurals):
                    messages[f"{singular}\x00{entry['msgid_plural']}"] = "\x00".join(plurals)
            elif entry.get("msgstr"):
                messages[singular] = entry["msgstr"]
        entry, fuzzy = {}, False

    for number, raw in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        if line.startswith("#,") and "fuzzy" in line:
            if entry:
                finish()
            fuzzy = True
        elif not line or line.startswith("#"):
            if not line and entry:
                finish()
        elif line.startswith('"'):
            entry[key] += ast.literal_eval(line)
        else:
            name, _, value = line.partition(" ")
            if name in {"msgid", "msgctxt"} and any(k.startswith("msgstr") for k in entry):
                finish()
            if not (name in {"msgid", "msgctxt", "msgid_plural", "msgstr"} or name.startswith("msgstr[")):
                raise ValueError(f"{source}:{number}: {line}")
            key = name
            entry[key] = ast.literal_eval(value)
    finish()
    return messages


def write_compiled(messages: dict[str, str], target: Path) -> None:
    """Write a `.mo` file: sorted keys, offsets, no hash table."""
    keys = sorted(messages, key=lambda text: text.encode())
    ids, texts, offsets = b"", b"", []
    for text in keys:
        raw_id, raw_text = text.encode(), messages[text].encode()
        offsets.append((len(raw_id), len(ids), len(raw_text), len(texts)))
        ids += raw_id + b"\0"
        texts += raw_text + b"\0"
    start = 28 + 16 * len(keys)
    id_table = b"".join(struct.pack("<II", length, start + at) for length, at, _, _ in offsets)
    text_table = b"".join(struct.pack("<II", length, start + len(ids) + at) for _, _, length, at in offsets)
    header = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    target.write_bytes(header + id_table + text_table + ids + texts)


def main() -> int:
    """Compile what is older than its source; return 1 when a catalogue cannot be read."""
    sources = [
        path
        for top in ROOT.iterdir()
        if top.is_dir() and top.name not in {".venv", "var", "node_modules", ".git", ".vnode"}
        for path in top.glob("**/locale/*/LC_MESSAGES/*.po")
    ]
    for source in sorted(sources):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            try:
                write_compiled(read_catalogue(source), target)
            except (ValueError, SyntaxError, KeyError) as error:
                print(f"{source.relative_to(ROOT)}: {error}", file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
