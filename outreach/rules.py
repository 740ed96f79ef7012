"""Who hears that an internal rule is to be looked at again."""

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from cms_pages.gate import queries as gate
from cms_pages.gate.types import SUBJECT_OF_STAGE, Stage
from cms_pages.upkeep import queries as upkeep
from core.clock import today
from organization.authority import users_allowed
from organization.types import Verb
from outreach import services
from outreach.types import NoticeKind


def tell_due() -> None:
    """Tell the publishers of each rule once before its day and once when the day has come."""
    for review in upkeep.reviews_due():
        next_review = review.next_review or today()  # reviews that are due have a day
        moment = "due" if next_review <= today() else "soon"
        place = gate.place_of(review.page.unit_id)
        for user in users_allowed(Verb.MANAGE, SUBJECT_OF_STAGE[Stage.FINAL.value], unit=place):
            with translation.override(user.language):
                day = date_format(next_review, "Y-m-d")
            services.notify(
                recipient_id=user.pk,
                kind=NoticeKind.RULE_REVIEW,
                key=f"rule:{review.pk}:{moment}",
                title=review.page.title,
                body=day,
                url=reverse("upkeep:rule", args=[review.page_id]),
            )
