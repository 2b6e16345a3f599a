"""Structured logs: one JSON object a line, with the request's id and no personal data."""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")

_EXTRA = ("method", "route", "status", "milliseconds", "role", "job", "count", "channel", "phone", "code")


class JsonFormatter(logging.Formatter):
    """Write a record as JSON. Only the fields named here are written, so that none slips in.

    `phone` comes masked, `code` only in a demonstration.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback carries code lines only, never values."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= {name: getattr(record, name) for name in _EXTRA if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = traceback.format_tb(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)
