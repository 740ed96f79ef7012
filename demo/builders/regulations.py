"""The internal rules: a work for each, and its versions as pages of the library."""

from datetime import timedelta

from cms_pages.models import RegulationIndexPage, RegulationPage, RegulationWork
from cms_pages.regulations.types import Level
from core.clock import today
from demo import material
from demo.builders.pages import Reviewers, publish
from demo.builders.people import user
from demo.past import workday

AGE = timedelta(days=60)
"""How long ago the rules were entered into the library."""


def is_built() -> bool:
    """Return whether the newest rule is live."""
    return RegulationPage.objects.filter(number=material.rules()[-1].number, live=True).exists()


def build() -> str:
    """Publish every version of every rule."""
    reviewers, editor = Reviewers(), user("lu.yuanshan")
    column = RegulationIndexPage.objects.get(slug="regulations")
    for rule in material.rules():
        work, _created = RegulationWork.objects.get_or_create(
            short_title=rule.short_title,
            defaults={
                "title": rule.title,
                "level": Level.INTERNAL,
                "issuer": rule.issuer,
                "category": rule.category,
            },
        )
        page = RegulationPage(
            title=rule.title,
            slug=rule.slug,
            work=work,
            number=rule.number,
            version_date=rule.publish_date,
            publish_date=rule.publish_date,
            effective_date=rule.effective_date,
            status=rule.status,
            source=rule.body,
        )
        day = workday(today() - AGE)
        publish(page, parent=column, by=editor, reviewers=reviewers, day=day)
    works = {rule.short_title for rule in material.rules()}
    return f"{len(works)} rules in {len(material.rules())} versions"
