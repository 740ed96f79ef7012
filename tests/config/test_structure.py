"""The tree, the wheel and the import contracts name the same packages."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WHEEL = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
IMPORTS = PYPROJECT["tool"]["importlinter"]
OUTSIDE_THE_WHEEL = {
    "tests",
    "scripts",
    "bench",
    "drills",
    "docs",
    "requirements",
    "var",
    "node_modules",
    "dist",
}


def _packages_on_disk() -> set[str]:
    top = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".")}
    inner = {f"site/{p.name}" for p in (ROOT / "site").iterdir() if (p / "__init__.py").exists()}
    return {
        name for name in top - OUTSIDE_THE_WHEEL - {"site"} if (ROOT / name / "__init__.py").exists()
    } | inner


def test_wheel_holds_every_package_of_the_tree():
    assert set(WHEEL) == _packages_on_disk()


def test_import_contracts_cover_every_package():
    names = {name.removeprefix("site/") for name in WHEEL}
    stack = IMPORTS["contracts"][0]
    assert set(IMPORTS["root_packages"]) == names
    assert set(stack["layers"]) == names
    assert stack["layers"] == IMPORTS["root_packages"]


def test_every_room_is_in_the_layer_contract():
    # given
    containers = set(IMPORTS["contracts"][1]["containers"])
    # when
    rooms = {
        f"{app}.{room.name}"
        for app in ("cms_pages", "learning", "organization", "accounts")
        for room in (ROOT / app).iterdir()
        if (room / "__init__.py").exists() and room.name not in {"migrations", "templatetags", "management"}
    }
    # then
    assert rooms <= containers


def test_site_is_a_folder_and_never_a_package():
    assert not (ROOT / "site" / "__init__.py").exists()


@pytest.mark.parametrize("package", WHEEL)
def test_every_package_says_what_it_holds(package):
    text = (ROOT / package / "__init__.py").read_text(encoding="utf-8")
    assert text.lstrip().startswith('"""')
    assert len(text.split('"""')[1]) > 80


def test_locks_name_no_host():
    for lock in [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]:
        assert "://" not in lock.read_text(encoding="utf-8").replace("https://opencollective", ""), lock
