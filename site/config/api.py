"""The assembly of the API at `/api/v1/`: each app brings its routers, errors are mapped once."""

from functools import cache
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from accounts.http import AUTH
from cms_pages.api import routers as content_routers
from core.http import install_error_handlers
from learning.api import routers as learning_routers
from organization.api import routers as organization_routers
from search.api import router as search_router


class Api(NinjaAPI):
    """The API; its document is made once, because the routes do not change while a process runs."""

    @cache  # noqa: B019 - there is one API, and it lives as long as the process
    def _document(self, path_prefix: str | None) -> OpenAPISchema:
        return super().get_openapi_schema(path_prefix=path_prefix)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI document for a prefix of the addresses."""
        if path_params:
            return super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        return self._document(path_prefix)


api = Api(
    title="Zhixing",
    version="1",
    urls_namespace="api",
    auth=AUTH,
    docs_url="/docs",
    description="Content, search and learning. Send `Authorization: Bearer <token>`.",
)
install_error_handlers(api)

for prefix, router in [*content_routers, *learning_routers, *organization_routers, ("", search_router)]:
    api.add_router(prefix, router)
