"""Fixtures for every test: no outside network, a drained outbox, query budgets."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test.utils import CaptureQueriesContext

from support.template import copy_template

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def _no_outside_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection beyond this machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in _LOOPBACK:
            raise AssertionError(f"A test tried to reach {address[0]}.")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """Begin with a copy of the migrated template where there is one; migrating again finds little to do."""
    from django.db import connection

    if request.config.getvalue("create_db"):
        return False
    if request.config.getvalue("reuse_db"):
        return True
    return connection.vendor == "sqlite" and copy_template(Path(connection.settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After a test that empties every table, put back what the migrations had left in them.

    The append-only triggers are lifted while the tables are emptied.
    """
    from django.core.management.commands import flush

    from cms_pages.gate import triggers as gate
    from core.append_only import drop_triggers, install_triggers
    from learning.study.overlap import install_overlap_rule, lift_closed_rule
    from support.baseline import read_baseline, write_baseline

    with django_db_blocker.unblock():
        baseline = read_baseline()
    patch = pytest.MonkeyPatch()
    real = flush.Command.handle

    def handle(self: Any, **options: Any) -> None:
        drop_triggers()
        gate.drop_triggers()
        lift_closed_rule()
        try:
            real(self, **options | {"inhibit_post_migrate": True, "allow_cascade": True})
            write_baseline(baseline)
        finally:
            install_triggers()
            gate.install_triggers()
            install_overlap_rule()

    patch.setattr(flush.Command, "handle", handle)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def drain_outbox(db: None) -> Callable[[], int]:
    """Return a function that runs every task waiting in the outbox and says how many ran."""
    from core import outbox

    return outbox.drain


@pytest.fixture
def query_budget(db: None) -> Callable[[int], AbstractContextManager[None]]:
    """Return `query_budget(n)`: a block that fails, printing the statements, above n queries."""
    from contextlib import contextmanager

    from django.db import connection

    @contextmanager
    def budget(most: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        statements = [q["sql"] for q in captured.captured_queries]
        assert len(statements) <= most, f"{len(statements)} queries, {most} allowed:\n" + "\n".join(
            statements
        )

    return budget
