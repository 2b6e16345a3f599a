"""Money dated in a year whose interest is credited would never earn: the year is taken back and credited anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hemei.community.funds import services
from hemei.community.funds.facts import interest_on
from hemei.community.funds.models import Interest
from hemei.community.funds.rules.interest import interest_of
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_services import code_of
from hemei.community.ledgers.queries import slips
from hemei.community.ledgers.services import EntryDraft, EntryKind, Line, into_common, post_entry
from hemei.ground.people.tests.factories import NOW, SYSTEM

DECEMBER = date(2025, 12, 20)
LATER = NOW + timedelta(days=1)
NEXT, AFTER = datetime(2027, 1, 5, 2, tzinfo=UTC), datetime(2028, 1, 5, 2, tzinfo=UTC)


def brought(chest: Chest, fen: int, on: date, key: str, at: datetime = LATER) -> None:
    """Let public revenue bring money to the common part, as the bank says on a day, entered at a moment."""
    draft = EntryDraft(
        kind=EntryKind.TRANSFER, booked_on=on,
        lines=(*into_common({0: fen}), Line("into_fund", fen), Line("revenue_bank", -fen)), source_key=f"split:{key}",
    )  # fmt: skip
    earned = EntryDraft(
        kind=EntryKind.RECEIPT, booked_on=on, lines=(Line("revenue_bank", fen), Line("parking", -fen)),
        source_key=f"earned:{key}",
    )  # fmt: skip
    for one in (earned, draft):
        post_entry(actor=SYSTEM, now=at, ledger_id=chest.fund.ledger_id, draft=one)


def credit(chest: Chest, year: int, at: datetime) -> tuple[int, int]:
    """Credit a year; return what came to the common part, and what of it is of years before."""
    found = services.credit_interest(now=at, fund_id=chest.fund.pk, year=year)
    assert found is not None
    row = Interest.objects.get(fund=chest.fund, year=year, taken_back_at=None)
    assert (row.total_fen, row.common_fen) == (found.total_fen, found.common_fen)
    return found.common_fen, row.late_fen


def test_what_public_revenue_earned_in_a_credited_year_comes_with_the_next_once(chest: Chest) -> None:
    """Ten million yuan on 20 December earn twelve days of 2025, whenever the transfer is entered."""
    chest.deposit({"101": 300_000})
    assert credit(chest, 2025, NOW)[1] == 0
    brought(chest, 1_000_000_000, DECEMBER, "late")
    twelve = interest_of(1_000_000_000 * 12, 2025, interest_on(date(2025, 12, 31)).interest)
    assert twelve > 0
    common, late = credit(chest, 2026, NEXT)
    assert (late, common > late) == (twelve, True)
    brought(chest, 1_000_000_000, DECEMBER, "later", NEXT + timedelta(days=1))
    year = interest_of(1_000_000_000 * 365, 2026, interest_on(date(2026, 12, 31)).interest)
    assert credit(chest, 2027, AFTER)[1] == twelve + year, "what was settled is not settled again"
    assert slips(using="default") == []


def test_nothing_comes_into_a_year_whose_interest_is_credited(chest: Chest) -> None:
    chest.deposit({"101": 300_000})
    services.credit_interest(now=NOW, fund_id=chest.fund.pk, year=2025)
    assert code_of(lambda: chest.deposit({"102": 300_000}, on=DECEMBER, receipt="late")) == "credited"
    assert "102" not in chest.held()
    chest.deposit({"101": 300_000})  # entered before: said again it changes nothing
    chest.deposit({"102": 300_000}, on=date(2026, 1, 1), receipt="late")
    assert chest.held()["102"] == 300_000
