"""On what a renewal rests in an estate: the owners' decision, or that the assembly was asked and did not decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.funds.models import Fund
from hemei.community.funds.rules.raising import Raising
from hemei.community.funds.rules.renewing import RAISING, Basis, Question
from hemei.community.voting import queries as votes
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.queries import EventRow
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import shanghai_day

_PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_MEETINGS = 200
_OFF = frozenset({"annulled", "called_off"})


def renewal_basis_of(fund_id: int, *, actor: Actor) -> Basis | None:
    """Return on what a renewal rests in the estate of a fund the actor may see."""
    fund = Fund.objects.filter(record.seen_by(actor), pk=fund_id).first()
    return None if fund is None else renewal_basis(fund)


def renewal_basis(fund: Fund) -> Basis:
    """Return on what a renewal rests.

    A question put to the assembly counts until the whole estate answered it in a vote in which enough took part, its
    meeting was called off or annulled, or households were asked as the assembly was silent.
    """
    with records.acting(_PLATFORM):
        if not people.had_committee(fund.estate_id):
            return Basis(assembly=False)
        put = record.events_of(streams=[fund.stream], kind="funds.renewal_put")
        asked = [row for _, row in record.events_of(streams=[fund.stream], kind="funds.renewal_asked")]
        meetings = _meetings(fund.estate_id)
        counted = sorted(_counted(meetings, asked), key=lambda one: one.at, reverse=True)
    last = max((row.seq for row in asked if row.data.get("assembly") is None), default=0)
    return Basis(
        assembly=True,
        raisings=tuple(one.raising for one in counted if one.passed and one.stands),
        refused=tuple(one.raising for one in counted if not one.passed and one.stands),
        running=tuple(
            one.buildings for one in meetings if one.published_at is None and one.state not in _OFF
        ),
        question=_question([row for _, row in put if row.seq > last], meetings, counted),
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """A vote to raise the fund in which enough took part, published at a moment; annulled it does not stand."""

    raising: Raising
    at: datetime
    passed: bool
    stands: bool


def _meetings(estate_id: int) -> list[votes.AssemblyRow]:
    """Return the meetings of an estate that have it on their agenda, the newest first."""
    wanted = votes.AssemblyFilter(estate_id=estate_id)
    rows = votes.assemblies(actor=_PLATFORM, asked=wanted, limit=_MEETINGS)
    return [row for row in rows if any(item.matter == RAISING for item in row.agenda)]


def _counted(meetings: Sequence[votes.AssemblyRow], asked: Sequence[EventRow]) -> list[_Counted]:
    used = {(row.data.get("assembly"), row.data.get("vote")) for row in asked}
    return [
        _Counted(
            Raising(
                assembly_id=row.id, vote=one.vote.number, title=one.vote.title, parts=row.buildings,
                published_on=shanghai_day(row.published_at), used=(row.id, one.vote.number) in used,
            ),
            row.published_at, one.passed, one.annulled_on is None,
        )
        for row in meetings
        if row.published_at is not None
        for one in votes.outcomes(row.id, actor=_PLATFORM)
        if one.vote.matter == RAISING and one.quorum
    ]  # fmt: skip


def _question(
    put: Sequence[EventRow], meetings: Sequence[votes.AssemblyRow], counted: Sequence[_Counted]
) -> Question | None:
    """Return what was put to the assembly last, where its owners were asked, still are, and did not answer."""
    if not put:
        return None
    row = put[-1]
    meeting = next((one for one in meetings if one.id == row.data.get("assembly")), None)
    answered = any(not one.raising.parts and one.at > row.at for one in counted)
    if meeting is None or meeting.state in _OFF or answered:
        return None
    return Question(
        meeting.id, shanghai_day(row.at), date.fromisoformat(row.data["decide_by"]), row.actor.get("person"),
        row.actor.get("account"),
    )  # fmt: skip
