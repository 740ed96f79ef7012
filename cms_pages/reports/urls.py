"""Address of a reader's report, below `/reports/`."""

from django.urls import path

from cms_pages.reports import views

app_name = "reports"
urlpatterns = [path("<int:page_id>/", views.report_text, name="text")]
