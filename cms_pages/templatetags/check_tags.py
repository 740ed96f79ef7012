"""The panel of the checks on the page of a candidate."""

from typing import Any

from django import template

from cms_pages.checks.models import CheckReport
from cms_pages.checks.queries import waivers_of
from cms_pages.checks.showing import shown
from cms_pages.checks.types import finding_from_json
from cms_pages.gate.models import Candidate

register = template.Library()


@register.inclusion_tag("cms_pages/parts/check_report.html")
def check_report(candidate: Candidate) -> dict[str, Any]:
    """Show what was found in the text at its submission, with the waivers; older texts have no report."""
    report = CheckReport.objects.filter(candidate=candidate).first()
    found = [finding_from_json(stored) for stored in report.findings] if report else []
    return {"report": report, "findings": shown(found, waivers_of(candidate.page_id, candidate.digest))}
