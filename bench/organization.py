"""The organization at full size: 50,000 people in 2,000 units, in a database of its own.

`python -m bench.organization [--short]`: what the chart, the roster, the people in scope and the tree as
of a day cost, and how long the one transaction takes that moves a unit with 10,000 people below it.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PEOPLE, UNITS = 50_000, 2_000
BRANCHES_OF_FIRST = 396
"""So many of the branches, with 25 people each, lie below the unit that is moved: 10,000 people."""
FOUNDED = date(2020, 1, 1)
RENAMED_ON, YEARS_AGO = date(2024, 7, 1), date(2023, 3, 1)


def build() -> None:
    """Fill an empty database in bulk: a committee, general branches, branches, people with their rows."""
    from accounts.services import create_user
    from core import clock
    from organization import services as kernel
    from organization import tree
    from organization.models import Membership, PartyStanding, Person, Unit, UnitEdge, UnitName
    from organization.units import services

    started = time.monotonic()
    root = services.create_unit(
        name="集团党委", kind="party_committee", code="G", valid_from=FOUNDED, by=None
    )
    general = [
        services.create_unit(
            name=f"第{number}总支", kind="general_branch", code=f"G{number:02}", parent=root,
            valid_from=FOUNDED, by=None,
        )
        for number in range(9)
    ]  # fmt: skip
    branches = UNITS - 10
    parents = [general[0]] * (BRANCHES_OF_FIRST + 4)
    parents += [general[1 + number % 8] for number in range(branches - len(parents))]
    steps: dict[int, int] = {}
    rows = []
    for number, parent in enumerate(parents):
        steps[parent.pk] = steps.get(parent.pk, 0) + 1
        rows.append(
            Unit(
                name=f"第{number}党支部", code=f"B{number:05}", kind="branch", valid_from=FOUNDED,
                depth=3, numchild=0, path=Unit._get_path(parent.path, 3, steps[parent.pk]),
            )
        )  # fmt: skip
    Unit.objects.bulk_create(rows)
    for parent in general:
        Unit.objects.filter(pk=parent.pk).update(numchild=steps[parent.pk])
    units = list(Unit.objects.filter(depth=3).order_by("code"))
    UnitEdge.objects.bulk_create(
        UnitEdge(unit=unit, parent=parent, valid_from=FOUNDED)
        for unit, parent in zip(units, parents, strict=True)
    )
    UnitName.objects.bulk_create(UnitName(unit=unit, name=unit.name, valid_from=FOUNDED) for unit in units)
    people = [Person(name=f"人{number:05}", party_status="full_member") for number in range(PEOPLE)]
    for person in people:
        person.put_in_order()
    Person.objects.bulk_create(people, batch_size=2000)
    people = list(Person.objects.order_by("pk"))
    PartyStanding.objects.bulk_create(
        (PartyStanding(person=person, status="full_member", valid_from=FOUNDED) for person in people),
        batch_size=5000,
    )
    first = BRANCHES_OF_FIRST + 4  # 25 people each in these, the rest spread over the others
    places = [
        units[n // 25] if n < 25 * first else units[first + n % (branches - first)] for n in range(PEOPLE)
    ]
    Membership.objects.bulk_create(
        (
            Membership(person=person, unit=unit, kind="relation", valid_from=FOUNDED)
            for person, unit in zip(people, places, strict=True)
        ),
        batch_size=5000,
    )
    for unit in units[:200]:
        services.rename_unit(unit=unit, name=f"新{unit.name}", on=RENAMED_ON, by=None)
    tree.refresh(on=clock.today())
    user = create_user(username="officer", name="白知远")
    kernel.grant_role(user=user, role="party_committee_admin", unit=root, valid_from=FOUNDED, by=None)
    secretary = create_user(username="secretary", name="许行之")
    kernel.grant_role(user=secretary, role="branch_secretary", unit=units[0], valid_from=FOUNDED, by=None)
    print(f"{len(people)} people in {UNITS} units, made in {time.monotonic() - started:.0f} s")


def measure(rounds: int, work: Callable[[], Any]) -> tuple[int, float, float]:
    """Return the queries, the median and the p95 in milliseconds of a piece of work."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    work()
    with CaptureQueriesContext(connection) as captured:
        work()
    queries, times = len(captured), []
    for _round in range(max(rounds, 5)):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return queries, statistics.median(times), sorted(times)[int(len(times) * 0.95) - 1]


def run(rounds: int) -> None:
    """Print one row for each thing: queries, median and p95."""
    from django.test import Client

    from accounts.models import User
    from core import clock
    from organization import authority
    from organization.models import Unit
    from organization.types import Subject, Verb
    from organization.units.queries import tree_on

    officer = User.objects.get(username="officer")
    secretary = User.objects.get(username="secretary")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    general = Unit.objects.get(code="G00")

    def page(address: str) -> Callable[[], Any]:
        def ask() -> None:
            response = client.get(address)
            assert response.status_code == 200, (address, response.status_code)

        return ask

    works: list[tuple[str, Callable[[], Any]]] = [
        ("chart, first levels", page("/organization/")),
        ("chart, first levels, years ago", page(f"/organization/?on={YEARS_AGO}")),
        ("chart, a level of 400 units", page(f"/organization/chart/{general.pk}/")),
        ("page of a unit", page(f"/organization/units/{general.pk}/")),
        ("people of a unit, first page", page(f"/organization/units/{general.pk}/people/")),
        ("coverage", page("/organization/coverage/")),
        ("roster, first page", page("/organization/people/")),
        ("roster, years ago", page(f"/organization/people/?on={YEARS_AGO}")),
        ("people_visible_to, 30 of them", lambda: list(authority.people_visible_to(secretary)[:30])),
        (
            "people_allowed (roster), 30 of them",
            lambda: list(authority.people_allowed(officer, Verb.VIEW, Subject.ROSTER)[:30]),
        ),
        (
            "people_allowed (roster), counted",
            lambda: authority.people_allowed(officer, Verb.VIEW, Subject.ROSTER).count(),
        ),
        ("tree of today", lambda: tree_on(clock.today())),
        ("tree of years ago", lambda: tree_on(YEARS_AGO)),
    ]
    print(f"\n{'what':<38}{'queries':>8}{'p50 ms':>9}{'p95 ms':>9}")
    for label, work in works:
        queries, median, p95 = measure(rounds, work)
        print(f"{label:<38}{queries:>8}{median:>9.1f}{p95:>9.1f}")


def move() -> None:
    """Move the unit with 10,000 people below it there and back, and print how long each took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from core import clock
    from organization.models import Membership, Unit
    from organization.units import services

    unit, root = Unit.objects.get(code="G00"), Unit.objects.get(code="G")
    other = Unit.objects.get(code="G01")
    people = Membership.objects.filter(unit__path__startswith=unit.path).count()
    below = Unit.objects.filter(path__startswith=unit.path).count()
    for parent, days in ((other, 0), (root, 1)):
        with clock.frozen_at(clock.now() + timedelta(days=days)):
            started = time.perf_counter()
            with CaptureQueriesContext(connection) as captured:
                services.move_unit(unit=Unit.objects.get(pk=unit.pk), parent=parent, by=None)
            took = (time.perf_counter() - started) * 1000
        print(f"moving {below} units with {people} people: {took:.0f} ms, {len(captured)} queries")


def main() -> None:
    """Make the database when it is not there, then print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true", help="fewer rounds, for CI")
    options = parser.parse_args()
    os.environ.setdefault("ZX_VAR", str(ROOT / "var" / "bench-organization"))
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    Path(os.environ["ZX_VAR"]).mkdir(parents=True, exist_ok=True)
    sys.path.insert(1, str(ROOT / "site"))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from django.db import transaction

    from organization.models import Unit

    if not Unit.objects.filter(code="G").exists():
        with transaction.atomic():
            build()
    run(5 if options.short else 20)
    with transaction.atomic():
        move()
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
