"""The addresses of factors and single sign-on, in the namespace of accounts."""

from django.urls import path

from accounts.factors import entry, reset_views, views

urlpatterns = [
    path("second-step/", entry.second_step, name="second_step"),
    path("prove/", entry.prove, name="prove"),
    path("sso/link/", views.link_identity, name="sso_link"),
    path("sso/links/<int:link_id>/remove/", views.unlink_identity, name="sso_unlink"),
    path("sso/<slug:provider>/", entry.start_sign_on, name="sso_start"),
    path("sso/<slug:provider>/callback/", entry.finish_sign_on, name="sso_callback"),
    path("factors/", views.show_factors, name="factors"),
    path("factors/app/", views.enroll_app, name="totp"),
    path("factors/recovery-codes/", views.renew_codes, name="recovery_codes"),
    path("factors/passkey/", views.add_passkey, name="passkey"),
    path("factors/resets/", reset_views.show_resets, name="factor_resets"),
    path("factors/resets/<int:reset_id>/", reset_views.decide_reset, name="factor_reset"),
    path("factors/<int:factor_id>/name/", views.rename_passkey, name="passkey_name"),
    path("factors/<int:factor_id>/remove/", views.remove_factor, name="factor_remove"),
]
