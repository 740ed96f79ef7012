"""The words of `roster`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Detail(models.TextChoices):
    """How much of a person a list shows to the one who reads it."""

    FULL = "full", _("Name and details")
    NAME = "name", _("Name only")
    MASKED = "masked", _("Masked name, the rest on need")


class ListOrder(models.TextChoices):
    """In which order the roster stands."""

    PINYIN = "pinyin", _("By pinyin")
    STROKES = "strokes", _("By strokes of the surname")
    NUMBER = "number", _("By staff number")


class ImportState(models.TextChoices):
    """Where an import stands; only a checked one can be confirmed."""

    WAITING = "waiting", pgettext_lazy("state of an import", "Being checked")
    CHECKED = "checked", pgettext_lazy("state of an import", "Checked, waiting for your word")
    REFUSED = "refused", pgettext_lazy("state of an import", "Refused")
    APPLYING = "applying", pgettext_lazy("state of an import", "Being entered")
    APPLIED = "applied", pgettext_lazy("state of an import", "Entered")
    DISCARDED = "discarded", pgettext_lazy("state of an import", "Discarded")


class ProposalKind(models.TextChoices):
    """What a feed says about a person that the roster does not."""

    NEW = "new", pgettext_lazy("proposal of a feed", "New person")
    CHANGED = "changed", pgettext_lazy("proposal of a feed", "Changed")
    MISSING = "missing", pgettext_lazy("proposal of a feed", "No longer there")


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", pgettext_lazy("state of a proposal", "Open")
    ACCEPTED = "accepted", pgettext_lazy("state of a proposal", "Accepted")
    DECLINED = "declined", pgettext_lazy("state of a proposal", "Declined")
    OUTDATED = "outdated", pgettext_lazy("state of a proposal", "Outdated")


class RunState(models.TextChoices):
    """How a comparison with a feed ended."""

    COMPARED = "compared", pgettext_lazy("state of a comparison", "Compared")
    HELD = "held", pgettext_lazy("state of a comparison", "Held as a whole")
