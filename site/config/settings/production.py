"""Settings of a real deployment: refuses to start when a secret is missing or the demo is on."""

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import DEMO, FIELD_KEYS

SECRET_KEY = env.required("SECRET_KEY")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must be set.")
if not FIELD_KEYS:
    raise ImproperlyConfigured("FIELD_KEYS must be set: `python -m core.keys` makes a key.")
if DEMO:
    raise ImproperlyConfigured("DEMO must not be set in production.")

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if env.flag("BEHIND_TLS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
