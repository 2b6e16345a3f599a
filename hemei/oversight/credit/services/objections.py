"""An objection freezes a line until it is decided; upheld, the line is withdrawn and never counts again."""

from __future__ import annotations

from datetime import datetime

from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit.models import ConductLine, LineObjection
from hemei.oversight.credit.queries.facts import persons_of, recorded_of
from hemei.oversight.credit.queries.standards import catalogue_on, repair_on
from hemei.oversight.credit.rules.acts import Act, may_answer, may_decide, may_object, says_why
from hemei.oversight.credit.rules.lines import Standing, known, standing
from hemei.oversight.credit.rules.words import ClockKind, LineState
from hemei.oversight.credit.services.clocks import extend_clock, settle_clock, start_clock
from hemei.oversight.credit.services.shared import at_line, reports_outdated, sealed, tell
from hemei.oversight.credit.services.talks import owe_talks


@records.whole
def object_to_line(*, actor: Actor, now: datetime, line_id: int, grounds: str) -> int:
    """Object to a confirmed line and return the objection's id; the line is frozen from today.

    Raises:
        Refused: not the company's or manager's line, too late, a second time, or without grounds.
    """
    today = shanghai_day(now)
    with at_line(actor, Act.OBJECT, line_id) as row:
        repair = repair_on(today)
        references = demand(
            may_object(
                stands=stands_on(row, now),
                objected=row.objections.count(),
                now=now,
                due_at=row.objection_due_at,
                repair=repair,
            ),
            says_why(grounds, "grounds"),
        )
        if repair is None:
            raise Refused.because(mark("当时还没有异议的规定。"), code="no_rule")
        objection = LineObjection(
            stream=row.stream,
            scope=row.scope,
            line=row,
            filed_on=today,
            filed_at=now,
            by_manager=actor.person_id is not None and actor.person_id == row.manager_id,
            grounds_id=sealed(row, "grounds", grounds),
        )
        objection.save(force_insert=True)
        due = start_clock(
            actor=actor, now=now, row=row, kind=ClockKind.OBJECTION, number=objection.pk, rule=repair.decision
        )
        data = {
            "objection": objection.pk,
            "on": today.isoformat(),
            "due_at": due.isoformat() if due else None,
        }
        tell(actor, now, row, "credit.objection_filed", data, references)
        reports_outdated(actor, row, now)
        return int(objection.pk)


def stands_on(row: ConductLine, now: datetime) -> Standing:
    """Return how a line stands today; what is not confirmed is ahead."""
    if row.state != LineState.CONFIRMED:
        return Standing.AHEAD
    (line,) = recorded_of([row])
    today = shanghai_day(now)
    return standing(line, known(line, catalogue_on(row.happened_on)), repair_on(today), on=today)


@records.whole
def extend_decision(*, actor: Actor, now: datetime, line_id: int, reason: str) -> None:
    """Extend the time to decide an objection, once; the reason lies in the vault."""
    with at_line(actor, Act.DECIDE, line_id) as row:
        objection = _waiting(actor, row)
        demand(says_why(reason, "reason"))
        repair = repair_on(objection.filed_on)
        if objection.extended or repair is None:
            raise Refused.because(mark("决定的期限已经延长过一次。"), code="extended")
        due = extend_clock(
            actor=actor, now=now, row=row, kind=ClockKind.OBJECTION, number=objection.pk,
            rules=(repair.decision, repair.decision_extension),
        )  # fmt: skip
        objection.extended = True
        objection.save(update_fields=["extended"])
        data = {
            "objection": objection.pk,
            "due_at": due.isoformat() if due else None,
            "reason": sealed(row, "extension_reason", reason),
        }
        tell(
            actor, now, row, "credit.decision_extended", data,
            (repair.decision_extension.warrant.reference,),
        )  # fmt: skip


@records.whole
def decide_line_objection(*, actor: Actor, now: datetime, line_id: int, upheld: bool, reason: str) -> None:
    """Decide the waiting objection to a line: upheld, the line is withdrawn; else it counts again from today.

    Raises:
        Refused: not the authority of the project's place, nothing waits, confirmed by the same person, or no
            reason given.
    """
    today = shanghai_day(now)
    with at_line(actor, Act.DECIDE, line_id) as row:
        objection = _waiting(actor, row)
        demand(may_decide(decided=objection.decided_on is not None), says_why(reason, "reason"))
        objection.decided_on, objection.decided_at, objection.upheld = today, now, upheld
        objection.decision_id = sealed(row, "decision", reason)
        objection.save(update_fields=["decided_on", "decided_at", "upheld", "decision_id"])
        late = settle_clock(actor=actor, now=now, row=row, kind=ClockKind.OBJECTION, number=objection.pk)
        repair = repair_on(objection.filed_on)
        references = (repair.decision.warrant.reference,) if repair else ()
        data = {
            "objection": objection.pk,
            "upheld": upheld,
            "on": today.isoformat(),
            "late": late,
            "reason": objection.decision_id,
        }
        tell(actor, now, row, "credit.objection_decided", data, references)
        reports_outdated(actor, row, now)
        if not upheld:
            owe_talks(actor=actor, now=now, row=row)


def _waiting(actor: Actor, row: ConductLine) -> LineObjection:
    """Return the objection that waits, for somebody else than who confirmed the line."""
    found = row.objections.select_for_update().filter(decided_on=None).first()
    if found is None:
        raise Refused.because(mark("没有待决定的异议。"), remedy=mark("请刷新页面查看。"), code="decided")
    demand(may_answer(confirmed_by=persons_of(row, "credit.line_confirmed"), by=actor.person_id))
    return found
