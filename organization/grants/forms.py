"""The forms of grants: give or ask, say why, filter the lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.forms import DayField
from organization.forms import IndentedUnitField
from organization.types import GrantScope, GrantVerbs, Role


class AccountField(forms.CharField):
    """An account, by its user name."""

    def clean(self, value: Any) -> Any:
        """Return the active account of this user name."""
        name = super().clean(value)
        if not name:
            return None
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no active account of this user name."))
        return user


class GrantForm(forms.Form):
    """Who is to hold which role, where, how far, with which verbs, from when to when."""

    user = AccountField(label=_("User name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Role.choices])
    unit = IndentedUnitField(
        label=_("Unit"),
        required=False,
        help_text=_("Only an administrator's role may stand without a unit: for the whole system."),
    )
    scope = forms.ChoiceField(
        label=_("Scope of the grant"), choices=GrantScope.choices, initial=GrantScope.SELF
    )
    verbs = forms.ChoiceField(label=_("Verbs"), choices=GrantVerbs.choices, initial=GrantVerbs.ALL)
    valid_from = DayField(label=_("First day"))
    valid_to = DayField(
        label=_("Last day"), required=False, help_text=_("Ends at 24:00 of this day. Empty: until withdrawn.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed for an administrator's role, which a second administrator confirms."),
    )

    def __init__(self, units: Any, *args: Any, everywhere: bool = False, **kwargs: Any) -> None:
        """Offer these units; only who gives roles everywhere may leave the unit out."""
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]
        if not everywhere:
            self.fields["unit"].required = True
            self.fields["unit"].help_text = ""


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class AnswerForm(forms.Form):
    """Why a request is declined."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Needed when you decline.")
    )


class GrantFilter(forms.Form):
    """Which grants are listed."""

    user = forms.CharField(label=_("Name or user name"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("All")), *Role.choices], required=False)
    unit = IndentedUnitField(label=_("Unit"), required=False, empty_label=_("All units"))
    on = DayField(label=_("Valid on"), required=False)
    ended = forms.BooleanField(label=_("Ended ones"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "ended":
                field.widget.attrs["class"] = "input"


class AuditFilter(forms.Form):
    """Which entries of the audit log are listed."""

    actor = AccountField(label=_("User name"), max_length=150, required=False)
    since = DayField(label=pgettext_lazy("audit log", "From"), required=False)
    until = DayField(label=pgettext_lazy("audit log", "To"), required=False)
    route = forms.CharField(label=_("Route or action"), max_length=100, required=False)
    outcome = forms.ChoiceField(
        label=pgettext_lazy("audit log", "Outcome"),
        choices=[("", _("All")), ("done", _("Done")), ("refused", _("Refused or failed"))],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
