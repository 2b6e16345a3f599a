"""What public revenue brings to the common part: shared out to the households once, and then it pays bills."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from hemei.community.funds import services
from hemei.community.funds.models import Distribution, RenewalNotice
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_services import code_of
from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.models import Entry
from hemei.community.ledgers.services import EntryDraft, EntryKind, Line
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records import services as records

CAME = 100_001


def transferred(chest: Chest, fen: int = CAME, key: str = "split:2026-07-01:0") -> int:
    """Bring a quarter's share of public revenue to the common part, as the books move it."""
    lines = (
        Line("into_fund", fen),
        Line("revenue_bank", -fen),
        Line("fund_bank", fen),
        Line("fund_common", -fen),
    )
    draft = EntryDraft(kind=EntryKind.TRANSFER, booked_on=TODAY, lines=lines, source_key=key)
    with records.acting(SYSTEM):
        return ledgers.post_entry(actor=SYSTEM, now=NOW, ledger_id=chest.fund.ledger_id, draft=draft)


def test_what_came_to_the_common_part_is_shared_out_by_area_and_once(chest: Chest) -> None:
    source = transferred(chest)
    services.share_common(actor=chest.county, now=NOW, fund_id=chest.fund.pk)
    held = chest.held()
    assert sum(held.values()) == CAME
    assert chest.balances().get("fund_common", 0) == 0
    assert chest.balances()["fund_bank"] == CAME
    areas = {row.unit.room: row.area_dm2 for row in chest.fund.households.select_related("unit")}
    assert set(held) == set(areas)
    for room, fen in held.items():
        assert abs(fen * sum(areas.values()) - CAME * areas[room]) < sum(areas.values())
    [row] = Distribution.objects.filter(source_id=source)
    assert (row.fen, row.households) == (CAME, len(areas))
    assert (
        code_of(lambda: services.share_common(actor=chest.county, now=NOW, fund_id=chest.fund.pk))
        == "nothing"
    )
    assert services.share_all(now=NOW) == 0
    transferred(chest, 4_000, "split:2026-10-01:0")
    assert services.share_all(now=NOW) == 1
    assert sum(chest.held().values()) == CAME + 4_000


def test_a_household_with_an_empty_account_pays_its_share_of_a_bill_from_what_came(chest: Chest) -> None:
    transferred(chest, 8_000_000)
    use = chest.plan()
    chest.to_accepted(use)
    services.share_common(actor=chest.county, now=NOW, fund_id=chest.fund.pk)
    chest.pay(use)
    assert [gap for _share, _taken, gap in chest.shares(use).values() if gap] == []


def test_who_is_no_longer_short_owes_no_renewal(chest: Chest) -> None:
    chest.deposit({"101": 1_000})
    services.ask_renewal(
        actor=chest.county, now=NOW, household_ids=[chest.rooms["101"]], fund_id=chest.fund.pk
    )
    transferred(chest, 900_000_00)
    services.share_common(actor=chest.county, now=NOW, fund_id=chest.fund.pk)
    assert RenewalNotice.objects.get(household_id=chest.rooms["101"]).settled_on == TODAY
    asked = {
        "actor": chest.county,
        "now": NOW,
        "household_ids": [chest.rooms["101"]],
        "fund_id": chest.fund.pk,
    }
    assert code_of(lambda: services.ask_renewal(**asked)) == "not_short"


def test_whoever_keeps_the_fund_shares_out_and_what_is_shared_out_is_not_taken_back(chest: Chest) -> None:
    source = transferred(chest)
    act = {"now": NOW, "fund_id": chest.fund.pk}
    assert code_of(lambda: services.share_common(actor=chest.company, **act)) == "role"
    assert code_of(lambda: services.share_common(actor=chest.clerk, **act)) == "role"
    services.share_common(actor=chest.county, **act)
    taking = {"actor": SYSTEM, "now": NOW, "entry_id": source, "booked_on": TODAY, "reason": "划转金额看错了"}
    with records.acting(SYSTEM):
        assert code_of(lambda: ledgers.reverse_entry(**taking)) == "shared_out"


def test_a_transfer_that_was_taken_back_is_not_shared_out(chest: Chest) -> None:
    source = transferred(chest)
    with records.acting(SYSTEM):
        ledgers.reverse_entry(
            actor=SYSTEM, now=NOW, entry_id=agreed_to(source), booked_on=TODAY, reason="划转金额看错了"
        )
    assert services.share_all(now=NOW) == 0
    act = {"actor": chest.county, "now": NOW, "fund_id": chest.fund.pk}
    assert code_of(lambda: services.share_common(**act)) == "nothing"


@pytest.mark.parametrize("more", [0, 1])
def test_the_database_shares_nothing_out_twice_and_no_more_than_came(chest: Chest, more: int) -> None:
    source = transferred(chest)
    services.share_common(actor=chest.county, now=NOW, fund_id=chest.fund.pk)
    kept = Distribution.objects.get(source_id=source)
    other = transferred(chest, 500, "split:2026-10-01:0") if more else source
    row = Distribution(
        stream=kept.stream, scope=kept.scope, fund=chest.fund, source_id=other, fen=500 + more, entry_id=kept.entry_id,
        households=1, shared_at=NOW,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    with pytest.raises(DatabaseError, match=r"funds_distribution|does not share out"), transaction.atomic():
        row.save(force_insert=True)
    assert Entry.objects.filter(source_key__startswith="fund-common:").count() == 1
