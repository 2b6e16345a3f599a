"""The facts of a count: the units of the roll, the ballots, and which head a unit belongs to."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from hemei.community.voting.rules.standards import Keep, VoteCounting

DEVELOPER = "@developer"
Choice = Literal["for", "against", "abstain"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
_DEVELOPER_ALONE = frozenset({DEVELOPER})


@dataclass(frozen=True, slots=True)
class Unit:
    """An exclusive part as the roll was frozen: area in whole dm2, owners by a name or number that tells them apart."""

    code: str
    building: str
    area_dm2: int
    owners: frozenset[str]
    delivered: bool = True
    parking: bool = False

    @property
    def developers(self) -> bool:
        """Whether the unit is the developer's: unsold, or not delivered, whoever bought it (interpretation art. 9)."""
        return not self.delivered or self.owners == _DEVELOPER_ALONE

    @property
    def shared_with_developer(self) -> bool:
        """Whether the developer owns the delivered unit together with others; that is a set of owners of its own."""
        return self.delivered and DEVELOPER in self.owners and len(self.owners) > 1


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot of a unit. `line` is its place in the list of ballots; at the same instant it decides."""

    unit: str
    choice: Choice
    received_at: datetime
    line: int
    channel: str = ""
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Double:
    """A valid ballot that another valid ballot of the same unit displaced."""

    counted: Ballot
    displaced: Ballot


def head_of(unit: Unit, counting: VoteCounting) -> Hashable:
    """Return what is equal for all units of one head."""
    if unit.developers:
        return DEVELOPER
    if len(unit.owners) == 1 or counting.same_owners.merge == "identical_sets":
        return unit.owners
    return (unit.code,)


def standing_ballots(
    ballots: Iterable[Ballot], *, keep: Keep
) -> tuple[dict[str, Ballot], tuple[Double, ...]]:
    """Return the valid ballot that counts for each unit, and every one it displaced.

    The instant of receipt decides, at the same instant the line: the order of the list says nothing.
    """
    standing: dict[str, Ballot] = {}
    displaced: list[Ballot] = []
    for ballot in ballots:
        if not ballot.valid:
            continue
        held = standing.setdefault(ballot.unit, ballot)
        if held is ballot:
            continue
        later = (ballot.received_at, ballot.line) > (held.received_at, held.line)
        if later == (keep == "last"):
            standing[ballot.unit] = ballot
            displaced.append(held)
        else:
            displaced.append(ballot)
    displaced.sort(key=lambda ballot: (ballot.unit, ballot.received_at, ballot.line))
    return standing, tuple(Double(standing[ballot.unit], ballot) for ballot in displaced)
