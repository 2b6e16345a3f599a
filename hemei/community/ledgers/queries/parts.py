"""The parts of estates whose owners alone share what brings revenue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import TruncQuarter

from hemei.community.ledgers.facts import quarter_facts
from hemei.community.ledgers.models import Posting, RevenueDue, RevenuePart
from hemei.community.ledgers.queries.contracts import undecided_among
from hemei.community.ledgers.rules.splitting import PartMoney, shares_by_part
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
    """What came in for a part, what its owners spent, and what of it belongs to the fund, moved or owed; all in fen."""

    came_fen: int
    spent_fen: int
    fund_fen: int


def funds_of_part(part_id: int) -> PartFunds:
    """Return what the owners of a part have of their own; the place is open.

    What came is what was received under contracts the owners decided on: what is only due is no money yet, and what
    somebody entered as the part's without a contract is his word alone. The fund has its share of each quarter, the
    running one too, by what the books say of it.
    """
    dues = RevenueDue.objects.filter(contract__part_id=part_id, dropped=False, received_fen__gt=0)
    by_contract = dict(dues.order_by().values_list("contract_id").annotate(fen=Sum("received_fen")))
    alone = undecided_among(by_contract.keys())
    came = sum(fen for contract, fen in by_contract.items() if contract not in alone)
    rows = Posting.objects.filter(account__part_id=part_id).exclude(account__code__in=_OF_THE_FUND)
    quarters = rows.order_by().annotate(quarter=TruncQuarter("booked_on")).values_list("quarter")
    posted = dict(quarters.annotate(fen=Sum("amount_fen")))
    ledger = RevenuePart.objects.values_list("ledger_id", flat=True).get(pk=part_id)
    spent, fund = sum(posted.values()), 0
    for quarter in sorted(posted):
        facts = quarter_facts(ledger, quarter)
        own = facts.parts.get(part_id, PartMoney(0, 0))
        spent += own.income_fen  # the postings less the income are what went
        fund += max(shares_by_part(facts.parts, facts.rules).get(part_id, 0), own.moved_fen)
    return PartFunds(came, spent, fund)


_OF_THE_FUND = ("fund_common", "into_fund")


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
