"""The parts of estates whose owners alone share what brings revenue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import TruncQuarter

from hemei.community.ledgers.facts import quarter_facts
from hemei.community.ledgers.models import Posting, RevenueDue, RevenuePart
from hemei.community.ledgers.queries.contracts import undecided_among
from hemei.community.ledgers.rules.splitting import PartMoney, shares_by_part
from hemei.community.ledgers.rules.words import GIVEN_BACK, RECEIPT
from hemei.ground.places import queries as places


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of an estate's books: the numbers of its buildings, and what they were called together."""

    id: int
    ledger_id: int
    estate_id: int
    buildings: tuple[int, ...]
    name: str


def parts_of(ledger_ids: Iterable[int]) -> dict[int, PartRow]:
    """Return the parts of some ledgers by their number; row-level security applies."""
    return _rows(ledger__in=list(ledger_ids))


def buildings_of_part(part_id: int | None) -> tuple[str, ...]:
    """Return what the buildings of a part are called, as a vote of just their owners names them; none of the whole."""
    found = _rows(pk=part_id).get(part_id) if part_id is not None else None
    if found is None:
        return ()
    names = places.building_names([found.estate_id]).get(found.estate_id, [])
    return tuple(name for number, name in names if number in found.buildings)


@dataclass(frozen=True, slots=True)
class PartFunds:
    """What came in for a part, what its owners spent, and what of it belongs to the fund, moved or owed; all in fen.

    `unproven_fen` is what the books have as received besides, which nothing but an entry says.
    """

    came_fen: int
    spent_fen: int
    fund_fen: int
    unproven_fen: int = 0


Proven = Callable[[int, Collection[int]], Collection[int]]
"""Which of some entries of a ledger a line of the bank proves: the app that keeps the bank's statements says it."""


def funds_of_part(part_id: int, *, proven: Proven) -> PartFunds:
    """Return what the owners of a part have of their own; the place is open.

    What came is what a line of the bank proves of what was received under contracts the owners decided on: what is only
    due is no money yet, and what somebody entered as received, or as the part's without a contract, is his word alone.
    The fund has its share of each quarter, the running one too, by what the books say of it.
    """
    ledger = RevenuePart.objects.values_list("ledger_id", flat=True).get(pk=part_id)
    came, unproven = _received(ledger, part_id, proven)
    rows = Posting.objects.filter(account__part_id=part_id).exclude(account__code__in=_OF_THE_FUND)
    quarters = rows.order_by().annotate(quarter=TruncQuarter("booked_on")).values_list("quarter")
    posted = dict(quarters.annotate(fen=Sum("amount_fen")))
    spent, fund = sum(posted.values()), 0
    for quarter in sorted(posted):
        facts = quarter_facts(ledger, quarter)
        own = facts.parts.get(part_id, PartMoney(0, 0))
        spent += own.income_fen  # the postings less the income are what went
        fund += max(shares_by_part(facts.parts, facts.rules).get(part_id, 0), own.moved_fen)
    return PartFunds(came, spent, fund, unproven)


_OF_THE_FUND = ("fund_common", "into_fund")


def _received(ledger: int, part_id: int, proven: Proven) -> tuple[int, int]:
    """Return what came under decided contracts of a part, and what was entered as received besides; in fen.

    Counted by contract and period, as what is asked for is written anew when a contract ends: money that is to go back
    or went back is taken off what the bank proves of the period.
    """
    dues = RevenueDue.objects.filter(contract__part_id=part_id)
    rows = list(dues.values_list("id", "contract_id", "period_from", "dropped", "received_fen"))
    alone = undecided_among({contract for _due, contract, *_rest in rows})
    of_due = {due: (contract, first) for due, contract, first, *_rest in rows if contract not in alone}
    received, shown = Counter[tuple[int, date]](), Counter[tuple[int, date]]()
    for due, _contract, _first, dropped, fen in rows:
        if due in of_due:
            (shown if dropped else received)[of_due[due]] += -fen if dropped else fen
    moved = _moved({contract for contract, _first in of_due.values()})
    on_lines = set(proven(ledger, [entry for entry, *_rest in moved]))
    for entry, due, fen in moved:
        if fen < 0 or entry in on_lines:  # what went back is less to spend, whoever says so
            shown[of_due[due]] += fen
    came = sum(max(0, min(fen, shown[key])) for key, fen in received.items())
    return came, received.total() - came


def _moved(contracts: Collection[int]) -> list[tuple[int, int, int]]:
    """Return the entries of money for amounts due of contracts, above zero, and of money back, below, with the due."""
    rows = Posting.objects.filter(
        Q(entry__source_key__startswith=f"{RECEIPT}:") | Q(entry__source_key__startswith=f"{GIVEN_BACK}:"),
        account__contract_id__in=contracts, entry__reversed_by=None,
    )  # fmt: skip
    found = rows.values_list("entry_id", "entry__source_key", "amount_fen")
    return [(entry, int(key.split(":", 2)[1]), -fen) for entry, key, fen in found]


def parts_in(estate_ids: Iterable[int]) -> dict[int, PartRow]:
    """Return the parts of some estates' books by their number; row-level security applies."""
    return _rows(ledger__estate_id__in=list(estate_ids))


def _rows(**asked: object) -> dict[int, PartRow]:
    rows = RevenuePart.objects.filter(**asked).order_by("id")
    return {
        number: PartRow(number, ledger, estate, tuple(buildings), name)
        for number, ledger, estate, buildings, name in rows.values_list(
            "id", "ledger_id", "ledger__estate_id", "buildings", "name"
        )
    }
