"""The board of a running vote: who takes part, by building and entrance, held against the bars; never a choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from hemei.community.voting.models import Ballot, RollUnit, Vote
from hemei.community.voting.queries.assemblies import AssemblyRow, VoteRow, votes_of
from hemei.community.voting.queries.details import Door, doors_of
from hemei.community.voting.queries.law import matter_on
from hemei.community.voting.queries.sheets import visit_asked
from hemei.community.voting.queries.sums import vote_sums
from hemei.community.voting.rules.acts import Act, decided_on, may, may_of
from hemei.community.voting.rules.count import Comparison, Sums, judge
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
    """A unit that still has to be asked; `visit` says when somebody is at home who asked for a visit."""

    id: int
    code: str
    building: str
    entrance: str
    area_dm2: int
    visit: str | None
    developers: bool


def board(found: AssemblyRow, *, actor: Actor, now: datetime, vote_id: int | None = None) -> Board | None:
    """Return participation in a vote, by default the first of the agenda; four statements, no choices."""
    votes = votes_of(found.id, actor=actor)
    seen = any(may_of(actor, act, found.scope, found.body_id).allowed for act in (Act.SEE, Act.SEE_UNCAST))
    if not votes or found.noticed_on is None or not seen:
        return None
    chosen = next((vote for vote in votes if vote.id == vote_id), votes[0])
    [sums] = vote_sums([chosen.id], actor=actor, now=now)
    matter = matter_on(sums.matter, decided_on(found.closes_at) if found.closes_at else found.noticed_on)
    came = judge(matter, total=sums.total, part=sums.part, agree=Sums(0, 0))
    tests = tuple(test for test in came.tests if test.stage == "take_part")
    return Board(chosen, tuple(votes), sums.total, sums.part, tests, tuple(doors_of(chosen.id)))


@dataclass(frozen=True, slots=True)
class UncastFilter:
    """What the list of units is narrowed to; `visits` keeps those who asked for a visit."""

    building: str = ""
    entrance: str = ""
    visits: bool = False


def uncast_units(
    vote_id: int, *, actor: Actor, asked: UncastFilter | None = None, after: int = 0, limit: int = 100
) -> list[UncastUnit]:
    """Return the units without a standing ballot in a vote, those after an id; for those on duty only."""
    rows = _uncast(vote_id, actor)
    if rows is None:
        return []
    chosen = asked or UncastFilter()
    rows = rows.filter(pk__gt=after).annotate(visit=visit_asked())
    if chosen.building:
        rows = rows.filter(building=chosen.building)
    if chosen.entrance:
        rows = rows.filter(entrance=chosen.entrance)
    if chosen.visits:
        rows = rows.exclude(visit=None)
    fields = ("id", "code", "building", "entrance", "area_dm2", "visit", "owner_ids", "delivered")
    return [
        UncastUnit(number, code, block, door, area, visit, developers=not owners or not delivered)
        for number, code, block, door, area, visit, owners, delivered in rows.order_by("id").values_list(
            *fields
        )[:limit]
    ]


def visits_wanted(vote_id: int, *, actor: Actor) -> int:
    """Return how many units without a standing ballot in a vote asked for a visit."""
    rows = _uncast(vote_id, actor)
    return 0 if rows is None else rows.annotate(visit=visit_asked()).exclude(visit=None).count()


def _uncast(vote_id: int, actor: Actor) -> QuerySet[RollUnit] | None:
    vote = Vote.objects.filter(record.seen_by(actor), pk=vote_id).first()
    if vote is None or not may(actor, Act.SEE_UNCAST, vote.scope).allowed:
        return None
    cast = Ballot.objects.filter(vote_id=vote_id, roll_unit=OuterRef("pk"), standing=True)
    return RollUnit.objects.filter(~Exists(cast), record.seen_by(actor), roll_id=vote.roll_id)


def all_uncast_units(
    vote_id: int, *, actor: Actor, asked: UncastFilter | None = None, chunk: int = 2_000
) -> Iterator[UncastUnit]:
    """Yield the whole list for an export, read in pages."""
    after = 0
    while page := uncast_units(vote_id, actor=actor, asked=asked, after=after, limit=chunk):
        yield from page
        after = page[-1].id
