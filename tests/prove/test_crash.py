"""SIGKILL under load: what was acknowledged is there; anything else is whole or absent."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

from tests.prove.copies import Copy

pytestmark = pytest.mark.prove

CLIENTS = 8
TOKEN = "c" * 32


@dataclass
class Told:
    """What the clients sent and what they were told."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, str] = field(default_factory=dict)  # the form's key to the estate it was sent for
    stop: bool = False


def send(port: int, estate: str, key: str) -> str:
    """Send one report and return the number it was answered with."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    form = {
        "csrfmiddlewaretoken": TOKEN,
        "submission_key": key,
        "text": f"电梯停了,请来看看。{key}",
        "phone": "15400001234",
        "apart": "1",
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={TOKEN}"}
    try:
        connection.request("POST", f"/report/{estate}", urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    assert answer.status == 302, answer.status
    return str(answer.headers["Location"]).rsplit("/", 1)[1].partition(":")[0]


@contextmanager
def crowd(copy: Copy, estates: list[str], told: Told) -> Iterator[None]:
    """Let several clients report without a pause until the block ends."""

    def client(number: int) -> None:
        turn = 0
        while not told.stop:
            key = str(uuid.uuid4())
            told.unsure[key] = estate = estates[(number + turn) % len(estates)]
            try:
                told.acknowledged[key] = send(copy.port, estate, key)
                del told.unsure[key]
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
            turn += 1

    clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in clients:
        thread.start()
    try:
        yield
    finally:
        told.stop = True
        for thread in clients:
            thread.join(30)


def _until(count: int, told: Told, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while len(told.acknowledged) < count:
        assert time.monotonic() < until, f"only {len(told.acknowledged)} reports in a minute"
        assert process.poll() is None
        time.sleep(0.01)


def _kill_web_server(copy: Copy, process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def _kill_database(copy: Copy, process: subprocess.Popen[bytes]) -> None:
    for member in copy.database():
        member.kill()
    _kill_web_server(copy, process)


@pytest.mark.parametrize("kill", [_kill_web_server, _kill_database])
@pytest.mark.parametrize("after", [40, 150])
def test_after_sigkill_every_acknowledged_report_is_there_and_every_other_is_whole_or_absent(
    copy: Copy, kill, after: int, tell
) -> None:
    told = Told()
    process = copy.start("serve", "--port", str(copy.port))
    copy.wait_until_ready(process)
    with copy.owner() as owner:
        estates = [row[0] for row in owner.execute("select token from places_estate order by id").fetchall()]
    with crowd(copy, estates, told):
        _until(after, told, process)
        kill(copy, process)
    again = copy.start("serve", "--port", str(copy.port))
    copy.wait_until_ready(again)

    with copy.owner() as owner:
        stored = {
            row[0]
            for row in owner.execute(
                "select c.number from cases_submission s join cases_case c on c.stream = s.stream"
            ).fetchall()
        }
        torn = owner.execute(_TORN).fetchall()
    acknowledged = set(told.acknowledged.values())
    assert len(acknowledged) == len(told.acknowledged)
    assert acknowledged - stored == set()
    assert torn == []
    assert _differing(copy) == "[]"
    verdict = json.loads(copy.hemei("verify", "--json").stdout)
    assert (verdict["first_broken"], verdict["reason"]) == (None, None)

    # Whoever was left without an answer sends the same form again: nothing is doubled, nothing is lost.
    numbers = {send(copy.port, estate, key) for key, estate in told.unsure.items()}
    assert len(numbers) == len(told.unsure)
    assert numbers & acknowledged == set()
    new = numbers - stored
    with copy.owner() as owner:
        submitted = owner.execute(_SUBMITTED).fetchall()
    assert {
        number: times for number, times in submitted if number in numbers | acknowledged
    } == dict.fromkeys(numbers | acknowledged, 1)
    assert {number for number, _ in submitted} == stored | new
    tell(f"{len(told.acknowledged)} acknowledged, {len(told.unsure) - len(new)} stored without an answer")


# How many forms each case took in: of the demonstration's some took more than one.
_SUBMITTED = """
select c.number, count(*) from cases_submission s join cases_case c on c.stream = s.stream group by c.number
"""

# Every piece of a report belongs to a whole one; whatever is listed here is torn.
_TORN = """
select 'submission without case', s.stream from cases_submission s
  where not exists (select 1 from cases_case c where c.stream = s.stream)
union all select 'case without first event', c.stream from cases_case c
  where not exists (select 1 from records_event e where e.stream = c.stream and e.seq = 1)
union all select 'event without case', e.stream from records_event e
  where e.stream like 'cases.case:%' and not exists (select 1 from cases_case c where c.stream = e.stream)
union all select 'case ahead of its events', c.stream from cases_case c
  where c.version > (select max(e.seq) from records_event e where e.stream = c.stream)
union all select 'case without its text', c.stream from cases_case c
  where c.text_id is not null and not exists (select 1 from records_sealed v where v.id = c.text_id)
union all select 'case without its phone', c.stream from cases_case c
  where c.contact_id is not null and not exists (select 1 from records_sealed v where v.id = c.contact_id)
union all select 'text without case', v.stream from records_sealed v
  where v.stream like 'cases.case:%' and not exists (select 1 from cases_case c where c.stream = v.stream)
union all select 'open case without a clock', c.stream from cases_case c
  where c.state <> 'ended' and not exists (
    select 1 from clocks_deadline d where d.stream = c.stream and d.state in ('running', 'paused'))
union all select 'clock without case', d.stream from clocks_deadline d
  where d.stream like 'cases.case:%' and not exists (select 1 from cases_case c where c.stream = d.stream)
"""


def _differing(copy: Copy) -> str:
    """Rebuild every case of today from its events and compare it with its rows."""
    return copy.python(
        """
from hemei.project.start import ready
ready()
from hemei.coordination.cases import queries
from hemei.coordination.cases.models import Case, Submission
from hemei.ground.records import services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
with services.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,))):
    streams = Submission.objects.order_by("stream").values_list("stream", flat=True).distinct()
    print([found for stream in streams for found in queries.differences(stream)])
"""
    ).strip()
