"""The addresses of sign-in."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("password/", views.change_password, name="password_change"),
    path("demo-login/", views.sign_in_demo, name="demo_login"),
    path("preferences/", views.keep_preferences, name="preferences"),
]
