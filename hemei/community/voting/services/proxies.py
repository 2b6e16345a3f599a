"""Written proxies: somebody else votes for a unit of one roll."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from hemei.community.voting.models import Proxy, Roll, RollUnit, Sheet
from hemei.community.voting.queries.law import proof_of
from hemei.community.voting.rules import voters
from hemei.community.voting.rules.acts import Act, may, still_open
from hemei.community.voting.services.telling import locked_unit, sealed
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark


def give_proxy(*, actor: Actor, now: datetime, roll_unit_id: int, holder_id: int, evidence: str) -> int:
    """Enter a written proxy for a unit of one roll; `evidence` says where the paper lies. Ends one that stood.

    Raises:
        Refused: the actor may not, the vote is closed, the holder is not known, an owner himself, or is proxy,
            or voted as one, under whichever record of him, for as many units of this roll as the standard lets him.
    """
    # Two proxies of one human are counted one after the other; the roll before the unit, as everywhere.
    Roll.objects.select_for_update().filter(units__pk=roll_unit_id).first()
    unit, roll = locked_unit(actor, roll_unit_id)
    demand(may(actor, Act.BIND, roll.scope))
    demand(
        still_open(
            now,
            roll.closes_at,
            mark("委托书随纸质票一起在截止以前交来的，封存以前在那一批票里登记，另一人确认以后计入"),
        )
    )
    demand_holder(actor, now, unit, roll, holder_id)
    kept = sealed(unit, evidence)
    Proxy.objects.filter(roll_unit=unit, withdrawn_at=None).update(withdrawn_at=now)
    row = Proxy.objects.create(
        roll=roll,
        roll_unit=unit,
        holder_id=holder_id,
        evidence_id=kept["vault"],
        given_at=now,
        scope=unit.scope,
        stream=unit.stream,
    )
    tell_given(actor, now, unit, row, {"texts": {"evidence": kept}})
    return int(row.pk)


def demand_holder(actor: Actor, now: datetime, unit: RollUnit, roll: Roll, holder_id: int) -> None:
    """Demand that somebody may be proxy for a locked unit: known, none of its owners, for no more units than he may."""
    with people_services.opened(actor, places.city().path):  # a holder lives where he lives
        known = holder_id in people.persons([holder_id], now=now)
        same = people.same_as(holder_id)
    if same & set(unit.owner_ids) or not known:
        raise Refused.because(
            mark("代理人须是业主以外的、已登记的人"), remedy=mark("请先登记代理人"), field="holder", code="holder"
        )  # fmt: skip
    demand(voters.may_be_proxy(len(units_of(roll, same) - {unit.pk}), proof_of(roll)))


def tell_given(actor: Actor, now: datetime, unit: RollUnit, row: Proxy, more: dict[str, Any]) -> None:
    """Record that a proxy counts from now on; the owners of its unit are told."""
    proof = proof_of(row.roll)
    data = {
        "proxy": row.pk,
        "holder": row.holder_id,
        "owners": sorted(unit.owner_ids) if unit.delivered else [],
        **more,
    }
    references = (proof.proxy.warrant.reference, proof.proxy_limit.warrant.reference)
    _record(actor, now, unit, "voting.proxy_given", data, references)


def units_of(roll: Roll, holders: Collection[int]) -> set[int]:
    """Return the units a human is proxy for or has voted for as one: a withdrawal takes no ballot back.

    Also those whose ballot came in with a proxy to him, which another confirmed or may confirm yet.
    `holders` are all records of him, so that nobody holds twice as many by being known twice.
    """
    held = Proxy.objects.filter(roll=roll, holder_id__in=holders)
    cast = Sheet.objects.filter(roll=roll, proxy__holder_id__in=holders)
    with_paper = Q(sheet__isnull=False) & (Q(confirmed=None) | Q(confirmed=True))
    return {
        *held.filter(Q(withdrawn_at=None) | with_paper).values_list("roll_unit_id", flat=True),
        *cast.values_list("roll_unit_id", flat=True),
    }


def demand_no_more(
    actor: Actor, unit: RollUnit, roll: Roll, holder_id: int, *, also: Collection[tuple[int, int]] = ()
) -> None:
    """Demand that a human votes as proxy for no more units of a roll than he may, by whichever door.

    He may have proved who he is after the second proxy was given. Two of his ballots at the same moment are counted one
    after the other: the lock is the roll's, taken after that of the unit, and held until the transaction ends. `also`
    are holders and units of the same batch, which are not written yet.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"voting.proxies:{roll.pk}"])
    with people_services.opened(actor, places.city().path):
        same = people.same_as(holder_id)
        cast = Sheet.objects.filter(roll=roll, proxy__holder_id__in=same)
        units = set(cast.values_list("roll_unit_id", flat=True))
    units |= {number for holder, number in also if holder in same}
    demand(voters.may_be_proxy(len(units - {unit.pk}), proof_of(roll)))


def withdraw_proxy(*, actor: Actor, now: datetime, proxy_id: int) -> None:
    """End a proxy before the vote closes; what was cast by it stays, and the owner may vote after it."""
    row = Proxy.objects.filter(record.seen_by(actor), pk=proxy_id, withdrawn_at=None).first()
    if row is None:
        raise Refused.because(mark("没有这份委托"), field="proxy", code="not_found")
    unit, roll = locked_unit(actor, row.roll_unit_id)
    demand(may(actor, Act.BIND, roll.scope))
    demand(
        still_open(now, roll.closes_at, mark("已凭它投的票照样计；业主不认可的，结果公布以后请他提出异议"))
    )
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    _record(actor, now, unit, "voting.proxy_withdrawn", {"proxy": proxy_id})


def end_proxies(actor: Actor, now: datetime, unit: RollUnit) -> list[int]:
    """End what the former owners of a locked unit gave, whose owners were put right on the roll; return which.

    A proxy is the owner's (regulation art. 12): of who is not on the roll any more it lets nobody vote. Both sides read
    it in the history of the unit.
    """
    rows = Proxy.objects.select_for_update().filter(roll_unit=unit, withdrawn_at=None)
    ended = list(rows.order_by("pk").values_list("pk", flat=True))
    Proxy.objects.filter(pk__in=ended).update(withdrawn_at=now)
    for number in ended:
        _record(actor, now, unit, "voting.proxy_withdrawn", {"proxy": number, "corrected": True})
    return ended


def _record(
    actor: Actor, now: datetime, unit: RollUnit, event: str, data: dict[str, Any], references: Any = ()
) -> None:
    records.record_event(
        stream=unit.stream,
        type=event,
        actor=actor,
        at=now,
        scope=unit.scope,
        data={"unit": unit.pk, **data},
        references=references,
    )
