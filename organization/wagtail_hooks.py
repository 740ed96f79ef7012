"""Units and people in Wagtail's admin: for system administrators, and only by the services."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from accounts.services import create_user
from core import audit
from core.errors import DomainError
from core.forms import put_errors
from organization import services
from organization.authority import allows
from organization.forms import PersonCorrectionForm, PersonForm, UnitForm
from organization.models import Person, Unit
from organization.policies import AdministratorPolicy
from organization.types import Subject, Verb
from organization.units import services as units


class _WithinReach:
    """Opens only the rows in the administrator's scope: Wagtail's own views ask about the model."""

    request: Any
    permission_policy: Any

    def get_object(self, *args: Any) -> Any:
        """Return the row, or nothing that could be seen."""
        row = super().get_object(*args)  # type: ignore[misc]
        if not self.permission_policy.within_reach(self.request.user).filter(pk=row.pk).exists():
            raise Http404
        return row


class _ScopedIndexView(generic.IndexView):
    """Lists the rows in the administrator's scope."""

    def get_base_queryset(self) -> Any:
        """Return them."""
        return self.permission_policy.within_reach(self.request.user)


class _ScopedHistoryView(_WithinReach, HistoryView):
    """The history of a row in scope."""


class _ScopedUsageView(_WithinReach, UsageView):
    """The use of a row in scope."""


class _ByService:
    """Saves by a service, and tells what it refuses at the form, with nothing lost."""

    request: Any
    form: Any

    def form_valid(self, form: Any) -> Any:
        """Save, or show the form again with the reasons."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except DomainError as error:
            put_errors(form, error)
            self.produced_error_code = "refused"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def save_instance(self) -> Any:
        """Call the service and name its object in the audit entry."""
        row = self.apply(self.form.cleaned_data, by=self.request.user)
        label = row._meta.label
        audit.describe(self.request, action=f"{label}.save", object_type=label, object_id=row.pk)
        return row

    def apply(self, data: dict[str, Any], *, by: Any) -> Any:
        """Call the service that does what the form asks."""
        raise NotImplementedError


class CreateUnitView(_ByService, generic.CreateView):
    """Set up a unit."""

    def apply(self, data: dict[str, Any], *, by: Any) -> Unit:
        """Create it below its parent."""
        return units.create_unit(**data, by=by)


class EditUnitView(_WithinReach, _ByService, generic.EditView):
    """Rename or move a unit."""

    def apply(self, data: dict[str, Any], *, by: Any) -> Unit:
        """Rename it; move it when another parent was chosen."""
        unit: Unit = Unit.objects.get(pk=self.object.pk)
        with transaction.atomic():
            unit = units.rename_unit(unit=unit, name=data["name"], short_name=data["short_name"], by=by)
            if unit.get_parent() != data["parent"]:
                unit = units.move_unit(unit=unit, parent=data["parent"], by=by)
        return unit


class CreatePersonView(_ByService, generic.CreateView):
    """Enter a person."""

    @transaction.atomic
    def apply(self, data: dict[str, Any], *, by: Any) -> Person:
        """Create the account, the person and the membership, or none of them."""
        user = None
        if data["username"]:
            user = create_user(username=data["username"], name=data["name"], password=data["password"], by=by)
        person = services.create_person(
            name=data["name"], party_status=data["party_status"], user=user, by=by
        )
        if data["unit"] is not None:
            services.join_unit(person=person, unit=data["unit"], by=by)
        return person


class EditPersonView(_WithinReach, _ByService, generic.EditView):
    """Correct what is written about a person."""

    def apply(self, data: dict[str, Any], *, by: Any) -> Person:
        """Correct it, and open or close the account or give it a new password if so asked."""
        account = {name: data.pop(name) for name in ("may_sign_in", "new_password") if name in data}
        with transaction.atomic():
            person = services.correct_person(person=self.object, **data, by=by)
            if account:
                services.manage_account(person=person, **account, by=by)
        return person


class _OrganizationViewSet(ModelViewSet):
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = _ScopedIndexView
    history_view_class = _ScopedHistoryView
    usage_view_class = _ScopedUsageView

    def get_form_class(self, for_update: bool = False) -> Any:
        return (self.edit_form if for_update else None) or self.create_form

    create_form: Any = None
    edit_form: Any = None


class UnitViewSet(_OrganizationViewSet):
    """The units."""

    model = Unit
    icon = "site"
    permission_policy = AdministratorPolicy(Unit, "add", "change")
    add_view_class = CreateUnitView
    edit_view_class = EditUnitView
    create_form = UnitForm
    list_display = ("name", "code", "get_kind_display", "valid_from", "valid_to")
    list_filter = ("kind",)
    search_fields = ("name", "short_name", "code")
    search_backend_name = None
    ordering = ("path",)


class PersonViewSet(_OrganizationViewSet):
    """The people; party status is not listed, only shown where it is corrected."""

    model = Person
    icon = "user"
    permission_policy = AdministratorPolicy(Person, "add", "change")
    add_view_class = CreatePersonView
    edit_view_class = EditPersonView
    create_form = PersonForm
    edit_form = PersonCorrectionForm
    list_display = ("name", "user")
    search_fields = ("name", "user__username")
    search_backend_name = None
    ordering = ("name", "pk")


for _viewset in (UnitViewSet, PersonViewSet):
    register_permission_policy(_viewset.model, _viewset.permission_policy, exact_class=True)


class OrganizationViewSetGroup(ViewSetGroup):
    """The menu of the organization."""

    menu_label = _("Organization")
    menu_icon = "group"
    menu_order = 700
    items = (
        UnitViewSet("organization_units"),
        PersonViewSet("organization_people"),
    )


@hooks.register("register_admin_viewset")
def register_organization() -> OrganizationViewSetGroup:
    """Add the organization to the admin."""
    return OrganizationViewSetGroup()


class GrantsItem(MenuItem):
    """The way to the page of grants, which is no part of the admin."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may look at grants."""
        return allows(request.user, Verb.VIEW, Subject.GRANTS)


@hooks.register("register_admin_menu_item")
def register_grants() -> GrantsItem:
    """Add the way to the grants."""
    return GrantsItem(_("Grants"), reverse("organization:grants"), icon_name="key", order=710)
