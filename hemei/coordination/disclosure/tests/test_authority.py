"""The fund's disclosure is the authority's until the assembly has its fund (the fund's measures, article 30)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from hemei.community.funds import services as funds
from hemei.community.funds.models import Fund
from hemei.community.funds.services.shared import tell
from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.models import Disclosure, Question
from hemei.coordination.disclosure.rules.words import About, Subject
from hemei.coordination.disclosure.services import QuestionDraft
from hemei.coordination.disclosure.tests.conftest import Board
from hemei.coordination.disclosure.tests.test_passing_on import (
    committee_comes,
    community,
    night,
    owners,
)
from hemei.coordination.disclosure.tests.test_services import said
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Matter, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties.models import Duty

NOW = datetime(2027, 1, 11, 2, 0, tzinfo=UTC)
"""A Monday at ten in the morning: the year 2026 is over, its fund due on the thirtieth."""
AFTER_COMMENTS = NOW + timedelta(days=8)
YEAR = date(2026, 1, 1)
LAST = date(2026, 12, 31)


def authority(board: Board) -> Actor:
    """Return a person of the department that the frame names, as his session makes him."""
    return board.quarter.department.at(Matter.MAINTENANCE_FUND)


def fund_of_year(board: Board) -> int:
    """Open the year's disclosures and return the fund's."""
    board.opened(NOW, since=YEAR)
    with records.acting(SYSTEM):
        return Disclosure.objects.get(subject=Subject.FUND.value).pk


def hand_over(board: Board, day: date) -> None:
    """Hand the fund over as of a day, and let who reacts to it do so."""
    board.hand_over(day)
    with records.acting(SYSTEM):
        tell(SYSTEM, NOW, Fund.objects.get(), "funds.handed_over", {"day": day.isoformat()})
    while records.deliver_pending(now=NOW):
        pass


def test_the_authority_owes_drafts_and_publishes_the_fund_before_the_handover(board: Board) -> None:
    board.used()
    member, department = committee_comes(board), authority(board)
    number = fund_of_year(board)
    assert (board.row(number).body_id, owners(number)) == (department.body_id, {department.body_id})
    for other in (member, community(board), board.company):
        with pytest.raises(Refused, match=r"没有这条记录|由别的单位承担"):
            board.do(other, services.open_comments, NOW, disclosure_id=number)
    board.do(department, services.draft, NOW, disclosure_id=number)
    board.do(department, services.open_comments, NOW, disclosure_id=number)
    board.do(department, services.publish, AFTER_COMMENTS, disclosure_id=number)
    assert (board.row(number).number, owners(number)) == (1, set())
    seen = board.ask(department, queries.disclosures)
    assert [one.subject for one in seen] == [Subject.FUND], "of revenue and affairs it is shown none"


@pytest.mark.parametrize("opened_on", [None, YEAR.replace(year=2027)])
def test_of_a_fund_that_was_not_entered_nothing_is_drafted(board: Board, opened_on: date | None) -> None:
    """Books of the public revenue do not say that the fund is nothing; nor does a fund that began after the year."""
    department = authority(board)
    if opened_on is not None:
        with records.acting(SYSTEM):
            funds.open_fund(actor=SYSTEM, now=NOW, estate_id=board.estate, opened_on=opened_on)
    number = fund_of_year(board)
    assert board.row(number).state == "due"
    with pytest.raises(Refused) as told:
        board.do(department, services.draft, NOW, disclosure_id=number)
    [reason] = told.value.decision.reasons
    assert (reason.code, reason.remedy) == ("no_fund", "请先由主管部门建账并转入期初余额。")
    with pytest.raises(Refused):
        board.do(department, services.open_comments, NOW, disclosure_id=number)


@pytest.mark.parametrize(("day", "committee"), [(LAST, True), (YEAR.replace(year=2027), False)])
def test_a_year_is_of_whoever_had_the_fund_when_it_ended(board: Board, day: date, *, committee: bool) -> None:
    board.used()
    member, department = committee_comes(board), authority(board)
    number = fund_of_year(board)
    hand_over(board, day)
    owes = member.body_id if committee else department.body_id
    assert (board.row(number).body_id, owners(number)) == (owes, {owes})
    assert [one["body"] for one in said("disclosure.passed_on")] == ([owes] if committee else [])
    night(board, NOW)
    assert board.row(number).body_id == owes


def test_of_a_fund_that_was_handed_over_in_the_year_the_committee_owes_it_or_the_community(
    board: Board,
) -> None:
    board.used()
    board.hand_over(LAST)
    number, clerk = fund_of_year(board), community(board)
    assert (board.row(number).body_id, owners(number)) == (clerk.body_id, {clerk.body_id})
    member = committee_comes(board)
    night(board, NOW)
    assert (board.row(number).body_id, owners(number)) == (member.body_id, {member.body_id})


def test_what_is_asked_of_a_use_is_answered_by_whoever_has_the_fund(board: Board) -> None:
    stream = board.used()
    member, department = committee_comes(board), authority(board)
    board.opened(NOW, since=YEAR)
    draft = QuestionDraft(
        estate_id=board.estate, about=About.SPENDING, about_stream=stream, text="防水保修几年？", key="k1"
    )
    number = board.do(board.owner, services.watch, NOW, draft=draft)
    with records.acting(SYSTEM):
        assert Question.objects.get(pk=number).body_id == department.body_id
    with records.acting(department):
        assert [one.question_id for one in queries.inbox(actor=department)] == [number]
    hand_over(board, shanghai_day(NOW))
    with records.acting(SYSTEM):
        assert Question.objects.get(pk=number).body_id == member.body_id
    board.do(member, services.answer, NOW, question_id=number, text="五年，见合同。")


def browser_of(board: Board, monkeypatch: pytest.MonkeyPatch) -> Client:
    for name in ("gate", "lists", "one"):
        monkeypatch.setattr(f"hemei.coordination.disclosure.pages.{name}.utc_now", lambda: NOW)
    return board.quarter.browser(Role.DEPARTMENT_CLERK, "瑶海区住建局", "340102")


def test_a_person_of_the_authority_finds_it_on_the_workbench_and_shows_it_to_the_owners(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.used()
    number = fund_of_year(board)
    browser = browser_of(board, monkeypatch)
    work = browser.get("/work").text
    assert "公布翠园小区2026年维修资金" in work
    assert "小区公开" in browser.get("/funds").text, "beside the fund's own pages"
    assert "翠园小区" in browser.get("/disclosures").text
    page = browser.get(f"/disclosures/{number}").text
    assert all(word in page for word in ("瑶海区住建局", "维修资金", "第三十条"))
    assert browser.post(f"/disclosures/{number}/do/comments").status_code == 302
    assert "征求意见中" in browser.get(f"/disclosures/{number}").text


def test_what_is_asked_of_the_fund_itself_goes_to_who_keeps_it(board: Board) -> None:
    board.used()
    department = authority(board)
    board.opened(NOW, since=YEAR)
    draft = QuestionDraft(estate_id=board.estate, about=About.FUND, text="维修资金存在哪家银行？", key="k1")
    number = board.do(board.owner, services.ask, NOW, draft=draft)
    with records.acting(SYSTEM):
        assert Question.objects.get(pk=number).body_id == department.body_id
    member = committee_comes(board)
    hand_over(board, shanghai_day(NOW))
    with records.acting(SYSTEM):
        assert Question.objects.get(pk=number).body_id == member.body_id, "with the fund goes the question"


def duties_of(stream: str) -> list[tuple[int, int | None]]:
    with records.acting(SYSTEM):
        rows = Duty.objects.filter(origin_stream=stream, ended_at=None)
        return list(rows.values_list("owner_body_id", "setter_body_id"))


@pytest.mark.parametrize("above", ["瑶海区人民政府", "市房产局"])
def test_who_is_above_the_authority_sets_what_it_owes_and_presses_it(board: Board, above: str) -> None:
    """Neither the community nor the street stands above a department of the county."""
    town = board.quarter.town
    if above not in town.bodies:
        with records.acting(SYSTEM):
            town.found(above, BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY)
    board.used()
    department = authority(board)
    fund = fund_of_year(board)
    owed = [(department.body_id, town.bodies[above])]
    assert duties_of(f"disclosure.disclosure:{fund}") == owed
    draft = QuestionDraft(estate_id=board.estate, about=About.FUND, text="利息有多少？", key="k1")
    number = board.do(board.owner, services.ask, NOW, draft=draft)
    board.do(SYSTEM, services.sweep, NOW + timedelta(days=15))
    assert duties_of(f"disclosure.question:{number}") == owed


def test_what_was_late_on_the_committee_is_the_authoritys_by_the_rule_of_that_day(board: Board) -> None:
    """Before the rule was read so the committee, or the community, was put down as late with the authority's fund."""
    board.used()
    member, department = committee_comes(board), authority(board)
    number = fund_of_year(board)
    with records.acting(SYSTEM):
        Disclosure.objects.filter(pk=number).update(body_id=member.body_id, late_at=NOW + timedelta(days=40))
    for _ in range(2):
        night(board, NOW + timedelta(days=60))
    row = board.row(number)
    assert (row.body_id, row.late_at) == (department.body_id, NOW + timedelta(days=40))
    assert owners(number) == {department.body_id}
    [told] = said("disclosure.passed_on")
    assert (told["from"], told["body"], told["late"]) == (member.body_id, department.body_id, True)
