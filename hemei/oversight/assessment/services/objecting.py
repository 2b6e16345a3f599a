"""A subject objects to an item once, within the posting; the organiser answers within its clock."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from django.db import IntegrityError, transaction

from hemei.ground.clocks import queries as clock_queries
from hemei.ground.clocks import services as clocks
from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.facts import rules_on, version
from hemei.oversight.assessment.models import Entry, Mark, MarkObjection, Round
from hemei.oversight.assessment.rules.acts import Act, may
from hemei.oversight.assessment.rules.rounds import (
    Given,
    judged_by_another,
    may_mark,
    may_object,
    says,
    stands,
)
from hemei.oversight.assessment.rules.words import OBJECTION_CLOCK, ObjectionState, Stage
from hemei.oversight.assessment.services.settling import settle_again
from hemei.oversight.assessment.services.shared import clean, missing, organised, sealed_id, tell


def object_to_mark(*, actor: Actor, now: datetime, entry_id: int, item: str, text: str) -> int:
    """Object, as the body that answers for the subject, to an item of its posted score; return the objection's id.

    Raises:
        Refused: the score is not the actor's or not posted, the period is over, or the item was objected to before.
    """
    demand(may(actor.role, Act.OBJECT))
    entry = Entry.objects.select_related("round").filter(pk=entry_id, body_id=actor.body_id or 0).first()
    if entry is None:
        raise missing()
    row = entry.round
    standard = version(row.standard, row.standard_day)
    demand(
        may_object(
            Stage(row.stage),
            item=any(one.code == item for one in standard.item),
            again=MarkObjection.objects.filter(entry=entry, item=item).exists(),
            until=row.objections_until,
            now=now,
        ),
        says(text, "text"),
    )
    rule = rules_on(shanghai_day(now)).decision
    with opened(actor, entry.scope):
        found = MarkObjection(
            stream=entry.stream, scope=entry.scope, entry=entry, item=item, body_id=actor.body_id or 0,
            text_id=sealed_id(entry, "objection", text) or 0, filed_at=now, state=ObjectionState.FILED,
        )  # fmt: skip
        try:
            with transaction.atomic():
                found.save(force_insert=True)
        except IntegrityError as error:
            if "assessment_objection_once" not in str(error):
                raise
            raise Refused.because(mark("对这一项已经提出过异议"), field="item", code="again") from error
        due = _start_clock(actor, now, row, entry, found)
    data = {"objection": found.pk, "item": item, "due": due.isoformat() if due else None}
    tell(actor, now, entry, "assessment.objection_filed", data, (rule.warrant.reference,))
    return found.pk


def _start_clock(
    actor: Actor, now: datetime, row: Round, entry: Entry, found: MarkObjection
) -> datetime | None:
    """Let the time of the answer run against the organiser; a round of the platform itself has nobody to be late."""
    if row.organiser_body_id is None:
        return None
    rule = rules_on(shanghai_day(now)).decision
    return clocks.start_deadline(
        actor=actor,
        now=now,
        subject=clocks.Subject(
            entry.stream,
            entry.scope,
            f"{OBJECTION_CLOCK}:{found.item}",
            OBJECTION_CLOCK,
            row.organiser_body_id,
        ),
        limit=rule.limit,
        working_time=clock_queries.working_time(now=now),
        reference=rule.warrant.reference,
    ).due.at


def decide_objection(
    *, actor: Actor, now: datetime, objection_id: int, upheld: bool, text: str, value: Fraction | None = None
) -> None:  # fmt: skip
    """Answer an objection: it stands or does not, with the reason.

    An upheld one on a marked item says its new mark; on an item that records fill, the records were corrected at their
    own place, and are read again.

    Raises:
        Refused: the round is not the actor's, it was answered, he gave the mark himself, no reason is given, or the
            new mark cannot stand.
    """
    found = (
        MarkObjection.objects.select_for_update(of=("self",))
        .select_related("entry")
        .filter(pk=objection_id)
        .first()
    )
    if found is None:
        raise missing()
    entry, row = found.entry, organised(actor, found.entry.round_id)
    demand(stands(Stage(row.stage), Stage.POSTED), says(text, "text"))
    if found.state != ObjectionState.FILED:
        raise Refused.because(mark("这件异议已经答复"), code="state")
    given = Mark.objects.filter(entry=entry, item=found.item, assessor__person_id=actor.person_id or 0)
    demand(judged_by_another(gave=given.exists()))
    before = entry.grade
    with opened(actor, row.scope):
        found.state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
        found.decided_at, found.decision_id = now, sealed_id(entry, "decision", text)
        found.save(update_fields=["state", "decided_at", "decision_id"])
        after = before
        if upheld:
            _correct(row, entry, found.item, value, now=now, text=text)
            before, after = settle_again(now=now, row=row, entry=entry)
        late = _end_clock(actor, now, row, entry, found)
    data = {
        "objection": found.pk, "item": found.item, "upheld": upheld, "value": str(value) if value is not None else None,
        "before": before, "after": after, "late": late,
    }  # fmt: skip
    tell(actor, now, entry, "assessment.objection_decided", data)


def _end_clock(actor: Actor, now: datetime, row: Round, entry: Entry, found: MarkObjection) -> bool:
    """Stop the clock of the answer and say whether it comes late."""
    if row.organiser_body_id is None:
        return False
    key = f"{OBJECTION_CLOCK}:{found.item}"
    clocks.settle_deadline(actor=actor, now=now, stream=entry.stream, key=key)
    return clock_queries.ends_of([entry.stream], kind=OBJECTION_CLOCK)[entry.stream, key].state == "missed"


def _correct(
    row: Round, entry: Entry, code: str, value: Fraction | None, *, now: datetime, text: str
) -> None:
    standard = version(row.standard, row.standard_day)
    item = next(one for one in standard.item if one.code == code)
    if item.filled_by:
        if value is not None:
            raise Refused.because(
                mark("“{name}”由记录得出，不能手工评分"), remedy=mark("记录有误的，请更正记录"), field="value",
                code="filled", name=item.name,
            )  # fmt: skip
        return
    if value is None:
        raise Refused.because(mark("异议成立的，请选择改后的评分"), field="value", code="value")
    demand(may_mark(standard, Given(code, value, why=bool(clean(text)))))
    decided = Mark(
        stream=entry.stream, scope=entry.scope, entry=entry, item=code, assessor=None, value_num=value.numerator,
        value_den=value.denominator, marked_at=now,
    )  # fmt: skip
    records.insert_rows([decided])
