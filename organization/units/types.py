"""The words of the units room."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organization.types import PostKind, UnitKind


class LinkKind(models.TextChoices):
    """How a unit came to follow another."""

    MERGER = "merger", pgettext_lazy("change of units", "Merger")
    SPLIT = "split", pgettext_lazy("change of units", "Split")
    DISSOLUTION = "dissolution", pgettext_lazy("change of units", "Dissolution")


class CommitteeKind(models.TextChoices):
    """Which committee of a unit is meant."""

    COMMITTEE = "committee", _("Committee")
    DISCIPLINE = "discipline", _("Discipline inspection commission")


class CoverageKind(models.TextChoices):
    """What a look at the coverage warns of."""

    NO_BRANCH = "no_branch", _("Full members and no branch")
    LARGE_BRANCH = "large_branch", _("Too many members in one branch")
    NO_COMMITTEE = "no_committee", _("Full members and no committee")


COMMITTEE_POSTS = {
    CommitteeKind.COMMITTEE: (
        PostKind.SECRETARY,
        PostKind.DEPUTY_SECRETARY,
        PostKind.ORGANIZATION_COMMISSIONER,
        PostKind.PUBLICITY_COMMISSIONER,
        PostKind.DISCIPLINE_COMMISSIONER,
        PostKind.COMMITTEE_MEMBER,
    ),
    CommitteeKind.DISCIPLINE: (PostKind.DISCIPLINE_COMMISSIONER,),
}
"""The posts by which one is a member of a committee."""

PARTY_KINDS = (UnitKind.PARTY_COMMITTEE, UnitKind.GENERAL_BRANCH, UnitKind.BRANCH)
"""The units in which the organization relation lies."""
