"""The addresses of `roster`."""

from django.urls import URLPattern, path

from organization.roster import editing, lists, proposals, views

urlpatterns: list[URLPattern] = [
    path("people/", views.show_list, name="roster"),
    path("people/new/", editing.enter, name="roster_enter"),
    path("people/export/", lists.export, name="roster_export"),
    path("people/template/", lists.template, name="roster_template"),
    path("people/imports/", lists.imports, name="roster_imports"),
    path("people/imports/<uuid:job_id>/", lists.show_import, name="roster_import"),
    path("people/imports/<uuid:job_id>/confirm/", lists.confirm_import, name="roster_import_confirm"),
    path("people/imports/<uuid:job_id>/discard/", lists.discard_import, name="roster_import_discard"),
    path("people/imports/<uuid:job_id>/report/", lists.import_report, name="roster_import_report"),
    path("people/feeds/", proposals.show_proposals, name="roster_feeds"),
    path("people/feeds/<int:proposal_id>/accept/", proposals.accept, name="roster_feed_accept"),
    path("people/feeds/<int:proposal_id>/decline/", proposals.decline, name="roster_feed_decline"),
    path("people/<int:person_id>/", views.show_person, name="roster_person"),
    path("people/<int:person_id>/correct/", editing.correct, name="roster_correct"),
    path("people/<int:person_id>/standing/", editing.change_standing, name="roster_standing"),
    path("people/<int:person_id>/join/", editing.join, name="roster_join"),
    path("people/<int:person_id>/post/", editing.give_post, name="roster_post"),
    path("people/memberships/<int:membership_id>/leave/", editing.leave, name="roster_leave"),
    path("people/posts/<int:post_id>/end/", editing.end_post, name="roster_end_post"),
]
