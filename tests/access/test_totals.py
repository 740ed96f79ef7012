"""Totals, facets, counts and exports show the rows that their reader may open, and no other one."""

import io

import openpyxl
import pytest
from access.test_routes import client_of

from core import clock
from organization.authority import HeldGrants, grants_of, people_allowed
from organization.models import Membership, valid_on
from organization.names import mask_name
from organization.types import Subject, Verb
from support.world import ANONYMOUS, RELATIONS, ROLES

pytestmark = pytest.mark.django_db
READERS = [name for name in (*ROLES, *RELATIONS) if name != ANONYMOUS]
API = "/api/v1"
HIDDEN = ("草稿", "送审稿", "撤下的文章")


@pytest.fixture(scope="module")
def clients(world):
    """Return a signed-in client for each user of the world."""
    return {name: client_of(world, name) for name in READERS}


def _allowed(world, name, subject):
    """Return the ids of the people of a sort of record that somebody may see, counted by hand.

    The grants are read as rows; the tree is read by its paths; nothing of it asks what the lists ask.
    """
    held: HeldGrants = grants_of(world.user(name))
    if not held.allows(Verb.VIEW, subject):
        return None
    units = {unit.pk for unit in held.units_allowed(Verb.VIEW, subject)}
    today = clock.today()
    return {row.person_id for row in Membership.objects.filter(valid_on(today)) if row.unit_id in units}


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
        lines = [
            {str(cell) for cell in line}
            for sheet in openpyxl.load_workbook(file)
            for line in sheet.iter_rows(values_only=True)
        ]
        rows, _totals = _pages(client, f"{API}/people")
        # then
        names = {mask_name(row["name"]) for row in rows} | {row["name"] for row in rows}
        assert len([line for line in lines if line & names]) == len(rows), name
        exported += 1
    assert exported >= 3
