"""A small load generator over kept connections, the same for the floor and for us."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

CONNECTIONS = 8
_END = b"\r\n\r\n"
_LAST_CHUNK = b"\r\n0\r\n\r\n"


class GoneError(ConnectionError):
    """The server closed the connection before it had answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """Return a header's value, or nothing."""
        wanted = name.lower().encode() + b":"
        for line in self.head.split(b"\r\n")[1:]:
            if line.lower().startswith(wanted):
                return line[len(wanted) :].strip().decode()
        return ""


class Connection(asyncio.Protocol):
    """One kept connection, one request at a time."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._asked: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def open(cls, port: int) -> Connection:
        """Connect to the loopback."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the line (asyncio calls this)."""
        self._transport = transport  # type: ignore[assignment]

    async def ask(self, request: bytes) -> Answer:
        """Send one request and wait for its whole answer."""
        if self._transport is None or self._transport.is_closing():
            raise GoneError
        self._asked = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._asked

    def data_received(self, data: bytes) -> None:
        """Collect until the answer is whole (asyncio calls this)."""
        self._buffer += data
        head_end = self._buffer.find(_END)
        if head_end < 0 or self._asked is None or self._asked.done():
            return
        head = bytes(self._buffer[:head_end])
        body_end = self._body_end(head.lower(), head_end + len(_END))
        if body_end is not None:
            body = bytes(self._buffer[head_end + len(_END) : body_end])
            self._buffer.clear()
            self._asked.set_result(Answer(int(head[9:12]), head, body))

    def _body_end(self, head: bytes, start: int) -> int | None:
        place = head.find(b"content-length:")
        if place >= 0:
            end = start + int(head[place + 15 :].split(b"\r\n", 1)[0])
            return end if len(self._buffer) >= end else None
        if b"transfer-encoding: chunked" in head:
            return len(self._buffer) if self._buffer.endswith(_LAST_CHUNK) else None
        return start

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits (asyncio calls this)."""
        if self._asked is not None and not self._asked.done():
            self._asked.set_exception(GoneError(str(exc or "closed")))

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()


@dataclass
class Sample:
    """What a round of requests came to. Latencies are in milliseconds."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    errors: int = 0
    others: Counter[str] = field(default_factory=Counter)  # answers of a kind of their own, by its name
    generator_share: float = 0.0  # of one core, spent by the generator itself

    @property
    def requests(self) -> int:
        """How many were answered as wanted."""
        return len(self.latencies)

    @property
    def rate(self) -> float:
        """Requests answered a second."""
        return self.requests / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the latency that this share of requests did not exceed."""
        ranked = sorted(self.latencies)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else float("nan")


Make = Callable[[int], bytes]
Naming = Callable[[Answer], str]
"""Names an answer that is not as wanted and no error either; nothing for any other."""


def drive(
    port: int,
    make: Make,
    *,
    seconds: float,
    wanted: tuple[int, ...],
    naming: Naming | None = None,
    connections: int = CONNECTIONS,
) -> Sample:
    """Ask as fast as the answers come, on some connections, for some seconds."""
    sample = Sample()

    async def client(until: float, numbers: list[int]) -> None:
        connection = await Connection.open(port)
        while time.perf_counter() < until:
            number = numbers[0]
            numbers[0] += 1
            await timed(sample, connection.ask(make(number)), wanted, naming=naming)
        connection.close()

    async def run() -> None:
        begun = time.perf_counter()
        numbers = [0]
        await asyncio.gather(*(client(begun + seconds, numbers) for _ in range(connections)))
        sample.seconds = time.perf_counter() - begun

    spent = time.process_time()
    asyncio.run(run())
    sample.generator_share = (time.process_time() - spent) / sample.seconds
    return sample


async def timed(
    sample: Sample,
    answered: Awaitable[Answer],
    wanted: tuple[int, ...],
    *,
    since: float | None = None,
    naming: Naming | None = None,
) -> Answer | None:
    """Count one request; `since` is when it was due, so that a late start counts as waiting."""
    begun = time.perf_counter() if since is None else since
    try:
        answer = await answered
    except ConnectionError:
        sample.errors += 1
        return None
    sample.statuses[answer.status] += 1
    if answer.status in wanted:
        sample.latencies.append((time.perf_counter() - begun) * 1000)
    elif naming is not None and (name := naming(answer)):
        sample.others[name] += 1
    else:
        sample.errors += 1
    return answer


def get(path: str, **headers: str) -> bytes:
    """Return a GET request."""
    return _request("GET", path, b"", headers)


def post(path: str, body: bytes, content_type: str, **headers: str) -> bytes:
    """Return a POST request."""
    return _request(
        "POST", path, body, {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}
    )


def _request(method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
