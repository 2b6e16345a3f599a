"""What the count came to becomes a committee: who is elected, the term and its seats, the clocks that begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from hemei.community.committees.models import Candidate, Election
from hemei.community.committees.queries.elections.facts import rules_of, working
from hemei.community.committees.rules import electing, outcome
from hemei.community.committees.rules.election_standards import ElectionRules
from hemei.community.committees.rules.election_words import ENDED, ElectionKind, ElectionState, Result
from hemei.community.committees.rules.outcome import Counted
from hemei.community.committees.services.bodies import system_at
from hemei.community.committees.services.elections import filling
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.shared import moved, tell
from hemei.community.voting import queries as votes
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import (
    PartyBasis,
    PartyMember,
    Post,
    TermDraft,
    TermEnd,
    TermKind,
)
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import mark
from hemei.kernel.periods import months_after
from hemei.kernel.workdays import shanghai_day

NEEDED: tuple[Literal["management_covenant"], Literal["rules_of_procedure"]] = (
    "management_covenant",
    "rules_of_procedure",
)
FAILURES = {
    "not_founded": mark("管理规约或者议事规则没有通过，业主大会没有成立"),
    "too_few": mark("当选的人数不够组成业委会"),
    "nobody": mark("补选没有人当选"),
    "term_over": mark("要补选的这一届任期已经结束"),
}


@dataclass(frozen=True, slots=True)
class Tallied:
    """What was counted for a candidate, by his person: whether the vote passed, and who agreed."""

    person_id: int
    vote_id: int
    passed: bool
    heads: int
    area_dm2: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A count as the assembly gives it. `passed` are other matters of the same agenda; the seed is its record's."""

    assembly_id: int
    day: date
    seed: str
    tallied: Sequence[Tallied]
    passed: Mapping[str, bool]


def decide(*, actor: Actor, now: datetime, judged: Judged) -> None:
    """Let the count of an election's assembly become a term with its seats; harmless when repeated.

    A first assembly founds itself only where covenant and rules of procedure passed too (guidance rules, article 15).
    """
    election = (
        Election.objects.select_for_update(of=("self",))
        .filter(assembly_id=judged.assembly_id, state=ElectionState.CALLED)
        .first()
    )
    if election is None:
        return
    with records.acting(actor):
        rules = rules_of(judged.day)
        elected = place(election, judged, rules)
        why = failure(election, judged, elected)
        data = {"elected": elected, "seats": election.seats, "assembly": judged.assembly_id, "why": why}
        references = (rules.ranking.warrant.reference, rules.enough.warrant.reference)
        if why:
            moved(
                election, ElectionState.FAILED, elected_on=judged.day, seed=judged.seed, reason=why,
                again_due_on=again_due(election, now),
            )  # fmt: skip
            tell(actor, now, election, "committees.election_failed", data, references)
            keep_clocks(election, now)
            return
        elect(actor, now, election, judged, data)


def again_due(election: Election, now: datetime) -> date | None:
    """Return by when an election that came to nothing is held anew; None where the estate elects anew already."""
    others = Election.objects.filter(estate_id=election.estate_id).exclude(pk=election.pk)
    if others.exclude(state__in=[state.value for state in ENDED]).exists():
        return None
    today = shanghai_day(now)
    return electing.due_day(today, rules_of(today).again.limit, working(now))


def elect(actor: Actor, now: datetime, election: Election, judged: Judged, data: dict[str, Any]) -> None:
    """Let a committee come about from those who are elected, and its clocks begin."""
    rules, law = rules_of(judged.day), people.committee_rules(judged.day)
    term = seated(election, judged.day, now)
    days = working(now)
    moved(
        election, ElectionState.ELECTED, elected_on=judged.day, seed=judged.seed, term_id=term, reason="",
        filing_due_on=electing.due_day(judged.day, law.filing.limit, days) if law else None,
        constitute_due_on=None
        if filling.is_filling(election)
        else electing.due_day(judged.day, rules.first_meeting.limit, days),
    )  # fmt: skip
    references = (rules.ranking.warrant.reference, rules.enough.warrant.reference)
    tell(actor, now, election, "committees.committee_elected", {**data, "term": term}, references)
    keep_clocks(election, now)


def counted_by(election: Election, judged: Judged, rules: ElectionRules) -> tuple[outcome.Placed, ...]:
    """Return what a count makes of each candidate, by his id; nothing is written."""
    rows = dict(election.candidates.values_list("person_id", "id"))
    counted = [
        Counted(rows[one.person_id], one.passed, one.heads, one.area_dm2)
        for one in judged.tallied
        if one.person_id in rows
    ]
    return outcome.placed(
        counted,
        seats=filling.seats_left(election, judged.day),
        reserves=election.reserves,
        rules=rules,
        seed=judged.seed,
    )


def latest_count(election: Election, now: datetime) -> Judged:
    """Return what was counted last of an election's assembly; the lot's seed stays that of the first count."""
    rows = votes.outcomes(election.assembly_id or 0, actor=system_at(election.scope))
    tallied = [
        Tallied(row.vote.candidate_id, row.vote.id, row.passed, row.agree.heads, row.agree.area_dm2)
        for row in rows
        if row.vote.candidate_id is not None
    ]
    passed = {row.vote.matter: row.passed for row in rows if row.vote.candidate_id is None}
    return Judged(election.assembly_id or 0, shanghai_day(now), election.seed, tallied, passed)


def place(election: Election, judged: Judged, rules: ElectionRules) -> int:
    """Write what became of each candidate; return how many are elected."""
    rows = {row.pk: row for row in Candidate.objects.select_for_update().filter(election=election)}
    tallied = {one.person_id: one for one in judged.tallied}
    found = counted_by(election, judged, rules)
    for one in found:
        row = rows[one.candidate]
        sums = tallied[row.person_id]
        row.vote_id, row.passed, row.heads, row.area_dm2 = (
            sums.vote_id,
            sums.passed,
            sums.heads,
            sums.area_dm2,
        )
        row.place, row.by_lot, row.result = one.place, one.by_lot, one.result.value
    told = ("vote_id", "passed", "heads", "area_dm2", "place", "by_lot", "result")
    Candidate.objects.bulk_update([rows[one.candidate] for one in found], told)
    return sum(one.result is Result.ELECTED for one in found)


def failure(election: Election, judged: Judged, elected: int) -> str:
    """Return why no committee comes of a count, nothing where one does."""
    rules, law = rules_of(judged.day), people.committee_rules(judged.day)
    if filling.is_filling(election):
        return ("" if elected else "nobody") if filling.still_runs(election, judged.day) else "term_over"
    if election.kind == ElectionKind.FIRST and not all(judged.passed.get(matter) for matter in NEEDED):
        return "not_founded"
    if not outcome.enough(elected, seats=election.seats, least=law.size.least if law else 1, rules=rules):
        return "too_few"
    return ""


def seated(election: Election, day: date, now: datetime) -> int:
    """Enter the term and its seats; a former term that runs goes on to its end, or ends here where this is early.

    A by-election enters its seats into the term that runs.
    """
    system = system_at(election.scope)
    if filling.is_filling(election) and election.former_term_id is not None:
        _seat(election, election.former_term_id, day, now)
        return election.former_term_id
    since, former = day, people.term_facts(day, estate_id=election.estate_id, elected=True)
    if former is not None and (former.end is None or former.end > day):
        if election.kind == ElectionKind.EARLY or former.end is None:
            people_services.end_term(
                actor=system, now=now, term_id=former.id, day=day, reason=TermEnd.EARLY_ELECTION
            )
        else:
            since = former.end
    draft = TermDraft(
        TermKind(election.kind), election.seats, day, since, months_after(since, 12 * election.years),
        ordinal=people.next_ordinal(election.estate_id),
    )  # fmt: skip
    term = people_services.register_term(
        actor=system, now=now, estate_id=election.estate_id, draft=draft, warrant=election.stream
    )
    _seat(election, term, since, now)
    return term


def _seat(election: Election, term: int, since: date, now: datetime) -> None:
    """Enter who was elected, and the reserves, into a term from a day on."""
    rows = list(election.candidates.filter(result__in=[Result.ELECTED, Result.RESERVE]).order_by("place"))
    said = record.open_sealed(row.party_id for row in rows if row.party_id)
    words = [said.get(row.party_id or 0) for row in rows]
    takings = [
        people_services.Taking(
            row.person_id, Post.MEMBER if row.result == Result.ELECTED else Post.RESERVE, since,
            PartyMember(word) if word else None, PartyBasis(row.party_basis) if word else None,
        )
        for row, word in zip(rows, words, strict=True)
    ]  # fmt: skip
    people_services.take_seats(actor=system_at(election.scope), now=now, term_id=term, takings=takings)
