"""Costs booked by hand before orders paid them stand among the payments without papers until somebody proves them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from PIL import Image

from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.services import Line
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.community.purses.tests.conftest import NOW, PAPER, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.models import Event

TODAY, DAY = NOW.date(), date(2026, 10, 8)


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("hemei.community.purses.pages.lists", "hemei.community.ledgers.pages.entries"):
        monkeypatch.setattr(f"{module}.utc_now", lambda: NOW)


def spent(joint: Joint, account: str = "repair", fen: int = 260_000, key: str = "k1") -> int:
    """The company books what it paid, as before orders."""
    return ledgers.record_cost(
        actor=joint.company, now=NOW, ledger_id=joint.purse.ledger, account=account, amount_fen=fen, day=DAY,
        note="补单元门玻璃", key=key,
    )  # fmt: skip


def listed(joint: Joint) -> list[int]:
    """Return what is listed to whoever oversees, which is what the company and the committee read too."""
    found = []
    for actor in (joint.street, replace(joint.company, places=()), replace(joint.members[0], places=())):
        with records.acting(actor):
            found.append([row.entry_id for row in books.costs_without_papers(actor=actor, on=TODAY)])
    assert found[0] == found[1] == found[2]
    return found[0]


def test_a_cost_booked_by_hand_is_listed_until_a_paper_is_kept(joint: Joint) -> None:
    entry, slip = spent(joint), spent(joint, key="k2")
    joint.purse.earn(500)
    joint.purse.post(Line("bank_charges", 300), Line("revenue_bank", -300), kind=ledgers.EntryKind.PAYMENT)
    assert listed(joint) == [entry, slip], "what came, and the bank's own charge, need no paper"
    with records.acting(SYSTEM):
        ledgers.reverse_entry(
            actor=SYSTEM, now=NOW, entry_id=agreed_to(slip), booked_on=TODAY, reason="记重了，只付了一笔"
        )
    assert listed(joint) == [entry]
    keep = {"actor": replace(joint.company, places=()), "now": NOW, "entry_id": entry}
    assert "没有选择文件" in refused(ledgers.keep_papers, **keep, papers=())
    assert "已经冲销" in refused(ledgers.keep_papers, **{**keep, "entry_id": slip}, papers=(PAPER,))
    assert "不能记账" in refused(ledgers.keep_papers, **{**keep, "actor": joint.street}, papers=(PAPER,))
    ledgers.keep_papers(**keep, papers=(PAPER,))
    assert listed(joint) == []
    with records.acting(SYSTEM):
        assert Event.objects.get(payload__type="ledgers.papers_kept").payload["data"] == {
            "entry": entry, "papers": 1,
        }  # fmt: skip


def test_what_an_order_paid_has_its_papers_with_the_order(joint: Joint) -> None:
    joint.agree()
    order = joint.approved()
    entry = joint.row(order).entry_id
    assert listed(joint) == []
    assert "不是手工记的支出" in refused(
        ledgers.keep_papers, actor=joint.company, now=NOW, entry_id=entry, papers=(PAPER,)
    )


def test_the_bureau_reads_day_and_age_and_takes_them_along(joint: Joint) -> None:
    entry = spent(joint)
    desk, company = show(joint.street), show(joint.company)
    page = desk.get("/purses/papers").text
    for words in ("手工记的支出", "补单元门玻璃", "2,600.00元", str(DAY), "已25天", "共1笔"):
        assert words in page, words
    book = load_workbook(BytesIO(b"".join(desk.get("/purses/papers.xlsx").streaming_content))).active
    assert book is not None
    *_header, last = book.iter_rows(values_only=True)
    assert last[0] == "翠园小区"
    assert last[-1] == 25
    here = f"/books/entries/{entry}"
    assert "补材料" not in desk.get(here).text
    assert "补材料" in company.get(here).text
    upload = SimpleUploadedFile("发票.pdf", b"%PDF-1.4 %%EOF", content_type="application/pdf")
    answer = company.post(f"{here}/papers", {"papers": upload}, follow=True)
    assert "材料已补上" in answer.text
    assert "没有缺材料的付款" in desk.get("/purses/papers").text
    with records.acting(SYSTEM):
        [kept] = books.papers_of(entry, f"ledgers.ledger:{joint.purse.ledger}")
    assert desk.get(f"{here}/papers/{kept.id}").content == b"%PDF-1.4 %%EOF"
    assert desk.get(f"{here}/papers/{kept.id + 1}").status_code == 404


def test_a_load_keeps_one_picture_beside_many_and_touches_nothing_else(joint: Joint) -> None:
    first, second = spent(joint), spent(joint, key="k2")
    earned = joint.purse.earn(500)
    raw = BytesIO()
    Image.new("RGB", (640, 480), "white").save(raw, "JPEG")
    raw.seek(0)
    load = {
        "actor": joint.company, "now": NOW, "ledger_id": joint.purse.ledger,
        "picture": records.prepare_photo(raw, name="bill.jpg", most_bytes=10_000_000),
    }  # fmt: skip
    assert ledgers.prove_costs(**load, entry_ids=[first, earned]) == 1
    assert listed(joint) == [second]
    assert ledgers.prove_costs(**load, entry_ids=[first, second]) == 1
    assert ledgers.prove_costs(**load, entry_ids=[first, second]) == 0
    with records.acting(SYSTEM):
        assert not books.papers_of(earned, f"ledgers.ledger:{joint.purse.ledger}")
