"""Load what a decision about an election must know: the documents of a day, what is delivered, a candidate's facts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from hemei.community.committees.models import Candidate, Election, PreparatoryGroup
from hemei.community.committees.rules.clocks import Course, Owed, owed
from hemei.community.committees.rules.electing import Delivered, Readiness
from hemei.community.committees.rules.election_standards import ElectionGates, ElectionRules
from hemei.community.committees.rules.election_words import (
    ElectionKind,
    ElectionState,
    FilingState,
    Receiver,
    Standing,
)
from hemei.community.committees.rules.gates import By, Fact
from hemei.community.committees.rules.life_standards import CommitteeLife
from hemei.ground.clocks import queries as clocks
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role
from hemei.kernel.decision import Reference
from hemei.kernel.workdays import WorkingTime

_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
PARKING = "parking"
DECLARED = "declaration"


def reader(actor: Actor, scope: str) -> Actor:
    """Return the actor with one place more, for queries that go by the actor's places."""
    return replace(actor, places=(PlaceRange(scope), *actor.places))


def rules_of(day: date) -> ElectionRules:
    """Return the steps of an election by a day."""
    return record.standards().find("election-rules", ElectionRules, on=day)


def who_gives_way_waits(day: date) -> bool:
    """Whether a member who gives way after a recount waits in the reserve by the rules of a day; else his term ends."""
    return rules_of(day).gives_way.becomes == "reserve"


def gates_of(day: date) -> ElectionGates:
    """Return the gates of candidates by a day."""
    return record.standards().find("election-gates", ElectionGates, on=day)


def working(now: datetime) -> WorkingTime:
    """Return the city's working time."""
    return clocks.working_time(now=now)


def delivered(estate_id: int, *, actor: Actor, today: date) -> Delivered:
    """Return what of an estate's units is delivered; one that is owned and has no known day counts as delivered."""
    owned = people.owner_ids_in(estate_id, actor=actor, on=today)
    area = total = units = count = 0
    days = []
    for unit in places.standing_units(estate_id, actor=actor, on=today):
        if unit.use == PARKING:
            continue
        total, count = total + unit.exclusive_area_dm2, count + 1
        day = unit.delivered_on
        if day is not None and day <= today:
            days.append(day)
        if (day is None and unit.id in owned) or (day is not None and day <= today):
            area, units = area + unit.exclusive_area_dm2, units + 1
    return Delivered(area, total, units, count, min(days, default=None))


def facts_of(
    election: Election, rows: Sequence[Candidate], found: Mapping[int, Mapping[str, bool]], today: date
) -> list[dict[str, Fact]]:
    """Return what is known of candidates: what each said, what a clerk found, and above both the registers.

    `found` is by candidacy. However many they are, the registers are read once.
    """
    texts = record.open_sealed(row.declared_id for row in rows if row.declared_id)
    persons = [{number for number in (row.person_id, row.account_person_id) if number} for row in rows]
    known = []
    for row, registered in zip(rows, _register_facts(election, persons, today), strict=True):
        raw = texts.get(row.declared_id or 0)
        said = {code: Fact(bool(clear), By.DECLARED) for code, clear in json.loads(raw or "{}").items()}
        checked = {code: Fact(clear, By.CHECKED) for code, clear in found.get(row.pk, {}).items()}
        known.append(said | checked | registered)
    return known


def own_no_more(election: Election, rows: Sequence[Candidate], today: date) -> list[Candidate]:
    """Return who of some candidates owns nothing in the estate by the register of a day."""
    known = facts_of(election, rows, {}, today)
    return [row for row, facts in zip(rows, known, strict=True) if not facts["owner"].clear]


def _register_facts(election: Election, persons: Sequence[set[int]], today: date) -> list[dict[str, Fact]]:
    """Return what the registers say of candidates by gate; other estates' registers are asked for this alone."""
    with records.acting(_SYSTEM):
        owners = people.owner_ids_in(election.estate_id, actor=_SYSTEM, on=today)
        seats = people.seats_held(set().union(*persons), on=today)
        company = companies.company_body_on(election.estate_id, today)
        works = people.appointments_on(today, body_id=company[0]) if company is not None else []
    owning = {person for ids in owners.values() for person in ids}
    working = {row.person_id for row in works}
    elsewhere = {seat.person_id for seat in seats if seat.runs and seat.estate_id != election.estate_id}
    recalled = {
        seat.person_id for seat in seats if seat.why == "recalled" and seat.estate_id == election.estate_id
    }
    return [
        {
            "owner": Fact(bool(own & owning), By.REGISTER),
            "sits_elsewhere": Fact(not own & elsewhere, By.REGISTER),
            "works_for_company": Fact(not own & working, By.REGISTER),
            "recalled": Fact(not own & recalled, By.REGISTER),
        }
        for own in persons
    ]


def readiness(election: Election, rules: ElectionRules) -> Readiness:
    """Return what is prepared: candidates by standing, work that was not posted, objections without an answer."""
    kind = ElectionKind(election.kind)
    standings = list(Candidate.objects.filter(election=election).values_list("standing", flat=True))
    done = dict(election.works.values_list("code", "posted_on"))
    first = kind is ElectionKind.FIRST
    works = rules.works(renewal=not first)
    group = getattr(election, "group", None)
    return Readiness(
        kind=kind,
        seats=election.seats,
        accepted=standings.count(Standing.ACCEPTED.value),
        unchecked=standings.count(Standing.REGISTERED.value),
        undone=tuple(one.code for one in works if one.code not in done),
        group_posted=(group.posted_on is not None) if group else not first,
        open_objections=election.objections.filter(answered_on=None).count(),
        works_posted=max((done[one.code] for one in works if one.code in done), default=None)
        if first
        else None,
    )


def clocks_of(row: Election, on: date, *, whole: bool = True) -> tuple[Owed, ...]:
    """Return what an election owes, the first to end first.

    Without the `whole` only what its own row says: no objections, and papers count as owed until they are accepted.
    """
    return owed(_course(row, on, whole=whole), rules_of(on))


def _course(row: Election, on: date, *, whole: bool) -> Course:
    state, law = ElectionState(row.state), people.committee_rules(row.elected_on or row.begun_on)
    chosen = state in {ElectionState.ELECTED, ElectionState.FILED}
    papers = _papers(row) if whole and chosen and row.submitted_on else _Papers(owed=True)
    group = PreparatoryGroup.objects.filter(election=row, posted_on=None) if whole else None
    return Course(
        state=state,
        group_due=row.group_due_on,
        group_post_due=group.values_list("post_due_on", flat=True).first() if group is not None else None,
        posting_due=row.posting_due_on,
        meeting_due=row.meeting_due_on,
        meeting_by=_meeting_reference(row),
        objections=tuple(row.objections.filter(answered_on=None).values_list("id", "due_on"))
        if whole
        else (),
        filing_due=row.filing_due_on if row.filed_on is None and papers.owed else None,
        filing_by=law.filing.warrant.reference if law else None,
        receivers=papers.waiting,
        district_missing=papers.district_missing,
        first_meeting_due=row.constitute_due_on if row.constituted_on is None else None,
        resolution_due=row.resolution_due_on if row.resolved_on is None else None,
        again_due=row.again_due_on,
        on=on,
        urge_due=row.urge_due_on,
        order_due=row.order_due_on,
    )


@dataclass(frozen=True, slots=True)
class _Papers:
    """Whether papers are to be handed in, who has them and owes an answer, whether the district got none."""

    owed: bool
    waiting: tuple[tuple[Receiver, date], ...] = ()
    district_missing: bool = False


def _papers(row: Election) -> _Papers:
    """Return where the papers of a filing are that were handed in."""
    latest = {one.receiver: one for one in row.receipts.order_by("round")}
    waiting = tuple(
        (Receiver(name), one.due_on)
        for name, one in latest.items()
        if one.state == FilingState.WAITING and one.due_on is not None
    )
    missing = Receiver.DISTRICT not in latest
    returned = any(one.state == FilingState.RETURNED for one in latest.values())
    return _Papers(returned or missing, waiting, missing)


def _meeting_reference(row: Election) -> Reference:
    """Return on what the last day of the assembly stands: by the document of the day the election began."""
    rules = rules_of(row.begun_on)
    if row.kind == ElectionKind.EARLY:
        life = record.standards().find("committee-life", CommitteeLife, on=row.begun_on)
        return life.early_election.warrant.reference
    lengths = {ElectionKind.FIRST.value: rules.first_assembly, ElectionKind.BY.value: rules.by_election}
    return lengths.get(row.kind, rules.renewal_assembly).warrant.reference
