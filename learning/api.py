"""The routers of the learning app, each with its prefix below `/api/v1`."""

from ninja import Router

from learning.enrollment.api import router as enrollment
from learning.exams.api import router as exams
from learning.records.api import router as records
from learning.study.api import router as study

routers: list[tuple[str, Router]] = [("", enrollment), ("", study), ("", exams), ("", records)]
