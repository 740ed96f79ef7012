"""Read the environment once, and fail early by the name of the variable that is wrong.

This is the only module that reads environment variables for settings.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from core.keys import BadKey, make_key, read_key

_ABOVE = Path(__file__).resolve().parents[2]
ROOT = _ABOVE if (_ABOVE / "manage.py").exists() else Path.cwd()
"""The folder of `manage.py` in a checkout; where the program was started when it is installed."""

LOOPBACK = {"127.0.0.1", "localhost", "::1", "[::1]"}


def var_dir() -> Path:
    """Return the folder for everything that the program writes (`ZX_VAR`, default `var/`)."""
    path = Path(os.environ.get("ZX_VAR") or ROOT / "var").resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def text(name: str, default: str = "") -> str:
    """Return a variable as text, without surrounding white space."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """Return a variable as a truth value; only 1/0, true/false, yes/no, on/off are words for it."""
    raw = text(name).lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}.")


def names(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list of its non-empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def required(name: str) -> str:
    """Return a variable that must be set; raise `ImproperlyConfigured` with its name if it is not."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} must be set.")
    return value


def _url(name: str, schemes: set[str]) -> str:
    value = text(name)
    if value and urlsplit(value).scheme not in schemes:
        known = ", ".join(sorted(schemes))
        raise ImproperlyConfigured(f"{name} must be an address that begins with one of: {known}.")
    return value


SQLITE_OPTIONS: dict[str, Any] = {
    # IMMEDIATE: a transaction that reads and then writes would otherwise fail at once under
    # contention. FULL: an acknowledged commit survives a power loss. Never ATOMIC_REQUESTS beside.
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA journal_size_limit=67108864;"
    ),
}


def database() -> dict[str, Any]:
    """Return Django's `DATABASES["default"]` from `DATABASE_URL` (default: SQLite under `var/`)."""
    url = _url("DATABASE_URL", {"sqlite", "postgres", "postgresql"})
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(var_dir() / "zhixing.sqlite3"),
            "OPTIONS": dict(SQLITE_OPTIONS),
        }
    try:
        parsed = dict(environ.Env.db_url_config(url))
    except (ImproperlyConfigured, ValueError) as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    if parsed["ENGINE"].endswith("sqlite3"):
        parsed["OPTIONS"] = dict(SQLITE_OPTIONS)
        return parsed
    parsed["CONN_MAX_AGE"] = 60
    parsed["CONN_HEALTH_CHECKS"] = True
    return parsed


def redis_url() -> str:
    """Return `REDIS_URL`, or an empty text when cache and sessions stay in the database."""
    return _url("REDIS_URL", {"redis", "rediss", "unix"})


def broker_url() -> str:
    """Return `CELERY_BROKER_URL`, else `REDIS_URL`, else the broker of files under `var/`."""
    return (
        _url("CELERY_BROKER_URL", {"redis", "rediss", "amqp", "amqps", "filesystem", "memory"})
        or redis_url()
        or "filesystem://"
    )


def elasticsearch_url() -> str:
    """Return `ELASTICSEARCH_URL`; refuse it, because this release has only the embedded engine."""
    if _url("ELASTICSEARCH_URL", {"http", "https"}):
        raise ImproperlyConfigured(
            "ELASTICSEARCH_URL is set, but this release searches with the embedded engine only: unset it."
        )
    return ""


def field_keys() -> list[str]:
    """Return the key ring for personal fields from `FIELD_KEYS`: the first encrypts, all decrypt."""
    keys = names("FIELD_KEYS")
    for place, key in enumerate(keys, start=1):
        try:
            read_key(key)
        except BadKey as error:
            raise ImproperlyConfigured(f"FIELD_KEYS: key {place} cannot be used. {error}") from error
    return keys


def kept_field_key() -> str:
    """Return the key of this one machine, made once under `var/` and readable by its owner only."""
    place = var_dir() / "field_key"
    if not place.exists():
        fresh = place.with_name(f"field_key.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(make_key(), encoding="utf-8")
        # A link fails when another process was first, and never shows half a key.
        with suppress(FileExistsError):
            os.link(fresh, place)
        fresh.unlink()
    return place.read_text(encoding="utf-8").strip()


@dataclass(frozen=True)
class Storage:
    """Where uploaded files are kept: Django's storage class with its options."""

    backend: str
    options: dict[str, Any]


def storage() -> Storage:
    """Return the file storage named by `STORAGE_URL` (`file:///folder` or `s3://bucket/prefix`)."""
    url = _url("STORAGE_URL", {"file", "s3"})
    if not url or url.startswith("file:"):
        folder = urlsplit(url).path if url else str(var_dir() / "media")
        return Storage("django.core.files.storage.FileSystemStorage", {"location": folder})
    parts = urlsplit(url)
    if not parts.netloc:
        raise ImproperlyConfigured("STORAGE_URL names no bucket: s3://bucket/prefix.")
    return Storage(
        "storages.backends.s3.S3Storage",
        {"bucket_name": parts.netloc, "location": parts.path.strip("/"), "querystring_auth": True},
    )


def email() -> dict[str, Any]:
    """Return Django's e-mail settings from `EMAIL_URL` (default: letters as files under `var/mail`)."""
    url = _url("EMAIL_URL", {"smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "filemail"})
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(var_dir() / "mail"),
        }
    return dict(environ.Env.email_url_config(url))


def demo() -> bool:
    """Return whether the demo's sign-in buttons are on; off loopback `DEMO_ANYWHERE=1` must say it again."""
    if not flag("DEMO"):
        return False
    strangers = [host for host in names("ALLOWED_HOSTS", "127.0.0.1,localhost") if host not in LOOPBACK]
    if strangers and not flag("DEMO_ANYWHERE"):
        raise ImproperlyConfigured(
            "DEMO=1 lets anybody in without a password. ALLOWED_HOSTS names hosts beyond this machine "
            f"({', '.join(strangers)}): set DEMO_ANYWHERE=1 as well if you mean it."
        )
    return True
