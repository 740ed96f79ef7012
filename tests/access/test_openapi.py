"""The API's document is the committed one, and what it says of errors is true."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from config.api import api

SNAPSHOT = Path(__file__).parents[1] / "snapshots" / "openapi.json"
OPEN = ("/api/v1/articles", "/api/v1/regulations", "/api/v1/previews", "/api/v1/reads")
METHODS = {"get", "post", "put", "patch", "delete"}


def operations():
    for path, item in api.get_openapi_schema()["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield method, path, operation


def test_document_is_the_committed_one(tmp_path):
    # when
    call_command("write_openapi", tmp_path / "openapi.json", verbosity=0)
    # then
    written = json.loads((tmp_path / "openapi.json").read_text("utf-8"))
    assert written == json.loads(SNAPSHOT.read_text("utf-8")), "The API has changed: run `make openapi`."


def test_every_operation_says_what_it_does():
    found = list(operations())
    assert len(found) > 15
    assert [(m, p) for m, p, operation in found if not operation.get("summary")] == []
    assert [(m, p) for m, p, operation in found if not operation.get("description")] == []


ZERO = "00000000-0000-4000-8000-000000000000"
SAMPLES = dict.fromkeys(("session_id", "attempt_id", "job_id", "export_id"), ZERO) | {"eid": "art_1"}
"""What stands for the parameters of an address that are no whole numbers."""


@pytest.mark.django_db
@pytest.mark.parametrize("method, path", [(m, p) for m, p, _ in operations() if not p.startswith(OPEN)])
def test_nobody_gets_a_problem_document(client, method, path):
    # given
    address = re.sub(r"{(\w+)}", lambda found: SAMPLES.get(found[1], "1"), path)
    # when
    response = client.generic(method.upper(), address, "{}", content_type="application/json")
    # then
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()) >= {"type", "title", "status", "code", "detail"}
    assert response.json()["status"] == 401
