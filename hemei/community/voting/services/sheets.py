"""A sheet is cast: one unit, all items of the agenda, one transaction, one event, and a receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from hemei.community.voting.models import Roll, RollUnit, Sheet, Vote, VoterBinding
from hemei.community.voting.queries.bound import standing_bindings
from hemei.community.voting.queries.law import counting_of, proof_of
from hemei.community.voting.queries.sheets import opened_sheet
from hemei.community.voting.rules import casting
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.casting import Item
from hemei.community.voting.rules.receipts import WrittenSheet
from hemei.community.voting.rules.roll import Choice
from hemei.community.voting.services.rights import (
    Right,
    SheetDraft,
    Taking,
    bound_right,
    by_phone,
    paper_right,
    seen_right,
)
from hemei.community.voting.services.telling import (
    said_text,
    share_roll,
    standing_binding,
)
from hemei.community.voting.services.witnessing import await_witness
from hemei.community.voting.services.writing import Checked, write_sheets
from hemei.community.voting.verify import root_of
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Reference, Refused, demand, mark

NO_CHOICE: Choice = "abstain"
"""What a spoiled mark is kept as; it counts for nothing."""


@records.whole
def cast_sheet(*, actor: Actor, now: datetime, sheet: SheetDraft) -> WrittenSheet:
    """Cast a sheet and return its receipts; the same key again returns the sheet of the first time.

    Two doors that bring a sheet of one unit at the same moment wait for each other at the unit; the second finds
    what the first wrote, and by the rule of the notice's day one of the two ballots stands.

    Raises:
        Refused: the unit is on no roll of the actor's, he may not vote for it or not enter it, the sheet is not
            complete, holds something outside the agenda or too many marks, came outside the time of the vote, or
            doubles are to be settled first and this is one.
    """
    share_roll(sheet.roll_unit_id)
    rows = RollUnit.objects.filter(record.seen_by(actor), pk=sheet.roll_unit_id)
    unit = rows.select_for_update(of=("self",)).select_related("roll").first()
    if unit is None:
        raise _not_on_the_roll()
    if sheet.key is not None and (before := _sent_before(unit, sheet.key)) is not None:
        return before
    roll = unit.roll
    taking = Taking(actor, now, roll, agenda_of(roll), proof_of(roll))
    taking.check(sheet)
    demand(casting.is_complete(taking.items, sheet.choices))
    demand(casting.no_more_than_seats(taking.items, sheet.choices))
    right = (
        by_phone(taking, unit, sheet, standing_binding(unit.unit_id))
        if sheet.channel == "phone"
        else seen_right(taking, unit, sheet)
    )
    checked = _checked(unit, sheet, right, sheet.spoiled)
    [said] = _evidence([checked], [sheet])
    [written] = write_sheets(roll=roll, items=taking.items, checked=[_with(checked, said)], now=now)
    await_witness(actor, unit, right, written)
    _tell(taking, unit, (sheet, right, said), written)
    return written


def enter_sheets(
    *, actor: Actor, now: datetime, roll_id: int, sheets: Sequence[SheetDraft], source: str
) -> list[WrittenSheet]:
    """Enter many sheets of one roll in one transaction and one event; `source` is a code of where they come from.

    For paper that was read, and for sheets that the system brings. A sheet may leave items out; too many marks
    spoil what the standard says. Sheets by phone come here from the system only, and rest on standing bindings.

    Raises:
        Refused: the actor may not, or some sheets cannot be entered: each is named by its place, none is written.
    """
    roll = Roll.objects.filter(record.seen_by(actor), pk=roll_id).first()
    if roll is None:
        raise Refused.because(mark("没有这份名册"), field="roll", code="not_found")
    demand(may(actor, Act.CAST, roll.scope))
    if not sheets:
        return []
    taking = Taking(actor, now, roll, agenda_of(roll), proof_of(roll))
    wanted = {sheet.roll_unit_id for sheet in sheets}
    rows = RollUnit.objects.filter(roll=roll, pk__in=wanted).order_by("pk").select_for_update()
    units = {unit.pk: unit for unit in rows}
    bindings = standing_bindings(unit.unit_id for unit in rows)
    checked, reasons = [], []
    for place, sheet in enumerate(sheets, start=1):
        try:
            checked.append(_entered(taking, units.get(sheet.roll_unit_id), sheet, bindings))
        except Refused as refused:
            reasons += [(place, reason) for reason in refused.decision.reasons]
    if reasons:
        raise Refused(casting.named(reasons))
    said = _evidence(checked, sheets)
    checked = [_with(one, kept) for one, kept in zip(checked, said, strict=True)]
    written = write_sheets(roll=roll, items=taking.items, checked=checked, now=now)
    told = {"capacities": dict(sorted(Counter(one.capacity for one in checked).items()))}
    _tell_many(taking, sheets, written, {"source": source, **told, **_papers(written, said)})
    return written


def agenda_of(roll: Roll) -> tuple[Item, ...]:
    """Return the items put to the vote, in order."""
    rows = Vote.objects.filter(roll=roll).order_by("number").values_list("pk", "number", "group", "seats")
    return tuple(Item(vote, number, group, seats or 0) for vote, number, group, seats in rows)


def _entered(
    taking: Taking, unit: RollUnit | None, sheet: SheetDraft, bindings: Mapping[int, VoterBinding]
) -> Checked:
    """Check a sheet of a batch."""
    if unit is None:
        raise _not_on_the_roll()
    taking.check(sheet)
    if sheet.channel == "phone":
        if taking.actor.role is not Role.SYSTEM:
            raise Refused.because(mark("手机投票由表决人本人提交"), field="channel", code="phone")
        right = bound_right(taking, unit, sheet, bindings.get(unit.unit_id))
    elif sheet.channel == "paper":
        right = paper_right(taking, unit, sheet, bindings.get(unit.unit_id))
    else:
        if sheet.channel == "doorstep":
            raise Refused.because(mark("上门收的票逐张录入"), field="channel", code="doorstep")
        right = seen_right(taking, unit, sheet)
    spoiled = sheet.spoiled | casting.spoiled_by_marks(taking.items, sheet.choices, taking.proof)
    return _checked(unit, sheet, right, spoiled)


def _checked(unit: RollUnit, sheet: SheetDraft, right: Right, spoiled: frozenset[int]) -> Checked:
    marks = {**dict.fromkeys(sheet.spoiled, NO_CHOICE), **sheet.choices}
    return Checked(
        unit=unit,
        marks=marks,
        spoiled=spoiled,
        channel=sheet.channel,
        basis=right.basis,
        received_at=sheet.received_at,
        binding_id=right.binding_id,
        proxy_id=right.proxy_id,
        person_id=right.person_id,
        document=sheet.document,
        capacity=right.capacity,
        visitors=right.visitors,
        key=sheet.key,
        handed=sheet.handed,
        unsigned=sheet.unsigned,
    )


def _evidence(checked: Sequence[Checked], sheets: Sequence[SheetDraft]) -> list[records.Sealed | None]:
    """Put into the vault by which papers each sheet was cast, one statement for all; those without any have none."""
    said = {place: sheet for place, sheet in enumerate(sheets) if sheet.evidence.strip()}
    rows = [
        records.prepare_seal(
            stream=checked[place].unit.stream, scope=checked[place].unit.scope, field="text",
            text=said_text(sheet.evidence),
        )
        for place, sheet in said.items()
    ]  # fmt: skip
    kept = dict(zip(said, records.write_seals(rows), strict=True))
    return [kept.get(place) for place in range(len(sheets))]


def _with(checked: Checked, said: records.Sealed | None) -> Checked:
    return replace(checked, evidence_id=said.vault_id) if said is not None else checked


def _papers(written: Sequence[WrittenSheet], said: Sequence[records.Sealed | None]) -> dict[str, Any]:
    """Return where the words lie that say by which papers sheets of a batch were cast, none where nothing was said."""
    kept = [
        {"sheet": sheet.sheet_id, "vault": one.vault_id, "commitment": one.commitment}
        for sheet, one in zip(written, said, strict=True)
        if one is not None
    ]
    return {"evidence": kept} if kept else {}


def _sent_before(unit: RollUnit, key: str) -> WrittenSheet | None:
    row = Sheet.objects.filter(roll_unit=unit, key=key).first()
    return opened_sheet(row, unit.code) if row is not None else None


def _tell(
    taking: Taking,
    unit: RollUnit,
    came: tuple[SheetDraft, Right, records.Sealed | None],
    written: WrittenSheet,
) -> None:
    """Record the sheet in the unit's own stream: who, how, when; of the choices only what was committed to."""
    sheet, right, said = came
    records.record_event(
        stream=unit.stream,
        type="voting.sheet_cast",
        actor=taking.actor,
        at=taking.now,
        scope=unit.scope,
        data={
            "sheet": written.sheet_id,
            "roll": taking.roll.pk,
            "channel": sheet.channel,
            "basis": right.basis,
            "binding": right.binding_id,
            "proxy": right.proxy_id,
            "document": sheet.document,
            "capacity": right.capacity,
            **_shown(sheet, right, said),
            "visitors": list(right.visitors),
            "received_at": sheet.received_at.isoformat(),
            "ballots": [
                {"vote": one.vote_id, "valid": one.valid, "stands": one.stands, "commitment": one.commitment}
                for one in written.ballots
            ],
        },
        references=_references(taking),
    )


def _shown(sheet: SheetDraft, right: Right, said: records.Sealed | None) -> dict[str, Any]:
    """Return in whose right somebody voted who was there, and by which paper; its words lie in the vault."""
    texts = {"evidence": {"vault": said.vault_id, "commitment": said.commitment}} if said is not None else {}
    owner = {"owner": sheet.owner_id} if right.basis in {"desk", "doorstep"} else {}
    return {**owner, "texts": texts}


def _tell_many(
    taking: Taking, sheets: Sequence[SheetDraft], written: Sequence[WrittenSheet], told: dict[str, Any]
) -> None:
    """Record a batch in the roll's stream: how many by which door, and the root of all commitments in order."""
    records.record_event(
        stream=taking.roll.stream,
        type="voting.sheets_entered",
        actor=taking.actor,
        at=taking.now,
        scope=taking.roll.scope,
        data={
            **told,
            "sheets": len(written),
            "first": written[0].sheet_id,
            "last": written[-1].sheet_id,
            "channels": dict(sorted(Counter(sheet.channel for sheet in sheets).items())),
            "root": root_of([one.commitment for sheet in written for one in sheet.ballots]),
        },
        references=_references(taking),
    )


def _references(taking: Taking) -> tuple[Reference, ...]:
    counting = counting_of(taking.roll)
    return (counting.double_ballots.warrant.reference, taking.proof.code_signature.warrant.reference)


def _not_on_the_roll() -> Refused:
    return Refused.because(mark("名册上没有这一专有部分"), field="unit", code="not_on_the_roll")
