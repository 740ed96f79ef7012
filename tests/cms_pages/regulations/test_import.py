"""The command that imports a folder of regulations."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from accounts.models import User
from cms_pages.gate.queries import unapproved_live_objects
from cms_pages.models import Batch, Candidate, Provision, RegulationPage, RegulationWork
from support.content import make_editor, make_reviewer

pytestmark = pytest.mark.django_db


def run(path: Path, **options: object) -> list[str]:
    """Return the lines that the command prints."""
    out = StringIO()
    call_command("import_regulations", str(path), stdout=out, **options)
    return out.getvalue().splitlines()


def test_imports_drafts_with_revisions_on_a_migrated_database(folder: Path) -> None:
    # given
    assert User.objects.count() == 0

    # when
    lines = run(folder)

    # then
    assert lines == [
        "[1/3] created    laws/安全/许可办法(2026-11-17).md: 3 articles",
        "[2/3] created    laws/安全/许可办法(2024-03-01).md: 3 articles",
        "[3/3] created    laws/印章通知.md: 0 articles",
        "documents 3, exact article counts 3 (100.0 %)",
    ]
    work = RegulationWork.objects.get(short_title="现场作业许可管理办法")
    assert (work.level, work.category, work.issuer) == ("ministry", "安全管理", "安全管理部")
    assert list(
        work.versions.order_by("version_date").values_list("version_date__year", "status", "slug")
    ) == [
        (2024, "amended", "现场作业许可管理办法-2024-03-01"),
        (2026, "in_force", "现场作业许可管理办法-2026-11-17"),
    ]
    pages = RegulationPage.objects.all()
    assert not pages.filter(live=True).exists()
    assert Revision.objects.count() == pages.count() == 3
    assert {page.get_latest_revision().content["source"] for page in pages} == {page.source for page in pages}
    importer = User.objects.get()
    assert not importer.is_active
    assert not importer.has_usable_password()
    assert Provision.objects.count() == 0
    assert unapproved_live_objects() == []


def test_a_second_import_changes_nothing(folder: Path) -> None:
    run(folder)

    lines = run(folder)

    assert [line.split()[1] for line in lines[:3]] == ["unchanged"] * 3
    assert lines[-1] == "documents 3, exact article counts 3 (100.0 %)"
    assert Revision.objects.count() == RegulationPage.objects.count() == 3


def test_a_changed_text_becomes_a_new_revision_of_the_same_page(folder: Path) -> None:
    run(folder)
    file = folder / "印章通知.md"
    file.write_text(file.read_text(encoding="utf-8") + "\n三、违者通报。\n", encoding="utf-8")

    lines = run(folder)

    assert lines[2] == "[3/3] changed    laws/印章通知.md: 0 articles"
    assert RegulationPage.objects.count() == 3
    page = RegulationPage.objects.get(work__short_title="印章管理通知")
    assert "三、违者通报。" in page.get_latest_revision().content["source"]


def test_a_bad_file_changes_nothing_and_does_not_stop_the_others(folder: Path) -> None:
    # given a manifest with every kind of bad row between the good ones
    rows = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "坏.md").write_bytes(b"\xff\xfe\x00bad")
    (folder / "空.md").write_text("\n\n", encoding="utf-8")
    (folder.parent / "外.md").write_text("# 外\n\n第一条 甲。", encoding="utf-8")
    good = rows[2]
    bad = [
        good | {"file": "laws/坏.md", "short_title": "坏"},
        good | {"file": "laws/空.md", "short_title": "空"},
        good | {"file": "laws/没有.md", "short_title": "没有"},
        good | {"file": "../外.md", "short_title": "外"},
        good | {"short_title": "长" * 300},
        good | {"short_title": "级别", "level": "未知"},
        good | {"short_title": "日期", "publish_date": "2026-13-01"},
        "不是一行",
    ]
    (folder / "manifest.json").write_text(json.dumps([rows[0], *bad, rows[1], good]), encoding="utf-8")

    # when
    lines = run(folder)

    # then
    assert [line.split()[1] for line in lines[:11]] == ["created"] + ["failed"] * 8 + ["created"] * 2
    assert "文件不是 UTF-8 文本" in lines[1]
    assert "没有正文" in lines[2]
    assert lines[-2:] == ["failed 8", "documents 11, exact article counts 3 (27.3 %)"]
    assert RegulationPage.objects.count() == 3
    assert RegulationWork.objects.count() == 2
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_count_that_differs_from_the_manifest_is_reported_with_its_reason(folder: Path) -> None:
    file = folder / "安全/许可办法(2026-11-17).md"
    file.write_text(file.read_text(encoding="utf-8").replace("第三条", "笫三条"), encoding="utf-8")
    rows = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    rows[0]["articles"] = 2
    (folder / "manifest.json").write_text(json.dumps(rows), encoding="utf-8")

    lines = run(folder)

    assert "3 articles, the manifest says 2 (line 17 misprint: 笫三条" in lines[0]
    assert lines[-1] == "documents 3, exact article counts 2 (66.7 %)"


def test_a_folder_without_manifest_tells_dates_and_number_from_the_words(tmp_path: Path) -> None:
    (tmp_path / "制度").mkdir()
    (tmp_path / "制度" / "考勤办法.txt").write_text(
        "望江公司考勤办法\n（2025年3月1日总经理办公会通过）\n第一条 甲。\n第二条 自2025年4月1日起施行。",
        encoding="utf-8",
    )
    (tmp_path / "值班办法(2024-05-06).md").write_text("第一条 甲。\n第三条 乙。", encoding="utf-8")

    lines = run(tmp_path)

    assert lines[-1] == "documents 2, exact article counts 1 (50.0 %)"
    page = RegulationPage.objects.get(work__short_title="考勤办法")
    assert page.work.category == "制度"
    assert str(page.effective_date) == "2025-04-01"
    assert RegulationPage.objects.get(work__short_title="值班办法").title == "值班办法"


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_refuses_a_place_without_documents(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(CommandError):
        run(tmp_path / name)

    assert RegulationPage.objects.count() == 0


def test_an_imported_batch_goes_live_by_three_people(folder: Path) -> None:
    # given
    run(folder)
    editor = make_editor("editor")
    reviewers = {stage: make_reviewer(stage) for stage in ("first", "second", "final")}

    # when
    call_command("review_batch", "submit", "regulations", by=editor.username, stdout=StringIO())
    batch = Batch.objects.get()
    for stage, reviewer in reviewers.items():
        assert not RegulationPage.objects.filter(live=True).exists()
        call_command(
            "review_batch", "approve", str(batch.pk), stage=stage, by=reviewer.username, stdout=StringIO()
        )

    # then
    assert RegulationPage.objects.filter(live=True).count() == 3
    assert unapproved_live_objects() == []
    article = Provision.objects.get(page__version_date="2026-11-17", eid="art_2")
    assert (article.label, article.number, article.heading_path) == ("第二条", "2", "第一章 总则")
    assert article.text == "下列作业应当办理许可：\n（一）动火作业；\n（二）受限空间作业。"
    assert (
        Provision.objects.get(page__version_date="2024-03-01", eid="art_2__para_1__item_2").text
        == "（二）高处作业。"
    )
    assert Provision.objects.filter(kind="point").count() == 2


def test_the_submitter_cannot_pass_the_batch(folder: Path) -> None:
    run(folder)
    author = make_reviewer("first")
    call_command("review_batch", "submit", "regulations", by=author.username, stdout=StringIO())

    with pytest.raises(CommandError):
        call_command(
            "review_batch",
            "approve",
            str(Batch.objects.get().pk),
            stage="first",
            by=author.username,
            stdout=StringIO(),
        )

    assert not RegulationPage.objects.filter(live=True).exists()
    assert {candidate.next_stage for candidate in Candidate.objects.all()} == {"first"}
