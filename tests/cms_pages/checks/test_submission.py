"""A submission with a finding that blocks is refused at every door until it is mended or waived."""

import json

import pytest
from django.db import DatabaseError, transaction
from wagtail.models import Page

from cms_pages.checks import queries, services
from cms_pages.checks.errors import ChecksFailed, NoSuchFinding, NotKeeper, NotListable
from cms_pages.checks.models import CheckReport, ListedExpression, Waiver
from cms_pages.checks.types import finding_from_json
from cms_pages.gate import batches
from cms_pages.gate import services as gate
from cms_pages.gate.errors import ReasonMissing
from cms_pages.gate.models import Candidate
from cms_pages.models import RegulationIndexPage, RegulationPage, RegulationWork
from core.errors import NotFound
from evidence.models import Entry
from support.content import draft, make_article, make_editor, make_reviewer, publish

pytestmark = pytest.mark.django_db


def _regulation(words, *, by, **more):
    work, _made = RegulationWork.objects.get_or_create(
        short_title="学习管理办法", defaults={"title": "望江公司学习管理办法"}
    )
    page = RegulationPage(title="望江公司学习管理办法", work=work, source=words, **more)
    return draft(page, RegulationIndexPage.objects.get(), by)


def _checked(page):
    return queries.check_revision(page.get_latest_revision())


def test_a_blocking_finding_refuses_the_submission_and_changes_nothing() -> None:
    # given
    page = make_article("关心残废人")

    # when
    with pytest.raises(ChecksFailed) as refused:
        gate.submit(page, by=page.owner)

    # then
    assert refused.value.status == 422
    assert "“残废人”" in str(refused.value)
    assert [(one["code"], one["field"], one["suggestion"]) for one in refused.value.context["findings"]] == [
        ("listed", "title", "残疾人")
    ]
    assert not Candidate.objects.exists()
    assert not CheckReport.objects.exists()
    assert Page.objects.get(pk=page.pk).specific.current_workflow_state is None


@pytest.mark.capability("F016")
@pytest.mark.parametrize("field", ["source", "responsible_editor"])
def test_a_text_without_source_or_editor_is_refused(field) -> None:
    # given
    page = make_article()
    draft_of = page.get_latest_revision_as_object()
    setattr(draft_of, field, " ")
    draft_of.save_revision(user=page.owner, clean=False)

    # when
    with pytest.raises(ChecksFailed) as refused:
        gate.submit(Page.objects.get(pk=page.pk), by=page.owner)

    # then
    assert [(one["code"], one["field"]) for one in refused.value.context["findings"]] == [("missing", field)]
    assert not Candidate.objects.exists()


def test_a_warning_lets_the_text_pass_and_is_kept_with_the_candidate() -> None:
    # given
    page = make_article(text="增长5～10%。")

    # when
    candidate = gate.submit(page, by=page.owner)

    # then
    report = CheckReport.objects.get(candidate=candidate)
    assert report.digest == candidate.digest
    assert [(one["code"], one["severity"]) for one in report.findings] == [("range_unit", "warns")]


def test_a_batch_leaves_the_text_out_and_says_why() -> None:
    # given
    by = make_editor()
    good, bad = make_article(by=by), make_article(text="定于2026年2月30日召开", by=by)

    # when
    outcomes = list(batches.submit_batch(batches.open_batch(title="批", by=by), pages=[good, bad], by=by))

    # then
    assert [(one.done, one.code) for one in outcomes] == [(True, ""), (False, "checks_failed")]
    assert "2026年2月30日" in outcomes[1].reason


def test_a_waiver_names_its_giver_and_lets_this_text_pass_only(django_user_model) -> None:
    # given
    page = make_article(text="他说：“瞎子都看得见”。")
    checked = _checked(page)
    key = checked.in_the_way[0].key

    # when
    waiver = services.waive(page, key=key, digest=checked.digest, reason="引用原话", by=page.owner)
    candidate = gate.submit(page, by=page.owner)

    # then
    assert (waiver.given_by, waiver.reason, waiver.finding["text"]) == (page.owner, "引用原话", "瞎子")
    assert queries.waivers_of(page.pk, candidate.digest) == {key: waiver}
    assert Entry.objects.filter(kind="check.waiver").count() == 1

    # when the text is another
    other = page.get_latest_revision_as_object()
    other.summary = "改过"
    other.save_revision(user=page.owner)
    candidate.refresh_from_db()

    # then
    assert [one.text for one in _checked(other).in_the_way] == ["瞎子"]


def test_a_waiver_needs_a_reason_the_same_text_and_somebody_who_may_edit() -> None:
    # given
    page = make_article("关心残废人")
    checked = _checked(page)
    key = checked.in_the_way[0].key
    asked = {"key": key, "digest": checked.digest, "reason": "引用", "by": page.owner}

    # when / then
    with pytest.raises(ReasonMissing):
        services.waive(page, **{**asked, "reason": " "})
    with pytest.raises(NoSuchFinding):
        services.waive(page, **{**asked, "digest": "0" * 64})
    with pytest.raises(NoSuchFinding):
        services.waive(page, **{**asked, "key": "0" * 16})
    with pytest.raises(NotFound):
        services.waive(page, **{**asked, "by": make_reviewer("first")})
    assert not Waiver.objects.exists()


def test_waivers_and_reports_are_not_rewritten() -> None:
    # given
    page = make_article("关心残废人")
    checked = _checked(page)
    asked = {"key": checked.in_the_way[0].key, "digest": checked.digest, "by": page.owner}
    waiver = services.waive(page, reason="引用原话", **asked)
    gate.submit(page, by=page.owner)

    # when / then
    with pytest.raises(NoSuchFinding):
        services.waive(page, reason="又一次", **asked)
    for row in (waiver, CheckReport.objects.get()):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(digest="0")
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()


def test_links_lead_to_what_readers_find() -> None:
    # given
    live, hidden = make_article(), make_article()
    publish(live)
    page = make_article(
        text="".join(
            f'<a linktype="{kind}" id="{pk}">{kind}{pk}</a>'
            for kind, pk in (("page", live.pk), ("page", hidden.pk), ("page", 987654), ("document", 987654))
        )
    )

    # when
    found = _checked(page).findings

    # then
    assert [(one.code, one.text) for one in found] == [
        ("hidden", f"page{hidden.pk}"),
        ("missing", "page987654"),
        ("missing", "document987654"),
    ]


def test_quotations_and_citations_are_held_to_the_live_library() -> None:
    # given
    by = make_editor()
    publish(
        _regulation(
            "第一条 旧文。\n\n第二条 旧的第二条。",
            by=by,
            slug="a-2020",
            version_date="2020-01-01",
            status="amended",
        )
    )
    publish(
        _regulation("第一条 学习应当联系实际，讲求实效。", by=by, slug="a-2026", version_date="2026-01-01")
    )
    page = make_article(
        text="《学习管理办法》第一条规定：“学习应当联系实际，讲求时效。”依照《望江公司学习管理办法》第二条和"
        "《学习管理办法》第1条“讲求实效”。",
        by=by,
    )

    # when
    found = _checked(page).findings

    # then
    assert [(one.code, one.text, one.suggestion) for one in found] == [
        ("differs", "学习应当联系实际，讲求时效。", "学习应当联系实际，讲求实效。"),
        ("article_repealed", "《望江公司学习管理办法》第二条", ""),
    ]


def test_a_repealed_regulation_is_not_cited() -> None:
    # given
    by = make_editor()
    publish(_regulation("第一条 旧文。", by=by, slug="a", repealed_date="2024-05-01"))

    # when
    found = _checked(make_article(text="依照《学习管理办法》办理。", by=by)).findings

    # then
    assert [(one.code, one.details["on"]) for one in found] == [("repealed", "2024-05-01")]


def test_the_text_of_a_regulation_is_its_issuers() -> None:
    # given
    page = _regulation("第一条 残废人的待遇自２０００年起。", by=make_editor(), slug="a")

    # when
    candidate = gate.submit(page, by=page.owner)

    # then
    assert [one["severity"] for one in CheckReport.objects.get(candidate=candidate).findings] == ["warns"]


def test_publishers_keep_the_lists() -> None:
    # given
    keeper, editor = make_reviewer("final"), make_editor()

    # when
    with pytest.raises(NotKeeper):
        services.add_expression(kind="term", words="某词语", category="other", by=editor)
    with pytest.raises(NotListable) as refused:
        services.add_expression(kind="term", words="某", by=keeper)
    row = services.add_expression(
        kind="term", words="某词语", category="other", replacement="好词", other_forms="某词语典\n", by=keeper
    )
    with pytest.raises(NotListable):
        services.add_expression(kind="term", words="某词语", category="other", by=keeper)

    # then
    assert set(refused.value.fields) == {"words", "category"}
    assert (row.forms, row.added_by) == (("某词语典",), keeper)
    words = "某词语典里没有某 词语"
    assert [one.text for one in _checked(make_article(words)).findings] == ["某 词语"]

    # when
    with pytest.raises(NotKeeper):
        services.retire_expression(row, by=editor)
    services.retire_expression(row, by=keeper)

    # then
    assert _checked(make_article(words)).findings == []
    assert ListedExpression.objects.get(pk=row.pk).retired_by == keeper
    assert services.add_expression(kind="term", words="某词语", category="other", by=keeper).pk != row.pk


def test_the_reports_findings_are_json_of_the_format() -> None:
    # given
    page = make_article("约20人左右参加")

    # when
    candidate = gate.submit(page, by=page.owner)

    # then
    stored = CheckReport.objects.get(candidate=candidate).findings
    assert json.loads(json.dumps(stored)) == stored
    assert stored[0].keys() == finding_from_json(stored[0]).as_json().keys()
    assert (stored[0]["rule"], stored[0]["code"], stored[0]["text"]) == (
        "number",
        "about_twice",
        "约20人左右",
    )
