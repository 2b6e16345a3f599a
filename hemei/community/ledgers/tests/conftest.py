"""An estate with a company and books of its own, written through the services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from hemei.community.ledgers import services
from hemei.community.ledgers.services import EntryDraft, EntryKind, Line
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as place_services
from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.leadership.duties.tests.conftest import DONGFENG, Quarter, quarter  # noqa: F401 - the fixture
from hemei.ui.tests.reading import summaries_lead_somewhere as summaries_lead_somewhere  # noqa: PLC0414 - the fixture

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
SINCE = date(2026, 1, 1)


@dataclass
class Purse:
    """Books of an estate, who may act on them, and short ways to do it."""

    quarter: Quarter
    estate: int
    units: list[int]
    ledger: int

    @property
    def clerk(self) -> Actor:
        return self.quarter.community

    def post(
        self, *lines: Line, on: date = date(2026, 10, 8), kind: EntryKind = EntryKind.RECEIPT, **more: str
    ) -> int:
        draft = EntryDraft(kind=kind, booked_on=on, lines=lines, **more)
        with records.acting(SYSTEM):
            return services.post_entry(actor=SYSTEM, now=NOW, ledger_id=self.ledger, draft=draft)

    def earn(self, fen: int, on: date = date(2026, 10, 8), **more: str) -> int:
        return self.post(Line("revenue_bank", fen), Line("parking", -fen), on=on, **more)

    def deposit(self, unit: int, fen: int, on: date = date(2026, 10, 8)) -> int:
        return self.post(Line("fund_bank", fen), Line("fund_unit", -fen, self.units[unit]), on=on)

    def close(self, until: date, now: datetime = NOW) -> None:
        with records.acting(self.clerk):
            services.close_books(actor=self.clerk, now=now, ledger_id=self.ledger, until=until)


@pytest.fixture
def purse(quarter: Quarter) -> Iterator[Purse]:  # noqa: F811
    with records.acting(SYSTEM):
        yield made_purse(quarter)


ROOMS = [UnitDraft(room, 1, 9_000) for room in ("101", "102", "201")]
ONE = (BuildingDraft("1幢", 6, (EntranceDraft("1单元", ROOMS),)),)


def made_purse(quarter: Quarter, buildings: Sequence[BuildingDraft] = ONE) -> Purse:  # noqa: F811
    """Open the books of an estate of three units, or of some buildings."""
    draft = EstateDraft(
        name="翠园小区", kind=EstateKind.COMMODITY, community_id=quarter.town.place(DONGFENG), address="长江路2号",
        built_area_dm2=30_000, households=3, valid_from=SINCE,
        buildings=tuple(buildings),
    )  # fmt: skip
    with records.acting(SYSTEM):
        [estate] = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
        units = PropertyUnit.objects.filter(estate_id=estate).order_by("id").values_list("pk", flat=True)
        with records.acting(quarter.community):
            ledger = services.open_ledger(actor=quarter.community, now=NOW, estate_id=estate, opened_on=SINCE)
        return Purse(quarter, estate, list(units), ledger)
