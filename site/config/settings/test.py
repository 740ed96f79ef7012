"""Settings of the test suite: the same product, a database of its own, quick password hashing."""

import tempfile
from pathlib import Path

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, STORAGES, VAR

SECRET_KEY = "test-only-not-a-secret"  # noqa: S105
FIELD_KEYS = ["dGVzdC1vbmx5LWtleS1ub3QtYS1zZWNyZXQtMTIzNDU="]
DEMO = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_tests = VAR / "test"
_tests.mkdir(exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: WAL, several connections and the pragmas are part of what is tested.
    DATABASES["default"]["TEST"] = {"NAME": str(_tests / f"{env.text('ZX_TEST_DB', 'test')}.sqlite3")}

_files = Path(tempfile.mkdtemp(prefix="zx-test-"))
STORAGES = STORAGES | {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(_files)},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = str(_files)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
AXES_ENABLED = True
FACTORS_DEMANDED = False  # tests sign roles in at once; those of the factors switch it on
SOCIALACCOUNT_PROVIDERS = {}
