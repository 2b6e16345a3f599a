"""A fund is opened over the units of an estate; its company and committee see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from hemei.community.funds.facts import deposits_on
from hemei.community.funds.models import Fund, Household
from hemei.community.funds.queries.balances import balances, next_key
from hemei.community.funds.queries.opening import funds_to_open
from hemei.community.funds.rules.acts import Act, may
from hemei.community.funds.rules.deposits import FundDeposits
from hemei.community.funds.rules.interest import may_book
from hemei.community.funds.rules.opening import may_begin
from hemei.community.funds.rules.uses import day_after
from hemei.community.funds.services.following import share_fund
from hemei.community.funds.services.interest import last_credited
from hemei.community.funds.services.shared import PLATFORM, missing, on_fund, post, receives, tell
from hemei.community.ledgers import queries as books
from hemei.community.ledgers.services import EntryKind, Line
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def open_fund(*, actor: Actor, now: datetime, estate_id: int, opened_on: date) -> int:
    """Open the maintenance fund of an estate with an account for each unit that deposits; return its id.

    What a unit had to deposit first follows from its use and its building by the document of the day. Asked for again,
    units that came since get their accounts.

    Raises:
        Refused: the estate is not the actor's, has no books on that day, or a fund would begin in a closed month.
    """
    demand(may(actor, Act.OPEN))
    with records.acting(actor):
        estate = places.estate(estate_id, actor=actor)
        if estate is None:
            raise missing()
        demand(day_after(opened_on, None, today=shanghai_day(now), field="opened_on"))
        ledger = books.ledger_of(estate_id, actor=actor)
        if ledger is None or opened_on < ledger.opened_on:
            raise Refused.because(
                mark("这个小区在{day}还没有账簿。"),
                remedy=mark("请先由社区或街道建账。"),
                field="opened_on",
                code="no_books",
                day=opened_on.isoformat(),
            )
        fund = Fund.objects.select_for_update().filter(estate_id=estate_id).first()
        begun, deposits = fund is None, deposits_on(opened_on)
        if fund is None:
            demand(may_begin(opened_on, open_from=ledger.open_from))
            fund = _begun(now, ledger, opened_on)
        made = _households(actor, fund, deposits, opened_on)
        if begun or made:
            data = {"estate": estate_id, "opened_on": opened_on.isoformat(), "households": made}
            tell(
                actor, now, fund, "funds.fund_opened", data, *(one.warrant.reference for one in deposits.deposit)
            )  # fmt: skip
    return int(fund.pk)


def _begun(now: datetime, ledger: books.LedgerRow, opened_on: date) -> Fund:
    (number,) = records.next_ids("funds_fund", 1)
    fund = Fund(
        id=number, stream=f"funds.fund:{number}", scope=ledger.scope, estate_id=ledger.estate_id, ledger_id=ledger.id,
        opened_on=opened_on, opened_at=now,
    )  # fmt: skip
    fund.save(force_insert=True)
    share_fund(fund)
    return fund


def _households(actor: Actor, fund: Fund, deposits: FundDeposits, day: date) -> int:
    floors = {row.id: row.floors for row in places.buildings_of(fund.estate_id, actor=actor, on=day)}
    known = set(Household.objects.filter(fund=fund).values_list("unit_id", flat=True))
    rows = []
    for unit in places.units_of(fund.estate_id, actor=actor):
        kind = deposits.of(unit.use, floors.get(unit.building_id, 1))
        if kind is None or unit.id in known:
            continue
        rows.append(
            Household(
                stream=fund.stream, scope=fund.scope, fund=fund, unit_id=unit.id, building_id=unit.building_id,
                kind=kind.code, area_dm2=unit.exclusive_area_dm2, first_fen=kind.first_fen(unit.exclusive_area_dm2),
            )
        )  # fmt: skip
    Household.objects.bulk_create(rows, batch_size=5_000)
    return len(rows)


_CHUNK = 200


def open_missing(*, now: datetime) -> int:
    """Open accounts for units that were registered since their fund was opened; return in how many estates."""
    after, done, today = 0, 0, shanghai_day(now)
    while True:
        with records.acting(PLATFORM):
            page = funds_to_open(today, after=after, limit=_CHUNK)
        if not page:
            return done
        for _fund, estate in page:
            open_fund(actor=PLATFORM, now=now, estate_id=estate, opened_on=today)
            done += 1
        after = page[-1][0]


def take_over(
    *, actor: Actor, now: datetime, fund_id: int, on: date, held: Mapping[int, tuple[int, int]]
) -> int | None:
    """Carry over what households deposited so far and hold on a day, from the accounts kept until then.

    `held` is what was deposited and what is left, by household. Each is taken over once, before anything else is
    entered for it. Return the entry of the books; None where nothing is left.

    Raises:
        Refused: a household is not of the fund, not new or the actor's own, or holds less than nothing; a closed
            month, a year that is credited, a day before the fund.
    """
    with on_fund(actor, Act.OPEN, fund_id) as fund:
        rows = list(
            Household.objects.select_for_update().filter(fund=fund, pk__in=list(held)).order_by("unit_id")
        )
        demand(
            receives(actor, now, fund, [row.unit_id for row in rows]),
            day_after(on, fund.opened_on, today=shanghai_day(now), field="on"),
            may_book(last_credited(fund), on, field="on"),
        )
        used = balances(fund.ledger_id, [row.unit_id for row in rows])
        if len(rows) != len(held) or any(used.values()) or any(row.deposited_fen for row in rows):
            raise Refused.because(
                mark("有的户不在分户账里，或者已经有交存。"), remedy=mark("期初余额只能在登记交存以前转入一次。"),
                field="unit", code="not_new",
            )  # fmt: skip
        if any(deposited < 0 or left < 0 for deposited, left in held.values()):
            raise Refused.because(mark("期初的交存和余额不能小于零。"), field="amount", code="amount")
        total = sum(left for _deposited, left in held.values())
        lines = [Line("fund_unit", -held[row.pk][1], row.unit_id) for row in rows]
        key = next_key(fund.ledger_id, f"fund-opening:{rows[0].unit_id}") if rows else ""
        entry = (
            post(
                now,
                fund,
                kind=EntryKind.OPENING,
                booked_on=on,
                key=key,
                lines=[Line("fund_bank", total), *lines],
            )
            if total
            else None
        )
        for row in rows:
            row.deposited_fen = held[row.pk][0]
        Household.objects.bulk_update(rows, ["deposited_fen"], batch_size=2_000)
        data = {"households": len(rows), "fen": total, "on": on.isoformat(), "entry": entry}
        tell(actor, now, fund, "funds.taken_over", data)
    return entry
