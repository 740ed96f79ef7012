"""The form by which Wagtail's admin and API take a picture."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.forms import BaseImageForm

from core.errors import Invalid
from media.inspection import inspect_image


class ImageForm(BaseImageForm):
    """Checks the picture before anything else opens it: a damaged one is told at its field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("file")
        if field is not None:
            field.to_python = _checked(field.to_python)


def _checked(to_python: Any) -> Any:
    def read(data: Any) -> Any:
        if data:
            try:
                inspect_image(data, data.name)
            except Invalid as error:
                raise ValidationError(str(error)) from error
        return to_python(data)

    return read
