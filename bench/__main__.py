"""Run the bench: `python -m bench [--short]` (`make bench`).

Works in a database of its own under `var/bench` (or `ZX_VAR`), which it fills with the demo and, where
the public collection of regulations is there, with its documents taken through review.
"""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Prepare the database, then print each table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true", help="fewer rounds, for CI")
    options = parser.parse_args()
    os.environ.setdefault("ZX_VAR", str(ROOT / "var" / "bench"))
    os.environ["DEMO"] = "1"
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    sys.path.insert(1, str(ROOT / "site"))
    import django

    django.setup()
    from bench import pages, prepare, retrieval

    prepare.fill(collection=Path(os.environ.get("IMPORT_FROM") or ROOT.parent / "shared" / "data" / "laws"))
    rounds = 5 if options.short else 30
    retrieval.run(rounds=rounds)
    pages.run(rounds=rounds)


if __name__ == "__main__":
    main()
