"""Owners ask for an assembly themselves, by phone after a one-time code: propose, support, take it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemei.community.voting.models import Proposal
from hemei.community.voting.queries.own_proposals import OwnAsking, estate_of_proposal, eyes_in, own_askings
from hemei.community.voting.rules.proposals import Asked
from hemei.community.voting.services.proposals import (
    ProposalDraft,
    demand_asking,
    enter_proposal,
    join_proposal,
    leave_proposal,
    look_again,
)
from hemei.community.voting.services.rights import code_counts
from hemei.ground.people import services as people_services
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark


@transaction.atomic
def propose_by_phone(
    *,
    actor: Actor,
    now: datetime,
    draft: ProposalDraft,
    confirmed_at: datetime | None,
) -> int:
    """Propose an assembly of one's own estate and support it with one's units; returns the proposal.

    Raises:
        Refused: no one-time code was given, or the actor may ask in the right of no unit of this estate.
    """
    _demand_code(confirmed_at, now)
    own = _able(next(iter(own_askings(actor=actor, now=now, estate_id=draft.estate_id)), None))
    with people_services.opened(actor, own.estate.scope):
        eyes = eyes_in(actor, own.estate.scope)
        number = enter_proposal(eyes, now, own.estate, draft)
        join_proposal(eyes, now, _locked(number), own.able)
    return number


@transaction.atomic
def support_by_phone(
    *, actor: Actor, now: datetime, proposal_id: int, confirmed_at: datetime | None
) -> Asked:
    """Support a proposal of one's own estate with all units in whose right one may."""
    _demand_code(confirmed_at, now)
    own = _able(estate_of_proposal(proposal_id, actor=actor, now=now))
    with people_services.opened(actor, own.estate.scope):
        eyes = eyes_in(actor, own.estate.scope)
        return join_proposal(eyes, now, _locked(proposal_id), own.able)


@transaction.atomic
def take_back_by_phone(
    *, actor: Actor, now: datetime, proposal_id: int, confirmed_at: datetime | None
) -> None:
    """Support a proposal no more with any of one's units."""
    _demand_code(confirmed_at, now)
    own = _able(estate_of_proposal(proposal_id, actor=actor, now=now))
    asks = next((one for one in own.proposals if one.row.id == proposal_id), None)
    mine = asks.mine | asks.listed if asks is not None else frozenset()
    with people_services.opened(actor, own.estate.scope):
        found, eyes = _locked(proposal_id), eyes_in(actor, own.estate.scope)
        for unit in sorted(mine & set(own.able)):
            demand_asking(found, unit, now)
            leave_proposal(eyes, now, found, unit)
        look_again(eyes, now, found)


def _demand_code(confirmed_at: datetime | None, now: datetime) -> None:
    if not code_counts(confirmed_at, now):
        raise Refused.because(mark("请先用短信验证码确认是您本人"), field="code", code="step_up")


def _able(own: OwnAsking | None) -> OwnAsking:
    """Return an estate in which somebody may ask; where he may for no unit of his, raise the reason of the first."""
    if own is None or not own.rights:
        raise Refused.because(mark("没有这项提议，或者它不是您的小区的"), code="not_found")
    if not own.able:
        demand(own.rights[0].decision)
    return own


def _locked(proposal_id: int) -> Proposal:
    return Proposal.objects.select_for_update().get(pk=proposal_id)
