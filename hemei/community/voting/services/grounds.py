"""What a meeting rests on: the proposal it answers, the meeting it is held again for, its ground, and whose matters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from hemei.community.voting.models import Assembly, Outcome, Proposal
from hemei.community.voting.queries.register import voting_parts
from hemei.community.voting.rules.agenda import may_spend
from hemei.community.voting.rules.assemblies import (
    AgendaItem,
    Record,
    State,
    agenda_fits,
    may_call,
    may_repeat,
)
from hemei.community.voting.rules.parts import may_add_outside, may_answer_of, may_be_of
from hemei.community.voting.rules.procedure_standard import Ground
from hemei.community.voting.rules.proposals import OWED, ProposalState, may_answer
from hemei.community.voting.rules.standards import MatterParts
from hemei.community.voting.services import decided
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark

if TYPE_CHECKING:
    from hemei.community.voting.services.assemblies import AssemblyDraft

Origin = tuple[Proposal | None, Assembly | None]
"""The proposal a meeting answers, the meeting it is held again for."""


def owed_proposal(actor: Actor, draft: AssemblyDraft) -> Proposal | None:
    """Lock and return the proposal a draft answers; it must be owed."""
    if draft.proposal_id is None:
        return None
    rows = Proposal.objects.filter(record.seen_by(actor), pk=draft.proposal_id, estate_id=draft.estate_id)
    found = rows.select_for_update().first()
    if found is None or found.state not in OWED:
        raise Refused.because(
            mark("这项业主提议没有达到比例，或者已经召集"), field="proposal", code="proposal"
        )
    if Assembly.objects.filter(proposal=found).exclude(state=State.CALLED_OFF).exists():
        raise Refused.because(
            mark("这项业主提议已有一次会议召集后还没有公告"), remedy=mark("请公告那一次会议，或者先取消它"),
            field="proposal", code="not_noticed",
        )  # fmt: skip
    return found


def repeated(actor: Actor, draft: AssemblyDraft) -> Assembly | None:
    """Lock and return the meeting a draft is held again for: too few took part there, and nobody holds it again yet."""
    if draft.repeats_id is None:
        return None
    rows = Assembly.objects.filter(record.seen_by(actor), pk=draft.repeats_id, estate_id=draft.estate_id)
    found = rows.select_for_update(of=("self",)).first()
    if found is None or not failed_items(found):
        raise Refused.because(
            mark("只能重开参与表决没有达到要求的会议"), field="repeats", code="nothing_to_repeat"
        )
    if Assembly.objects.filter(repeats=found).exclude(state=State.CALLED_OFF).exists():
        raise Refused.because(
            mark("这次会议已经重新召集过"), remedy=mark("请从重新召集的那一次会议继续办理"), field="repeats",
            code="repeated",
        )  # fmt: skip
    if set(found.buildings) != set(draft.buildings):
        raise Refused.because(
            mark("重新召集的会议，楼栋须与上一次相同"), field="buildings", code="other_part"
        )
    return found


def failed_items(found: Assembly) -> list[AgendaItem]:
    """Return the items of a counted meeting in which too few took part and which still stand, as judged last."""
    later = Outcome.objects.filter(vote=OuterRef("vote"), round__gt=OuterRef("round"))
    rows = Outcome.objects.filter(~Exists(later), assembly=found, quorum=False, annulled_on=None)
    moot = {int(number) for number in found.moot or {}}
    return [
        AgendaItem(
            matter=vote.matter,  # type: ignore[arg-type]
            title=vote.title, group=vote.group, seats=vote.seats,
            candidate_id=vote.candidate_id, recalled_id=vote.recalled_id,
            reserves=vote.reserves, ranks_by=vote.ranks_by,  # type: ignore[arg-type]
            record=vote.record, spends_fen=vote.spends_fen,
        )
        for vote in (row.vote for row in rows.select_related("vote").order_by("vote__number"))
        if vote.number not in moot
    ]  # fmt: skip


def demand_ground(
    actor: Actor, draft: AssemblyDraft, ground: Ground | None, origin: Origin, today: date
) -> Reference:
    """Demand what the ground needs; a meeting held again stands on the proposal or the order of the first one.

    That holds for what failed there and nothing else, which `demand_origin` asks of the agenda.
    """
    proposal, repeats = origin
    again = repeats is not None and (repeats.ground, repeats.called_by) == (draft.ground, draft.called_by)
    stands = Record(
        proposal_reached=(proposal is not None and not proposal.by_members) or again,
        members_recall=(proposal is None or proposal.by_members) and draft.seat_id is not None,
        order_unmet=again
        or draft.order_unmet
        or (proposal is not None and proposal.state == ProposalState.UNMET),
        committee_at_work=people.committee_able(draft.estate_id, today) is not None,
        committee_decided=decided.committee_decided(actor, draft, repeats),
        reason=draft.reason,
    )
    decision = may_call(ground, called_by=draft.called_by, kind=draft.kind, record=stands)
    demand(decision)
    decided.demand_matters(draft)
    return decision.references[0]


def demand_agenda(
    actor: Actor, today: date, found: Assembly, agenda: Sequence[AgendaItem], *, seat_id: int | None
) -> None:
    """Demand that the items fit together, are matters of whom the meeting is of, and are what it was called for."""
    demand(agenda_fits(agenda), may_spend(agenda))
    buildings = voting_parts(found.estate_id, actor=actor, on=today) if found.buildings else {}
    matters = [item.matter for item in agenda]
    demand(may_be_of(matters, found.buildings, buildings=buildings, listed=parts_on(today)))
    if found.outside:
        demand(may_add_outside(matters, inside=False, listed=parts_on(today)))
    decided.demand_named(found, agenda, today)
    demand_origin(today, found, agenda, seat_id=seat_id)


def demand_origin(today: date, found: Assembly, agenda: Sequence[AgendaItem], *, seat_id: int | None) -> None:
    """Demand that a meeting answers the proposal it was called for, and repeats nothing but what failed."""
    proposal = found.proposal
    if proposal is not None:
        same = proposal.seat_id == seat_id
        demand(may_answer(proposal.matter, {item.matter for item in agenda}, same_seat=same))
        demand(may_answer_of(proposal.matter, found.buildings, listed=parts_on(today)))
    if found.repeats is not None:
        demand(may_repeat(agenda, failed_items(found.repeats)))


def parts_on(day: date) -> MatterParts:
    """Return which matters a part of the estate may decide, as the standard of a day says."""
    return record.standards().find("matter-parts", MatterParts, on=day)
