"""A use is billed with its papers, which the checker reads; what was paid without stands on the bureau's list."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hemei.community.funds import queries, services
from hemei.community.funds.models import Use
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_kept import refused
from hemei.community.funds.tests.test_pages import HOME, browser
from hemei.community.funds.tests.test_services import FIRST, code_of
from hemei.community.ledgers import services as ledgers
from hemei.ground.people.tests.factories import NOW, TODAY
from hemei.ground.records import queries as records
from hemei.ground.records.models import File
from hemei.kernel.actor import Role


@pytest.fixture(autouse=True)
def demo(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True


def accepted(chest: Chest, *codes: str) -> int:
    """Return a use that is accepted, with these papers alone."""
    chest.deposit(FIRST)
    use = chest.plan()
    chest.carry(use)
    act = {"actor": chest.clerk, "now": NOW, "use_id": use, "day": TODAY}
    services.begin_works(contractor="合城防水公司", chosen_by="direct", offers=1, **act)
    services.accept_works(**act)
    if codes:
        chest.papers(use, *codes)
    return use


def test_a_bill_is_refused_by_each_paper_that_lacks(chest: Chest) -> None:
    use = accepted(chest, "contract")
    bill = {"actor": chest.clerk, "now": NOW, "use_id": use, "bill_fen": 100_000, "audit": ""}
    assert code_of(lambda: services.bill_use(**bill)) == "paper"
    chest.papers(use, "acceptance", "invoice")
    services.bill_use(**bill)
    assert chest.state(use) == "billed"


def test_papers_are_of_a_known_kind_and_of_works_that_may_begin(chest: Chest) -> None:
    chest.deposit(FIRST)
    use = chest.plan()
    assert code_of(lambda: chest.papers(use, "contract")) == "paper"
    chest.carry(use)
    assert code_of(lambda: chest.papers(use, "letter")) == "paper"
    act = {"now": NOW, "use_id": use, "code": "contract", "files": []}
    assert code_of(lambda: services.add_papers(actor=chest.clerk, **act)) == "paper"
    assert code_of(lambda: services.add_papers(actor=chest.county, **act)) == "role"


def test_the_planner_uploads_on_the_page_and_the_checker_reads(chest: Chest) -> None:
    use = accepted(chest)
    page = f"/funds/uses/{use}"
    clerk = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    county = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    told = clerk.get(page).text
    assert all(words in told for words in ("还缺：", "施工合同", "哪一种材料"))
    assert "哪一种材料" not in county.get(page).text
    assert "没有选择文件" in clerk.post(page, {"act": "papers", "paper": "contract"}).text
    paper = SimpleUploadedFile("合同.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    assert clerk.post(page, {"act": "papers", "paper": "contract", "papers": paper}).status_code == 302
    kept = records.files_of([Use.objects.get(pk=use).stream])[0]
    assert (kept.purpose, f"{page}/files/{kept.id}" in county.get(page).text) == ("fund_contract", True)
    assert county.get(f"{page}/files/{kept.id}").status_code == 200


def test_what_is_paid_without_its_papers_is_listed_until_they_are_there(chest: Chest) -> None:
    use = accepted(chest, "contract", "acceptance", "invoice")
    chest.pay(use)
    asked = queries.UseFilter(state="no_papers")
    assert queries.uses(asked, actor=chest.county, now=NOW) == []
    File.objects.filter(purpose="fund_invoice").delete()
    assert [row.id for row in queries.uses(asked, actor=chest.county, now=NOW)] == [use]
    file = ledgers.read_paper(SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n"), "a.pdf")
    services.add_papers(actor=chest.clerk, now=NOW, use_id=use, code="invoice", files=[file])
    assert queries.uses(asked, actor=chest.county, now=NOW) == []


BILL = (
    "update funds_use set state = 'billed', bill_fen = 100000, billed_on = {day}, bill_papers = {papers}"
    " where id = {use}"
)
DAY = "(now() at time zone 'Asia/Shanghai')::date"
THREE = "'{{contract,acceptance,invoice}}'"


@pytest.mark.parametrize(
    ("there", "named"),
    [
        ((), "null"),
        (("contract", "acceptance", "invoice"), "null"),
        (("contract", "acceptance", "invoice"), "'{{}}'"),
        (("contract", "acceptance", "invoice"), "'{{contract,invoice}}'"),
        (("contract", "acceptance"), THREE),
        (("contract", "acceptance", "invoice"), "'{{contract,acceptance,invoice,offers}}'"),
    ],
)
def test_the_database_takes_no_bill_without_its_papers(
    chest: Chest, there: tuple[str, ...], named: str
) -> None:
    use = accepted(chest, *there)
    assert refused(BILL.replace("{day}", DAY).replace("{papers}", named), use) == "funds_use_proved"
    assert chest.state(use) == "accepted"


def test_the_bill_keeps_which_papers_it_was_asked_for(chest: Chest) -> None:
    use = accepted(chest, "contract", "acceptance", "invoice")
    assert refused(BILL.replace("{day}", DAY).replace("{papers}", THREE), use) != "funds_use_proved"
    chest.pay(use)
    assert Use.objects.get(pk=use).bill_papers == ["contract", "acceptance", "invoice"]
