"""SIGKILL between sending and writing down: every event arrives, one that was sent twice bears the same id."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable

import pytest

from hemei.faces.api.tests.receiver import Received, receiving
from tests.prove.copies import ROOT, Copy

pytestmark = pytest.mark.prove

EVENTS, KILLS = 20, 4
_MAKE = """
import json, sys, uuid
from hemei.project.start import ready
ready()
from datetime import timedelta
from hemei.coordination.cases import queries as cases, services
from hemei.faces.api import services as api
from hemei.ground.people import services as people
from hemei.ground.people.models import Body
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.scopes import Scope
from hemei.kernel.workdays import shanghai_day
now, keeper = utc_now(), Actor(role=Role.SECURITY_ADMIN, account_id=1, person_id=1)
with records.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,))):
    body = Body.objects.filter(kind="hotline", valid_until=None).first()
    token = Estate.objects.filter(valid_until=None).order_by("id").first().token
draft = people.KeyDraft(name="trial", body_id=body.pk, role=Role.HOTLINE_CLERK, scopes=set(Scope), per_minute=60,
                        last_day=shanghai_day(now) + timedelta(days=1))
program = people.admitted(secret=people.issue_program_key(actor=keeper, now=now, draft=draft).secret, now=now)
while records.deliver_pending(now=utc_now()):
    pass
with records.acting(program.actor):
    made = api.make_webhook(program=program, now=now, url=sys.argv[1], kinds=["cases.case_reported"])
    for _ in range(int(sys.argv[2])):
        report = services.Report(channel=services.Channel.HOTLINE, kind="littering", text=f"trial {uuid.uuid4()}")
        once = str(uuid.uuid4())
        services.report(actor=program.actor, now=utc_now(), token=token, report=report, submission_key=once)
while records.deliver_pending(now=utc_now()):
    pass
print(json.dumps({"id": made.id, "secret": made.secret}))
"""
_SEND = """
import sys
from hemei.project.start import ready
ready()
from datetime import timedelta
from hemei.faces.api import services
from hemei.kernel.clock import utc_now
services.send_waiting(clock=lambda: utc_now() + timedelta(minutes=3 * int(sys.argv[1])))
"""
_SENT = """
import sys
from hemei.project.start import ready
ready()
from hemei.faces.api.models import Delivery
print(Delivery.objects.filter(webhook_id=int(sys.argv[1]), state="sent").count())
"""


def test_killed_between_sending_and_writing_nothing_is_lost(copy: Copy, tell: Callable[[str], None]) -> None:
    killed = 0
    with receiving() as there:
        made = json.loads(_run(copy, _MAKE, there.url, str(EVENTS)).stdout.splitlines()[-1])

        def kill_now_and_then(came: list[Received]) -> None:
            nonlocal killed
            if killed < KILLS and len(came) % 3 == 0:
                killed += 1
                os.kill(sender.pid, signal.SIGKILL)

        there.before_answering = kill_now_and_then
        for turn in range(KILLS + 1):
            with _started(copy, _SEND, str(turn)) as sender:
                sender.wait(300)
    ids = Counter(one.number for one in there.came)
    sent = int(_run(copy, _SENT, str(made["id"])).stdout)
    tell(
        f"{EVENTS} events, {killed} kills: {len(there.came)} pushes, {len(ids)} ids, {sent} written down as sent"
    )
    assert all(one.signed_with(made["secret"]) for one in there.came)
    assert (len(ids), sent, killed) == (EVENTS, EVENTS, KILLS)
    assert len(there.came) == EVENTS + KILLS


def _started(copy: Copy, script: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *words],
        cwd=ROOT,
        env=copy.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(copy: Copy, script: str, *words: str) -> subprocess.CompletedProcess[str]:
    process = _started(copy, script, *words)
    out, said = process.communicate(timeout=300)
    assert process.returncode == 0, said[-3000:]
    return subprocess.CompletedProcess(process.args, 0, out, said)
