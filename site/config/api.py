"""The assembly of the API at `/api/v1/`: each app brings its routers, errors are mapped once."""

from ninja import NinjaAPI

from accounts.http import AUTH
from cms_pages.api import routers as content_routers
from core.http import install_error_handlers
from learning.api import routers as learning_routers
from organization.api import routers as organization_routers
from search.api import router as search_router

api = NinjaAPI(
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
