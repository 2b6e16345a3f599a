"""Short ways to let the estates of a package vote, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from hemei.community.voting import queries as votes
from hemei.community.voting.models import Assembly
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.oversight.renewal import reactions
from hemei.oversight.renewal.models import PackageEstate
from hemei.oversight.renewal.tests.lane import Lane

TODAY = NOW.date()


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.decision.reasons[0].code


def react(lane: Lane, kind: str, stream: str, modules: tuple[Any, ...], now: datetime = NOW) -> None:
    """Let the reactions to an event run twice, as a worker that was killed does."""
    event = {
        "id": 7,
        "stream": stream,
        "scope": "1.",
        "payload": {"type": kind, "at": now.isoformat(), "data": {}},
    }
    for _ in range(2):
        with records.acting(SYSTEM):
            for module in modules:
                for one in module.REACTIONS.get(kind, ()):
                    one(event=event, actor=SYSTEM, now=now)


def decide(
    lane: Lane, member: PackageEstate, monkeypatch: pytest.MonkeyPatch, *, passed: bool, quorum: bool = True
) -> None:
    """Let the vote of an estate come out so and be published, as far as the package is concerned."""
    vote = SimpleNamespace(matter="hire_company", number=1)
    outcome = SimpleNamespace(vote=vote, passed=passed, quorum=quorum, judged_at=NOW, annulled_on=None)
    monkeypatch.setattr(votes, "outcomes", lambda *_args, **_more: [outcome])
    monkeypatch.setattr(votes, "votes_of", lambda *_args, **_more: [vote])
    with records.acting(SYSTEM):
        Assembly.objects.filter(pk=member.assembly_id).update(published_at=NOW)
    react(lane, "voting.result_published", f"voting.assembly:{member.assembly_id}", (reactions,))


def called(lane: Lane) -> tuple[int, dict[str, PackageEstate]]:
    """Return an issued package of three estates whose votes were called from it."""
    number = lane.package(lane.plan(without=[lane.estates["河南新村"]]))
    members = lane.members(number)
    assert (
        refused(lambda: lane.act("call_vote", "community", member_id=members["站前一村"].pk)) == "not_found"
    )
    lane.act("issue_package", "street", package_id=number)
    assert refused(lambda: lane.act("call_vote", "street", member_id=members["站前一村"].pk)) == "role"
    for member in members.values():
        lane.act("call_vote", "community", member_id=member.pk)
    assert refused(lambda: lane.act("call_vote", "community", member_id=members["站前一村"].pk)) == "called"
    return number, lane.members(number)


def tendered(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> int:
    number, members = called(lane)
    for member in members.values():
        decide(lane, member, monkeypatch, passed=True)
    lane.act("open_tender", "street", package_id=number, closes_on=TODAY + timedelta(days=20))
    react(lane, "renewal.tender_opened", f"renewal.package:{number}", (reactions,))
    return number
