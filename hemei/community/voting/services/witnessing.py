"""The second person of a visit says that he was there; until then its ballots do not count, and then expire."""

from __future__ import annotations

from datetime import datetime

from hemei.community.voting.models import Assembly, Ballot, Roll, RollUnit, VisitWitness
from hemei.community.voting.queries.bound import owners_on
from hemei.community.voting.queries.law import counting_of, proof_of
from hemei.community.voting.rules import voters
from hemei.community.voting.rules.acts import still_open
from hemei.community.voting.rules.casting import NOT_CONFIRMED, takes_its_place
from hemei.community.voting.rules.receipts import WrittenSheet
from hemei.community.voting.services.before_count import strike_before_count
from hemei.community.voting.services.rights import Right
from hemei.community.voting.services.telling import sealed, share_roll
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Refused, demand, mark

_WHY = "上门收票没有由同行的人在截止以前确认。"


def await_witness(actor: Actor, unit: RollUnit, right: Right, written: WrittenSheet) -> None:
    """Let a sheet from a door wait for the second person; nothing waits where nobody came along."""
    others = [one for one in right.visitors if one != actor.person_id]
    if actor.person_id is None or not others:
        return
    [number] = records.next_ids("voting_visitwitness", 1)
    stream = f"voting.visit:{number}"
    records.grant_access(stream=stream, persons=tuple(sorted({actor.person_id, others[0]})))
    row = VisitWitness(
        id=number, stream=stream, scope=unit.scope, sheet_id=written.sheet_id, entered_by=actor.person_id,
        witness=others[0], closes_at=unit.roll.closes_at,
    )  # fmt: skip
    row.save(force_insert=True)


@records.whole
def answer_visit(
    *, actor: Actor, now: datetime, visit_id: int, there: bool, confirmed_at: datetime | None
) -> None:
    """Say as the second person of a visit that one was there, or was not; confirmed, its ballots take their place.

    The order of ballots is that of their receipt: this one came at the visit, whenever it is confirmed.

    Raises:
        Refused: the actor is not who was named, has answered, gave no second factor shortly before, the vote is
            closed, or doubles are to be settled first and this is one.
    """
    known = VisitWitness.objects.filter(record.seen_by(actor), pk=visit_id).first()
    if known is None:
        raise Refused.because(mark("没有这次上门"), code="not_found")
    with people_services.opened(actor, known.scope):
        unit_id = known.sheet.roll_unit_id
        share_roll(unit_id)
        unit = RollUnit.objects.select_for_update(of=("self",)).select_related("roll").get(pk=unit_id)
        row = VisitWitness.objects.select_for_update(of=("self",)).get(pk=visit_id)
        proof = proof_of(unit.roll)
        named = actor.person_id is not None and row.witness == actor.person_id
        demand(voters.may_witness(named=named, answered=row.answered_at is not None))
        demand(
            still_open(
                now,
                unit.roll.closes_at,
                mark("没有在截止以前确认的上门票不计入；业主可以在结果公布以后提出异议"),
            )
        )
        if not proof.step_up.counts(confirmed_at, now):
            raise Refused.because(mark("请先再次确认是您本人"), field="code", code="step_up")
        row.answered_at, row.there = now, there
        row.save(update_fields=["answered_at", "there"])
        stands = _stand(unit, row.sheet_id) if there else []
        records.record_event(
            stream=unit.stream, type="voting.visit_confirmed" if there else "voting.visit_denied", actor=actor, at=now,
            scope=unit.scope, data={"visit": row.pk, "sheet": row.sheet_id, "stands": stands},
            references=(proof.doorstep.warrant.reference,),
        )  # fmt: skip


def _stand(unit: RollUnit, sheet_id: int) -> list[int]:
    """Let the ballots of a confirmed sheet take their place among those of the unit; return the votes they stand in."""
    rule = counting_of(unit.roll).double_ballots.counts
    held = {one.vote_id: one for one in Ballot.objects.filter(roll_unit=unit, standing=True)}
    standing, displaced = [], []
    for one in Ballot.objects.filter(sheet_id=sheet_id, valid=True, struck=False).order_by("pk"):
        before = held.get(one.vote_id)
        if before is not None:
            # At the same instant the one entered later is the later, whichever was confirmed last.
            same = one.received_at == before.received_at and one.pk < before.pk
            answer = (
                rule == "first" if same and rule != "refuse"
                else takes_its_place(one.received_at, before.received_at, rule, unit.owners_since)
            )  # fmt: skip
            if isinstance(answer, Decision):
                raise Refused(answer)
            if not answer:
                continue
            displaced.append(before.pk)
        standing.append(one)
    Ballot.objects.filter(pk__in=displaced).update(standing=False)
    Ballot.objects.filter(pk__in=[one.pk for one in standing]).update(standing=True)
    return [one.vote_id for one in standing]


def lapse_visits(actor: Actor, now: datetime, roll: Roll) -> int:
    """Record of each visit that nobody confirmed before the vote was closed that its ballot does not count."""
    rows = VisitWitness.objects.filter(sheet__roll=roll, answered_at=None).select_related("sheet__roll_unit")
    lapsed = list(rows.order_by("pk"))
    reference = proof_of(roll).doorstep.warrant.reference
    for row in lapsed:
        unit = row.sheet.roll_unit
        records.record_event(
            stream=unit.stream, type="voting.visit_lapsed", actor=actor, at=now, scope=unit.scope,
            data={"visit": row.pk, "sheet": row.sheet_id, "entered_by": row.entered_by,
                  "owners": sorted(owners_on(unit))},
            references=(reference,),
        )  # fmt: skip
    return len(lapsed)


def strike_unconfirmed(actor: Actor, now: datetime, found: Assembly, roll: Roll) -> int:
    """Strike the ballots from doors that nobody confirmed before the end; return how many. The result says so."""
    rows = Ballot.objects.filter(
        vote__roll=roll, sheet__witness__isnull=False, valid=True, struck=False, strike=None
    ).exclude(sheet__witness__there=True)
    ballots = list(rows.select_related("roll_unit").order_by("pk"))
    if not ballots:
        return 0
    words = {one.roll_unit_id: sealed(one.roll_unit, _WHY) for one in ballots}
    reference = proof_of(roll).doorstep.warrant.reference
    return strike_before_count(
        actor, now, found, ballots, ground=NOT_CONFIRMED, reasons=words, references=(reference,)
    )
