"""What came for a contract is received there, in one act: no income counts twice, no payer stands as overdue."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.services import ContractDraft, Terms
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.purses import queries, services
from hemei.community.purses.queries import MatchedBy, Proposal
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

PAYER = "示范传媒公司"
TERMS = Terms(date(2026, 9, 30), date(2027, 9, 30), 12, 1_200_000, 10)
DRAFT = ContractDraft(kind="lift_walls", party=PAYER, place="1至6幢电梯轿厢", terms=TERMS)


@pytest.fixture
def due(joint: Joint) -> int:
    """Let a contract ask for 12,000 yuan, accrued on the tenth of October."""
    with records.acting(SYSTEM):
        contract = ledgers.register_contract(actor=SYSTEM, now=NOW, ledger_id=joint.purse.ledger, draft=DRAFT)
        ledgers.book_dues(actor=SYSTEM, now=NOW)
        [row] = books.dues_of(contract, actor=SYSTEM)
    return row.id


def came(joint: Joint, payer: str = PAYER, yuan: str = "12000.00") -> dict[str, object]:
    joint.take(("2026-10-12", "A1", "", yuan, "", payer, "广告费"))
    return {"actor": joint.company, "now": NOW, "line_id": joint.line("A1").pk}


def proposed(joint: Joint) -> list[Proposal]:
    with records.acting(joint.company):
        rows = queries.lines_of(joint.account, actor=joint.company, open_only=True)
        return queries.proposals(joint.account, rows, actor=joint.company)[joint.line("A1").pk]


def test_money_that_a_contract_asks_for_is_received_there(joint: Joint, due: int) -> None:
    act = came(joint)
    [first] = proposed(joint)
    assert (first.how, first.of_id, first.certain) == (MatchedBy.DUE, due, False)
    assert services.match_certain(actor=joint.company, now=NOW, account_id=joint.account) == 0
    entry = services.match_due(**act, due_id=due)
    assert joint.balances() == {"revenue_bank": 1_200_000, "advertising": -1_200_000}
    line = joint.line("A1")
    assert (line.entry_id, line.matched_how) == (entry, "due")
    with records.acting(SYSTEM):
        row = books.due(due, actor=SYSTEM)
    assert row is not None
    assert row.open_fen == 0


def test_it_is_not_booked_beside_what_is_due_but_with_a_reason(joint: Joint, due: int) -> None:
    act = came(joint)
    told = refused(services.book_line, **act, code="advertising")
    assert "1至6幢电梯轿厢有一笔2026-10-10到期的应收款，正好是12,000.00元" in told
    assert joint.line("A1").matched_at is None
    services.book_line(**act, code="advertising", reason="另一份合同的押金转作广告费")
    assert joint.balances()["advertising"] == -2_400_000
    assert due


@pytest.mark.parametrize(
    ("payer", "yuan", "code"),
    [
        ("别的公司", "12000.00", "advertising"),
        (PAYER, "11999.99", "advertising"),
        (PAYER, "12000.00", "parking"),
    ],
)
@pytest.mark.usefixtures("due")
def test_other_money_is_booked_as_before(joint: Joint, payer: str, yuan: str, code: str) -> None:
    assert services.book_line(**came(joint, payer, yuan), code=code)


def test_a_reversed_receipt_is_owed_again_and_received_anew(joint: Joint, due: int) -> None:
    act = came(joint)
    entry = services.match_due(**act, due_id=due)
    ledgers.reverse_entry(
        actor=SYSTEM, now=NOW, entry_id=agreed_to(entry), booked_on=NOW.date(), reason="勾错了应收"
    )
    services.free_line(actor=SYSTEM, now=NOW, entry_id=entry)
    again = services.match_due(**{**act, "now": NOW.replace(minute=1)}, due_id=due)
    assert again != entry
    assert joint.balances()["advertising"] == -1_200_000


def test_the_page_offers_the_amount_due_first(
    joint: Joint, due: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hemei.community.purses.pages.bank.utc_now", lambda: NOW)
    line, company = came(joint)["line_id"], show(joint.company)
    page = company.get(f"/purses/{joint.account}/bank").text
    assert f'value="due-{due}"' in page
    assert page.index(f'value="due-{due}"') < page.index('value="book-advertising"')
    no = company.post(f"/purses/{joint.account}/match", {"line": line, "what": "book-advertising"})
    assert f'id="field-reason-{line}"' in no.text
    done = company.post(f"/purses/{joint.account}/match", {"line": line, "what": f"due-{due}"})
    assert done.status_code == 302
    assert joint.line("A1").matched_how == "due"
