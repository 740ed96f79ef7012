"""A list of people is entered as a whole or not at all, and every wrong row is told with its reason."""

import io
import json
import os
import tracemalloc
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from openpyxl import load_workbook

from core import clock, outbox
from core.errors import Conflict, Invalid, NotFound, Refused
from core.models import OutboxMessage
from organization import services
from organization.models import Grant, Membership, PartyStanding, Person
from organization.roster import importing, sheets, tasks
from organization.roster.columns import read_day
from organization.roster.models import ImportFinding, ImportJob
from support.roster import HEAD, as_csv, as_xlsx, enter, rows

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F047")]
LARGE = int(os.environ.get("LARGE_LIST", "20000"))
"""The rows of the large list; `.ci/run` takes 60,000."""


def send(company, file, name="list.xlsx", officer="commissioner"):
    """Return the job of an uploaded and checked list."""
    size = len(file.getvalue())
    job = importing.receive_list(
        file=file, name=name, size=size, by=company.officers[officer], task=tasks.check_import
    )
    importing.check(job.pk)
    job.refresh_from_db()
    return job


def confirm(company, job, officer="commissioner"):
    importing.confirm(job=job, by=company.officers[officer], task=tasks.apply_import)
    importing.apply(job.pk)
    job.refresh_from_db()
    return job


def people_rows():
    return (Person.objects.count(), Membership.objects.count(), PartyStanding.objects.count())


def findings(job):
    return [(item.row, item.column, item.code) for item in job.findings.order_by("row", "pk")]


def test_checking_changes_nothing_and_confirming_enters_all(company):
    # given
    before = people_rows()
    content = rows(("N1", "曾国藩"), ("N2", "𠮷田"), ("N3", "买买提·艾力"))
    content[0][3] = date(2010, 7, 1)
    # when checked
    job = send(company, as_xlsx(content))
    # then
    assert (job.state, job.rows, job.bad_rows, job.new_people) == ("checked", 3, 0, 3)
    assert people_rows() == before
    # when confirmed
    job = confirm(company, job)
    # then
    person = Person.objects.get(staff_number="N1")
    assert job.state == "applied"
    assert people_rows() == tuple(number + 3 for number in before)
    assert (person.name, person.joined_on, person.party_status) == ("曾国藩", date(2010, 7, 1), "full_member")
    assert person.name_pinyin.startswith("zeng")
    membership = Membership.objects.get(person=person)
    assert (membership.unit_id, membership.kind) == (company.units["branch"].pk, "relation")
    assert PartyStanding.objects.get(person=person).valid_from == date(2026, 1, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_read_in_the_usual_encodings(company, encoding):
    job = send(company, as_csv(rows(("N1", "曾国藩"), ("N2", "𠮷田")), encoding), name="list.CSV")
    assert confirm(company, job).state == "applied"
    assert Person.objects.get(staff_number="N2").name == "𠮷田"


def test_every_wrong_row_is_told_with_its_reason_and_nothing_is_entered(company):
    # given one row for each thing that can be wrong
    ok = rows(("N1", "曾国藩"))[0]

    def wrong(place, **change):
        row = [f"B{place}", *ok[1:]]
        for column, value in change.items():
            row[["number", "name", "status", "joined", "unit", "since", "until"].index(column)] = value
        return row

    content = [
        ok,
        wrong(3, number=""),
        wrong(4, name=""),
        wrong(5, name="一" * 21),
        wrong(6, name="张\u200b三"),
        wrong(7, number="A B"),
        wrong(8, status="英雄"),
        wrong(9, joined="去年"),
        wrong(10, joined="2999-01-01"),
        wrong(11, status="职工群众", joined="2010-01-01"),
        wrong(12, unit="NOWHERE"),
        wrong(13, unit="C-G-2"),
        wrong(14, since="2019-12-31"),
        wrong(15, since=""),
        wrong(16, since="2026-02-30"),
        wrong(17, until="2025-12-31"),
        wrong(18, number="N1", name="另一人"),
        wrong(19, number="n1"),
        wrong(20, number="W001"),
        wrong(21, number="w003"),
    ]
    before = people_rows()
    # when
    job = send(company, as_xlsx(content))
    # then
    assert job.state == "refused"
    assert job.bad_rows == 19
    assert findings(job) == [
        (3, "staff_number", "empty"),
        (4, "name", "empty"),
        (5, "name", "name"),
        (6, "name", "name"),
        (7, "staff_number", "staff_number"),
        (8, "party_status", "status"),
        (9, "joined_on", "date"),
        (10, "joined_on", "future"),
        (11, "joined_on", "joined_not_member"),
        (12, "unit_code", "unit_unknown"),
        (13, "unit_code", "unit_unknown"),
        (14, "since", "unit_not_yet"),
        (15, "since", "empty"),
        (16, "since", "date"),
        (17, "until", "order"),
        (18, "staff_number", "number_twice"),
        (18, "staff_number", "overlap_file"),
        (19, "staff_number", "overlap_file"),
        (20, "staff_number", "number_taken"),
        (20, "since", "overlap"),
        (21, "staff_number", "number_taken"),
        (21, "since", "overlap"),
    ]
    assert people_rows() == before
    with pytest.raises(Conflict):
        confirm(company, job)
    assert people_rows() == before


def test_report_masks_what_is_personal(client, company):
    # given
    content = rows(("W001", "欧阳万里"), ("SECRET123 4", "张一二三四五六七八九十一二三四五六七八九十一二"))
    job = send(company, as_xlsx(content))
    client.force_login(company.officers["commissioner"])
    # when
    page = client.get(reverse("organization:roster_import", args=[job.pk])).content.decode()
    response = client.get(reverse("organization:roster_import_report", args=[job.pk]))
    report = list(
        load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.iter_rows(values_only=True)
    )
    # then
    for told in (page, json.dumps(report, ensure_ascii=False)):
        assert "欧阳万里" not in told
        assert "SECRET123" not in told
        assert "周望舒" not in told
    assert report[1][0] == 2
    assert len(report) == 1 + job.findings.count()


def test_person_of_another_roster_is_not_told_apart_from_a_taken_number(company):
    job = send(company, as_xlsx(rows(("X001", "欧阳修"))))
    assert (2, "staff_number", "number_taken") in findings(job)


def test_who_left_comes_back_under_the_old_number(company):
    person = company.people["far"]
    Membership.objects.filter(person=person).update(valid_to=date(2025, 12, 31))
    job = confirm(company, send(company, as_xlsx(rows(("X001", "欧阳修")))))
    assert (job.state, job.new_people) == ("applied", 0)
    assert person.memberships.get(valid_to=None).unit_id == company.units["branch"].pk


def test_known_person_gets_a_further_membership(company):
    # given a person of the own roster whose list names a party group
    Grant.objects.filter(user=company.officers["commissioner"]).update(scope="subtree")
    content = [
        *rows(("W002", "单田芳"), unit="C-G-1-1"),
        ["N9", "申屠嘉", "正式党员", "", "C-G-1", "2024-01-01", "2024-12-31"],
        ["N9", "申屠嘉", "正式党员", "", "C-G-1", "2025-01-01", ""],
    ]
    before = people_rows()
    job = confirm(company, send(company, as_xlsx(content)))
    assert job.state == "applied"
    assert people_rows() == (before[0] + 1, before[1] + 3, before[2] + 1)
    assert job.new_people == 1


def test_person_whose_rows_lie_in_different_blocks_is_entered_once(company, monkeypatch):
    monkeypatch.setattr(importing, "BLOCK", 1)
    content = [
        ["N9", "申屠嘉", "正式党员", "", "C-G-1", "2024-01-01", "2024-12-31"],
        ["N9", "申屠嘉", "正式党员", "", "C-G-1", "2025-01-01", ""],
    ]
    job = confirm(company, send(company, as_xlsx(content)))
    assert (job.state, Person.objects.filter(staff_number="N9").count()) == ("applied", 1)
    assert Membership.objects.filter(person__staff_number="N9").count() == 2


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xlsx", b"", "空"),
        ("a.xlsx", b"not a zip", "电子表格"),
        ("a.xlsx", b"PK\x03\x04broken", "电子表格"),
        ("a.csv", b"PK\x03\x04rest", "UTF-8"),
        ("a.csv", "工号,姓名".encode("utf-16"), "UTF-8"),
        ("a.csv", b"\xff\xff\xff\xfe", "UTF-8"),
        ("a.csv", b"a\x00b,c", "UTF-8"),
        ("a.xls", b"\xd0\xcf\x11\xe0", ".xlsx"),
        ("a.pdf", b"%PDF", ".xlsx"),
        ("noending", b"x", ".xlsx"),
    ],
)
def test_file_that_cannot_be_read_is_refused_at_once(company, name, content, word):
    with pytest.raises(Invalid) as refused:
        send(company, io.BytesIO(content), name=name)
    assert word in str(refused.value)
    assert not ImportJob.objects.exists()


def test_file_that_is_too_large_is_refused(company, settings):
    settings.ROSTER_IMPORT_BYTES = 100
    with pytest.raises(Invalid):
        send(company, as_xlsx(rows(("N1", "曾国藩"))))


def _package(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            package.writestr(f"xl/{name}.xml", content)
    file.seek(0)
    return file


def test_packed_bomb_is_refused_before_it_is_unpacked(company, settings):
    settings.ROSTER_IMPORT_UNPACKED_BYTES = 1_000_000
    tracemalloc.start()
    bomb = _package(sheet=b"0" * 5_000_000)
    tracemalloc.reset_peak()
    with pytest.raises(Invalid):
        send(company, bomb)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
    with pytest.raises(Invalid):
        send(company, _package(sharedStrings=b"0" * 300_000))
    with pytest.raises(Invalid):
        send(company, _package(**{f"part{number}": b"x" for number in range(600)}))


def test_document_type_with_entities_is_refused(company):
    with pytest.raises(Invalid):
        send(company, _package(workbook=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'))


def test_package_that_only_looks_like_a_spreadsheet_is_refused_when_checked(company):
    job = send(company, _package(workbook=b"<a/>"))
    assert (job.state, bool(job.refusal)) == ("refused", True)


@pytest.mark.parametrize(
    ("head", "content", "word"),
    [
        (["甲", "乙"], [["1", "2"]], "表头"),
        (HEAD[:2], [["1", "2"]], "组织代码"),
        ([*HEAD, "姓名"], [], "重复"),
        (HEAD, [], "没有"),
    ],
)
def test_list_without_its_headings_or_rows_is_refused(company, head, content, word):
    job = send(company, as_xlsx(content, head))
    assert job.state == "refused"
    assert word in job.refusal


def test_more_rows_than_allowed_are_refused(company, settings):
    settings.ROSTER_IMPORT_ROWS = 2
    job = send(company, as_xlsx(rows(("N1", "甲"), ("N2", "乙"), ("N3", "丙"))))
    assert (job.state, bool(job.refusal)) == ("refused", True)


def test_large_list_with_three_wrong_rows_is_refused_in_bounded_memory(company, monkeypatch):
    # given as many rows, three of them wrong
    content = rows(*((f"L{number}", "王大力") for number in range(LARGE)))
    content[70][4], content[9_000][1], content[LARGE - 1][0] = "NOWHERE", "", "L5"
    file = as_csv(content)
    before = people_rows()
    # when
    tracemalloc.start()
    job = send(company, file, name="big.csv")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # then
    assert (job.state, job.rows, job.bad_rows) == ("refused", LARGE, 3)
    assert findings(job) == [
        (72, "unit_code", "unit_unknown"),
        (9_002, "name", "empty"),
        (LARGE + 1, "staff_number", "overlap_file"),
    ]
    assert people_rows() == before
    assert peak < 40_000_000


def test_progress_is_written_as_the_rows_are_read(company, monkeypatch):
    # given
    monkeypatch.setattr(importing, "BLOCK", 2)
    seen = []
    real = importing.Checker.check

    def check(self, entries):
        seen.append(ImportJob.objects.get().permille)
        return real(self, entries)

    monkeypatch.setattr(importing.Checker, "check", check)
    # when
    send(company, as_csv(rows(*((f"N{number}", "甲") for number in range(10)))), name="a.csv")
    # then
    assert seen == sorted(seen)
    assert 0 < seen[-1] < 1000


def test_two_lists_confirmed_at_once_enter_the_people_once(company):
    # given the same people in two lists, both checked
    one = send(company, as_xlsx(rows(("N1", "曾国藩"), ("N2", "左宗棠"))))
    two = send(company, as_xlsx(rows(("N3", "李鸿章"), ("N1", "曾国藩"))))
    assert (one.state, two.state) == ("checked", "checked")
    user = company.officers["commissioner"]
    # when both are confirmed before either is entered
    for job in (one, two):
        importing.confirm(job=job, by=user, task=tasks.apply_import)
    for job in (one, two):
        importing.apply(job.pk)
        job.refresh_from_db()
    # then the second enters nobody
    assert (one.state, two.state) == ("applied", "refused")
    assert findings(two) == [(3, "since", "overlap")]
    assert set(
        Person.objects.filter(staff_number__startswith="N").values_list("staff_number", flat=True)
    ) == {
        "N1",
        "N2",
    }


def test_one_list_confirmed_twice_is_entered_once(company):
    job = send(company, as_xlsx(rows(("N1", "曾国藩"))))
    user = company.officers["commissioner"]
    importing.confirm(job=job, by=user, task=tasks.apply_import)
    with pytest.raises(Conflict):
        importing.confirm(job=job, by=user, task=tasks.apply_import)
    importing.apply(job.pk)
    importing.apply(job.pk)
    assert Person.objects.filter(staff_number="N1").count() == 1


def test_grant_that_ended_before_the_entering_enters_nobody(company):
    job = send(company, as_xlsx(rows(("N1", "曾国藩"))))
    importing.confirm(job=job, by=company.officers["commissioner"], task=tasks.apply_import)
    Grant.objects.filter(user=company.officers["commissioner"]).update(valid_to=date(2026, 1, 1))
    importing.apply(job.pk)
    job.refresh_from_db()
    assert (job.state, findings(job)) == ("refused", [(2, "unit_code", "unit_unknown")])
    assert not Person.objects.filter(staff_number="N1").exists()


def test_failure_in_the_middle_leaves_nothing_behind(company, monkeypatch):
    # given
    monkeypatch.setattr(importing, "BLOCK", 1)
    job = send(company, as_xlsx(rows(("N1", "曾国藩"), ("N2", "左宗棠"))))
    importing.confirm(job=job, by=company.officers["commissioner"], task=tasks.apply_import)
    before = people_rows()
    real, calls = importing._enter_block, []

    def fail(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError("the machine stops")
        return real(*arguments)

    monkeypatch.setattr(importing, "_enter_block", fail)
    # when
    with pytest.raises(RuntimeError):
        importing.apply(job.pk)
    # then nothing of the first block stands, and a second run enters all
    assert people_rows() == before
    monkeypatch.setattr(importing, "_enter_block", real)
    importing.apply(job.pk)
    assert people_rows() == tuple(number + 2 for number in before)


def test_pages_of_an_import_from_upload_to_the_entered_list(client, company, drain_outbox):
    # given
    user = company.officers["commissioner"]
    client.force_login(user)
    file = SimpleUploadedFile("名单.xlsx", as_xlsx(rows(("N1", "曾国藩"))).getvalue())
    # when
    sent = client.post(reverse("organization:roster_imports"), {"file": file})
    job = ImportJob.objects.get()
    waiting = client.get(sent["Location"]).content.decode()
    drain_outbox()
    part = client.get(sent["Location"], headers={"HX-Request": "true"}).content.decode()
    client.post(reverse("organization:roster_import_confirm", args=[job.pk]))
    drain_outbox()
    done = client.get(sent["Location"]).content.decode()
    # then
    assert "every 2s" in waiting
    assert "every 2s" not in part
    assert "<html" not in part
    assert "every 2s" not in done
    assert Person.objects.filter(staff_number="N1").exists()
    job.refresh_from_db()
    assert (job.state, job.permille) == ("applied", 1000)


def test_upload_that_is_refused_says_so_beside_the_field(client, company):
    client.force_login(company.officers["commissioner"])
    for data in (
        {},
        {"file": SimpleUploadedFile("a.pdf", b"%PDF")},
        {"file": SimpleUploadedFile("a.xlsx", b"x")},
    ):
        response = client.post(reverse("organization:roster_imports"), data)
        assert response.status_code == 422
        assert response.context["form"].errors["file"]
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize("name", ["roster_import", "roster_import_report"])
def test_import_of_another_officer_is_not_there(client, company, name):
    job = send(company, as_xlsx(rows(("N1", "曾国藩"))))
    for officer, status in (
        ("other_commissioner", 404),
        ("keeper", 404),
        ("secretary", 403),
        ("member", 403),
    ):
        client.force_login(company.officers[officer])
        assert client.get(reverse(f"organization:{name}", args=[job.pk])).status_code == status
    with pytest.raises(NotFound):
        importing.confirm(job=job, by=company.officers["keeper"], task=tasks.apply_import)
    with pytest.raises(NotFound):
        importing.discard(job=job, by=company.officers["keeper"])


def test_who_does_not_keep_the_roster_sends_no_list(company):
    for officer in ("secretary", "general_secretary", "committee_admin", "leader", "member"):
        with pytest.raises(Refused):
            send(company, as_xlsx(rows(("N1", "曾国藩"))), officer=officer)


def test_discarded_and_forgotten_lists_keep_no_file(company, django_capture_on_commit_callbacks):
    user = company.officers["commissioner"]
    with django_capture_on_commit_callbacks(execute=True):
        one = send(company, as_xlsx(rows(("N1", "曾国藩"))))
        importing.discard(job=one, by=user)
    with django_capture_on_commit_callbacks(execute=True):
        two = send(company, as_xlsx(rows(("N2", "左宗棠"))))
    with (
        django_capture_on_commit_callbacks(execute=True),
        clock.frozen_at(clock.now() + timedelta(hours=25)),
    ):
        importing.put_away()
    for job in (one, two):
        job.refresh_from_db()
        assert job.state == "discarded"
        assert not default_storage.exists(job.file)
        assert not default_storage.exists(job.staged)
    with pytest.raises(Conflict):
        importing.discard(job=one, by=user)


def test_findings_are_forgotten_after_a_month(company):
    send(company, as_xlsx(rows(("N1", ""))))
    with clock.frozen_at(clock.now() + timedelta(days=31)):
        importing.put_away()
    assert not ImportFinding.objects.exists()


def test_long_task_runs_outside_a_transaction_and_its_message_goes(company):
    job = importing.receive_list(
        file=as_xlsx(rows(("N1", "曾国藩"))),
        name="a.xlsx",
        size=10,
        by=company.officers["commissioner"],
        task=tasks.check_import,
    )
    assert tasks.check_import.is_long
    assert outbox.drain() >= 1
    assert not OutboxMessage.objects.exists()
    job.refresh_from_db()
    assert job.state == "checked"
    with transaction.atomic():
        tasks.check_import.run(job_id=str(job.pk))
    job.refresh_from_db()
    assert job.state == "checked"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        ("2026/1/3", date(2026, 1, 3)),
        ("2026.01.03", date(2026, 1, 3)),
        ("2026年1月3日", date(2026, 1, 3)),
        ("20260103", date(2026, 1, 3)),
        (20260103, date(2026, 1, 3)),
        ("2026-01-03 00:00:00", date(2026, 1, 3)),
        (date(2026, 1, 3), date(2026, 1, 3)),
        ("2026-13-01", None),
        ("26-01-03", None),
        ("二〇二六年", None),
        ("", None),
        (True, None),
    ],
)
def test_days_are_read_as_people_write_them(text, day):
    assert read_day(text) == day


def test_number_that_a_spreadsheet_kept_as_a_number_stays_what_it_was(company):
    content = rows(("x", "曾国藩"))
    content[0][0] = 1001
    job = confirm(company, send(company, as_xlsx(content)))
    assert job.state == "applied"
    assert Person.objects.filter(staff_number="1001").exists()


def test_blank_rows_are_left_out_and_row_numbers_stay(company):
    content = [[""] * 7, *rows(("N1", "曾国藩")), [None] * 7, ["N2", "", *rows(("", ""))[0][2:]]]
    job = send(company, as_xlsx(content))
    assert findings(job) == [(5, "name", "empty")]


def test_rows_are_read_one_at_a_time(company):
    file = as_csv(rows(("N1", "甲"), ("N2", "乙")))
    with sheets.open_sheet(file, "a.csv") as sheet:
        assert next(sheet.rows)[0] == 1
        assert next(sheet.rows)[1][0] == "N1"
    enter(company.units["branch"], "丙", "N7")
    assert services.Person.objects.filter(staff_number="N7").exists()
