"""Two people at one moment: approve against save, approve against approve."""

import pytest
from wagtail.models import Page

from cms_pages.gate import queries, services
from cms_pages.gate.models import Approval, Release
from cms_pages.models import ArticlePage
from core.errors import DomainError
from support.content import make_article, make_reviewer
from support.races import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.capability("F015")
def test_saving_during_the_last_approval_publishes_the_approved_text():
    for _ in range(3):
        # given
        page = make_article("审过的题")
        candidate = services.submit(page, by=page.owner)
        for stage in ("first", "second"):
            services.approve(candidate, by=make_reviewer(stage))
        last = make_reviewer("final")

        def save(page=page):
            draft = ArticlePage.objects.get(pk=page.pk)
            draft.title = "没有审过的题"
            draft.save_revision(user=page.owner)

        # when
        raised = together(lambda c=candidate, who=last: services.approve(c, by=who), save)
        # then
        assert raised == [None, None]
        live = Page.objects.get(pk=page.pk)
        assert (live.live, live.title) == (True, "审过的题")
        assert live.live_revision_id == candidate.revision_id
        assert queries.unapproved_live_objects() == []
        assert queries.changed_live_texts() == []


def test_two_reviewers_of_one_stage_pass_it_once():
    # given
    page = make_article()
    candidate = services.submit(page, by=page.owner)
    one, two = make_reviewer("first"), make_reviewer("first")
    # when
    raised = together(
        lambda: services.approve(candidate, by=one), lambda: services.approve(candidate, by=two)
    )
    # then
    assert sorted(error is None for error in raised) == [False, True]
    assert isinstance(next(error for error in raised if error), DomainError)
    assert Approval.objects.filter(candidate=candidate).count() == 1
    assert Release.objects.count() == 0
