"""An owner's question that nobody answered in time: the street presses for it, and everybody in charge counts it."""

from __future__ import annotations

from datetime import date, timedelta

from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.tests.conftest import NOW, Board
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties.models import Duty

LATE = NOW + timedelta(days=10)
ASKED = queries.OverviewFilter(date(2026, 10, 20), date(2025, 10, 20), queries.By.ESTATE)


def asked(board: Board) -> int:
    draft = services.QuestionDraft(estate_id=board.estate, text="外墙维修的合同在哪里", key="k1")
    return int(board.do(board.owner, services.ask, draft=draft))


def owed(question: int) -> list[tuple[int, int | None]]:
    with records.acting(SYSTEM):
        rows = Duty.objects.filter(origin_stream=f"disclosure.question:{question}", ended_at=None)
        return list(rows.values_list("owner_body_id", "setter_body_id"))


def street(board: Board) -> Actor:
    return board.quarter.town.actor(Role.STREET_CLERK, "340102001", "明光路街道办")


def silent(board: Board) -> int:
    return int(board.ask(street(board), queries.overview_sum, ASKED).unanswered)


def test_the_street_presses_and_the_answer_ends_it(board: Board) -> None:
    board.opened()
    number = asked(board)
    board.do(SYSTEM, services.sweep, NOW + timedelta(days=1))
    assert (owed(number), silent(board)) == ([], 0), "its time still runs"
    for _ in range(2):
        board.do(SYSTEM, services.sweep, LATE)
    above = board.quarter.town.bodies["明光路街道办"]
    assert owed(number) == [(board.company.body_id, above)]
    assert silent(board) == 1
    [row] = board.ask(street(board), queries.overview, ASKED)
    assert (row.id, row.counts.unanswered) == (board.estate, 1)
    foreign = board.quarter.town.actor(Role.STREET_CLERK, "340104001", "三里庵街道办")
    assert board.ask(foreign, queries.overview_sum, ASKED).unanswered == 0
    board.do(board.company, services.answer, LATE, question_id=number, text="合同已经贴在公告栏")
    assert (owed(number), silent(board)) == ([], 0)


def test_what_was_answered_late_before_the_night_came_is_no_duty(board: Board) -> None:
    board.opened()
    number = asked(board)
    board.do(board.company, services.answer, LATE, question_id=number, text="合同已经贴在公告栏")
    board.do(SYSTEM, services.sweep, LATE)
    assert owed(number) == []
