"""The whole product served as `make run` serves it, and a real Chromium before it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "var" / "screenshots"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


MANAGE = [sys.executable, str(ROOT / "manage.py")]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of a fresh demo in a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "var" / "assets", folder / "assets")
    kept = {k: v for k, v in os.environ.items() if k not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}}
    return kept | {"DEMO": "1", "ZX_VAR": str(folder), "LOG_LEVEL": "WARNING"}


@pytest.fixture(scope="session")
def site(environment: dict[str, str]) -> Iterator[str]:
    """Return the address of the demo, served with its worker as `make run` serves it."""
    port = _free_port()
    for command in (["migrate", "--noinput", "-v", "0"], ["create_demo"]):
        subprocess.run([*MANAGE, *command], env=environment, check=True, cwd=ROOT)
    server = subprocess.Popen([*MANAGE, "run_all", "--port", str(port)], env=environment, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/readyz", timeout=2)  # noqa: S310 - loopback
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


@pytest.fixture(scope="session")
def ask_database(site: str, environment: dict[str, str]) -> Callable[[str], str]:
    """Return a function that runs a line of Python inside the served product and gives what it prints."""

    def ask(code: str) -> str:
        done = subprocess.run(
            [*MANAGE, "shell", "-v", "0", "-c", code],
            env=environment,
            check=True,
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    return ask


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return one Chromium for the session (`CHROMIUM` names the program)."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("No Chromium: install it, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(site: str, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Return `open_page(username, width)`: a page signed in by its demo button, or signed out.

    Every request beyond the served address is blocked and fails the test, as does an error of a script.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def guard(route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(site).netloc:
            route.continue_()
        else:
            faults.append(f"outside request: {route.request.url}")
            route.abort()

    def note_console(page: Page, text: str) -> None:
        if "Content Security Policy" in text:
            faults.append(f"{page.url}: {text}")

    def open_(username: str | None = None, size: dict[str, int] = DESK, **options: object) -> Page:
        context = chromium.new_context(base_url=site, viewport=size, locale="zh-CN", **options)
        context.route("**/*", guard)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"script error on {page.url}: {error}"))
        page.on("console", lambda message: note_console(page, message.text))
        if username:
            page.goto("/accounts/login/")
            page.locator(f"form:has(input[name=username][value='{username}']) button").first.click()
            page.wait_for_url("**/")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def take_picture() -> Callable[[Page, str], None]:
    """Return `take_picture(page, name)`, which keeps a picture under `var/screenshots`."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")

    return take
