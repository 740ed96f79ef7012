"""Images with their renditions, and documents (films among them)."""

from pathlib import PurePath
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet
from wagtail.images.models import Image as WagtailImage

from core.errors import Invalid
from media.inspection import Findings, inspect_document, inspect_image
from media.keepers import is_kept
from media.types import Kind


def _uploader() -> Any:
    """Return Wagtail's field under a name of its own: the stock models' reverse names are taken."""
    field: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    field.wagtail_reference_index_ignore = True
    return field


class CheckedFile(models.Model):
    """A row whose file was inspected before it was stored and stays what it was.

    `KEPT_WORDS` are the fields that readers meet with it; they stay while something approved shows the file.
    """

    KIND: ClassVar[Kind]
    KEPT_WORDS: ClassVar[tuple[str, ...]] = ("title",)

    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False, db_index=True)
    media_type = models.CharField(_("content type"), max_length=100, editable=False)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Check the file as every form does, and tell the error at its field."""
        super().clean()
        try:
            self.check_file()
            self.check_words()
        except Invalid as error:
            raise ValidationError(error.fields) from error

    def check_words(self) -> None:
        """Refuse to change what readers are shown with a file that something approved shows."""
        manager: Any = type(self)._default_manager
        stored = manager.filter(pk=self.pk).values(*self.KEPT_WORDS).first() if self.pk else None
        if stored is None:
            return
        changed = [name for name, value in stored.items() if getattr(self, name) != value]
        if changed and is_kept(self.KIND, self.pk):
            text = gettext(
                "A published text shows this file. Add it anew and submit the text that is to show it."
            )
            raise Invalid(text, fields=dict.fromkeys(changed, text))

    def check_file(self) -> None:
        """Inspect a file that is not stored yet; refuse another file in place of a stored one."""
        file: Any = self.file  # type: ignore[attr-defined]
        if not file:
            text = gettext("Choose a file.")
            raise Invalid(text, fields={"file": text})
        manager: Any = type(self)._default_manager
        stored = (
            manager.filter(pk=self.pk).values_list("file", flat=True).first() if self.pk is not None else None
        )
        if stored is not None:
            if file._committed and file.name == stored:
                return
            text = gettext("A stored file stays as it is. Add the new one as a file of its own.")
            raise Invalid(text, fields={"file": text})
        if getattr(file, "_inspected", None) == file.name:
            return
        self.keep_findings(self.inspect(file))
        file._inspected = file.name

    def inspect(self, file: Any) -> Findings:
        """Return what the file is."""
        raise NotImplementedError

    def keep_findings(self, findings: Findings) -> None:
        """Note what was found."""
        self.sha256 = findings.sha256
        self.media_type = findings.media_type
        self.file_size = findings.size

    @property
    def content_type(self) -> str:
        """The type as which the file is sent, found from its content."""
        return self.media_type

    @property
    def filename(self) -> str:
        """The last part of the name under which the file is stored."""
        return PurePath(self.file.name).name  # type: ignore[attr-defined]


class Image(CheckedFile, AbstractImage):  # type: ignore[django-manager-missing]
    """One picture, as it was uploaded."""

    KIND = "image"
    KEPT_WORDS = (
        "title",
        "description",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    uploaded_by_user = _uploader()
    tags = TaggableManager(verbose_name=_("tags"), blank=True, help_text=None, related_name="media_images")

    objects: ClassVar[models.Manager["Image"]] = ImageQuerySet.as_manager()

    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self) -> str:
        return self.title

    def inspect(self, file: Any) -> Findings:
        """Return what the picture is; refuse what is not one."""
        return inspect_image(file, file.name)

    @property
    def url(self) -> str:
        """The address of the original, which asks who is calling."""
        return reverse("media:image", args=[self.pk, self.filename])


class Rendition(AbstractRendition):
    """One size of a picture, made when it is first needed."""

    image = models.ForeignKey(
        Image, verbose_name=_("image"), on_delete=models.CASCADE, related_name="renditions"
    )

    objects: ClassVar[models.Manager["Rendition"]] = models.Manager()

    class Meta:
        verbose_name = _("image rendition")
        verbose_name_plural = _("image renditions")
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_one_of_a_filter"
            )
        ]

    @property
    def filename(self) -> str:
        """The last part of the name under which the file is stored."""
        return PurePath(self.file.name).name

    @property
    def url(self) -> str:
        """The address of this size, which asks who is calling."""
        return reverse("media:rendition", args=[self.pk, self.filename])


class Document(CheckedFile, AbstractDocument):
    """One document or film, as it was uploaded."""

    KIND = "document"

    duration_ms = models.PositiveIntegerField(_("duration in ms"), null=True, editable=False)

    uploaded_by_user = _uploader()
    tags = TaggableManager(verbose_name=_("tags"), blank=True, help_text=None, related_name="media_documents")

    objects: ClassVar[models.Manager["Document"]] = DocumentQuerySet.as_manager()

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title

    def inspect(self, file: Any) -> Findings:
        """Return what the document is; refuse what its name does not say."""
        return inspect_document(file, file.name)

    def keep_findings(self, findings: Findings) -> None:
        """Note what was found, and how long a film is."""
        super().keep_findings(findings)
        self.duration_ms = findings.duration_ms

    @property
    def url(self) -> str:
        """The address of the document, which asks who is calling."""
        return reverse("media:document", args=[self.pk, self.filename])
