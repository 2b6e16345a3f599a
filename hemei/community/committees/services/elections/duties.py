"""What an election owes stands as duties of those who must act; each act that moves a clock keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from hemei.community.committees.models import Election
from hemei.community.committees.queries.elections.facts import clocks_of
from hemei.community.committees.rules.clocks import CLOCK_TEXTS, By, Owed
from hemei.community.committees.services.bodies import PLATFORM, bodies_of
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties
from hemei.leadership.duties.services import DutyDraft


def keep_clocks(election: Election, now: datetime, *, lapsed: bool = False) -> None:
    """Set what the election owes from here on, and end what it owes no more: done, or `lapsed` where it was stopped."""
    today = shanghai_day(now)
    if not duties.are_kept(today):
        return
    with records.acting(PLATFORM):
        owed = {one.item: one for one in clocks_of(election, today)}
        duties.keep_duties(
            actor=PLATFORM, now=now, origin_stream=election.stream, owed=list(owed),
            draft_of=lambda item: _drafts(election, owed[item], today), because=election.stream, lapsed=lapsed,
        )  # fmt: skip


def _drafts(election: Election, one: Owed, today: date) -> Iterator[DutyDraft]:
    """Yield the duty of whoever must act, where there is somebody; the next above hears where it is late."""
    bodies = bodies_of(election.scope, today)
    owner, setter = {
        By.COMMUNITY: (bodies.community, bodies.street),
        By.STREET: (bodies.street, bodies.above_street),
        By.DISTRICT: (bodies.housing, bodies.county or bodies.housing),
        By.BUREAU: (bodies.bureau, bodies.bureau),
        By.COMMITTEE: (people.committee_able(election.estate_id, today), bodies.street),
    }[one.by]
    if owner is not None and setter is not None:
        yield DutyDraft(
            key=f"{election.stream}:{one.item}", origin=duties.Origin.COMMITTEE_ELECTION,
            origin_stream=election.stream, origin_item=one.item,
            title=f"{election.estate_name}业委会选举：{CLOCK_TEXTS[one.clock]}", owner=owner, setter=setter,
            limit=Limit(max(1, (one.due - today).days), "days"), references=(one.reference,),
        )  # fmt: skip
