"""What somebody found where the list of risks told him to look: once for the same reasons, kept for good."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.models import Risk, RiskLook
from hemei.coordination.disclosure.tests.conftest import Board
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

FOUND = "已到银行核对，资金准备用于年底换门禁，已请业委会列入预算。"


@pytest.fixture
def street(board: Board) -> Actor:
    """Return the street's clerk before whom an estate has money that lies idle."""
    town = board.quarter.town
    board.earn(12_000_000, date(2026, 8, 5))
    board.opened()
    assert board.do(SYSTEM, services.look) == 1
    town.person("街道干部", "340102001")
    return town.actor(Role.STREET_CLERK, "340102001", "明光路街道办", "街道干部")


def the_risk(board: Board, actor: Actor) -> queries.RiskRow:
    [row] = board.ask(actor, queries.risks)
    return row


def count(board: Board, actor: Actor) -> int:
    with records.acting(actor):
        return sum(number for (number,) in queries.open_risks(actor=actor))


def put_down(board: Board, actor: Actor, **more: Any) -> None:
    row = the_risk(board, SYSTEM)
    values = {
        "risk_id": row.id,
        "seen": row.digest,
        "text": FOUND,
        "codes": [one["code"] for one in row.reasons],
        **more,
    }
    board.do(actor, services.put_down_look, **values)


def code(board: Board, actor: Actor, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        put_down(board, actor, **more)
    return caught.value.decision.reasons[0].code


def test_it_is_put_down_once_by_who_is_in_charge_of_the_reasons_he_read(board: Board, street: Actor) -> None:
    assert (count(board, street), the_risk(board, street).done) == (1, False)
    assert code(board, street, text=" ") == "text"
    assert code(board, street, seen="of yesterday") == "changed"
    assert code(board, street, codes=[]) == code(board, street, codes=["other"]) == "codes"
    assert code(board, board.company) == "role"
    far = board.quarter.town.actor(Role.STREET_CLERK, "340104001", "三里庵街道办", "李四")
    assert code(board, far) == "not_found"
    put_down(board, street)
    assert (count(board, street), the_risk(board, street).done) == (0, True)
    assert board.ask(street, queries.risks, done=False) == []
    assert len(board.ask(street, queries.risks, done=True)) == 1
    [look] = board.ask(street, queries.looks, [board.estate])
    put_down(board, street, text="又到银行看了一次，没有变化。")
    [_later, first] = board.ask(street, queries.looks, [board.estate])
    assert first == look, "a later note leaves the first as it was"
    assert (look.body_id, look.current) == (street.body_id, True)
    assert board.ask(street, lambda *, actor: queries.words_of([look.found_id])) == {look.found_id: FOUND}


def test_other_numbers_are_open_again_and_what_was_found_stays(board: Board, street: Actor) -> None:
    put_down(board, street)
    board.do(SYSTEM, services.look)
    assert count(board, street) == 0, "the same reasons of the next night are not asked about again"
    board.earn(1_000_000, date(2026, 9, 5))
    board.do(SYSTEM, services.look)
    assert count(board, street) == 1
    [look] = board.ask(street, queries.looks, [board.estate])
    assert not look.current
    with records.acting(SYSTEM), pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        RiskLook.objects.update(score=0)
    with records.acting(SYSTEM), pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        RiskLook.objects.all().delete()


def test_the_pages_lead_from_the_desk_to_what_was_found(board: Board, street: Actor) -> None:
    browser = board.quarter.browser(Role.STREET_CLERK, "明光路街道办", "340102001")
    assert "1个小区的风险提示待核实" in browser.get("/work").text
    listed = browser.get("/disclosures/risks?state=open").text
    row = the_risk(board, street)
    page = f"/disclosures/risks/{row.id}"
    assert f'href="{page}"' in listed
    assert "待核实" in browser.get(page).text
    refused = browser.post(page, {"seen": row.digest, "text": ""})
    assert refused.status_code == 422
    one = the_risk(board, street).reasons[0]["code"]
    assert f'value="{one}" checked' in refused.text, "the only one is ticked"
    assert browser.post(page, {"seen": row.digest, "text": FOUND, "codes": [one]}).status_code == 302
    shown = browser.get(page).text
    assert FOUND in shown
    assert "补充核实情况" in shown
    assert "翠园小区" not in browser.get("/disclosures/risks?state=open").text
    assert "风险提示待核实" not in browser.get("/work").text
    manager = board.quarter.browser(Role.COMPANY_MANAGER, "大地物业公司", "340100")
    assert manager.get(page).status_code == 403


def test_each_reason_is_ticked_by_itself_and_what_was_not_stays_open(board: Board, street: Actor) -> None:
    with records.acting(SYSTEM):
        row = Risk.objects.get()
        row.reasons = [*row.reasons, {**row.reasons[0], "code": "round_sums"}]
        row.save(update_fields=["reasons"])
    first, second = (one["code"] for one in the_risk(board, street).reasons)
    put_down(board, street, codes=[first])
    assert (count(board, street), the_risk(board, street).done) == (1, False)
    assert len(board.ask(street, queries.risks, done=False)) == 1
    put_down(board, street, codes=[second])
    assert (count(board, street), the_risk(board, street).done) == (0, True)
