"""Run one drill: `python -m drills NAME` (`make drill NAME=…`)."""

import sys
from importlib import import_module
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def main() -> int:
    """Run the drill that is named, or list those there are."""
    if len(sys.argv) != 2 or sys.argv[1] not in NAMES:
        print("usage: make drill NAME=…   one of: " + ", ".join(NAMES))
        return 2
    result: int = import_module(f"drills.{sys.argv[1]}").run()
    return result


if __name__ == "__main__":
    raise SystemExit(main())
