"""Every text of the interface is translated: no English slips into the Chinese pages."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from compile_messages import read_catalogue  # noqa: E402

APPS = [
    "core",
    "evidence",
    "accounts",
    "organization",
    "media",
    "cms_pages",
    "learning",
    "outreach",
    "search",
    "demo",
    "site/portal",
]
DJANGO_OWN = {"English", "Chinese"}
_TRANSLATE = re.compile(
    r"""\{%\s*(?:translate|trans)\s+(?:"([^"]*)"|'([^']*)')"""
    r"""(?:\s+context\s+["']([^"']*)["'])?"""
)
_INLINE = re.compile(r"""_\("([^"]*)"\)""")
_BLOCK = re.compile(r"\{%\s*blocktrans(?:late)?\b(.*?)%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)


def _in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if name in {"_", "gettext", "gettext_lazy"} and texts:
            yield texts[0]
        elif name in {"pgettext", "pgettext_lazy"} and len(texts) >= 2:
            yield "\x04".join(texts[:2])
        elif name in {"ngettext", "ngettext_lazy"} and len(texts) >= 2:
            yield "\0".join(texts[:2])


def _in_template(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    for found in _TRANSLATE.finditer(text):
        message = (found.group(1) or found.group(2)).replace("%", "%%")  # as the tag looks it up
        yield f"{found.group(3)}\x04{message}" if found.group(3) else message
    yield from _INLINE.findall(text)
    for options, body in _BLOCK.findall(text):
        parts = re.split(r"\{%\s*plural\s*%\}", body)
        parts = [re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", part) for part in parts]
        parts = [re.sub(r"%(?!\()", "%%", part) for part in parts]
        if "trimmed" in options:
            parts = [" ".join(line.strip() for line in part.splitlines() if line.strip()) for part in parts]
        yield "\0".join(parts)


@pytest.fixture(scope="module")
def known() -> set[str]:
    """Return every message that some catalogue translates."""
    catalogues = [path for app in APPS for path in (ROOT / app).glob("**/locale/zh_Hans/LC_MESSAGES/*.po")]
    return {message for path in catalogues for message in read_catalogue(path)}


@pytest.mark.parametrize("app", APPS)
def test_every_text_is_translated(app, known):
    # when
    missing = []
    for path in sorted((ROOT / app).rglob("*")):
        if "migrations" in path.parts:
            continue
        found = {".py": _in_python, ".html": _in_template}.get(path.suffix)
        if found:
            missing += [(path.name, text) for text in found(path) if text not in known | DJANGO_OWN]
    # then
    assert missing == []
