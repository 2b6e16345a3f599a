"""The list queries of the owners' books, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.services import ContractDraft, EntryDraft, EntryKind, Line, Terms
from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.ground.places.models import Estate

_near: dict[str, int] = {}

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "ledgers.ledgers": lambda actor, _now: queries.ledgers(actor=actor),
    "ledgers.accounts_of": lambda actor, _now: queries.accounts_of(_near["ledger"], actor=actor),
    "ledgers.entries_of": lambda actor, _now: queries.entries_of(_near["ledger"], actor=actor),
    "ledgers.contracts": lambda actor, _now: queries.contracts(queries.ContractFilter(), actor=actor),
    "ledgers.dues_of": lambda actor, _now: queries.dues_of(_near["contract"], actor=actor),
    "ledgers.overdue": lambda actor, now: queries.overdue(actor=actor, on=now.date()),
    "ledgers.postings_of": lambda actor, _now: queries.postings_of(_near["account"], actor=actor),
}


def furnish(town: Town, now: datetime) -> None:
    """Open the books of the near estate and post one entry."""
    estate = Estate.objects.get(name="春天小区").pk
    opened_on = date(now.year, 1, 1)
    _near["ledger"] = services.open_ledger(actor=SYSTEM, now=now, estate_id=estate, opened_on=opened_on)
    lines = (Line("revenue_bank", 100), Line("parking", -100))
    draft = EntryDraft(kind=EntryKind.RECEIPT, booked_on=opened_on, lines=lines)
    services.post_entry(actor=SYSTEM, now=now, ledger_id=_near["ledger"], draft=draft)
    terms = Terms(opened_on, date(now.year + 1, 1, 1), 1, 100, 0)
    agreed = ContractDraft(kind="rent", party="某商户", place="一层", terms=terms)
    _near["contract"] = services.register_contract(
        actor=SYSTEM, now=now, ledger_id=_near["ledger"], draft=agreed
    )
    accounts = queries.accounts_of(_near["ledger"], actor=SYSTEM)
    _near["account"] = next(row.id for row in accounts if row.code == "revenue_bank")
