"""A personal export holds every own row and no other, is made in parts, sealed, and removed in time."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.factors.models import FactorReset
from accounts.services import create_token
from core import clock, outbox
from core.errors import Conflict, NotFound
from organization.profiles import corrections, exporting, privacy, services
from organization.profiles.models import PersonalExport
from organization.profiles.tables import every_exporter, other_tables
from organization.profiles.tasks import remove_old_exports
from outreach.models import Notice
from outreach.services import notify
from outreach.types import NoticeKind
from support.people import make_person

pytestmark = pytest.mark.django_db
PHONE = "13800001234"


def _fill(person, secretary, mark):
    """Leave a row of every sort that bears a mark."""
    services.set_contact(person, PHONE, f"{mark}@example.com", person.user)
    corrections.ask_correction(person=person, field="other", new_value=f"单位{mark}", by=person.user)
    services.log_view(secretary, person, ["phone"], f"目的{mark}")
    create_token(owner=person.user, name=f"令牌{mark}", scopes=["search:read"])
    notify(recipient_id=person.user_id, kind=NoticeKind.RETURNED, key=f"x{mark}", title=f"消息{mark}")


def _made(user):
    export = exporting.ask_export(user=user)
    outbox.drain()
    return PersonalExport.objects.get(pk=export.pk)


def _opened(export):
    return zipfile.ZipFile(io.BytesIO(exporting.read_file(export)))


@pytest.mark.capability("F097")
def test_an_export_holds_exactly_ones_own_rows(branch):
    # given
    other = make_person(branch.unit, name="林嘉禾")
    _fill(branch.person, branch.secretary, "mine")
    _fill(other, branch.secretary, "theirs")
    # when
    archive = _opened(_made(branch.user))
    # then
    whole = json.loads(archive.read("data.json"))
    text = archive.read("data.json").decode() + archive.read("index.html").decode()
    assert "theirs" not in text
    assert "林嘉禾" not in text
    sections = whole["sections"]
    assert len(sections) == len(every_exporter())
    values = {row["field"]: row["value"] for row in sections["person"]}
    assert (values["name"], values["phone"], values["email"]) == ("周望舒", PHONE, "mine@example.com")
    assert [row["new_value"] for row in sections["requests"]] == ["单位mine"]
    assert [row["purpose"] for row in sections["viewings"]] == ["目的mine"]
    assert [row["name"] for row in sections["tokens"]] == ["令牌mine"]
    assert "消息mine" in [row["title"] for row in sections["notices"]]
    assert [row["unit"] for row in sections["memberships"]] == [branch.unit.name]
    assert "digest" not in sections["tokens"][0]


def test_a_table_opens_in_a_spreadsheet_and_holds_no_formula(branch):
    # given
    corrections.ask_correction(person=branch.person, field="other", new_value="=1+1", by=branch.user)
    # when
    raw = _opened(_made(branch.user)).read("tables/requests.csv")
    # then
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[1][2] == "'=1+1"


def test_the_page_escapes_what_people_wrote(branch):
    corrections.ask_correction(person=branch.person, field="other", new_value="<script>1", by=branch.user)
    page = _opened(_made(branch.user)).read("index.html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;1" in page


def test_it_is_made_in_parts_and_each_part_may_run_twice(branch):
    # given
    export = exporting.ask_export(user=branch.user)
    parts = len(every_exporter())
    # when
    for part in range(parts):
        for _again in range(2):
            exporting.make_part(str(export.pk), part)
            export.refresh_from_db()
            assert (export.state, export.parts_done) == ("waiting", part + 1)
    for _again in range(2):
        exporting.make_part(str(export.pk), parts)
    # then
    export.refresh_from_db()
    assert (export.state, export.parts_done, export.parts) == ("ready", parts + 1, parts + 1)
    assert not default_storage.exists(f"exports/{export.pk.hex}.0.sealed")
    exporting.make_part(str(uuid4()), 0)


def test_the_file_on_disk_is_sealed_and_the_user_is_told(branch):
    export = _made(branch.user)
    with default_storage.open(export.file) as file:
        raw = file.read()
    assert raw.startswith(b"zx1:")
    assert b"data.json" not in raw
    assert Notice.objects.get(kind="export_ready").recipient == branch.user


def test_one_export_is_made_at_a_time(branch):
    exporting.ask_export(user=branch.user)
    with pytest.raises(Conflict):
        exporting.ask_export(user=branch.user)
    assert PersonalExport.objects.count() == 1


def test_only_the_person_fetches_it(branch, client):
    # given
    export = _made(branch.user)
    address = f"/organization/me/exports/{export.pk}/"
    # then
    for other in (branch.secretary, branch.admin):
        client.force_login(other)
        assert client.get(address).status_code == 404
        with pytest.raises(NotFound):
            exporting.find_export(other, export.pk)
    client.force_login(branch.user)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert len(answer.content) == export.size


def test_after_seven_days_it_cannot_be_fetched_and_is_removed(branch):
    # given
    export = _made(branch.user)
    name = export.file
    # then
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1), tick=False):
        with pytest.raises(NotFound):
            exporting.read_file(export)
        remove_old_exports.run()
        remove_old_exports.run()
    export.refresh_from_db()
    assert (export.state, export.file) == ("removed", "")
    assert not default_storage.exists(name)


def test_a_day_before_that_it_stays(branch):
    export = _made(branch.user)
    with time_machine.travel(clock.now() + timedelta(days=6), tick=False):
        remove_old_exports.run()
        assert exporting.read_file(export)


def test_a_lost_file_is_told_as_gone(branch):
    export = _made(branch.user)
    default_storage.delete(export.file)
    with pytest.raises(NotFound):
        exporting.read_file(export)


def test_an_account_without_a_person_has_an_export_too(branch):
    from support.people import make_user

    user = make_user("nobody")
    privacy.publish_notice(version="1.0", text_zh="说明", text_en="notice", by=None)
    privacy.accept_notice(user=user, version="1.0")
    whole = json.loads(_opened(_made(user)).read("data.json"))
    assert whole["sections"]["person"] == []
    assert [row["version"] for row in whole["sections"]["acceptances"]] == ["1.0"]


def test_the_page_shows_how_far_it_is(branch, client):
    with transaction.atomic():
        export = exporting.ask_export(user=branch.user)
    exporting.make_part(str(export.pk), 0)
    client.force_login(branch.user)
    page = client.get("/organization/me/exports/").content.decode()
    assert f"已完成 1 / {len(every_exporter()) + 1}" in page
    assert "hx-trigger" in page


def test_a_table_about_people_that_no_section_tells_of_is_told_of_row_by_row(branch):
    # given
    other = make_person(branch.unit, name="林嘉禾")
    for user, mark in ((branch.user, "mine"), (other.user, "theirs")):
        FactorReset.objects.create(user=user, reason=f"手机{mark}", asked_by=branch.secretary)
    # when
    whole = json.loads(_opened(_made(branch.user)).read("data.json"))
    # then
    text = json.dumps(whole, ensure_ascii=False)
    assert [row["reason"] for row in whole["sections"]["factorreset"]] == ["手机mine"]
    assert "theirs" not in text


def test_no_secret_of_an_account_is_exported(branch):
    # given
    branch.user.set_password("a-long-Phrase-26")
    branch.user.save()
    _token, secret = create_token(owner=branch.user, name="t", scopes=["search:read"])
    # when
    text = _opened(_made(branch.user)).read("data.json").decode()
    # then
    for hidden in (secret, _token.digest, branch.user.password):
        assert hidden not in text
    labels = {model._meta.label for model, _way in other_tables()}
    assert not labels & {"accounts.FormerPassword", "accounts.ApiToken", "accounts.User"}
