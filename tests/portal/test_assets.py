"""The browser's third-party parts: pinned without hosts, copied with their licences."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def build_assets() -> ModuleType:
    """The script as a module of its own, so that a test may bend it."""
    spec = importlib.util.spec_from_file_location("build_assets", ROOT / "scripts" / "build_assets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_lock_pins_every_package_by_digest_and_names_no_host() -> None:
    # given
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    # when
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}

    # then
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert "http://" not in text
    assert "https://" not in text


def test_every_package_that_is_installed_is_used_by_a_page(build_assets: ModuleType) -> None:
    # given
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    base = (ROOT / "site/portal/templates/portal/base.html").read_text(encoding="utf-8")

    # when / then
    assert set(asked) == set(build_assets.WANTED)
    for package, files in build_assets.WANTED.items():
        for name in files:
            assert f"vendor/{package}/{Path(name).name}" in base


def test_files_are_copied_with_their_licence_and_without_a_pointer_to_a_map(
    build_assets: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    package = tmp_path / "node_modules" / "part"
    (package / "dist").mkdir(parents=True)
    (package / "dist" / "part.min.js").write_text("go();\n//# sourceMappingURL=part.min.js.map\n")
    (package / "LICENSE").write_text("Anybody may use this.")
    target = tmp_path / "vendor"
    (target / "old").mkdir(parents=True)
    monkeypatch.setattr(build_assets, "MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(build_assets, "WANTED", {"part": ["dist/part.min.js"]})

    # when
    copied = build_assets.copy_parts(target)

    # then
    assert copied == ["part/part.min.js", "part/LICENSE"]
    assert (target / "part" / "part.min.js").read_text() == "go();\n"
    assert (target / "part" / "LICENSE").read_text() == "Anybody may use this."
    assert not (target / "old").exists()


def test_a_package_without_a_licence_is_not_passed_on(
    build_assets: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "a.js").write_text("go();")
    monkeypatch.setattr(build_assets, "MODULES", tmp_path)
    monkeypatch.setattr(build_assets, "WANTED", {"part": ["a.js"]})

    # when
    with pytest.raises(SystemExit, match="licence"):
        build_assets.copy_parts(tmp_path / "vendor")

    # then
    assert not (tmp_path / "vendor").exists()


def test_nothing_is_installed_twice(
    build_assets: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # given
    monkeypatch.setenv("ZX_VAR", str(tmp_path))
    vendor = tmp_path / "assets" / "vendor"
    vendor.mkdir(parents=True)
    (vendor / ".built-from").write_text(build_assets.fingerprint())
    monkeypatch.setattr(build_assets, "install", lambda: pytest.fail("npm was called"))

    # when
    build_assets.main()

    # then
    assert "up to date" in capsys.readouterr().out


def test_an_old_node_is_not_used(
    build_assets: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    for name, answer in (("node", "v18.19.0"), ("npm", "9")):
        tool = tmp_path / name
        tool.write_text(f"#!/bin/sh\necho {answer}\n")
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    # when / then
    assert build_assets.system_npm() is None
