"""A roll is frozen from the register on the day of the notice, objected to and corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from hemei.community.voting.models import Assembly, Ballot, OneOwner, Roll, RollUnit, Vote
from hemei.community.voting.queries.law import counting_of, own_on, told_counting
from hemei.community.voting.queries.register import (
    Registered,
    counted_as_one,
    owners_proved_one,
    registered_units,
    unknown_part,
    voting_parts,
)
from hemei.community.voting.queries.rolls import commitment_of, same_on
from hemei.community.voting.rules.acts import Act, may, still_open
from hemei.community.voting.rules.assemblies import AgendaItem
from hemei.community.voting.rules.heads import Numbered, as_one, listed_unit, numbered
from hemei.community.voting.rules.standards import MatterCode
from hemei.community.voting.rules.trust import SALT_BYTES
from hemei.community.voting.services.proxies import end_proxies
from hemei.community.voting.services.telling import locked_unit, sealed, tell, unit_stream
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

Entry = tuple[int, tuple[int, ...], bool]
"""Area, owners and delivery of a unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What of a unit of the roll is to stand otherwise; None leaves it. No owners means the developer."""

    area_dm2: int | None = None
    owner_ids: tuple[int, ...] | None = None
    delivered: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollDraft:
    """A roll to be: of which estate, or of which of its buildings, with what agenda, open from when to when.

    The votes stand on `votes_stream`, so that owners who read a meeting read its votes; the roll stands on its own.
    """

    estate_id: int
    agenda: Sequence[AgendaItem]
    closes_at: datetime
    key: str
    opens_at: datetime | None = None
    buildings: Sequence[str] = ()
    outside: Sequence[int] = ()
    votes_stream: str = ""


def freeze_roll(
    *,
    actor: Actor,
    now: datetime,
    estate_id: int,
    matters: Sequence[MatterCode],
    closes_at: datetime,
    buildings: Sequence[str] = (),
    key: str,
) -> int:
    """Freeze the roll of an estate from the registers of today and put the matters of the notice to the vote.

    With `buildings` the roll holds only their units: the owners who share a part of the estate. A unit without an
    owner is the developer's; so is one whose day of delivery has not come, and, where the standard says so, one
    whose day of delivery is not known. The same key freezes once.

    Raises:
        Refused: the actor may not, the estate is not his, nothing has a vote, or the vote would close before it opens.
    """
    agenda = [AgendaItem(matter=code) for code in matters]
    draft = RollDraft(estate_id=estate_id, agenda=agenda, closes_at=closes_at, buildings=buildings, key=key)
    return freeze(actor=actor, now=now, draft=draft).pk


def freeze(*, actor: Actor, now: datetime, draft: RollDraft) -> Roll:
    """Freeze a roll as its draft says; see `freeze_roll`."""
    estate = places.estate(draft.estate_id, actor=actor)
    if estate is None:
        raise Refused.because(mark("没有这个小区"), field="estate", code="unknown_estate")
    demand(may(actor, Act.FREEZE, estate.scope))
    known = Roll.objects.filter(estate_id=draft.estate_id, key=draft.key).first()
    if known is not None:
        return known
    if draft.closes_at <= now or not draft.agenda:
        raise Refused.because(mark("请写明要表决的事项和以后的截止时刻"), field="closes_at", code="closes_at")
    today = shanghai_day(now)
    registered = voting_units(actor, draft.estate_id, today, draft.buildings, draft.outside)
    own = own_on(draft.estate_id, today)
    heads = numbered({unit.id: unit.listed for unit in registered}, told_counting(today, own))
    [number] = records.next_ids("voting_roll", 1)
    roll = Roll(
        id=number,
        stream=f"voting.roll:{number}",
        scope=estate.scope,
        estate_id=draft.estate_id,
        estate_name=estate.name,
        key=draft.key,
        noticed_on=today,
        opens_at=draft.opens_at,
        closes_at=draft.closes_at,
        salt=token_hex(SALT_BYTES),
        own=own.as_kept(),
        total_area_dm2=sum(unit.listed.area_dm2 for unit in registered),
        total_heads=len({one.head for one in heads.values()}),
    )
    _write_roll(roll, [_row(roll, unit, heads[unit.id]) for unit in registered], draft)
    note_same(roll, now, owners_proved_one(actor, owners_of_roll(roll)))
    matters = [item.matter for item in draft.agenda]
    data = {**_frozen(roll, registered, matters), "commitment": commitment_of(roll)}
    tell(actor, now, roll, "voting.roll_frozen", data, matters)
    return roll


def _write_roll(roll: Roll, units: Sequence[RollUnit], draft: RollDraft) -> None:
    roll.save(force_insert=True)
    for unit, number in zip(units, records.next_ids("voting_rollunit", len(units)), strict=True):
        unit.pk, unit.stream = number, unit_stream(number)
    RollUnit.objects.bulk_create(units, batch_size=2_000)
    Vote.objects.bulk_create(
        Vote(
            roll=roll,
            number=place,
            matter=item.matter,
            title=item.title,
            group=item.group,
            seats=item.seats,
            candidate_id=item.candidate_id,
            recalled_id=item.recalled_id,
            reserves=item.reserves,
            ranks_by=item.ranks_by,
            record=item.record,
            spends_fen=item.spends_fen,
            scope=roll.scope,
            stream=draft.votes_stream or roll.stream,
        )
        for place, item in enumerate(draft.agenda, start=1)
    )


def voting_units(
    actor: Actor, estate_id: int, today: date, buildings: Sequence[str], outside: Sequence[int] = ()
) -> list[Registered]:
    """Read the units that have a vote, with the owners of today; an estate without any has no vote to hold.

    Owners who proved to be one human are listed as one.

    Raises:
        Refused: a name of a building or an entrance is none of the register's, or nothing there has a vote.
    """
    if buildings:
        demand_parts(actor, estate_id, today, buildings)
    found = registered_units(estate_id, actor=actor, on=today, buildings=buildings, outside=outside)
    if not found:
        raise Refused.because(mark("登记的房屋中没有可以表决的"), field="buildings", code="no_units")
    return counted_as_one(found, actor=actor)


def demand_parts(actor: Actor, estate_id: int, today: date, buildings: Sequence[str]) -> None:
    """Demand that each name is a building or an entrance with a vote: whom a slip of the pen leaves out cannot vote."""
    parts = voting_parts(estate_id, actor=actor, on=today)
    unknown = unknown_part(buildings, parts)
    if unknown is not None:
        raise Refused.because(
            mark("登记的房屋中没有可以表决的“{part}”"),
            remedy=mark("请按登记的楼栋、单元名称填写，例如“1幢”“1幢1单元”"),
            field="buildings",
            code="unknown_part",
            part=unknown[:40],
        )


def _frozen(roll: Roll, registered: Sequence[Registered], matters: Sequence[str]) -> dict[str, Any]:
    unknown = sum(not unit.delivery_known and not unit.listed.developers for unit in registered)
    return {
        "estate": roll.estate_id,
        "units": len(registered),
        "area_dm2": roll.total_area_dm2,
        "heads": roll.total_heads,
        "developer_units": sum(unit.listed.developers for unit in registered),
        "delivery_unknown": unknown,
        "matters": list(matters),
        "closes_at": roll.closes_at.isoformat(),
        **({"own": roll.own} if roll.own else {}),
    }


@records.whole
def object_to_roll(*, actor: Actor, now: datetime, roll_unit_id: int, text: str) -> None:
    """Record what somebody objects to about a unit of the roll; the words go to the vault.

    An owner objects himself to a unit he was let in to, the community enters what was brought to it.
    """
    unit, roll = locked_unit(actor, roll_unit_id)
    if actor.role is not Role.RESIDENT:
        demand(may(actor, Act.OBJECT, roll.scope))
    demand(still_open(now, roll.closes_at, mark("名册有误、影响结果的，结果公布以后请对结果提出异议")))
    data = {"unit": unit.pk, "texts": {"text": sealed(unit, text)}}
    tell(actor, now, roll, "voting.roll_objected", data)


def stands_as(unit: RollUnit) -> Entry:
    """Return area, owners and delivery of a unit as they stand on the roll."""
    return unit.area_dm2, tuple(unit.owner_ids), unit.delivered


def corrected_as(unit: RollUnit, correction: Correction) -> Entry:
    """Return how a unit would stand after a correction.

    Raises:
        Refused: nothing would change.
    """
    area, owners, delivered = stands_as(unit)
    after = (
        area if correction.area_dm2 is None else correction.area_dm2,
        owners if correction.owner_ids is None else tuple(sorted(set(correction.owner_ids))),
        delivered if correction.delivered is None else correction.delivered,
    )
    if after == (area, owners, delivered) or after[0] <= 0:
        raise Refused.because(
            mark("请写明更正后的面积、业主或交付情况"), field="correction", code="no_change"
        )
    return after


def write_correction(
    actor: Actor, now: datetime, unit: RollUnit, roll: Roll, correction: Correction, more: dict[str, Any]
) -> None:
    """Write a correction that was allowed of a locked unit and its roll.

    Where its owners or its delivery change, the proxies of the former ones end, and their ballots give way to the
    next one of the owners, whichever counts otherwise. The commitment to the roll is published anew, beside that of
    the notice.
    """
    before, after = stands_as(unit), corrected_as(unit, correction)
    unit.area_dm2, unit.owner_ids, unit.delivered = after[0], list(after[1]), after[2]
    unit.corrected = True
    ended: dict[str, Any] = {}
    if before[1:] != after[1:]:
        unit.owners_since = now
        ended = {"owners_changed": True, **_former(actor, now, unit)}
    unit.save(update_fields=["area_dm2", "owner_ids", "delivered", "corrected", "owners_since"])
    note_same(roll, now, owners_proved_one(actor, owners_of_roll(roll)))
    number_again(roll)
    data = {
        "unit": unit.pk,
        "before": stated(before),
        "after": stated(after),
        "area_dm2": roll.total_area_dm2,
        "heads": roll.total_heads,
        "commitment": committed_again(roll, now),
        **ended,
        **more,
    }
    tell(actor, now, roll, "voting.roll_corrected", data)


def _former(actor: Actor, now: datetime, unit: RollUnit) -> dict[str, Any]:
    """Return what came under the former entry of a unit: the proxies that end with it, the ballots that stand."""
    standing = Ballot.objects.filter(roll_unit=unit, standing=True).order_by("pk")
    return {
        "proxies": end_proxies(actor, now, unit),
        "former_ballots": list(standing.values_list("pk", flat=True)),
    }


def note_same(roll: Roll, now: datetime, same: dict[int, int]) -> dict[int, int]:
    """Enter of a roll which owners count as another from now on; return what is new of it."""
    known = set(OneOwner.objects.filter(roll=roll).values_list("person_id", "counted_as"))
    fresh = {one: lowest for one, lowest in sorted(same.items()) if (one, lowest) not in known}
    OneOwner.objects.bulk_create(
        OneOwner(
            roll=roll, person_id=one, counted_as=lowest, since=now, scope=roll.scope,
            stream=f"voting.one_owner:{roll.pk}",
        )
        for one, lowest in fresh.items()
    )  # fmt: skip
    return fresh


def owners_of_roll(roll: Roll) -> set[int]:
    """Return the owners on a roll, by record."""
    rows = RollUnit.objects.filter(roll=roll).values_list("owner_ids", flat=True)
    return {one for owners in rows for one in owners}


def committed_again(roll: Roll, now: datetime) -> str:
    """Commit to the roll as it stands now, and show it beside the commitment of the notice."""
    value = commitment_of(roll)
    for found in Assembly.objects.filter(roll=roll).select_for_update(of=("self",)):
        found.commitments = [*found.commitments, [now.isoformat(), value]]
        found.save(update_fields=["commitments"])
    return value


def number_again(roll: Roll) -> None:
    """Number the heads anew; a unit whose head changed is counted as it stands on the roll."""
    same = same_on(roll.pk)
    rows = {row.pk: row for row in RollUnit.objects.filter(roll=roll)}
    units = {
        number: as_one(
            listed_unit(row.code, row.building, row.area_dm2, row.owner_ids, delivered=row.delivered), same
        )
        for number, row in rows.items()
    }
    known = {number: row.head for number, row in rows.items()}
    changed = []
    for number, now_is in numbered(units, counting_of(roll), known).items():
        row = rows[number]
        if (row.head, row.several) != (now_is.head, now_is.several):
            row.head, row.several, row.corrected = now_is.head, now_is.several, True
            changed.append(row)
    RollUnit.objects.bulk_update(changed, ["head", "several", "corrected"], batch_size=2_000)
    roll.total_area_dm2 = sum(row.area_dm2 for row in rows.values())
    roll.total_heads = len({row.head for row in rows.values()})
    roll.save(update_fields=["total_area_dm2", "total_heads"])


def _row(roll: Roll, unit: Registered, head: Numbered) -> RollUnit:
    return RollUnit(
        roll=roll,
        unit_id=unit.id,
        code=unit.listed.code,
        building=unit.listed.building,
        entrance=unit.entrance,
        area_dm2=unit.listed.area_dm2,
        owner_ids=list(unit.owner_ids),
        delivered=unit.listed.delivered,
        head=head.head,
        several=head.several,
        scope=roll.scope,
    )


def stated(values: Entry) -> dict[str, Any]:
    """Return an entry as events keep it."""
    area, owners, delivered = values
    return {"area_dm2": area, "owners": list(owners), "delivered": delivered}
