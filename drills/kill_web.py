"""An acknowledged answer of an exam survives the death of the web server's processes.

A candidate saves numbered answers as fast as the server acknowledges them; after each few saves one
web process is killed with SIGKILL. At the end the database must hold, for each question, nothing older
than the last acknowledged answer. `ROUNDS` (default 25) is the number of kills.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MEMBER = "zhou.wangshu"


class Candidate:
    """A browser's worth of HTTP: cookies, the CSRF token, JSON in and out."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def call(self, method: str, path: str, body: Any = None, *, form: bool = False) -> Any:
        """Return the JSON answer (or the text of a page); raises OSError when there is none."""
        token = next((cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken"), "")
        headers = {
            "X-CSRFToken": token,
            "Referer": self.address + "/",
            "Accept": "application/json, text/html",
        }
        data = None
        if body is not None:
            data = urllib.parse.urlencode(body).encode() if form else json.dumps(body).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
        request = urllib.request.Request(self.address + path, data, headers, method=method)  # noqa: S310
        with self.opener.open(request, timeout=10) as answer:
            text = answer.read().decode()
        return json.loads(text) if text[:1] in "{[" else text


def run() -> int:
    """Run the drill; return 0 when no acknowledged answer was lost."""
    rounds = int(os.environ.get("ROUNDS", "25"))
    with tempfile.TemporaryDirectory(prefix="zhixing-drill-") as folder:
        environment = os.environ | {"ZX_VAR": folder, "DEMO": "1", "LOG_LEVEL": "ERROR"}
        for command in (["migrate", "--noinput", "-v", "0"], ["create_demo"]):
            subprocess.run([sys.executable, "manage.py", *command], env=environment, cwd=ROOT, check=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi", "-b", f"127.0.0.1:{port}", "-w", "2"],
            env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"},
            cwd=ROOT,
        )
        try:
            attempt, acknowledged, kills = _sit(f"http://127.0.0.1:{port}", web.pid, rounds)
        finally:
            web.terminate()
            web.wait(timeout=30)
        lost = _lost(environment, attempt, acknowledged)
    saves = sum(acknowledged.values())
    print(f"kill_web: {kills} kills, last acknowledged numbers sum to {saves}, lost {len(lost)}: {lost}")
    return 1 if lost else 0


def _sit(address: str, master: int, rounds: int) -> tuple[str, dict[str, int], int]:
    candidate = Candidate(address)
    for _ in range(60):
        try:
            candidate.call("GET", "/accounts/login/")
            break
        except OSError:
            time.sleep(0.5)
    candidate.call("POST", "/accounts/demo-login/", {"username": MEMBER}, form=True)
    exam = _open_exam(candidate)
    attempt = candidate.call("POST", f"/api/v1/exams/{exam}/attempts", {})
    seat = candidate.call("POST", f"/api/v1/attempts/{attempt['id']}/sit", {})
    acknowledged: dict[str, int] = {}
    number, kills = 0, 0
    chance = random.Random(1)
    deadline = time.monotonic() + 600
    while kills < rounds and time.monotonic() < deadline:
        for _ in range(chance.randint(3, 12)):
            number += 1
            question = chance.choice(seat["questions"])
            answer = {"value": [question["options"][0]["id"]], "seq": number, "epoch": seat["epoch"]}
            try:
                saved = candidate.call(
                    "PUT", f"/api/v1/attempts/{attempt['id']}/answers/{question['id']}", answer
                )
            except (OSError, urllib.error.URLError, ValueError):
                continue  # not acknowledged: nothing is promised
            acknowledged[question["id"]] = saved["seq"]
        children = subprocess.run(
            ["pgrep", "-P", str(master)], capture_output=True, text=True, check=False
        ).stdout.split()
        if children:
            os.kill(int(chance.choice(children)), signal.SIGKILL)
            kills += 1
    return attempt["id"], acknowledged, kills


def _open_exam(candidate: Candidate) -> int:
    for enrollment in candidate.call("GET", "/api/v1/enrollments"):
        page = candidate.call("GET", f"/learning/courses/{enrollment['course_id']}/")
        for part in page.split("/learning/exams/")[1:]:
            exam = int(part.split("/")[0])
            if candidate.call("GET", f"/api/v1/exams/{exam}")["can_start"]:
                return exam
    raise RuntimeError("The demo's member has no exam to sit.")


def _lost(environment: dict[str, str], attempt: str, acknowledged: dict[str, int]) -> list[str]:
    code = (
        "import json; from learning.models import Answer;"
        f"print(json.dumps(dict(Answer.objects.filter(attempt_id='{attempt}')"
        ".values_list('question_id', 'client_seq'))))"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        env=environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    standing = json.loads(done.stdout.strip().splitlines()[-1])
    return [name for name, number in acknowledged.items() if standing.get(name, -1) < number]
