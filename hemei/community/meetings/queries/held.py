"""What meetings hold of a person, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.community.meetings.models import Attendance, Comment, Demand, OpinionGiven, Statement
from hemei.community.meetings.rules.words import (
    OPINION_TEXTS,
    PHASE_TEXTS,
    SIDE_CODES,
    SIDE_TEXTS,
    STATEMENT_TEXTS,
    Opinion,
    Phase,
    State,
    StatementState,
)
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder
from hemei.kernel.workdays import shanghai_day

_RUNS = frozenset({State.NOTICED, State.OPEN})


def held_of(persons: Sequence[int], on: date) -> list[Held]:  # noqa: ARG001 - the shape every holder has
    """Return meetings somebody registered for, comments, statements and opinions, the latest first."""
    found: list[Held] = []
    came = Attendance.objects.filter(person_id__in=persons).order_by("-id")
    for title, side, at, state in came.values_list(
        "meeting__title", "side__code", "registered_at", "meeting__state"
    ):
        words = next(SIDE_TEXTS[code] for code in SIDE_CODES if code == side)
        facts = ((mark("作为"), words), (mark("登记日"), shanghai_day(at).isoformat()))
        found.append(Held(mark("参会登记"), title, facts, runs=State(state) in _RUNS))
    asked = Demand.objects.filter(person_id__in=persons).order_by("-id")
    for title, at, stream, text in asked.values_list("meeting__title", "made_at", "stream", "text_id"):
        day = (mark("提出日"), shanghai_day(at).isoformat())
        found.append(Held(mark("要求召开会议"), title, (day,), stream if text else ""))
    said = Comment.objects.filter(person_id__in=persons).order_by("-id")
    for title, phase, at, stream in said.values_list("meeting__title", "phase", "made_at", "stream"):
        day = (mark("提出日"), shanghai_day(at).isoformat())
        found.append(Held(mark("会议意见"), title, ((mark("阶段"), PHASE_TEXTS[Phase(phase)]), day), stream))
    stated = Statement.objects.filter(person_id__in=persons).order_by("-id")
    for title, stands, stream in stated.values_list("meeting__title", "state", "stream"):
        shown = STATEMENT_TEXTS[StatementState(stands)]
        found.append(Held(mark("会议观点"), title, ((mark("状态"), shown),), stream))
    given = OpinionGiven.objects.filter(person_id__in=persons).order_by("-id")
    for title, number, choice in given.values_list("statement__meeting__title", "statement_id", "choice"):
        facts = ((mark("观点编号"), str(number)), (mark("表态"), OPINION_TEXTS[Opinion(choice)]))
        found.append(Held(mark("对观点的表态"), title, facts))
    return found


HOLDER = Holder(
    frozenset(
        {
            "meetings_attendance",
            "meetings_comment",
            "meetings_demand",
            "meetings_statement",
            "meetings_opiniongiven",
        }
    ),
    held_of,
)
