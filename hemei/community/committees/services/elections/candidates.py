"""Candidates: they put themselves forward or are recommended, are held against the gates, and are posted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hemei.community.committees.models import Candidate, Election
from hemei.community.committees.queries.elections.facts import (
    DECLARED,
    facts_of,
    gates_of,
    own_no_more,
    readiness,
    rules_of,
)
from hemei.community.committees.rules import electing, gates
from hemei.community.committees.rules.election_acts import Act
from hemei.community.committees.rules.election_words import ElectionState, Source, Standing
from hemei.community.committees.rules.gates import Finding
from hemei.community.committees.rules.posting import may_post_on
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.filling import sits
from hemei.community.committees.services.elections.shared import (
    at_election,
    full_names,
    missing,
    moved,
    owned_here,
    owners_named,
    roster_of,
    sealed_all,
    tell,
    tell_all,
)
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Decision, Reason, Refused, demand, mark
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


@dataclass(frozen=True, slots=True)
class _Coming:
    """Somebody who is to be registered: who he is, what he says, in which building he owns."""

    person: int
    draft: CandidateDraft
    building: str


def stand(*, actor: Actor, now: datetime, election_id: int, draft: CandidateDraft) -> int:
    """Put oneself forward, as an owner of the estate; returns the candidacy's id."""
    today = shanghai_day(now)
    with at_election(actor, Act.STAND, election_id, "stand", now) as election:
        person = owned_here(actor, election.estate_id, today)[0].person_id
        eyes = Actor(actor.role, person_id=actor.person_id, places=(PlaceRange(election.scope),))
        building = roster_of(election, eyes=eyes, on=today).building_of(person)
        [number] = _registered(actor, now, election, [_Coming(person, draft, building)], own=True)
    return number


def register(*, actor: Actor, now: datetime, election_id: int, draft: CandidateDraft) -> int:
    """Enter a candidate who came on paper; see `register_all`."""
    [number] = register_all(actor=actor, now=now, election_id=election_id, drafts=[draft])
    return number


def register_all(
    *, actor: Actor, now: datetime, election_id: int, drafts: Sequence[CandidateDraft]
) -> list[int]:
    """Enter candidates who came on paper, all or none: each by himself, by owners, or by the Party organisation.

    Raises:
        Refused: nobody of a name owns a unit of the estate: only owners may be elected.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.REGISTER, election_id, "stand", now) as election:
        roster = roster_of(election, eyes=actor, on=today)
        coming = []
        persons = owners_named(election, [(draft.name, draft.room) for draft in drafts], roster)
        for person, draft in zip(persons, drafts, strict=True):
            if person is None:
                raise Refused(gates.no_owner(gates_of(today)))
            coming.append(_Coming(person, draft, roster.building_of(person)))
        return _registered(actor, now, election, coming, own=False)


def _registered(
    actor: Actor, now: datetime, election: Election, coming: Sequence[_Coming], *, own: bool
) -> list[int]:
    demand(*(_may_say_party(one.draft) for one in coming))
    before = {row.person_id: row for row in Candidate.objects.filter(election=election)}
    known = {person for person, row in before.items() if row.standing != Standing.WITHDRAWN}
    rows, vaults = [], _sealed(election, coming, now)
    for one, vault in zip(coming, vaults, strict=True):
        if one.person in known:
            raise Refused.because(mark("已经登记为候选人"), code="twice")
        if sits(election, one.person, shanghai_day(now)):
            raise Refused.because(
                mark("本届委员和候补委员不能参加补选"),
                remedy=mark("候补委员由业委会履职页面递补"),
                code="sits",
            )
        known.add(one.person)
        row = before.get(one.person)  # withdrawn, and stands again
        if row is None:
            row = before[one.person] = Candidate(
                election=election, person_id=one.person, number=len(before) + 1
            )
        fields: dict[str, Any] = {
            "stream": election.stream, "scope": election.scope, "account_person_id": actor.person_id if own else None,
            "building": one.building, "source": one.draft.source.value,
            "standing": Standing.REGISTERED.value, "registered_on": shanghai_day(now), "checked_on": None,
            "findings": [], "name_id": vault.get("name", 0), "statement_id": vault.get("text"),
            "declared_id": vault.get(DECLARED), "party_id": vault.get(PARTY),
            "party_basis": one.draft.party_basis or "" if one.draft.party else "",
        }  # fmt: skip
        for key, value in fields.items():
            setattr(row, key, value)
        rows.append(row)
    for row in rows:
        if row.pk is not None:
            row.save()
    Candidate.objects.bulk_create([row for row in rows if row.pk is None])
    told = [
        ({"candidate": row.pk, "source": one.draft.source.value}, ())
        for row, one in zip(rows, coming, strict=True)
    ]
    tell_all(actor, now, election, "committees.candidate_registered", told)
    return [row.pk for row in rows]


def _sealed(election: Election, coming: Sequence[_Coming], now: datetime) -> list[dict[str, int]]:
    """Seal what candidates are called and say of themselves; return the vault ids of each by field."""
    names = full_names([one.person for one in coming], now)
    asked = {gate.code for gate in gates.asked_gates(gates_of(shanghai_day(now)), election.adopted)}
    lots: list[tuple[Mapping[str, str], int | None]] = []
    for one in coming:
        texts = {
            "name": names.get(one.person) or one.draft.name,
            "text": one.draft.statement[:500],
            PARTY: one.draft.party or "",
        }
        said = {code: clear for code, clear in one.draft.declared.items() if code in asked}
        if said:
            texts[DECLARED] = json.dumps(said, sort_keys=True)
        lots.append((texts, one.person))
    return sealed_all(election, lots)


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
        Refused: something that bars was neither said nor checked, and nothing else bars; the street has decided on
            him by an objection, which nobody checks away while he is an owner; or the list is posted, and he was not
            on it.
    """
    with _candidate(actor, Act.CHECK, candidate_id, "check", now) as (election, row):
        if row.standing == Standing.WITHDRAWN:
            raise Refused.because(mark("已经退出"), code="withdrawn")
        again = row.standing == Standing.REGISTERED or own_no_more(election, [row], shanghai_day(now))
        if row.by_objection and not again:  # who stands again, or sold since, is checked anew
            raise Refused.because(
                mark("街道已就异议作出处理，不再重新审查"),
                remedy=mark("有新情况的，请再提出异议"),
                code="settled",
            )
        [decision] = _checked(actor, now, election, [row], {candidate_id: found})
    return decision


def check_all(
    *, actor: Actor, now: datetime, election_id: int, found: Mapping[int, Mapping[str, bool]] | None = None
) -> list[Decision]:
    """Hold everybody who waits against the gates, all or none, in the order of the list; returns why of each.

    Raises:
        Refused: as `check`, of the first to whom it applies.
    """
    with at_election(actor, Act.CHECK, election_id, "check", now) as election:
        waiting = Candidate.objects.filter(election=election, standing=Standing.REGISTERED)
        rows = list(waiting.select_for_update().order_by("number"))
        return _checked(actor, now, election, rows, found or {})


_NOT_POSTED = Decision.no(
    Reason(
        mark("名单已经公示，没有公示过的人不能再列进去"), {},
        mark("请先重新征集候选人，补充以后重新公示；本人认为不该被拒绝的，可以提出异议"), code="not_posted",
    )
)  # fmt: skip


def _checked(
    actor: Actor, now: datetime, election: Election, rows: Sequence[Candidate],
    found: Mapping[int, Mapping[str, bool]],
) -> list[Decision]:  # fmt: skip
    today, decisions = shanghai_day(now), []
    known = gates_of(today)
    for row, facts in zip(rows, facts_of(election, rows, found, today), strict=True):
        findings = gates.found(facts, known, election.adopted)
        decision = gates.may_accept(findings, known, election.adopted)
        if not decision.allowed and not gates.barred(decision):
            raise Refused(decision)
        standing = (Standing.ACCEPTED if decision.allowed else Standing.REFUSED).value
        posted = election.state == ElectionState.POSTED
        if posted and decision.allowed and row.standing != standing:
            raise Refused(_NOT_POSTED)
        if not posted or row.standing != standing:  # what stays as it was posted keeps its day
            row.checked_on = today
        row.standing, row.findings, row.by_objection = standing, [kept(one) for one in findings], False
        decisions.append(decision)
    Candidate.objects.bulk_update(rows, ["standing", "checked_on", "findings", "by_objection"])
    told = [
        ({"candidate": row.pk, "accepted": decision.allowed}, decision.references)
        for row, decision in zip(rows, decisions, strict=True)
    ]
    tell_all(actor, now, election, "committees.candidate_checked", told)
    return decisions


def kept(one: Finding) -> dict[str, object]:
    """Return what a gate found as it is written down, with the day of the standard."""
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

    A list stands since its last candidate was checked, or it was taken back: it was not posted before. Objections are
    heard from the day it is entered here, whatever day it was posted on (guidance rules, article 12).

    Raises:
        Refused: somebody was not checked, there are too few, or the list did not stand yet on that day.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.POST, election_id, "post", now) as election:
        references = demand(
            electing.may_post_candidates(readiness(election, rules_of(today)), rules_of(today))
        )
        days = [
            election.begun_on,
            election.reopened_on,
            *election.candidates.values_list("checked_on", flat=True),
        ]
        demand(may_post_on(posted_on, since=days, today=today))
        moved(election, ElectionState.POSTED, posted_on=posted_on, posting_entered_on=today)
        accepted = election.candidates.filter(standing=Standing.ACCEPTED).count()
        data = {"posted_on": posted_on.isoformat(), "candidates": accepted, "seats": election.seats}
        tell(actor, now, election, "committees.candidates_posted", data, references)
        keep_clocks(election, now)


def reopen(*, actor: Actor, now: datetime, election_id: int) -> None:
    """Take the list back to let more candidates come; it is posted anew, with all its days."""
    with at_election(actor, Act.POST, election_id, "call", now) as election:
        moved(
            election, ElectionState.PREPARING, posted_on=None, posting_entered_on=None, reopened_on=shanghai_day(now)
        )  # fmt: skip
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
