"""The assembly of the API at `/api/v1/`: each app brings its routers, errors are mapped once."""

from importlib import import_module
from importlib.util import find_spec

from ninja import NinjaAPI

from core.http import install_error_handlers


def _auth() -> list:
    return import_module("accounts.http").AUTH if find_spec("accounts.http") else []


api = NinjaAPI(
    title="Zhixing",
    version="1",
    urls_namespace="api",
    auth=_auth() or None,
    docs_url="/docs",
    description="Content, search and learning. Send `Authorization: Bearer <token>`.",
)
install_error_handlers(api)

for module in ("cms_pages.api", "learning.api", "search.api"):
    if find_spec(module):
        loaded = import_module(module)
        for prefix, router in getattr(loaded, "routers", None) or [("", loaded.router)]:
            api.add_router(prefix, router)
