"""Totals, facets, counts and exports show the rows that their reader may open, and no other one."""

import io

import openpyxl
import pytest
from access.test_routes import client_of

from core import clock
from core.models import AuditEntry
from organization.authority import people_allowed
from organization.matrix import MATRIX
from organization.models import Grant, Membership, Person, Unit
from organization.names import mask_name
from organization.types import Role, Subject, Verb
from organization.units import terms
from organization.units.types import CoverageKind
from outreach.models import Notice, Todo
from support.world import ANONYMOUS, RELATIONS, ROLES

pytestmark = pytest.mark.django_db
READERS = [name for name in (*ROLES, *RELATIONS) if name != ANONYMOUS]
API = "/api/v1"
HIDDEN = ("草稿", "送审稿", "撤下的文章")


@pytest.fixture(scope="module")
def clients(world):
    """Return a signed-in client for each user of the world."""
    return {name: client_of(world, name) for name in READERS}


def _units(world, name, subject):
    """Return the keys of the units with whose records somebody may do something, or nothing at all.

    Read from the rows of grants, the table of rights and the paths of the tree, one by one; nothing of
    it asks what the lists ask.
    """
    paths, today, found, held = dict(Unit.objects.values_list("pk", "path")), clock.today(), set(), False
    for grant in Grant.objects.filter(user=world.user(name)):
        begun = grant.valid_from <= today and (grant.valid_to is None or today <= grant.valid_to)
        may = Verb.VIEW in MATRIX[subject].get(Role(grant.role), ()) and "view" in grant.verbs.split(",")
        if not begun or grant.withdrawn_at is not None or not may:
            continue
        held = True
        for key, path in paths.items():
            at = grant.unit_id is None or key == grant.unit_id
            below = not at and path.startswith(paths[grant.unit_id])
            step = Unit.steplen if grant.scope == "children" else len(path)
            near = below and grant.scope != "self" and len(path) <= len(paths[grant.unit_id]) + step
            if at or near:
                found.add(key)
    return found if held else None


def _allowed(world, name, subject):
    """Return the keys of the people of those units, or nothing for who sees no list."""
    units = _units(world, name, subject)
    if units is None:
        return None
    today = clock.today()
    return {
        row.person_id
        for row in Membership.objects.filter(unit__in=units)
        if row.valid_from <= today and (row.valid_to is None or today <= row.valid_to)
    }


def _pages(client, url):
    """Return every row of a list of the API by following its pages, and the total each page shows."""
    rows, totals, after = [], set(), ""
    while True:
        response = client.get(f"{url}{'&' if '?' in url else '?'}after={after}" if after else url)
        if response.status_code != 200:
            return None, None
        told = response.json()
        rows += told["items"]
        totals.add(told["total"])
        after = told["after"]
        if not after:
            return rows, totals


@pytest.mark.capability("F043")
def test_the_roster_counts_the_people_in_reach(world, clients):
    reached = 0
    for name, client in clients.items():
        # when
        rows, totals = _pages(client, f"{API}/people")
        allowed = _allowed(world, name, Subject.ROSTER)
        # then
        assert (rows is None) == (allowed is None), name
        if rows is None:
            continue
        assert {row["person_id"] for row in rows} == allowed, name
        assert totals == {len(allowed)}, name
        assert allowed == set(
            people_allowed(world.user(name), Verb.VIEW, Subject.ROSTER).values_list("pk", flat=True)
        )
        standings = client.get(f"{API}/people").json()["standings"]
        for standing, count in standings.items():
            some, counted = _pages(client, f"{API}/people?standing={standing}")
            assert (counted, len(some)) == ({count}, count), (name, standing)
        assert sum(standings.values()) == len(allowed), name
        reached += len(allowed) > 1
    assert reached > 5


def _counted(client, url):
    response = client.get(url)
    return response.json() if response.status_code == 200 else None


@pytest.mark.parametrize("route", ["transfers", "mobile"])
@pytest.mark.capability("F043")
def test_each_count_of_a_list_is_that_of_its_rows(clients, route):
    seen = 0
    for name, client in clients.items():
        told = _counted(client, f"{API}/{route}")
        for key, count in (told or {"counts": {}})["counts"].items():
            # when
            listed = client.get(f"{API}/{route}?view={key}&limit=100").json()
            # then
            assert (listed["count"], len(listed["items"])) == (count, count), (name, key)
            for row in listed["items"]:
                assert client.get(f"{API}/{route}/{row['id']}").status_code == 200, (name, row)
            seen += count
    assert seen > 2


@pytest.mark.capability("F043")
def test_cases_are_counted_by_who_may_open_them(clients):
    seen = 0
    for name, client in clients.items():
        told = _counted(client, f"{API}/development/cases")
        if told is not None:
            assert told["count"] == len(told["items"]), name
            for row in told["items"]:
                assert client.get(f"{API}/development/cases/{row['id']}").status_code == 200, name
            seen += told["count"]
    assert seen > 2


@pytest.mark.capability("F043")
def test_the_numbers_of_the_chart_are_those_of_the_lists_they_open(world, clients):
    seen = 0
    for name, client in clients.items():
        for unit in client.get(f"{API}/organization/units").json():
            # when
            number = unit["people"]
            page = client.get(f"/organization/units/{unit['id']}/people/")
            # then
            if number is None:
                assert page.status_code in {403, 404}, (name, unit)
            else:
                assert page.context["page_obj"].paginator.count == number, (name, unit)
                seen += number > 0
    assert seen > 10


@pytest.mark.capability("F043")
def test_facets_of_the_search_count_what_is_found(world, clients):
    for name, client in clients.items():
        for words in ("文章", "用印", "草稿", "送审稿"):
            # when
            told = client.get(f"{API}/search", {"q": words, "size": 50}).json()
            # then
            assert told["total"] == len(told["hits"]), (name, words)
            for kind, count in told["facets"].items():
                some = client.get(f"{API}/search", {"q": words, "kind": kind, "size": 50}).json()
                assert count == some["total"] == len(some["hits"]), (name, words, kind)
            titles = [str(hit["title"]) for hit in told["hits"]]
            assert not [title for title in titles for word in HIDDEN if word in title], (name, titles)


@pytest.mark.capability("F043")
def test_an_export_holds_the_rows_of_the_list(world, clients):
    exported = 0
    for name, client in clients.items():
        response = client.post("/organization/people/export/", {"format": "xlsx", "purpose": "核对名册"})
        if response.status_code != 200:
            continue
        # when
        file = io.BytesIO(b"".join(response.streaming_content) if response.streaming else response.content)
        lines = [line for sheet in openpyxl.load_workbook(file) for line in sheet.iter_rows(values_only=True)]
        (head,) = [number for number, line in enumerate(lines) if "姓名" in line]
        place = lines[head].index("姓名")
        rows, _totals = _pages(client, f"{API}/people")
        # then: the same people, by their names as a file shows them
        written = sorted(str(line[place]) for line in lines[head + 1 :] if line[place])
        masked = sorted(mask_name(Person.objects.get(pk=row["person_id"]).name) for row in rows)
        assert written == masked, name
        exported += 1
    assert exported >= 3


@pytest.mark.capability("F043")
def test_the_records_of_study_list_whom_their_reader_may_open(world, clients):
    seen = 0
    for name, client in clients.items():
        # when
        page = client.get("/learning/records/people/")
        allowed = _allowed(world, name, Subject.STUDY_RECORDS)
        # then
        assert (page.status_code != 200) == (allowed is None), name
        if page.status_code != 200:
            continue
        listed = page.context["page_obj"]
        assert listed.paginator.count == len(allowed), name
        assert {person.pk for person in listed.paginator.object_list} == allowed, name
        for person in Person.objects.all():
            opened = client.get(f"/learning/records/{person.pk}/").status_code
            own = person.user_id == world.user(name).pk
            assert (opened == 200) == (person.pk in allowed or own), (name, person)
            seen += opened == 200
    assert seen > 3


@pytest.mark.capability("F043")
def test_the_coverage_warns_of_the_units_in_reach_with_their_own_number(world, clients):
    # given: thresholds that many units reach
    for kind in CoverageKind:
        terms.change_threshold(kind=kind, threshold=1, valid_from=clock.today(), basis="规则", by=None)
    seen = 0
    for name, client in clients.items():
        # when
        told = client.get(f"{API}/organization/coverage")
        units = _units(world, name, Subject.UNITS)
        # then
        assert (told.status_code != 200) == (units is None), name
        if told.status_code != 200:
            continue
        warned = {row["unit_id"] for row in told.json()}
        assert warned <= units, name
        page = client.get("/organization/coverage/")
        assert page.context["total"] == len(told.json()), name
        for _kind, _rule, rows in page.context["groups"]:
            for item, unit, query, may_open in rows:
                opened = client.get(f"/organization/units/{unit.pk}/people/?{query}")
                whole = opened.status_code == 200
                whole = whole and opened.context["page_obj"].paginator.count == item.count
                assert whole or not may_open, (name, unit)
                seen += may_open
    assert seen > 3


@pytest.mark.capability("F043")
def test_what_waits_for_somebody_is_counted_for_them_alone(world, clients):
    # given
    for name in READERS:
        user = world.user(name)
        Todo.objects.create(user=user, kind="study", title=name, subject="t", key=f"t:{name}", url="/")
        Notice.objects.create(recipient=user, kind="study", title=name, body="", key=f"t:{name}", url="/")
    for name, client in clients.items():
        # when
        todos, messages = client.get("/todos/"), client.get("/messages/")
        # then
        if todos.status_code != 200:
            assert name == "superuser", name
            continue
        own = Todo.objects.open().filter(user=world.user(name))
        assert set(todos.context["page"].paginator.object_list) == set(own), name
        assert todos.context["todo_count"] == own.count(), name
        unread = Notice.objects.filter(recipient=world.user(name), read_at=None).count()
        assert messages.context["unread_count"] == unread, name


@pytest.mark.capability("F024")
def test_the_log_shows_its_reader_each_entry_once(world, clients):
    # given
    actor = world.user("owner")
    for number in range(70):
        AuditEntry.objects.create(
            actor_id=actor.pk, route="t:one", method="GET", status=200, request_id=str(number)
        )
    readers = 0
    for client in clients.values():
        # when
        first = client.get(f"{API}/audit?route=t:one")
        if first.status_code != 200:
            continue
        readers += 1
        second = client.get(f"{API}/audit?route=t:one&before={first.json()['before']}").json()
        lines = client.post("/organization/audit/export/", {"route": "t:one"})
        # then
        listed = [row["id"] for row in first.json()["items"] + second["items"]]
        assert listed == sorted(
            AuditEntry.objects.filter(route="t:one").values_list("pk", flat=True), reverse=True
        )
        written = b"".join(lines.streaming_content).decode("utf-8-sig").splitlines()[1:]
        assert [int(line.split(",")[0]) for line in written] == listed
    assert readers == 1
