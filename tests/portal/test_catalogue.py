"""Every word that the portal and the messages show has a Chinese form."""

import ast
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
read_catalogue = runpy.run_path(str(ROOT / "scripts" / "compile_messages.py"))["read_catalogue"]
TRANSLATE = re.compile(r"{%\s*translate\s+(?:\"([^\"]*)\"|'([^']*)')")
BLOCK = re.compile(r"{%\s*blocktranslate[^%]*trimmed\s*%}(.*?){%\s*endblocktranslate", re.DOTALL)


def _of_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            first = node.args[0]
            if node.func.id in {"_", "ngettext"} and isinstance(first, ast.Constant):
                yield str(first.value)


def _of_template(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    for one, other in TRANSLATE.findall(text):
        yield one or other
    for block in BLOCK.findall(text):
        words = " ".join(line.strip() for line in block.strip().splitlines()).replace("%", "%%")
        yield re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", words)


@pytest.mark.parametrize("package", ["site/portal", "outreach"])
def test_every_message_has_a_chinese_form(package: str) -> None:
    # given
    root = ROOT / package
    catalogue = read_catalogue(root / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")
    known = {key.split("\x00")[0] for key in catalogue}

    # when
    used = {
        text
        for path in root.rglob("*")
        if "migrations" not in path.parts
        for text in (
            _of_python(path) if path.suffix == ".py" else _of_template(path) if path.suffix == ".html" else ()
        )
    }

    # then
    assert len(used) > 20
    assert used - known == set()
