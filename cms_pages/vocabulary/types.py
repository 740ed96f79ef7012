"""Words of the vocabulary."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class ChangeKind(TextChoices):
    """What is proposed for the vocabulary."""

    ADD = "add", pgettext_lazy("tag", "New tag")
    RENAME = "rename", pgettext_lazy("tag", "Rename")
    MERGE = "merge", pgettext_lazy("tag", "Merge")


class ChangeState(TextChoices):
    """What became of a proposal."""

    WAITING = "waiting", pgettext_lazy("tag", "Waiting")
    ACCEPTED = "accepted", pgettext_lazy("tag", "Accepted")
    DECLINED = "declined", pgettext_lazy("tag", "Declined")
