"""The forms of Wagtail's admin for units and people; the services do what they ask."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from organization.models import Person, Unit


class IndentedUnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of units, in the order of the tree and indented by depth."""

    def __init__(self, queryset: Any = None, **kwargs: Any) -> None:
        super().__init__(Unit.objects.order_by("path") if queryset is None else queryset, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Return the name behind as many spaces as the unit is deep."""
        return "\u3000" * (obj.depth - 1) + obj.name


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A unit with the parent below which it hangs today."""

    parent = IndentedUnitField(label=gettext_lazy("superior unit"), required=False)

    class Meta:
        model = Unit
        fields = ("name", "short_name", "code", "kind", "valid_from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["parent"].initial = self.instance.get_parent()
            for fixed in ("code", "kind", "valid_from"):
                self.fields[fixed].disabled = True


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new person, if wished with a unit and an account."""

    unit = IndentedUnitField(label=gettext_lazy("unit"), required=False)
    username = forms.CharField(
        label=gettext_lazy("user name"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("Leave empty for a person who does not sign in."),
    )
    password = forms.CharField(
        label=gettext_lazy("first password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Person
        fields = ("name", "party_status")

    def clean(self) -> dict[str, Any]:
        """Ask for a fit password where there is a user name."""
        data = super().clean() or self.cleaned_data
        username, password = data.get("username"), data.get("password")
        if username:
            try:
                validate_password(password or "", User(username=username, first_name=data.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        elif password:
            self.add_error("username", _("Enter the user name that this password is for."))
        return data


class PersonCorrectionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What may be corrected about a person, and whether and how the account signs in."""

    may_sign_in = forms.BooleanField(label=gettext_lazy("may sign in"), required=False)
    new_password = forms.CharField(
        label=gettext_lazy("new password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Only to replace the old one; its sessions end. Check first who is asking."),
    )

    class Meta:
        model = Person
        fields = ("name", "party_status")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.instance.user
        if user is None:
            del self.fields["may_sign_in"], self.fields["new_password"]
        else:
            self.fields["may_sign_in"].initial = user.is_active
