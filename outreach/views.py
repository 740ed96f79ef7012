"""The pages 消息 and 待办事项."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from core import audit
from outreach import queries, services

PAGE_SIZE = 20
FINISHED_SHOWN = 10


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@never_cache
@require_safe
@login_required
def list_messages(request: HttpRequest) -> HttpResponse:
    """List the person's own notices, all or the unread."""
    unread_only = request.GET.get("show") == "unread"
    user = _person(request)
    found = queries.unread_notices(user) if unread_only else queries.notices_of(user)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "outreach/message_list.html", {"page": page, "unread_only": unread_only})


@require_POST
@login_required
def open_message(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Note that the notice was read and go to the thing that it tells of."""
    notice = services.read_notice(notice_id=notice_id, by=_person(request))
    audit.describe(request, action="outreach.read_notice", object_type="outreach.Notice", object_id=notice_id)
    return HttpResponseRedirect(notice.url or reverse("outreach:messages"))


@require_POST
@login_required
def read_all_messages(request: HttpRequest) -> HttpResponse:
    """Note that everything was read and say how much it was."""
    count = services.read_every_notice(by=_person(request))
    audit.describe(request, action="outreach.read_notices", object_type="outreach.Notice", note=str(count))
    if count:
        text = ngettext("%(count)d message marked as read.", "%(count)d messages marked as read.", count) % {
            "count": count
        }
    else:
        text = _("There are no unread messages.")
    messages.success(request, text)
    return HttpResponseRedirect(reverse("outreach:messages"))


@never_cache
@require_safe
@login_required
def list_todos(request: HttpRequest) -> HttpResponse:
    """List what waits for the person, the overdue first, and what they did last."""
    user = _person(request)
    page = Paginator(queries.open_todos(user), PAGE_SIZE).get_page(request.GET.get("page"))
    finished = queries.finished_todos(user)[:FINISHED_SHOWN]
    return render(request, "outreach/todo_list.html", {"page": page, "finished": finished})
