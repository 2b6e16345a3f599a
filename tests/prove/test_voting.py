"""Twenty thousand units vote by phone over ten minutes; the server is killed twice; no acknowledged sheet is lost.

Each unit has its moment, evenly over `HEMEI_PROVE_SECONDS` (600), and is not sent before it; what waited while the
server was down follows as fast as the server takes it. Whoever got no answer sends the same form again, as a person
would. `HEMEI_PROVE_UNITS=400 HEMEI_PROVE_SECONDS=20` tries it small.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench.electorate import Electorate, saved
from tests.prove.copies import Copy

pytestmark = pytest.mark.prove

UNITS = int(os.environ.get("HEMEI_PROVE_UNITS", "20000"))
SECONDS = float(os.environ.get("HEMEI_PROVE_SECONDS", "600"))
CLIENTS = 8
_FILL = """
import sys
from pathlib import Path
from hemei.project.start import ready
ready()
from bench.electorate import fill, save
save(fill({units}), Path({file!r}))
"""
# On a laden machine the codes given at the beginning would not last to the end.
_RENEW = """
from hemei.project.start import ready
ready()
from bench.electorate import renew
renew()
"""


@dataclass
class Told:
    """What the voters were told: by place in the electorate, how long each waited from his moment, who is next."""

    begun: float = field(default_factory=time.monotonic)

    acknowledged: set[int] = field(default_factory=set)
    waits: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    next: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> int:
        with self.lock:
            self.next += 1
            return self.next - 1

    def due(self, place: int) -> float:
        """Return the moment of a unit, on the clock of this run."""
        return self.begun + place * SECONDS / UNITS


def vote(port: int, electorate: Electorate, told: Told, stop: threading.Event) -> None:
    """Cast one sheet after another; without an answer send the same form again."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        _vote(connection, electorate, told, stop)


def _vote(
    connection: http.client.HTTPConnection, electorate: Electorate, told: Told, stop: threading.Event
) -> None:
    while (place := told.take()) < len(electorate.voters) and not stop.is_set():
        if stop.wait(max(0.0, told.due(place) - time.monotonic())):
            return
        request = electorate.ballot(place, key=f"form-{place}")
        head, _, body = request.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if not line.startswith("Host"))
        while not stop.is_set():
            try:
                connection.request("POST", lines[0].split(" ")[1], body, headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                time.sleep(0.05)
                continue
            if answer.status == 302 and answer.headers["Location"].endswith("/receipt"):
                told.acknowledged.add(place)
                told.waits.append(time.monotonic() - told.due(place))
                break
            if answer.status < 500:
                told.refused.append(answer.status)
                break
            time.sleep(0.05)


def test_of_20_000_units_that_vote_by_phone_no_acknowledged_sheet_is_lost(
    copy: Copy, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    copy.more["HEMEI_WORKERS"] = "2"
    process = copy.start("serve", "--port", str(copy.port))
    copy.wait_until_ready(process)
    file = tmp_path / "electorate.json"
    copy.python(_FILL.format(units=UNITS, file=str(file)))
    electorate, told, stop = saved(file), Told(), threading.Event()
    assert len(electorate.voters) == UNITS
    clients = [
        threading.Thread(target=vote, args=(copy.port, electorate, told, stop)) for _ in range(CLIENTS)
    ]
    told.begun = time.monotonic()
    for client in clients:
        client.start()
    try:
        for share in (3, 3 / 2):  # a third and two thirds of the way: first the web server, then everything
            _wait_for(told, int(UNITS / share))
            if share == 3:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
            else:
                copy.kill_everything()
            lost_if_missing = set(told.acknowledged)
            process = copy.start("serve", "--port", str(copy.port))
            copy.wait_until_ready(process)
            copy.python(_RENEW)
            assert _stored(copy, electorate) >= {electorate.voters[place][1] for place in lost_if_missing}
        for client in clients:
            client.join(SECONDS + 900)
    finally:
        stop.set()
    seconds = time.monotonic() - told.begun
    assert told.refused == []
    assert len(told.acknowledged) == UNITS
    assert seconds >= SECONDS * (UNITS - 1) / UNITS
    _every_sheet_is_whole(copy, electorate)
    verdict = json.loads(copy.hemei("verify", "--json").stdout)
    assert (verdict["first_broken"], verdict["reason"]) == (None, None)
    ranked = sorted(told.waits)
    tell(
        f"{UNITS:,} sheets in {seconds:.0f} s with two kills ({UNITS / seconds:.0f} a second),"
        f" from a voter's moment to his receipt p50 {1000 * ranked[len(ranked) // 2]:.0f} ms,"
        f" p99 {1000 * ranked[len(ranked) * 99 // 100]:.0f} ms and the longest {ranked[-1]:.0f} s with the kills in it,"
        f" load {os.getloadavg()[0]:.1f}"
    )


def _every_sheet_is_whole(copy: Copy, electorate: Electorate) -> None:
    """Forms sent again after a lost answer are not doubled, and every sheet has its ballots and its event."""
    assert _stored(copy, electorate) == {unit for _, unit in electorate.voters}
    of_roll = f"where roll_id = {electorate.roll}"
    assert copy.asked(f"select count(*) from voting_sheet {of_roll}") == UNITS
    ballots = (
        "select count(*) from voting_ballot b join voting_vote v on v.id = b.vote_id"
        f" where v.roll_id = {electorate.roll} and b.standing"
    )
    assert copy.asked(ballots) == UNITS * len(electorate.votes)
    events = (
        "select count(*) from records_event e join voting_sheet s on s.stream = e.stream"
        f" where s.roll_id = {electorate.roll} and e.payload ->> 'type' = 'voting.sheet_cast'"
    )
    assert copy.asked(events) == UNITS


def _wait_for(told: Told, count: int) -> None:
    until = time.monotonic() + SECONDS + 900
    while len(told.acknowledged) < count:
        assert time.monotonic() < until, f"only {len(told.acknowledged)} sheets in time"
        assert not told.refused, told.refused[:3]
        time.sleep(0.01)


def _stored(copy: Copy, electorate: Electorate) -> set[int]:
    with copy.owner() as owner:
        rows = owner.execute(
            "select roll_unit_id from voting_sheet where roll_id = %s", [electorate.roll]
        ).fetchall()
    return {int(unit) for (unit,) in rows}
