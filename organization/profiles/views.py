"""The pages 我的信息: what is kept, contact data, corrections, export and closing of one's own account."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import require_user
from core import audit, clock
from core.errors import DomainError, NotFound, Refused
from core.forms import put_errors
from organization.authority import allows
from organization.models import Person
from organization.profiles import closing, corrections, exporting, services
from organization.profiles.forms import ClosingForm, ContactForm, CorrectionForm
from organization.profiles.models import ClosingRequest, Contact, CorrectionRequest, PersonalExport
from organization.profiles.overview import overview_of, retention_rows
from organization.profiles.queries import may_answer_requests
from organization.profiles.registry import held_of
from organization.profiles.types import CorrectableField, RequestState
from organization.types import Subject, Verb


def require_own_person(request: HttpRequest) -> Person:
    """Return the person of the signed-in account; refuse when it belongs to none."""
    person = Person.objects.filter(user=require_user(request)).first()
    if person is None:
        raise Refused(_("This account belongs to no person."))
    return person


def sent(form: forms.Form, act: Callable[[dict[str, Any]], None]) -> bool:
    """Do what a form asks for; return False, with the errors in the form, when it cannot be done."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except DomainError as error:
        put_errors(form, error)
        return False
    return True


@never_cache
@login_required
@require_safe
def show_me(request: HttpRequest) -> HttpResponse:
    """Show everything kept about the reader, why, from where, for how long, and who saw it."""
    user = require_user(request)
    context = {
        "overview": overview_of(user),
        "answers": may_answer_requests(user),
        "audits": allows(user, Verb.VIEW, Subject.AUDIT_LOG),
    }
    return render(request, "organization/profiles_me.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_contact(request: HttpRequest) -> HttpResponse:
    """Let the reader write how they can be reached."""
    person, user = require_own_person(request), require_user(request)
    contact = Contact.objects.filter(person=person).first()
    initial = {"phone": contact.phone, "email": contact.email} if contact else {}
    form = ContactForm(request.POST or None, initial=initial)
    if request.method == "POST":
        audit.describe(
            request, action="profile.set_contact", object_type="organization.Person", object_id=person.pk
        )
        if sent(form, lambda told: _keep_contact(person, told, user)):
            messages.success(request, _("Your contact data has been kept."))
            return redirect("organization:me")
    return _form_page(request, "organization/profiles_contact.html", form)


def _keep_contact(person: Person, told: dict[str, Any], user: Any) -> None:
    services.set_contact(person, told["phone"], told["email"], user)


def _form_page(request: HttpRequest, template: str, form: forms.Form, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)


# Corrections


@never_cache
@login_required
@require_safe
def show_corrections(request: HttpRequest) -> HttpResponse:
    """Show the reader's correction requests with their answers."""
    person = require_own_person(request)
    rows = [correction_row(item) for item in CorrectionRequest.objects.filter(person=person)]
    return render(
        request, "organization/profiles_corrections.html", {"rows": rows, "fields": CorrectableField.choices}
    )


def correction_row(item: CorrectionRequest) -> dict[str, Any]:
    """Return a request with its values as people read them."""
    return {
        "request": item,
        "old": corrections.shown_value(item.field, item.old_value),
        "new": corrections.shown_value(item.field, item.new_value),
        "open": item.state == RequestState.OPEN,
        "tone": {"open": "info", "accepted": "ok", "declined": "bad"}.get(item.state, "plain"),
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_correction(request: HttpRequest, field: str) -> HttpResponse:
    """Let the reader say what is wrong about them and what is right."""
    person, user = require_own_person(request), require_user(request)
    if field not in CorrectableField.values:
        raise NotFound(_("There is no such field."))
    form = CorrectionForm(field, request.POST or None)
    if request.method == "POST":
        audit.describe(
            request,
            action="profile.ask_correction",
            object_type="organization.Person",
            object_id=person.pk,
            note=field,
        )

        def act(told: dict[str, Any]) -> None:
            corrections.ask_correction(
                person=person, field=field, new_value=told["new_value"], reason=told["reason"], by=user
            )

        if sent(form, act):
            messages.success(request, _("Your request has been sent to the officers of your unit."))
            return redirect("organization:corrections")
    kept = corrections.shown_value(field, corrections.kept_value(person, field))
    label = CorrectableField(field).label
    return _form_page(request, "organization/profiles_correction.html", form, kept=kept, label=label)


@login_required
@require_POST
def withdraw_correction(request: HttpRequest, request_id: int) -> HttpResponse:
    """Take back one's own request."""
    corrections.withdraw_correction(request_id=request_id, by=require_user(request))
    audit.describe(
        request,
        action="profile.withdraw_correction",
        object_type="organization.CorrectionRequest",
        object_id=request_id,
    )
    messages.success(request, _("The request has been withdrawn."))
    return redirect("organization:corrections")


# Export


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_exports(request: HttpRequest) -> HttpResponse:
    """Show the reader's exports with their progress; a POST asks for a new one."""
    user = require_user(request)
    if request.method == "POST":
        export = exporting.ask_export(user=user)
        audit.describe(
            request,
            action="profile.ask_export",
            object_type="organization.PersonalExport",
            object_id=export.pk,
        )
        messages.success(request, _("Your export is being made. You will get a message when it is ready."))
        return redirect("organization:exports")
    found = PersonalExport.objects.filter(user=user)[:20]
    context = {
        "exports": found,
        "waiting": any(export.state == "waiting" for export in found),
        "days": exporting.kept_days(),
        "now": clock.now(),
    }
    template = "organization/profiles_export_list.html" if _is_partial(request) else None
    return render(request, template or "organization/profiles_exports.html", context)


def _is_partial(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")


@never_cache
@login_required
@require_safe
def download_export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """Send the reader's own packed copy while it is kept."""
    export = exporting.find_export(require_user(request), export_id)
    response = HttpResponse(exporting.read_file(export), content_type="application/zip")
    day = clock.local(export.made_at or clock.now()).date().isoformat()
    response["Content-Disposition"] = f'attachment; filename="my-data-{day}.zip"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


# Closing


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request: HttpRequest) -> HttpResponse:
    """Say what closing means and what stays; a POST asks for it."""
    user = require_user(request)
    form = ClosingForm(request.POST or None, by_name=not user.has_usable_password())
    if request.method == "POST":
        audit.describe(request, action="profile.ask_closing", object_type="accounts.User", object_id=user.pk)

        def act(told: dict[str, Any]) -> None:
            closing.ask_closing(user=user, proof=told["proof"], reason=told["reason"])

        if sent(form, act):
            messages.success(request, _("Your request has been sent to the administrators."))
            return redirect("organization:close_account")
    return _form_page(
        request,
        "organization/profiles_close.html",
        form,
        requests=ClosingRequest.objects.filter(user=user),
        waiting=ClosingRequest.objects.filter(user=user, state=RequestState.OPEN).exists(),
        held=held_of(user),
        retention=retention_rows(),
    )


@login_required
@require_POST
def withdraw_closing(request: HttpRequest) -> HttpResponse:
    """Take back the wish to close the account."""
    closing.withdraw_closing(user=require_user(request))
    audit.describe(
        request,
        action="profile.withdraw_closing",
        object_type="accounts.User",
        object_id=require_user(request).pk,
    )
    messages.success(request, _("The request has been withdrawn."))
    return redirect("organization:close_account")
