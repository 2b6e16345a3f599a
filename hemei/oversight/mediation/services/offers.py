"""The parties' offers to one another: made, answered, taken back; whoever is offered something answers himself."""

from __future__ import annotations

from datetime import datetime

from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.models import Dispute, DisputeParty, Offer
from hemei.oversight.mediation.queries.standing import stands_for
from hemei.oversight.mediation.rules.acts import Act, may
from hemei.oversight.mediation.rules.offers import OfferState, may_answer, may_offer, may_take_back
from hemei.oversight.mediation.rules.words import Side, State
from hemei.oversight.mediation.services.shared import demand_alive, missing, sealed, tell


def make_offer(*, actor: Actor, now: datetime, dispute_id: int, text: str, amount_fen: int | None) -> int:
    """Offer the other side how to end it and return the offer's id; its own open offer is met by this one.

    Raises:
        Refused: the actor is no party, the dispute has ended, an offer of his side is open, or it says nothing.
    """
    row, party = own_part(actor, now, dispute_id)
    side = Side(party.side)
    waiting = {one.side: one for one in Offer.objects.filter(dispute=row, state=OfferState.OPEN.value)}
    demand(
        may_offer(
            state=State(row.state), side=side, open_of=side if side.value in waiting else None, text=text,
            amount_fen=amount_fen,
        )
    )  # fmt: skip
    for other in waiting.values():
        _answer(other, OfferState.COUNTERED, now)
    found = Offer(
        dispute=row,
        stream=row.stream,
        scope=row.scope,
        party=party,
        side=side.value,
        text_id=sealed(row, "offer", text, party.person_id).vault_id,
        amount_fen=amount_fen,
        state=OfferState.OPEN.value,
        offered_at=now,
    )
    found.save(force_insert=True)
    tell(actor, now, row, "mediation.offer_made", {"offer": found.pk, "side": side.value})
    return int(found.pk)


def answer_offer(*, actor: Actor, now: datetime, offer_id: int, accept: bool) -> None:
    """Accept or refuse what the other side offers; the mediator draws the agreement up from an accepted offer."""
    found, row, party = _own_offer(actor, now, offer_id)
    demand(
        may_answer(
            state=State(row.state), offer=OfferState(found.state), offered_by=Side(found.side), side=Side(party.side)
        )
    )  # fmt: skip
    _answer(found, OfferState.ACCEPTED if accept else OfferState.REFUSED, now)
    tell(actor, now, row, "mediation.offer_answered", {"offer": found.pk, "accepted": accept})


def take_back_offer(*, actor: Actor, now: datetime, offer_id: int) -> None:
    """Take back an offer of one's own side that nobody has answered."""
    found, row, party = _own_offer(actor, now, offer_id)
    demand(may_take_back(offer=OfferState(found.state), offered_by=Side(found.side), side=Side(party.side)))
    _answer(found, OfferState.TAKEN_BACK, now)
    tell(actor, now, row, "mediation.offer_taken_back", {"offer": found.pk})


def own_part(actor: Actor, now: datetime, dispute_id: int) -> tuple[Dispute, DisputeParty]:
    """Lock a dispute for one of its parties and return as which he takes part; raises Refused."""
    demand(may(actor.role, Act.TAKE_PART))
    row = Dispute.objects.select_for_update().filter(pk=dispute_id).first()
    if row is None:
        raise missing()
    party = next((one for one in demand_alive(row) if stands_for(actor, one, shanghai_day(now))), None)
    if party is None:
        raise missing()
    return row, party


def _own_offer(actor: Actor, now: datetime, offer_id: int) -> tuple[Offer, Dispute, DisputeParty]:
    number = Offer.objects.filter(pk=offer_id).values_list("dispute_id", flat=True).first()
    row, party = own_part(actor, now, number or 0)
    return Offer.objects.select_for_update().get(pk=offer_id), row, party


def _answer(offer: Offer, state: OfferState, now: datetime) -> None:
    offer.state, offer.answered_at = state.value, now
    offer.save(update_fields=["state", "answered_at"])
