"""Books that begin before the first chart of accounts do not hold up what the night does to all the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.models import Ledger, RevenueDue
from hemei.community.ledgers.tests.conftest import NOW, SINCE, Purse
from hemei.community.ledgers.tests.test_contracts import DRAFT, TERMS, registered
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as place_services
from hemei.ground.places.models import Estate
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.leadership.duties.tests.conftest import DONGFENG

LONG_AGO = date(2019, 1, 1)


@pytest.fixture
def old(purse: Purse) -> int:
    """A second estate has books from before there was a chart, as a service would not open them."""
    draft = EstateDraft(
        name="老园小区", kind=EstateKind.COMMODITY, community_id=purse.quarter.town.place(DONGFENG),
        address="长江路8号", built_area_dm2=30_000, households=3, valid_from=SINCE,
    )  # fmt: skip
    [number] = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
    estate = Estate.objects.get(pk=number)
    [key] = records.next_ids("ledgers_ledger", 1)
    Ledger.objects.create(
        id=key, stream=f"ledgers.ledger:{key}", scope=estate.scope, estate=estate, opened_on=LONG_AGO,
        open_from=LONG_AGO, opened_at=NOW, orders_since=LONG_AGO,
    )  # fmt: skip
    return int(key)


def _unbooked(ledger: int) -> int:
    return RevenueDue.objects.filter(ledger_id=ledger, entry=None, due_on__lte=NOW.date()).count()


def test_what_is_due_in_the_other_books_is_booked(purse: Purse, old: int) -> None:
    early = replace(DRAFT, terms=replace(TERMS, valid_from=LONG_AGO, valid_until=date(2020, 1, 1)))
    services.register_contract(actor=SYSTEM, now=NOW, ledger_id=old, draft=early)
    registered(purse)
    assert services.book_dues(actor=SYSTEM, now=NOW) == 4
    assert (_unbooked(old), _unbooked(purse.ledger)) == (4, 0)


def test_the_share_the_other_owes_late_is_noted(purse: Purse, old: int) -> None:
    purse.earn(1_000_001, on=date(2026, 8, 3))
    assert services.note_late_transfers(actor=SYSTEM, now=datetime(2026, 10, 16, 4, tzinfo=UTC)) == 1
    [late] = queries.late_transfers(actor=SYSTEM)
    assert late.ledger_id == purse.ledger != old
