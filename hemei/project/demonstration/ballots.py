"""Sheets of paper as they come in for a made-up vote, entered in bulk; dice say who comes and what he marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from types import MappingProxyType

from hemei.community.voting import queries as voting_now
from hemei.community.voting import services as voting
from hemei.community.voting.queries import VoteRow
from hemei.community.voting.services import Choice, SheetDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

SOURCE = "demonstration"
_NAYS: tuple[Choice, Choice] = ("against", "abstain")
_AYES = 92  # of a hundred who come and are asked for a matter
_PROXIED = 18  # homes at the beginning of a roll, of which two in three vote by proxy
_STRONG = 90  # of a hundred who have a vote left for one of the leading candidates


def enter_paper(
    clerk: Actor,
    at: datetime,
    assembly_id: int,
    throw: Random,
    *,
    away: int | Sequence[str],
    ayes: int = _AYES,
    proxies: Mapping[int, int] = MappingProxyType({}),
) -> None:
    """Enter the sheets of all but those who stay away: so many of a hundred, or the units that are named.

    `proxies` are written proxies by home whose holders signed. Of so many of a hundred the first home is always one: in
    the showcase a sample person owns it, and votes himself.
    """
    with records.acting(clerk):
        found = voting_now.assembly(assembly_id, actor=clerk)
        votes = voting_now.votes_of(assembly_id, actor=clerk)
        if found is None or found.roll_id is None:
            raise RuntimeError(f"The made-up assembly {assembly_id} has no roll.")
        units = voting_now.roll_units(found.roll_id, actor=clerk, limit=20_000)
        if isinstance(away, int):
            out = {units[0][0], *(number for number, *_ in throw.sample(units, len(units) * away // 100))}
        else:
            out = {number for number, code, _area in units if code in set(away)}
        sheets = [
            SheetDraft(
                roll_unit_id=number,
                choices=marked(throw, votes, ayes),
                channel="paper",
                received_at=at,
                proxy_id=proxies.get(number),
            )
            for number, _code, _area in units
            if number not in out
        ]
        voting.enter_sheets(actor=clerk, now=at, roll_id=found.roll_id, sheets=sheets, source=SOURCE)


def give_proxies(clerk: Actor, at: datetime, assembly_id: int) -> dict[int, int]:
    """Enter written proxies of some homes, two in a row to the owner of the one before; return them by home."""
    given: dict[int, int] = {}
    with records.acting(clerk):
        found = voting_now.assembly(assembly_id, actor=clerk)
        rows = voting_now.roll_units(found.roll_id or 0, actor=clerk, limit=_PROXIED) if found else []
        units = [voting_now.desk_unit(number, actor=clerk, now=at) for number, *_ in rows]
        owned = [unit for unit in units if unit is not None and unit.owners]
        for start in range(0, len(owned), 3):
            holder, *homes = owned[start : start + 3]
            holder_id = holder.owners[0][0]
            for home in homes:
                if holder_id not in {person for person, _name in home.owners}:
                    given[home.id] = voting.give_proxy(
                        actor=clerk, now=at, roll_unit_id=home.id, holder_id=holder_id,
                        evidence=f"委托书原件存社区居委会第1号档案盒第{len(given) + 1}页",
                    )  # fmt: skip
    return given


def marked(throw: Random, votes: Sequence[VoteRow], ayes: int) -> Mapping[int, Choice]:
    """Return what an owner marks: no more candidates than there are seats, the leading ones first."""
    choices: dict[int, Choice] = {}
    left = max((vote.seats or 0 for vote in votes), default=0)
    for vote in votes:
        if not vote.group:
            choices[vote.id] = "for" if throw.randrange(100) < ayes else throw.choice(_NAYS)
            continue
        likes = left > 0 and throw.randrange(100) < _STRONG
        choices[vote.id] = "for" if likes else "against"
        left -= likes
    return choices
