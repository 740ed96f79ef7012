"""The forms of the checks: a line of a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms_pages.checks.models import Category, ListKind


class _Line(forms.Form):
    """What each list asks for."""

    words = forms.CharField(label=_("expression"), max_length=60)


class TermForm(_Line):
    """A sensitive term."""

    category = forms.ChoiceField(label=_("category"), choices=Category.choices)
    replacement = forms.CharField(label=_("write instead"), max_length=60, required=False)
    other_forms = forms.CharField(
        label=_("right in these longer expressions"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("One a line."),
    )
    blocks = forms.BooleanField(label=_("stops a submission"), required=False, initial=True)


class NameForm(_Line):
    """The right name of an organ, or a fixed expression."""

    other_forms = forms.CharField(
        label=_("wrong forms"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One a line.")
    )


class OfficeForm(_Line):
    """A title of office, at the end of the order."""


FORM_OF: dict[str, type[forms.Form]] = {
    ListKind.TERM.value: TermForm,
    ListKind.NAME.value: NameForm,
    ListKind.OFFICE.value: OfficeForm,
}
