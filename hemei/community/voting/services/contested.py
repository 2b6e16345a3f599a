"""Who votes for a unit is objected to, also by an owner who denies it when he is called; others settle it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hemei.community.voting.models import Sheet, VoterBinding
from hemei.community.voting.queries.settling import hands_on_voters, settles
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.services.disputed import sort_sheets
from hemei.community.voting.services.overseeing import stop
from hemei.community.voting.services.releasing import release_bound
from hemei.community.voting.services.telling import proof_rules, sealed
from hemei.community.voting.services.voters import tell_binding
from hemei.community.voting.services.waiting import owe_settling, settling_of
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

DENIED = "选票回访中，业主否认由他代为投票，或者否认这样投过票。"
UPHELD = "对结果的异议核实成立，投票的人是谁、有没有资格有疑问，凭这项登记投的票已剔除。"
"""What is kept as the words of an objection that a call-back raised, or an objection to the result."""


@records.whole
def object_to_binding(*, actor: Actor, now: datetime, binding_id: int, text: str) -> None:
    """Object to who votes for a unit; until it is settled the binding lets nobody vote.

    A co-owner does it himself; another owner at the residents' committee, which enters it.

    Raises:
        Refused: the binding is not the actor's to see, has ended, has an objection, or nothing is said.
    """
    row = _locked(actor, binding_id)
    if not (actor.role is Role.RESIDENT or may(actor, Act.BIND, row.scope).allowed):
        demand(may(actor, Act.BIND, row.scope))
    if row.objected_at is not None:
        raise Refused.because(mark("已有异议正在核实"), code="objected")
    _stop(actor, now, row, text)


def object_denied(actor: Actor, now: datetime, sheet: Sheet, words: str) -> None:
    """Object to the binding of who cast a sheet that is not to count: it holds for no later vote.

    Because its owner denied it when he was called, or an objection was upheld that is about who cast it. Also where the
    same human was bound so anew since. Nothing is done where it has ended, is objected to already, or is the owner's
    own.
    """
    cast = sheet.binding
    if cast is None:
        return
    with people_services.opened(actor, places.city().path):
        same = people.same_as(cast.person_id)
    if cast.owner_id in same:
        return
    standing = VoterBinding.objects.select_for_update().filter(
        unit_id=cast.unit_id, person_id__in=same, owner_id=cast.owner_id, capacity=cast.capacity, ended_at=None,
        objected_at=None,
    )  # fmt: skip
    for row in standing:
        _stop(actor, now, row, words)


def _stop(actor: Actor, now: datetime, row: VoterBinding, text: str) -> None:
    said = sealed(row, text)
    row.objected_at, row.objection_id = now, said["vault"]
    row.objected_by, row.settled_by = actor.person_id, None
    row.save(update_fields=["objected_at", "objection_id", "objected_by", "settled_by"])
    proof = proof_rules(shanghai_day(now))
    tell_binding(
        actor, now, row, "voting.voter_objected", {"binding": row.pk, "texts": {"text": said}}, proof
    )
    owe_settling(actor, now, row)


@records.whole
def settle_objection(
    *,
    actor: Actor,
    now: datetime,
    binding_id: int,
    upheld: bool,
    reason: str,
    own: Mapping[int, bool] | None = None,
) -> None:
    """Settle an objection: upheld, the binding ends; else it stands again. What was cast by it is told with the result.

    Upheld, of each paper that came from the unit `own` says whether the true owner signed it: his counts, another's is
    struck. Where all of the residents' committee had a hand in it, the street settles it.

    Raises:
        Refused: the actor may not, there is no objection, he entered it, made the binding or confirmed the stack of
            a paper of the unit, he is of the street and somebody of the residents' committee may settle it, no reason
            is given, or of a paper nothing is said.
    """
    row, proof = _locked(actor, binding_id), proof_rules(shanghai_day(now))
    demand(may(actor, Act.SETTLE_OBJECTION, row.scope))
    if row.objected_at is None:
        raise Refused.because(mark("没有待核实的异议"), code="no_objection")
    hands = hands_on_voters([row])
    demand(settles(actor, now, [row], hands)[row.pk])
    said = sealed(row, reason)
    row.settled_by = actor.person_id
    papers: dict[str, Any] = {}
    if upheld:
        papers = sort_sheets(actor, now, hands[row.pk].sheets, own or {}, reason)
        release_bound(row)
        row.ended_at = now
    else:
        row.objected_at = None
    row.save(update_fields=["ended_at", "objected_at", "settled_by"])
    stop(actor, now, row, settling_of(row))
    data = {"binding": row.pk, "upheld": upheld, **papers, "texts": {"reason": said}}
    tell_binding(actor, now, row, "voting.objection_settled", data, proof)


def _locked(actor: Actor, binding_id: int) -> VoterBinding:
    rows = VoterBinding.objects.select_for_update().filter(record.seen_by(actor), ended_at=None)
    row = rows.filter(pk=binding_id).first()
    if row is None:
        raise Refused.because(mark("没有这项表决人登记"), code="not_found")
    return row
