"""Addresses of the learning area: those of its rooms."""

from learning.enrollment.urls import urlpatterns as enrollment
from learning.exams.urls import urlpatterns as exams
from learning.records.urls import urlpatterns as records
from learning.study.urls import urlpatterns as study

app_name = "learning"
urlpatterns = [*enrollment, *study, *exams, *records]
