"""An election begins: owners ask for their first assembly, or a term comes to its end; then it is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from hemei.community.committees.models import Applicant, Election
from hemei.community.committees.queries.elections.facts import delivered, gates_of, reader, rules_of, working
from hemei.community.committees.rules import early, electing
from hemei.community.committees.rules.clocks import last_posting
from hemei.community.committees.rules.electing import Plan
from hemei.community.committees.rules.election_acts import Act
from hemei.community.committees.rules.election_words import ElectionKind, ElectionState
from hemei.community.committees.rules.life_words import committee_stream
from hemei.community.committees.rules.ordering import urge_due
from hemei.community.committees.services.bodies import PLATFORM
from hemei.community.committees.services.elections import filling
from hemei.community.committees.services.elections.deciding import again_due
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.shared import (
    at_election,
    at_estate,
    missing,
    moved,
    owned_here,
    tell,
)
from hemei.community.committees.services.life.duties import TERM_ITEMS, VACANCY
from hemei.community.committees.services.life.shared import rules_of as life_rules_of
from hemei.community.voting import queries as votes
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reference, Refused, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties


def apply_first(*, actor: Actor, now: datetime, estate_id: int, unit_ids: Sequence[int] = ()) -> int:
    """Ask for the first assembly, as an owner by his own units, or as a clerk by the units that asked on paper.

    With the first application the election comes into being, where the conditions are met; once enough owners ask,
    the street has so many days to set up the preparatory group. Returns the election's id.

    Raises:
        Refused: the estate is not the actor's, has a committee or an election, or is not delivered enough.
    """
    today = shanghai_day(now)
    with at_estate(actor, Act.APPLY, estate_id, now) as estate:
        asking = _asking(actor, estate, unit_ids, today)
        election = (
            Election.objects.select_for_update()
            .filter(estate_id=estate_id, state=ElectionState.APPLIED)
            .first()
        )
        references: tuple[Reference, ...] = ()
        if election is None:
            references = _may_begin(actor, estate, today)
            election = _begun(estate, ElectionKind.FIRST, _first_plan(today), today, ElectionState.APPLIED)
        _write_applicants(election, asking, today, on_paper=actor.role is not Role.RESIDENT)
        rules, owners = rules_of(today), election.applicants.values("person_id").distinct().count()
        if election.group_due_on is None and electing.enough_applicants(owners, rules).allowed:
            election.group_due_on = electing.due_day(today, rules.group_rule.within, working(now))
            election.save(update_fields=["group_due_on"])
        due = election.group_due_on.isoformat() if election.group_due_on else None
        tell(
            actor,
            now,
            election,
            "committees.first_assembly_asked",
            {"units": len(asking), "owners": owners, "due": due},
            references,
        )
        _settle_before(election, now)
        keep_clocks(election, now)
    return election.pk


def _asking(
    actor: Actor, estate: places.EstateRow, unit_ids: Sequence[int], today: date
) -> list[tuple[int, int]]:
    """Return the units that ask, each with an owner."""
    if actor.role is Role.RESIDENT:
        return [(unit.unit_id, unit.person_id) for unit in owned_here(actor, estate.id, today)]
    owners = people.owner_ids_in(estate.id, actor=actor, on=today)
    asking = [(unit, owners[unit][0]) for unit in dict.fromkeys(unit_ids) if unit in owners]
    if not asking:
        raise Refused.because(
            mark("请写明申请的业主的房屋"),
            remedy=mark("没有登记业主的房屋不能申请"),
            field="units",
            code="units",
        )
    return asking


def _may_begin(actor: Actor, estate: places.EstateRow, today: date) -> tuple[Reference, ...]:
    eyes = reader(actor, estate.scope)
    if people.committee_at_work(estate.id, today) is not None:
        raise Refused.because(
            mark("这个小区有任期内的业委会，不需要首次业主大会"),
            remedy=mark("任期届满的请组织换届"),
            code="committee",
        )
    return demand(
        electing.may_hold_first(delivered(estate.id, actor=eyes, today=today), today, rules_of(today))
    )


def _first_plan(today: date) -> Plan:
    """Return the least committee of the law, until the group plans another."""
    rules = people.committee_rules(today)
    if rules is None:
        raise missing()
    return Plan(ElectionKind.FIRST, rules.size.least, 0, rules.term.most_years)


def _begun(
    estate: places.EstateRow, kind: ElectionKind, plan: Plan, today: date, state: ElectionState, **more: Any
) -> Election:
    [number] = records.next_ids("committees_election", 1)
    election = Election(
        id=number, stream=f"committees.election:{number}", scope=estate.scope, estate_id=estate.id,
        estate_name=estate.name, kind=kind.value,
        state=state.value, seats=plan.seats, reserves=plan.reserves, years=plan.years, begun_on=today,
        **_adopted(estate.id, today), **more,
    )  # fmt: skip
    try:
        with transaction.atomic():
            election.save(force_insert=True)
    except IntegrityError as error:
        if "committees_election_one_runs" not in str(error):
            raise
        raise Refused.because(
            mark("这个小区正在选举"), remedy=mark("请在那次选举里办理"), code="runs"
        ) from error
    return election


def _write_applicants(
    election: Election, asking: Sequence[tuple[int, int]], today: date, *, on_paper: bool
) -> None:
    known = set(election.applicants.values_list("unit_id", flat=True))
    fresh = [one for one in asking if one[0] not in known]
    if not fresh:
        raise Refused.because(mark("已经申请过了"), code="twice")
    Applicant.objects.bulk_create(
        Applicant(
            stream=election.stream, scope=election.scope, election=election, unit_id=unit, person_id=person,
            on_paper=on_paper, applied_on=today,
        )
        for unit, person in fresh
    )  # fmt: skip


def begin_renewal(
    *, actor: Actor, now: datetime, estate_id: int, plan: Plan, proposal_id: int | None = None
) -> int:
    """Begin the renewal of a term, an early election or a by-election.

    A renewal is late, not barred, less than three months before the end.

    An early one rests on the owners' proposal `proposal_id`, or on one that is owed here, on too few who sit, or on an
    election that came to nothing.

    Raises:
        Refused: the estate is not the actor's, never had a committee, an election runs, the plan cannot be, or an early
            one has no ground, or a by-election no free seat.
    """
    today = shanghai_day(now)
    with at_estate(actor, Act.BEGIN, estate_id, now) as estate:
        former = people.term_facts(today, estate_id=estate_id, elected=True)
        if former is None:
            raise Refused.because(
                mark("这个小区没有登记过业委会"), remedy=mark("请从业主申请首次业主大会开始"), code="no_term"
            )
        plan = _of_term(plan, former)
        references = demand(_plan_fits(plan, today, former))
        if plan.kind is ElectionKind.EARLY:
            proposal_id = proposal_id or _asked_here(actor, estate_id)
            references += demand(_has_ground(estate_id, former, today, asked=proposal_id is not None))
        due = _assembly_due(plan.kind, former, now)
        election = _begun(
            estate, plan.kind, plan, today, ElectionState.PREPARING, former_term_id=former.id, meeting_due_on=due,
            proposal_id=proposal_id,
            posting_due_on=last_posting(due, rules_of(today), working(now).is_working_day),
            urge_due_on=_urge_due(plan.kind, former, today),
        )  # fmt: skip
        data = {
            "kind": plan.kind.value, "seats": plan.seats, "reserves": plan.reserves, "years": plan.years,
            "former": former.id, "until": former.agreed.isoformat() if former.agreed else None,
            "estate": estate_id, "proposal": proposal_id,
        }  # fmt: skip
        tell(actor, now, election, "committees.renewal_begun", data, references)
        _settle_before(election, now, former)
        keep_clocks(election, now)
    return election.pk


def begin_early(*, actor: Actor, now: datetime, estate_id: int, proposal_id: int, plan: Plan) -> int:
    """Begin an early election that owners ask for: their counted proposal reached its share, its assembly is owed.

    The assembly they ask for is the one that elects anew; owners alone decide whether a term ends early.

    Raises:
        Refused: the proposal is not this estate's or too few support it, or `begin_renewal` refuses.
    """
    asked = votes.proposal(proposal_id, actor=actor)
    here = asked if asked is not None and asked.estate_id == estate_id else None
    demand(early.may_ask_early(owed=here is not None and here.owed, asks=here is not None and here.elects))
    wanted = Plan(ElectionKind.EARLY, plan.seats, plan.reserves, plan.years)
    return begin_renewal(actor=actor, now=now, estate_id=estate_id, plan=wanted, proposal_id=proposal_id)


def _asked_here(actor: Actor, estate_id: int) -> int | None:
    """Return the owners' proposal of an election that is owed in an estate."""
    rows = votes.proposals_in(estate_id, actor=actor)
    return next((row.id for row in rows if row.owed and row.elects), None)


def _has_ground(estate_id: int, former: people.TermFacts, today: date, *, asked: bool) -> Decision:
    law = people.committee_rules(today)
    if law is None:
        raise missing()
    row = Election.objects.filter(estate_id=estate_id).order_by("-pk").first()
    over = former.end is not None and former.end <= today
    last = early.Last(ElectionKind(row.kind), ElectionState(row.state), over) if row is not None else None
    below = people.below_half_since(former.id, today) is not None
    return early.may_elect_early(asked=asked, below_half=below, last=last, vacancy=law.vacancy.warrant)


def _assembly_due(kind: ElectionKind, former: people.TermFacts, now: datetime) -> date:
    """Return by when the assembly of a renewal is held: in time, and before the term is over where it still runs."""
    today = shanghai_day(now)
    soon, rules = kind is ElectionKind.EARLY, rules_of(today)
    length = rules.by_election if kind is ElectionKind.BY else rules.renewal_assembly
    limit = (life_rules_of(today).early_election if soon else length).limit
    last = former.end - timedelta(days=1) if former.end else None
    return electing.assembly_due(today, limit, working(now), None if soon else last)


def _urge_due(kind: ElectionKind, former: people.TermFacts, today: date) -> date | None:
    """Return by when the street urges a renewal that was not called: so many days after the last reminder."""
    if kind is not ElectionKind.RENEWAL:
        return None
    last = min(one.days for one in life_rules_of(today).reminder)
    return urge_due(former.end, last, today, rules_of(today))


def _settle_before(election: Election, now: datetime, former: people.TermFacts | None = None) -> None:
    """An election that begins is what warnings of the term's end and one before it that came to nothing called for."""
    with records.acting(PLATFORM):
        before = Election.objects.filter(estate_id=election.estate_id, again_due_on__isnull=False)
        if filling.is_filling(election):  # a whole election that is owed stays owed
            before = before.filter(kind=ElectionKind.BY)
        for row in before.exclude(pk=election.pk):
            moved(row, ElectionState(row.state), again_due_on=None)
            keep_clocks(row, now)
        if former is not None:
            duties.settle_duties(
                actor=PLATFORM, now=now, origin_stream=committee_stream(former.body_id), because=election.stream,
                items=(VACANCY,) if filling.is_filling(election) else TERM_ITEMS,
            )  # fmt: skip


def _of_term(plan: Plan, former: people.TermFacts) -> Plan:
    """Return what is planned: a by-election's members sit as long as the term was agreed."""
    return replace(plan, years=filling.years_of(former)) if plan.kind is ElectionKind.BY else plan


def _plan_fits(plan: Plan, today: date, former: people.TermFacts | None = None) -> Decision:
    if (
        plan.kind is ElectionKind.BY
        and not (decision := filling.may_begin(plan.seats, former, today)).allowed
    ):
        return decision
    law = people.committee_rules(today)
    if law is None:
        raise missing()
    size, term, whole = law.size, law.term, plan.kind is not ElectionKind.BY
    return electing.may_plan(
        plan, least=size.least if whole else 1, most=size.most, odd=size.odd and whole,
        most_years=term.most_years if whole else plan.years,
        size_clause=f"{size.warrant.source.title}{size.warrant.clause}",
        term_clause=f"{term.warrant.source.title}{term.warrant.clause}", rules=rules_of(today),
    )  # fmt: skip


def set_plan(*, actor: Actor, now: datetime, election_id: int, seats: int, reserves: int, years: int) -> None:
    """Set how many members and reserves are elected for how long, while candidates may still come.

    Raises:
        Refused: an even or too large number, a term longer than the law allows, more reserves than members.
    """
    with at_election(actor, Act.WORK, election_id, "stand", now) as election:
        plan = Plan(ElectionKind(election.kind), seats, reserves, years)
        former = people.term_by_id(election.former_term_id) if election.former_term_id else None
        plan = _of_term(plan, former) if former is not None else plan
        references = demand(_plan_fits(plan, shanghai_day(now), former))
        moved(election, ElectionState(election.state), seats=seats, reserves=reserves, years=plan.years)
        data = {"seats": seats, "reserves": reserves, "years": plan.years}
        tell(actor, now, election, "committees.election_planned", data, references)


def adopt_gates(*, actor: Actor, now: datetime, election_id: int) -> None:
    """Let the gates bar that the estate's rules of procedure in force adopt; an election begins with those of its day.

    Raises:
        Refused: no confirmed rules adopt others than these, or a candidate was checked by these.
    """
    with at_election(actor, Act.WORK, election_id, "stand", now) as election:
        wanted = _adopted(election.estate_id, shanghai_day(now))
        if wanted["adopted"] == election.adopted:
            raise Refused.because(
                mark("施行的议事规则没有写明别的候选人条件"),
                remedy=mark("请先在“议事规则”登记，并由另一人确认"),
                code="no_rules",
            )
        if election.candidates.exclude(checked_on=None).exists():
            raise Refused.because(mark("已经有候选人审查过，不能再改条件"), code="checked")
        moved(election, ElectionState(election.state), **wanted)
        tell(actor, now, election, "committees.gates_adopted", {"gates": wanted["adopted"]})


def _adopted(estate_id: int, today: date) -> dict[str, Any]:
    """Return which gates that warn elsewhere the estate's own rules in force make bar, and by which article."""
    said, gates = votes.gates_in_force(estate_id, today), gates_of(today)
    codes = said.value if said is not None and isinstance(said.value, list) else []
    wanted = sorted(code for code in codes if gates.of(code) is not None and code not in gates.here.bars)
    return {"adopted": wanted, "adopted_clause": said.article if said is not None and wanted else ""}


def stop_election(*, actor: Actor, now: datetime, election_id: int, reason: str) -> None:
    """Stop an election before its assembly is called: what it began with was wrong, or fell away.

    A term's end, or too few who sit, stay: what began with them is to be begun anew.
    """
    with at_election(actor, Act.STOP, election_id, "stop", now) as election:
        said = " ".join(reason.replace("\x00", "").split())
        demand(gives_reason(mark("没有写明终止的理由。"), said))
        kept = records.seal(stream=election.stream, scope=election.scope, field="text", text=said)
        again = again_due(election, now) if election.former_term_id is not None else None
        moved(election, ElectionState.STOPPED, again_due_on=again)
        about = {"texts": {"reason": {"vault": kept.vault_id, "commitment": kept.commitment}}}
        tell(actor, now, election, "committees.election_stopped", {"about": about})
        keep_clocks(election, now, lapsed=True)
