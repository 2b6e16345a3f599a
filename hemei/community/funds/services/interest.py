"""A year's interest, fund by fund: one entry of the books, once, whoever runs it and however often it is killed.

A unit whose account is closed within the year has its own before, by an entry of its own.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hemei.community.funds.facts import interest_on
from hemei.community.funds.models import Fund, Household, Interest
from hemei.community.funds.queries.balances import came_by, fen_days, late_fen_days, next_key, turns_of
from hemei.community.funds.queries.crediting import first_open_year, years_to_credit
from hemei.community.funds.rules.acts import Act
from hemei.community.funds.rules.interest import (
    Closed,
    Credited,
    booked_on,
    credited,
    days_in,
    interest_of,
    may_credit,
    may_credit_next,
    may_settle,
    with_late,
    years_open,
)
from hemei.community.funds.services.shared import PLATFORM, on_fund, post, tell
from hemei.community.ledgers import queries as books
from hemei.community.ledgers.services import EntryKind, Line
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

_CHUNK = 200


def credit_due(*, now: datetime) -> int:
    """Credit what is due of every fund, a year of a fund a transaction; return how many were.

    A year that was taken back waits for a person, and so do the years after it: what was wrong is put right first. A
    fund that cannot be credited is passed over; the list of funds shows it.
    """
    after, done, today = 0, 0, shanghai_day(now)
    while True:
        with records.acting(PLATFORM):
            page = years_to_credit(today, after=after, limit=_CHUNK)
        if not page:
            return done
        for number, years in page:
            try:
                done += sum(credit_interest(now=now, fund_id=number, year=year) is not None for year in years)
            except Refused:
                continue
        after = page[-1][0]


def credit_next(*, actor: Actor, now: datetime, fund_id: int) -> int:
    """Credit the first year of a fund that is over and not credited, or was taken back; return it.

    Raises:
        Refused: not the authority's fund, no such year, or households hold more than the bank.
    """
    with on_fund(actor, Act.CREDIT, fund_id):
        year = first_open_year(fund_id, last=shanghai_day(now).year - 1)
        demand(may_credit_next(year))
        assert year is not None  # noqa: S101 - the rule refused it
        credit_interest(now=now, fund_id=fund_id, year=year, actor=actor)
    return year


def credit_interest(*, now: datetime, fund_id: int, year: int, actor: Actor = PLATFORM) -> Credited | None:
    """Credit a year to every household of a fund in one entry; None where that was done before.

    Entry, row and event are one transaction, and the source key of the entry is the year's: killed in the middle,
    nothing of the fund is written; run again, nothing is written twice.

    Raises:
        Refused: the year is not over or before the books, or households hold more than the bank.
    """
    with records.acting(PLATFORM):
        fund = Fund.objects.select_for_update().get(pk=fund_id)
        if Interest.objects.filter(fund=fund, year=year, taken_back_at=None).exists():
            return None
        ledger = books.ledger(fund.ledger_id, actor=PLATFORM)
        assert ledger is not None  # noqa: S101 - a fund has its ledger by constraint
        today, last = shanghai_day(now), date(year, 12, 31)
        demand(may_credit(year, opened_on=fund.opened_on, today=today))
        terms = interest_on(last).interest
        days = fen_days(fund.ledger_id, date(year, 1, 1), last)
        late = _late(fund, year)
        found = with_late(credited(days.bank, days.units, year, terms, _closed(fund, year)), late)
        if found.common_fen < 0:
            raise Refused.because(
                mark("分户账之和多于银行存款，不能结息。"),
                remedy=mark("请先核对这个小区的账簿。"),
                code="more_than_bank",
            )
        entry = None
        if found.total_fen:
            lines = [Line("fund_unit", -fen, unit) for unit, fen in sorted(found.units.items())]
            entry = post(
                now, fund, kind=EntryKind.INTEREST, booked_on=booked_on(year, ledger.open_from),
                key=next_key(fund.ledger_id, f"fund-interest:{year}"),
                lines=[Line("fund_bank", found.total_fen), *lines, Line("fund_common", -found.common_fen)],
            )  # fmt: skip
        _keep(now, fund, year, terms.millionths, found, late, entry)
        data = {
            "year": year, "fen": found.total_fen, "households": len(found.units), "common": found.common_fen,
            "late": late, "entry": entry,
        }  # fmt: skip
        tell(actor, now, fund, "funds.interest_credited", data, terms.warrant.reference)
    return found


def _closed(fund: Fund, year: int) -> Closed:
    units = list(
        Household.objects.filter(fund=fund, closed_on__isnull=False).values_list("unit_id", flat=True)
    )
    keys = [key for unit in units for key in turns_of(settled_key(year, unit))]
    return Closed(frozenset(units), came_by(fund.ledger_id, keys))


def settled_key(year: int, unit_id: int) -> str:
    """Return the key of the entry by which a unit had its interest of a year when its account was closed."""
    return f"fund-interest:{year}:{unit_id}"


def last_credited(fund: Fund) -> int | None:
    """Return the last year whose interest stands."""
    rows = Interest.objects.filter(fund=fund, taken_back_at=None).order_by("-year")
    return rows.values_list("year", flat=True).first()


def settle_interest(*, now: datetime, fund: Fund, unit_id: int, day: date) -> int:
    """Credit a unit whose account is closed on a day what it earned until then and has not had; return it, in fen.

    A year that is over is credited by the document of its last day, the running one by that of the day. The caller
    holds the fund, so that no year is credited meanwhile.

    Raises:
        Refused: a year is credited already that ends after the day.
    """
    last = last_credited(fund)
    demand(may_settle(last, day))
    ledger = books.ledger(fund.ledger_id, actor=PLATFORM)
    assert ledger is not None  # noqa: S101 - a fund has its ledger by constraint
    total = 0
    for year in years_open(opened_on=fund.opened_on, credited_year=last, closed_on=day):
        until = min(day - timedelta(days=1), date(year, 12, 31))
        earned = fen_days(fund.ledger_id, date(year, 1, 1), until, unit=unit_id).units.get(unit_id, 0)
        if earned <= 0:
            continue
        fen = interest_of(earned, year, interest_on(min(day, date(year, 12, 31))).interest)
        if fen:
            post(
                now, fund, kind=EntryKind.INTEREST, booked_on=min(booked_on(year, ledger.open_from), day),
                key=next_key(fund.ledger_id, settled_key(year, unit_id)),
                lines=[Line("fund_bank", fen), Line("fund_unit", -fen, unit_id)],
            )  # fmt: skip
        total += fen
    return total


def _late(fund: Fund, year: int) -> int:
    """Return what public revenue earned in the years credited before, dated back into them after they were.

    A transfer is a fact of the bank, so it is not refused as a deposit of such a day is. Each later run settles what
    came since the run before it; a year that is taken back and run anew counts all of its own days again.
    """
    rows = Interest.objects.filter(fund=fund, taken_back_at=None, year__lt=year).order_by("-year")
    total, settled_at = 0, None
    for of, credited_at in rows.values_list("year", "credited_at"):
        settled_at = max(settled_at, credited_at) if settled_at else credited_at
        first, last = date(of, 1, 1), date(of, 12, 31)
        days = late_fen_days(fund.ledger_id, first, last, since=settled_at)
        total += interest_of(days, of, interest_on(last).interest)
    return total


def _keep(
    now: datetime, fund: Fund, year: int, millionths: int, found: Credited, late: int, entry: int | None
) -> None:
    Interest(
        stream=fund.stream, scope=fund.scope, fund=fund, year=year, millionths=millionths, days=days_in(year),
        total_fen=found.total_fen, common_fen=found.common_fen, late_fen=late, households=len(found.units),
        entry_id=entry, credited_at=now,
    ).save(force_insert=True)  # fmt: skip
