"""The election runs as an assembly: one vote for each candidate, and for a first assembly its founding documents."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet

from hemei.community.committees.models import Candidate, Election
from hemei.community.committees.queries.elections.facts import (
    gates_of,
    own_no_more,
    readiness,
    rules_of,
    working,
)
from hemei.community.committees.rules import electing, gates
from hemei.community.committees.rules.electing import Called
from hemei.community.committees.rules.election_acts import Act
from hemei.community.committees.rules.election_standards import ElectionRules
from hemei.community.committees.rules.election_words import KIND_TEXTS, ElectionKind, ElectionState, Standing
from hemei.community.committees.rules.ordering import unmet
from hemei.community.committees.rules.posting import known_since
from hemei.community.committees.services.elections.deciding import NEEDED
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.shared import at_election, moved, tell
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.community.voting.services import NOTHING_CITED, AgendaItem, AssemblyDraft, Cited
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day

GROUP = "committee"
_FOUNDING = {"management_covenant": "通过管理规约", "rules_of_procedure": "通过业主大会议事规则"}
_LAST_MINUTE = time(23, 59)


def call_election(
    *,
    actor: Actor,
    now: datetime,
    election_id: int,
    opens_on: date,
    last_on: date,
    reason: str = "",
    cited: Cited = NOTHING_CITED,
) -> int:
    """Call the assembly that elects and post its notice; returns the assembly's id.

    Raises:
        Refused: the list of candidates was not posted long enough, somebody may still object, an objection waits for
            its answer, work was not posted, somebody on the list is no owner any more, or the assembly may not be
            called so: in the committee's name not without what it decided.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.CALL, election_id, "call", now) as election:
        rules = rules_of(today)
        called = Called(
            known_since(election.posted_on, _let_in(election)), opens_on, readiness(election, rules), today,
            _objecting(election, rules, now),
        )  # fmt: skip
        references = demand(electing.may_call(called, rules), _still_stand(election, today))
        if last_on < opens_on:
            raise Refused.because(mark("截止日早于开始日"), field="last_on", code="bad_day")
        draft = cited.by(_draft(actor, election, today, reason, f"{election.stream}:{now.isoformat()}"))
        assembly = voting.call_assembly(actor=actor, now=now, draft=draft)
        closes_at = datetime.combine(last_on, _LAST_MINUTE, tzinfo=SHANGHAI)
        # The agenda is the election's own: it is what the item that is cited put to the owners.
        voting.notice_assembly(
            actor=actor, now=now, assembly_id=assembly, opens_on=opens_on, closes_at=closes_at, agrees=True
        )
        moved(election, ElectionState.CALLED, assembly_id=assembly, opens_on=opens_on)
        keep_clocks(election, now)
        data = {
            "assembly": assembly,
            "opens_on": opens_on.isoformat(),
            "candidates": _standing(election).count(),
        }
        tell(actor, now, election, "committees.election_called", data, references)
    return assembly


def _objecting(election: Election, rules: ElectionRules, now: datetime) -> date | None:
    """Return the last day to object to the posted list, to the latest who was let in, or to the latest refusal."""
    refused = election.candidates.filter(standing=Standing.REFUSED.value).order_by("-checked_on")
    days = (
        known_since(election.posted_on, election.posting_entered_on, _let_in(election)),
        refused.values_list("checked_on", flat=True).first(),
    )
    return electing.objections_until(days, rules.objection, working(now))


def _let_in(election: Election) -> date | None:
    """Return the last day somebody came on the list: by an objection that may be after the posting, and is his own."""
    days = election.candidates.filter(standing=Standing.ACCEPTED.value).order_by("-checked_on")
    return days.values_list("checked_on", flat=True).first()


def _standing(election: Election) -> QuerySet[Candidate]:
    return election.candidates.filter(standing=Standing.ACCEPTED).order_by("number")


def _still_stand(election: Election, today: date) -> Decision:
    """Ask once more who owns a home here: between the check and the notice somebody may have sold it."""
    sold = own_no_more(election, list(_standing(election)), today)
    names = record.open_sealed(row.name_id for row in sold)
    told = [names.get(row.name_id) or "" for row in sold]
    return gates.may_still_stand(told, gates_of(today), election.adopted)


def _draft(actor: Actor, election: Election, today: date, reason: str, key: str) -> AssemblyDraft:
    kind = ElectionKind(election.kind)
    first = kind is ElectionKind.FIRST
    agenda = [AgendaItem(matter=matter, title=_FOUNDING[matter]) for matter in NEEDED] if first else []
    ranks_by = rules_of(today).ranking.first
    agenda += [
        AgendaItem(
            matter="elect_committee",
            group=GROUP,
            seats=election.seats,
            candidate_id=row.person_id,
            reserves=election.reserves,
            ranks_by=ranks_by,
        )
        for row in _standing(election)
    ]
    proposal = _proposal(actor, election)
    caller, ground, meeting = _ground(election, today, proposal)
    ordered = ground == "unmet_order" and proposal is None
    return AssemblyDraft(
        estate_id=election.estate_id, kind=meeting, called_by=caller, ground=ground, title=KIND_TEXTS[kind],
        key=key, agenda=agenda, reason=reason, proposal_id=proposal.id if proposal else None,
        record=election.stream, order_unmet=ordered,
    )  # fmt: skip


def _proposal(actor: Actor, election: Election) -> votes.ProposalRow | None:
    """Return the owners' proposal the assembly answers, while it is owed."""
    row = votes.proposal(election.proposal_id, actor=actor) if election.proposal_id else None
    return row if row is not None and row.owed else None


def _ground(election: Election, today: date, asked: votes.ProposalRow | None) -> tuple[Any, Any, Any]:
    """Return who calls, on what ground, which kind: words of the standard of assemblies."""
    if election.kind == ElectionKind.FIRST:
        return "preparatory_group", "first_assembly", "first"
    if people.committee_able(election.estate_id, today) is None:
        return "residents_committee", "no_committee", "extraordinary"
    if asked is not None:
        return *asked.calling, "extraordinary"
    if unmet(election.order_due_on, today):
        meeting = "regular" if election.kind == ElectionKind.RENEWAL else "extraordinary"
        return "residents_committee", "unmet_order", meeting
    if election.kind == ElectionKind.RENEWAL:
        return "committee", "rules_of_procedure", "regular"
    return "committee", "emergency", "extraordinary"


def called_off(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Let the election wait for another assembly where its own was called off; harmless when repeated."""
    election = (
        Election.objects.select_for_update(of=("self",))
        .filter(assembly_id=assembly_id, state=ElectionState.CALLED)
        .first()
    )
    if election is not None:
        moved(election, ElectionState.POSTED, assembly_id=None, opens_on=None)
        keep_clocks(election, now)
        tell(actor, now, election, "committees.assembly_called_off", {"assembly": assembly_id})
