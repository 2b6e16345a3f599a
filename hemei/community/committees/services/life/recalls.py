"""A member is proposed for recall, heard, and recalled by the owners' vote; nothing else removes a member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hemei.community.committees.models import Recall
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.rules.life_words import OPEN_RECALLS, ProposedBy, RecallState
from hemei.community.committees.rules.recalls import Proposal, may_hear, may_move, may_propose
from hemei.community.committees.services.life.shared import (
    at_committee,
    demand,
    missing,
    rules_of,
    sealed,
    system_at,
    tell,
    written,
)
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, mark
from hemei.kernel.workdays import shanghai_day

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallDraft:
    """A proposal as it was handed in: against which seat, for what, and by whom; owners by their counted proposal."""

    seat_id: int
    ground: str
    reason: str
    members: Sequence[int] = ()
    proposal_id: int | None = None

    @property
    def by(self) -> ProposedBy:
        """Who proposes."""
        return ProposedBy.OWNERS if self.proposal_id is not None else ProposedBy.MEMBERS


def propose_recall(*, actor: Actor, now: datetime, estate_id: int, draft: RecallDraft) -> int:
    """Enter that a member is proposed for recall and return the id; `members` are the seats of those who signed.

    Raises:
        Refused: the estate is not the actor's, too few propose it, or no fact is stated.
    """
    today = shanghai_day(now)
    with at_committee(actor, LifeAct.PROPOSE_RECALL, estate_id, now) as term:
        members = [one.id for one in people.sitting_seats(term.id, today) if not one.reserve]
        running = Recall.objects.filter(seat_id=draft.seat_id, state__in=OPEN_RECALLS).exists()
        reached = draft.proposal_id is not None and _reached(actor, now, estate_id, draft.proposal_id)
        proposal = Proposal(draft.by, draft.ground, draft.reason, draft.members, reached)
        references = demand(
            may_propose(proposal, seat=draft.seat_id, members=members, running=running, rules=rules_of(today))
        )
        (number,) = records.next_ids("committees_recall", 1)
        row = Recall(
            id=number, stream=f"committees.recall:{number}", scope=term.scope, estate_id=estate_id,
            body_id=term.body_id, seat_id=draft.seat_id, ground=draft.ground, proposed_by=draft.by, proposed_on=today,
            asking=len(set(draft.members)) if draft.by is ProposedBy.MEMBERS else None,
            asking_of=len(members) if draft.by is ProposedBy.MEMBERS else None,
            proposal_id=draft.proposal_id, state=RecallState.PROPOSED,
        )  # fmt: skip
        row.reason_id = sealed(row, "reason", draft.reason.strip())
        records.grant_access(stream=row.stream, bodies=(term.body_id,))
        row.save(force_insert=True)
        tell(
            actor, now, row, "committees.recall_proposed",
            {"estate": estate_id, "seat": row.seat_id, "ground": row.ground, "by": row.proposed_by,
             "asking": row.asking, "of": row.asking_of, "proposal": row.proposal_id},
            references,
        )  # fmt: skip
    return number


def _reached(actor: Actor, now: datetime, estate_id: int, proposal_id: int) -> bool:
    """Whether the owners' proposal of this estate was counted and reaches the share that entitles them."""
    row = votes.proposal(proposal_id, actor=actor)
    return row is not None and row.estate_id == estate_id and votes.asked_of(row, now=now).reached


def hear_member(*, actor: Actor, now: datetime, recall_id: int, heard_on: date, words: str) -> None:
    """Enter that the member was heard on a day, and what he said in his defence.

    Raises:
        Refused: the recall is not the actor's or stands elsewhere, or nothing was written down.
    """
    row = _recall(actor, recall_id)
    with at_committee(actor, LifeAct.HEAR, row.estate_id, now):
        row = _locked(recall_id)
        demand(
            may_move(RecallState(row.state), RecallState.HEARD),
            may_hear(heard_on, row.proposed_on, shanghai_day(now)),
        )
        said = written(words, "words", mark("请写明本人的陈述和申辩；拒不到场的，写明通知的情况。"))
        row.state, row.heard_on, row.heard_id = RecallState.HEARD, heard_on, sealed(row, "heard", said)
        row.save(update_fields=["state", "heard_on", "heard_id"])
        reference = rules_of(shanghai_day(now)).hearing.warrant.reference
        tell(actor, now, row, "committees.recall_heard", {"on": heard_on.isoformat()}, (reference,))


def put_to_vote(*, actor: Actor, now: datetime, recall_id: int, assembly_id: int, number: int) -> None:
    """Enter as which item of which owners' assembly the recall is voted on; the caller has put it on the agenda.

    Raises:
        Refused: the recall is not the actor's, or the member was not heard yet.
    """
    row = _recall(actor, recall_id)
    with at_committee(actor, LifeAct.PUT_TO_VOTE, row.estate_id, now):
        row = _locked(recall_id)
        demand(may_move(RecallState(row.state), RecallState.VOTING))
        row.state, row.assembly_id, row.vote_number = RecallState.VOTING, assembly_id, number
        row.save(update_fields=["state", "assembly_id", "vote_number"])
        tell(actor, now, row, "committees.recall_put_to_vote", {"assembly": assembly_id, "number": number})


def call_recall_vote(*, actor: Actor, now: datetime, recall_id: int) -> int:
    """Call the extraordinary assembly that decides a recall, as its only item; return the id of the assembly.

    Raises:
        Refused: the member was not heard yet, or the assembly cannot be called on the ground the proposal gives.
    """
    row = _recall(actor, recall_id)
    with at_committee(actor, LifeAct.PUT_TO_VOTE, row.estate_id, now):
        row = _locked(recall_id)
        demand(may_move(RecallState(row.state), RecallState.VOTING))
        seat = people.seat_facts(row.seat_id)
        title = f"罢免业主委员会委员（席位{seat.number if seat else ''}）"
        owners = row.proposed_by == ProposedBy.OWNERS
        assembly = voting.call_assembly(
            actor=actor, now=now,
            draft=voting.AssemblyDraft(
                estate_id=row.estate_id, kind="extraordinary", called_by="committee",
                ground="fifth_of_owners" if owners else "emergency", title=title, key=row.stream,
                agenda=[voting.AgendaItem(matter="elect_committee", title=title)], proposal_id=row.proposal_id,
                reason="" if owners else "三分之一以上委员提议罢免委员，提请业主大会表决",
            ),
        )  # fmt: skip
        put_to_vote(actor=actor, now=now, recall_id=recall_id, assembly_id=assembly, number=1)
    return assembly


def withdraw_recall(*, actor: Actor, now: datetime, recall_id: int) -> None:
    """Enter that who proposed it took it back, before it was put to the vote."""
    row = _recall(actor, recall_id)
    with at_committee(actor, LifeAct.WITHDRAW, row.estate_id, now):
        row = _locked(recall_id)
        demand(may_move(RecallState(row.state), RecallState.WITHDRAWN))
        row.state = RecallState.WITHDRAWN
        row.save(update_fields=["state"])
        tell(actor, now, row, "committees.recall_withdrawn", {})


def decide_recalls(
    *, actor: Actor, now: datetime, assembly_id: int, passed: Mapping[int, bool], day: date,
    references: tuple[Reference, ...] = (),
) -> None:  # fmt: skip
    """Let what the owners decided in an assembly be done, by the number of the item; harmless when repeated."""
    with records.acting(actor):
        rows = Recall.objects.select_for_update().filter(assembly_id=assembly_id, state=RecallState.VOTING)
        for row in rows.filter(vote_number__in=list(passed)).order_by("id"):
            _decide(actor, now, row, passed=passed[row.vote_number or 0], day=day, references=references)


def _decide(
    actor: Actor, now: datetime, row: Recall, *, passed: bool, day: date, references: tuple[Reference, ...]
) -> None:
    row.state = RecallState.PASSED if passed else RecallState.FAILED
    row.decided_on = day
    row.save(update_fields=["state", "decided_on"])
    tell(
        actor,
        now,
        row,
        "committees.recall_decided",
        {"assembly": row.assembly_id, "passed": passed},
        references,
    )
    if passed:
        seat = people.seat_facts(row.seat_id)
        until = max(day, seat.since + _ONE_DAY) if seat else day
        people_services.leave_seat(
            actor=system_at(row.scope), now=now, seat_id=row.seat_id, day=until, reason=SeatEnd.RECALLED,
            warrant=row.stream,
        )  # fmt: skip


def lapse_recalls(*, actor: Actor, now: datetime, seat_id: int, warrant: str) -> None:
    """End recalls of a seat that ended for another reason; harmless when repeated."""
    with records.acting(actor):
        rows = Recall.objects.select_for_update().filter(seat_id=seat_id, state__in=OPEN_RECALLS)
        for row in rows.exclude(stream=warrant):
            row.state = RecallState.MOOT
            row.save(update_fields=["state"])
            tell(actor, now, row, "committees.recall_lapsed", {"seat": seat_id})


def _recall(actor: Actor, recall_id: int) -> Recall:
    with records.acting(actor):
        row = Recall.objects.filter(pk=recall_id).first()
    if row is None:
        raise missing()
    return row


def _locked(recall_id: int) -> Recall:
    return Recall.objects.select_for_update().get(pk=recall_id)
