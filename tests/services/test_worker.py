"""A real worker with a real broker: every committed task runs, also those asked for while it was down."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.services
ROOT = Path(__file__).resolve().parents[2]
ASK = """
from datetime import date
from organization import services
from organization.models import Unit
from organization.units import services as units
from accounts.services import create_user
root = Unit.get_first_root_node() or units.create_unit(
    name="望江公司", kind="party_committee", code="WJ", parent=None, valid_from=date(2024, 1, 1), by=None)
for number in range({first}, {last}):
    user = create_user(username=f"u{{number}}", name="某人")
    services.grant_role(
        user=user, role="editor", unit=root, scope="subtree", valid_from=date(2024, 1, 1), by=None)
"""
COUNT = """
from django.contrib.auth.models import Group
from core.models import OutboxMessage
print(Group.objects.get(name="role:editor").user_set.count(), OutboxMessage.objects.count())
"""

RESTORE = """
from cms_pages.gate.triggers import drop_triggers
from cms_pages.models import ArticleIndexPage, ArticlePage
drop_triggers()
page = ArticlePage(title="旧稿", slug="old", summary="摘要", source="望江公司", responsible_editor="周望舒")
page.body = [("paragraph", "<p>正文</p>")]
ArticleIndexPage.objects.get(slug="theory").add_child(instance=page)
ArticlePage.objects.filter(pk=page.pk).update(live=True)
"""
LIVE = "from cms_pages.models import ArticlePage; print(ArticlePage.objects.filter(live=True).count())"


@pytest.fixture(params=["files", "redis"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Return the environment of an installation of its own with this broker."""
    kept = {
        k: v for k, v in os.environ.items() if k not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "DEMO"}
    }
    kept |= {"ZX_VAR": str(tmp_path), "LOG_LEVEL": "ERROR"}
    if request.param == "redis":
        url = os.environ.get("TEST_REDIS_URL")
        if not url:
            pytest.fail("TEST_REDIS_URL names no Redis; .ci/run starts one.")
        kept |= {"REDIS_URL": url}
    return kept


@pytest.fixture
def manage(environment: dict[str, str]) -> Callable[..., str]:
    """Return a function that runs a management command there and gives what it prints."""

    def run(*arguments: str) -> str:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    run("migrate", "--noinput", "-v", "0")
    return run


def _start_worker(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--beat", "--pool", "solo"]
    return subprocess.Popen([*command, "--loglevel", "ERROR", "--without-gossip"], env=environment, cwd=ROOT)


def _wait_for(manage: Callable[..., str], expected: str, code: str = COUNT) -> str:
    for _ in range(40):
        found = manage("shell", "-v", "0", "-c", code)
        if found == expected:
            return found
        time.sleep(1)
    return found


def test_worker_runs_what_was_asked_for_while_it_was_down_and_up(environment, manage):
    # given: ten grants while no worker runs, and a page that a restore brought live without approval
    manage("shell", "-v", "0", "-c", RESTORE)
    assert manage("shell", "-v", "0", "-c", LIVE) == "1"
    manage("shell", "-v", "0", "-c", ASK.format(first=0, last=10))
    before, waiting = manage("shell", "-v", "0", "-c", COUNT).split()
    assert int(waiting) >= 10
    worker = _start_worker(environment)
    try:
        # when: the worker starts, and ten more come while it runs
        assert _wait_for(manage, "10 0") == "10 0"
        manage("shell", "-v", "0", "-c", ASK.format(first=10, last=20))
        # then
        assert _wait_for(manage, "20 0") == "20 0"
        assert _wait_for(manage, "0", LIVE) == "0"
        assert int(before) <= 10
    finally:
        worker.terminate()
        worker.wait(timeout=60)


def test_broker_that_cannot_be_reached_loses_nothing(environment, manage, monkeypatch):
    # given: an address where nothing listens
    broken = environment | {"CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
    code = ASK.format(first=0, last=5)
    # when
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "shell", "-v", "0", "-c", code],
        env=broken,
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    # then: every action was done, and the worker of the real broker does the rest
    worker = _start_worker(environment)
    try:
        assert _wait_for(manage, "5 0") == "5 0"
    finally:
        worker.terminate()
        worker.wait(timeout=60)
