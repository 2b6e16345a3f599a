"""On what a renewal rests in an estate: the assembly's decision, or that it was asked and did not decide."""

from __future__ import annotations

from datetime import date

from hemei.community.funds.models import Fund
from hemei.community.funds.rules.renewing import RAISING, Basis
from hemei.community.voting import queries as votes
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role

_PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_MEETINGS = 200


def renewal_basis_of(fund_id: int, *, actor: Actor) -> Basis | None:
    """Return on what a renewal rests in the estate of a fund the actor may see."""
    fund = Fund.objects.filter(record.seen_by(actor), pk=fund_id).first()
    return None if fund is None else renewal_basis(fund)


def renewal_basis(fund: Fund) -> Basis:
    """Return on what a renewal rests; a question put to the assembly counts until households were asked by it."""
    with records.acting(_PLATFORM):
        if not people.had_committee(fund.estate_id):
            return Basis(assembly=False)
        put = record.events_of(streams=[fund.stream], kind="funds.renewal_put")
        asked = record.events_of(streams=[fund.stream], kind="funds.renewal_asked")
        last = max((row.seq for _stream, row in asked), default=0)
        days = [date.fromisoformat(row.data["decide_by"]) for _stream, row in put if row.seq > last]
        decided = _decided(fund.estate_id)
    assembly, vote = decided or (None, None)
    return Basis(assembly=True, assembly_id=assembly, vote=vote, decide_by=max(days, default=None))


def _decided(estate_id: int) -> tuple[int, int] | None:
    """Return the latest vote of the whole estate to raise the fund that passed, was published and stands."""
    asked = votes.AssemblyFilter(estate_id=estate_id)
    for meeting in votes.assemblies(actor=_PLATFORM, asked=asked, limit=_MEETINGS):
        if meeting.published_at is None or meeting.buildings:
            continue
        if all(item.matter != RAISING for item in meeting.agenda):
            continue
        for one in votes.outcomes(meeting.id, actor=_PLATFORM):
            if one.vote.matter == RAISING and one.passed and one.annulled_on is None:
                return meeting.id, one.vote.number
    return None
