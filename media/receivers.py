"""The last guard: whichever door a file comes in by, its row is not written unchecked."""

from typing import Any

from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex

from core.errors import Conflict
from media.models import CheckedFile, Document, Image


@receiver(pre_save, sender=Image, dispatch_uid="media.check_image")
@receiver(pre_save, sender=Document, dispatch_uid="media.check_document")
def check_file_before_save(sender: type[CheckedFile], instance: CheckedFile, **kwargs: Any) -> None:
    """Inspect the file of a new row; refuse another file, or other words, for one that is shown."""
    instance.check_file()
    instance.check_words()


@receiver(pre_delete, sender=Image, dispatch_uid="media.keep_used_image")
@receiver(pre_delete, sender=Document, dispatch_uid="media.keep_used_document")
def keep_used_file(sender: type[CheckedFile], instance: CheckedFile, **kwargs: Any) -> None:
    """Refuse to delete a file that a page shows: what was approved would change without a review."""
    if ReferenceIndex.get_references_to(instance).exists():
        raise Conflict(_("This file is in use. Remove it from the pages that show it first."))
