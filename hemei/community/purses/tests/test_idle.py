"""Money lies idle while nothing leaves the account, by an order or not; what comes in or is corrected is no use."""

from __future__ import annotations

from datetime import date

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.rules.words import EntryKind
from hemei.community.ledgers.services import Line
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.purses import queries
from hemei.community.purses.tests.conftest import Joint
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

PLENTY, A_YUAN = 20_000_000, 100
DAY = date(2026, 10, 9)
YEAR_AFTER = date(2027, 10, 9)


def listed(joint: Joint, on: date) -> list[date | None]:
    """Return when money last left each account that is on the list of a day."""
    with records.acting(joint.street):
        return [row.last_out for row in queries.watched_accounts("idle", actor=joint.street, on=on)]


def moved(joint: Joint, fen: int = -A_YUAN) -> int:
    """Move a yuan of public revenue into the common part of the fund."""
    return joint.purse.post(
        Line("into_fund", -fen), Line("revenue_bank", fen), Line("fund_bank", -fen), Line("fund_common", fen),
        on=DAY, kind=EntryKind.TRANSFER,
    )  # fmt: skip


def test_a_transfer_without_an_order_moves_the_money(joint: Joint) -> None:
    joint.purse.earn(PLENTY)
    assert listed(joint, DAY) == [None]
    moved(joint)
    assert listed(joint, date(2027, 10, 8)) == []
    assert listed(joint, YEAR_AFTER) == [DAY]


def test_what_comes_in_and_what_is_corrected_moves_nothing(joint: Joint) -> None:
    wrong = joint.purse.earn(PLENTY)
    joint.purse.earn(PLENTY, on=DAY)
    taken_back = moved(joint)
    for entry in (wrong, taken_back):
        ledgers.reverse_entry(
            actor=SYSTEM, now=NOW, entry_id=agreed_to(entry), booked_on=DAY, reason="记错了小区"
        )
    assert listed(joint, DAY) == [None]
    joint.purse.post(Line("revenue_bank", -A_YUAN), Line("repair", A_YUAN), on=DAY, kind=EntryKind.PAYMENT)
    assert listed(joint, DAY) == []
