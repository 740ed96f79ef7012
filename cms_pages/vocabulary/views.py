"""The vocabulary on the desk: the tags with their texts, proposals, and who decides them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from taggit.models import Tag

from accounts.http import require_user
from cms_pages.gate.desk import is_publisher, require_desk, require_publisher
from cms_pages.vocabulary import queries, services
from cms_pages.vocabulary.forms import MergeForm, NameForm
from cms_pages.vocabulary.models import TagChange
from cms_pages.vocabulary.types import ChangeKind
from core.audit import describe
from core.errors import Conflict, NotFound
from core.forms import apply_form

PAGE_SIZE = 50


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_tags(request: HttpRequest) -> HttpResponse:
    """Show the tags and what is proposed; take the proposal of a new one."""
    require_desk(request)
    form = NameForm(request.POST or None)
    if request.method == "POST":
        _require_proposer(request)
        if _propose(request, form, ChangeKind.ADD):
            return redirect("vocabulary:tags")
    page = Paginator(queries.entries(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "changes": queries.waiting_changes(),
        "form": form,
        "may_propose": queries.may_propose(request.user),
        "tab": "tags",
        "is_publisher": is_publisher(request),
    }
    return render(request, "cms_pages/desk_tags.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_tag(request: HttpRequest, tag_id: int) -> HttpResponse:
    """Show one tag; take the proposal of another name for it or of a merger."""
    require_desk(request)
    _require_proposer(request)
    entry = queries.entries().filter(tag=tag_id).first()
    if entry is None:
        raise NotFound(_("There is no such tag."))
    tag = entry.tag
    kind = request.POST.get("kind", "")
    sent = {known: request.POST if kind == known else None for known in ("rename", "merge")}
    renaming = NameForm(sent["rename"], initial={"name": tag.name}, auto_id="rename_%s")
    merging = MergeForm(sent["merge"], tag=tag, auto_id="merge_%s")
    form = {ChangeKind.RENAME.value: renaming, ChangeKind.MERGE.value: merging}.get(kind)
    if form is not None and _propose(request, form, ChangeKind(kind), tag=tag):
        return redirect("vocabulary:tags")
    context = {
        "entry": entry,
        "renaming": renaming,
        "merging": merging,
        "tab": "tags",
        "is_publisher": is_publisher(request),
    }
    bad = request.method == "POST"
    return render(request, "cms_pages/desk_tag.html", context, status=422 if bad else 200)


@login_required
@require_POST
def decide(request: HttpRequest, change_id: int) -> HttpResponse:
    """Accept or decline a proposal."""
    require_publisher(request)
    change = TagChange.objects.filter(pk=change_id).first()
    if change is None:
        raise NotFound(_("There is no such proposal."))
    describe(request, action="tag.decide", object_type="cms_pages.TagChange", object_id=change.pk)
    try:
        services.decide(change, accept=request.POST.get("accept") == "1", by=require_user(request))
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Decided."))
    return redirect("vocabulary:tags")


def _require_proposer(request: HttpRequest) -> None:
    if not queries.may_propose(request.user):
        raise PermissionDenied


def _propose(request: HttpRequest, form: forms.Form, kind: ChangeKind, tag: Tag | None = None) -> bool:
    """Propose what a form says; return whether it was taken."""
    describe(request, action=f"tag.{kind.value}", object_type="taggit.Tag", object_id=tag.pk if tag else "")
    user = require_user(request)
    made: Any = apply_form(form, lambda data: services.propose(kind, by=user, tag=tag, **data))
    if made is not None:
        messages.success(request, _("Proposed. Another publisher decides it."))
    return made is not None
