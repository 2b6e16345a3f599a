"""A recount says otherwise than what was done, or a result falls: nothing is undone by it, the street decides."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from hemei.community.committees.models import Contest, Election, Recall
from hemei.community.committees.queries.elections.facts import rules_of, working
from hemei.community.committees.rules.contests import (
    DECIDED,
    LIVE,
    SHORT,
    UNDONE,
    Settled,
    changed,
    may_confirm,
    may_settle,
)
from hemei.community.committees.rules.electing import due_day
from hemei.community.committees.rules.election_words import ElectionState, Result
from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.community.committees.rules.life_words import RecallState
from hemei.community.committees.services.bodies import bodies_of
from hemei.community.committees.services.elections.deciding import counted_by, failure, latest_count
from hemei.community.committees.services.elections.following import follow_election, seats_giving_way
from hemei.community.committees.services.life.duties import Demand, end_vacancies, set_demands, settle
from hemei.community.committees.services.life.recalls import follow_recall, seat_again
from hemei.community.committees.services.life.shared import missing, sealed, tell
from hemei.community.committees.services.life.undone import annulled, held_again, recalls_by
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

ITEM = "contest"
"""The item of the duty to decide on what a recount changed."""


def contest_election(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Hold a recount against what was done of an election; harmless when repeated."""
    with records.acting(actor):
        rows = Election.objects.select_for_update(of=("self",)).filter(assembly_id=assembly_id)
        election = rows.filter(state__in=[state.value for state in LIVE]).first()
        if election is None:
            return
        judged = latest_count(election, now)
        found = counted_by(election, judged, rules_of(judged.day))
        why = failure(election, judged, sum(one.result is Result.ELECTED for one in found))
        before = dict(election.candidates.filter(annulled=False).values_list("id", "result"))
        differ = changed(before, found)
        if differ or bool(why) != (election.state == ElectionState.FAILED):
            row = _opened(actor, now, election, {"election": election}, differ, why)
            _owe(row, f"{election.estate_name}业委会选举重新计票后结果不同", now)
        else:
            _close(actor, now, Contest.objects.filter(election=election), Settled.AGREES)


def contest_recalls(
    *, actor: Actor, now: datetime, assembly_id: int, passed: dict[int, bool], short: Collection[int] = ()
) -> None:
    """Hold a recount against what was done of the recalls of an assembly; harmless when repeated.

    `short` are the items in which too few took part by it.
    """
    with records.acting(actor):
        rows = Recall.objects.select_for_update(of=("self",)).select_related("estate")
        for recall in rows.filter(assembly_id=assembly_id, state__in=list(DECIDED)).order_by("id"):
            now_passed = passed.get(recall.vote_number or 0)
            if now_passed is None:
                continue
            if now_passed == DECIDED[RecallState(recall.state)]:
                _close(actor, now, Contest.objects.filter(recall=recall), Settled.AGREES)
            else:
                why = SHORT if recall.vote_number in short else ""
                row = _opened(actor, now, recall, {"recall": recall}, [], why)
                _owe(row, f"{recall.estate.name}业委会罢免重新计票后结果不同", now)


def contest_annulled(*, actor: Actor, now: datetime, assembly_id: int, votes: Sequence[int]) -> None:
    """Contest the recalls that ended a seat by a result which was annulled; harmless when repeated.

    What is annulled binds nobody from the beginning (Civil Code articles 155 and 280), but the seat may be taken by
    now: the street says what becomes of it.
    """
    with records.acting(actor):
        passed = recalls_by(actor, assembly_id, votes).filter(state=RecallState.PASSED)
        for recall in passed.exclude(contests__why=UNDONE):
            row = _opened(actor, now, recall, {"recall": recall}, [], UNDONE)
            _owe(row, f"{recall.estate.name}业委会罢免的表决结果被撤销", now)


def end_contests(*, actor: Actor, now: datetime, assembly_id: int, votes: Sequence[int]) -> None:
    """Let a contest end where the whole result behind it was annulled; harmless when repeated."""
    with records.acting(actor):
        rows = Contest.objects.filter(assembly_id=assembly_id)
        annulled = rows.filter(election__state=ElectionState.ANNULLED.value)
        recalls = rows.filter(recall__isnull=False).exclude(why=UNDONE) if votes else rows.none()
        _close(actor, now, annulled | recalls, Settled.ANNULLED)


def settle_contest(*, actor: Actor, now: datetime, contest_id: int, choice: str, reason: str) -> bool:
    """Decide, as the street, whether a recount or an annulment is followed; then seats are ended and taken by it.

    Where a member who came later has to give way, another person of the street confirms it first: return whether it is
    done already.

    Raises:
        Refused: it is not the actor's, it is settled or waits, no reason is given, or a seat cannot be taken so.
    """
    with _at_contest(actor, contest_id) as row:
        settled, waits = row.settled_on is not None, row.decided_by is not None
        demand(may_settle(choice, reason, settled=settled, waits=waits))
        row.reason_id = sealed(row, "reason", reason.strip())
        giving = _giving_way(row, now) if choice == Settled.FOLLOWED else []
        if not giving:
            _decide(actor, now, row, Settled(choice))
            return True
        if actor.person_id is None:
            raise Refused.because(mark("请用工作人员的账号办理"), code="no_person")
        row.gives_way, row.decided_by = giving, actor.person_id
        row.save(update_fields=["gives_way", "decided_by", "reason_id"])
        rules = rules_of(shanghai_day(now))
        data = {"election": row.election_id, "gives_way": giving, "members": _shown_to_members(row)}
        tell(actor, now, row, "committees.contest_decided", data, (rules.gives_way.warrant.reference,))
        return False


def confirm_contest(*, actor: Actor, now: datetime, contest_id: int, confirmed: bool) -> None:
    """Confirm, as another person of the street, that members give way, and let the recount be done; or send it back.

    Who decided may send it back himself.

    Raises:
        Refused: it is not the actor's, he decided it himself, nothing waits, or others than were named give way by now.
    """
    with _at_contest(actor, contest_id) as row:
        decided_by = row.decided_by if row.settled_on is None else None
        same = decided_by is None or _giving_way(row, now) == row.gives_way
        demand(may_confirm(decided_by=decided_by, by=actor.person_id, same=same, sends_back=not confirmed))
        if not confirmed:
            _send_back(actor, now, row)
            return
        row.confirmed_by = actor.person_id
        _decide(actor, now, row, Settled.FOLLOWED)


@contextmanager
def _at_contest(actor: Actor, contest_id: int) -> Iterator[Contest]:
    """Lock a contested result the actor may decide on."""
    demand(may(actor, LifeAct.SETTLE_CONTEST))
    with records.acting(actor):
        rows = Contest.objects.select_for_update(of=("self",)).filter(record.seen_by(actor), pk=contest_id)
        row = rows.first()
        if row is None:
            raise missing()
        demand(may(actor, LifeAct.SETTLE_CONTEST, scope=row.scope))
        yield row


def _giving_way(row: Contest, now: datetime) -> list[int]:
    """Return the seats whose members give way if a contested election is followed."""
    if row.election is None:
        return []
    return seats_giving_way(row.election, [int(one[0]) for one in row.changed], now)


def _shown_to_members(row: Contest) -> list[int]:
    """Let who gives way read the decision, and return who that is: he is told, with the reason and how to object."""
    seats = [people.seat_facts(int(number)) for number in row.gives_way]
    members = sorted({one.person_id for one in seats if one is not None})
    records.grant_access(stream=row.stream, persons=tuple(people.known_as(members)))
    return members


def _send_back(actor: Actor, now: datetime, row: Contest) -> None:
    """Let a decision fall that a second person did not confirm, or that another count overtook."""
    data = {
        "election": row.election_id,
        "gives_way": row.gives_way,
        "members": _shown_to_members(row),
    }
    row.gives_way, row.decided_by, row.reason_id = [], None, None
    row.save(update_fields=["gives_way", "decided_by", "reason_id"])
    tell(actor, now, row, "committees.contest_sent_back", data)


def _decide(actor: Actor, now: datetime, row: Contest, choice: Settled) -> None:
    """Let what the street decided on a contest be done."""
    _end(actor, now, row, choice)
    if choice is not Settled.FOLLOWED:
        return
    if row.election_id is not None:
        follow_election(
            actor=actor, now=now, election_id=row.election_id, warrant=row.stream,
            changed=[int(one[0]) for one in row.changed],
        )  # fmt: skip
    elif row.recall is not None and row.why == UNDONE:
        seat_again(row.recall, now)
        annulled(actor, now, row.recall)
    elif row.recall is not None and row.why == SHORT:
        row.recall.seat_id = seat_again(row.recall, now)
        held_again(actor, now, row.recall, shanghai_day(now))
    elif row.recall_id is not None:
        follow_recall(actor=actor, now=now, recall_id=row.recall_id)
    term = _term_of(row)
    if term is not None:
        end_vacancies(now=now, term_id=term, lapsed=True)


def _term_of(row: Contest) -> int | None:
    """Return the term whose seats a followed recount changed; None where it ended an election without one."""
    if row.election_id is not None:
        return Election.objects.values_list("term_id", flat=True).get(pk=row.election_id)
    seat = people.seat_facts(row.recall.seat_id) if row.recall is not None else None
    return seat.term_id if seat is not None else None


def _opened(
    actor: Actor, now: datetime, about: Election | Recall, of: dict[str, Election | Recall],
    differ: list[list[object]], why: str,
) -> Contest:  # fmt: skip
    """Return the contest that runs, with what the recount changed as it stands now; enter one where there is none."""
    today = shanghai_day(now)
    rules = rules_of(today)
    row = Contest.objects.select_for_update(of=("self",)).filter(settled_on=None, **of).first()
    if row is not None and (row.changed, row.why) == (differ, why):
        return row
    if row is not None and row.decided_by is not None:
        _send_back(actor, now, row)
    if row is None:
        (number,) = records.next_ids("committees_contest", 1)
        row = Contest(
            id=number, stream=f"committees.contest:{number}", scope=about.scope, estate_id=about.estate_id,
            assembly_id=about.assembly_id or 0, due_on=due_day(today, rules.contested.limit, working(now)), **of,
        )  # fmt: skip
        term = (
            None if isinstance(about, Recall) or about.term_id is None else people.term_by_id(about.term_id)
        )
        body = about.body_id if isinstance(about, Recall) else term.body_id if term else None
        if body is not None:
            records.grant_access(stream=row.stream, bodies=(body,))
    row.changed, row.why, row.counted_on = differ, why, today
    row.save()
    data = {
        "election": row.election_id, "recall": row.recall_id, "assembly": row.assembly_id, "changed": differ,
        "why": why, "due": row.due_on.isoformat(),
    }  # fmt: skip
    tell(actor, now, row, "committees.result_contested", data, (rules.contested.warrant.reference,))
    return row


def _owe(row: Contest, what: str, now: datetime) -> None:
    bodies = bodies_of(row.scope, shanghai_day(now))
    title = f"{what}，决定怎样处理并通告全体业主"
    set_demands(
        now=now, key=f"{row.stream}:{ITEM}", stream=row.stream, item=ITEM, until=row.due_on,
        demands=[Demand(bodies.street, bodies.above_street, title)],
        reference=rules_of(shanghai_day(now)).contested.warrant.reference,
    )  # fmt: skip


def _close(actor: Actor, now: datetime, rows: object, settled: Settled) -> None:
    """End contests that fell away; who was told that he gives way hears that he stays."""
    for row in rows.select_for_update(of=("self",)).filter(settled_on=None):  # type: ignore[attr-defined]
        if row.decided_by is not None:
            _send_back(actor, now, row)
        _end(actor, now, row, settled)


def _end(actor: Actor, now: datetime, row: Contest, settled: Settled) -> None:
    today = shanghai_day(now)
    row.settled_on, row.settled = today, settled
    row.save(update_fields=["settled_on", "settled", "reason_id", "confirmed_by"])
    followed = settled is Settled.FOLLOWED
    data = {
        "election": row.election_id, "settled": settled.value, "late": today > row.due_on,
        "gives_way": row.gives_way, "members": _shown_to_members(row) if followed else [],
    }  # fmt: skip
    tell(actor, now, row, "committees.contest_settled", data, (rules_of(today).contested.warrant.reference,))
    settle(row, now, lapsed=settled in {Settled.AGREES, Settled.ANNULLED})
