"""Words of the gate."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.types import Role


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

ROLE_OF_STAGE: dict[str, Role] = {
    Stage.FIRST.value: Role.FIRST_REVIEWER,
    Stage.SECOND.value: Role.SECOND_REVIEWER,
    Stage.FINAL.value: Role.FINAL_REVIEWER,
}


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
