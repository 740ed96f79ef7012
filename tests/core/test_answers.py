"""Health pages, request ids, error pages and problem documents."""

import json
import logging

import pytest
from django.db import connection
from django.test import Client

from core.context import RequestContext, current
from core.logs import EventFormatter


def test_health_asks_nothing_of_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readiness_names_the_database(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": connection.vendor, "failed_tasks": 0}


@pytest.mark.django_db
def test_readiness_is_503_when_the_database_is_gone(client, monkeypatch):
    def gone() -> None:
        raise OSError("gone")

    monkeypatch.setattr(connection, "ensure_connection", gone)
    assert client.get("/readyz").status_code == 503


def test_request_id_is_kept_when_well_formed_and_replaced_otherwise(client):
    assert client.get("/healthz", headers={"X-Request-ID": "abc-12345"})["X-Request-ID"] == "abc-12345"
    assert client.get("/healthz", headers={"X-Request-ID": "<script>"})["X-Request-ID"] != "<script>"


@pytest.mark.django_db
def test_missing_address_is_a_friendly_page_for_people_and_a_problem_for_programs():
    # given
    client = Client(headers={"accept-language": "zh-hans"})
    # when
    page, problem = client.get("/no/such/page/"), client.get("/api/v1/no/such")
    # then
    assert page.status_code == problem.status_code == 404
    assert page["Content-Type"].startswith("text/html")
    assert "首页" in page.content.decode()
    assert problem["Content-Type"] == "application/problem+json"
    assert problem.json()["code"] == "not_found"
    assert problem.json()["request_id"] == problem["X-Request-ID"]


def test_log_line_is_json_with_the_request_id():
    # given
    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": "thing.done", "thing": 3})
    token = current.set(RequestContext("req-1", "127.0.0.1"))
    # when
    try:
        line = json.loads(EventFormatter().format(record))
    finally:
        current.reset(token)
    # then
    assert (line["event"], line["thing"], line["request_id"]) == ("thing.done", 3, "req-1")


@pytest.mark.django_db
@pytest.mark.capability("F035")
def test_pages_forbid_inline_code_and_outside_hosts(client):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "http" not in policy
    assert "script-src 'self'" in policy
