"""Who serves an estate owes its disclosures: no books opened is no way out of the calendar."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from openpyxl import load_workbook

from hemei.community.ledgers import services as ledgers
from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.models import CalendarEntry, Disclosure
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.tests.conftest import NOW, Board
from hemei.coordination.disclosure.tests.test_passing_on import committee_comes, company_leaves, told
from hemei.ground.companies import services as companies
from hemei.ground.companies.rules.contracts import Contract
from hemei.ground.companies.services import ProjectDraft
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as place_services
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.leadership.duties.tests.conftest import DONGFENG

LATER = datetime(2027, 1, 16, 2, 0, tzinfo=UTC)
"""The day after the fourth quarter of 2026 had to be published."""


def built(board: Board, name: str = "新苑") -> int:
    """Build an estate without books."""
    draft = EstateDraft(
        name=name, kind=EstateKind.COMMODITY, community_id=board.quarter.town.place(DONGFENG),
        address="长江路3号", built_area_dm2=30_000, households=3, valid_from=date(2024, 1, 1), buildings=(),
    )  # fmt: skip
    with records.acting(SYSTEM):
        [estate] = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
    return estate


def served(board: Board, estate: int) -> None:
    """Let the company serve it since 2024."""
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select id from companies_company where body_id = %s", [board.company.body_id])
        [number] = cursor.fetchone()
        draft = ProjectDraft(number, estate, Contract.OWNERS, date(2024, 10, 1))
        companies.begin_projects(actor=SYSTEM, now=NOW, drafts=[draft])


def entered() -> dict[int, date]:
    with records.acting(SYSTEM):
        return dict(CalendarEntry.objects.values_list("estate_id", "since"))


def test_a_company_without_books_owes_and_is_late(board: Board) -> None:
    estate, bare = built(board), built(board, "空苑")
    served(board, estate)
    board.do(SYSTEM, services.sweep)
    assert entered() == {board.estate: date(2026, 10, 1), estate: date(2026, 10, 1)}
    assert bare not in entered()
    assert board.do(SYSTEM, services.enter_all) == 0
    board.do(SYSTEM, services.sweep, LATER)
    with records.acting(SYSTEM):
        rows = Disclosure.objects.filter(estate_id=estate).order_by("subject")
        told_of = [(row.subject, row.state, row.body_id, bool(row.late_at)) for row in rows]
    assert told_of == [
        ("affairs", "drafted", board.company.body_id, True),
        ("revenue", "due", board.company.body_id, True),
    ]


@pytest.mark.parametrize("who", ["company", "committee"])
def test_who_comes_enters_it_by_himself(board: Board, who: str) -> None:
    estate = board.estate
    if who == "company":
        estate = built(board)
        served(board, estate)
    else:
        company_leaves(board)
        committee_comes(board)
    told()
    assert entered()[estate] == date(2026, 10, 1)


def test_who_watches_finds_those_without_books(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "utc_now", lambda: NOW)
    estate = built(board)
    served(board, estate)
    board.do(SYSTEM, services.enter_all)
    bureau = board.quarter.browser(Role.CITY_BUREAU, "市房产局", "340100")
    here = "/disclosures/overview/without-books"
    assert f'href="{here}"' in bureau.get("/disclosures/overview").text
    page = bureau.get(here).text
    assert "新苑" in page
    assert "大地物业公司" in page
    assert 'href="/disclosures/overview" aria-current="true"' in page, "the list stands under the overview"
    assert "翠园小区" not in page, "it has books"
    whole = io.BytesIO(b"".join(bureau.get(f"{here}.xlsx").streaming_content))
    lines = list(load_workbook(whole).active.iter_rows(values_only=True))
    assert [line[0] for line in lines] == ["小区", "新苑"]
    assert board.quarter.browser(Role.COMPANY_MANAGER, "大地物业公司", "340100").get(here).status_code == 403
    assert board.ask(board.company, queries.without_books, on=NOW.date()) == []
    with records.acting(SYSTEM):
        ledgers.open_ledger(actor=SYSTEM, now=NOW, estate_id=estate, opened_on=NOW.date())
    assert "列入公开日历的小区都建了账" in bureau.get(here).text
    assert f'href="{here}"' not in bureau.get("/disclosures/overview").text
