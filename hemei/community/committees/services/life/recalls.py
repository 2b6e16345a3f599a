"""A member is proposed for recall, heard, and recalled by the owners' vote; nothing else removes a member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hemei.community.committees.models import Recall
from hemei.community.committees.queries.life.callers import asked_of, callings_of, short_meeting
from hemei.community.committees.rules.handing import due_on
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.rules.life_words import OPEN_RECALLS, ProposedBy, RecallState
from hemei.community.committees.rules.recalls import (
    Proposal,
    may_be_called_by,
    may_move,
    may_propose,
    may_vote,
)
from hemei.community.committees.services.bodies import bodies_of, system_at
from hemei.community.committees.services.life.duties import Demand, lapse_changes, set_demands, settle
from hemei.community.committees.services.life.handing import NO_PAPER, SignedList, end_handovers, kept_scan
from hemei.community.committees.services.life.shared import at_committee, missing, rules_of, sealed, tell
from hemei.community.meetings import queries as meetings
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import Post, SeatEnd
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reference, demand
from hemei.kernel.workdays import shanghai_day

_ONE_DAY = timedelta(days=1)
HEARING = "hearing"
"""The item of the duty to hear the member."""
VOTE = "vote"
"""The item of the duty to call the owners' meeting that decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallDraft:
    """A proposal as it was handed in: against which seat, for what, and by whom; owners by their counted proposal.

    Members signed it on the `paper`.
    """

    seat_id: int
    ground: str
    reason: str
    members: Sequence[int] = ()
    proposal_id: int | None = None
    paper: SignedList = NO_PAPER

    @property
    def by(self) -> ProposedBy:
        """Who proposes."""
        return ProposedBy.OWNERS if self.proposal_id is not None else ProposedBy.MEMBERS


def propose_recall(*, actor: Actor, now: datetime, estate_id: int, draft: RecallDraft) -> int:
    """Enter that a member is proposed for recall and return the id; `members` are the seats of those who signed.

    Raises:
        Refused: the estate is not the actor's, too few propose it, what members signed is not shown, or no fact is
            stated.
    """
    today = shanghai_day(now)
    with at_committee(actor, LifeAct.PROPOSE_RECALL, estate_id, now) as term:
        members = [one.id for one in people.sitting_seats(term.id, today) if not one.reserve]
        running = Recall.objects.filter(seat_id=draft.seat_id, state__in=OPEN_RECALLS).exists()
        asked = asked_of(actor, estate_id, draft.proposal_id)
        proposal = Proposal(
            draft.by, draft.ground, draft.reason, draft.members,
            reached=asked is not None and asked.owed and not asked.by_members,
            about_him=asked is not None and asked.seat_id == draft.seat_id,
            scanned=draft.paper.upload is not None,
        )  # fmt: skip
        references = demand(
            may_propose(proposal, seat=draft.seat_id, members=members, running=running, rules=rules_of(today))
        )
        members_ask = draft.by is ProposedBy.MEMBERS
        if members_ask and actor.person_id is None:
            raise missing()
        (number,) = records.next_ids("committees_recall", 1)
        row = Recall(
            id=number, stream=f"committees.recall:{number}", scope=term.scope, estate_id=estate_id,
            body_id=term.body_id, seat_id=draft.seat_id, ground=draft.ground, proposed_by=draft.by, proposed_on=today,
            asking=len(set(draft.members)) if members_ask else None, asking_of=len(members) if members_ask else None,
            asking_seats=sorted(set(draft.members)) if members_ask else [],
            entered_by=actor.person_id if members_ask else None,
            proposal_id=draft.proposal_id, state=RecallState.PROPOSED,
            hearing_due_on=due_on(today, rules_of(today).hearing.limit, clocks.working_time(now=now)),
        )  # fmt: skip
        row.reason_id = sealed(row, "reason", draft.reason.strip())
        row.paper_id = kept_scan(row, "recall", draft.paper, now) if members_ask else None
        records.grant_access(stream=row.stream, bodies=(term.body_id,))
        row.save(force_insert=True)
        tell(
            actor, now, row, "committees.recall_proposed",
            {"estate": estate_id, "seat": row.seat_id, "ground": row.ground, "by": row.proposed_by,
             "asking": row.asking, "of": row.asking_of, "proposal": row.proposal_id},
            references,
        )  # fmt: skip
        _owe_hearing(row, now)
    return number


def _owe_hearing(row: Recall, now: datetime) -> None:
    """The community calls the hearing; late, the street hears of it."""
    today = shanghai_day(now)
    bodies, estate = bodies_of(row.scope, today), row.estate.name
    set_demands(
        now=now, key=f"{row.stream}:{HEARING}", stream=row.stream, item=HEARING, until=row.hearing_due_on or today,
        demands=[Demand(bodies.community, bodies.street, f"{estate}：听取被提议罢免的委员的陈述和申辩")],
        reference=rules_of(today).hearing.warrant.reference,
    )  # fmt: skip


def owe_vote(row: Recall, now: datetime, *, until: date | None = None) -> None:
    """The community calls the meeting that decides, and notices it; from the hearing on, or until the day set then.

    `row` is not saved here.
    """
    today, item = shanghai_day(now), rules_of(shanghai_day(now)).recall_vote
    row.vote_due_on = until or due_on(today, item.limit, clocks.working_time(now=now))
    bodies = bodies_of(row.scope, today)
    set_demands(
        now=now, key=f"{row.stream}:{VOTE}:{row.assembly_id or 0}", stream=row.stream, item=VOTE, until=row.vote_due_on,
        demands=[Demand(bodies.community, bodies.street, f"{row.estate.name}：召集业主大会表决罢免委员")],
        reference=item.warrant.reference,
    )  # fmt: skip


def owe_meeting(row: Recall, now: datetime) -> None:
    """Let the committee owe the meeting where members proposed the recall: clock and order as for owners who ask.

    `row` is not saved here; what owners proposed is owed since their proposal reached its share.
    """
    seat = people.seat_facts(row.seat_id)
    if row.proposed_by != ProposedBy.MEMBERS or seat is None:
        return
    row.proposal_id = voting.owe_recall(
        actor=system_at(row.scope), now=now,
        draft=voting.MembersRecall(
            estate_id=row.estate_id, scope=row.scope, seat_id=row.seat_id, seat_number=seat.number,
            title=_title(row, seat), key=row.stream,
        ),
    )  # fmt: skip


def put_to_vote(*, actor: Actor, now: datetime, recall_id: int, assembly_id: int, number: int) -> None:
    """Enter as which item of which owners' assembly the recall is voted on; the caller has put it on the agenda.

    What is owed by it is done by the notice of that meeting, not by the call: a draft is no meeting.

    Raises:
        Refused: the recall is not the actor's, or the member was not heard yet.
    """
    row = recall_of(actor, recall_id)
    with at_committee(actor, LifeAct.PUT_TO_VOTE, row.estate_id, now):
        row = locked_recall(recall_id)
        demand(may_move(RecallState(row.state), RecallState.VOTING), signed_hearing(row, actor, now))
        row.state, row.assembly_id, row.vote_number = RecallState.VOTING, assembly_id, number
        row.decided_on = None
        row.save(update_fields=["state", "assembly_id", "vote_number", "decided_on"])
        tell(actor, now, row, "committees.recall_put_to_vote", {"assembly": assembly_id, "number": number})
        if is_noticed(assembly_id, actor):
            settle(row, now, VOTE)


def is_noticed(assembly_id: int, actor: Actor) -> bool:
    """Whether the notice of a meeting is posted, or was before it was called off."""
    found = votes.assembly(assembly_id, actor=actor)
    return found is not None and found.noticed_on is not None


def answer_recalls(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """End what was owed for the recalls of a meeting whose notice is posted; harmless when repeated."""
    with records.acting(actor):
        for row in Recall.objects.filter(assembly_id=assembly_id, state=RecallState.VOTING).order_by("id"):
            settle(row, now, VOTE)


def signed_hearing(row: Recall, actor: Actor, now: datetime) -> Decision:
    """Whether the hearing stands in minutes that each side which was there signed, or was waited for in vain."""
    page = meetings.meeting(actor=actor, now=now, meeting_id=row.hearing_id) if row.hearing_id else None
    return may_vote(signed=page is not None and page.last_minutes is not None and not page.unsigned)


def call_recall_vote(
    *,
    actor: Actor,
    now: datetime,
    recall_id: int,
    called_by: str = "",
    cited: voting.Cited = voting.NOTHING_CITED,
) -> int:
    """Enter who calls the extraordinary assembly that decides a recall, as its only item; return its id.

    The community enters it for the committee, citing what that decided, or for the residents' committee where that
    calls instead. Without
    `called_by` it is whose turn it is. Where too few took part in the last one, this one repeats it.

    Raises:
        Refused: the member was not heard yet, or who is said to call it may not call on the ground of the proposal.
    """
    row = recall_of(actor, recall_id)
    with at_committee(actor, LifeAct.PUT_TO_VOTE, row.estate_id, now):
        row = locked_recall(recall_id)
        demand(may_move(RecallState(row.state), RecallState.VOTING), signed_hearing(row, actor, now))
        seat = people.seat_facts(row.seat_id)
        title = _title(row, seat)
        open_to = callings_of(row, actor, now)
        demand(may_be_called_by(called_by, open_to))
        calling = next((one for one in open_to if one.called_by == called_by), open_to[0])
        short = short_meeting(row, actor)
        assembly = voting.call_assembly(
            actor=actor, now=now,
            draft=cited.by(
                voting.AssemblyDraft(
                    estate_id=row.estate_id, kind="extraordinary", called_by=calling.called_by,
                    ground=calling.ground, title=title, key=_key(row), agenda=[_item(title, seat)],
                    proposal_id=None if short else row.proposal_id, seat_id=row.seat_id, record=row.stream,
                    repeats_id=short.id if short else None,
                )
            ),
        )  # fmt: skip
        put_to_vote(actor=actor, now=now, recall_id=recall_id, assembly_id=assembly, number=1)
    return assembly


def _key(row: Recall) -> str:
    """Return the key of the meeting: another one where the last was called off."""
    return f"{row.stream}:{row.assembly_id}" if row.assembly_id else row.stream


def _title(row: Recall, seat: people.SittingSeat | None) -> str:
    """The owners must know why they are asked: the item names the ground, the facts stay in the hearing."""
    ground = rules_of(row.proposed_on).ground(row.ground)
    return f"罢免业主委员会委员（席位{seat.number if seat else ''}，事由：{ground.name if ground else row.ground}）"


def _item(title: str, seat: people.SittingSeat | None) -> voting.AgendaItem:
    """The owners must know whom they recall: the item names the member, whose name stands in the vault."""
    return voting.AgendaItem(
        matter="elect_committee", title=title, recalled_id=seat.person_id if seat is not None else None
    )


def withdraw_recall(*, actor: Actor, now: datetime, recall_id: int) -> None:
    """Enter that who proposed it took it back, before it was put to the vote."""
    row = recall_of(actor, recall_id)
    with at_committee(actor, LifeAct.WITHDRAW, row.estate_id, now):
        row = locked_recall(recall_id)
        demand(may_move(RecallState(row.state), RecallState.WITHDRAWN))
        row.state = RecallState.WITHDRAWN
        row.save(update_fields=["state"])
        if row.proposed_by == ProposedBy.MEMBERS and row.proposal_id is not None:
            voting.withdraw_recall(actor=system_at(row.scope), now=now, proposal_id=row.proposal_id)
        tell(actor, now, row, "committees.recall_withdrawn", {})
        settle(row, now, lapsed=True)


def decide_recalls(
    *, actor: Actor, now: datetime, assembly_id: int, passed: Mapping[int, bool], day: date,
    references: tuple[Reference, ...] = (), recounted: bool = False,
) -> None:  # fmt: skip
    """Let what the owners decided in an assembly be done, by the number of the item; harmless when repeated.

    `recounted` decides those that wait for another meeting: in this one enough took part after all.
    """
    with records.acting(actor):
        state = RecallState.HEARD if recounted else RecallState.VOTING
        rows = Recall.objects.select_for_update(of=("self",)).filter(assembly_id=assembly_id, state=state)
        for row in rows.filter(vote_number__in=list(passed)).order_by("id"):
            _decide(actor, now, row, passed=passed[row.vote_number or 0], day=day, references=references)
            settle(row, now, VOTE)


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


def follow_recall(*, actor: Actor, now: datetime, recall_id: int) -> None:
    """Let what a recount says of a recall be done, once the street decided so: the seat ends, or is held again.

    Raises:
        Refused: the seat is taken by somebody else, its term is over, or it cannot end today.
    """
    row = locked_recall(recall_id)
    passed = row.state == RecallState.FAILED
    if not passed:
        seat_again(row, now)
    _decide(actor, now, row, passed=passed, day=shanghai_day(now), references=())


def seat_again(row: Recall, now: datetime) -> int:
    """Let a member sit again who was recalled by what does not stand; return his seat.

    Raises:
        Refused: the seat is taken by somebody else, or its term is over.
    """
    seat = people.seat_facts(row.seat_id)
    if seat is None:
        return row.seat_id
    taking = people_services.Taking(seat.person_id, Post.MEMBER, shanghai_day(now))
    system = system_at(row.scope)
    (again,) = people_services.take_seats(actor=system, now=now, term_id=seat.term_id, takings=[taking])
    end_handovers(
        actor=system, now=now, term_id=seat.term_id, person_id=seat.person_id, post=Post.MEMBER,
        because=row.stream,
    )  # fmt: skip
    return again


def lapse_recalls(*, actor: Actor, now: datetime, seat_id: int, warrant: str) -> None:
    """End recalls of a seat that ended for another reason; harmless when repeated."""
    with records.acting(actor):
        rows = Recall.objects.select_for_update().filter(seat_id=seat_id, state__in=OPEN_RECALLS)
        for row in rows.exclude(stream=warrant):
            _lapse(actor, now, row, voting.Moot.SEAT_ENDED)
        voting.lapse_proposals(actor=actor, now=now, seats=[seat_id], why=voting.Moot.SEAT_ENDED)


def lapse_with_term(*, actor: Actor, now: datetime, term_id: int) -> None:
    """End what the end of a term makes moot: recalls of its members, filings of their changes; may be repeated."""
    with records.acting(actor):
        term = people.term_by_id(term_id)
        rows = Recall.objects.select_for_update(of=("self",)).filter(
            seat__term_id=term_id, state__in=OPEN_RECALLS
        )
        for row in rows.order_by("id"):
            _lapse(actor, now, row, voting.Moot.TERM_ENDED)
        seats = (
            [one.id for one in people.sitting_seats(term_id, term.valid_from, coming=True)] if term else []
        )
        voting.lapse_proposals(actor=actor, now=now, seats=seats, why=voting.Moot.TERM_ENDED)
        if term is not None:
            lapse_changes(now=now, body_id=term.body_id)


def _lapse(actor: Actor, now: datetime, row: Recall, why: voting.Moot) -> None:
    """End a recall without object, and let the meeting it was put to say so."""
    if row.assembly_id is not None and row.vote_number is not None:
        voting.lapse_item(
            actor=system_at(row.scope), now=now, assembly_id=row.assembly_id, number=row.vote_number, why=why
        )
    row.state = RecallState.MOOT
    row.save(update_fields=["state"])
    tell(actor, now, row, "committees.recall_lapsed", {"seat": row.seat_id})
    settle(row, now, lapsed=True)


def recall_of(actor: Actor, recall_id: int) -> Recall:
    """Return a recall the actor may see; raises Refused."""
    with records.acting(actor):
        row = Recall.objects.filter(pk=recall_id).first()
    if row is None:
        raise missing()
    return row


def locked_recall(recall_id: int) -> Recall:
    """Lock a recall."""
    return Recall.objects.select_for_update().get(pk=recall_id)
