"""The guard at every other door, and the bookkeeping after a page goes live or is hidden."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page, Revision
from wagtail.signals import page_published, page_unpublished, workflow_cancelled

from cms_pages.gate import files, queries, services
from cms_pages.gate.digest import digest_of_content
from cms_pages.gate.models import Release
from media.keepers import register_keeper
from media.registry import register_reader

register_reader(files.may_see)
register_keeper(files.is_shown)


@receiver(pre_save)
def refuse_unreleased(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Refuse to save anything live whose revision no release allows, whoever asks and by whatever way."""
    if not isinstance(instance, DraftStateMixin):
        return
    if getattr(instance, "alias_of_id", None) is not None:
        # An alias follows its source without a revision of its own, so there is nothing to approve.
        raise PermissionDenied(_("Aliases are not used here; link to the page instead."))
    if raw and "live" not in {field.name for field in sender._meta.local_fields}:
        _refuse_raw_part(sender, instance)
        return
    if not instance.live:
        return
    if not isinstance(instance, Page):
        raise PermissionDenied(_("Only reviewed content can go live."))
    if instance.depth == 1:
        return
    update_fields = kwargs.get("update_fields")
    if update_fields is not None and not _touches_text(set(update_fields)):
        return
    permit = queries.open_release_of(instance.pk, instance.live_revision_id) if instance.pk else None
    if permit is None:
        raise PermissionDenied(_("Only reviewed content can go live."))
    if not _is_as_approved(instance, permit):
        raise PermissionDenied(_("A live text changes only by a new review."))


def _is_as_approved(page: Any, permit: Release) -> bool:
    """Return whether a page, or the part of it that a base class knows, is what was approved."""
    data = page.serializable_data()
    if isinstance(page, page.specific_class or Page):
        return digest_of_content(data) == permit.digest
    content = Revision.objects.get(pk=permit.revision_id).content
    known = {name: content.get(name) for name in data}
    return digest_of_content(data) == digest_of_content(known)


def _refuse_raw_part(model: Any, row: Any) -> None:
    """Refuse to load (`loaddata`) the own columns of a subtype over a live page with another text."""
    page = model._default_manager.filter(pk=row.pk, live=True).first()
    if page is None:
        return  # the other half of the row, which says "live", is checked when it is loaded
    for field in model._meta.local_fields:
        setattr(page, field.attname, getattr(row, field.attname))
    permit = queries.open_release_of(page.pk, page.live_revision_id)
    if permit is None or digest_of_content(page.serializable_data()) != permit.digest:
        raise PermissionDenied(_("A live text changes only by a new review."))


_KEPT_BY_THE_PROGRAM = {
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "draft_title",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
    "path",
    "depth",
    "url_path",
    "expired",
}


def _touches_text(fields: set[str]) -> bool:
    return not fields <= _KEPT_BY_THE_PROGRAM


@receiver(pre_save, sender=Revision)
def refuse_change_of_candidate(sender: type, instance: Revision, **kwargs: Any) -> None:
    """Refuse to rewrite a revision that was submitted, and to schedule one that was not released."""
    page_id = int(instance.object_id) if str(instance.object_id).isdigit() else 0
    if instance.approved_go_live_at is not None and not queries.open_release_of(page_id, instance.pk):
        raise PermissionDenied(_("Only reviewed content can go live."))
    if instance._state.adding or not queries.is_frozen(instance.pk):
        return
    stored = Revision.objects.filter(pk=instance.pk).values_list("content", flat=True).first()
    if stored is not None and digest_of_content(stored) != digest_of_content(instance.content):
        raise PermissionDenied(_("A submitted text cannot be rewritten; save a new version."))


@receiver(pre_delete, sender=Page)
def refuse_deletion_of_live(sender: type, instance: Page, **kwargs: Any) -> None:
    """Refuse to delete a live page: take it down first, so that somebody gives the reason.

    Of every page its `Page` row is deleted too. A receiver for all models would make Django read each
    row of every table before it deletes it.
    """
    if instance.depth > 1 and Page.objects.filter(pk=instance.pk, live=True).exists():
        raise PermissionDenied(_("Take the page down before you delete it."))


@receiver(page_published)
def note_live(sender: type, instance: Page, revision: Revision, **kwargs: Any) -> None:
    """End earlier releases, build the projections and tell the other apps."""
    services.note_live(instance, revision)


@receiver(page_unpublished)
def note_hidden(sender: type, instance: Page, **kwargs: Any) -> None:
    """End the releases, remove the projections and tell the other apps."""
    services.note_hidden(instance)


@receiver(workflow_cancelled)
def note_cancelled(sender: type, instance: Any, **kwargs: Any) -> None:
    """Withdraw the candidate of a cancelled workflow."""
    services.withdraw(workflow_state_id=instance.pk)
