"""The privacy notice, its versions and acceptance, and the legal basis of each field."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import require_user
from accounts.models import User
from core import audit
from core.errors import NotFound, Refused
from organization.authority import allows
from organization.profiles import privacy
from organization.profiles.forms import NoticeForm
from organization.profiles.models import NoticeAcceptance, PrivacyNotice
from organization.profiles.overview import retention_rows, retention_text
from organization.profiles.prose import paragraphs_of
from organization.profiles.purposes import FIELDS
from organization.profiles.views import sent
from organization.types import Subject, Verb


def _safe_next(request: HttpRequest, target: str) -> str:
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else ""


@never_cache
@require_safe
def show_notice(request: HttpRequest, version: str = "") -> HttpResponse:
    """Show a version of the notice (default: the one in force) to anybody, with what changed."""
    notices = list(PrivacyNotice.objects.order_by("-published_at", "-pk"))
    current = notices[0] if notices else None
    notice = next((item for item in notices if item.version == version), None) if version else current
    if version and notice is None:
        raise NotFound(_("There is no such version."))
    accepted = None
    if notice is not None and isinstance(request.user, User):
        accepted = NoticeAcceptance.objects.filter(notice=notice, user=request.user).first()
    context = {
        "notice": notice,
        "paragraphs": paragraphs_of(notice.text) if notice else [],
        "versions": notices,
        "is_current": notice is not None and notice == current,
        "accepted": accepted,
        "next": _safe_next(request, request.GET.get("next", "")),
        "may_publish": allows(request.user, Verb.MANAGE, Subject.ACCOUNTS),
    }
    return render(request, "organization/profiles_privacy.html", context)


@login_required
@require_POST
def accept_notice(request: HttpRequest) -> HttpResponse:
    """Keep that the reader accepted the version in force, and go on to where they wanted to go."""
    accepted = privacy.accept_notice(user=require_user(request), version=request.POST.get("version", ""))
    audit.describe(
        request,
        action="profile.accept_notice",
        object_type="organization.PrivacyNotice",
        object_id=accepted.notice_id,
    )
    return redirect(_safe_next(request, request.POST.get("next", "")) or reverse("portal:home"))


@never_cache
@require_safe
def show_basis(request: HttpRequest) -> HttpResponse:
    """Show for each field why it is kept, on which basis, from where and for how long."""
    retention = retention_rows()
    rules = {row["rule"].code: row["rule"] for row in retention}
    rows = [{"about": about, "kept": retention_text(rules.get(about.retention))} for about in FIELDS.values()]
    return render(request, "organization/profiles_basis.html", {"rows": rows, "retention": retention})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish_notice(request: HttpRequest) -> HttpResponse:
    """Let a system administrator publish a new version; everybody is asked again."""
    user = require_user(request)
    if not allows(user, Verb.MANAGE, Subject.ACCOUNTS):
        raise Refused(_("Only a system administrator may do this."))
    current = privacy.current_notice()
    initial = {"text_zh": current.text_zh, "text_en": current.text_en} if current else {}
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST":
        audit.describe(request, action="profile.publish_notice", object_type="organization.PrivacyNotice")

        def act(told: dict[str, Any]) -> None:
            privacy.publish_notice(**told, by=user)

        if sent(form, act):
            messages.success(request, _("The notice is published; everybody is asked to accept it."))
            return redirect("organization:privacy")
    context = {"form": form, "current": current}
    status = 422 if form.errors else 200
    return render(request, "organization/profiles_publish.html", context, status=status)
