"""The form of an import."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms_pages.columns.models import ArticleIndexPage


class ImportForm(forms.Form):
    """A Word file, the column of its draft, and what a file does not tell."""

    column = forms.ModelChoiceField(
        label=pgettext_lazy("of articles", "Column"), queryset=ArticleIndexPage.objects.none()
    )
    file = forms.FileField(label=_("Word file (.docx)"))
    source = forms.CharField(label=_("Source"), max_length=100)
    responsible_editor = forms.CharField(label=_("Responsible editor"), max_length=40)

    def __init__(self, *args: Any, columns: list[ArticleIndexPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["column"]
        chosen.queryset = ArticleIndexPage.objects.filter(pk__in=[column.pk for column in columns])
