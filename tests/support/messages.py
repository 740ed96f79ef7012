"""Which texts Python modules, templates and catalogues of installed packages offer for translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop", "ugettext", "ugettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}
_CALL = re.compile(r"\b(_|gettext|pgettext|ngettext|npgettext)\(")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd](?![\w%])|\{\w*\}")


def calls_in(tree: ast.AST) -> Iterator[str]:
    """Yield the catalogue's keys of the calls to gettext: context\\x04singular\\0plural."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if name in SINGULAR and texts:
            yield texts[0]
        elif name in CONTEXT and len(texts) >= 2:
            yield "\x04".join(texts[:2])
        elif name in PLURAL and len(texts) >= 2:
            yield "\0".join(texts[:2])
        elif name in CONTEXT_PLURAL and len(texts) >= 3:
            yield f"{texts[0]}\x04{texts[1]}\0{texts[2]}"


def in_python(path: Path) -> Iterator[str]:
    """Yield the keys of a module's texts."""
    yield from calls_in(ast.parse(path.read_text(encoding="utf-8")))


def in_template(path: Path) -> Iterator[str]:
    """Yield the keys of a template's texts, as Django's own extraction sees them."""
    text = templatize(path.read_text(encoding="utf-8"))
    for found in _CALL.finditer(text):
        end = text.find(")", found.end())
        while end != -1:
            try:
                tree = ast.parse(text[found.start() : end + 1], mode="eval")
            except (SyntaxError, ValueError):
                end = text.find(")", end + 1)
                if end - found.start() > 4000:
                    break
                continue
            yield from calls_in(tree)
            break


def placeholders(text: str) -> set[str]:
    """Return the places of a text that the program fills in."""
    return set(_PLACEHOLDER.findall(text.replace("%%", "")))
