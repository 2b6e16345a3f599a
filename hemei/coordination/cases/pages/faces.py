"""How a case reads on screen: states, clocks, calls and the course, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from hemei.coordination.cases.rules.words import (
    ACT_TEXTS,
    CLOCK_TEXTS,
    ENDING_TEXTS,
    EVENT_TYPES,
    LOOKED,
    OTHER_KIND,
    OUTCOME_TEXTS,
    PAUSE_TEXTS,
    STATE_TEXTS,
    ActName,
    Ending,
    Outcome,
    PauseReason,
    Settled,
    State,
    TaskEnd,
    TaskKind,
)
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.decision import mark
from hemei.kernel.limits import UNIT_TEXTS, Limit
from hemei.ui.clauses import item_address
from hemei.ui.rows import Badge
from hemei.ui.words import is_english, listing, local_time, public_clause, said_once, say

if TYPE_CHECKING:
    from datetime import datetime

    from hemei.coordination.cases.queries import CasePage
    from hemei.coordination.cases.rules.law import Law
    from hemei.coordination.cases.rules.state import CaseState, Clock, Task
    from hemei.ground.records.queries import EventRow
    from hemei.kernel.standards import Source

STAGES = (mark("已报"), mark("受理"), mark("办理"), mark("认可"))
_REFUSED_STAGES = (mark("已报"), mark("不予受理"), mark("答复"))
_WITHDRAWN_STAGES = (mark("已报"), mark("已撤销"))
_STAGE_OF: dict[State, int] = {State.REPORTED: 1, State.AWAITING: 3, State.REFUSED: 2, State.ENDED: 4}
_AT_WORK = 2
_URGENT = frozenset({"S0", "S1"})
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
    if case.service_class not in _URGENT or not case.is_open:
        return None
    return Badge(class_name(law, case.service_class), "bad" if case.service_class == "S0" else "warn")


# --- clocks and calls ----------------------------------------------------------------------------
def step_name(law: Law, code: str) -> str:
    """Return what a step on the way is called; a code means the same wherever the list has it."""
    lines = law.lines.values()
    inside = (step for line in lines for variant in line.variant for step in variant.step)
    return _coded((*(step for line in lines for step in line.step), *inside), code)


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


def clock_rows(state: CaseState, bodies: Mapping[int, str], law: Law) -> list[dict[str, Any]]:
    """Return the open clocks of who answers for the case and of who coordinates it, the nearest end first.

    Those of the other called bodies stand in the table of calls.
    """
    called = {key for task in state.tasks for key in (task.arrival_key, task.handling_key)}
    shown = [
        clock for clock in state.open_clocks if clock.body == state.accountable or clock.key not in called
    ]
    return [
        {
            "body": bodies.get(clock.body, ""),
            "face": clock_face(clock, _label(law, clock)),
            "why": _why_standing(clock),
        }
        for clock in sorted(shown, key=lambda clock: (clock.standstill is not None, clock.due_at))
    ]


def _why_standing(clock: Clock) -> str:
    still = clock.standstill
    if still is None:
        return ""
    why = say(PAUSE_TEXTS[still.reason])
    until = say(mark("，到 {at} 恢复"), {"at": local_time(still.until)}) if still.until else ""
    return why + until


def task_rows(state: CaseState, bodies: Mapping[int, str], law: Law) -> list[dict[str, Any]]:
    """Return the calls with part, arrival, steps on the way, handling and result."""
    clocks = {clock.key: clock for clock in state.clocks}
    return [
        {
            "body": bodies.get(task.body, ""),
            "part": _part(task),
            "arrival": _face(clocks, task.arrival_key),
            "handling": _face(clocks, task.handling_key),
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


# --- the course ----------------------------------------------------------------------------------
_ACTS: dict[str, ActName] = {event: act for act, event in EVENT_TYPES.items()}
_EVENT_TONES: dict[ActName, str] = {
    ActName.REPORT: "quiet", ActName.COMMENT: "quiet", ActName.RECOMPUTE: "quiet", ActName.PAUSE: "quiet",
    ActName.RESUME: "quiet", ActName.ESCALATE: "bad", ActName.SUPERVISE: "warn", ActName.RETURN_WHISTLE: "warn",
    ActName.SEND_BACK: "bad", ActName.REFUSE: "bad", ActName.FALL: "warn", ActName.EXTEND: "warn",
    ActName.ASK_EXTENSION: "warn", ActName.DECLINE_EXTENSION: "warn",
    ActName.ACCEPT_RESULT: "good", ActName.CLOSE: "good", ActName.ARBITRATE: "warn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of the course."""

    event: int
    at: datetime
    title: str
    by: str
    tone: str = ""
    lines: Sequence[str] = ()
    clauses: Sequence[tuple[str, str]] = ()
    photos: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """Names an event's ids and codes stand for; what is missing is left out, never guessed."""

    law: Law
    bodies: Mapping[int, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    laws: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


def course(page: CasePage, names: Names) -> list[Entry]:
    """Return the course of a case from its recorded events, newest first."""
    return [_entry(page, event, names) for event in reversed(page.events)]


def _entry(page: CasePage, event: EventRow, names: Names) -> Entry:
    act = _ACTS.get(event.type)
    text = page.text_of(event) if act is not ActName.REPORT else ""
    return Entry(
        event=event.id,
        at=event.at,
        title=_title(act, event),
        by=_by(event.actor, names),
        tone=_EVENT_TONES.get(act, "") if act else "quiet",
        lines=[*_about_lines(event.data.get("about", {}), names), *([text] if text else [])],
        clauses=_clauses(event.standards, names),
        photos=photos(page, event) if act is not ActName.REPORT else (),
    )


def _title(act: ActName | None, event: EventRow) -> str:
    if event.type == LOOKED:
        field = str(event.data["field"])
        return say(mark("查看了{field}"), {"field": say(people.FIELD_NAMES.get(field, field))})
    if act is None:
        return event.type
    return say(_REFUSED if event.data.get("about", {}).get("refusing") else ACT_TEXTS[act])


def photos(page: CasePage, event: EventRow) -> list[dict[str, str]]:
    """Return the pictures that came with an event."""
    may_look = people.may(page.viewer.actor.role, people.Act.UNMASK).allowed
    return [
        _photo(page.number, file, count, may_look=may_look)
        for count, file in enumerate(page.files_of(event), 1)
    ]


def _photo(number: str, file: Any, count: int, *, may_look: bool) -> dict[str, str]:
    address = reverse("cases:photo", args=[number, file.id])
    shown = {
        "address": address,
        "small": f"{address}?small",
        "words": say(mark("照片 {count}"), {"count": count}),
    }
    if may_look:
        shown["more"] = reverse("cases:capture", args=[number, file.id]) if file.evidence_id else ""
        shown["more_words"] = say(mark("拍摄时间和地点") if file.evidence_id else mark("没有拍摄信息"))
    return shown


def _by(actor: Mapping[str, Any], names: Names) -> str:
    role = names.roles.get(str(actor.get("role")), "")
    body = names.bodies.get(actor.get("body") or 0, "")
    return " ".join(part for part in (body, role) if part)


def _about_lines(about: Mapping[str, Any], names: Names) -> list[str]:
    lines = []
    for key, words in _ABOUT.items():
        value = about.get(key)
        if value not in (None, "", []):
            if key == "from" and isinstance(value, int):
                lines.append(say(_HOME_BEFORE, {"value": names.bodies.get(value, str(value))}))
            elif key == "lead" and isinstance(value, str):
                lines.append(say(_LEAD_BY_LINE, {"value": _spoken(key, value, names)}))
            elif key == "body" and about.get("refusing"):
                lines.append(say(_REFUSER, {"value": names.bodies.get(value, str(value))}))
            else:
                lines.append(say(words, {"value": _spoken(key, value, names)}))
    return lines


_REFUSED = mark("拒不报到，报告上级")
_HOME_BEFORE, _REFUSER = mark("原责任单位：{value}"), mark("被吹哨单位：{value}")
_LEAD_BY_LINE = mark("退单单位认为应由：{value}")
_ABOUT: dict[str, str] = {
    "lead": mark("牵头：{value}"), "joints": mark("配合：{value}"), "company": mark("交给：{value}"),
    "outcome": mark("结果：{value}"), "evidence": mark("证明材料：{value}"), "ground": mark("理由：{value}"),
    "reason": mark("原因：{value}"), "line": mark("应由这一条负责：{value}"), "from": mark("原类别：{value}"),
    "by": mark("延长：{value}"), "asked": mark("请求批准：{value}"), "body": mark("超时单位：{value}"),
    "refusing": mark("认定：{value}"), "to": mark("告知：{value}"), "rule": mark("依据：{value}"),
    "duty": mark("责任：{value}"),
    "stage": mark("阶段：{value}"), "accepting": mark("裁定受理：{value}"), "handling": mark("裁定办理：{value}"),
    "source": mark("裁定依据：{value}"), "clause": mark("条款：{value}"),
    "proposed": mark("建议写入职责清单，由{value}牵头"),
}  # fmt: skip


def _spoken(key: str, value: Any, names: Names) -> str:
    if isinstance(value, list):
        return listing(_spoken(key, item, names) for item in value)
    if isinstance(value, int):
        return names.bodies.get(value, str(value))
    speakers: dict[str, Callable[[], str]] = {
        "outcome": lambda: say(OUTCOME_TEXTS[Outcome(value)]),
        "reason": lambda: say(PAUSE_TEXTS[PauseReason(value)]),
        "evidence": lambda: names.evidence.get(value, value),
        "ground": lambda: _coded(names.law.acts.refusal, value),
        "refusing": lambda: _coded(names.law.acts.refusing, value),
        "rule": lambda: _coded(names.law.acts.return_rule, value),
        "duty": lambda: _coded(names.law.acts.duty, value),
        "stage": lambda: step_name(names.law, value),
        "line": lambda: kind_name(names.law, value),
        "from": lambda: kind_name(names.law, value),
        "lead": lambda: names.law.departments.get(value, value),
        "proposed": lambda: names.law.departments.get(value, value),
        "source": lambda: law_title(names.law.sources[value]) if value in names.law.sources else value,
        "by": lambda: limit_words(value),
    }
    return speakers[key]() if key in speakers else str(value)


def _coded(items: Iterable[Any], code: str) -> str:
    """Return the name of the item of this code, or the code where a later document dropped it."""
    return next((named(item) for item in items if item.code == code), code)


def _clauses(standards: Iterable[Mapping[str, Any]], names: Names) -> list[tuple[str, str]]:
    """Return the laws an event stood on, each with the item that cites it; designs of the city's own stand there."""
    found: dict[tuple[str, str], None] = {}
    for item in standards:
        law = names.laws.get((item["standard"], item["item"], item["clause"]))
        if law is not None and item["clause"]:
            address = item_address(records.jurisdiction_of(item["standard"], item["day"]), item)
            found[_clause(law, item["clause"], item["basis"]), address] = None
    return list(found)


def _clause(law: str, clause: str, basis: str) -> str:
    """Return a clause as it is cited; another city's is a guide here and says so."""
    cited = f"{law}{public_clause(clause)}"
    return say(mark("{clause}（参照）"), {"clause": cited}) if basis == "design" else cited


def limit_words(text: str) -> str:
    """Return a limit of a standard, `5 working_days`, in words."""
    limit = Limit.parse(text)
    return say(UNIT_TEXTS[limit.unit], {"amount": limit.amount})
