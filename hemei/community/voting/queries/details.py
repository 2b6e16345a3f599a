"""What explains a count beside its sums: who is missing where, doubles, spoiled ballots, channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from hemei.community.voting.models import Vote


@dataclass(slots=True)
class Counted:
    """What explains the sums of a vote and decides nothing.

    `uncast` are building, entrance, units without a standing ballot and their area; `buildings` the same of all units.
    """

    units: int = 0
    developer_units: int = 0
    cast_units: int = 0
    mixed_heads: int = 0
    spoiled_ballots: int = 0
    doubles: int = 0
    uncast: list[tuple[str, str, int, int]] = field(default_factory=list)
    channels: list[tuple[str, int]] = field(default_factory=list)


_UNITS = """
select v.id, u.building, u.entrance, count(*), count(*) filter (where u.owner_ids = '{}' or not u.delivered),
       count(b.id), count(*) filter (where b.id is null), coalesce(sum(u.area_dm2) filter (where b.id is null), 0)
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
       count(*) filter (where valid and not standing)
from voting_ballot where vote_id = any(%s) group by vote_id, channel order by vote_id, channel
"""


def counted_details(votes: Sequence[Vote]) -> dict[int, Counted]:
    """Return what explains the sums of some votes, in three statements. Row-level security applies."""
    found = {vote.pk: Counted() for vote in votes}
    ids = list(found)
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, [ids])
        for vote, building, entrance, units, developers, cast, missing, area in cursor.fetchall():
            one = found[vote]
            one.units += units
            one.developer_units += developers
            one.cast_units += cast
            if missing:
                one.uncast.append((building, entrance, missing, int(area)))
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
    return found
