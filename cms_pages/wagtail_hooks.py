"""What the gate changes in Wagtail: nobody is offered a way to publish, only readers are shown a page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PagePermissionTester, WorkflowState
from wagtail.permission_policies.base import BlanketPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import page_permission_policy, register_permission_policy

from cms_pages.banners.models import BannerPage
from cms_pages.checks.errors import ChecksFailed
from cms_pages.gate.visibility import asks_for_sign_in, visibility
from core.clock import now

_HIDDEN_ACTIONS = {"action-publish", "action-unpublish"}


def _nobody(self: PagePermissionTester, *args: Any, **kwargs: Any) -> bool:
    """Return False for everybody, superusers included: only a finished review puts a page live."""
    return False


# The class itself, because the root and plain pages ask it too; overriding our own page types would
# leave "create below the root" and "copy" open.
for _name in (
    "can_publish",
    "can_publish_subpage",
    "can_unpublish",
    "can_set_view_restrictions",
    "can_unschedule",
):
    setattr(PagePermissionTester, _name, _nobody)


_may_delete: Any = PagePermissionTester.can_delete


def _can_delete(self: PagePermissionTester, ignore_bulk: bool = False) -> bool:
    """Return whether the page may go: nothing live is deleted, nor what a banner leads to."""
    below = Page.objects.descendant_of(self.page, inclusive=True)
    led_to = BannerPage.objects.filter(target__in=below).exclude(pk__in=below)
    return (
        bool(_may_delete(self, ignore_bulk)) and not below.filter(live=True).exists() and not led_to.exists()
    )


setattr(PagePermissionTester, "can_delete", _can_delete)  # noqa: B010  (untyped library)


class _NobodysPolicy(BlanketPermissionPolicy):
    """Deny everything to everybody: redirects follow moves by themselves, and one made by hand could lead
    anywhere without review."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return False."""
        return False

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Return False."""
        return False

    def users_with_any_permission(self, actions: Any) -> Any:
        """Return nobody."""
        return get_user_model().objects.none()


register_permission_policy(Redirect, _NobodysPolicy(Redirect))


def _without_publish(name: str) -> None:
    """Make a question of the page policy deny publishing to everybody; forms ask it what to offer."""
    asked: Any = getattr(PagePermissionPolicy, name)

    def answer(self: Any, user: Any, actions: Any, *args: Any) -> bool:
        others = set(actions) - {"publish"}
        return bool(others) and bool(asked(self, user, others, *args))

    setattr(PagePermissionPolicy, name, answer)


for _name in ("user_has_any_permission", "user_has_any_permission_for_instance"):
    _without_publish(_name)


def _submit_to_the_gate(view: Any) -> None:
    """Make a submission of the editor a new round of review, and one that is refused keep its draft.

    Wagtail would resume the workflow of a returned text, whose candidate is closed: nobody could decide.
    """
    submit: Any = view.submit_action

    def submit_action(self: Any) -> Any:
        returned = getattr(self, "workflow_state", None)
        if returned is not None and returned.status == WorkflowState.STATUS_NEEDS_CHANGES:
            returned.cancel(user=self.request.user)
            self.workflow_state = None
        try:
            return submit(self)
        except ChecksFailed as error:
            # The workflow began in a savepoint of its own, which is undone; the draft is saved.
            messages.error(self.request, str(error))
            return redirect("checks:page", self.page.pk)

    view.submit_action = submit_action


for _view in (CreateView, EditView):
    _submit_to_the_gate(_view)


@hooks.register("construct_page_action_menu")
def hide_publishing(menu_items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """Take the publishing entries out of the editor's menu."""
    menu_items[:] = [item for item in menu_items if getattr(item, "name", "") not in _HIDDEN_ACTIONS]


@hooks.register("before_serve_page")
def show_to_readers_only(
    page: Page, request: HttpRequest, serve_args: list[Any], serve_kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Ask for a sign-in before an internal page is shown; a page past its day is not there."""
    if page.expire_at is not None and page.expire_at <= now():
        raise Http404
    if not asks_for_sign_in(page, request.user):
        return None
    return redirect_to_login(request.get_full_path())


@hooks.register("construct_page_chooser_queryset")
def offer_what_one_may_read(pages: Any, request: HttpRequest) -> Any:
    """Offer in the choosers, and in their search, what is live and what one may edit: no other's draft."""
    editable = page_permission_policy.instances_user_has_any_permission_for(request.user, {"change"})
    offered = Page.objects.filter(visibility(request.user) | Q(pk__in=editable.values("pk")))
    return pages.filter(pk__in=offered.values("pk"))  # the search of the admin filters by few other fields
