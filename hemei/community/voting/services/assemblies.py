"""An assembly is called, its agenda set, its notice posted; or it is called off before a ballot counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from hemei.community.voting.models import Assembly, Proposal, Roll, RollUnit
from hemei.community.voting.queries.law import own_on, procedure_by
from hemei.community.voting.queries.rolls import commitment_of
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.agenda import may_rewrite, with_sum
from hemei.community.voting.rules.assemblies import (
    LONGEST_TITLE,
    AgendaItem,
    Moot,
    State,
    Step,
    may_move,
)
from hemei.community.voting.rules.procedure_standard import Caller, Kind
from hemei.community.voting.rules.proposals import ENDED, ProposalState
from hemei.community.voting.services import answering, clocks, decided, grounds
from hemei.community.voting.services.decided import Scan
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.community.voting.services.rolls import RollDraft, demand_parts, freeze
from hemei.community.voting.services.telling import LONGEST_TEXT, counting_rules, procedure_of
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyDraft:
    """An assembly to be. `ground` is a code of the standard; `reason` is why, where the ground asks for it.

    With `buildings` it is of those who share a part of the estate. `repeats` is a meeting that failed for want of
    participation. `seat_id` is the member whose recall is the only item. Who calls for the committee, its member too,
    cites what it decided: an item its meeting adopted, or the sealed document with the matters it `decided` to put to
    the owners, those of the agenda where it says no other, and its `scan`, at the latest by the notice. An app whose
    own record the meeting carries out names that `record` by its stream: its items stay as they were put. That is no
    decision of the committee's. The agenda may still be empty. The same key calls once.
    """

    estate_id: int
    kind: Kind
    called_by: Caller
    ground: str
    title: str
    key: str
    agenda: Sequence[AgendaItem] = ()
    buildings: Sequence[str] = ()
    proposal_id: int | None = None
    repeats_id: int | None = None
    seat_id: int | None = None
    reason: str = ""
    decision: str = ""
    decision_item: int | None = None
    decided: Sequence[str] = ()
    scan: Scan | None = None
    record: str = ""
    order_unmet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a committee decided, where another app's record is put to its meeting and somebody else enters the call."""

    decision: str = ""
    decision_item: int | None = None
    scan: Scan | None = None

    def by(self, draft: AssemblyDraft) -> AssemblyDraft:
        """Return a draft that cites it; only a call in the committee's name does."""
        if draft.called_by != "committee":
            return draft
        return replace(draft, decision=self.decision, decision_item=self.decision_item, scan=self.scan)


NOTHING_CITED = Cited()


@for_own_estate
@transaction.atomic
def call_assembly(*, actor: Actor, now: datetime, draft: AssemblyDraft) -> int:
    """Call an assembly and return its id; nothing is noticed yet.

    Raises:
        Refused: the actor may not; the caller may not call this kind of meeting on this ground; a part of the estate
            is not in the register; the agenda does not fit, or is not theirs to decide; the meeting it repeats did
            not fail for want of participation, or is held again already.
    """
    estate = places.estate(draft.estate_id, actor=actor)
    if estate is None:
        raise Refused.because(mark("没有这个小区"), field="estate", code="unknown_estate")
    demand(may(actor, Act.CALL, estate.scope))
    rows = Assembly.objects.filter(estate_id=draft.estate_id, key=draft.key)
    known = rows.values_list("id", flat=True).first()
    if known is not None:
        return known
    if actor.role is Role.COMMITTEE_MEMBER and draft.called_by != "committee":
        raise Refused.because(mark("委员只能以业主委员会的名义召集"), field="called_by", code="called_by")
    draft = replace(
        draft, agenda=[replace(with_sum(one), record=draft.record or one.record) for one in draft.agenda]
    )
    today = shanghai_day(now)
    proposal, repeats = grounds.owed_proposal(actor, draft), grounds.repeated(actor, draft)
    ground = procedure_of(today).of(draft.ground)
    reference = grounds.demand_ground(actor, draft, ground, (proposal, repeats), today)
    if draft.buildings:
        demand_parts(actor, draft.estate_id, today, draft.buildings)
    found = _drafted(actor, now, draft, estate, (proposal, repeats))
    decided.demand_unconcerned(actor, found, draft.agenda)
    if draft.agenda:
        grounds.demand_agenda(actor, today, found, draft.agenda, seat_id=draft.seat_id)
    else:
        grounds.demand_origin(today, found, (), seat_id=draft.seat_id)
    decided.keep_scan(found, draft.scan, now)
    found.save(force_insert=True)
    if actor.role is Role.COMMITTEE_MEMBER and actor.body_id is not None:
        records.grant_access(stream=found.stream, bodies=(actor.body_id,))
    if proposal is not None:
        answering.drafted(proposal)
    data = _called(found, draft) | decided.shown_as(found)
    tell_of(actor, now, found, "voting.assembly_called", data, (reference,))
    return int(found.pk)


def _drafted(
    actor: Actor,
    now: datetime,
    draft: AssemblyDraft,
    estate: places.EstateRow,
    origin: tuple[Proposal | None, Assembly | None],
) -> Assembly:
    """Return the meeting of a draft that was allowed, not yet written."""
    [number] = records.next_ids("voting_assembly", 1)
    return Assembly(
        id=number,
        stream=f"voting.assembly:{number}",
        scope=estate.scope,
        estate_id=draft.estate_id,
        estate_name=estate.name,
        key=draft.key,
        kind=draft.kind,
        called_by=draft.called_by,
        ground=draft.ground,
        title=_title(draft.title),
        buildings=list(draft.buildings),
        outside=origin[1].outside if origin[1] is not None else [],
        agenda=_stored(draft.agenda),
        body_id=actor.body_id,
        proposal=origin[0],
        repeats=origin[1],
        decision_item=decided.cited_id(draft),
        decided_matters=list(decided.matters_put(draft)),
        state=State.CALLED,
        called_at=now,
    )


def _title(raw: str) -> str:
    short = " ".join(raw.split())
    if not 0 < len(short) <= LONGEST_TITLE:
        raise Refused.because(
            mark("请用不超过{most}个字写明会议名称"), field="title", code="title", most=LONGEST_TITLE
        )
    return short


def _stored(agenda: Sequence[AgendaItem]) -> list[dict[str, Any]]:
    return [asdict(item) for item in agenda]


def agenda_of(found: Assembly) -> list[AgendaItem]:
    """Return the agenda as it stands before the notice."""
    return [AgendaItem(**item) for item in found.agenda]


def _called(found: Assembly, draft: AssemblyDraft) -> dict[str, Any]:
    data: dict[str, Any] = {
        "estate": found.estate_id,
        "kind": found.kind,
        "called_by": found.called_by,
        "ground": found.ground,
        "buildings": found.buildings,
        "proposal": draft.proposal_id,
        "repeats": draft.repeats_id,
        "agenda": [item.matter for item in draft.agenda],
    }
    said = {"reason": draft.reason, "decision": decided.decided_words(draft)}
    texts = {name: sealed_in(found, name, text) for name, text in said.items() if text.strip()}
    rests = {"decision_item": found.decision_item, "record": draft.record or None, "texts": texts or None}
    return {**data, **{name: value for name, value in rests.items() if value is not None}}


def _demand_agenda(actor: Actor, now: datetime, found: Assembly, agenda: Sequence[AgendaItem]) -> None:
    seat = found.proposal.seat_id if found.proposal is not None else None
    grounds.demand_agenda(actor, shanghai_day(now), found, agenda, seat_id=seat)


@for_own_estate
@transaction.atomic
def set_agenda(*, actor: Actor, now: datetime, assembly_id: int, agenda: Sequence[AgendaItem]) -> None:
    """Write the agenda of an assembly that is not noticed yet; what stood there before is replaced.

    Raises:
        Refused: the items do not fit, or what a record, an election or a recall put there would change.
    """
    found = locked(actor, assembly_id, Act.CALL, Step.SET_AGENDA)
    agenda = [with_sum(item) for item in agenda]
    demand(may_rewrite(agenda_of(found), agenda))
    _demand_agenda(actor, now, found, agenda)
    found.agenda = _stored(agenda)
    found.save(update_fields=["agenda"])
    tell_of(
        actor, now, found, "voting.agenda_set", {"agenda": [item.matter for item in agenda]},
        (procedure_of(shanghai_day(now)).agenda.warrant.reference,),
    )  # fmt: skip


@for_own_estate
@transaction.atomic
def notice_assembly(
    *,
    actor: Actor,
    now: datetime,
    assembly_id: int,
    opens_on: date,
    closes_at: datetime,
    agrees: bool = False,
) -> int:
    """Post the notice: the roll is frozen, the agenda fixed, the owners may read it. Returns the id of the roll.

    `agrees` says that the agenda was held against the item by which the committee decided, where it cites one.

    Raises:
        Refused: there is no agenda, it was not held against the decision, the document that was cited is not shown, or
            too few days lie between the notice and the first ballot.
    """
    found = locked(actor, assembly_id, Act.CALL, Step.NOTICE)
    agenda = agenda_of(found)
    _demand_agenda(actor, now, found, agenda)
    decided.demand_agreed(found, agrees)
    today = shanghai_day(now)
    procedure = procedure_by(own_on(found.estate_id, today), today)
    decided.demand_shown(found, procedure)
    opens_at = datetime.combine(opens_on, time.min, SHANGHAI)
    owed = answering.demand_days(now, found, opens_at, closes_at, procedure)
    roll = freeze(actor=actor, now=now, draft=_roll_of(found, agenda, opens_at, closes_at))
    found.roll, found.state, found.own = roll, State.NOTICED, roll.own
    found.noticed_on, found.opens_on, found.closes_at = today, opens_on, closes_at
    commitment = commitment_of(roll)
    found.commitments = [[now.isoformat(), commitment]]
    found.save(update_fields=["roll", "state", "noticed_on", "opens_on", "closes_at", "commitments", "own"])
    _show_to_owners(found)
    if found.proposal is not None:
        answering.answered(actor, now, found.proposal)
    data = _noticed(found, roll, today, commitment)
    part = counting_rules(today).part_of_estate.warrant.reference
    references = (*owed, procedure.told.warrant.reference, part)
    tell_of(
        actor, now, found, "voting.assembly_noticed", data, references if found.buildings else references[:-1]
    )
    return int(roll.pk)


def _noticed(found: Assembly, roll: Roll, today: date, commitment: str) -> dict[str, Any]:
    """Return what the record says of a notice."""
    data = {
        "roll": roll.pk,
        "opens_on": found.opens_on.isoformat() if found.opens_on else None,
        "closes_at": found.closes_at.isoformat() if found.closes_at else None,
        "told": people.community_body_for(found.scope, today),
        "commitment": commitment,
        "agenda": [item.matter for item in agenda_of(found)],
    }
    return data if found.decision_item is None else {**data, "decision_item": found.decision_item}


def _roll_of(
    found: Assembly, agenda: Sequence[AgendaItem], opens_at: datetime, closes_at: datetime
) -> RollDraft:
    return RollDraft(
        estate_id=found.estate_id,
        agenda=agenda,
        opens_at=opens_at,
        closes_at=closes_at,
        buildings=found.buildings,
        outside=found.outside,
        key=f"assembly:{found.pk}",
        votes_stream=found.stream,
    )


def _show_to_owners(found: Assembly) -> None:
    """Let every owner of the roll and the committee read the meeting; of the roll an owner is shown his own units."""
    owners: set[int] = set()
    for persons in RollUnit.objects.filter(roll__assembly=found).values_list("owner_ids", flat=True):
        owners.update(persons)
    committee = people.committee_at_work(found.estate_id, found.noticed_on) if found.noticed_on else None
    records.grant_access(
        stream=found.stream, persons=tuple(sorted(owners)), bodies=(committee,) if committee else ()
    )


@for_own_estate
@transaction.atomic
def call_off_assembly(
    *, actor: Actor, now: datetime, assembly_id: int, reason: str, cited: Cited = NOTHING_CITED
) -> None:
    """Call an assembly off before its ballots can be cast; afterwards it runs to its end.

    A noticed meeting of the committee's is called off by what the committee decided, which is cited.

    Raises:
        Refused: the vote has begun, no reason is given, or the committee's decision is not cited.
    """
    found = locked(actor, assembly_id, Act.CALL, Step.CALL_OFF)
    if found.opens_on is not None and shanghai_day(now) >= found.opens_on:
        raise Refused.because(mark("表决已经开始，不能取消"), code="has_begun")
    decided.demand_cited_off(actor, found, cited, shanghai_day(now))
    said = {"reason": reason, **({"decision": cited.decision} if cited.decision.strip() else {})}
    data: dict[str, Any] = {"texts": {name: sealed_in(found, name, text) for name, text in said.items()}}
    if cited.decision_item is not None:
        data["decision_item"] = cited.decision_item
    found.state = State.CALLED_OFF
    found.save(update_fields=["state"])
    Roll.objects.filter(assembly=found).update(closed_at=now)
    clocks.settle_all(actor, now, found.stream, cancelled=True)
    tell_of(actor, now, found, "voting.assembly_called_off", data, ())
    if found.proposal is None or found.proposal.state in ENDED:
        return
    if found.moot and found.proposal.seat_id:
        end_moot(actor, now, found.proposal, Moot(next(iter(found.moot.values()))["why"]))
    else:
        _owe_again(actor, now, found.proposal)


def end_moot(actor: Actor, now: datetime, proposal: Proposal, why: Moot) -> None:
    """End a locked proposal to recall a member who sits no more; nobody owes its meeting."""
    proposal.state = ProposalState.MOOT
    proposal.save(update_fields=["state"])
    clocks.settle_all(actor, now, proposal.stream, cancelled=True)
    tell_of(actor, now, proposal, "voting.proposal_moot", {"seat": proposal.seat_id, "why": why.value}, ())


def _owe_again(actor: Actor, now: datetime, proposal: Proposal) -> None:
    """A meeting called off answers no proposal: it is owed as before, and the clock runs on to its old end."""
    stands = clocks.run_on(actor, now, proposal)
    if stands is None:
        return
    proposal.state = stands[0]
    proposal.save(update_fields=["state"])
    procedure = procedure_of(shanghai_day(now))
    data = {"state": proposal.state, "due_at": stands[1].isoformat()}
    tell_of(actor, now, proposal, "voting.proposal_owed_again", data, (procedure.proposal.warrant.reference,))


def locked(actor: Actor, assembly_id: int, act: Act, step: Step) -> Assembly:
    """Lock an assembly the actor may see, and ask whether he may do this and it stands where this is done."""
    rows = Assembly.objects.filter(record.seen_by(actor), pk=assembly_id).select_for_update(of=("self",))
    found = rows.select_related("roll", "proposal", "repeats").first()
    if found is None:
        raise Refused.because(mark("没有这次会议"), code="not_found")
    demand(may(actor, act, found.scope))
    demand(may_move(State(found.state), step))
    decided.demand_unconcerned(actor, found, agenda_of(found))
    return found


def sealed_in(found: Assembly | Proposal, field: str, text: str) -> dict[str, Any]:
    """Put words about a meeting or a proposal into the vault."""
    short = text.strip()
    if not 0 < len(short) <= LONGEST_TEXT:
        raise Refused.because(mark("请用不超过{most}个字写明"), field=field, code="text", most=LONGEST_TEXT)
    kept = records.seal(stream=found.stream, scope=found.scope, field=field, text=short)
    return {"vault": kept.vault_id, "commitment": kept.commitment}


def tell_of(
    actor: Actor,
    now: datetime,
    found: Assembly | Proposal,
    event: str,
    data: dict[str, Any],
    references: tuple[Reference, ...],
) -> None:
    """Record an act on the stream of a meeting or a proposal."""
    records.record_event(
        stream=found.stream, type=event, actor=actor, at=now, scope=found.scope, data=data, references=references
    )  # fmt: skip
