"""Every text of the interface is translated: no English slips into the Chinese pages."""

import sys
from pathlib import Path

import pytest

from support.messages import in_python, in_template

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
        found = {".py": in_python, ".html": in_template}.get(path.suffix)
        if found:
            missing += [(path.name, text) for text in found(path) if text not in known | DJANGO_OWN]
    # then
    assert missing == []
