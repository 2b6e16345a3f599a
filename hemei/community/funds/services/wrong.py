"""What stands in the books of what is said to be wrong, who recorded it, and what rests on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hemei.community.funds.models import Distribution, Fund, Household, Interest, Refund, Share, Use
from hemei.community.funds.queries.balances import (
    Posted,
    balances,
    posted,
    posted_by,
    standing,
    standing_opening,
)
from hemei.community.funds.rules.correcting import Rests
from hemei.community.funds.rules.words import CorrectionKind, RefundState
from hemei.community.funds.services.interest import last_credited
from hemei.community.funds.services.shared import missing
from hemei.ground.records import queries as record


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What is said to be wrong: the row whose stream it stands in, the entry, by whom, and what rests on it.

    `subject` names it by the column of a correction; `entry` is None where nothing stands that could be taken back.
    `units` are those for which money came in: nobody takes that of his own unit back.
    """

    row: Any
    subject: dict[str, int]
    entry: int | None
    recorded_by: int | None = None
    rests: Rests = field(default_factory=Rests)
    units: Collection[int] = ()


def wrong_of(fund: Fund, kind: CorrectionKind, of_id: int) -> Wrong:
    """Return what stands of it now; raises Refused where there is no such thing in the fund."""
    return _FINDERS[kind](fund, of_id)


def _deposit(fund: Fund, of_id: int) -> Wrong:
    return _came_in(fund, posted_by(fund.ledger_id, of_id), {}, "funds.deposited")


def _opening(fund: Fund, of_id: int) -> Wrong:
    row = Household.objects.filter(fund=fund, pk=of_id).first()
    if row is None:
        raise missing()
    found = standing_opening(fund.ledger_id, row.unit_id)
    return _came_in(fund, found, {"household_id": row.pk}, "funds.taken_over")


def _came_in(fund: Fund, found: Posted | None, subject: dict[str, int], event: str) -> Wrong:
    """Return what came in by an entry, with how many of its units do not hold it any more."""
    if found is None or found.reversed:
        return Wrong(row=fund, subject=subject, entry=None)
    held = balances(fund.ledger_id, found.units)
    closed = Household.objects.filter(fund=fund, unit_id__in=found.units, closed_on__isnull=False)
    gone = set(closed.values_list("unit_id", flat=True))
    gone |= {unit for unit, fen in found.units.items() if held.get(unit, 0) < fen}
    return Wrong(
        row=fund, subject=subject, entry=found.entry, units=found.units,
        recorded_by=_recorder(fund.stream, event, entry=found.entry),
        rests=Rests(year=found.booked_on.year, credited_until=last_credited(fund), spent=len(gone)),
    )  # fmt: skip


def _use(fund: Fund, of_id: int) -> Wrong:
    row = Use.objects.filter(fund=fund, pk=of_id).first()
    if row is None:
        raise missing()
    paid = Share.objects.filter(use=row, gap_paid_on__isnull=False).count()
    return Wrong(
        row=row, subject={"use_id": row.pk}, entry=row.entry_id, rests=Rests(gaps_paid=paid),
        recorded_by=_recorder(row.stream, "funds.use_paid", entry=row.entry_id),
    )  # fmt: skip


def _gap(fund: Fund, of_id: int) -> Wrong:
    row = Share.objects.select_related("use").filter(use__fund=fund, pk=of_id).first()
    if row is None:
        raise missing()
    return Wrong(
        row=row.use, subject={"share_id": row.pk}, entry=row.gap_entry_id,
        recorded_by=_recorder(row.stream, "funds.gap_paid", entry=row.gap_entry_id),
    )  # fmt: skip


def _refund(fund: Fund, of_id: int) -> Wrong:
    row = Household.objects.filter(fund=fund, pk=of_id).first()
    if row is None:
        raise missing()
    found = standing(fund.ledger_id, f"fund-refund:{row.unit_id}")
    year = row.closed_on.year if row.closed_on else None
    return Wrong(
        row=fund, subject={"household_id": row.pk}, entry=found.entry if found else None,
        recorded_by=_asker(row) or _recorder(fund.stream, "funds.refunded", unit=row.unit_id),
        rests=Rests(year=year, credited_until=last_credited(fund)),
    )  # fmt: skip


def _interest(fund: Fund, of_id: int) -> Wrong:
    row = Interest.objects.filter(fund=fund, year=of_id, taken_back_at=None).first()
    if row is None:
        raise missing()
    had = standing(fund.ledger_id, f"fund-interest:{row.year}")
    since = Household.objects.filter(
        fund=fund, closed_on__gt=date(row.year, 12, 31), unit_id__in=list(had.units) if had else []
    )
    rests = Rests(year=row.year, credited_until=last_credited(fund), closed_since=since.count())
    return Wrong(row=fund, subject={"interest_id": row.pk}, entry=row.entry_id, rests=rests)


def _common(fund: Fund, of_id: int) -> Wrong:
    row = Distribution.objects.select_related("entry").filter(fund=fund, pk=of_id, taken_back_at=None).first()
    if row is None:
        raise missing()
    given = posted(fund.ledger_id, row.entry.source_key)
    units = given.units if given else {}
    held = balances(fund.ledger_id, units)
    return Wrong(
        row=fund, subject={"distribution_id": row.pk}, entry=row.entry_id,
        recorded_by=_recorder(fund.stream, "funds.common_shared", entry=row.entry_id),
        rests=Rests(spent=sum(held.get(unit, 0) < fen for unit, fen in units.items())),
    )  # fmt: skip


def _asker(household: Household) -> int | None:
    rows = Refund.objects.filter(household=household, state=RefundState.PAID.value).order_by("-id")
    return rows.values_list("asked_by_id", flat=True).first()


def _recorder(stream: str, event: str, **said: int | None) -> int | None:
    """Return who recorded it, as the event says; the latest where it was recorded more than once."""
    for one in reversed(record.history(stream=stream)):
        if one.type == event and all(one.data.get(name) == value for name, value in said.items()):
            return one.actor.get("person")
    return None


_FINDERS = {
    CorrectionKind.DEPOSIT: _deposit,
    CorrectionKind.OPENING: _opening,
    CorrectionKind.USE: _use,
    CorrectionKind.GAP: _gap,
    CorrectionKind.REFUND: _refund,
    CorrectionKind.CLOSING: _refund,
    CorrectionKind.INTEREST: _interest,
    CorrectionKind.COMMON: _common,
}
