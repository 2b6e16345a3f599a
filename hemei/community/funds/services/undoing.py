"""The first entry is taken back, and with it what it said of a use, a share, an account or a year."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.funds.models import Correction, Distribution, Fund, Household, Interest, Share, Use
from hemei.community.funds.queries.balances import deposited_since, posted, posted_by, standing
from hemei.community.funds.rules.interest import years_open
from hemei.community.funds.rules.steps import Step
from hemei.community.funds.rules.words import CORRECTION_NAMES, CorrectionKind, CorrectionState
from hemei.community.funds.services.clocks import start_payment
from hemei.community.funds.services.deposits import settle_notices
from hemei.community.funds.services.interest import settled_key
from hemei.community.funds.services.paying import PAID
from hemei.community.funds.services.shared import PLATFORM, missing
from hemei.community.funds.services.standing import supplements_stand, vote_stands
from hemei.community.funds.services.uses import moved
from hemei.community.funds.services.votes import end_fallen
from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.kernel.workdays import shanghai_day

_TODAY = frozenset({CorrectionKind.USE, CorrectionKind.REFUND, CorrectionKind.COMMON})
"""Money that came back did so now, where nobody knows the day; what was recorded wrongly is taken back on its own day.

Neither in a month that is closed.
"""
CAME_BACK = frozenset({CorrectionKind.USE, CorrectionKind.REFUND, CorrectionKind.CLOSING})
"""What the bank paid and gave back, as far as it paid at all: its two lines are matched with the two entries."""
DATED = CAME_BACK | _TODAY
"""Of these a correction says when the money came back. What the common part gave out goes back there on that day."""


def undo(now: datetime, fund: Fund, row: Correction) -> int:
    """Take back the entry of a correction and what it said; return the reversal. The caller holds the fund."""
    kind = CorrectionKind(row.kind)
    reversal = _reversed(now, fund, row.entry_id, kind, row.came_on, came_back=kind in CAME_BACK)
    row.state, row.reversal_id = CorrectionState.CONFIRMED.value, reversal
    row.save(update_fields=["state", "reversal", "judged_by_id", "judged_at"])
    _UNDO[kind](now, fund, row)
    return reversal


def _reversed(
    now: datetime,
    fund: Fund,
    entry_id: int,
    kind: CorrectionKind,
    came_on: date | None = None,
    *,
    came_back: bool = False,
) -> int:
    ledger = books.ledger(fund.ledger_id, actor=PLATFORM)
    first = books.entry(entry_id, actor=PLATFORM)
    if ledger is None or first is None:
        raise missing()
    own = first.row.booked_on
    day = max(own, ledger.open_from, came_on or (shanghai_day(now) if kind in _TODAY else own))
    words = CORRECTION_NAMES[kind]
    return ledgers.reverse_entry(
        actor=PLATFORM, now=now, entry_id=entry_id, booked_on=day, reason=words, came_back=came_back
    )


def _came_in(_now: datetime, fund: Fund, row: Correction) -> None:
    """What each of its households deposited is what still stands of it in the books."""
    first = posted_by(fund.ledger_id, row.entry_id)
    units = first.units if first else {}
    rows = list(
        Household.objects.select_for_update().filter(fund=fund, unit_id__in=units).order_by("unit_id")
    )
    left = deposited_since(fund.ledger_id, dict.fromkeys(units, date.min))
    for one in rows:
        one.deposited_fen = _left_of(one, row, units, left)
    Household.objects.bulk_update(rows, ["deposited_fen"], batch_size=2_000)


def _left_of(one: Household, row: Correction, units: dict[int, int], left: dict[int, int]) -> int:
    """Of what was taken over the books know the balance alone: what stays is what was deposited since."""
    if row.kind == CorrectionKind.OPENING:
        return left.get(one.unit_id, 0)
    return one.deposited_fen - units[one.unit_id]


def _use(now: datetime, fund: Fund, row: Correction) -> None:
    use = Use.objects.select_for_update(of=("self",)).get(pk=row.use_id or 0)
    moved(use, Step.UNPAY)
    for name in PAID:
        setattr(use, name, None)
    use.save(update_fields=["state", *PAID])
    shared = Share.objects.filter(use=use).values_list("household_id", flat=True)
    settle_notices(fund, list(Household.objects.filter(pk__in=shared)), shanghai_day(now))
    if not vote_stands(use).allowed or not supplements_stand(use).allowed:
        end_fallen(now, use)  # what it rests on fell while it was paid
    else:
        start_payment(PLATFORM, now, fund, use)


def _gap(now: datetime, fund: Fund, row: Correction) -> None:
    """The payment on to who did the works is taken back too: the two were one act."""
    share = Share.objects.select_for_update(of=("self",)).get(pk=row.share_id or 0)
    first = books.entry(row.entry_id, actor=PLATFORM)
    on = posted(fund.ledger_id, f"{first.row.source_key}:on") if first else None
    if on is None:
        raise missing()
    _reversed(now, fund, on.entry, CorrectionKind.GAP)
    share.gap_paid_on, share.gap_entry_id = None, None
    share.save(update_fields=["gap_paid_on", "gap_entry"])


def _refund(_now: datetime, _fund: Fund, _row: Correction) -> None:
    """The account stays closed and holds what came back, until it is refunded again."""


def _closing(now: datetime, fund: Fund, row: Correction) -> None:
    """The account is open again, as if it had never been closed: what it had of running years is credited with them."""
    household = Household.objects.select_for_update().get(pk=row.household_id or 0)
    if household.closed_on is None:
        raise missing()
    for year in years_open(opened_on=fund.opened_on, credited_year=None, closed_on=household.closed_on):
        had = standing(fund.ledger_id, settled_key(year, household.unit_id))
        if had is not None:
            _reversed(now, fund, had.entry, CorrectionKind.CLOSING)
    household.closed_on = None
    household.save(update_fields=["closed_on"])


def _interest(now: datetime, _fund: Fund, row: Correction) -> None:
    Interest.objects.filter(pk=row.interest_id or 0).update(taken_back_at=now)


def _common(now: datetime, fund: Fund, row: Correction) -> None:
    """All that was shared out by the entry lies in the common part again, whatever brought it there."""
    Distribution.objects.filter(fund=fund, entry_id=row.entry_id).update(taken_back_at=now)


_UNDO = {
    CorrectionKind.DEPOSIT: _came_in,
    CorrectionKind.OPENING: _came_in,
    CorrectionKind.USE: _use,
    CorrectionKind.GAP: _gap,
    CorrectionKind.REFUND: _refund,
    CorrectionKind.CLOSING: _closing,
    CorrectionKind.INTEREST: _interest,
    CorrectionKind.COMMON: _common,
}
