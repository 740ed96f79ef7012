"""The internal rules: a work for each, and its versions as pages of the library."""

from datetime import timedelta

from cms_pages.models import RegulationIndexPage, RegulationPage
from cms_pages.regulations import services
from core.clock import today
from demo import material
from demo.builders.pages import Reviewers, take_through
from demo.builders.people import user
from demo.past import moment_of, standing_at, workday

AGE = timedelta(days=60)
"""How long ago the rules were entered into the library."""


def is_built() -> bool:
    """Return whether the newest rule is live."""
    return RegulationPage.objects.filter(number=material.rules()[-1].number, live=True).exists()


def build() -> str:
    """Save every version of every rule as the library does, and take it through the review."""
    reviewers, editor = Reviewers(), user("lu.yuanshan")
    column = RegulationIndexPage.objects.get(slug="regulations")
    day = workday(today() - AGE)
    for rule in material.rules():
        details = services.Details(
            title=rule.title,
            short_title=rule.short_title,
            category=rule.category,
            issuer=rule.issuer,
            number=rule.number,
            version_date=rule.publish_date,
            publish_date=rule.publish_date,
            effective_date=rule.effective_date,
            status=rule.status,
            slug=rule.slug,
        )
        with standing_at(moment_of(workday(day - timedelta(days=1)), 40)):
            saved = services.save_regulation(column=column, source=rule.body, details=details, by=editor)
        take_through(saved.page, by=editor, reviewers=reviewers, day=day)
    works = {rule.short_title for rule in material.rules()}
    return f"{len(works)} rules in {len(material.rules())} versions"
