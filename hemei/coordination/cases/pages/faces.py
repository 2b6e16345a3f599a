"""How a case reads on screen: states, clocks and calls, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from hemei.coordination.cases.rules.law import URGENT
from hemei.coordination.cases.rules.timing import taken_back
from hemei.coordination.cases.rules.words import (
    CLOCK_TEXTS,
    ENDING_TEXTS,
    OTHER_KIND,
    OUTCOME_TEXTS,
    PAUSE_TEXTS,
    STATE_TEXTS,
    Channel,
    ClockKind,
    Ending,
    Outcome,
    Settled,
    State,
    TaskEnd,
    TaskKind,
)
from hemei.kernel.decision import mark
from hemei.kernel.limits import UNIT_TEXTS, Limit
from hemei.ui.rows import Badge
from hemei.ui.words import is_english, local_time, said_once, say, series

if TYPE_CHECKING:
    from hemei.coordination.cases.rules.law import Law
    from hemei.coordination.cases.rules.state import CaseState, Clock, Task
    from hemei.kernel.standards import Source

STAGES = (mark("已报"), mark("受理"), mark("办理"), mark("认可"))
_REFUSED_STAGES = (mark("已报"), mark("不予受理"), mark("答复"))
_WITHDRAWN_STAGES = (mark("已报"), mark("已撤销"))
_STAGE_OF: dict[State, int] = {State.REPORTED: 1, State.AWAITING: 3, State.REFUSED: 2, State.ENDED: 4}
_AT_WORK = 2
_TONES: dict[State, str] = {
    State.REPORTED: "warn", State.ACCEPTED: "brand", State.HANDLING: "brand", State.WHISTLED: "brand",
    State.RESULTED: "warn", State.AWAITING: "warn", State.REFUSED: "bad", State.ENDED: "",
}  # fmt: skip
_OUTCOME_TONES: dict[Outcome, str] = {
    Outcome.SOLVED: "good", Outcome.SOLVED_IN_PART: "warn", Outcome.NOT_SOLVED: "bad", Outcome.NOT_A_CASE: "",
}  # fmt: skip


@said_once
def state_badge(state: State, ended: Ending | None) -> Badge:
    """Return where a case stands; an ended one says how, and only acceptance looks like success."""
    if ended is not None:
        return Badge(say(ENDING_TEXTS[ended]), "good" if ended is Ending.ACCEPTED else "")
    return Badge(say(STATE_TEXTS[state]), _TONES[state])


def stage(case: CaseState) -> int:
    """Return how many of its stages are behind the case."""
    return _STAGE_OF.get(case.state, _AT_WORK)


def stages(case: CaseState) -> tuple[str, ...]:
    """Return the words of the stages a case goes through; a refused or withdrawn one was never handled."""
    if case.ended is Ending.WITHDRAWN:
        return tuple(say(words) for words in _WITHDRAWN_STAGES)
    refused = case.state is State.REFUSED or (case.state is State.ENDED and case.outcome is None)
    return tuple(say(words) for words in (_REFUSED_STAGES if refused else STAGES))


@said_once
def outcome_badge(outcome: Outcome | None) -> Badge:
    """Return how a case was closed."""
    return (
        Badge(say(OUTCOME_TEXTS[outcome]), _OUTCOME_TONES[outcome]) if outcome else Badge(say(mark("未办结")))
    )


def named(item: Any) -> str:
    """Return the name of a standard's item in the reader's language."""
    english: str = getattr(item, "name_en", "")
    return english if english and is_english() else str(item.name)


def law_title(source: Source) -> str:
    """Return the title of a law in the reader's language, as its readers quote it."""
    return source.title_en if is_english() and source.title_en else f"《{source.title}》"


def kind_name(law: Law, kind: str, variant: str = "") -> str:
    """Return the name of a kind, with its variant."""
    line = law.lines.get(kind)
    if kind == OTHER_KIND or line is None:
        return say(mark("其他问题"))
    chosen = line.variant_of(variant) if variant else None
    return f"{named(line)} · {named(chosen)}" if chosen else named(line)


def class_name(law: Law, code: str) -> str:
    """Return the name of a service class."""
    return next((named(found) for found in law.limits.service_class if found.code == code), code)


def urgency(law: Law, case: CaseState) -> Badge | None:
    """Return a badge for what cannot wait; the other classes only say how long a case may take."""
    if case.service_class not in URGENT or not case.is_open:
        return None
    return Badge(class_name(law, case.service_class), "bad" if case.service_class == "S0" else "warn")


# --- clocks and calls ----------------------------------------------------------------------------
def step_name(law: Law, code: str) -> str:
    """Return what a step on the way is called; a code means the same wherever the list has it."""
    lines = law.lines.values()
    inside = (step for line in lines for variant in line.variant for step in variant.step)
    return coded((*(step for line in lines for step in line.step), *inside), code)


def clock_face(clock: Clock, label: str = "") -> dict[str, Any] | None:
    """Return what the clock chip needs; None for a clock that was cancelled because nothing was owed."""
    if clock.settled is Settled.CANCELLED:
        return None
    return {
        "due_at": clock.due_at,
        "done_at": clock.settled_at,
        "paused": clock.standstill is not None,
        "provisional": clock.provisional,
        "label": label,
    }


def _label(law: Law, clock: Clock) -> str:
    return step_name(law, clock.step) if clock.step else say(CLOCK_TEXTS[clock.kind])


def clock_rows(state: CaseState, bodies: Mapping[int, str], law: Law, *, own: bool) -> list[dict[str, Any]]:
    """Return the open clocks of who answers for the case and of who coordinates it, the nearest end first.

    While a result waits to be accepted it is its reporter who has to act, `own` says that he reads this himself.
    Those of the other called bodies stand in the table of calls.
    """
    called = {key for task in state.tasks for key in (task.arrival_key, task.handling_key)}
    shown = [
        clock for clock in state.open_clocks if clock.body == state.accountable or clock.key not in called
    ]
    return [
        {
            "body": _answering(state, own=own)
            if clock.kind is ClockKind.ACCEPTANCE
            else bodies.get(clock.body, ""),
            "face": clock_face(clock, _label(law, clock)),
            "why": _why_standing(clock) or called_again(state, clock),
        }
        for clock in sorted(shown, key=lambda clock: (clock.standstill is not None, clock.due_at))
    ]


def _answering(state: CaseState, *, own: bool) -> str:
    """Say who is asked whether he accepts the result: the reader, a caller by the code sent to him, or who reported."""
    if own:
        return say(mark("请您认可或者退回"))
    if state.channel is Channel.CALLER and state.phone:
        return say(mark("等来电人凭手机验证码认可或者退回"))
    return say(mark("等报事人认可或者退回"))


def _why_standing(clock: Clock) -> str:
    still = clock.standstill
    if still is None:
        return ""
    why = say(PAUSE_TEXTS[still.reason])
    until = say(mark("，到 {at} 恢复"), {"at": local_time(still.until)}) if still.until else ""
    return why + until


def called_again(state: CaseState, clock: Clock) -> str:
    """Say of the handling clock of a body that was called before how its time counts; empty for any other."""
    said = []
    if any(task.rework_of and task.handling_key == clock.key for task in state.tasks):
        words = mark("已反馈过结果，这次是重新办理，时限{limit}，已用的暂停合并计算")
        said.append(say(words, {"limit": limit_words(clock.limits[0])}))
    if clock.kind is ClockKind.HANDLING and taken_back(clock):
        at = {"at": local_time(clock.started_at)}
        said.append(say(mark("曾于{at}收到，期限续算，撤回期间不计"), at))
    return series(said)


def task_rows(state: CaseState, bodies: Mapping[int, str], law: Law) -> list[dict[str, Any]]:
    """Return the calls with part, arrival, steps on the way, handling and result."""
    clocks = {clock.key: clock for clock in state.clocks}
    return [
        {
            "body": bodies.get(task.body, ""),
            "part": _part(task),
            "arrival": _face(clocks, task.arrival_key),
            "handling": _face(clocks, task.handling_key),
            "again": called_again(state, clocks[task.handling_key]),
            "steps": [
                face
                for clock in state.clocks
                if clock.step
                and clock.key.endswith(f":task-{task.number}")
                and (face := clock_face(clock, _label(law, clock)))
            ],
            "refused": task.refused_at is not None,
            "result": _result(task),
        }
        for task in state.tasks
    ]


def _face(clocks: Mapping[str, Clock], key: str) -> dict[str, Any] | None:
    return clock_face(clocks[key]) if key in clocks else None


def _part(task: Task) -> Badge:
    if task.kind is TaskKind.COMPANY:
        return Badge(say(mark("物业")))
    return Badge(say(mark("牵头")), "brand") if task.is_lead else Badge(say(mark("配合")))


def _result(task: Task) -> Badge:
    if task.ended is TaskEnd.RETURNED:
        return Badge(say(mark("已退单")), "bad")
    if task.ended is TaskEnd.RECALLED:
        return Badge(say(mark("已撤回")))
    return outcome_badge(task.result) if task.result else Badge(say(mark("还没有结果")))


def coded(items: Iterable[Any], code: str) -> str:
    """Return the name of the item of this code, or the code where a later document dropped it."""
    return next((named(item) for item in items if item.code == code), code)


def limit_words(text: str) -> str:
    """Return a limit of a standard, `5 working_days`, in words."""
    limit = Limit.parse(text)
    return say(UNIT_TEXTS[limit.unit], {"amount": limit.amount})
