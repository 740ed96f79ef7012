"""What leaves the program as a spreadsheet: masked, marked, recorded, and never a formula."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core import clock
from core.models import AuditEntry
from organization.models import Person
from organization.roster import exporting, queries
from organization.roster.authority import scope_of
from organization.roster.exporting import plain
from organization.roster.models import RosterExport
from organization.roster.queries import RosterFilter
from support.people import make_unit
from support.roster import enter

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F047")]


def take(client, company, officer, query=""):
    client.force_login(company.officers[officer])
    response = client.post(reverse("organization:roster_export") + query)
    if response.status_code != 200:
        return response.status_code, []
    content = b"".join(response.streaming_content)
    return response, list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def test_export_is_masked_marked_and_recorded(client, company):
    # when
    _response, rows = take(client, company, "commissioner")
    # then
    user = company.officers["commissioner"]
    mark, head, *body = rows
    assert user.get_full_name() in mark[0]
    assert user.username in mark[0]
    assert f"{clock.local(clock.now()):%Y-%m-%d}" in mark[0]
    assert len(head) == 7
    assert [row[1] for row in body] == ["𠮷*", "单*芳", "周*舒"]
    assert [row[2] for row in body] == ["W010", "W002", "W001"]
    record = RosterExport.objects.get()
    assert (record.by_id, record.rows) == (user.pk, 3)
    assert len(record.sha256) == 64
    entry = AuditEntry.objects.get(action="roster.export")
    assert (entry.actor_id, entry.status, entry.object_id) == (user.pk, 200, str(record.pk))


@pytest.mark.parametrize(
    "query", ["", "?standing=employee", "?order=strokes", "?q=周", "?on=2021-01-01", "?q=nobody"]
)
def test_export_has_as_many_rows_as_the_list_in_its_order(client, company, query):
    # given
    client.force_login(company.officers["keeper"])
    page = client.get(reverse("organization:roster") + query).context["page"]
    # when
    _response, rows = take(client, company, "keeper", query)
    # then
    assert len(rows) - 2 == page.total
    assert [row[2] or "" for row in rows[2:]] == [row.staff_number for row in page.rows]


def test_export_leaves_out_who_is_only_seen(client, company):
    _response, rows = take(client, company, "other_commissioner")
    assert [row[2] for row in rows[2:]] == ["W003"]


@pytest.mark.parametrize(
    "officer", ["secretary", "general_secretary", "committee_admin", "leader", "member", "auditor"]
)
def test_nobody_else_takes_the_roster_out(client, company, officer):
    status, rows = take(client, company, officer)
    assert (status, rows) == (403, [])
    assert AuditEntry.objects.get(action="roster.export").status == 403
    assert not RosterExport.objects.exists()


def test_export_with_filters_that_cannot_be_read_is_refused(client, company):
    status, _rows = take(client, company, "commissioner", "?on=2999-01-01")
    assert status == 422
    assert not RosterExport.objects.exists()


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_nothing_becomes_a_formula(text):
    assert plain(text) == f"'{text}".replace("\x00", "")


def test_name_of_a_unit_that_looks_like_a_formula_stays_text(company):
    # given
    unit = make_unit('=HYPERLINK("http://x")', parent=company.units["general"])
    enter(unit, "=张", "=1")
    # when
    user = company.officers["keeper"]
    file, _record = exporting.export_list(
        scope=scope_of(user), wanted=RosterFilter(on=clock.today()), by=user
    )
    # then
    cells = [cell for row in load_workbook(file).active.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)


def test_export_reads_a_large_list_in_blocks(company, query_budget, monkeypatch):
    # given more people than a block
    monkeypatch.setattr(exporting, "BLOCK", 2)
    user = company.officers["keeper"]
    with query_budget(9 + 3 * 2):
        file, record = exporting.export_list(
            scope=scope_of(user), wanted=RosterFilter(on=clock.today()), by=user
        )
    assert record.rows == 4
    assert load_workbook(file).active.max_row == 6
    assert queries.PAGE_SIZE == 30


def test_template_names_the_units_one_keeps_and_reads_back(client, company):
    # given
    client.force_login(company.officers["commissioner"])
    # when
    response = client.get(reverse("organization:roster_template"))
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    # then
    told = {cell for row in book.worksheets[1].iter_rows(values_only=True) for cell in row}
    assert "C-G-1" in told
    assert "C-G-2" not in told
    assert next(book.worksheets[0].iter_rows(values_only=True))[0] == "员工编号*"
    assert Person.objects.filter(staff_number="W001").count() == 1
