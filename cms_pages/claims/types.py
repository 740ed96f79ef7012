"""Words of claims."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Ending(TextChoices):
    """Why a claim ended."""

    DECIDED = "decided", pgettext_lazy("claim of a review", "decided")
    LET_GO = "let_go", pgettext_lazy("claim of a review", "given back")
    HANDED_OVER = "handed_over", pgettext_lazy("claim of a review", "handed over")
    OVERDUE = "overdue", pgettext_lazy("claim of a review", "overdue, open to others again")
    LAPSED = "lapsed", pgettext_lazy("claim of a review", "no reviewer of this stage any more")


class Load(TextChoices):
    """The lists of somebody's review work."""

    MINE = "mine", pgettext_lazy("reviews", "Claimed by me")
    WAITING = "waiting", pgettext_lazy("reviews", "Not claimed")
    OTHERS = "others", pgettext_lazy("reviews", "Claimed by others")
    OVERDUE = "overdue", pgettext_lazy("reviews", "Overdue")
