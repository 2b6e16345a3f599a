"""Sheets that were checked are written: which ballots stand, under which codes, in a fixed number of statements."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hemei.community.voting.models import Ballot, Roll, RollUnit
from hemei.community.voting.queries.law import counting_of
from hemei.community.voting.rules.casting import Basis, Channel, Item, takes_its_place
from hemei.community.voting.rules.handing import Handed
from hemei.community.voting.rules.receipts import PIECE, WrittenBallot, WrittenSheet, receipt_from
from hemei.community.voting.rules.roll import Choice
from hemei.ground.records import services as records
from hemei.kernel.decision import Decision, Refused

_SHEET = {
    "id": "bigint",
    "roll_id": "bigint",
    "roll_unit_id": "bigint",
    "channel": "text",
    "basis": "text",
    "binding_id": "bigint",
    "proxy_id": "bigint",
    "person_id": "bigint",
    "document": "text",
    "capacity": "text",
    "evidence_id": "bigint",
    "visitors": "bigint[]",
    "received_at": "timestamptz",
    "handed_from": "timestamptz",
    "handed_until": "timestamptz",
    "entered_at": "timestamptz",
    "unsigned": "boolean",
    "key": "text",
    "secret": "bytea",
    "scope": "text",
    "stream": "text",
}
_BALLOT = {
    "vote_id": "bigint",
    "roll_unit_id": "bigint",
    "sheet_id": "bigint",
    "received_at": "timestamptz",
    "area_dm2": "integer",
    "head": "integer",
    "several": "boolean",
    "valid": "boolean",
    "standing": "boolean",
    "choice": "text",
    "channel": "text",
    "scope": "text",
    "stream": "text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A sheet that may be written, with everything that is kept of it."""

    unit: RollUnit
    marks: dict[int, Choice]
    spoiled: frozenset[int]
    channel: Channel
    basis: Basis
    received_at: datetime
    binding_id: int | None = None
    proxy_id: int | None = None
    person_id: int | None = None
    document: str = ""
    capacity: str = ""
    evidence_id: int | None = None
    visitors: tuple[int, ...] = ()
    key: str | None = None
    handed: Handed | None = None
    unsigned: bool = False


@dataclass(slots=True)
class _Line:
    """A ballot about to be written."""

    checked: Checked
    sheet_id: int
    vote_id: int
    choice: Choice
    valid: bool
    standing: bool = False


def write_sheets(
    *, roll: Roll, items: Sequence[Item], checked: Sequence[Checked], now: datetime
) -> list[WrittenSheet]:
    """Write sheets of units the caller has locked; five statements for however many.

    Of valid ballots of one unit one stands, by the rule of the notice's day; the others stay where they are.

    Raises:
        Refused: the rule lets no second ballot in.
    """
    numbers = records.next_ids("voting_sheet", len(checked))
    lines = [
        [
            _Line(one, number, item.vote_id, one.marks[item.vote_id], item.vote_id not in one.spoiled)
            for item in items
            if item.vote_id in one.marks
        ]
        for one, number in zip(checked, numbers, strict=True)
    ]
    displaced = _settle(roll, [line for sheet in lines for line in sheet])
    pieces = [[secrets.token_bytes(PIECE) for _ in sheet] for sheet in lines]
    if displaced:
        Ballot.objects.filter(pk__in=displaced).update(standing=False)
    records.insert_many(
        "voting_sheet",
        _SHEET,
        (
            _sheet_row(roll, one, number, b"".join(secret), now)
            for one, number, secret in zip(checked, numbers, pieces, strict=True)
        ),
    )
    records.insert_many("voting_ballot", _BALLOT, (_ballot_row(line) for sheet in lines for line in sheet))
    return [
        WrittenSheet(
            number,
            one.unit.pk,
            tuple(_written(line, piece) for line, piece in zip(sheet, secret, strict=True)),
        )
        for one, number, sheet, secret in zip(checked, numbers, lines, pieces, strict=True)
    ]


def _settle(roll: Roll, lines: Sequence[_Line]) -> list[int]:
    """Decide which new ballots stand; return the ids of those written before that make room."""
    rule = counting_of(roll).double_ballots.counts
    units = {line.checked.unit.pk for line in lines}
    rows = Ballot.objects.filter(roll_unit_id__in=units, vote__roll=roll, standing=True)
    held: dict[tuple[int, int], tuple[datetime, _Line | int]] = {
        (vote, unit): (at, number)
        for number, vote, unit, at in rows.values_list("pk", "vote_id", "roll_unit_id", "received_at")
    }
    displaced = []
    for line in lines:
        place = (line.vote_id, line.checked.unit.pk)
        if not line.valid or line.checked.channel == "doorstep":
            continue  # one from a door stands once the second person has confirmed it
        before = held.get(place)
        if before is not None:
            answer = takes_its_place(
                line.checked.received_at, before[0], rule, line.checked.unit.owners_since
            )
            if isinstance(answer, Decision):
                raise Refused(answer)
            if not answer:
                continue
            if isinstance(before[1], _Line):
                before[1].standing = False
            else:
                displaced.append(before[1])
        line.standing = True
        held[place] = (line.checked.received_at, line)
    return displaced


def _sheet_row(roll: Roll, one: Checked, number: int, secret: bytes, now: datetime) -> tuple[object, ...]:
    stream = one.unit.stream
    return (
        number,
        roll.pk,
        one.unit.pk,
        one.channel,
        one.basis,
        one.binding_id,
        one.proxy_id,
        one.person_id,
        one.document,
        one.capacity,
        one.evidence_id,
        "{" + ",".join(map(str, one.visitors)) + "}",
        one.received_at,
        one.handed.since if one.handed else None,
        one.handed.until if one.handed else None,
        now,
        one.unsigned,
        one.key,
        records.lock_bytes(secret, stream),
        roll.scope,
        stream,
    )


def _ballot_row(line: _Line) -> tuple[object, ...]:
    unit = line.checked.unit
    return (
        line.vote_id,
        unit.pk,
        line.sheet_id,
        line.checked.received_at,
        unit.area_dm2,
        unit.head,
        unit.several,
        line.valid,
        line.standing,
        line.choice,
        line.checked.channel,
        unit.scope,
        unit.stream,
    )


def _written(line: _Line, piece: bytes) -> WrittenBallot:
    return WrittenBallot(
        line.vote_id,
        line.valid,
        line.standing,
        receipt_from(line.vote_id, line.checked.unit.code, line.choice, line.checked.received_at, piece),
    )
