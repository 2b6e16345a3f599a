"""A gateway on the loopback that keeps what it was told; it can refuse, and it knows the keys it has seen."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Gateway:
    """What arrived, in order; `delivered` holds each key once, as a gateway that keeps keys would send it."""

    port: int = 0
    refuses: bool = False
    told: list[tuple[str, str, str]] = field(default_factory=list)
    delivered: dict[str, str] = field(default_factory=dict)
    slow: threading.Event | None = None
    heard: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.port}/sms/{{to}}?+Idempotency-Key={{key}}&rto=20"

    def texts(self) -> list[str]:
        return [text for _, _, text in self.told]


@contextmanager
def gateway_at_work() -> Iterator[Gateway]:
    """Serve until the block ends."""
    gateway = Gateway()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            key = self.headers.get("Idempotency-Key", "")
            gateway.told.append((self.path.rpartition("/")[2].partition("?")[0], key, body["message"]))
            if not gateway.refuses:
                gateway.delivered.setdefault(key, body["message"])
            gateway.heard.set()
            if gateway.slow is not None:
                gateway.slow.wait(20)
            self.send_response(503 if gateway.refuses else 200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    gateway.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        if gateway.slow is not None:
            gateway.slow.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with gateway_at_work() as found:
        yield found
