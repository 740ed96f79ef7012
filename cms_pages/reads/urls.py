"""Address of the read counts, below `/desk/reads/`."""

from django.urls import path

from cms_pages.reads import views

app_name = "reads"
urlpatterns = [path("", views.show_reads, name="reads")]
