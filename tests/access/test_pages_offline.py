"""No style or script of the product refers to another host. Its pages are looked through in `test_routes`."""

import re
from pathlib import Path

import pytest
from access.scanning import CSS_URL, inline_parts, loaded_from_outside, outside
from django.apps import apps

ROOT = Path(__file__).parents[2]
_SCRIPT_REACH = re.compile(
    r"(?:import\s*\(?|from|fetch\(|new (?:WebSocket|EventSource|Worker)\()\s*"
    r"[\"'`]((?:https?:|wss?:)?//[^\"'`]+)"
)


def _own_assets():
    for config in apps.get_app_configs():
        folder = Path(config.path)
        if ROOT in folder.parents and ".venv" not in folder.parts:
            yield from sorted((folder / "static").rglob("*.css"))
            yield from sorted((folder / "static").rglob("*.js"))


@pytest.mark.parametrize("asset", _own_assets(), ids=lambda asset: str(asset.relative_to(ROOT)))
def test_style_or_script_reaches_nobody_outside(asset):
    text = asset.read_text("utf-8")
    assert outside(CSS_URL.findall(text) if asset.suffix == ".css" else _SCRIPT_REACH.findall(text)) == []


def test_scan_finds_what_it_looks_for():
    page = (
        '<link href="https://cdn.example/x.css"><script>1</script><p style="x"><a href="https://ok.example">'
    )
    assert loaded_from_outside(page) == ["https://cdn.example/x.css"]
    assert inline_parts(page) == ["<script>", '<p style="']
    assert outside(CSS_URL.findall("a{background:url(//cdn.example/a.png)}")) == ["//cdn.example/a.png"]
    assert _SCRIPT_REACH.findall('fetch("https://x.example/")') == ["https://x.example/"]
