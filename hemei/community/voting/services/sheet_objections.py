"""An owner objects to what came in for his unit before the result is known; a clerk says of each sheet whose it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hemei.community.voting.models import Assembly, RollUnit, SheetObjection
from hemei.community.voting.queries.bound import owners_on
from hemei.community.voting.queries.disputed import sheets_in_dispute
from hemei.community.voting.queries.settling import hands_on_sheets, settles
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.assemblies import may_object_to_sheets
from hemei.community.voting.services.disputed import sort_sheets
from hemei.community.voting.services.telling import locked_unit, proof_rules, sealed, share_roll
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@records.whole
def object_to_sheets(*, actor: Actor, now: datetime, roll_unit_id: int, text: str) -> int:
    """Object to the paper, or to what was cast at the desk or a door, for a unit; no voter need be registered for it.

    An owner on the roll does it himself, the community enters what was brought to it.

    Raises:
        Refused: the actor is no owner of the unit on the roll and may not enter it for one, nothing came in, the result
            is known, an objection waits, or nothing is said.
    """
    share_roll(roll_unit_id)
    unit, roll = locked_unit(actor, roll_unit_id)
    if actor.role is not Role.RESIDENT:
        demand(may(actor, Act.BIND, unit.scope))
    elif not owners_on(unit) & set(people.own_persons(actor)):
        raise Refused.because(mark("只有名册上的业主可以对收到的选票提出异议"), code="no_owner")
    found = Assembly.objects.filter(roll=roll).first()
    waits = SheetObjection.objects.filter(roll_unit=unit, settled_at=None).exists()
    came = bool(sheets_in_dispute([unit.pk]).get(unit.pk))
    demand(may_object_to_sheets(found.state if found else None, came=came, waits=waits))
    said = sealed(unit, text)
    row = SheetObjection.objects.create(
        roll_unit=unit, text_id=said["vault"], objected_by=actor.person_id, objected_at=now, scope=unit.scope,
        stream=unit.stream,
    )  # fmt: skip
    data = {"unit": unit.pk, "objection": row.pk, "texts": {"text": said}}
    _record(actor, now, unit, "voting.sheets_objected", data)
    return int(row.pk)


@records.whole
def settle_sheets(
    *, actor: Actor, now: datetime, objection_id: int, own: Mapping[int, bool], reason: str
) -> None:
    """Say of each sheet of the unit whether it was its owner's: another's is struck, and the objection was right.

    Before the count a strike takes effect with it; after it a third hand strikes, as ever. Where all of the residents'
    committee had a hand in it, the street settles it.

    Raises:
        Refused: the actor may not, entered the objection or one of the sheets himself, confirmed the stack it came in
            or went to the door, he is of the street and somebody of the residents' committee may settle it, it is
            settled, of a sheet nothing is said, or no reason is given.
    """
    rows = SheetObjection.objects.filter(record.seen_by(actor), pk=objection_id, settled_at=None)
    unit_id = rows.values_list("roll_unit_id", flat=True).first()
    if unit_id is None:
        raise Refused.because(mark("没有待核实的异议"), code="no_objection")
    share_roll(unit_id)
    unit, _roll = locked_unit(actor, unit_id)
    demand(may(actor, Act.SETTLE_OBJECTION, unit.scope))
    row = SheetObjection.objects.select_for_update().filter(pk=objection_id, settled_at=None).first()
    if row is None:
        raise Refused.because(mark("没有待核实的异议"), code="no_objection")
    hands = hands_on_sheets([row])
    demand(settles(actor, now, [row], hands)[row.pk])
    said = sealed(unit, reason)
    sorted_as = sort_sheets(actor, now, hands[row.pk].sheets, own, reason)
    row.settled_by, row.settled_at = actor.person_id, now
    row.upheld = bool(sorted_as.get("papers", {}).get("foreign"))
    row.save(update_fields=["settled_by", "settled_at", "upheld"])
    data = {
        "unit": unit.pk,
        "objection": row.pk,
        "upheld": row.upheld,
        **sorted_as,
        "texts": {"reason": said},
    }
    _record(actor, now, unit, "voting.sheets_settled", data)


def _record(actor: Actor, now: datetime, unit: RollUnit, event: str, data: dict[str, object]) -> None:
    records.record_event(
        stream=unit.stream, type=event, actor=actor, at=now, scope=unit.scope, data=data,
        references=(proof_rules(shanghai_day(now)).objection.warrant.reference,),
    )  # fmt: skip
