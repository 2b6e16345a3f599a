"""A calendar that begins before the first documents holds up nobody else's: the estate stands on a list."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.models import CalendarEntry, Disclosure
from hemei.coordination.disclosure.tests.conftest import FIRST, NOW, Board
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as place_services
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties.tests.conftest import DONGFENG

LONG_AGO = date(2019, 1, 1)
HERE = "/disclosures/overview/undocumented"


def _beside(board: Board) -> int:
    """Add a second estate and enter it on the calendar from before there were documents."""
    draft = EstateDraft(
        name="老园小区", kind=EstateKind.COMMODITY, community_id=board.quarter.town.place(DONGFENG),
        address="长江路9号", built_area_dm2=30_000, households=3, valid_from=LONG_AGO, built_year=1995,
    )  # fmt: skip
    with records.acting(SYSTEM):
        [estate] = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
    board.do(SYSTEM, services.start_calendar, estate_ids=[estate], since=FIRST)
    with records.acting(SYSTEM):
        CalendarEntry.objects.filter(estate_id=estate).update(since=LONG_AGO)
    return estate


def _opened(estate: int) -> set[date]:
    with records.acting(SYSTEM):
        return set(Disclosure.objects.filter(estate_id=estate).values_list("since", flat=True))


def test_who_begins_before_the_documents_does_not_stop_the_others(board: Board) -> None:
    estate = _beside(board)
    assert board.opened()  # the night goes on for whom documents say what is owed
    assert min(_opened(estate)) > LONG_AGO  # and the later periods of this one are opened too
    [row] = board.ask(SYSTEM, queries.undocumented)
    assert (row.estate_id, row.since, row.first_on) == (estate, LONG_AGO, LONG_AGO)
    assert board.ask(SYSTEM, queries.count_undocumented) == 1


def test_the_first_day_is_put_right(board: Board) -> None:
    estate = _beside(board)
    board.opened()
    with pytest.raises(Refused, match="没有适用的"):
        board.do(SYSTEM, services.correct_start, estate_id=estate, since=date(2020, 1, 1))
    with pytest.raises(Refused, match="只能往后改"):
        board.do(SYSTEM, services.correct_start, estate_id=estate, since=LONG_AGO)
    board.do(SYSTEM, services.correct_start, estate_id=estate, since=date(2022, 1, 1))
    board.do(SYSTEM, services.sweep)
    assert board.ask(SYSTEM, queries.undocumented) == []
    with pytest.raises(Refused, match="不用更正"):
        board.do(SYSTEM, services.correct_start, estate_id=estate, since=date(2023, 1, 1))


def test_nobody_enters_an_estate_from_a_day_without_documents(board: Board) -> None:
    with pytest.raises(Refused, match="2019-01-01没有适用的公开日历"):
        board.do(SYSTEM, services.start_calendar, estate_ids=[board.estate], since=LONG_AGO)
    with pytest.raises(Refused, match="2021-06-30没有适用的责任清单"):
        board.do(SYSTEM, services.start_calendar, estate_ids=[board.estate], since=date(2021, 6, 30))


def test_the_list_says_why_and_lets_who_may_put_it_right(board: Board) -> None:
    estate = _beside(board)
    board.opened()
    client = board.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    assert HERE in client.get("/disclosures/overview").content.decode()
    page = client.get(HERE).content.decode()
    assert "老园小区" in page
    assert "请由市里发布当时适用的文件，或者更正从哪一天起公开" in page
    refused = client.post(f"{HERE}/{estate}", {"since": "2020-01-01"})
    assert refused.status_code == 422
    assert "2020-01-01没有适用的公开日历" in refused.content.decode()
    assert client.post(f"{HERE}/{estate}", {"since": "2022-01-01"}).status_code == 302
    assert "老园小区" not in client.get(HERE).content.decode().split("<main", 1)[1].split("已更正")[-1]
