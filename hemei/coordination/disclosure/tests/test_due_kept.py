"""What was due when, and who answers what: a day after the last one is late at once, and nothing of it is rewritten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.models import Disclosure, Question
from hemei.coordination.disclosure.queries import OverviewFilter
from hemei.coordination.disclosure.rules.words import About, Subject
from hemei.coordination.disclosure.services import QuestionDraft
from hemei.coordination.disclosure.tests.conftest import FIRST, NOW, Board
from hemei.coordination.disclosure.tests.test_passing_on import committee_comes, community
from hemei.coordination.disclosure.tests.test_services import said
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

MORNING_AFTER = datetime(2026, 10, 16, 0, 30, tzinfo=UTC)
"""Half past eight on the day after the last one."""


def asked(board: Board, actor: Actor, about: About, stream: str, *, key: str) -> int:
    draft = QuestionDraft(
        estate_id=board.estate, about=about, about_stream=stream, text="写明是哪家银行", key=key
    )
    act = services.watch if about is About.SPENDING else services.ask
    return int(board.do(actor, act, draft=draft))


def asks(number: int) -> int:
    with records.acting(SYSTEM):
        return int(Question.objects.get(pk=number).body_id)


def test_who_owes_a_draft_is_told_what_owners_say_of_it_and_answers(board: Board) -> None:
    """The committee comes first for a fund that was handed over, the company for the revenue."""
    member = committee_comes(board)
    at = datetime(2027, 1, 11, 2, 0, tzinfo=UTC)  # the fund is disclosed once a year
    board.used()
    board.hand_over(date(2026, 12, 31))
    board.opened(at, since=date(2026, 1, 1))
    with records.acting(SYSTEM):
        number = Disclosure.objects.get(subject=Subject.FUND.value).pk
    assert board.row(number).body_id == member.body_id
    board.do(member, services.open_comments, at, disclosure_id=number)
    stream = board.row(number).stream
    question = asked(board, board.owner, About.DRAFT, stream, key="d")
    assert asks(question) == member.body_id
    assert [one.question_id for one in board.ask(member, queries.inbox)] == [question]
    board.do(member, services.answer, question_id=question, text="存在专户里，账号见公开栏。")


def test_a_use_of_the_fund_is_asked_of_who_owes_the_fund_and_money_of_who_owes_the_revenue(
    board: Board,
) -> None:
    member, use = committee_comes(board), board.used()
    board.hand_over(NOW.date())
    assert asks(asked(board, board.owner, About.SPENDING, use, key="u")) == member.body_id
    assert asks(asked(board, board.owner, About.MONEY, "", key="m")) == board.company.body_id


def test_what_is_published_on_the_morning_after_its_last_day_is_late_with_its_event(board: Board) -> None:
    number = board.opened()[Subject.AFFAIRS.value]
    board.do(board.company, services.open_comments, disclosure_id=number)
    board.do(board.company, services.publish, MORNING_AFTER, disclosure_id=number)
    assert board.row(number).late_at == MORNING_AFTER
    [late] = said("disclosure.late")
    assert (late["subject"], late["body"]) == (Subject.AFFAIRS.value, board.company.body_id)
    board.do(SYSTEM, services.sweep, MORNING_AFTER)
    assert len([one for one in said("disclosure.late") if one["subject"] == "affairs"]) == 1
    day = MORNING_AFTER.date()
    [row] = board.ask(community(board), queries.overview, OverviewFilter(on=day, since=FIRST))
    assert (row.counts.in_time, row.counts.late) == (0, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"due_on": NOW.date() + timedelta(days=365)},
        {"late_at": None},
        {"published_on": NOW.date()},
        {"body_id": 1_000_003},
    ],
)
def test_the_application_rewrites_nothing_of_when_a_disclosure_was_due_and_there(
    board: Board, change: dict[str, Any]
) -> None:
    number = board.opened()[Subject.AFFAIRS.value]
    board.do(board.company, services.open_comments, disclosure_id=number)
    board.do(board.company, services.publish, MORNING_AFTER, disclosure_id=number)
    with records.acting(SYSTEM), pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Disclosure.objects.filter(pk=number).update(**change)


def test_a_question_and_its_answer_are_written_once(board: Board) -> None:
    question = asked(board, board.owner, About.MONEY, "", key="m")
    board.do(board.company, services.answer, question_id=question, text="见公示。")
    for change in ({"due_at": NOW}, {"answered_at": NOW + timedelta(days=1)}, {"text_id": 1_000_003}):
        with records.acting(SYSTEM), pytest.raises(DatabaseError, match="stays"), transaction.atomic():
            Question.objects.filter(pk=question).update(**change)
