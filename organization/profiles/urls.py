"""The addresses of `profiles`."""

from django.urls import path

from organization.profiles import officer_views, privacy_views, views

urlpatterns = [
    path("me/", views.show_me, name="me"),
    path("me/contact/", views.change_contact, name="contact"),
    path("me/corrections/", views.show_corrections, name="corrections"),
    path("me/corrections/new/<slug:field>/", views.ask_correction, name="ask_correction"),
    path("me/corrections/<int:request_id>/withdraw/", views.withdraw_correction, name="withdraw_correction"),
    path("me/exports/", views.show_exports, name="exports"),
    path("me/exports/<uuid:export_id>/", views.download_export, name="download_export"),
    path("me/close/", views.close_account, name="close_account"),
    path("me/close/withdraw/", views.withdraw_closing, name="withdraw_closing"),
    path("requests/", officer_views.show_requests, name="requests"),
    path("requests/corrections/<int:request_id>/", officer_views.answer_correction, name="answer_correction"),
    path("requests/closings/<int:request_id>/", officer_views.answer_closing, name="answer_closing"),
    path("views/", officer_views.show_views, name="sensitive_views"),
    path("privacy/", privacy_views.show_notice, name="privacy"),
    path("privacy/basis/", privacy_views.show_basis, name="privacy_basis"),
    path("privacy/publish/", privacy_views.publish_notice, name="publish_privacy"),
    path("privacy/accept/", privacy_views.accept_notice, name="accept_privacy"),
    path("privacy/versions/<str:version>/", privacy_views.show_notice, name="privacy_version"),
]
