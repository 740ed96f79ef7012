"""The forms of proposals for the vocabulary."""

from django import forms
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from cms_pages.vocabulary.models import LONGEST_NAME, LONGEST_WORDS


class NameForm(forms.Form):
    """A name, of a new tag or for one that there is, and why."""

    name = forms.CharField(label=_("Name of the tag"), max_length=LONGEST_NAME)
    words = forms.CharField(label=_("Reason"), max_length=LONGEST_WORDS)


class MergeForm(forms.Form):
    """Into which tag another is merged, and why."""

    into = forms.ModelChoiceField(label=_("Merge into"), queryset=Tag.objects.none())
    words = forms.CharField(label=_("Reason"), max_length=LONGEST_WORDS)

    def __init__(self, *args: object, tag: Tag, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        shown = Tag.objects.filter(entry__isnull=False, entry__into=None).exclude(pk=tag.pk)
        self.fields["into"].queryset = shown.order_by("name")  # type: ignore[attr-defined]
