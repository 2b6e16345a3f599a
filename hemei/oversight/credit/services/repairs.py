"""Repair 信用修复: what was bad is corrected, and after its time a line stops counting before it expires."""

from __future__ import annotations

from datetime import datetime

from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit.models import Repair
from hemei.oversight.credit.queries.facts import recorded_of
from hemei.oversight.credit.queries.standards import catalogue_on, repair_on
from hemei.oversight.credit.rules.acts import Act, may_ask_repair, may_decide, says_why
from hemei.oversight.credit.rules.lines import known
from hemei.oversight.credit.rules.words import ClockKind, LineState
from hemei.oversight.credit.services.clocks import settle_clock, start_clock
from hemei.oversight.credit.services.shared import at_line, missing, reports_outdated, sealed, tell


@records.whole
def ask_repair(*, actor: Actor, now: datetime, line_id: int, proof: str) -> int:
    """Ask for the repair of a line with proof of the correction; returns the id of the request.

    Raises:
        Refused: not the company's or manager's line, too early, not repairable, or without proof.
    """
    today = shanghai_day(now)
    with at_line(actor, Act.ASK_REPAIR, line_id) as row:
        if row.state != LineState.CONFIRMED:
            raise missing()
        (line,) = recorded_of([row])
        repair = repair_on(today)
        references = demand(
            may_ask_repair(
                line,
                known(line, catalogue_on(row.happened_on)),
                repair,
                today=today,
                waits=row.repairs.filter(decided_on=None).exists(),
            ),
            says_why(proof, "proof"),
        )
        if repair is None:
            raise missing()
        request = Repair(
            stream=row.stream,
            scope=row.scope,
            line=row,
            asked_on=today,
            asked_at=now,
            proof_id=sealed(row, "proof", proof),
        )
        request.save(force_insert=True)
        due = start_clock(
            actor=actor,
            now=now,
            row=row,
            kind=ClockKind.REPAIR,
            number=request.pk,
            rule=repair.repair_decision,
        )
        data = {"repair": request.pk, "on": today.isoformat(), "due_at": due.isoformat() if due else None}
        tell(actor, now, row, "credit.repair_asked", data, references)
        return int(request.pk)


@records.whole
def decide_repair(*, actor: Actor, now: datetime, line_id: int, granted: bool, reason: str) -> None:
    """Decide the waiting request for repair of a line; granted, it counts no more from today.

    Raises:
        Refused: not the authority of the project's place, nothing waits, or no reason given.
    """
    today = shanghai_day(now)
    with at_line(actor, Act.DECIDE, line_id) as row:
        request = row.repairs.select_for_update().filter(decided_on=None).first()
        if request is None:
            raise Refused.because(
                mark("没有待决定的修复申请。"), remedy=mark("请刷新页面查看。"), code="decided"
            )
        demand(may_decide(decided=request.decided_on is not None), says_why(reason, "reason"))
        request.decided_on, request.decided_at, request.granted = today, now, granted
        request.decision_id = sealed(row, "repair_decision", reason)
        request.save(update_fields=["decided_on", "decided_at", "granted", "decision_id"])
        if granted:
            row.repaired_on = today
            row.save(update_fields=["repaired_on"])
            reports_outdated(actor, row, now)
        late = settle_clock(actor=actor, now=now, row=row, kind=ClockKind.REPAIR, number=request.pk)
        repair = repair_on(request.asked_on)
        data = {
            "repair": request.pk,
            "granted": granted,
            "on": today.isoformat(),
            "late": late,
            "reason": request.decision_id,
        }
        references = (repair.repair_decision.warrant.reference,) if repair else ()
        tell(actor, now, row, "credit.repair_decided", data, references)
