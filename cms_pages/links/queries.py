"""Which live texts a text links to, and which link to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from cms_pages.articles.models import ArticlePage
from cms_pages.courses.models import CoursePage, LessonPage
from cms_pages.gate.pages import GatedPage
from cms_pages.queries import visible_pages
from cms_pages.regulations.models import RegulationPage

KINDS: tuple[type[GatedPage], ...] = (ArticlePage, CoursePage, LessonPage, RegulationPage)
"""What is listed as linked; an article may be a gallery, a video, a recording or a document."""


@dataclass(frozen=True)
class Linked:
    """The other ends of a text's links that a reader may read, by kind and title."""

    to: list[GatedPage]
    by: list[GatedPage]

    def __bool__(self) -> bool:
        return bool(self.to or self.by)


def linked_with(page: GatedPage, user: Any) -> Linked:
    """Return what a live text links to and what links to it, each text once.

    Wagtail's index of references follows what is live, so a draft's links are not told.
    """
    pages = ContentType.objects.get_for_model(Page)  # under which the index knows pages of every kind
    outward = ReferenceIndex.get_references_for_object(page).filter(to_content_type=pages)
    inward = ReferenceIndex.get_references_to(page).filter(base_content_type=pages)
    to = {int(key) for key in outward.values_list("to_object_id", flat=True)} - {page.pk}
    by = {int(key) for key in inward.values_list("object_id", flat=True)} - {page.pk}
    found = readable_pages(to | by, user)
    return Linked([found[key] for key in found if key in to], [found[key] for key in found if key in by])


def readable_pages(keys: Iterable[int], user: Any) -> dict[int, GatedPage]:
    """Return those of the pages that are of the kinds above and that the user may read, by key.

    They come in the order of the kinds, and within one by title.
    """
    wanted = Page.objects.filter(pk__in=keys, live=True).values_list("content_type", "pk")
    rows: dict[int, GatedPage] = {}
    by_model: dict[type[GatedPage], set[int]] = {}
    for type_id, group in groupby(sorted(wanted), key=lambda row: row[0]):
        model = ContentType.objects.get_for_id(type_id).model_class()
        kind = next((kind for kind in KINDS if model is not None and issubclass(model, kind)), None)
        if kind is not None:
            by_model.setdefault(kind, set()).update(key for _type, key in group)
    for kind in KINDS:
        if kind in by_model:
            found = visible_pages(user, kind).filter(pk__in=by_model[kind]).order_by("title", "pk")
            rows |= {page.pk: page for page in found}
    return rows
