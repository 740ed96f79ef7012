"""The addresses of files."""

from django.urls import path

from media import delivery
from media.models import Document, Image, Rendition

app_name = "media"

urlpatterns = [
    path("image/<int:pk>/<str:name>", delivery.serve_image, name="image"),
    path("document/<int:pk>/<str:name>", delivery.serve_document, name="document"),
    path("rendition/<int:pk>/<str:name>", delivery.serve_rendition, name="rendition"),
]


def url_for(item: Image | Document | Rendition) -> str:
    """Return the address at which the file is delivered to those who may see it."""
    return item.url
