"""One line with everything that was done about it, and what this viewer may do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit.models import ConductLine, LineObjection, Repair
from hemei.oversight.credit.queries.facts import persons_of, recorded
from hemei.oversight.credit.queries.lists import LineRow, behaviour_of, listed
from hemei.oversight.credit.queries.standards import repair_on
from hemei.oversight.credit.queries.subjects import is_own
from hemei.oversight.credit.rules.acts import (
    Act,
    may,
    may_answer,
    may_ask_repair,
    may_confirm,
    may_judge,
    may_object,
)
from hemei.oversight.credit.rules.lines import Objection
from hemei.oversight.credit.rules.standards import Behaviour
from hemei.oversight.credit.rules.words import ClockKind, LineState


@dataclass(frozen=True, slots=True)
class LinePage:
    """What the page of a line needs; texts by vault id, `acts` say why not where something may not be done.

    `answer` says whether this viewer decides an objection, `ends` by when objections and requests are to be decided.
    """

    row: LineRow
    stream: str
    behaviour: Behaviour
    version: date
    manager: str
    about: str
    confirmed_on: date | None
    evidence_id: int | None
    refusal_id: int | None
    source_stream: str
    objections: tuple[LineObjection, ...]
    repairs: tuple[Repair, ...]
    texts: Mapping[int, str | None]
    events: tuple[record.EventRow, ...]
    ends: Mapping[tuple[ClockKind, int], datetime]
    acts: Mapping[Act, Decision]
    answer: Decision


def line_page(line_id: int, *, actor: Actor, now: datetime) -> LinePage | None:
    """Return a line as the actor may see it; None where it is not there or not his."""
    row = ConductLine.objects.filter(record.seen_by(actor), pk=line_id).first()
    if row is None:
        return None
    today = shanghai_day(now)
    behaviour, repair = behaviour_of(row), repair_on(today)
    objections = tuple(row.objections.order_by("id"))
    repairs = tuple(row.repairs.order_by("id"))
    (shown,) = listed([row], today)
    found = {act: _may(actor, act, row, own=is_own(actor, row)) for act in _ACTS}
    demands = {
        Act.CONFIRM: _both(
            may_confirm(LineState(row.state)),
            may_judge(proposed_by=persons_of(row, "credit.line_proposed"), by=actor.person_id),
        ),
        Act.OBJECT: may_object(
            stands=shown.standing, objected=len(objections), now=now, due_at=row.objection_due_at, repair=repair
        ),
        Act.ASK_REPAIR: _may_repair(row, objections, repairs, today),
    }  # fmt: skip
    acts = {act: _both(role, demands.get(act, role)) for act, role in found.items()}
    vaults = [row.evidence_id, row.refusal_id, *_texts(objections, repairs)]
    return LinePage(
        row=shown,
        stream=row.stream,
        behaviour=behaviour,
        version=behaviour.warrant.reference.day,
        manager=_manager(actor, row, now),
        about=row.about,
        confirmed_on=row.confirmed_on,
        evidence_id=row.evidence_id,
        refusal_id=row.refusal_id,
        source_stream=row.source_stream,
        objections=objections,
        repairs=repairs,
        texts=record.open_sealed(vault for vault in vaults if vault),
        events=tuple(one for one in record.history(stream=row.stream) if one.type.startswith("credit.")),
        ends=_ends(row),
        acts=acts,
        answer=_both(
            acts[Act.DECIDE],
            may_answer(confirmed_by=persons_of(row, "credit.line_confirmed"), by=actor.person_id),
        ),
    )


def _ends(row: ConductLine) -> dict[tuple[ClockKind, int], datetime]:
    found = {}
    for one in clocks.deadlines_of(stream=row.stream):
        number = one.key.rpartition(":")[2]
        if one.kind in set(ClockKind):
            found[ClockKind(one.kind), int(number)] = one.due_at
    return found


def _may_repair(
    row: ConductLine, objections: tuple[LineObjection, ...], repairs: tuple[Repair, ...], today: date
) -> Decision:
    if row.confirmed_on is None:
        return Decision.no(Reason(mark("认定以后才谈得上修复。"), code="ahead"))
    line = recorded(row, [Objection(one.filed_on, one.decided_on, one.upheld) for one in objections])
    waits = any(one.decided_on is None for one in repairs)
    return may_ask_repair(line, behaviour_of(row), repair_on(today), today=today, waits=waits)


_ACTS = (Act.CONFIRM, Act.OBJECT, Act.DECIDE, Act.ASK_REPAIR)


def _may(actor: Actor, act: Act, row: ConductLine, *, own: bool) -> Decision:
    decision = may(actor.role, act)
    if decision.allowed and act in {Act.OBJECT, Act.ASK_REPAIR} and not own:
        return Decision.no(Reason(mark("这条信息不是您单位的。"), code="not_own"))
    if decision.allowed and act in {Act.CONFIRM, Act.DECIDE} and not actor.covers(row.scope):
        return Decision.no(Reason(mark("这条信息不在您负责的范围内。"), code="not_here"))
    return decision


def _both(first: Decision, second: Decision) -> Decision:
    return second if first.allowed else first


def _texts(objections: tuple[LineObjection, ...], repairs: tuple[Repair, ...]) -> list[int | None]:
    found: list[int | None] = []
    for objection in objections:
        found += [objection.grounds_id, objection.decision_id]
    for one in repairs:
        found += [one.proof_id, one.decision_id]
    return found


def _manager(actor: Actor, row: ConductLine, now: datetime) -> str:
    """Return the manager's name, masked, to those who may see managers."""
    if row.manager_id is None or not may(actor.role, Act.SEE_MANAGERS).allowed:
        return ""
    return manager_name(row.manager_id, actor=actor, now=now)


def manager_name(person_id: int, *, actor: Actor, now: datetime) -> str:
    """Return a manager's name, masked; a manager is looked after by his company's place, the city."""
    with opened(actor, places.city().path):
        found = people.persons([person_id], now=now)
    return found[person_id].name if person_id in found else ""
