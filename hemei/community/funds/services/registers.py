"""What households held before and what came in for them, from a file: each row an act of its own on the books.

A row that says what stands already changes nothing; what was booked is taken back by two persons, not with its file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from hemei.community.funds.models import Fund, Household
from hemei.community.funds.queries.balances import standing_deposit, standing_opening
from hemei.community.funds.rules.opening import bank_differs
from hemei.community.funds.services.deposits import DepositDraft, deposit
from hemei.community.funds.services.opening import take_over
from hemei.community.purses import queries as purses
from hemei.ground.places.services import Houses
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason, Refused, mark
from hemei.kernel.registers import Row

Enter = Callable[[records.Work, Row, Household], bool]
"""Enters what a row says of a household; returns whether anything was new."""

_NO_ACCOUNT = Reason(
    mark("这套房屋还没有分户账。"), {}, mark("请先在“维修资金”的“建立分户账”里建立；不用交存的房屋不用填。"),
    code="no_account",
)  # fmt: skip


def opening_writer() -> MoneyWriter:
    """Begin a run over opening balances."""
    return MoneyWriter(_open, against=AgainstBank())


def deposit_writer() -> MoneyWriter:
    """Begin a run over deposits."""
    return MoneyWriter(_deposit)


@dataclass
class AgainstBank:
    """What opening balances of a run do to the account of each fund, where the bank told of their days already.

    `told` is what bank and books said before the run, by fund; `opened` the fen of the run until the bank's last day.
    """

    told: dict[int, purses.Watched | None] = field(default_factory=dict)
    opened: dict[int, int] = field(default_factory=dict)

    def read(self, funds: Collection[Fund], work: records.Work) -> None:
        """Ask of funds that are new to the run what the bank was last heard of."""
        for fund in funds:
            if fund.pk not in self.told:
                account = purses.fund_account_of(fund.estate_id, actor=work.actor)
                self.told[fund.pk] = (
                    purses.standing_of(account.id, actor=work.actor, purse=purses.FUND) if account else None
                )

    def add(self, fund_id: int, row: Row) -> None:
        """Count an opening balance that was taken."""
        told = self.told.get(fund_id)
        if told is not None and told.last_read is not None and row.values["on"] <= told.last_read:
            self.opened[fund_id] = self.opened.get(fund_id, 0) + row.values["left"]

    def notes(self) -> dict[str, Reason | None]:
        """Return by fund what bank and books will say of the bank's last day; nothing where they agree."""
        return {f"bank-{fund}": self._note(self.told.get(fund), fen) for fund, fen in self.opened.items()}

    def _note(self, told: purses.Watched | None, opened_fen: int) -> Reason | None:
        return bank_differs(
            estate=told.estate if told else "", day=told.last_read if told else None,
            bank_fen=told.closing_fen if told else None, book_fen=(told.book_fen if told else 0) + opened_fen,
        )  # fmt: skip


@dataclass
class MoneyWriter:
    """Writes a register of money by door; keeps estates and buildings of the run."""

    enter: Enter
    houses: Houses | None = field(default=None)
    against: AgainstBank | None = None

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch."""
        self.houses = self.houses or Houses(work.actor)
        written = records.Written()
        placed = [(row, unit) for row, unit, _scope in self.houses.units(rows, written)]
        accounts = Household.objects.filter(unit_id__in={unit for _row, unit in placed}).select_related(
            "fund"
        )
        known = {one.unit_id: one for one in accounts}
        if self.against is not None:
            self.against.read({one.fund for one in accounts}, work)
        for row, unit in placed:
            if unit in known:
                self._enter(work, row, known[unit], written)
            else:
                written.refuse(row, "room", row.values["room"], _NO_ACCOUNT)
        if self.against is not None:
            written.notes = self.against.notes()
        return written

    def _enter(self, work: records.Work, row: Row, household: Household, written: records.Written) -> None:
        try:
            with transaction.atomic():
                new = self.enter(work, row, household)
        except Refused as refused:
            for reason in refused.decision.reasons:
                column = reason.field if reason.field in row.values else "room"
                written.refuse(row, column, row.values[column], reason)
            return
        written.new += new
        written.same += not new
        if new and self.against is not None:
            self.against.add(household.fund_id, row)


def _open(work: records.Work, row: Row, household: Household) -> bool:
    deposited, left, on = row.values["deposited"], row.values["left"], row.values["on"]
    found = standing_opening(household.fund.ledger_id, household.unit_id)
    if found is not None and (found.units.get(household.unit_id), found.booked_on) == (left, on):
        return False
    if not left and (deposited, found) == (household.deposited_fen, None):
        return False
    take_over(
        actor=work.actor, now=work.now, fund_id=household.fund_id, on=on, held={household.pk: (deposited, left)}
    )  # fmt: skip
    return True


def _deposit(work: records.Work, row: Row, household: Household) -> bool:
    known = standing_deposit(household.fund.ledger_id, row.values["receipt"])[1]
    draft = DepositDraft(
        fund_id=household.fund_id, fen={household.pk: row.values["amount"]}, paid_on=row.values["paid_on"],
        receipt=row.values["receipt"],
    )  # fmt: skip
    return deposit(actor=work.actor, now=work.now, draft=draft) != (known.entry if known else None)
