"""Addresses of the review desk, below `/desk/`."""

from django.urls import path

from cms_pages.gate import bulk_views, stage_views, views

app_name = "gate"
urlpatterns = [
    path("", views.show_queue, name="queue"),
    path("mine/", views.show_mine, name="mine"),
    path("published/", views.show_published, name="published"),
    path("mine/submit/", bulk_views.submit_chosen, name="submit_chosen"),
    path("published/take-down/", bulk_views.take_down_chosen, name="take_down_chosen"),
    path("stages/", stage_views.show_stages, name="stages"),
    path("<int:candidate_id>/", views.show_candidate, name="candidate"),
    path("<int:candidate_id>/approve/", views.approve, name="approve"),
    path("<int:candidate_id>/return/", views.return_for_revision, name="return"),
    path("pages/<int:page_id>/submit/", views.submit, name="submit"),
    path("pages/<int:page_id>/correct/", views.correct, name="correct"),
    path("pages/<int:page_id>/take-down/", views.take_down, name="take_down"),
    path("take-downs/<int:record_id>/restore/", views.restore, name="restore"),
]
