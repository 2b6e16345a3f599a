"""What some buildings brought to the fund is their units' alone; nothing of it is lost, nobody else has any."""

from __future__ import annotations

from hemei.community.funds import services
from hemei.community.funds.models import Distribution
from hemei.community.funds.rules.sharing import Part, shares_of
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_services import code_of
from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.models import Account, RevenuePart
from hemei.community.ledgers.services import EntryDraft, EntryKind, Line
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records import services as records

WHOLE, OWN = 70_003, 30_001


def brought(chest: Chest, name: str = "1幢") -> int:
    """Bring a quarter's share to the fund, some of it of one building's owners alone; return the part."""
    fund = chest.fund
    part = RevenuePart.objects.create(
        ledger_id=fund.ledger_id, stream=f"ledgers.ledger:{fund.ledger_id}", scope=fund.scope, name=name,
        buildings=[chest.building(name)],
    )  # fmt: skip
    lines = (
        Line("into_fund", WHOLE), Line("into_fund", OWN, part.pk), Line("revenue_bank", -WHOLE - OWN),
        *ledgers.into_common({0: WHOLE, part.pk: OWN}),
    )  # fmt: skip
    draft = EntryDraft(kind=EntryKind.TRANSFER, booked_on=TODAY, lines=lines, source_key="split:2026-07-01:0")
    with records.acting(SYSTEM):
        ledgers.post_entry(actor=SYSTEM, now=NOW, ledger_id=fund.ledger_id, draft=draft)
    return int(part.pk)


def test_what_a_building_brought_is_shared_out_over_its_own_units(chest: Chest) -> None:
    brought(chest)
    entry = services.share_common(actor=chest.county, now=NOW, fund_id=chest.fund.pk)
    rows = {row.unit.room: row for row in chest.fund.households.select_related("unit")}
    every = [Part(row.unit_id, row.area_dm2) for row in rows.values()]
    own = [
        Part(row.unit_id, row.area_dm2) for row in rows.values() if row.building_id == chest.building("1幢")
    ]
    assert 0 < len(own) < len(every)
    of_all, of_own = shares_of(WHOLE, every), shares_of(OWN, own)
    assert chest.held() == {
        room: of_all[row.unit_id] + of_own.get(row.unit_id, 0) for room, row in rows.items()
    }
    assert sum(chest.held().values()) == WHOLE + OWN
    [row] = Distribution.objects.filter(entry_id=entry)
    assert row.fen == WHOLE + OWN
    common = Account.objects.filter(ledger_id=chest.fund.ledger_id, code="fund_common")
    assert [one.balance_fen for one in common] == [0, 0]
    assert (
        code_of(lambda: services.share_common(actor=chest.county, now=NOW, fund_id=chest.fund.pk))
        == "nothing"
    )
    assert services.share_all(now=NOW) == 0


def test_the_night_shares_out_a_fund_once_whose_common_part_lies_in_parts(chest: Chest) -> None:
    brought(chest)
    assert [services.share_all(now=NOW), services.share_all(now=NOW)] == [1, 0]
