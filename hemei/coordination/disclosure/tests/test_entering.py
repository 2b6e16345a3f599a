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
from hemei.ground.places import queries as place_queries
from hemei.ground.places import services as place_services
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties.models import Duty
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
        ("fund", "due", board.quarter.town.bodies["瑶海区住建局"], False),
        ("revenue", "due", board.company.body_id, True),
    ]


@pytest.mark.at(NOW)
def test_nobody_puts_an_estate_off_beyond_the_next_quarter(board: Board) -> None:
    estate = built(board)
    with pytest.raises(Refused, match="填的是2027-01-02，最晚从2027-01-01起公开"):
        board.do(SYSTEM, services.start_calendar, estate_ids=[estate], since=date(2027, 1, 2))
    assert estate not in entered()
    client = board.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    code = place_queries.estates_by_id([estate], actor=SYSTEM)[estate].code
    page = client.post("/disclosures/start", {"code": code, "since": "2096-01-01"})
    assert page.status_code == 422
    assert "请填写2027-01-01或者以前的一天" in page.content.decode()


def test_who_serves_an_estate_owes_from_this_quarter_whoever_put_it_off(board: Board) -> None:
    estate = built(board)
    board.do(SYSTEM, services.start_calendar, estate_ids=[estate], since=date(2027, 1, 1))
    with records.acting(SYSTEM):  # as a slip of the pen had it before there was a last day
        CalendarEntry.objects.filter(estate_id=estate).update(since=date(2096, 1, 1))
    served(board, estate)
    board.do(SYSTEM, services.enter_all)
    assert entered()[estate] == date(2026, 10, 1)
    assert board.do(SYSTEM, services.enter_all) == 0
    with records.acting(SYSTEM):
        told_of = Event.objects.filter(payload__type="disclosure.start_corrected")
        assert [one.payload["data"] for one in told_of] == [
            {"estate": estate, "since": "2026-10-01", "was": "2096-01-01"}
        ]


def test_what_is_opened_after_its_last_day_is_somebodys_duty_too(board: Board) -> None:
    board.do(SYSTEM, services.start_calendar, estate_ids=[board.estate], since=date(2026, 1, 1))
    board.do(SYSTEM, services.sweep)
    with records.acting(SYSTEM):
        late = Disclosure.objects.filter(due_on__lt=shanghai_day(NOW))
        owed = Duty.objects.filter(origin_stream__in=late.values("stream"), origin_item="publish")
        assert owed.count() == late.count() >= 2
        assert {one.owner_body_id for one in owed} == {board.company.body_id}


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
