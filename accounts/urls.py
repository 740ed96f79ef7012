"""The addresses of sign-in."""

from django.urls import include, path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("confirm/", views.confirm_password, name="confirm"),
    path("password/", views.change_password, name="password_change"),
    path("demo-login/", views.sign_in_demo, name="demo_login"),
    path("sessions/", views.show_sessions, name="sessions"),
    path("sessions/end/", views.end_sessions, name="end_sessions"),
    path("tokens/", views.show_tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", views.revoke_token, name="revoke_token"),
    path("preferences/", views.keep_preferences, name="preferences"),
    path("", include("accounts.factors.urls")),
]
