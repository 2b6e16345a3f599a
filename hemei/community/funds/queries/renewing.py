"""On what a renewal rests in an estate: the owners' decision, or that the assembly was asked and did not decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from hemei.community.funds.models import Fund
from hemei.community.funds.rules.raising import Raising
from hemei.community.funds.rules.renewing import RAISING, Basis
from hemei.community.voting import queries as votes
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.queries import EventRow
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import shanghai_day

_PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_MEETINGS = 200


def renewal_basis_of(fund_id: int, *, actor: Actor) -> Basis | None:
    """Return on what a renewal rests in the estate of a fund the actor may see."""
    fund = Fund.objects.filter(record.seen_by(actor), pk=fund_id).first()
    return None if fund is None else renewal_basis(fund)


def renewal_basis(fund: Fund) -> Basis:
    """Return on what a renewal rests.

    A question put to the assembly counts until the whole estate voted, or households were asked as it was silent.
    """
    with records.acting(_PLATFORM):
        if not people.had_committee(fund.estate_id):
            return Basis(assembly=False)
        put = record.events_of(streams=[fund.stream], kind="funds.renewal_put")
        asked = [row for _, row in record.events_of(streams=[fund.stream], kind="funds.renewal_asked")]
        raisings = tuple(
            sorted(_raisings(fund.estate_id, asked), key=lambda one: one.published_on, reverse=True)
        )
    last = max((row.seq for row in asked if row.data.get("assembly") is None), default=0)
    return Basis(
        assembly=True, raisings=raisings, decide_by=_decide_by([row for _, row in put if row.seq > last], raisings)
    )  # fmt: skip


def _decide_by(put: Sequence[EventRow], raisings: Sequence[Raising]) -> date | None:
    """Return until when the assembly decides a question that it did not answer since."""
    answered = max((one.published_on for one in raisings if not one.parts), default=date.min)
    days = [date.fromisoformat(row.data["decide_by"]) for row in put if shanghai_day(row.at) > answered]
    return max(days, default=None)


def _raisings(estate_id: int, asked: Sequence[EventRow]) -> Iterator[Raising]:
    """Yield the votes to raise the fund that passed, were published and stand, of the whole estate or of a part."""
    used = {(row.data.get("assembly"), row.data.get("vote")) for row in asked}
    wanted = votes.AssemblyFilter(estate_id=estate_id)
    for meeting in votes.assemblies(actor=_PLATFORM, asked=wanted, limit=_MEETINGS):
        if meeting.published_at is None or all(item.matter != RAISING for item in meeting.agenda):
            continue
        for one in votes.outcomes(meeting.id, actor=_PLATFORM):
            if one.vote.matter == RAISING and one.passed and one.annulled_on is None:
                yield Raising(
                    assembly_id=meeting.id, vote=one.vote.number, title=one.vote.title, parts=meeting.buildings,
                    published_on=shanghai_day(meeting.published_at), used=(meeting.id, one.vote.number) in used,
                )  # fmt: skip
