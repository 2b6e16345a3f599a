"""The board of a running vote: who takes part, by building and entrance, held against the bars; never a choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from hemei.community.voting.models import Ballot, RollUnit, Vote
from hemei.community.voting.queries.assemblies import AssemblyRow, VoteRow, votes_of
from hemei.community.voting.queries.details import Door, doors_of
from hemei.community.voting.queries.sums import vote_sums
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.count import Comparison, Sums, judge
from hemei.community.voting.rules.standards import OwnerMatters
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Board:
    """Participation in one vote of an assembly: all owners, those taking part, the bars, and each entrance."""

    vote: VoteRow
    votes: tuple[VoteRow, ...]
    total: Sums
    part: Sums
    tests: tuple[Comparison, ...]
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class UncastUnit:
    """A unit that still has to be asked."""

    id: int
    code: str
    building: str
    entrance: str
    area_dm2: int
    developers: bool


def board(found: AssemblyRow, *, actor: Actor, now: datetime, vote_id: int | None = None) -> Board | None:
    """Return participation in a vote, by default the first of the agenda; four statements, no choices."""
    votes = votes_of(found.id, actor=actor)
    if not votes or found.noticed_on is None or not may(actor, Act.SEE, found.scope).allowed:
        return None
    chosen = next((vote for vote in votes if vote.id == vote_id), votes[0])
    [sums] = vote_sums([chosen.id], actor=actor, now=now)
    matter = record.standards().find("owner-matters", OwnerMatters, on=found.noticed_on).of(sums.matter)  # type: ignore[arg-type]
    came = judge(matter, total=sums.total, part=sums.part, agree=Sums(0, 0))
    tests = tuple(test for test in came.tests if test.stage == "take_part")
    return Board(chosen, tuple(votes), sums.total, sums.part, tests, tuple(doors_of(chosen.id)))


def uncast_units(
    vote_id: int, *, actor: Actor, building: str = "", entrance: str = "", after: int = 0, limit: int = 100
) -> list[UncastUnit]:
    """Return the units without a standing ballot in a vote, those after an id; for those on duty only."""
    vote = Vote.objects.filter(record.seen_by(actor), pk=vote_id).first()
    if vote is None or not may(actor, Act.SEE_UNCAST, vote.scope).allowed:
        return []
    cast = Ballot.objects.filter(vote_id=vote_id, roll_unit=OuterRef("pk"), standing=True)
    rows = RollUnit.objects.filter(~Exists(cast), record.seen_by(actor), roll_id=vote.roll_id, pk__gt=after)
    if building:
        rows = rows.filter(building=building)
    if entrance:
        rows = rows.filter(entrance=entrance)
    fields = ("id", "code", "building", "entrance", "area_dm2", "owner_ids", "delivered")
    return [
        UncastUnit(number, code, block, door, area, developers=not owners or not delivered)
        for number, code, block, door, area, owners, delivered in rows.order_by("id").values_list(*fields)[
            :limit
        ]
    ]


def all_uncast_units(
    vote_id: int, *, actor: Actor, building: str = "", entrance: str = "", chunk: int = 2_000
) -> Iterator[UncastUnit]:
    """Yield the whole list for an export, read in pages."""
    after = 0
    while page := uncast_units(
        vote_id, actor=actor, building=building, entrance=entrance, after=after, limit=chunk
    ):
        yield from page
        after = page[-1].id
