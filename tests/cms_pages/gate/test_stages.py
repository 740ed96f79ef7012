"""How many stages a text passes: by its column, by its unit and the units above, whichever is more."""

import pytest
from django.urls import reverse

from cms_pages.gate import services, stages
from cms_pages.gate.errors import NotReviewer
from cms_pages.gate.models import UnitStages
from cms_pages.models import ArticleIndexPage
from core.errors import Invalid
from evidence.models import Entry
from organization.types import Role
from support.content import make_article, make_editor, make_reviewer, publish, root_unit
from support.people import make_unit, make_user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F015")]

THREE = ["first", "second", "final"]


@pytest.fixture
def units():
    """Return the enterprise, a committee below it and a branch below that."""
    root = root_unit()
    committee = make_unit("生产党委", kind="party_committee", parent=root)
    return root, committee, make_unit("一支部", parent=committee)


@pytest.fixture
def one_stage():
    """Let the column ask for the final stage only."""
    column = ArticleIndexPage.objects.get(slug="theory")
    column.required_stages = 1
    column.save_revision(user=make_editor())
    return publish(column, submitter=make_editor())


def test_the_unit_and_the_units_above_raise_what_the_column_asks(units, one_stage):
    root, committee, branch = units
    publisher = make_reviewer("final")
    # given
    stages.ask_of_unit(committee, stages=2, by=publisher)
    found = {}
    # when
    for unit in (root, committee, branch):
        page = make_article(unit=unit)
        found[unit] = services.submit(page, by=page.owner).stages
    # then
    assert found == {root: ["final"], committee: ["first", "final"], branch: ["first", "final"]}
    # when: a unit below asks for more, it gets more; asking for less lowers nothing
    stages.ask_of_unit(branch, stages=3, by=publisher)
    stages.ask_of_unit(committee, stages=1, by=publisher)
    page = make_article(unit=branch)
    assert services.submit(page, by=page.owner).stages == THREE
    page = make_article(unit=committee)
    assert services.submit(page, by=page.owner).stages == ["final"]
    assert Entry.objects.filter(kind="review.unit_stages").count() == 3


def test_a_unit_lowers_no_column(units):
    stages.ask_of_unit(units[2], stages=1, by=make_reviewer("final"))
    page = make_article(unit=units[2])
    assert services.submit(page, by=page.owner).stages == THREE


def test_the_unit_of_the_draft_counts_and_the_text_passes_as_many_stages_to_go_live(units, one_stage):
    # given: live without a unit, then its draft is moved to a unit that asks for three
    page = publish(make_article())
    stages.ask_of_unit(units[2], stages=3, by=make_reviewer("final"))
    page.unit = units[2]
    page.save_revision(user=page.owner)
    # when
    live = publish(page)
    # then
    assert live.unit == units[2]
    assert [item.stage for item in services.Approval.objects.order_by("id")][-3:] == THREE


def test_only_the_superior_sets_the_stages(client, units):
    root, committee, branch = units
    own = make_user_with_role(Role.FINAL_REVIEWER, branch)
    with pytest.raises(NotReviewer):
        stages.ask_of_unit(branch, stages=1, by=own)
    above = make_user_with_role(Role.FINAL_REVIEWER, committee)
    with pytest.raises(NotReviewer):
        stages.ask_of_unit(committee, stages=1, by=above)
    with pytest.raises(NotReviewer):
        stages.ask_of_unit(root, stages=1, by=above)
    with pytest.raises(Invalid):
        stages.ask_of_unit(branch, stages=4, by=above)
    assert stages.units_to_ask(above) == [branch]
    # when: the page offers no other unit, and keeps what was typed
    client.force_login(above)
    refused = client.post(reverse("gate:stages"), {"unit": committee.pk, "stages": 3})
    kept = client.post(reverse("gate:stages"), {"unit": branch.pk, "stages": 2}, follow=True)
    # then
    assert refused.status_code == 422
    assert "一支部" in kept.content.decode()
    assert list(UnitStages.objects.values_list("unit", "stages")) == [(branch.pk, 2)]
