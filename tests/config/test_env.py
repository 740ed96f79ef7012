"""Settings come from the environment and fail early, by the name of what is wrong."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config import env


@pytest.mark.parametrize(
    "name, value, read",
    [
        ("DATABASE_URL", "mongodb://127.0.0.1/x", env.database),
        ("REDIS_URL", "http://127.0.0.1", env.redis_url),
        ("CELERY_BROKER_URL", "carrier-pigeon://loft", env.broker_url),
        ("ELASTICSEARCH_URL", "ftp://127.0.0.1", env.elasticsearch_url),
        ("ELASTICSEARCH_URL", "http://127.0.0.1:9200", env.elasticsearch_url),
        ("STORAGE_URL", "gopher://x", env.storage),
        ("STORAGE_URL", "s3:///no-bucket", env.storage),
        ("EMAIL_URL", "pigeon://x", env.email),
        ("DEMO", "perhaps", env.demo),
    ],
)
def test_refuses_a_wrong_value_by_the_name_of_its_variable(monkeypatch, name, value, read):
    # given
    monkeypatch.setenv(name, value)
    # when / then
    with pytest.raises(ImproperlyConfigured, match=name):
        read()


def test_default_is_sqlite_under_var_with_durable_options(monkeypatch):
    # given
    monkeypatch.delenv("DATABASE_URL", raising=False)
    # when
    database = env.database()
    # then
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "ATOMIC_REQUESTS" not in database


def test_postgresql_keeps_connections_and_checks_them(monkeypatch):
    # given
    monkeypatch.setenv("DATABASE_URL", "postgres://me:secret@127.0.0.1:5433/zx")
    # when
    database = env.database()
    # then
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("127.0.0.1", 5433, "zx")
    assert database["CONN_MAX_AGE"] == 60
    assert database["CONN_HEALTH_CHECKS"] is True


def test_broker_is_named_then_redis_then_files(monkeypatch):
    for name in ("CELERY_BROKER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    assert env.broker_url() == "filesystem://"
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379/1")
    assert env.broker_url() == "redis://127.0.0.1:6379/1"
    monkeypatch.setenv("CELERY_BROKER_URL", "amqp://127.0.0.1")
    assert env.broker_url() == "amqp://127.0.0.1"


@pytest.mark.capability("F033")
def test_storage_names_a_folder_or_a_bucket(monkeypatch):
    monkeypatch.setenv("STORAGE_URL", "file:///srv/zhixing")
    assert env.storage().options == {"location": "/srv/zhixing"}
    monkeypatch.setenv("STORAGE_URL", "s3://bucket/inner/folder")
    assert env.storage().options["bucket_name"] == "bucket"
    assert env.storage().options["location"] == "inner/folder"


@pytest.mark.parametrize(
    "hosts, twice, allowed",
    [
        ("127.0.0.1,localhost", "", True),
        ("zhixing.example", "", False),
        ("127.0.0.1,zhixing.example", "", False),
        ("zhixing.example", "1", True),
    ],
)
def test_demo_off_loopback_must_be_said_twice(monkeypatch, hosts, twice, allowed):
    # given
    monkeypatch.setenv("DEMO", "1")
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    monkeypatch.setenv("DEMO_ANYWHERE", twice)
    # when / then
    if allowed:
        assert env.demo() is True
    else:
        with pytest.raises(ImproperlyConfigured, match="DEMO_ANYWHERE"):
            env.demo()


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite only: pragmas of a live connection")
def test_sqlite_pragmas_on_a_live_connection():
    # given
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "journal_size_limit": 67108864}
    # when
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in expected}
        timeout = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    # then
    assert found == expected
    assert timeout >= 5000
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_acknowledges_only_durable_commits():
    # given
    names = ("fsync", "synchronous_commit", "full_page_writes")
    # when
    with connection.cursor() as cursor:
        found = {}
        for name in names:
            cursor.execute(f"SHOW {name}")
            found[name] = cursor.fetchone()[0]
    # then
    assert found == dict.fromkeys(names, "on")
