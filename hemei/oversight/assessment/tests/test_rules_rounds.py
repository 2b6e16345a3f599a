"""Who may do what, when a round moves, which mark counts, who ranks where, what follows: no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.kernel.actor import Role
from hemei.oversight.assessment.rules.acts import MAY, OPENS, Act, may, may_open
from hemei.oversight.assessment.rules.consequences import following
from hemei.oversight.assessment.rules.kept import evaluated_of, lines_of, records_of
from hemei.oversight.assessment.rules.rounds import (
    MOVES,
    Given,
    Progress,
    counted,
    latest,
    may_mark,
    may_move,
    may_object,
    may_plan,
    may_publish,
    may_settle,
    ranks,
)
from hemei.oversight.assessment.rules.scoring import Share, evaluate
from hemei.oversight.assessment.rules.standards import EVALUATIONS, EvaluationConsequences
from hemei.oversight.assessment.rules.words import Stage
from hemei.oversight.assessment.tests.test_rules_evaluation import TODAY, library, standard

if TYPE_CHECKING:
    from hemei.kernel.decision import Decision

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
_S, _O, _M, _B, _T, _F = Act.SEE, Act.ORGANISE, Act.MARK, Act.OBJECT, Act.TAKE_UP, Act.SET_FREQUENCY
# Every cell: what each role may do, and by which standards it may open a round.
CELLS: dict[Role, tuple[set[Act], str]] = {
    Role.PUBLIC: (set(), ""),
    Role.RESIDENT: ({_S, _M}, ""),
    Role.GRID_WORKER: ({_S}, ""),
    Role.COMMUNITY_CLERK: ({_S, _M, _B, _T}, ""),
    Role.COMMUNITY_SECRETARY: ({_S, _M, _B, _T}, ""),
    Role.STREET_CLERK: ({_S, _O, _M, _B, _T}, "committee-evaluation red-property-standard three-in-one-standard"),
    Role.DEPARTMENT_CLERK: ({_S, _M}, ""),
    Role.COUNTY_COORDINATOR: (
        {_S, _O, _M, _F},
        "committee-evaluation red-property-standard service-quality street-evaluation three-in-one-standard",
    ),
    Role.CITY_BUREAU: ({_S, _O, _M, _F}, " ".join(sorted(EVALUATIONS))),
    Role.COMPANY_MANAGER: ({_S, _B}, ""),
    Role.COMMITTEE_MEMBER: ({_S, _B}, ""),
    Role.HOTLINE_CLERK: ({_S}, ""),
    Role.SYSTEM_ADMIN: (set(), ""),
    Role.SECURITY_ADMIN: (set(), ""),
    Role.AUDITOR: (set(), ""),
    Role.DATA_OFFICER: (set(), ""),
    Role.ASSESSOR: ({_M}, ""),
    Role.MEDIATOR: (set(), ""),
    Role.SYSTEM: ({_S, _O, _M, _F}, " ".join(sorted(EVALUATIONS))),
}  # fmt: skip


def code(decision: Decision) -> str:
    return "" if decision.allowed else decision.reasons[0].code


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_this_and_nothing_else(role: Role) -> None:
    acts, opens = CELLS[role]
    assert {act for act in Act if may(role, act).allowed} == acts
    assert " ".join(sorted(name for name in EVALUATIONS if may_open(role, name).allowed)) == opens
    assert set(OPENS) == set(EVALUATIONS)
    assert set(MAY) == set(Act)


def test_what_lies_elsewhere_is_refused() -> None:
    assert code(may(Role.STREET_CLERK, Act.ORGANISE, covered=False)) == "place"


@pytest.mark.parametrize("stage", Stage)
def test_a_round_moves_by_the_table(stage: Stage) -> None:
    allowed = {to for to in MOVES if may_move(stage, to).allowed}
    assert (
        allowed
        == {
            Stage.OPEN: {Stage.SCORED, Stage.CANCELLED},
            Stage.SCORED: {Stage.POSTED, Stage.CANCELLED},
            Stage.POSTED: {Stage.PUBLISHED, Stage.CANCELLED},
            Stage.PUBLISHED: set(),
            Stage.CANCELLED: set(),
        }[stage]
    )


def test_a_round_has_a_title_and_a_period() -> None:
    day = date(2026, 1, 1)
    assert may_plan("年度评价", day, day + timedelta(days=1)).allowed
    assert [one.code for one in may_plan("评", day, day).reasons] == ["title", "period"]


@pytest.mark.parametrize(
    ("item", "value", "why", "answer"),
    [
        ("budget_paid", "1", False, ""),
        ("budget_paid", "1/2", True, ""),
        ("budget_paid", "1/2", False, "why"),
        ("budget_paid", "1/3", True, "scale"),
        ("organisation_office", "1", True, "filled"),
        ("nowhere", "1", True, "item"),
        ("veto_false", "0", False, "why"),
    ],
)
def test_a_mark_stands_on_its_scale_and_says_why_it_takes_points(
    item: str, value: str, answer: str, *, why: bool
) -> None:
    assert code(may_mark(standard("street-evaluation"), Given(item, Fraction(value), why))) == answer


@given(st.lists(st.sampled_from([Fraction(step, 5) for step in range(6)]), min_size=1, max_size=9))
def test_of_several_marks_one_that_was_given_counts_and_half_of_them_are_no_lower(
    marks: list[Fraction],
) -> None:
    found = counted(marks)
    assert found in marks
    assert sum(one >= found for one in marks) * 2 >= len(marks)
    assert sum(one <= found for one in marks) * 2 >= len(marks)


def test_the_last_mark_of_each_assessor_counts_and_a_decision_replaces_them_all() -> None:
    one, half, none = Fraction(1), Fraction(1, 2), Fraction(0)
    marks = [("a", 1, none), ("a", 2, one), ("a", 1, half), ("b", 1, none), ("b", 2, none)]
    assert latest(marks) == {"a": half, "b": none}
    assert latest([*marks, ("b", None, one)]) == {"a": half, "b": one}


@pytest.mark.parametrize(
    ("stage", "progress", "today", "gaps", "answer"),
    [
        (Stage.OPEN, Progress(3, 0), date(2026, 11, 2), False, ""),
        (Stage.OPEN, Progress(3, 0), date(2026, 11, 1), False, "period"),
        (Stage.OPEN, Progress(0, 0), date(2026, 11, 2), False, "subjects"),
        (Stage.OPEN, Progress(3, 2), date(2026, 11, 2), False, "gaps"),
        (Stage.OPEN, Progress(3, 2), date(2026, 11, 2), True, ""),
        (Stage.SCORED, Progress(3, 0), date(2026, 11, 2), False, "stage"),
    ],
)
def test_a_round_is_settled_when_its_period_is_over_and_nothing_is_left(
    stage: Stage, progress: Progress, today: date, answer: str, *, gaps: bool
) -> None:
    decision = may_settle(stage, progress, until=date(2026, 11, 2), today=today, with_gaps=gaps)
    assert code(decision) == answer


def test_a_round_is_published_after_its_posting_and_its_answers() -> None:
    def ask(stage: Stage, undecided: int, until: datetime | None) -> str:
        return code(may_publish(stage, Progress(0, 0, undecided), posted_until=until, now=NOW))

    assert ask(Stage.POSTED, 0, NOW) == ""
    assert ask(Stage.POSTED, 0, NOW + timedelta(seconds=1)) == "posting"
    assert ask(Stage.POSTED, 1, NOW) == "objections"
    assert ask(Stage.SCORED, 0, NOW) == "stage"


def test_an_item_is_objected_to_once_while_the_score_is_posted() -> None:
    def ask(stage: Stage = Stage.POSTED, *, item: bool = True, again: bool = False, late: int = 0) -> str:
        until = NOW - timedelta(seconds=late)
        return code(may_object(stage, item=item, again=again, until=until, now=NOW))

    assert ask() == ""
    assert ask(Stage.SCORED) == "stage"
    assert ask(item=False) == "item"
    assert ask(again=True) == "again"
    assert ask(late=1) == "late"


def test_whoever_failed_a_veto_stands_below_who_did_not_and_equals_share_a_rank() -> None:
    whole = standard("street-evaluation")
    marks = {item.code: Fraction(1) for item in whole.item if not item.filled_by}
    records: dict[str, Share | None] = {item.filled_by: Share(1, 1) for item in whole.item if item.filled_by}
    best = evaluate(whole, marks=marks, records=records)
    vetoed = evaluate(whole, marks=marks | {"veto_false": Fraction(0)}, records=records)
    good = evaluate(whole, marks=marks, records=records | {"F7": Share(0, 1)})
    nothing = replace(best, of=0)
    assert ranks({1: vetoed, 2: best, 3: good, 4: best, 5: nothing}, whole) == {2: 1, 4: 1, 3: 3, 1: 4}


def test_a_kept_score_reads_as_it_was_settled() -> None:
    whole = standard("street-evaluation")
    records: dict[str, Share | None] = {"F7": Share(1, 1), "F8": Share(2, 3), "F12": None}
    found = evaluate(whole, marks={"budget_paid": Fraction(1, 2), "veto_false": Fraction(0)}, records=records)
    lines = lines_of(found, records)
    assert evaluated_of(lines, whole, found.grade) == found
    said = records_of(lines, whole)
    assert {name: said[name] for name in records} == records


def test_a_failed_committee_is_talked_to_and_its_recall_recommended_twice_failed_an_election() -> None:
    document = library().find("evaluation-consequences", EvaluationConsequences, on=TODAY)
    name = "committee-evaluation"

    def follows(*grades: str) -> list[str]:
        return [one.follows for one in following(document, name, grades)]

    assert follows() == []
    assert follows("fair", "poor") == []
    assert follows("poor", "fair", "poor") == ["talk", "recommend_recall"]
    assert follows("poor", "poor") == ["talk", "recommend_recall", "recommend_election"]
    assert following(document, "street-evaluation", ("poor",)) == []
