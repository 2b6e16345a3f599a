"""Handing over seals, archives and accounts: begun by a clock, item by item, signed by both sides."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.committees.models import Handover, HandoverItem
from hemei.community.committees.rules.handing import Item, due_on, may_sign
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.rules.life_words import HandoverKind, Side
from hemei.community.committees.services.life.duties import owe_handover, settle
from hemei.community.committees.services.life.shared import at_committee, missing, rules_of, tell
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.people.queries import TermFacts
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def begin_left(*, actor: Actor, now: datetime, seat_id: int, day: date) -> None:
    """Begin the handover of a member who left on a day (guidance rules, article 45); harmless when repeated."""
    with records.acting(actor):
        seat = people.seat_facts(seat_id)
        term = people.term_by_id(seat.term_id) if seat else None
        if seat is None or term is None or seat.reserve:
            return
        _begin(actor, now, term, HandoverKind.LEFT, day, seat=seat.id)


def begin_handover(*, actor: Actor, now: datetime, term_id: int, day: date) -> None:
    """Begin the handover of an old committee whose term ended on a day (article 48); harmless when repeated."""
    with records.acting(actor):
        term = people.term_by_id(term_id)
        if term is not None and term.valid_from < day:  # one that never ran holds nothing
            _begin(actor, now, term, HandoverKind.TERM, day)


def _begin(
    actor: Actor, now: datetime, term: TermFacts, kind: HandoverKind, day: date, seat: int | None = None
) -> None:
    begun = Handover.objects.filter(term_id=term.id)
    if (begun.filter(seat=None) if seat is None else begun.filter(seat_id=seat)).exists():
        return
    rules, left = rules_of(shanghai_day(now)), kind is HandoverKind.LEFT
    within = rules.handover_left if left else rules.handover_term
    (number,) = records.next_ids("committees_handover", 1)
    row = Handover(
        id=number, stream=f"committees.handover:{number}", scope=term.scope, estate_id=term.estate_id,
        body_id=term.body_id, term_id=term.id, seat_id=seat, kind=kind, begun_on=day,
        due_on=due_on(day, within.limit, clocks.working_time(now=now)),
    )  # fmt: skip
    records.grant_access(stream=row.stream, bodies=(term.body_id,))
    row.save(force_insert=True)
    HandoverItem.objects.bulk_create(
        HandoverItem(handover=row, stream=row.stream, scope=row.scope, code=item.code, name=item.name)
        for item in rules.items(left=left)
    )
    data = {"term": term.id, "seat": seat, "kind": kind.value, "due_on": row.due_on.isoformat()}
    tell(actor, now, row, "committees.handover_begun", data, (within.warrant.reference,))
    owe_handover(now=now, row=row, reference=within.warrant.reference)


def hand_item(*, actor: Actor, now: datetime, item_id: int, absent: bool = False) -> None:
    """Enter that a thing of the list was handed over today, or that there is none.

    Raises:
        Refused: the handover is not the actor's, a side has signed already, or the thing was dealt with.
    """
    with records.acting(actor):
        found = HandoverItem.objects.select_related("handover").filter(pk=item_id).first()
    if found is None:
        raise missing()
    with at_committee(actor, LifeAct.HAND_OVER, found.handover.estate_id, now):
        row = Handover.objects.select_for_update().get(pk=found.handover_id)
        item = HandoverItem.objects.select_for_update().get(pk=item_id)
        if row.giver_signed_at is not None:
            raise Refused.because(mark("移交方已经签字，清单不能再改。"), code="signed")
        if item.handed_on is not None or item.absent:
            raise Refused.because(mark("这一项已经登记。"), code="dealt_with")
        item.handed_on, item.absent = (None, True) if absent else (shanghai_day(now), False)
        item.save(update_fields=["handed_on", "absent"])
        tell(actor, now, row, "committees.item_handed_over", {"item": item.code, "absent": absent})


def sign_handover(*, actor: Actor, now: datetime, handover_id: int, side: Side) -> None:
    """Enter the signature of a side; a member signs for his committee, community and street enter what is on paper.

    Raises:
        Refused: the handover is not the actor's, something on the list is open, or the giver has not signed yet.
    """
    with records.acting(actor):
        found = Handover.objects.filter(pk=handover_id).first()
    if found is None:
        raise missing()
    with at_committee(actor, LifeAct.SIGN, found.estate_id, now):
        row = Handover.objects.select_for_update().get(pk=handover_id)
        items = [Item(one.handed_on is not None, one.absent) for one in row.items.all()]
        signed = row.giver_signed_at if side is Side.GIVER else row.receiver_signed_at
        giver = row.giver_signed_at is not None
        demand(may_sign(items, side, giver_signed=giver, signed=signed is not None))
        field = "giver_signed_at" if side is Side.GIVER else "receiver_signed_at"
        setattr(row, field, now)
        row.save(update_fields=[field])
        late = shanghai_day(now) > row.due_on
        tell(actor, now, row, "committees.handover_signed", {"side": side.value, "late": late})
        if side is Side.RECEIVER:
            settle(row, now)
