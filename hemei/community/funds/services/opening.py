"""A fund is opened over the units of an estate; its company and committee see it."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.funds.facts import deposits_on
from hemei.community.funds.models import Fund, Household
from hemei.community.funds.rules.acts import Act, may
from hemei.community.funds.rules.standards import FundDeposits
from hemei.community.funds.services.shared import missing, tell
from hemei.community.ledgers import queries as books
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
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
        Refused: the estate is not the actor's, or has no books on that day.
    """
    demand(may(actor.role, Act.OPEN))
    with records.acting(actor):
        estate = places.estate(estate_id, actor=actor)
        if estate is None:
            raise missing()
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
    share_fund(fund.stream, fund.estate_id, shanghai_day(now))
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


def share_fund(stream: str, estate_id: int, today: date) -> None:
    """Let the company under contract and the committee at work, or who stands in, see the fund or a use of it."""
    company = companies.company_body_on(estate_id, today)
    committee = people.committee_at_work(estate_id, today) or people.stand_in_at_work(estate_id, today)
    bodies = tuple(body for body in (company[0] if company else None, committee) if body is not None)
    if bodies:
        records.grant_access(stream=stream, bodies=bodies)
