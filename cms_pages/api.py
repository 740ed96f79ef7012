"""The routers of the content app, each with its prefix below `/api/v1`."""

from ninja import Router

from cms_pages.articles.api import router as articles
from cms_pages.claims.api import router as claims
from cms_pages.comments.api import router as comments
from cms_pages.courses.api import router as courses
from cms_pages.gate.api import router as reviews
from cms_pages.links.api import router as links
from cms_pages.previews.api import router as previews
from cms_pages.reads.api import router as reads
from cms_pages.regulations.api import router as regulations
from cms_pages.reports.api import router as reports

routers: list[tuple[str, Router]] = [
    ("/articles", articles),
    ("/articles", comments),
    ("/articles", links),
    ("/courses", courses),
    ("/reviews", claims),
    ("/reviews", reviews),
    ("/previews", previews),
    ("/reads", reads),
    ("/regulations", regulations),
    ("/reports", reports),
]
