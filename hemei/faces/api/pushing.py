"""One HTTP POST to an address somebody else has chosen: open network only, no redirects, bounded in time and size.

The name is resolved once, every address it has is checked, and the connection goes to the one that was checked:
a name that answers differently the second time (DNS rebinding) leads nowhere else.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, urlsplit

from hemei.faces.api.rules import SECONDS, Fault, is_public

_PORTS = {"https": 443, "http": 80}
_READ = 1_024  # of an answer nothing but its status matters
_OK, _REDIRECT, _WRONG = 200, 300, 400


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a push: the status that was answered, or why there is none."""

    status: int | None = None
    fault: Fault | None = None

    @property
    def arrived(self) -> bool:
        """Whether the receiver took it."""
        return self.fault is None


class _InsideError(Exception):
    """An address of a name lies in the own network."""


def push(url: str, headers: Mapping[str, str], body: bytes, *, inside: bool) -> Outcome:
    """Send one message; `inside` lets addresses of the own network pass, for trials."""
    parts = urlsplit(url)
    late = threading.Event()
    status, fault = None, None
    try:
        with _connected(parts, late, inside=inside) as connection:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            answer.read(_READ)
            status = answer.status
    except _InsideError:
        fault = Fault.PRIVATE
    except TimeoutError:
        fault = Fault.TIMEOUT
    except ssl.SSLError:
        fault = Fault.TLS
    except (OSError, http.client.HTTPException, UnicodeError):
        fault = Fault.UNREACHABLE
    if late.is_set():
        return Outcome(status, Fault.TIMEOUT)
    return Outcome(status, fault if status is None else _meant(status))


def _meant(status: int) -> Fault | None:
    if _OK <= status < _REDIRECT:
        return None
    return Fault.REDIRECT if _REDIRECT <= status < _WRONG else Fault.STATUS


@contextmanager
def _connected(
    parts: SplitResult, late: threading.Event, *, inside: bool
) -> Iterator[http.client.HTTPConnection]:
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not inside and not all(is_public(address.partition("%")[0]) for address in found):
        raise _InsideError
    line: socket.socket = socket.create_connection((found[0], port), SECONDS)
    try:
        with _cut_off_late(line, late):
            if parts.scheme == "https":
                line = _trust().wrap_socket(line, server_hostname=host)
            connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
            connection.sock = line
            yield connection
    finally:
        line.close()


@contextmanager
def _cut_off_late(line: socket.socket, late: threading.Event) -> Iterator[None]:
    """Cut a connection that is not done with in time.

    Whoever sends a byte now and then never runs into the limit of a single read. It is cut through a handle of its
    own, for TLS takes the socket away from who opened it.
    """
    with line.dup() as handle:

        def cut() -> None:
            late.set()
            with contextlib.suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)

        patience = threading.Timer(2 * SECONDS, cut)
        patience.daemon = True
        patience.start()
        try:
            yield
        finally:
            patience.cancel()


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
