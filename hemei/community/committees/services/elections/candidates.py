"""Candidates: they put themselves forward or are recommended, are held against the gates, and are posted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hemei.community.committees.models import Candidate, Election
from hemei.community.committees.queries.elections.facts import (
    DECLARED,
    facts_of,
    gates_of,
    readiness,
    rules_of,
)
from hemei.community.committees.rules import electing, gates
from hemei.community.committees.rules.election_acts import Act
from hemei.community.committees.rules.election_words import ElectionState, Source, Standing
from hemei.community.committees.rules.gates import Finding
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.shared import (
    at_election,
    full_name,
    missing,
    moved,
    owned_here,
    owner_named,
    roster_of,
    sealed_all,
    tell,
)
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

PARTY = "party_membership"


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateDraft:
    """Somebody who stands: what he says of himself by gate, and of Party membership with its basis.

    `name` and `room` say who it is where a clerk enters what came on paper.
    """

    source: Source = Source.SELF
    name: str = ""
    room: str = ""
    statement: str = ""
    declared: Mapping[str, bool] = field(default_factory=dict)
    party: str | None = None
    party_basis: str | None = None


def stand(*, actor: Actor, now: datetime, election_id: int, draft: CandidateDraft) -> int:
    """Put oneself forward, as an owner of the estate; returns the candidacy's id."""
    today = shanghai_day(now)
    with at_election(actor, Act.STAND, election_id, "stand", now) as election:
        person = owned_here(actor, election.estate_id, today)[0].person_id
        eyes = Actor(actor.role, person_id=actor.person_id, places=(PlaceRange(election.scope),))
        building = roster_of(election, eyes=eyes, on=today).building_of(person)
        return _registered(actor, now, election, person, draft, building, own=True)


def register(*, actor: Actor, now: datetime, election_id: int, draft: CandidateDraft) -> int:
    """Enter a candidate who came on paper: by himself, by owners, or by the community's Party organisation.

    Raises:
        Refused: nobody of this name owns a unit of the estate: only owners may be elected.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.REGISTER, election_id, "stand", now) as election:
        roster = roster_of(election, eyes=actor, on=today)
        person = owner_named(election, draft.name, draft.room, roster)
        if person is None:
            raise Refused(gates.no_owner(gates_of(today)))
        return _registered(actor, now, election, person, draft, roster.building_of(person), own=False)


def _registered(
    actor: Actor, now: datetime, election: Election, person: int, draft: CandidateDraft, building: str, *, own: bool
) -> int:  # fmt: skip
    demand(_may_say_party(draft))
    if (
        Candidate.objects.filter(election=election, person_id=person)
        .exclude(standing=Standing.WITHDRAWN)
        .exists()
    ):
        raise Refused.because(mark("已经登记为候选人"), code="twice")
    name = full_name(person, now) or draft.name
    known = {gate.code for gate in gates.asked_gates(gates_of(shanghai_day(now)), election.adopted)}
    said = {code: clear for code, clear in draft.declared.items() if code in known}
    texts = {"name": name, "text": draft.statement[:500], PARTY: draft.party or ""}
    if said:
        texts[DECLARED] = json.dumps(said, sort_keys=True)
    vault = sealed_all(election, texts, person)
    fields: dict[str, Any] = {
        "stream": election.stream, "scope": election.scope, "account_person_id": actor.person_id if own else None,
        "building": building, "source": draft.source.value,
        "standing": Standing.REGISTERED.value, "registered_on": shanghai_day(now), "checked_on": None, "findings": [],
        "name_id": vault.get("name", 0), "statement_id": vault.get("text"), "declared_id": vault.get(DECLARED),
        "party_id": vault.get(PARTY),
        "party_basis": draft.party_basis or "" if draft.party else "",
    }  # fmt: skip
    number = Candidate.objects.filter(election=election).count() + 1
    row, made = Candidate.objects.get_or_create(
        election=election, person_id=person, defaults={**fields, "number": number}
    )
    if not made:  # withdrawn, and stands again
        for key, value in fields.items():
            setattr(row, key, value)
        row.save()
    tell(
        actor,
        now,
        election,
        "committees.candidate_registered",
        {"candidate": row.pk, "source": draft.source.value},
    )
    return row.pk


def _may_say_party(draft: CandidateDraft) -> Decision:
    if draft.party and not draft.party_basis:
        return Refused.because(
            mark("政治面貌属于敏感个人信息，没有依据不能登记（个人信息保护法第二十八条、第二十九条）"),
            remedy=mark("请选择依据；本人没有同意的请留空"), field="party_basis", code="no_basis",
        ).decision  # fmt: skip
    return Decision.yes()


def check(*, actor: Actor, now: datetime, candidate_id: int, found: Mapping[str, bool]) -> Decision:
    """Hold a candidate against every gate asked here, and accept or refuse him; returns why.

    `found` is what a clerk checked himself, by gate; it goes before what the candidate said. The registers go before
    both. What bars and was not said is asked for before anything is decided.

    Raises:
        Refused: something that bars was neither said nor checked, and nothing else bars.
    """
    with _candidate(actor, Act.CHECK, candidate_id, "check", now) as (election, row):
        known, today = gates_of(shanghai_day(now)), shanghai_day(now)
        facts = facts_of(election, row, found, today)
        findings = gates.found(facts, known, election.adopted)
        decision = gates.may_accept(findings, known, election.adopted)
        if not decision.allowed and not gates.barred(decision):
            raise Refused(decision)
        row.standing = (Standing.ACCEPTED if decision.allowed else Standing.REFUSED).value
        row.checked_on, row.findings, row.by_objection = today, [_kept(one) for one in findings], False
        row.save(update_fields=["standing", "checked_on", "findings", "by_objection"])
        data = {"candidate": row.pk, "accepted": decision.allowed}
        tell(actor, now, election, "committees.candidate_checked", data, decision.references)
    return decision


def _kept(one: Finding) -> dict[str, object]:
    reference = one.gate.warrant.reference
    return {
        "gate": one.gate.code, "answer": one.answer.value, "by": one.by.value if one.by else "",
        "adopted": one.adopted, "day": reference.day.isoformat(),
    }  # fmt: skip


def withdraw(*, actor: Actor, now: datetime, candidate_id: int) -> None:
    """Stand no more: by oneself, or entered for who said so on paper; not once the assembly is called."""
    act = Act.STAND if actor.role is Role.RESIDENT else Act.REGISTER
    with _candidate(actor, act, candidate_id, "work", now) as (election, row):
        if row.standing == Standing.WITHDRAWN:
            raise Refused.because(mark("已经退出"), code="withdrawn")
        row.standing = Standing.WITHDRAWN.value
        row.save(update_fields=["standing"])
        tell(actor, now, election, "committees.candidate_withdrawn", {"candidate": row.pk})


def post_candidates(*, actor: Actor, now: datetime, election_id: int, posted_on: date) -> None:
    """Post the list: everybody checked, more accepted than there are seats. From here objections are heard.

    Raises:
        Refused: somebody was not checked, or there are too few.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.POST, election_id, "post", now) as election:
        references = demand(
            electing.may_post_candidates(readiness(election, rules_of(today)), rules_of(today))
        )
        if not election.begun_on <= posted_on <= today:
            raise Refused.because(
                mark("公示日期应在选举启动以后、不晚于今天"), field="posted_on", code="bad_day"
            )
        moved(election, ElectionState.POSTED, posted_on=posted_on)
        accepted = election.candidates.filter(standing=Standing.ACCEPTED).count()
        data = {"posted_on": posted_on.isoformat(), "candidates": accepted, "seats": election.seats}
        tell(actor, now, election, "committees.candidates_posted", data, references)
        keep_clocks(election, now)


def reopen(*, actor: Actor, now: datetime, election_id: int) -> None:
    """Take the list back to let more candidates come; it is posted anew, with all its days."""
    with at_election(actor, Act.POST, election_id, "call", now) as election:
        moved(election, ElectionState.PREPARING, posted_on=None)
        tell(actor, now, election, "committees.candidates_reopened", {})
        keep_clocks(election, now)


@contextmanager
def _candidate(
    actor: Actor, act: Act, candidate_id: int, move: str, now: datetime
) -> Iterator[tuple[Election, Candidate]]:
    """Lock a candidacy with its election; not there and not the actor's look alike."""
    number = election_of(actor, candidate_id, now)
    if number is None:
        raise missing()
    with at_election(actor, act, number, move, now) as election:
        yield election, Candidate.objects.select_for_update().get(pk=candidate_id)


def election_of(actor: Actor, candidate_id: int, now: datetime) -> int | None:
    """Return the election of a candidacy: of the actor's places, or his own."""
    if actor.role is not Role.RESIDENT:
        rows = Candidate.objects.filter(record.seen_by(actor), pk=candidate_id)
        return rows.values_list("election_id", flat=True).first()
    for unit in people.own_units(actor=actor, on=shanghai_day(now)):
        with opened(actor, unit.scope):
            rows = Candidate.objects.filter(pk=candidate_id, person_id=unit.person_id)
            found = rows.values_list("election_id", flat=True).first()
        if found is not None:
            return found
    return None
