"""The token table: contrast is recomputed from the stylesheet, never trusted."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "site" / "portal" / "static" / "portal" / "css"
BLOCK = re.compile(r"(:root[^{]*)\{([^}]*)\}")
COLOUR = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\s*;")


def _blocks() -> list[tuple[str, dict[str, str]]]:
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return [(head.strip(), dict(COLOUR.findall(body))) for head, body in BLOCK.findall(text)]


def _theme(name: str) -> dict[str, str]:
    light, by_system, by_choice = (colours for _head, colours in _blocks()[:3])
    return light if name == "light" else light | (by_choice if name == "dark" else by_system)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "ink,least",
    [
        ("edge", {"light": 3.2, "dark": 3.7}),
        ("text", {"light": 13.9, "dark": 12.3}),
        ("text-2", {"light": 6.8, "dark": 8.1}),
        ("text-3", {"light": 4.7, "dark": 5.7}),
        ("primary", {"light": 6.5, "dark": 7.4}),
        ("zhu", {"light": 6.3, "dark": 5.9}),
    ],
)
def test_ink_has_the_stated_lowest_contrast_on_page_panel_dialog_and_track(
    ink: str, least: dict[str, float], theme: str
) -> None:
    # given
    colours = _theme(theme)
    grounds = ("ground", "surface", "raised", "sunken")

    # when
    lowest = min(_contrast(colours[ink], colours[ground]) for ground in grounds)

    # then
    assert round(lowest, 1) == least[theme]


@pytest.mark.parametrize(
    "ink,ground,light,dark",
    [
        ("bar-text", "bar", 14.3, 17.0),
        ("bar-idle", "bar", 9.0, 10.7),
        ("on-fill", "fill", 7.7, 5.6),
        ("on-seal", "seal", 7.4, 6.5),
        ("zhu-bar", "bar", 4.1, 4.8),
        ("ok", "ok-bg", 5.7, 7.9),
        ("warn", "warn-bg", 5.9, 8.2),
        ("bad", "bad-bg", 5.3, 7.2),
        ("primary", "info-bg", 6.7, 7.5),
    ],
)
def test_pairs_have_the_stated_contrast(ink: str, ground: str, light: float, dark: float) -> None:
    # given
    themes = _theme("light"), _theme("dark")

    # when
    measured = [round(_contrast(colours[ink], colours[ground]), 1) for colours in themes]

    # then
    assert measured == [light, dark]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ink", ["text", "text-2", "text-3", "primary", "zhu", "ok", "warn", "bad"])
def test_every_ink_is_legible_on_every_tint(ink: str, theme: str) -> None:
    # given
    colours = _theme(theme)
    tints = ("disabled", "info-bg", "ok-bg", "warn-bg", "bad-bg")

    # when
    lowest = min(_contrast(colours[ink], colours[tint]) for tint in tints)

    # then
    assert lowest >= 4.5


def test_both_dark_blocks_are_equal_and_for_screens_only() -> None:
    # given
    text = (CSS / "tokens.css").read_text(encoding="utf-8")

    # when
    (light, _), (by_system, system), (by_choice, choice) = _blocks()[:3]

    # then
    assert light == ":root"
    assert by_system == ':root:not([data-theme="light"])'
    assert by_choice == ':root[data-theme="dark"]'
    assert system == choice
    assert set(system) == {
        name for name in _blocks()[0][1] if name in system
    }  # no dark colour without a light one
    assert "@media screen and (prefers-color-scheme: dark)" in text
    assert text.index("@media screen {") < text.index(by_choice)


def test_colours_are_named_in_the_token_file_only() -> None:
    # given
    allowed = {"#182124", "#ffffff", "#7fc99c", "#85c0ce", "#8b8674"}  # the toast and the book's slip

    # when
    used = {
        (path.name, colour)
        for path in CSS.glob("*.css")
        if path.name != "tokens.css"
        for colour in re.findall(r"#[0-9a-f]{3,8}\b", path.read_text(encoding="utf-8"))
        if colour not in allowed
    }

    # then
    assert used == set()


@pytest.mark.parametrize(
    "token,light,dark",
    [
        ("ground", "#f3f5f4", "#0e1517"),
        ("surface", "#ffffff", "#162023"),
        ("raised", "#ffffff", "#1d292d"),
        ("sunken", "#e9edec", "#0a1012"),
        ("disabled", "#e9edec", "#233034"),
        ("line", "#d9dfde", "#2a383c"),
        ("edge", "#778588", "#708286"),
        ("text", "#182124", "#e4eaeb"),
        ("text-2", "#465357", "#b4c1c4"),
        ("text-3", "#5d6a6e", "#93a3a7"),
        ("bar", "#0f2e37", "#0a1f26"),
        ("bar-idle", "#bfd0d4", "#bfd0d4"),
        ("primary", "#1c5a6a", "#85c0ce"),
        ("fill", "#1c5a6a", "#2c7080"),
        ("zhu", "#9e2b25", "#e48b82"),
        ("seal", "#9e2b25", "#a8352e"),
        ("zhu-bar", "#d9655b", "#d9655b"),
        ("ok", "#1e6a3e", "#7fc99c"),
        ("ok-bg", "#e6f2ea", "#13291d"),
        ("warn", "#855000", "#e2b467"),
        ("warn-bg", "#fbf0da", "#2b2211"),
        ("bad", "#b5330a", "#f2966f"),
        ("bad-bg", "#fdece4", "#331b11"),
        ("info-bg", "#e7f0f2", "#14292f"),
    ],
)
def test_a_token_has_its_colour_in_both_themes(token: str, light: str, dark: str) -> None:
    # given / when / then
    assert (_theme("light")[token], _theme("dark")[token], _theme("system-dark")[token]) == (
        light,
        dark,
        dark,
    )
