"""The form of handing a text over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class HandOverForm(forms.Form):
    """To whom a stage goes, and why."""

    to = forms.ModelChoiceField(label=_("Reviewer"), queryset=User.objects.none())
    words = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = User.objects.filter(pk__in=[user.pk for user in people]).order_by("first_name", "pk")
        field.label_from_instance = lambda user: user.get_full_name() or user.username
