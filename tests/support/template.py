"""One migrated SQLite database, made once for a state of the migrations and copied by whoever tests.

`python tests/support/template.py` makes it; without it each run of the suite migrates for itself.
"""

import hashlib
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {".venv", "node_modules", "var", "tests"}
LOOKED_AT = ("organization/names.py", "cms_pages/checks/starters.py", "core/encryption.py", "core/clock.py")
"""What migrations import. Triggers and roles are put in after every migration, copied or not."""


def template_path() -> Path:
    """Return where the database of the present migrations and packages is, made or not."""
    told = hashlib.sha256((ROOT / "requirements" / "dev.txt").read_bytes())
    apps = [folder for folder in ROOT.iterdir() if folder.is_dir() and folder.name not in LEFT_OUT]
    files = [path for folder in apps for path in folder.rglob("migrations/*.py")]
    files += [*(ROOT / "search" / "engines").glob("*.py"), *(ROOT / name for name in LOOKED_AT)]
    for path in sorted(files):
        told.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return ROOT / "var" / "test" / f"template-{told.hexdigest()[:20]}.sqlite3"


def copy_template(target: Path) -> bool:
    """Put the migrated database in place of a test database; say whether there was one to copy."""
    template = template_path()
    if not template.is_file():
        return False
    for ending in ("-wal", "-shm"):
        Path(f"{target}{ending}").unlink(missing_ok=True)
    shutil.copyfile(template, target)
    return True


def make_template() -> None:
    """Migrate an empty database and leave it as the template."""
    template = template_path()
    if template.is_file():
        return
    import django
    from django.conf import settings
    from django.core.management import call_command

    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    growing = template.with_suffix(f".{os.getpid()}")
    settings.DATABASES["default"]["NAME"] = str(growing)
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for old in template.parent.glob("template-*.sqlite3"):
        old.unlink()
    growing.replace(template)


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    make_template()
