"""What a body owed goes on with who follows it: a company or committee, or the community where none does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.models import Disclosure, Question
from hemei.coordination.disclosure.rules.words import About, Subject
from hemei.coordination.disclosure.services import QuestionDraft
from hemei.coordination.disclosure.tests.conftest import AFTER_COMMENTS, NOW, Board
from hemei.coordination.disclosure.tests.test_services import said
from hemei.ground.companies import services as companies
from hemei.ground.companies.models import Project
from hemei.ground.companies.queries import Contract
from hemei.ground.companies.services import CompanyDraft, ProjectDraft
from hemei.ground.people import services as people
from hemei.ground.people.models import Term
from hemei.ground.people.queries import TermDraft, TermEnd, TermKind
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties.models import Duty

TODAY = NOW.date()


def told() -> None:
    while records.deliver_pending(now=NOW):
        pass


def night(board: Board, at: datetime = NOW) -> None:
    board.do(SYSTEM, services.sweep, at)


def company_leaves(board: Board, at: datetime = NOW) -> None:
    with records.acting(SYSTEM):
        project = Project.objects.get(estate_id=board.estate, valid_until=None)
        companies.end_project(actor=SYSTEM, now=at, project_id=project.pk, day=at.date())


def committee_comes(board: Board) -> Actor:
    """Register a term; return a member of its committee, who has no place of his own."""
    since = date(2025, 1, 10)
    draft = TermDraft(TermKind.FIRST, 5, since, since, date(2029, 1, 10))
    with records.acting(SYSTEM):
        term = people.register_term(actor=SYSTEM, now=NOW, estate_id=board.estate, draft=draft)
        return Actor(Role.COMMITTEE_MEMBER, 7, None, Term.objects.get(pk=term).body_id)


def community(board: Board) -> Actor:
    return replace(board.quarter.community, role=Role.COMMUNITY_CLERK)


def own(board: Board, actor: Actor, number: int) -> bool:
    page = board.ask(actor, queries.disclosure, number, on=TODAY)
    return page is not None and page.own


def owners(number: int) -> set[int]:
    """Return who has the open duty to publish a disclosure."""
    with records.acting(SYSTEM):
        rows = Duty.objects.filter(origin_stream=f"disclosure.disclosure:{number}", ended_at=None)
        return set(rows.values_list("owner_body_id", flat=True))


def test_what_a_company_owed_is_published_by_the_community_where_nobody_else_is_there(board: Board) -> None:
    number, clerk = board.opened()[Subject.REVENUE.value], community(board)
    assert (own(board, board.company, number), own(board, clerk, number)) == (True, False)
    with pytest.raises(Refused, match="由别的单位承担"):
        board.do(clerk, services.open_comments, disclosure_id=number)
    company_leaves(board)
    with pytest.raises(Refused, match="由别的单位承担"):
        board.do(board.company, services.open_comments, disclosure_id=number)
    night(board)
    assert (board.row(number).body_id, owners(number)) == (clerk.body_id, {clerk.body_id})
    board.do(clerk, services.open_comments, disclosure_id=number)
    board.do(clerk, services.publish, AFTER_COMMENTS, disclosure_id=number)
    assert owners(number) == set()
    assert {one["body"] for one in said("disclosure.passed_on")} == {clerk.body_id}
    board.do(SYSTEM, services.sweep)
    assert len(said("disclosure.passed_on")) == len(board.opened()), "each is passed on once"


def test_what_a_committee_owed_goes_on_with_the_community_where_nobody_succeeds_it(board: Board) -> None:
    company_leaves(board)
    first = committee_comes(board)
    number = board.opened()[Subject.REVENUE.value]
    assert board.row(number).body_id == first.body_id
    with records.acting(SYSTEM):
        term = Term.objects.get()
        people.end_term(actor=SYSTEM, now=NOW, term_id=term.pk, day=TODAY, reason=TermEnd.RECALLED)
    night(board)
    assert board.row(number).body_id == community(board).body_id, "nobody succeeds as yet"
    board.do(community(board), services.draft, disclosure_id=number)


def test_another_company_that_begins_on_the_same_day_comes_before_the_community(board: Board) -> None:
    number, town = board.opened()[Subject.REVENUE.value], board.quarter.town
    told()
    company_leaves(board)
    told()
    assert board.row(number).body_id == board.company.body_id, "the night looks who follows"
    town.found("青山物业公司", BodyKind.COMPANY, "340100", Level.ESTATE)
    body = town.bodies["青山物业公司"]
    draft = CompanyDraft("青山物业有限公司", "91340100MA2MRC3K8Q", body, date(2024, 1, 1))
    with records.acting(SYSTEM):
        [new] = companies.add_companies(actor=SYSTEM, now=NOW, drafts=[draft])
        project = ProjectDraft(new, board.estate, Contract.OWNERS, TODAY)
        companies.begin_projects(actor=SYSTEM, now=NOW, drafts=[project])
    told()
    assert (board.row(number).body_id, owners(number)) == (body, {body})
    board.do(replace(board.company, body_id=body), services.open_comments, disclosure_id=number)


def test_what_was_published_is_corrected_by_who_follows_and_stays_with_who_published_it(board: Board) -> None:
    number = board.published(Subject.REVENUE)
    company_leaves(board, AFTER_COMMENTS)
    second = committee_comes(board)
    night(board, AFTER_COMMENTS)
    assert board.row(number).body_id == board.company.body_id
    board.earn(90_000, date(2026, 9, 5))
    act = {"disclosure_id": number, "reason": "漏了一笔停车费", "texts": {"parking": "新增夜间停车"}}
    with pytest.raises(Refused, match="由别的单位承担"):
        board.do(board.company, services.correct, AFTER_COMMENTS, **act)
    board.do(second, services.correct, AFTER_COMMENTS, **act)
    assert (board.row(number).number, board.row(number).body_id) == (2, board.company.body_id)


def test_what_was_late_stays_with_who_was_late_and_is_published_by_who_follows(board: Board) -> None:
    number, late = board.opened()[Subject.AFFAIRS.value], NOW + timedelta(days=10)
    board.do(SYSTEM, services.sweep, late)
    company_leaves(board, late)
    night(board, late)
    row = board.row(number)
    assert (row.body_id, row.late_at) == (board.company.body_id, late)
    clerk = community(board)
    assert owners(number) == {clerk.body_id}
    board.do(clerk, services.open_comments, late, disclosure_id=number)


def test_a_question_is_answered_by_who_follows(board: Board) -> None:
    draft = QuestionDraft(estate_id=board.estate, about=About.MONEY, text="停车费去哪里了？", key="k1")
    board.opened()
    number = board.do(board.owner, services.ask, draft=draft)
    company_leaves(board)
    night(board)
    clerk = community(board)
    with records.acting(SYSTEM):
        assert Question.objects.get(pk=number).body_id == clerk.body_id
    with records.acting(clerk):
        assert [one.question_id for one in queries.inbox(actor=clerk)] == [number]
    board.do(clerk, services.answer, question_id=number, text="存在共管账户里，明细见公示。")


def test_what_the_community_holds_for_want_of_others_goes_on_with_the_committee_that_comes(
    board: Board,
) -> None:
    draft = QuestionDraft(estate_id=board.estate, about=About.MONEY, text="停车费去哪里了？", key="k1")
    number, affairs = (board.opened()[one.value] for one in (Subject.REVENUE, Subject.AFFAIRS))
    asked = board.do(board.owner, services.ask, draft=draft)
    company_leaves(board)
    night(board)
    clerk = community(board)
    assert (board.row(number).body_id, owners(affairs)) == (clerk.body_id, {clerk.body_id})
    member = committee_comes(board)
    told()
    assert (board.row(number).body_id, owners(affairs)) == (member.body_id, {member.body_id})
    with records.acting(SYSTEM):
        assert Question.objects.get(pk=asked).body_id == member.body_id
    with records.acting(clerk):
        assert queries.inbox(actor=clerk) == []
    with pytest.raises(Refused, match="由别的单位承担"):
        board.do(clerk, services.open_comments, disclosure_id=number)
    board.do(member, services.answer, question_id=asked, text="存在共管账户里，明细见公示。")
    board.do(member, services.open_comments, disclosure_id=number)


def test_what_the_community_was_late_with_stays_with_it_and_is_published_by_who_comes(board: Board) -> None:
    number, late = board.opened()[Subject.AFFAIRS.value], NOW + timedelta(days=10)
    company_leaves(board)
    night(board)
    clerk = community(board)
    board.do(SYSTEM, services.sweep, late)
    member = committee_comes(board)
    night(board, late)
    assert (board.row(number).body_id, owners(number)) == (clerk.body_id, {member.body_id})
    board.do(member, services.draft, late, disclosure_id=number)
    board.do(member, services.open_comments, late, disclosure_id=number)


def test_no_company_owes_the_fund_and_what_one_was_given_of_it_goes_on_without_it(board: Board) -> None:
    """Article 30 of the fund's measures binds who keeps it; the community stands in for a committee until one comes."""
    board.used()
    board.hand_over(date(2026, 12, 31))
    at, clerk = datetime(2027, 1, 11, 2, 0, tzinfo=UTC), community(board)
    opened = board.opened(at, since=date(2026, 1, 1))
    number, revenue = opened[Subject.REVENUE.value], Disclosure.objects.filter(subject=Subject.REVENUE.value)
    with records.acting(SYSTEM):
        fund = Disclosure.objects.get(subject=Subject.FUND.value).pk
        assert set(revenue.values_list("body_id", flat=True)) == {board.company.body_id}
    assert (board.row(fund).body_id, owners(fund)) == (clerk.body_id, {clerk.body_id})
    with records.acting(SYSTEM):
        Disclosure.objects.filter(pk=fund).update(body_id=board.company.body_id)
        records.grant_access(stream=board.row(fund).stream, bodies=(board.company.body_id or 0,))
    with pytest.raises(Refused, match="由别的单位承担"):
        board.do(board.company, services.open_comments, at, disclosure_id=fund)
    night(board, at)
    assert (board.row(fund).body_id, board.row(number).body_id) == (clerk.body_id, board.company.body_id)
    assert [one["from"] for one in said("disclosure.passed_on")] == [board.company.body_id]
    night(board, at)
    assert len(said("disclosure.passed_on")) == 1, "the community keeps it while only the company is there"
    member = committee_comes(board)
    night(board, at)
    assert (board.row(fund).body_id, owners(fund)) == (member.body_id, {member.body_id})
