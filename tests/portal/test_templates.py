"""Templates and scripts keep to the policy: nothing inline, no host but our own."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "core", "evidence", "accounts", "organization", "media", "cms_pages", "learning", "outreach", "search",
    "demo", "site/config", "site/portal",
)  # fmt: skip
TEMPLATES = sorted(path for app in APPS for path in (ROOT / app).rglob("templates/**/*.html"))
STATIC = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("static/**/*")
    if path.suffix in {".js", ".css", ".svg"}
)
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
FORBIDDEN = {
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", re.IGNORECASE
    ),
    "an event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a javascript address": re.compile(r"(?:href|src|action)=[\"']javascript:", re.IGNORECASE),
    "an outside host": re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]", re.IGNORECASE),
}


def _found(text: str, rules: dict[str, re.Pattern[str]]) -> list[str]:
    return [what for what, pattern in rules.items() if pattern.search(text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_keeps_to_the_policy(path: Path) -> None:
    # given
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))

    # when
    found = _found(text, FORBIDDEN)

    # then
    assert found == []


@pytest.mark.parametrize("path", STATIC, ids=lambda path: str(path.relative_to(ROOT)))
@pytest.mark.capability("F035")
def test_static_file_names_no_outside_host(path: Path) -> None:
    # given
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/|^\s*//.*$", "", text, flags=re.DOTALL | re.MULTILINE)

    # when
    found = _found(text, {"an outside host": FORBIDDEN["an outside host"]})

    # then
    assert found == []


@pytest.mark.parametrize(
    "text,what",
    [
        ('<p style="color: red">', "an inline style"),
        ("<script>go()</script>", "an inline script"),
        ('<a onclick="go()">', "an event attribute"),
        ('<a href="javascript:go()">', "a javascript address"),
        ('<script src="https://cdn.example.com/a.js"></script>', "an outside host"),
    ],
)
def test_the_rules_find_what_they_forbid(text: str, what: str) -> None:
    # given / when / then
    assert what in _found(text, FORBIDDEN)


def test_every_class_that_the_readme_names_has_a_rule() -> None:
    # given
    portal = ROOT / "site" / "portal"
    styles = "".join(
        path.read_text(encoding="utf-8") for path in (portal / "static/portal/css").glob("*.css")
    )
    named = set()
    table = (
        (portal / "README.md").read_text(encoding="utf-8").split("## Classes")[1].split("## JavaScript")[0]
    )
    for markup in re.findall(r"class=\"([^\"]+)\"", table):
        named |= set(markup.split())

    # when
    missing = {name for name in named if f".{name}" not in styles}

    # then
    assert named
    assert missing == set()


def test_every_icon_that_a_template_draws_is_in_the_sprite() -> None:
    # given
    sprite = (ROOT / "site/portal/static/portal/img/icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', sprite))

    # when
    used = {
        (str(path.relative_to(ROOT)), name)
        for path in TEMPLATES
        for name in re.findall(r"{% icon \"([a-z-]+)\"", path.read_text(encoding="utf-8"))
    }

    # then
    assert {(where, name) for where, name in used if name not in drawn} == set()
