"""Words of the gate."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.types import Subject


class Audience(models.TextChoices):
    """Who may read a page once it is live."""

    PUBLIC = "public", _("everybody")
    INTERNAL = "internal", _("signed-in people")


class Stage(models.TextChoices):
    """A stage of review."""

    FIRST = "first", _("first review")
    SECOND = "second", _("second review")
    FINAL = "final", _("final review")


STAGES_BY_COUNT: dict[int, list[str]] = {
    1: [Stage.FINAL.value],
    2: [Stage.FIRST.value, Stage.FINAL.value],
    3: [Stage.FIRST.value, Stage.SECOND.value, Stage.FINAL.value],
}
"""The stages that a column asks for. It is code, not the workflow's rows, that decides what is enough."""

SUBJECT_OF_STAGE: dict[str, Subject] = {
    Stage.FIRST.value: Subject.FIRST_REVIEW,
    Stage.SECOND.value: Subject.SECOND_REVIEW,
    Stage.FINAL.value: Subject.FINAL_REVIEW,
}
"""By which right a stage is decided: who manages it decides, who only views it reads the candidates."""


class CandidateState(models.TextChoices):
    """What became of a candidate."""

    OPEN = "open", _("under review")
    RELEASED = "released", _("released")
    RETURNED = "returned", _("returned")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ReleaseState(models.TextChoices):
    """Whether a release still allows its revision to be live."""

    OPEN = "open", _("open")
    ENDED = "ended", _("ended")
