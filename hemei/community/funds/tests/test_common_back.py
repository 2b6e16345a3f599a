"""What the common part gave to the households goes back there by two persons, where they still hold it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction

from hemei.community.funds import queries, services
from hemei.community.funds.models import Correction, Distribution
from hemei.community.funds.rules.words import CorrectionKind
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_closing import LATER, closed
from hemei.community.funds.tests.test_corrections import judge, negated, report
from hemei.community.funds.tests.test_distributing import CAME, transferred
from hemei.community.funds.tests.test_pages import browser
from hemei.community.funds.tests.test_services import code_of
from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Role


def shared(chest: Chest) -> Distribution:
    """Share out what lies in the common part; return what is written of it."""
    entry = services.share_common(actor=chest.county, now=NOW, fund_id=chest.fund.pk)
    return Distribution.objects.get(entry_id=entry)


def returned(chest: Chest, source: int) -> int:
    with records.acting(SYSTEM):
        return ledgers.reverse_entry(
            actor=SYSTEM,
            now=LATER,
            entry_id=agreed_to(source),
            booked_on=TODAY,
            reason="银行退回划转的收益",
            came_back=True,
        )


def test_the_households_give_back_to_the_fen_and_then_the_transfer_is_taken_back(chest: Chest) -> None:
    chest.deposit({"101": 300_000})
    before = chest.held()
    source = transferred(chest)
    row = shared(chest)
    assert code_of(lambda: returned(chest, source)) == "shared_out"
    reversal = judge(chest, report(chest, CorrectionKind.COMMON, row.pk, came_on=TODAY))
    assert reversal is not None
    assert negated(row.entry_id, reversal)
    assert {room: fen for room, fen in chest.held().items() if fen} == before
    assert chest.balances()["fund_common"] == -CAME
    assert services.share_all(now=LATER) == 0, "the calendar does not give out again what may yet go"
    returned(chest, source)
    assert chest.balances() == {"fund_bank": 300_000}
    assert books.slips(using="default") == []
    assert code_of(lambda: report(chest, CorrectionKind.COMMON, row.pk)) == "not_found"


def test_what_was_not_returned_after_all_is_shared_out_again(chest: Chest) -> None:
    source = transferred(chest)
    first = shared(chest)
    judge(chest, report(chest, CorrectionKind.COMMON, first.pk))
    again = services.share_common(actor=chest.county, now=LATER, fund_id=chest.fund.pk)
    assert sum(chest.held().values()) == CAME
    kept = Distribution.objects.filter(source_id=source).order_by("pk")
    assert [(one.entry_id, one.taken_back_at is None) for one in kept] == [
        (first.entry_id, False),
        (again, True),
    ]


def test_it_does_not_go_back_from_a_household_that_used_it(chest: Chest) -> None:
    transferred(chest, 80_000)
    row = shared(chest)
    use = chest.plan()
    chest.to_accepted(use)
    number = report(chest, CorrectionKind.COMMON, row.pk)
    chest.pay(use)
    assert code_of(lambda: judge(chest, number)) == "spent"
    assert Distribution.objects.get(pk=row.pk).taken_back_at is None


def test_it_does_not_go_back_from_an_account_that_was_refunded(chest: Chest) -> None:
    transferred(chest, 80_000)
    row = shared(chest)
    closed(chest, "101")
    assert code_of(lambda: report(chest, CorrectionKind.COMMON, row.pk)) == "spent"


def test_the_database_gives_nothing_back_by_itself(chest: Chest) -> None:
    transferred(chest)
    row = shared(chest)
    report(chest, CorrectionKind.COMMON, row.pk)
    rows = Distribution.objects.filter(pk=row.pk)
    wrong = [
        lambda: rows.update(taken_back_at=NOW),
        lambda: rows.update(fen=1),
        rows.delete,
        lambda: Correction.objects.update(distribution=None, household_id=chest.rooms["101"]),
    ]
    for act in wrong:
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            act()


def test_the_page_offers_what_was_shared_out(chest: Chest, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    transferred(chest)
    row = shared(chest)
    here = f"/funds/estates/{Estate.objects.get(pk=chest.quarter.estate).code}/corrections"
    bureau = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    assert f"{TODAY} 1,000.01" in bureau.get(here).text
    typed = {"act": "report", "kind": "common", "reason": "银行退回了划转的公共收益"}
    assert "没有选哪一次分配" in bureau.post(here, typed).text
    paper = SimpleUploadedFile("回单.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    assert bureau.post(here, {**typed, "shared": str(row.pk), "proof": paper}).status_code == 302
    assert "分到各户的公共收益转回公共分账</b>" in bureau.get(here).text
    [told] = queries.corrections_of(chest.fund.pk, actor=chest.county)
    assert (told.kind, told.title) == (CorrectionKind.COMMON, TODAY.isoformat())
