"""The sole owners of an estate are bound at once, by one extract of the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from hemei.community.voting.models import VoterBinding
from hemei.community.voting.queries.bound import voting_owners
from hemei.community.voting.queries.law import proof_on
from hemei.community.voting.rules import voters
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.community.voting.rules.voters import BindingKind, Capacity
from hemei.community.voting.services.voters import end_lapsed, stated, stream_of
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

_BINDING = {
    "id": "bigint",
    "stream": "text",
    "scope": "text",
    "unit_id": "bigint",
    "person_id": "bigint",
    "owner_id": "bigint",
    "kind": "text",
    "capacity": "text",
    "document": "text",
    "evidence_id": "bigint",
    "valid_from": "date",
    "expires_on": "date",
    "bound_by": "bigint",
}


@records.whole
def bind_by_register(
    *, actor: Actor, now: datetime, estate_id: int, extract_on: date, buildings: Sequence[str] = ()
) -> int:
    """Bind the sole owners of an estate's units, compared with one extract; returns how many.

    Units with several owners or none, or not delivered, and those somebody is bound to, are left: they need a choice
    or a delegate. A binding that lapsed with a transfer gives way, unless an objection to it is not settled.

    Raises:
        Refused: the actor may not, the estate is not his, or the extract is too old.
    """
    estate = places.estate(estate_id, actor=actor)
    if estate is None:
        raise Refused.because(mark("没有这个小区"), field="estate", code="unknown_estate")
    demand(may(actor, Act.BIND, estate.scope))
    today = shanghai_day(now)
    proof = proof_on(estate_id, today)
    demand(voters.extract_is_fresh(extract_on, today, proof))
    owners = _sole_owners(actor, estate_id, today, buildings)
    end_lapsed(actor=actor, now=now, estate_id=estate_id)
    taken = VoterBinding.objects.filter(unit_id__in=owners, ended_at=None).values_list("unit_id", flat=True)
    for unit in set(taken):
        del owners[unit]
    rows = [
        VoterBinding(
            id=number, stream=stream_of(number), scope=estate.scope, unit_id=unit, person_id=owner, owner_id=owner,
            kind=BindingKind.REGISTER.value, capacity=Capacity.OWNER.value, valid_from=today,
            expires_on=voters.expires(BindingKind.REGISTER, today, proof), bound_by=actor.person_id,
        )
        for number, (unit, owner) in zip(
            records.next_ids("voting_voterbinding", len(owners)), owners.items(), strict=True
        )
    ]  # fmt: skip
    records.insert_many(
        "voting_voterbinding", _BINDING, ([getattr(row, name) for name in _BINDING] for row in rows)
    )
    more: dict[str, Any] = {"extract_on": extract_on.isoformat(), "replaces": None, "owners": [], "texts": {}}
    records.record_many((_bound_event(row, now, more, proof), actor) for row in rows)
    return len(rows)


def _sole_owners(actor: Actor, estate_id: int, today: date, buildings: Sequence[str]) -> dict[int, int]:
    """Return the owner of each unit that has just one who votes, in the order of the register."""
    owners = voting_owners(estate_id, actor=actor, on=today)
    return {
        unit.id: owners[unit.id][0]
        for unit in places.standing_units(estate_id, actor=actor, on=today)
        if len(owners[unit.id]) == 1 and (not buildings or unit.building in buildings)
    }


def _bound_event(
    row: VoterBinding, now: datetime, more: dict[str, Any], proof: VoterProof
) -> records.EventDraft:
    data = {**stated(row), **more}
    return records.EventDraft(
        row.stream, "voting.voter_bound", now, row.scope, data, (proof.register.warrant.reference,)
    )
