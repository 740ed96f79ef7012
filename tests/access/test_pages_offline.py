"""No page, style or script of the product refers to another host; no inline parts outside the admin."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from access.expectations import ROWS
from django.apps import apps
from django.test import Client
from django.urls import reverse

from support.world import ANONYMOUS

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]

_LOADED = re.compile(
    r"<(?:link|script|img|iframe|source|video|audio|form|use|object|embed)\b[^>]*?"
    r"\b(?:href|src|srcset|action|data|poster)=[\"']([^\"']+)",
    re.IGNORECASE,
)
_CSS_URL = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])([^\"')]+)")
_SCRIPT_REACH = re.compile(
    r"(?:import\s*\(?|from|fetch\(|new (?:WebSocket|EventSource|Worker)\()\s*"
    r"[\"'`]((?:https?:|wss?:)?//[^\"'`]+)"
)
_INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|<style\b", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"<[a-z][^>]*\s(?:style|on[a-z]+)=[\"']", re.IGNORECASE)

PAGES = [row for row in ROWS if row.key.startswith("GET ") and not row.key.startswith("GET /api")]
PAPERS = {"GET api:openapi-view", "GET api:api-root", "GET api:openapi-json", "GET wagtailcore_login"}


def _outside(addresses):
    hosts = [(urlsplit(address).hostname, address) for address in addresses]
    return [address for host, address in hosts if host not in {None, "testserver", "localhost"}]


def _html(response):
    kind = response.headers.get("Content-Type", "")
    return response.content.decode() if kind.startswith("text/html") and not response.streaming else ""


def _client(world, role):
    client = Client()
    if role != ANONYMOUS:
        client.force_login(world.user(role), "django.contrib.auth.backends.ModelBackend")
    return client


def _role_of(row):
    return next((role for role in ("owner", ANONYMOUS, *row.status) if row.status[role] == 200), None)


@pytest.mark.parametrize("row", PAGES, ids=lambda row: f"{row.key} {row.case}".strip())
def test_page_loads_nothing_from_outside(world, row):
    # given
    role = _role_of(row)
    # when
    response = _client(world, role or ANONYMOUS).get(row.path(world))
    html = _html(response)
    # then
    assert response.status_code == row.status[role or ANONYMOUS]
    assert _outside([*_LOADED.findall(html), *_CSS_URL.findall(html)]) == []
    if row.key not in PAPERS:
        assert _INLINE.findall(html) == []
        assert _ATTRIBUTE.findall(html) == []


@pytest.mark.parametrize("role", ["editor", "admin"])
def test_wagtails_admin_loads_nothing_from_outside(world, role):
    # given
    client = _client(world, role)
    draft = world.things.draft
    addresses = [reverse("wagtailadmin_home"), reverse("wagtailadmin_account")]
    if role == "editor":
        addresses.append(reverse("wagtailadmin_explore", args=[draft.get_parent().pk]))
        addresses.append(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    else:
        addresses.append(reverse("organization_units:index"))
    for address in addresses:
        # when
        response = client.get(address)
        # then
        assert response.status_code == 200, address
        html = _html(response)
        assert len(html) > 1000
        assert _outside([*_LOADED.findall(html), *_CSS_URL.findall(html)]) == [], address
        assert "gravatar" not in html.lower()


def _own_assets():
    for config in apps.get_app_configs():
        folder = Path(config.path)
        if ROOT in folder.parents and ".venv" not in folder.parts:
            yield from sorted((folder / "static").rglob("*.css"))
            yield from sorted((folder / "static").rglob("*.js"))


@pytest.mark.parametrize("asset", _own_assets(), ids=lambda asset: str(asset.relative_to(ROOT)))
def test_style_or_script_reaches_nobody_outside(asset):
    text = asset.read_text("utf-8")
    assert _outside(_CSS_URL.findall(text) if asset.suffix == ".css" else _SCRIPT_REACH.findall(text)) == []


def test_scan_finds_what_it_looks_for():
    page = (
        '<link href="https://cdn.example/x.css"><script>1</script><p style="x"><a href="https://ok.example">'
    )
    assert _outside(_LOADED.findall(page)) == ["https://cdn.example/x.css"]
    assert _INLINE.findall(page) == ["<script>"]
    assert len(_ATTRIBUTE.findall(page)) == 1
    assert _outside(_CSS_URL.findall("a{background:url(//cdn.example/a.png)}")) == ["//cdn.example/a.png"]
    assert _SCRIPT_REACH.findall('fetch("https://x.example/")') == ["https://x.example/"]
