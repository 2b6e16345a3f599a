"""A person looks at what flags ask: the visit holds, or it is voided and made again by somebody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.models import Assessor, Visit
from hemei.oversight.assessment.rules.kit_acts import KitAct
from hemei.oversight.assessment.rules.kit_words import ReviewOutcome, VisitState
from hemei.oversight.assessment.services.assessors import declared_by, free_to_judge
from hemei.oversight.assessment.services.kit_keeping import demand_kit
from hemei.oversight.assessment.services.kit_marks import hand_over
from hemei.oversight.assessment.services.kit_planning import VisitPlan, write_visits
from hemei.oversight.assessment.services.shared import tell

LONGEST_NOTE = 500


def review_visit(
    *, actor: Actor, now: datetime, visit_id: int, outcome: ReviewOutcome, note: str, assessor_id: int = 0
) -> None:
    """Say what a visit with flags is worth. Upheld, its marks count from now on; voided, `assessor_id` makes it again.

    Raises:
        Refused: the actor may not, it was not handed in or was reviewed, no reason is given, or the one who is to go
            again is the same or none of the round.
    """
    demand_kit(actor, KitAct.REVIEW)
    said = note.replace("\x00", "").strip()[:LONGEST_NOTE]
    demand(gives_reason(mark("没有写明核实了什么。"), said, field="note", code="note"))
    with transaction.atomic():
        rows = Visit.objects.select_for_update(of=("self",)).filter(record.seen_by(actor), pk=visit_id)
        visit = rows.first()
        if visit is None:
            raise Refused.because(mark("没有这次检查"), field="visit", code="not_found")
        if visit.state != VisitState.ENDED or visit.review:
            raise Refused.because(mark("这次检查还没有提交，或已经复核过"), field="outcome", code="state")
        sealed = records.seal(stream=visit.stream, scope=visit.scope, field="visit_review", text=said)
        visit.review, visit.reviewed_at, visit.review_note_id = outcome.value, now, sealed.vault_id
        if outcome is ReviewOutcome.REDO:
            visit.state = VisitState.VOIDED.value
        visit.save(update_fields=["review", "reviewed_at", "review_note_id", "state"])
        data = {"outcome": outcome.value, "note": sealed.vault_id, "said": sealed.commitment}
        tell(actor, now, visit, "assessment.visit_reviewed", data)
        if outcome is ReviewOutcome.UPHELD:
            hand_over(actor=actor, now=now, visit=visit)
        else:
            _again(actor, now, visit, assessor_id)


def _again(actor: Actor, now: datetime, visit: Visit, assessor_id: int) -> None:
    """Plan the visit anew; a hidden second visit is not repeated, it says what it says about who made it."""
    if visit.second_of_id is not None:
        return
    rows = Assessor.objects.select_for_update().filter(round_id=visit.entry.round_id, ended_at=None)
    other = rows.exclude(pk=visit.assessor_id).filter(pk=assessor_id).first()
    if other is None or free_to_judge(
        actor, shanghai_day(now), other.person_id, declared_by(other), [visit.entry]
    ):
        raise Refused.because(mark("请选择另一位没有回避情形的评估员重查"), field="assessor", code="assessor")
    if other.entry_ids and visit.entry_id not in other.entry_ids:
        other.entry_ids = sorted({*other.entry_ids, visit.entry_id})
        other.save(update_fields=["entry_ids"])
        records.grant_access(stream=visit.entry.stream, persons=(other.person_id,))
    plan = VisitPlan(visit.entry_id, other.pk, other.person_id)
    write_visits(actor=actor, now=now, contract_id=visit.contract_id, scope=visit.scope, plans=[plan])
