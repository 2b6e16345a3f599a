"""Handing over seals, archives and accounts: begun by a clock, item by item, signed by both sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from hemei.community.committees.models import Handover, HandoverItem
from hemei.community.committees.rules.handing import Item, Signer, due_on, may_sign, may_sign_for
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.rules.life_words import HandoverKind, Side
from hemei.community.committees.services.life.duties import owe_handover, settle
from hemei.community.committees.services.life.shared import Streamed, at_committee, missing, rules_of, tell
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.people.queries import Post, TermFacts
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

MOST_SCAN = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedList:
    """The list as a side signed it on paper: its scan, and the seat of the member who received, where one did."""

    upload: BinaryIO | None = None
    name: str = ""
    seat_id: int | None = None


NO_PAPER = SignedList()


def begin_left(*, actor: Actor, now: datetime, seat_id: int, day: date) -> None:
    """Begin the handover of a member who left on a day (guidance rules, article 45); harmless when repeated.

    None begins where he sits again as before by now, or never held the seat.
    """
    with records.acting(actor):
        seat = people.seat_facts(seat_id)
        term = people.term_by_id(seat.term_id) if seat else None
        if seat is None or term is None or seat.reserve or day <= seat.since:
            return
        held = people.sitting_seats(term.id, shanghai_day(now))
        if any((one.person_id, one.post) == (seat.person_id, seat.post) for one in held):
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


def end_handovers(
    *, actor: Actor, now: datetime, term_id: int, person_id: int, post: Post, because: str
) -> None:
    """End the open handovers of a member who sits again, because what ended his seat does not stand.

    Only who left hands over (guidance rules, article 45). One who was chair and sits again as a member still gives what
    he kept as chair: his handover runs on. `because` is the stream of the decision that seats him again. Harmless when
    repeated.
    """
    rows = Handover.objects.select_for_update(of=("self",)).filter(receiver_signed_at=None, ended_on=None)
    for row in rows.filter(seat__term_id=term_id, seat__person_id=person_id, seat__post=post).order_by("id"):
        row.ended_on = shanghai_day(now)
        row.save(update_fields=["ended_on"])
        reference = rules_of(row.ended_on).handover_left.warrant.reference
        data = {"seat": row.seat_id, "because": because}
        tell(actor, now, row, "committees.handover_ended", data, (reference,))
        settle(row, now, lapsed=True)


def demand_open(row: Handover) -> None:
    """Demand that a handover has not ended."""
    if row.ended_on is not None:
        raise Refused.because(mark("这次移交已经终止，不用再办。"), code="ended")


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
        demand_open(row)
        if row.giver_signed_at is not None:
            raise Refused.because(mark("移交方已经签字，清单不能再改。"), code="signed")
        if item.handed_on is not None or item.absent:
            raise Refused.because(mark("这一项已经登记。"), code="dealt_with")
        item.handed_on, item.absent = (None, True) if absent else (shanghai_day(now), False)
        item.save(update_fields=["handed_on", "absent"])
        tell(actor, now, row, "committees.item_handed_over", {"item": item.code, "absent": absent})


def sign_handover(
    *, actor: Actor, now: datetime, handover_id: int, side: Side, paper: SignedList | None = None
) -> None:
    """Enter the signature of a side: a member signs himself, community and street enter what was signed on `paper`.

    Raises:
        Refused: the handover is not the actor's, something on the list is open, the giver has not signed yet, a member
            signs for a side that is not his, one person stands on both, or the paper has no scan.
    """
    with records.acting(actor):
        found = Handover.objects.filter(pk=handover_id).first()
    if found is None:
        raise missing()
    with at_committee(actor, LifeAct.SIGN, found.estate_id, now) as term:
        row = Handover.objects.select_for_update().get(pk=handover_id)
        demand_open(row)
        items = [Item(one.handed_on is not None, one.absent) for one in row.items.all()]
        signed = row.giver_signed_at if side is Side.GIVER else row.receiver_signed_at
        giver = row.giver_signed_at is not None
        demand(may_sign(items, side, giver_signed=giver, signed=signed is not None))
        signer = _signer(actor, now, row, term, side, paper)
        demand(may_sign_for(side, signer, giver=row.giver_id or _giver(row)))
        scan = (
            kept_scan(row, f"signed_{side.value}", paper, now)
            if paper is not None and not signer.himself
            else None
        )
        fields = {
            f"{side.value}_signed_at": now,
            f"{side.value}_id": signer.person,
            f"{side.value}_scan_id": scan,
        }
        for field, value in fields.items():
            setattr(row, field, value)
        row.save(update_fields=list(fields))
        late = shanghai_day(now) > row.due_on
        data = {"side": side.value, "late": late, "on_paper": scan is not None}
        tell(actor, now, row, "committees.handover_signed", data)
        if side is Side.RECEIVER:
            settle(row, now)


def _giver(row: Handover) -> int | None:
    """Return who has to give: the member who left, or the last chair of the old committee."""
    if row.seat_id is None:
        return people.last_chairs([row.term_id]).get(row.term_id)
    seat = people.seat_facts(row.seat_id)
    return seat.person_id if seat is not None else None


def _signer(
    actor: Actor, now: datetime, row: Handover, term: TermFacts, side: Side, paper: SignedList | None
) -> Signer:
    if actor.role is Role.COMMITTEE_MEMBER:
        return Signer(actor.person_id, himself=True)
    scanned = paper is not None and paper.upload is not None
    if side is Side.GIVER:
        return Signer(_giver(row), himself=False, scanned=scanned)
    seat_id = paper.seat_id if paper is not None else None
    sitting = {one.id: one for one in people.sitting_seats(term.id, shanghai_day(now)) if not one.reserve}
    if seat_id is not None and seat_id not in sitting:
        raise Refused.because(mark("接收的须是在任的委员。"), field="seat", code="not_sitting")
    person = sitting[seat_id].person_id if seat_id is not None else None
    return Signer(person, himself=False, scanned=scanned)


def kept_scan(row: Streamed, purpose: str, paper: SignedList, now: datetime) -> int | None:
    """Keep the scan in the stream of what it proves."""
    if paper.upload is None:
        return None
    kept = records.keep_scan(
        paper.upload, name=paper.name, most_bytes=MOST_SCAN, stream=row.stream, scope=row.scope, purpose=purpose,
        now=now,
    )  # fmt: skip
    return int(kept.pk)
