"""A third of a committee's members ask to recall one of them, who was heard: a meeting is owed as to owners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hemei.community.voting.models import Proposal
from hemei.community.voting.rules.proposals import ELECTS, OWED, ProposalState
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import tell_of
from hemei.community.voting.services.telling import procedure_of
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersRecall:
    """A recall that members asked for, and whose member was heard; the same key is owed once."""

    estate_id: int
    scope: str
    seat_id: int
    seat_number: int
    title: str
    key: str


@transaction.atomic
def owe_recall(*, actor: Actor, now: datetime, draft: MembersRecall) -> int:
    """Let the committee owe the meeting that decides on a member (guidance rules art. 44); return the proposal's id.

    The clocks, the order of the street and the residents' committee after it are those of a proposal of owners.

    Raises:
        Refused: only the platform itself says this, by what it knows of the hearing.
    """
    _demand_platform(actor)
    rows = Proposal.objects.filter(estate_id=draft.estate_id, key=draft.key)
    known = rows.values_list("id", flat=True).first()
    if known is not None:
        return known
    today = shanghai_day(now)
    committee = people.committee_able(draft.estate_id, today)
    [number] = records.next_ids("voting_proposal", 1)
    found = Proposal(
        id=number, stream=f"voting.proposal:{number}", scope=draft.scope, estate_id=draft.estate_id, key=draft.key,
        matter=ELECTS, seat_id=draft.seat_id, seat_number=draft.seat_number, by_members=True, title=draft.title,
        state=ProposalState.REACHED, proposed_at=now,
    )  # fmt: skip
    found.save(force_insert=True)
    if committee is not None:
        records.grant_access(stream=found.stream, bodies=(committee,))
    procedure = procedure_of(today)
    due_at = clocks.begin(actor, now, found, procedure.call, "call", body=committee)
    ground = procedure.of("members_recall")
    references = (*((ground.warrant.reference,) if ground else ()), procedure.call.warrant.reference)
    data = {
        "estate": draft.estate_id,
        "seat": draft.seat_id,
        "committee": committee,
        "due_at": due_at.isoformat(),
    }
    tell_of(actor, now, found, "voting.recall_owed", data, references)
    return number


@transaction.atomic
def withdraw_recall(*, actor: Actor, now: datetime, proposal_id: int) -> None:
    """End what members asked for and took back, while no meeting is called on it; harmless when repeated.

    Raises:
        Refused: only the platform itself ends this, by what it knows of the recall.
    """
    _demand_platform(actor)
    rows = Proposal.objects.filter(pk=proposal_id, by_members=True, state__in=OWED)
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        return
    found.state = ProposalState.WITHDRAWN
    found.save(update_fields=["state"])
    clocks.settle_all(actor, now, found.stream, cancelled=True)
    tell_of(actor, now, found, "voting.proposal_withdrawn", {"seat": found.seat_id}, ())


def _demand_platform(actor: Actor) -> None:
    if actor.role is not Role.SYSTEM:
        raise Refused.because(mark("只能由平台按登记自动注明"), code="role")
