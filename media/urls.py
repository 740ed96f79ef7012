"""The addresses of files."""

from django.urls import path

from media import delivery
from media.models import Document, Image, Rendition
from media.policies import register_policies

app_name = "media"

# Here, because addresses are loaded when every app is ready: at the ready of ours it is too early.
register_policies()

urlpatterns = [
    path("image/<int:pk>/<str:name>", delivery.serve_image, name="image"),
    path("document/<int:pk>/<str:name>", delivery.serve_document, name="document"),
    path("rendition/<int:pk>/<str:name>", delivery.serve_rendition, name="rendition"),
]


def url_for(item: Image | Document | Rendition) -> str:
    """Return the address at which the file is delivered to those who may see it."""
    return item.url
