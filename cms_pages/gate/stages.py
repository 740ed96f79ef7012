"""How many stages a text must pass: the most that its column, its unit or a unit above asks for."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Workflow

from accounts.models import User
from cms_pages.gate import queries
from cms_pages.gate.errors import NotReviewer
from cms_pages.gate.models import EmergencyCorrection, ReviewWorkflow, UnitStages
from cms_pages.gate.types import STAGES_BY_COUNT, Stage
from core.clock import now
from core.errors import Invalid
from evidence.services import append
from organization import authority
from organization.models import Unit
from organization.types import Subject, Verb


def required_stages(page: Page) -> list[str]:
    """Return the stages that the latest revision of a page must pass.

    An emergency correction passes the final one only; any other text as many as its column or its unit
    asks for, whichever is more, and three where no column is above it.
    """
    revision = page.get_latest_revision()
    if revision is not None and EmergencyCorrection.objects.filter(revision_id=revision.pk).exists():
        return [Stage.FINAL.value]
    unit_id = revision.content.get("unit") if revision is not None else getattr(page, "unit_id", None)
    return STAGES_BY_COUNT[max(_asked_by_column(page), asked_by_unit(queries.place_of(unit_id)))]


def workflow_for(page: Page) -> Workflow:
    """Return the workflow with as many stages as the page must pass."""
    return ReviewWorkflow.objects.select_related("workflow").get(pk=len(required_stages(page))).workflow


def asked_by_unit(unit: Unit | None) -> int:
    """Return how many stages a unit and the units above it ask of their texts, at least one."""
    if unit is None:
        return 1
    line = [unit.pk, *unit.get_ancestors().values_list("pk", flat=True)]
    return max(UnitStages.objects.filter(unit__in=line).values_list("stages", flat=True), default=1)


@transaction.atomic
def ask_of_unit(unit: Unit, *, stages: int, by: User) -> UnitStages:
    """Let the texts of a unit, and of those below it, pass at least so many stages.

    The publishers of the superior unit set it, those of the enterprise for the enterprise: nobody makes
    the review of their own texts easier. Raises NotReviewer, or Invalid for a number that is none.
    """
    if not authority.allows(by, Verb.MANAGE, Subject.FINAL_REVIEW, unit=unit.get_parent() or unit):
        raise NotReviewer(_("Only a publisher of the superior unit sets the stages of a unit."))
    if stages not in STAGES_BY_COUNT:
        told = _("A text passes one, two or three stages.")
        raise Invalid(told, fields={"stages": told})
    row, _made = UnitStages.objects.update_or_create(
        unit=unit, defaults={"stages": stages, "set_by": by, "set_at": now()}
    )
    append(kind="review.unit_stages", facts={"unit": unit.pk, "stages": stages}, personal={}, by_id=by.pk)
    return row


def units_to_ask(user: User) -> list[Unit]:
    """Return the units whose number of stages this user may set, in the order of the tree."""
    reach = authority.units_allowed(user, Verb.MANAGE, Subject.FINAL_REVIEW)
    reached = set(reach.values_list("path", flat=True))
    steplen = Unit.steplen
    return [unit for unit in Unit.objects.order_by("path") if (unit.path[:-steplen] or unit.path) in reached]


def _asked_by_column(page: Page) -> int:
    for node in [page.specific, *page.get_ancestors().specific().order_by("-depth")]:
        count = getattr(node, "required_stages", None)
        if node.live and count in STAGES_BY_COUNT:  # a column that nobody reviewed lowers nothing
            return int(count)
    return max(STAGES_BY_COUNT)
