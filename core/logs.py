"""Structured logs: one JSON object a line, with the request's id."""

import json
import logging
from datetime import UTC, datetime

from core.context import current

_STANDARD = {*vars(logging.makeLogRecord({})), "message", "taskName", "asctime"}


class EventFormatter(logging.Formatter):
    """Format a record as one JSON line; values given in `extra` become members of the object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what cannot be written as JSON is written as its text."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if request_id := current.get().request_id:
            line["request_id"] = request_id
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
