"""Addresses of remarks, below `/desk/remarks/`."""

from django.urls import path

from cms_pages.remarks import views

app_name = "remarks"
urlpatterns = [
    path("<int:candidate_id>/", views.show_remarks, name="text"),
    path("<int:candidate_id>/<int:remark_id>/answer/", views.answer, name="answer"),
    path("<int:candidate_id>/<int:remark_id>/settle/", views.settle, name="settle"),
]
