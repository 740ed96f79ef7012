"""Read the environment once, and fail early by the name of the variable that is wrong.

This is the only module that reads environment variables for settings.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from ipaddress import IPv4Network, IPv6Network, ip_network
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


def number(name: str, default: int) -> int:
    """Return a variable as a whole number that is not negative."""
    raw = text(name)
    if not raw:
        return default
    if not raw.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.")
    return int(raw)


def security_level() -> int:
    """Return `SECURITY_LEVEL`: 2 (default) or 3."""
    level = number("SECURITY_LEVEL", 2)
    if level not in {2, 3}:
        raise ImproperlyConfigured(f"SECURITY_LEVEL must be 2 or 3, not {level}.")
    return level


def names(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list of its non-empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Return a comma-separated variable as the networks that it names."""
    try:
        return [ip_network(part, strict=False) for part in names(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must name networks such as 10.0.0.0/8: {error}.") from error


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


def sign_on_providers() -> dict[str, Any]:
    """Return the single sign-on that the environment configures, in the form that allauth reads.

    `OIDC_ISSUER` switches OpenID Connect on, `WECOM_CORP_ID` WeCom; each then needs its id and secret.
    """
    found: dict[str, Any] = {}
    if issuer := _url("OIDC_ISSUER", {"http", "https"}):
        options = {
            "server_url": issuer.rstrip("/"),
            "issuer": issuer,
            "uid_field": text("OIDC_CLAIM", "sub"),
            "scope": names("OIDC_SCOPES", "openid,profile"),
        }
        found["oidc"] = _sign_on_app("oidc", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", options)
    if text("WECOM_CORP_ID"):
        options = {
            "agent_id": required("WECOM_AGENT_ID"),
            "api_url": (_url("WECOM_API_URL", {"http", "https"}) or WECOM_API).rstrip("/"),
            "scan_url": _url("WECOM_SCAN_URL", {"http", "https"}) or WECOM_SCAN,
            "inside_url": _url("WECOM_INSIDE_URL", {"http", "https"}) or WECOM_INSIDE,
        }
        found["wecom"] = _sign_on_app("wecom", "WECOM_CORP_ID", "WECOM_SECRET", options)
    return found


WECOM_API = "https://qyapi.weixin.qq.com"
WECOM_SCAN = "https://login.work.weixin.qq.com/wwlogin/sso/login"
WECOM_INSIDE = "https://open.weixin.qq.com/connect/oauth2/authorize"


def _sign_on_app(name: str, client: str, secret: str, options: dict[str, Any]) -> dict[str, Any]:
    app = {
        "provider_id": name,
        "name": text(f"{name.upper()}_NAME"),
        "client_id": required(client),
        "secret": required(secret),
        "settings": options,
    }
    return {"APPS": [app], "OAUTH_PKCE_ENABLED": name == "oidc"}


def ldap() -> dict[str, Any]:
    """Return django-auth-ldap's settings from `LDAP_*`; none when `LDAP_URI` is not set.

    Raises ImproperlyConfigured when the extra `ldap` is not installed or the search base is missing.
    """
    uri = _url("LDAP_URI", {"ldap", "ldaps", "ldapi"})
    if not uri:
        return {}
    try:
        search_class = import_module("django_auth_ldap.config").LDAPSearch
        subtree = import_module("ldap").SCOPE_SUBTREE
    except ImportError as error:
        raise ImproperlyConfigured(
            "LDAP_URI is set, but django-auth-ldap is not installed: pip install 'zhixing[ldap]' "
            "(it needs the system's libldap and libsasl2), or unset LDAP_URI."
        ) from error
    if uri.startswith("ldap:") and not flag("LDAP_START_TLS") and not flag("LDAP_PLAIN"):
        raise ImproperlyConfigured(
            "LDAP_URI would send passwords in the clear: use ldaps://, set LDAP_START_TLS=1, or say "
            "LDAP_PLAIN=1 if the way to the directory is safe by itself."
        )
    found = search_class(required("LDAP_BASE"), subtree, text("LDAP_FILTER", "(uid=%(user)s)"))
    return {
        "AUTH_LDAP_SERVER_URI": uri,
        "AUTH_LDAP_START_TLS": flag("LDAP_START_TLS"),
        "AUTH_LDAP_BIND_DN": text("LDAP_BIND_DN"),
        "AUTH_LDAP_BIND_PASSWORD": text("LDAP_BIND_PASSWORD"),
        "AUTH_LDAP_USER_SEARCH": found,
        "AUTH_LDAP_NO_NEW_USERS": True,
        "AUTH_LDAP_ALWAYS_UPDATE_USER": False,
        "AUTH_LDAP_PERMIT_EMPTY_PASSWORD": False,
    }


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
