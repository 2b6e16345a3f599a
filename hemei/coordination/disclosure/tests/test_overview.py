"""资金概览: by street, community or estate, narrowed, a page at a time, whole as a spreadsheet, in few statements."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from hemei.coordination.disclosure.models import Disclosure
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.tests.conftest import NOW, Board
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as place_services
from hemei.ground.places.models import Estate
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Role

NEAR, FAR = "340102001001", "340104001001"
HERE = "/disclosures/overview"
DUE = date(2026, 9, 1)


@pytest.fixture
def city(board: Board, monkeypatch: pytest.MonkeyPatch) -> Board:
    """Furnish five estates in two streets: one thing each in time, one of every other overdue, the rest late."""
    monkeypatch.setattr(gate, "utc_now", lambda: NOW)
    town = board.quarter.town
    drafts = [
        EstateDraft(
            name=name, kind=EstateKind.COMMODITY, community_id=town.place(code), address="长江路2号",
            built_area_dm2=30_000, households=3, valid_from=date(2024, 1, 1), buildings=(),
        )
        for name, code in (("甲苑", NEAR), ("乙苑", NEAR), ("丙苑", FAR), ("丁苑", FAR), ("戊苑", FAR))
    ]  # fmt: skip
    with records.acting(SYSTEM):
        made = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=drafts, source="test")
        for number, estate in enumerate(made):
            owe(board, estate, DUE)
            owe(board, estate, None if number % 2 else date(2026, 9, 9), "revenue")
    return board


def owe(board: Board, estate: int, published: date | None, subject: str = "affairs") -> None:
    row = Estate.objects.get(pk=estate)
    Disclosure.objects.create(
        stream=f"disclosure.disclosure:{estate}{subject}", scope=row.scope, estate=row, subject=subject,
        since=date(2026, 4, 1), until=date(2026, 7, 1), due_on=DUE, body_id=board.company.body_id, opened_at=NOW,
        state="published" if published else "due", published_on=published,
        late_at=None if published == DUE else NOW, number=1 if published else 0,
    )  # fmt: skip


def told(text: str) -> list[list[str]]:
    """Return the cells of the table's lines, without marks."""
    body = (
        text.rsplit("<tbody>", maxsplit=1)[-1].split("</tbody>", maxsplit=1)[0] if "<tbody>" in text else ""
    )
    lines = []
    for line in body.split("<tr>")[1:]:
        cells = [cell.split(">", 1)[1] for cell in line.replace("<td", "<th").split("<th")[1:]]
        lines.append(
            ["".join(part.split(">", 1)[-1] for part in ("x>" + cell).split("<")).strip() for cell in cells]
        )
    return lines


def test_the_bureau_reads_it_by_street_and_goes_down_to_the_estate(city: Board) -> None:
    bureau = city.quarter.browser(Role.CITY_BUREAU, "市房产局", "340100")
    page = bureau.get(HERE).text
    assert told(page) == [
        ["三里庵街道", "6", "3", "2", "1", "0", "0"],
        ["明光路街道", "4", "2", "1", "1", "0", "0"],
    ]
    street = city.quarter.town.place("340104001")
    below = bureau.get(f"{HERE}?by=community&place={street}").text
    assert [line[1:] for line in told(below)] == [["6", "3", "2", "1", "0", "0"]]
    estates = bureau.get(f"{HERE}?by=estate&place={street}&overdue=1").text
    assert told(estates) == [["丁苑", "2", "1", "0", "1", "0", "0"]]
    assert f"/disclosures/estate/{Estate.objects.get(name='丁苑').pk}" in estates
    assert [line[0] for line in told(bureau.get(f"{HERE}?by=estate&q=戊").text)] == ["戊苑"]
    assert "没有符合条件的" in bureau.get(f"{HERE}?q=没有这个").text
    rows = load_workbook(
        io.BytesIO(b"".join(bureau.get(f"{HERE}.xlsx?by=estate").streaming_content))
    ).active.iter_rows(values_only=True)
    assert [row[0] for row in rows][1:] == ["乙苑", "丁苑", "甲苑", "丙苑", "戊苑"]
    for bad in ("by=planet", "place=x", "after=1~2", "after=x~y~z", "overdue=9"):
        assert bureau.get(f"{HERE}?{bad}").status_code == 200
    assert bureau.get(f"{HERE}?place=999999").status_code == 404


def test_a_page_ends_where_the_next_begins(city: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PAGE", 2)
    bureau = city.quarter.browser(Role.CITY_BUREAU, "市房产局", "340100")
    seen: list[str] = []
    address = f"{HERE}?by=estate"
    while True:
        page = bureau.get(address).text
        seen += [line[0] for line in told(page)]
        if 'rel="next"' not in page:
            break
        address = HERE + page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace(
            "&amp;", "&"
        )
    assert seen == ["乙苑", "丁苑", "甲苑", "丙苑", "戊苑"]


def test_a_street_reads_its_own_and_no_more_statements_for_more(city: Board) -> None:
    street = city.quarter.browser(Role.STREET_CLERK, "明光路街道办", "340102001")
    community = city.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", NEAR)
    assert [line[1:] for line in told(street.get(HERE).text)] == [["4", "2", "1", "1", "0", "0"]]
    assert [line[0] for line in told(community.get(HERE).text)] == ["乙苑", "甲苑"]
    assert street.get(f"{HERE}?place={city.quarter.town.place('340104001')}").status_code == 404
    counts: list[list[int]] = []
    for _ in range(2):
        counts.append([])
        for by in ("street", "community", "estate"):
            street.get(f"{HERE}?by={by}")
            with CaptureQueriesContext(connection) as asked:
                assert street.get(f"{HERE}?by={by}").status_code == 200
            counts[-1].append(len(asked))
        if len(counts) == 1:
            with records.acting(SYSTEM):
                owe(city, city.estate, None)
                owe(city, city.estate, DUE, "fund")
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20
