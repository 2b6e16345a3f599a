"""What some buildings' owners alone bear is paid by an order that says so, and their share goes to their own units."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.community.ledgers import queries as books
from hemei.community.ledgers.models import Posting, RevenuePart
from hemei.community.ledgers.services import Line
from hemei.community.purses import services
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.test_into_fund import FUND, QUARTER, approved, codes, entered, paid
from hemei.community.purses.tests.test_into_fund import earning as earning  # noqa: PLC0414 - the fixture
from hemei.community.purses.tests.test_pages import show
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Building
from hemei.ground.records import services as records

pytestmark = pytest.mark.django_db


def part_of(joint: Joint) -> int:
    with records.acting(SYSTEM):
        numbers = Building.objects.filter(estate_id=joint.purse.estate).order_by("id")
        ledger = joint.purse.ledger
        return int(
            RevenuePart.objects.create(
                ledger_id=ledger, stream=f"ledgers.ledger:{ledger}", scope=numbers[0].scope,
                buildings=[one.pk for one in numbers], name="1幢",
            ).pk
        )  # fmt: skip


def of_parts(entry: int | None) -> dict[tuple[str, int | None], int]:
    with records.acting(SYSTEM):
        rows = Posting.objects.filter(entry_id=entry)
        return {
            (code, part): fen
            for code, part, fen in rows.values_list("account__code", "account__part_id", "amount_fen")
        }


def test_an_order_books_the_cost_of_some_buildings_apart(earning: Joint) -> None:
    part = part_of(earning)
    order = earning.approved(300_000, part_id=part)
    assert of_parts(earning.row(order).entry_id) == {
        ("repair", part): 300_000,
        ("revenue_owed", None): -300_000,
    }
    assert codes(lambda: earning.prepare(200_000, part_id=part + 10**6, invoice_number="87654321")) == {
        "part"
    }


def test_the_share_of_some_buildings_comes_to_their_own_part_of_the_fund(earning: Joint) -> None:
    part = part_of(earning)
    earning.purse.post(
        Line("revenue_bank", 2_000_000), Line("advertising", -2_000_000, part), on=date(2026, 8, 4)
    )
    with records.acting(SYSTEM):
        facts = books.quarter_facts(earning.purse.ledger, QUARTER)
    assert facts.owed == {books.WHOLE: 5_000_000, part: 1_000_000}
    entered(earning)
    order = approved(earning)
    assert earning.row(order).amount_fen == 6_000_000
    earning.filed(order)
    line = paid(earning, FUND, 6_000_000)
    services.match_order(actor=earning.company, now=NOW, line_id=line, order_id=order)
    assert of_parts(earning.row(order).paid_entry_id) == {
        ("revenue_owed", None): 6_000_000, ("revenue_bank", None): -6_000_000, ("fund_bank", None): 6_000_000,
        ("fund_common", None): -5_000_000, ("fund_common", part): -1_000_000,
    }  # fmt: skip


def test_income_of_a_line_of_the_bank_is_put_to_the_buildings_that_share_it(joint: Joint) -> None:
    part = part_of(joint)
    joint.take(
        ("2026-10-12", "A1", "", "800.00", "", "路人", "停车费"),
        ("2026-10-12", "A2", "5.00", "", "", "银行", "手续费"),
    )
    page, here = show(joint.company), f"/purses/{joint.account}"
    shown = page.get(f"{here}/bank").text
    assert shown.count(f'<option value="{part}">归1幢的业主</option>') == 1, "charges are borne by all"
    typed = {"line": joint.line("A1").pk, "what": "book-parking"}
    other = page.post(f"{here}/match", typed | {"part": part + 10**6})
    assert (other.status_code, "选的楼栋不是这个小区的" in other.text) == (422, True)
    assert page.post(f"{here}/match", typed | {"part": part}).status_code == 302
    assert of_parts(joint.line("A1").entry_id) == {("revenue_bank", None): 80_000, ("parking", part): -80_000}
    charge = {"line": joint.line("A2").pk, "what": "book-bank_charges", "part": part}
    page.post(f"{here}/match", charge)
    assert of_parts(joint.line("A2").entry_id) == {("revenue_bank", None): -500, ("bank_charges", None): 500}


def test_forms_say_that_what_one_hand_puts_to_some_buildings_counts_for_the_books_alone(joint: Joint) -> None:
    part_of(joint)
    joint.take(("2026-10-12", "A1", "", "800.00", "", "路人", "停车费"))
    page = show(joint.company)
    book = f"/books/{joint.purse.ledger}"
    assert "只在账上归他们，不算他们能自己决定使用的钱" in page.get(f"/purses/{joint.account}/bank").text
    assert "只在账上归这几幢楼，不算他们能自己决定使用的钱" in page.get(f"{book}/income").text
    assert "从他们能用的钱里减" in page.get(f"{book}/cost").text
