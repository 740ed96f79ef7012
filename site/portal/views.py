"""The pages 首页 and 我的."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.types import Language, Theme
from core import clock
from organization.models import Membership, Person, Post, valid_on
from portal.context import shell_of
from portal.home import build_home

OWN_NAMES = [(Language.ZH_HANS.value, "中文"), (Language.EN.value, "English")]
"""Each language is offered under its own name, so that one finds back from the other."""


@never_cache
@require_safe
@login_required
def show_home(request: HttpRequest) -> HttpResponse:
    """Show what is due, what to go on with, and what is new."""
    home = build_home(cast(User, request.user), shell_of(request))
    return render(request, "portal/home.html", {"home": home})


@never_cache
@require_safe
@login_required
def show_me(request: HttpRequest) -> HttpResponse:
    """Show a person what the product holds about them, with their language and theme."""
    user = cast(User, request.user)
    today = clock.today()
    memberships = Membership.objects.filter(valid_on(today), person__user_id=user.pk).select_related("unit")
    posts = Post.objects.filter(valid_on(today), person__user_id=user.pk).select_related("unit")
    context = {
        "person": Person.objects.filter(user_id=user.pk).first(),
        "memberships": list(memberships),
        "posts": list(posts),
        "grants": shell_of(request).held.grants,
        "languages": OWN_NAMES,
        "themes": Theme.choices,
    }
    return render(request, "portal/me.html", context)
