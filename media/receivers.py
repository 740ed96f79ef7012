"""The last guard: whichever door a file comes in by, its row is not written unchecked."""

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver

from media.models import CheckedFile, Document, Image


@receiver(pre_save, sender=Image, dispatch_uid="media.check_image")
@receiver(pre_save, sender=Document, dispatch_uid="media.check_document")
def check_file_before_save(sender: type[CheckedFile], instance: CheckedFile, **kwargs: Any) -> None:
    """Inspect the file of a new row, refuse another file for an old one."""
    instance.check_file()
