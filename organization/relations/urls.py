"""The addresses of `relations`."""

from django.urls import URLPattern, path

from organization.relations import mobile_views, post_views, views
from organization.relations.types import Action

urlpatterns: list[URLPattern] = [
    path("transfers/", views.show_transfers, name="transfers"),
    path("transfers/new/", views.draft_transfer, name="transfer_draft"),
    path("transfers/incoming/", views.register_letter, name="transfer_register"),
    path("transfers/<int:transfer_id>/", views.show_transfer, name="transfer"),
    path("transfers/<int:transfer_id>/change/", views.change_draft, name="transfer_change"),
    path("transfers/<int:transfer_id>/letter/", views.print_letter, name="transfer_letter"),
    path("transfers/<int:transfer_id>/slip/", views.print_slip, name="transfer_slip"),
    *(
        path(
            f"transfers/<int:transfer_id>/{action.value}/",
            views.act,
            {"action": action.value},
            name=f"transfer_{action.value}",
        )
        for action in Action
        if action != Action.CHANGE
    ),
    path("mobile/", mobile_views.show_mobile, name="mobile"),
    path("mobile/new/", mobile_views.register_stay, name="mobile_register"),
    path("mobile/incoming/", mobile_views.register_guest, name="mobile_register_guest"),
    path("mobile/<int:stay_id>/", mobile_views.show_stay, name="mobile_stay"),
    path("mobile/<int:stay_id>/contacts/", mobile_views.log_contact, name="mobile_contact"),
    path("mobile/<int:stay_id>/expect/", mobile_views.expect_return, name="mobile_expect"),
    path("mobile/<int:stay_id>/end/", mobile_views.end_stay, name="mobile_end"),
    path("mobile/<int:stay_id>/cancel/", mobile_views.cancel_stay, name="mobile_cancel"),
    path("mobile/<int:stay_id>/phone/", mobile_views.show_phone, name="mobile_phone"),
    path("posts/", post_views.show_posts, name="posts"),
    path("relations/mine/", post_views.show_own, name="relations_own"),
    path("relations/rules/", post_views.show_rules, name="relation_rules"),
]
