"""One-time codes for officers: the list, asking, confirming with the slip that is shown once, withdrawing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import require_user
from core.audit import describe
from core.errors import NotFound, Refused
from core.forms import apply_form
from organization.codes import queries, services
from organization.codes.forms import AskForm
from organization.codes.models import OneTimeCode
from organization.codes.types import STANDING, CodeRefusal, CodeState

PAGE_SIZE = 30


def _require_officer(request: HttpRequest) -> None:
    if not queries.serves_codes(request.user):
        raise Refused(CodeRefusal.NO_GRANT.label)


def _find(request: HttpRequest, code_id: int) -> OneTimeCode:
    code = queries.codes_in_reach(require_user(request)).filter(pk=code_id).first()
    if code is None:
        raise NotFound(_("There is no such code."))
    return code


def _tell(request: HttpRequest, action: str, code: OneTimeCode) -> None:
    describe(request, action=f"codes.{action}", object_type="organization.OneTimeCode", object_id=code.pk)


@never_cache
@login_required
@require_safe
def show_codes(request: HttpRequest) -> HttpResponse:
    """Show the codes of the people whom the officer serves; what waits for a second officer comes first."""
    _require_officer(request)
    user, found = require_user(request), queries.codes_in_reach(require_user(request))
    waiting = [code for code in found.filter(state=CodeState.ASKED) if code.is_standing]
    page = Paginator(found.exclude(state=CodeState.ASKED), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "waiting": [(code, queries.why_not_confirm(user, code)) for code in waiting],
        "page_obj": page,
        "standing": [state.value for state in STANDING],
    }
    return render(request, "organization/codes_list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_code(request: HttpRequest) -> HttpResponse:
    """Ask for a code as the first officer."""
    _require_officer(request)
    user = require_user(request)
    form = AskForm(request.POST or None, people=queries.people_served(user))
    if request.method == "POST":
        describe(request, action="codes.ask", object_type="organization.OneTimeCode")
        code = apply_form(
            form,
            lambda told: services.ask_for_code(user=told["person"].user, reason=told["reason"], by=user),
        )
        if code is not None:
            _tell(request, "ask", code)
            messages.success(request, _("The request was kept. A second officer prints the code."))
            return redirect("organization:codes")
    return render(request, "organization/codes_ask.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def confirm_code(request: HttpRequest, code_id: int) -> HttpResponse:
    """Confirm as the second officer and show the slip; the code cannot be shown again."""
    code = _find(request, code_id)
    _tell(request, "confirm", code)
    code, secret = services.confirm_code(code=code, by=require_user(request))
    context = {"code": code, "written": services.written(secret)}
    return render(request, "organization/codes_slip.html", context)


@login_required
@require_POST
def withdraw_code(request: HttpRequest, code_id: int) -> HttpResponse:
    """Take a request or a printed code back."""
    code = _find(request, code_id)
    _tell(request, "withdraw", code)
    services.withdraw_code(code=code, by=require_user(request))
    messages.success(request, _("The code was withdrawn."))
    return redirect("organization:codes")
