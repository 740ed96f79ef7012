"""Which tags there are, how they are shown, and what is proposed."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from taggit.models import Tag

from cms_pages.vocabulary.models import TagChange, VocabularyTag
from cms_pages.vocabulary.types import ChangeState
from organization import authority
from organization.types import Subject, Verb


def names_shown(tags: Iterable[Tag]) -> list[str]:
    """Return the names under which tags are shown: of a merged one that of the other, each once, by name."""
    names = {tag.pk: tag.name for tag in tags}
    if not names:
        return []
    merged = VocabularyTag.objects.filter(tag__in=names, into__isnull=False).select_related("into")
    names |= {row.tag_id: row.into.name for row in merged if row.into is not None}
    return sorted(set(names.values()))


def shown_as(name: str) -> Q:
    """Return the condition on a tag that it is shown under this name."""
    return Q(name=name, entry__into=None) | Q(entry__into__name=name)


def unknown_names(tag_ids: Iterable[int]) -> list[str]:
    """Return the names of those of the tags that are not in the vocabulary."""
    found = Tag.objects.filter(pk__in=list(tag_ids), entry=None)
    return sorted(found.values_list("name", flat=True))


def entries() -> QuerySet[VocabularyTag]:
    """Return the tags that are shown, by name, each with the `number` of texts that bear it."""
    texts = Count("tag__cms_pages_articletag_items", distinct=True)
    also = Count("tag__merged__tag__cms_pages_articletag_items", distinct=True)
    rows: QuerySet[VocabularyTag] = (
        VocabularyTag.objects.filter(into=None)
        .select_related("tag")
        .prefetch_related("tag__merged__tag")
        .annotate(number=texts + also)
        .order_by("tag__name")
    )
    return rows


def waiting_changes() -> QuerySet[TagChange]:
    """Return the proposals that nobody has decided, the oldest first."""
    rows = TagChange.objects.filter(state=ChangeState.WAITING)
    return rows.select_related("tag", "into", "by").order_by("pk")


def may_propose(user: Any) -> bool:
    """Return whether the user writes texts or publishes them."""
    return authority.allows(user, Verb.MANAGE, Subject.TEXTS) or may_decide(user)


def may_decide(user: Any) -> bool:
    """Return whether the user decides proposals: publishers do, as they keep the lists of the checks."""
    return authority.allows(user, Verb.MANAGE, Subject.FINAL_REVIEW)
