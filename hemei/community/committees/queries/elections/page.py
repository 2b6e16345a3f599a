"""One election as a whole: everything the page of its steps needs, for those in charge of the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.committees.models import Candidate, Election, Objection
from hemei.community.committees.queries.contests import ContestView, contests
from hemei.community.committees.queries.elections.facts import (
    clocks_of,
    delivered,
    facts_of,
    gates_of,
    readiness,
    rules_of,
)
from hemei.community.committees.queries.elections.lists import next_clock, texts_of
from hemei.community.committees.queries.elections.meeting import FirstMeeting, held_of
from hemei.community.committees.rules import electing, gates
from hemei.community.committees.rules.clocks import Owed
from hemei.community.committees.rules.election_acts import MAY, Act, may
from hemei.community.committees.rules.election_standards import Gate
from hemei.community.committees.rules.election_words import (
    About,
    ElectionKind,
    ElectionState,
    FilingState,
    Receiver,
    Result,
    Side,
    Source,
    Standing,
)
from hemei.community.committees.rules.gates import Answer, By
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision
from hemei.kernel.periods import months_after
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class GroupView:
    """The preparatory group with its members: name, side, whether he chairs."""

    formed_on: date
    post_due_on: date
    posted_on: date | None
    members: tuple[tuple[str, Side, bool], ...]


@dataclass(frozen=True, slots=True)
class WorkView:
    """A piece of work, posted or not."""

    code: str
    name: str
    name_en: str
    clause: str
    posted_on: date | None
    note: str
    file_id: int | None


@dataclass(frozen=True, slots=True)
class FindingView:
    """A gate's answer with its clause."""

    code: str
    name: str
    name_en: str
    answer: Answer
    by: By | None
    clause: str
    adopted: bool


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A candidate. The name is whole for those in charge, and for everybody once it is posted."""

    id: int
    person_id: int
    number: int
    name: str
    building: str
    source: Source
    standing: Standing
    statement: str
    findings: tuple[FindingView, ...]
    party: str
    by_objection: bool
    checked_on: date | None
    own: bool
    heads: int | None
    area_dm2: int | None
    place: int | None
    by_lot: bool
    result: Result | None


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection with its answer."""

    id: int
    about: About
    candidate: str
    text: str
    raised_on: date
    due_on: date
    answered_on: date | None
    upheld: bool | None
    answer: str
    own: bool


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What a receiver of the filing said."""

    id: int
    round: int
    receiver: Receiver
    body_id: int
    body: str
    state: FilingState
    submitted_on: date
    decided_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class ElectionPage:
    """An election with all that belongs to it, as the actor may see it."""

    row: Election
    kind: ElectionKind
    state: ElectionState
    clock: tuple[str, date] | None
    applicants: int
    delivered: electing.Delivered | None
    group: GroupView | None
    works: tuple[WorkView, ...]
    candidates: tuple[CandidateView, ...]
    party_short: bool
    party: tuple[int, int]
    objections: tuple[ObjectionView, ...]
    receipts: tuple[ReceiptView, ...]
    seats: tuple[people.SittingSeat, ...]
    may_post: Decision
    former_until: date | None
    renewal_by: date | None
    meeting: FirstMeeting | None
    clocks: tuple[Owed, ...]
    contests: tuple[ContestView, ...]

    @property
    def awaits_district(self) -> bool:
        """Whether the papers went to the street alone, because the district's housing authority is not registered."""
        receivers = {one.receiver for one in self.receipts}
        return bool(receivers) and Receiver.DISTRICT not in receivers and self.row.filed_on is None


def election_page(election_id: int, *, actor: Actor, now: datetime) -> ElectionPage | None:
    """Return an election the actor may see; not there and not his look alike."""
    row = _seen(election_id, actor)
    return page_of(row, actor=actor, now=now) if row is not None else None


def elected(election_id: int, *, actor: Actor, now: datetime) -> tuple[people.SittingSeat, ...]:
    """Return the seats an election brought, held or to come; none where it is not the actor's to see."""
    row = _seen(election_id, actor)
    return _seats(row, shanghai_day(now)) if row is not None else ()


def filed_with(election_id: int, *, actor: Actor) -> tuple[ReceiptView, ...]:
    """Return what the receivers of an election's filing said, or are still to say; none where it is not his to see."""
    row = _seen(election_id, actor)
    return _receipts(row) if row is not None else ()


def _seen(election_id: int, actor: Actor) -> Election | None:
    if not may(actor.role, Act.SEE).allowed:
        return None
    return Election.objects.filter(record.seen_by(actor), pk=election_id).first()


def _seats(row: Election, today: date) -> tuple[people.SittingSeat, ...]:
    sitting = people.sitting_seats(row.term_id, today, coming=True) if row.term_id else []
    return tuple(one for one in sitting if not one.reserve)


def page_of(row: Election, *, actor: Actor, now: datetime) -> ElectionPage:
    """Return the page of an election that the caller may see; a fixed number of statements."""
    today = shanghai_day(now)
    rules, kind, state = rules_of(today), ElectionKind(row.kind), ElectionState(row.state)
    candidates = _candidates(row, actor, now)
    accepted = [one for one in candidates if one.standing is Standing.ACCEPTED]
    members = [one for one in candidates if one.result is Result.ELECTED] or accepted
    party = (sum(one.party == "yes" for one in members), sum(one.party != "" for one in members))
    former = people.term_by_id(row.former_term_id) if row.former_term_id else None
    until = former.end if former else None
    law = people.committee_rules(row.begun_on)
    return ElectionPage(
        row=row,
        kind=kind,
        state=state,
        clock=next_clock(row, today),
        applicants=row.applicants.count(),
        delivered=delivered(row.estate_id, actor=actor, today=today)
        if state is ElectionState.APPLIED
        else None,
        group=_group(row),
        works=_works(row, rules_of(row.begun_on).works(renewal=kind is not ElectionKind.FIRST)),
        candidates=candidates,
        party=party,
        party_short=party[1] > 0 and electing.party_short(party[0], len(members), rules),
        objections=_objections(row, candidates, actor),
        receipts=_receipts(row),
        seats=_seats(row, today),
        may_post=electing.may_post_candidates(readiness(row, rules), rules),
        former_until=until,
        renewal_by=months_after(until, -law.renewal.months) if until and law else None,
        meeting=held_of(row, actor=actor, now=now),
        clocks=clocks_of(row, today),
        contests=contests(actor=actor, election_id=row.pk),
    )


def _group(row: Election) -> GroupView | None:
    group = getattr(row, "group", None)
    if group is None:
        return None
    members = list(group.members.order_by("-chair", "id"))
    names = texts_of(one.name_id for one in members)
    return GroupView(
        group.formed_on, group.post_due_on, group.posted_on,
        tuple((names.get(one.name_id, ""), Side(one.side), one.chair) for one in members),
    )  # fmt: skip


def _works(row: Election, listed: tuple[object, ...]) -> tuple[WorkView, ...]:
    done = {one.code: one for one in row.works.all()}
    notes = texts_of(one.note_id for one in done.values())
    found = []
    for work in listed:
        one = done.get(work.code)  # type: ignore[attr-defined]
        warrant = work.warrant  # type: ignore[attr-defined]
        found.append(
            WorkView(
                work.code, work.name, work.name_en, f"{warrant.source.title}{warrant.clause}",  # type: ignore[attr-defined]
                one.posted_on if one else None, notes.get(one.note_id or 0, "") if one else "",
                one.file_id if one else None,
            )
        )  # fmt: skip
    return tuple(found)


def _candidates(row: Election, actor: Actor, now: datetime) -> tuple[CandidateView, ...]:
    rows = list(row.candidates.order_by("place", "number"))
    whole = (
        actor.role in MAY[Act.CHECK] | MAY[Act.RECEIVE]
        or row.posted_on is not None
        or row.elected_on is not None
    )
    works = actor.role in MAY[Act.WORK]  # who prepares the election counts what was said of Party membership
    texts = texts_of(
        number for one in rows for number in (one.name_id, one.statement_id, one.party_id if works else None)
    )
    own = set(people.own_persons(actor))
    return tuple(_candidate(one, texts, own, now, whole=whole) for one in rows)


def _candidate(
    one: Candidate, texts: Mapping[int, str], own: set[int], now: datetime, *, whole: bool
) -> CandidateView:
    name = texts.get(one.name_id, "")
    mine = one.person_id in own or one.account_person_id in own
    return CandidateView(
        one.pk, one.person_id, one.number, name if whole or mine else people.masked("name", name, now), one.building,
        Source(one.source),
        Standing(one.standing), texts.get(one.statement_id or 0, ""), findings_of(one),
        texts.get(one.party_id or 0, ""), one.by_objection, one.checked_on,
        mine, one.heads, one.area_dm2, one.place, one.by_lot,
        Result(one.result) if one.result else None,
    )  # fmt: skip


def findings_of(row: Candidate) -> tuple[FindingView, ...]:
    """Return what the gates said on the day he was checked, by the standard of that day."""
    if not row.findings:
        return ()
    known = gates_of(date.fromisoformat(str(row.findings[0]["day"])))
    found = []
    for kept in row.findings:
        gate = known.of(kept["gate"])
        if gate is None:
            continue
        clause = f"{gate.warrant.source.title}{gate.warrant.clause}" if gate.warrant.clause else ""
        by = By(kept["by"]) if kept["by"] else None
        found.append(
            FindingView(
                gate.code, gate.name, gate.name_en, Answer(kept["answer"]), by, clause, bool(kept["adopted"])
            )
        )
    return tuple(found)


def _objections(
    row: Election, candidates: tuple[CandidateView, ...], actor: Actor
) -> tuple[ObjectionView, ...]:
    if actor.role not in MAY[Act.OBJECT]:
        return ()
    rows: list[Objection] = list(row.objections.order_by("answered_on", "id"))
    texts, names = (
        texts_of(n for one in rows for n in (one.text_id, one.answer_id)),
        {one.id: one.name for one in candidates},
    )
    own = set(people.own_persons(actor))
    return tuple(
        ObjectionView(
            one.pk, About(one.about), names.get(one.candidate_id or 0, ""), texts.get(one.text_id, ""), one.raised_on,
            one.due_on, one.answered_on, one.upheld, texts.get(one.answer_id or 0, ""), one.person_id in own,
        )
        for one in rows
    )  # fmt: skip


def _receipts(row: Election) -> tuple[ReceiptView, ...]:
    rows = list(row.receipts.order_by("round", "receiver"))
    names, texts = people.body_names(one.body_id for one in rows), texts_of(one.reason_id for one in rows)
    return tuple(
        ReceiptView(
            one.pk, one.round, Receiver(one.receiver), one.body_id, names.get(one.body_id, ""), FilingState(one.state),
            one.submitted_on, one.decided_on, texts.get(one.reason_id or 0, ""),
        )
        for one in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class GateField:
    """A gate in the form that checks a candidate: what is known so far, None where nobody said."""

    gate: Gate
    clear: bool | None
    by: By | None
    bars: bool


def candidate_form(
    candidate_id: int, *, actor: Actor, now: datetime
) -> tuple[Election, CandidateView, list[GateField]] | None:
    """Return a candidate with the gates as a clerk checks them."""
    if actor.role not in MAY[Act.CHECK]:
        return None
    row = Candidate.objects.select_related("election").filter(record.seen_by(actor), pk=candidate_id).first()
    if row is None:
        return None
    election, today = row.election, shanghai_day(now)
    known = gates_of(today)
    [facts] = facts_of(election, [row], {}, today)
    fields = [
        GateField(
            gate, facts[gate.code].clear if gate.code in facts else None,
            facts[gate.code].by if gate.code in facts else None,
            gates.effect_of(gate, known, election.adopted) == "bar",
        )
        for gate in gates.asked_gates(known, election.adopted)
    ]  # fmt: skip
    texts = texts_of([row.name_id, row.statement_id, row.party_id])
    return election, _candidate(row, texts, set(), now, whole=True), fields
