"""Addresses of claims, below `/desk/work/`."""

from django.urls import path

from cms_pages.claims import views

app_name = "claims"
urlpatterns = [
    path("", views.show_work, name="work"),
    path("<int:candidate_id>/claim/", views.claim, name="claim"),
    path("<int:candidate_id>/let-go/", views.let_go, name="let_go"),
    path("<int:candidate_id>/hand-over/", views.hand_over, name="hand_over"),
]
