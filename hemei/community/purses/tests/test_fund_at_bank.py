"""The maintenance fund's account is reconciled as the joint account is: by who keeps it, with the fund's entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.services import Line
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.community.purses import queries, services
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.test_into_fund import FUND, TODAY, codes, entered
from hemei.community.purses.tests.test_pages import show
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Matter, Role

DAY = date(2026, 10, 8)
HEAD = "账号,交易日期,交易流水号,借方发生额,贷方发生额,余额,对方户名,摘要"


def authority(joint: Joint) -> Actor:
    return replace(joint.street, role=Role.COUNTY_COORDINATOR, matters=frozenset({Matter.MAINTENANCE_FUND}))


def account_of(joint: Joint) -> int:
    entered(joint)
    with records.acting(SYSTEM):
        found = queries.fund_account_of(joint.purse.estate, actor=SYSTEM)
    assert found is not None
    return found.id


def take(actor: Actor, account: int, *rows: str) -> None:
    raw = "\n".join((HEAD, *(f"{FUND},{row}" for row in rows))).encode()
    days = [date.fromisoformat(row[:10]) for row in rows]
    covers = min(days), max(days)
    services.take_statement(actor=actor, now=NOW, account_id=account, raw=raw, name="专户.csv", covers=covers)


def held(joint: Joint) -> int:
    """Book a deposit, and income of the public revenue of the same amount on the same day; return the deposit."""
    unit = joint.purse.units[0]
    joint.purse.earn(500_000, on=DAY)
    return joint.purse.post(Line("fund_bank", 500_000), Line("fund_unit", -500_000, unit), on=DAY)


def test_a_line_of_the_fund_is_matched_with_its_own_entries_and_never_booked(joint: Joint) -> None:
    account, who = account_of(joint), authority(joint)
    deposit = held(joint)
    take(who, account, f"{DAY},F1,,5000.00,5000.00,业主,交存", f"{DAY},F2,,0.07,5000.07,银行,结息")
    act = {"actor": who, "now": NOW}
    with records.acting(who):
        lines = queries.lines_of(account, actor=who, open_only=True)
        found = {one.reference: queries.proposals(account, lines, actor=who)[one.id] for one in lines}
        numbers = {one.reference: one.id for one in lines}
        earned = queries.unmatched_entries(joint.account, actor=who)[0].id
    assert [one.of_id for one in found["F1"]] == [deposit], "the same amount of the revenue is none of it"
    assert codes(lambda: services.match_entry(**act, line_id=numbers["F1"], entry_id=earned)) == {"entry"}
    assert services.match_certain(**act, account_id=account) == 1
    booked = {**act, "line_id": numbers["F2"], "code": "revenue_interest"}
    assert codes(lambda: services.book_line(**booked)) == {"of_fund"}
    with records.acting(who):
        standing = queries.standing_of(account, actor=who, purse=queries.FUND)
        days = queries.days_of(account, DAY, DAY, actor=who)
    assert standing is not None
    assert (standing.closing_fen, standing.book_fen, standing.gap_fen) == (500_007, 500_000, 7)
    assert [one.gap_fen for one in days] == [7]


@pytest.mark.parametrize("read_first", [True, False])
def test_both_lines_of_a_payment_that_came_back_are_closed(joint: Joint, *, read_first: bool) -> None:
    account, who = account_of(joint), authority(joint)
    unit, back = joint.purse.units[0], date(2026, 10, 12)
    joint.purse.post(Line("fund_bank", 500_000), Line("fund_unit", -500_000, unit), on=date(2026, 10, 1))
    paid = joint.purse.post(Line("fund_unit", 120_000, unit), Line("fund_bank", -120_000), on=DAY)
    rows = (f"{DAY},F1,1200.00,,3800.00,防水公司,维修费", f"{back},F2,,1200.00,5000.00,防水公司,退汇")
    act = {"actor": who, "now": NOW}

    def taken_back(*, came_back: bool) -> int:
        with records.acting(SYSTEM):
            return ledgers.reverse_entry(
                actor=SYSTEM,
                now=NOW,
                entry_id=agreed_to(paid),
                booked_on=back,
                reason="账号有误，银行退回",
                came_back=came_back,
            )

    def open_lines() -> dict[str, int]:
        with records.acting(who):
            return {one.reference: one.id for one in queries.lines_of(account, actor=who, open_only=True)}

    if read_first:
        take(who, account, *rows)
        services.match_entry(**act, line_id=open_lines()["F1"], entry_id=paid)
    reversal = taken_back(came_back=True)
    services.free_line(actor=SYSTEM, now=NOW, entry_id=paid)
    if not read_first:
        take(who, account, *rows)
        assert services.match_certain(**act, account_id=account) == 1
        assert codes(lambda: services.match_entry(**act, line_id=open_lines()["F1"], entry_id=reversal)) == {
            "amount"
        }
        services.match_entry(**act, line_id=open_lines()["F1"], entry_id=paid)
    assert open_lines() == {}
    with records.acting(who):
        matched = {one.reference: one.entry_id for one in queries.lines_of(account, actor=who)}
        standing = queries.standing_of(account, actor=who, purse=queries.FUND)
    assert matched == {"F1": paid, "F2": reversal}
    assert standing is not None
    assert standing.gap_fen == 0


def test_the_account_stands_on_the_lists_of_whoever_may_see_it(joint: Joint) -> None:
    account, who = account_of(joint), authority(joint)

    def listed(actor: Actor, kind: str = "unreconciled") -> list[tuple[str, int | None]]:
        with records.acting(actor):
            rows = queries.watched_accounts(kind, actor=actor, on=TODAY)
            whole = list(queries.all_watched(kind, actor=actor, on=TODAY, chunk=1))
        assert rows == whole
        return [(one.purse, one.gap_fen) for one in rows]

    assert listed(joint.street) == [("fund", None), ("revenue", None)]
    assert listed(joint.company) == listed(joint.members[0]) == [("revenue", None)]
    take(who, account, f"{DAY},F1,,0.07,0.07,银行,结息")
    assert listed(joint.street)[0] == ("fund", 7), "nobody credited it yet"
    assert listed(joint.street, "unmatched") == [("fund", 7)]
    assert listed(joint.street, "idle") == []
    with records.acting(joint.street):
        counted = queries.watched_counts(actor=joint.street, on=TODAY)
    assert (counted.accounts, counted.unreconciled, counted.unmatched) == (1, 2, 1)
    page = show(joint.street).get("/purses/unreconciled").text
    assert page.count("维修资金专户</span>") == 1


def test_what_was_only_recorded_wrongly_is_no_line_of_the_bank(joint: Joint) -> None:
    account, who = account_of(joint), authority(joint)
    unit = joint.purse.units[0]
    wrong = joint.purse.post(Line("fund_bank", 500_000), Line("fund_unit", -500_000, unit), on=DAY)
    take(who, account, f"{DAY},F1,,5000.00,5000.00,业主,交存")
    assert services.match_certain(actor=who, now=NOW, account_id=account) == 1
    with records.acting(SYSTEM):
        ledgers.reverse_entry(
            actor=SYSTEM, now=NOW, entry_id=agreed_to(wrong), booked_on=DAY, reason="户号看错了"
        )
    services.free_line(actor=SYSTEM, now=NOW, entry_id=wrong)
    with records.acting(who):
        [line] = queries.lines_of(account, actor=who, open_only=True)
        assert queries.proposals(account, [line], actor=who) == {line.id: []}
    act = {"actor": who, "now": NOW, "line_id": line.id, "entry_id": wrong}
    assert codes(lambda: services.match_entry(**act)) == {"entry"}


def test_the_company_never_reads_the_account_and_the_committee_from_the_handover_on(joint: Joint) -> None:
    account = account_of(joint)
    take(authority(joint), account, f"{DAY},F1,,5000.00,5000.00,业主,交存")
    outside = (joint.company, joint.members[0])

    def seen(actor: Actor) -> bool:
        with records.acting(actor):
            row = queries.bank_account(account, actor=actor)
            assert bool(queries.lines_of(account, actor=actor)) == (row is not None)
        return row is not None

    assert [seen(one) for one in outside] == [False, False]
    assert codes(lambda: take(joint.company, account, f"{DAY},F2,,1.00,,业主,交存")) == {"not_found"}
    with records.acting(SYSTEM):
        services.follow_funds(kept={joint.purse.estate: True})
    assert [seen(one) for one in outside] == [False, True]
    take(joint.members[0], account, f"{TODAY},F3,,1.00,5001.00,业主,交存")
    assert show(joint.company).get(f"/purses/{account}/bank").status_code == 404
    page = show(joint.members[0]).get(f"/purses/{account}/bank").text
    assert "维修资金专户对账" in page
    assert codes(lambda: take(joint.street, account, f"{DAY},F4,,1.00,,业主,交存")) == {"role"}


@pytest.mark.parametrize(
    ("day", "fen"), [(date(2026, 10, 7), None), (DAY, 500_000), (date(2026, 10, 9), 500_000), (TODAY, None)]
)
def test_a_statement_tells_what_lay_there_on_the_days_it_covers(
    joint: Joint, day: date, fen: int | None
) -> None:
    account = account_of(joint)
    rows = (f"{DAY},F1,,5000.00,5000.00,业主,交存", "2026-10-12,F2,,1.00,5001.00,业主,交存")
    take(authority(joint), account, *rows)
    with records.acting(SYSTEM):
        found = queries.fund_closings([joint.purse.estate], day)
    assert found.get(joint.purse.estate) == fen
