"""The engines: who keeps the tokens and finds them. One is chosen by the database in use."""

from django.db import connection

from search.engines.base import Engine
from search.engines.postgresql import PostgreSQLEngine
from search.engines.sqlite_fts5 import SQLiteEngine


def current_engine() -> Engine:
    """Return the engine of the default database."""
    return PostgreSQLEngine() if connection.vendor == "postgresql" else SQLiteEngine()
