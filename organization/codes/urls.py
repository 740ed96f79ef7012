"""The addresses of `codes`."""

from django.urls import URLPattern, path

from organization.codes import views

urlpatterns: list[URLPattern] = [
    path("codes/", views.show_codes, name="codes"),
    path("codes/new/", views.ask_for_code, name="code_ask"),
    path("codes/<int:code_id>/confirm/", views.confirm_code, name="code_confirm"),
    path("codes/<int:code_id>/withdraw/", views.withdraw_code, name="code_withdraw"),
]
