"""Settings of one machine: no environment needed, everything under `var/`."""

from django.core.management.utils import get_random_secret_key

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import FIELD_KEYS, STORAGES, VAR

DEBUG = env.flag("DEBUG")

_secret_file = VAR / "secret_key"
if not _secret_file.exists():
    _secret_file.write_text(get_random_secret_key(), encoding="utf-8")
    _secret_file.chmod(0o600)
SECRET_KEY = env.text("SECRET_KEY") or _secret_file.read_text(encoding="utf-8").strip()

FIELD_KEYS = FIELD_KEYS or [env.kept_field_key()]

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
