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
    try:
        with _connected(parts, inside=inside) as connection:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            answer.read(_READ)
    except _InsideError:
        return Outcome(fault=Fault.PRIVATE)
    except TimeoutError:
        return Outcome(fault=Fault.TIMEOUT)
    except ssl.SSLError:
        return Outcome(fault=Fault.TLS)
    except (OSError, http.client.HTTPException, UnicodeError):
        return Outcome(fault=Fault.UNREACHABLE)
    if _OK <= answer.status < _REDIRECT:
        return Outcome(answer.status)
    return Outcome(answer.status, Fault.REDIRECT if _REDIRECT <= answer.status < _WRONG else Fault.STATUS)


@contextmanager
def _connected(parts: SplitResult, *, inside: bool) -> Iterator[http.client.HTTPConnection]:
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not inside and not all(is_public(address.partition("%")[0]) for address in found):
        raise _InsideError
    line: socket.socket = socket.create_connection((found[0], port), SECONDS)
    # A receiver that sends a byte now and then never runs into the limit of a single read.
    patience = threading.Timer(2 * SECONDS, _cut, [line])
    patience.daemon = True
    patience.start()
    try:
        if parts.scheme == "https":
            line = _trust().wrap_socket(line, server_hostname=host)
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
        connection.sock = line
        yield connection
    finally:
        patience.cancel()
        line.close()


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
