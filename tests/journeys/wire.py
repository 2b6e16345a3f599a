"""The wire between a phone and the city: every byte that came over it, service workers and all."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession

_ASKED = re.compile(rb"(?:GET|POST|HEAD) (\S+) HTTP/1\.1\r\n")


@dataclass
class Wire:
    """What went through: bytes that came down, heads and all, and what was asked for, in order."""

    address: str
    came: int = 0
    asked: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Count from here."""
        self.came, self.asked = 0, []

    def up(self, data: bytes) -> None:
        """Keep what is asked for."""
        self.asked += [path.decode() for path in _ASKED.findall(data)]

    def down(self, data: bytes) -> None:
        """Count what came."""
        self.came += len(data)


@contextmanager
def wire_to(address: str) -> Iterator[Wire]:
    """Lay a wire to a served city; its own address stands for the city's."""
    city = urlsplit(address)
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        wire = Wire(f"http://127.0.0.1:{door.getsockname()[1]}")
        ends: list[socket.socket] = []
        at_work: list[threading.Thread] = []

        def take_in() -> None:
            with suppress(OSError):
                while True:
                    phone, _ = door.accept()
                    ends.append(phone)
                    server = socket.create_connection((city.hostname, city.port))
                    ends.append(server)
                    for source, target, seen in ((phone, server, wire.up), (server, phone, wire.down)):
                        at_work.append(
                            threading.Thread(target=_carry, args=(source, target, seen), daemon=True)
                        )
                        at_work[-1].start()

        taking = threading.Thread(target=take_in, daemon=True)
        taking.start()
        try:
            yield wire
        finally:
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            taking.join(10)
            _hang_up(ends, at_work)


def _hang_up(ends: list[socket.socket], at_work: list[threading.Thread]) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
    for thread in at_work:
        thread.join(10)
    for end in ends:
        end.close()


def _carry(source: socket.socket, target: socket.socket, seen: Any) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            seen(data)
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class Rounds:
    """How many round trips a page takes: the longest chain of requests of which each waits for the one before."""

    def __init__(self, network: CDPSession) -> None:
        self.depth: dict[str, int] = {}
        network.send("Network.enable")
        network.on("Network.requestWillBeSent", self._sent)

    def _sent(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if not url.startswith("http"):
            return
        if "redirectResponse" in event:
            before = self.depth.get(event["redirectResponse"]["url"], 0)
        elif event["type"] == "Document":
            before = 0
        else:
            before = self.depth.get(_begun_by(event["initiator"]), 1)  # at the least by the document
        self.depth[url] = max(self.depth.get(url, 0), before + 1)

    @property
    def most(self) -> int:
        """The longest chain."""
        return max(self.depth.values())


def _begun_by(initiator: dict[str, Any]) -> str:
    frames = initiator.get("stack", {}).get("callFrames", [])
    return str(initiator.get("url") or (frames[0]["url"] if frames else ""))
