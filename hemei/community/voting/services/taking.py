"""A printed ballot is taken at the counter: the moment is that of the act, nobody types it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemei.community.voting.models import PrintedSheet, Roll
from hemei.community.voting.rules.acts import said_at
from hemei.community.voting.rules.sheets import read_code, read_serial, serial_of
from hemei.community.voting.services.printing import locked_roll
from hemei.community.voting.services.telling import demand_in_time
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark


@dataclass(frozen=True, slots=True)
class TakenSheet:
    """A printed ballot that was taken at the counter; `fresh` where it was just now."""

    serial: str
    roll_unit_id: int
    unit: str
    at: datetime
    fresh: bool


@records.whole
def take_sheet(*, actor: Actor, now: datetime, roll_id: int, said: str) -> TakenSheet:
    """Record that a printed ballot was handed in at the counter now, and return its receipt; the first time stays.

    `said` is the number printed on it, or what its QR code says. It counts by this moment when it is read and
    confirmed, whichever batch it comes in with.

    Raises:
        Refused: the actor may not, no ballot of this vote has the number, it is void or in the count already, it came
            in with a batch, such as from the letterbox, or the vote does not run.
    """
    roll = locked_roll(actor, roll_id)
    sheet = _found(roll, said)
    if sheet.voided_at is not None:
        raise Refused.because(
            mark("这张票已经换票作废"), remedy=mark("请业主用新换的那一张"), field="serial", code="voided"
        )
    if sheet.entered_at is not None:
        raise Refused.because(mark("这张票已经计入"), field="serial", code="entered")
    fresh = sheet.handed_at is None
    if fresh:
        demand_in_time(roll, now, now)
        _demand_unscanned(sheet)
        sheet.handed_at = now
        sheet.save(update_fields=["handed_at"])
        records.record_event(
            stream=sheet.run.stream, type="voting.sheet_taken", actor=actor, at=now, scope=sheet.scope,
            data={"roll": roll.pk, "sheet": sheet.pk, "unit": sheet.roll_unit_id},
        )  # fmt: skip
    return TakenSheet(
        serial_of(sheet.run.number, sheet.number), sheet.roll_unit_id, sheet.roll_unit.code,
        sheet.handed_at or now, fresh,
    )  # fmt: skip


def _demand_unscanned(sheet: PrintedSheet) -> None:
    """Refuse a paper that lies in a batch already: it counts by the period of that, and not by a moment after it."""
    first = sheet.scans.filter(set_aside_at=None).select_related("batch").order_by("pk").first()
    if first is not None:
        raise Refused.because(
            mark("这张票已经和{at}以前交来的一批票一起扫描，不是现在当面交的"),
            remedy=mark("投进信箱、票箱的票按那一批的交票时间计，不用在窗口登记"), field="serial", code="scanned",
            at=said_at(first.batch.received_at),
        )  # fmt: skip


def _found(roll: Roll, said: str) -> PrintedSheet:
    code = read_code(said.strip())
    run, number = read_serial(said) or (0, 0)
    rows = PrintedSheet.objects.filter(run__roll=roll)
    rows = rows.filter(token=code[0]) if code else rows.filter(run__number=run, number=number)
    # Who prints it anew or confirms its batch at the same moment holds or awaits the row.
    sheet = rows.select_related("run", "roll_unit").select_for_update(of=("self",)).first()
    if sheet is None:
        raise Refused.because(
            mark("没有这个票号"), remedy=mark("票号印在房号下面，如 1-0023"), field="serial", code="no_serial"
        )
    return sheet
