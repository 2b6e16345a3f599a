"""What the rules of cases answer to the facts of an example: limits, acts, ladders, the list of responsibilities."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hemei.coordination.cases.rules.standards import (
    CaseActs,
    CaseLadders,
    CaseLimits,
    Refusing,
    ResponsibilityList,
    Step,
)
from hemei.coordination.cases.rules.state import Clock, Standstill
from hemei.coordination.cases.rules.suggest import suggest_kinds
from hemei.coordination.cases.rules.timing import again, days_left, shorter
from hemei.coordination.cases.rules.words import ClockKind, PauseReason, Settled
from hemei.kernel.limits import Limit
from hemei.kernel.standards.calendar import PublicHolidays
from hemei.kernel.workdays import SHANGHAI, WorkingTime
from tests.asked import Answer, Asked


def business_hours(asked: Asked) -> Answer:
    return {"due": asked.due(Limit.parse(str(asked.facts["limit"])))}


def public_holidays(asked: Asked) -> Answer:
    found: PublicHolidays = asked.content
    fixed = next(one for one in found.holiday if one.code == asked.example.item)
    day = date(int(asked.facts["year"]), fixed.month, fixed.day)
    works = WorkingTime((), asked.working.hours, found.days()).is_working_day(day)
    return {"day": day.isoformat(), "works": "yes" if works else "no"}


def case_limits(asked: Asked) -> Answer:
    limits: CaseLimits = asked.content
    name, _, part = asked.example.item.partition(".")
    if part:
        found = getattr(next(row for row in limits.service_class if row.code == name), part)
        if part == "extension":
            answer = asked.due(found.answer)
            return {"due": asked.due(found.limit), "approver": found.approver, "answer_due": answer}
        return {"due": asked.due(found.limit)}
    if own := _OWN_ANSWERS.get(name):
        return own(asked)
    if "service_class" in asked.facts:
        return {"name": limits.of(asked.facts["service_class"]).name}  # type: ignore[arg-type]
    return {"due": asked.due(getattr(limits, name).limit)}


def _sent_back(asked: Asked) -> Answer:
    rule = asked.content.send_back
    return {"to": rule.then if int(asked.facts["sent_back"]) > rule.most else ""}


def _other_kind(asked: Asked) -> Answer:
    return {"service_class": asked.content.other_kind.service_class}


def _pauses_left(asked: Asked) -> Answer:
    """Say what is left to a clock that stood still for so many hours."""
    start = datetime(2026, 9, 1, tzinfo=UTC)
    stood = Standstill(start, start + timedelta(hours=int(asked.facts["stood_hours"])), PauseReason.COURT)
    clock = Clock(
        "handling:1.0", ClockKind.HANDLING, 1, start, ("5 working_days",), start, standstills=(stood,)
    )
    return {"left": days_left([clock], asked.content.pauses_in_all.days)}


def _called_again(asked: Asked) -> Answer:
    """Say when the time of a body ends that was called, called back or heard, and called again."""
    if "results" in asked.facts:
        return {"may_call": "yes" if int(asked.facts["results"]) < asked.content.called_again.most else ""}
    if "service_class" in asked.facts:
        return _reworked(asked)
    called, taken_back, now = (
        datetime.fromisoformat(str(asked.facts[name])).replace(tzinfo=SHANGHAI)
        for name in ("called", "taken_back", "again")
    )
    limit = Limit.parse(str(asked.facts["limit"]))
    clock = Clock(
        "handling:task-1", ClockKind.HANDLING, 1, called, (str(limit),), called,
        settled_at=taken_back, settled=Settled.CANCELLED,
    )  # fmt: skip
    if asked.content.called_again.time == "anew":
        return {"due": asked.working.due(now, limit).at.astimezone(SHANGHAI).isoformat()}
    return {"due": again(clock, now, limit, asked.working).due_at.astimezone(SHANGHAI).isoformat()}


def _reworked(asked: Asked) -> Answer:
    """Say until when a body works that gave its result and is called again, and for how long it may still pause."""
    assert asked.content.called_again.after_result == "rework"
    found = asked.content.of(str(asked.facts["service_class"]))
    now = datetime.fromisoformat(str(asked.facts["again"])).replace(tzinfo=SHANGHAI)
    limit = shorter(found.rework, found.handling, now, asked.working).limit
    return {"due": asked.working.due(now, limit).at.astimezone(SHANGHAI).isoformat(), **_pauses_left(asked)}


_OWN_ANSWERS = {
    "send_back": _sent_back, "other_kind": _other_kind, "pauses_in_all": _pauses_left, "called_again": _called_again,
}  # fmt: skip


def case_acts(asked: Asked) -> Answer:
    acts: CaseActs = asked.content
    if asked.example.item == "community_duty":
        bodies = (str(asked.facts["lead"]), *str(asked.facts["joint"]).split())
        return {"is_duty": acts.community_duty.is_named(*bodies)}
    if asked.example.item == "result":
        return {"needs_evidence": int(acts.result_needs_evidence(str(asked.facts["outcome"])))}
    ruling = next((row for row in acts.arbitration if row.code == asked.example.item), None)
    if ruling is not None:
        assert asked.facts["service_class"] in ruling.classes
        return {"due": asked.due(ruling.limit)}
    return _refusing_or_row(asked, acts)


def case_ladders(asked: Asked) -> Answer:
    ladders: CaseLadders = asked.content
    item, facts = asked.example.item, asked.facts
    if item == "revisit":
        assert ladders.revisit is not None
        if "free" in facts:
            named = (str(facts["matter"]), *ladders.revisit.beyond)
            return {"visitor": next(code for code in named if code in str(facts["free"]).split())}
        return {"passed_on": asked.due(ladders.revisit.after)}
    rung = next((row for row in ladders.extension if row.code == item), None)
    if rung is not None:
        found, times = str(facts["service_class"]), int(facts["times"])
        assert ladders.extension_of(found, times) == rung
        more = ladders.extension_of(found, times + 1)
        due, answer = asked.due(rung.limit), asked.due(rung.answer)
        return {"due": due, "approver": rung.approver, "answer_due": answer, "more": int(more is not None)}
    supervision = next((row for row in ladders.supervision if row.code == item), None)
    if supervision is None:
        return _refusing(asked, ladders.refusing) or _row(
            asked, next(row for row in ladders.escalation if row.code == item)
        )
    assert facts["service_class"] in supervision.classes
    assert supervision.remind is not None
    start = datetime.fromisoformat(str(facts["start"])).replace(tzinfo=SHANGHAI)
    due_at = asked.working.due(start, supervision.answer).at
    reminded = asked.working.due(due_at, supervision.remind).at.astimezone(SHANGHAI)
    return {
        "due": asked.due(supervision.answer), "reminded_at": reminded.isoformat(),
        "reminders": supervision.reminders or 0, "ends": supervision.ends,
    }  # fmt: skip


def _refusing(asked: Asked, rules: tuple[Refusing, ...]) -> Answer:
    refusing = next((row for row in rules if row.code == asked.example.item), None)
    if refusing is None:
        return {}
    assert asked.facts["service_class"] in refusing.classes
    if refusing.after is not None:
        return {"refused_at": asked.due(refusing.after)}
    return {"refused": int(asked.facts["returns_of_one_department"]) >= (refusing.times or 0)}


def _refusing_or_row(asked: Asked, acts: CaseActs) -> Answer:
    if found := _refusing(asked, acts.refusing):
        return found
    rows: tuple[Any, ...] = (
        *acts.refusal, *acts.return_rule, *acts.outcome, *acts.return_step, *acts.escalation, *acts.duty,
    )  # fmt: skip
    return _row(asked, next(row for row in rows if row.code == asked.example.item))


def _row(asked: Asked, row: Any) -> Answer:
    values = {key: getattr(row, key) for key in ("name", "level", "to") if hasattr(row, key)}
    if hasattr(row, "needs_evidence"):
        values |= {"needs_evidence": row.needs_evidence, "needs_reason": row.needs_reason}
    if hasattr(row, "after"):
        assert asked.facts["service_class"] in row.classes
        values["after"] = str(row.after or "")
    if "returns" in asked.facts:
        assert asked.facts["returns"] == row.times
    return values


def responsibility_list(asked: Asked) -> Answer:
    listed: ResponsibilityList = asked.content
    if "text" in asked.facts:
        found = suggest_kinds(str(asked.facts["text"]), listed)[0]
        chosen = found.problem.variant_of(found.variant)
        return {
            "problem": found.problem.code,
            "variant": found.variant,
            "lead": found.problem.lead,
            "service_class": (chosen or found.problem).service_class,
        }
    if "column" in asked.facts:
        return {"basis": next(c.warrant.basis for c in listed.column if c.code == asked.facts["column"])}
    if "start" in asked.facts:
        found = listed.company_report if asked.example.item == "company_report" else None
        return {"due": asked.due((found or _step_of(listed, asked.example.item)).limit)}
    row = listed.of(str(asked.facts["problem"]))
    return {"lead": row.lead, "others": row.lead_choice.others if row.lead_choice else ""}


def _step_of(listed: ResponsibilityList, item: str) -> Step:
    problem, *inside, code = item.split(".")
    row = listed.of(problem)
    steps = row.variant_of(inside[0]).step if inside else row.step  # type: ignore[union-attr]
    return next(step for step in steps if step.code == code)
