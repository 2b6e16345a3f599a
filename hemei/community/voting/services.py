"""The writers of voting: a roll is frozen, objected to and corrected; ballots are cast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from hemei.community.voting.models import Ballot, Roll, RollUnit, Vote
from hemei.community.voting.rules.acts import Act, may, received_in_time, still_open
from hemei.community.voting.rules.heads import Numbered, listed_unit, numbered
from hemei.community.voting.rules.roll import Choice, Unit
from hemei.community.voting.rules.standards import MatterCode, OwnerMatters, VoteCounting
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Refused, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day

PARKING = "parking"
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What of a unit of the roll is to stand otherwise; None leaves it. No owners means the developer."""

    area_dm2: int | None = None
    owner_ids: tuple[int, ...] | None = None
    delivered: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotDraft:
    """A ballot as it came in. `received_at` is when, which may be before it is entered."""

    vote_id: int
    roll_unit_id: int
    choice: Choice
    channel: str
    received_at: datetime
    valid: bool = True


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
    owner is the developer's; so is one whose day of delivery has not come. An owner without a known day of delivery
    counts as having got the unit: registers seldom say it, and whoever disagrees objects. The same key freezes once.

    Raises:
        Refused: the actor may not, the estate is not his, nothing has a vote, or the vote would close before it opens.
    """
    estate = places.estate(estate_id, actor=actor)
    if estate is None:
        raise Refused.because(mark("没有这个小区"), field="estate", code="unknown_estate")
    _demand(may(actor, Act.FREEZE, estate.scope))
    known = Roll.objects.filter(record.seen_by(actor), key=key).values_list("id", flat=True).first()
    if known is not None:
        return known
    if closes_at <= now or not matters:
        raise Refused.because(mark("请写明要表决的事项和以后的截止时刻"), field="closes_at", code="closes_at")
    today = shanghai_day(now)
    registered = _registered(actor, estate_id, today, buildings)
    heads = numbered({unit.id: unit.listed for unit in registered}, _counting(today))
    [number] = records.next_ids("voting_roll", 1)
    roll = Roll(
        id=number,
        stream=f"voting.roll:{number}",
        scope=estate.scope,
        estate_id=estate_id,
        key=key,
        noticed_on=today,
        closes_at=closes_at,
        total_area_dm2=sum(unit.listed.area_dm2 for unit in registered),
        total_heads=len({one.head for one in heads.values()}),
    )
    _write_roll(roll, [_row(roll, unit, heads[unit.id]) for unit in registered], matters)
    _tell(actor, now, roll, "voting.roll_frozen", _frozen(roll, registered, matters), matters)
    return number


def _write_roll(roll: Roll, units: Sequence[RollUnit], matters: Sequence[MatterCode]) -> None:
    roll.save(force_insert=True)
    RollUnit.objects.bulk_create(units, batch_size=2_000)
    Vote.objects.bulk_create(
        Vote(roll=roll, number=place, matter=code, scope=roll.scope, stream=roll.stream)
        for place, code in enumerate(matters, start=1)
    )


@dataclass(frozen=True, slots=True)
class _Registered:
    """A unit of the register with its owners, as the count knows it."""

    id: int
    listed: Unit
    owner_ids: tuple[int, ...]
    delivery_known: bool


def _registered(actor: Actor, estate_id: int, today: date, buildings: Sequence[str]) -> list[_Registered]:
    """Read the units that have a vote, with the owners of today."""
    counts_parking = _counting(today).parking_spaces.counts_for_vote
    owners = people.owner_ids_in(estate_id, actor=actor, on=today)
    found = []
    for unit in places.standing_units(estate_id, actor=actor, on=today):
        if (buildings and unit.building not in buildings) or (unit.use == PARKING and not counts_parking):
            continue
        own = tuple(owners.get(unit.id, ()))
        code = f"{unit.building}{unit.entrance or ''}{unit.room}"
        delivered = unit.delivered_on is None or unit.delivered_on <= today
        listed = listed_unit(code, unit.building, unit.exclusive_area_dm2, own, delivered=delivered)
        found.append(_Registered(unit.id, listed, own, unit.delivered_on is not None))
    if not found:
        raise Refused.because(mark("登记的房屋中没有可以表决的"), field="buildings", code="no_units")
    return found


def _frozen(roll: Roll, registered: Sequence[_Registered], matters: Sequence[str]) -> dict[str, Any]:
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
    }


def object_to_roll(*, actor: Actor, now: datetime, roll_unit_id: int, text: str) -> None:
    """Record what somebody objects to about a unit of the roll; the words go to the vault."""
    unit, roll = _locked(actor, roll_unit_id)
    _demand(may(actor, Act.OBJECT, roll.scope))
    _demand(still_open(now, roll.closes_at))
    data = {"unit": unit.pk, "texts": {"text": _sealed(roll, text)}}
    _tell(actor, now, roll, "voting.roll_objected", data)


def correct_roll(
    *, actor: Actor, now: datetime, roll_unit_id: int, correction: Correction, reason: str
) -> None:
    """Let a unit of the roll stand otherwise, also while the vote runs; ballots that were cast count by it.

    Raises:
        Refused: the actor may not, the vote is closed, or nothing would change.
    """
    Roll.objects.select_for_update().filter(
        units__pk=roll_unit_id
    ).first()  # before the unit: corrections wait here
    unit, roll = _locked(actor, roll_unit_id)
    _demand(may(actor, Act.CORRECT, roll.scope))
    _demand(still_open(now, roll.closes_at))
    before = (unit.area_dm2, tuple(unit.owner_ids), unit.delivered)
    if correction.area_dm2 is not None:
        unit.area_dm2 = correction.area_dm2
    if correction.owner_ids is not None:
        unit.owner_ids = sorted(set(correction.owner_ids))
    if correction.delivered is not None:
        unit.delivered = correction.delivered
    after = (unit.area_dm2, tuple(unit.owner_ids), unit.delivered)
    if after == before or unit.area_dm2 <= 0:
        raise Refused.because(
            mark("请写明更正后的面积、业主或交付情况"), field="correction", code="no_change"
        )
    unit.corrected = True
    unit.save(update_fields=["area_dm2", "owner_ids", "delivered", "corrected"])
    _number_again(roll)
    data = {
        "unit": unit.pk,
        "before": _stated(before),
        "after": _stated(after),
        "area_dm2": roll.total_area_dm2,
        "heads": roll.total_heads,
        "texts": {"reason": _sealed(roll, reason)},
    }
    _tell(actor, now, roll, "voting.roll_corrected", data)


def _number_again(roll: Roll) -> None:
    """Number the heads anew after a correction; a unit whose head changed is counted as it stands on the roll."""
    rows = {row.pk: row for row in RollUnit.objects.filter(roll=roll)}
    units = {
        number: listed_unit(row.code, row.building, row.area_dm2, row.owner_ids, delivered=row.delivered)
        for number, row in rows.items()
    }
    known = {number: row.head for number, row in rows.items()}
    changed = []
    for number, now_is in numbered(units, _counting(roll.noticed_on), known).items():
        row = rows[number]
        if (row.head, row.several) != (now_is.head, now_is.several):
            row.head, row.several, row.corrected = now_is.head, now_is.several, True
            changed.append(row)
    RollUnit.objects.bulk_update(changed, ["head", "several", "corrected"], batch_size=2_000)
    roll.total_area_dm2 = sum(row.area_dm2 for row in rows.values())
    roll.total_heads = len({row.head for row in rows.values()})
    roll.save(update_fields=["total_area_dm2", "total_heads"])


def cast_ballot(*, actor: Actor, now: datetime, draft: BallotDraft) -> int:
    """Enter a ballot of a unit and return its id. Of two valid ones one stands, by the rule of the notice's day.

    Two channels that bring a ballot of one unit at the same moment wait for each other at the unit.

    Raises:
        Refused: the actor may not, the vote is not on the notice of this roll, the ballot came outside the time of
            the vote, or doubles are to be settled first and this is one.
    """
    unit, roll = _locked(actor, draft.roll_unit_id)
    _demand(may(actor, Act.CAST, roll.scope))
    if not Vote.objects.filter(pk=draft.vote_id, roll=roll).exists():
        raise Refused.because(mark("这一事项不在公告的议程里"), field="vote", code="not_on_the_agenda")
    opened_at = datetime.combine(roll.noticed_on, time.min, SHANGHAI)
    _demand(received_in_time(draft.received_at, opened_at=opened_at, closes_at=roll.closes_at, now=now))
    stands = draft.valid and _takes_its_place(roll, draft)
    row = Ballot.objects.create(
        vote_id=draft.vote_id,
        roll_unit=unit,
        received_at=draft.received_at,
        area_dm2=unit.area_dm2,
        head=unit.head,
        several=unit.several,
        valid=draft.valid,
        standing=stands,
        choice=draft.choice,
        channel=draft.channel,
        scope=roll.scope,
        stream=roll.stream,
    )
    data = {
        "ballot": row.pk,
        "vote": draft.vote_id,
        "unit": unit.pk,
        "channel": draft.channel,
        "received_at": draft.received_at.isoformat(),
        "valid": draft.valid,
        "stands": stands,
        "texts": {"choice": _sealed(roll, draft.choice)},
    }
    _tell(actor, now, roll, "voting.ballot_cast", data)
    return int(row.pk)


def _takes_its_place(roll: Roll, draft: BallotDraft) -> bool:
    """Whether this valid ballot is to stand; the one that stood makes room for it."""
    held = Ballot.objects.filter(
        vote_id=draft.vote_id, roll_unit_id=draft.roll_unit_id, standing=True
    ).first()
    if held is None:
        return True
    rule = _counting(roll.noticed_on).double_ballots.counts
    if rule == "refuse":
        raise Refused.because(
            mark("这一专有部分已有一张有效选票"),
            remedy=mark("请先查明哪一张有效"),
            field="unit",
            code="double",
        )
    later = (
        draft.received_at >= held.received_at
    )  # at the same instant the one entered later is the later one
    if later != (rule == "last"):
        return False
    Ballot.objects.filter(pk=held.pk).update(standing=False)
    return True


def _locked(actor: Actor, roll_unit_id: int) -> tuple[RollUnit, Roll]:
    """Lock a unit of a roll the actor may see, and read its roll."""
    rows = RollUnit.objects.filter(record.seen_by(actor), pk=roll_unit_id).select_for_update()
    unit = rows.first()
    if unit is None:
        raise Refused.because(mark("名册上没有这一专有部分"), field="unit", code="not_on_the_roll")
    return unit, Roll.objects.get(pk=unit.roll_id)


def _row(roll: Roll, unit: _Registered, head: Numbered) -> RollUnit:
    return RollUnit(
        roll=roll,
        unit_id=unit.id,
        code=unit.listed.code,
        building=unit.listed.building,
        area_dm2=unit.listed.area_dm2,
        owner_ids=list(unit.owner_ids),
        delivered=unit.listed.delivered,
        head=head.head,
        several=head.several,
        scope=roll.scope,
        stream=roll.stream,
    )


def _stated(values: tuple[int, tuple[int, ...], bool]) -> dict[str, Any]:
    area, owners, delivered = values
    return {"area_dm2": area, "owners": list(owners), "delivered": delivered}


def _sealed(roll: Roll, text: str) -> dict[str, Any]:
    short = text.strip()
    if not short or len(short) > LONGEST_TEXT:
        raise Refused.because(mark("请用不超过{most}个字写明"), field="text", code="text", most=LONGEST_TEXT)
    sealed = records.seal(stream=roll.stream, scope=roll.scope, field="text", text=short)
    return {"vault": sealed.vault_id, "commitment": sealed.commitment}


def _counting(day: date) -> VoteCounting:
    return record.standards().find("vote-counting", VoteCounting, on=day)


def _tell(
    actor: Actor,
    now: datetime,
    roll: Roll,
    event: str,
    data: dict[str, Any],
    matters: Sequence[MatterCode] = (),
) -> None:
    counting = _counting(roll.noticed_on)
    listed = record.standards().find("owner-matters", OwnerMatters, on=roll.noticed_on)
    references = (
        counting.area.warrant.reference,
        counting.heads.warrant.reference,
        *(listed.of(code).warrant.reference for code in matters),
    )
    records.record_event(
        stream=roll.stream,
        type=event,
        actor=actor,
        at=now,
        scope=roll.scope,
        data=data,
        references=references,
    )


def _demand(decision: Decision) -> None:
    if not decision.allowed:
        raise Refused(decision)
