"""What explains a count beside its sums: who is missing where, doubles, spoiled ballots, channels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection

from hemei.community.voting.models import Vote
from hemei.community.voting.queries.called_back import pools_of
from hemei.community.voting.queries.law import trust_of
from hemei.community.voting.queries.unsettled import unsettled_of
from hemei.community.voting.queries.voters import resting_on


@dataclass(slots=True)
class Counted:
    """What explains the sums of a vote and decides nothing.

    `uncast` are building, entrance, units without a standing ballot and their area; `struck` the numbers of ballots
    that were struck, with the ground; `objected` how many standing ballots came by a binding that is or was contested,
    `papers_objected` how many standing papers came from units whose voter is objected to, not settled yet,
    `former` how many standing ballots came before the owners of their unit were put right on the roll,
    `unordered` of how many units it is not known which came first, the paper or another ballot, `left_out` how much
    paper that came in time was not settled when the vote was sealed. `called_back` are the standing ballots that are
    called back, by why.
    """

    units: int = 0
    developer_units: int = 0
    cast_units: int = 0
    mixed_heads: int = 0
    spoiled_ballots: int = 0
    doubles: int = 0
    uncast: list[tuple[str, str, int, int]] = field(default_factory=list)
    struck: list[tuple[int, str]] = field(default_factory=list)
    channels: list[tuple[str, int]] = field(default_factory=list)
    bases: list[tuple[str, int]] = field(default_factory=list)
    capacities: list[tuple[str, int]] = field(default_factory=list)
    called_back: list[tuple[str, int]] = field(default_factory=list)
    objected: int = 0
    papers_objected: int = 0
    unordered: int = 0
    former: int = 0
    left_out: int = 0


_UNITS = """
select v.id, u.building, u.entrance, count(*), sum(u.area_dm2),
       count(*) filter (where u.owner_ids = '{}' or not u.delivered),
       count(b.id), coalesce(sum(u.area_dm2) filter (where b.id is not null), 0)
from voting_vote v
join voting_rollunit u on u.roll_id = v.roll_id
left join voting_ballot b on b.vote_id = v.id and b.roll_unit_id = u.id and b.standing
where v.id = any(%s)
group by v.id, u.building, u.entrance order by v.id, min(u.id)
"""
_MIXED = """
select vote_id, count(*) from (
  select b.vote_id, u.head from voting_ballot b join voting_rollunit u on u.id = b.roll_unit_id
  where b.vote_id = any(%s) and b.standing and (u.several or u.corrected)
  group by b.vote_id, u.head having bool_or(b.choice = 'for') and not bool_and(b.choice = 'for')) heads
group by vote_id
"""
_BALLOTS = """
select vote_id, channel, count(*) filter (where standing), count(*) filter (where not valid),
       count(*) filter (where valid and not standing and not struck)
from voting_ballot where vote_id = any(%s) group by vote_id, channel order by vote_id, channel
"""
_UNORDERED = """
select b.vote_id, count(distinct b.roll_unit_id) from voting_ballot b
join voting_sheet s on s.id = b.sheet_id
join voting_ballot o on o.vote_id = b.vote_id and o.roll_unit_id = b.roll_unit_id and o.id <> b.id
  and o.valid and not o.struck and o.received_at between s.handed_from and s.handed_until
where b.vote_id = any(%s) and b.valid and not b.struck and s.handed_until is not null group by b.vote_id
"""
_PAPERS = """
select b.vote_id, count(*) from voting_ballot b
join voting_rollunit u on u.id = b.roll_unit_id
where b.vote_id = any(%s) and b.standing and b.channel = 'paper' and exists (
  select 1 from voting_voterbinding v where v.unit_id = u.unit_id and v.ended_at is null and v.objected_at is not null
  union all select 1 from voting_sheetobjection o where o.roll_unit_id = u.id and o.settled_at is null)
group by b.vote_id
"""
_FORMER = """
select b.vote_id, count(*) from voting_rollunit u join voting_ballot b on b.roll_unit_id = u.id
where b.vote_id = any(%s) and b.standing and u.corrected and b.received_at < u.owners_since group by b.vote_id
"""
_STRUCK = """
select b.vote_id, b.id, k.ground from voting_ballot b join voting_strike k on k.ballot_id = b.id
where b.vote_id = any(%s) and b.struck order by b.id
"""


@dataclass(frozen=True, slots=True)
class Door:
    """Who has cast behind an entrance: units and their area, of all and with a standing ballot."""

    building: str
    entrance: str
    units: int
    area_dm2: int
    developer_units: int
    cast_units: int
    cast_area_dm2: int


def _doors(vote_ids: Sequence[int]) -> Iterator[tuple[int, Door]]:
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, [list(vote_ids)])
        for vote, building, entrance, units, area, developers, cast, cast_area in cursor.fetchall():
            yield vote, Door(building, entrance, units, int(area), developers, cast, int(cast_area))


def doors_of(vote_id: int) -> list[Door]:
    """Return participation in a vote by building and entrance, in the order of the register; no choices."""
    return [door for _, door in _doors([vote_id])]


def counted_details(votes: Sequence[Vote]) -> dict[int, Counted]:
    """Return what explains the sums of some votes: eight statements, four more a roll. Row-level security applies."""
    found = {vote.pk: Counted() for vote in votes}
    ids = list(found)
    for vote, door in _doors(ids):
        one = found[vote]
        one.units += door.units
        one.developer_units += door.developer_units
        one.cast_units += door.cast_units
        if door.cast_units < door.units:
            one.uncast.append(
                (
                    door.building,
                    door.entrance,
                    door.units - door.cast_units,
                    door.area_dm2 - door.cast_area_dm2,
                )
            )
    _ballots(found, ids)
    for vote, resting in resting_on(ids).items():
        one = found[vote]
        one.bases += sorted((basis, count) for basis, count in resting.by_basis.items() if count)
        one.capacities += sorted((word, count) for word, count in resting.by_capacity.items() if count)
        one.objected = resting.objected
    for roll in {vote.roll_id: vote.roll for vote in votes}.values():
        of_roll, left = [vote.pk for vote in votes if vote.roll_id == roll.pk], unsettled_of(roll.pk).total
        pools = pools_of(of_roll, trust_of(roll).call_back)
        for number in of_roll:
            found[number].left_out, found[number].called_back = left, list(pools[number].items())
    return found


def _ballots(found: dict[int, Counted], ids: list[int]) -> None:
    """Add what the ballots themselves explain."""
    with connection.cursor() as cursor:
        cursor.execute(_MIXED, [ids])
        for vote, heads in cursor.fetchall():
            found[vote].mixed_heads = heads
        cursor.execute(_BALLOTS, [ids])
        for vote, channel, standing, spoiled, displaced in cursor.fetchall():
            one = found[vote]
            one.spoiled_ballots += spoiled
            one.doubles += displaced
            if standing:
                one.channels.append((channel, standing))
        cursor.execute(_UNORDERED, [ids])
        for vote, units in cursor.fetchall():
            found[vote].unordered = units
        cursor.execute(_PAPERS, [ids])
        for vote, papers in cursor.fetchall():
            found[vote].papers_objected = papers
        cursor.execute(_FORMER, [ids])
        for vote, ballots in cursor.fetchall():
            found[vote].former = ballots
        cursor.execute(_STRUCK, [ids])
        for vote, ballot, ground in cursor.fetchall():
            found[vote].struck.append((ballot, ground))
