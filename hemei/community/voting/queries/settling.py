"""Who may settle what waits around a voter for somebody who had no hand in it, and until when.

An objection to who votes for a unit, one to what came in for it, and a guardian or delegate for a second clerk.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from hemei.community.voting.models import AwaitedBinding, Proxy, RollUnit, SheetObjection, VoterBinding
from hemei.community.voting.queries.calling import serves, took_codes
from hemei.community.voting.queries.disputed import (
    PaperInDispute,
    SheetInDispute,
    hands_behind,
    pages_of,
    papers_in_dispute,
    sheets_in_dispute,
)
from hemei.community.voting.queries.hands import known_hands, own_records
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.striking import Desk, Hand, desk_for, hand_of, may_settle
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.community.voting.rules.voters import may_confirm_voter
from hemei.community.voting.rules.waiting import HEAR, SECOND, SETTLE, VOUCH, kind_of
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision
from hemei.kernel.workdays import shanghai_day

Objected = TypeVar("Objected", VoterBinding, SheetObjection)
Row = TypeVar("Row", VoterBinding, SheetObjection, AwaitedBinding)
Waiting = VoterBinding | SheetObjection | AwaitedBinding | Proxy


@dataclass(frozen=True, slots=True)
class Turn:
    """Until when something is to be settled; whether it was handed on, and since the committee was late."""

    due_at: datetime
    above: bool
    late: bool


@dataclass(frozen=True, slots=True)
class HandsOn:
    """Who had a hand in what waits: entered it, made or confirmed the binding, handled its sheets.

    Who votes by the binding too, and of one by a letter's code who took the letter to print it. `turn` says until when
    it is to be settled, and by whom.
    """

    raised_by: Hand
    bound_by: Hand | None = None
    entered_by: Hand | None = None
    behind: tuple[Hand, ...] = ()
    sheets: tuple[PaperInDispute | SheetInDispute, ...] = ()
    turn: Turn | None = None

    @property
    def all(self) -> tuple[Hand, ...]:
        """All of them."""
        return tuple(one for one in (self.raised_by, self.bound_by, self.entered_by, *self.behind) if one)

    @property
    def late(self) -> bool:
        """Whether the residents' committee was late with it."""
        return self.turn is not None and self.turn.late

    def desk(self, staff: Mapping[people.BodyKind, Collection[int]], *, late: bool = False) -> Desk:
        """Return whose it is to settle it, or to be handed it on where it is late now."""
        return desk_for(
            self.all,
            community=staff.get(people.BodyKind.COMMUNITY, ()),
            street=staff.get(people.BodyKind.STREET, ()),
            handed_on=late or (self.turn is not None and self.turn.above),
        )


def hands_on_voters(rows: Sequence[VoterBinding]) -> dict[int, HandsOn]:
    """Return who had a hand in each binding with an objection that waits, as the events keep them."""
    streams = [row.stream for row in rows]
    made, raised = (
        {stream: hand_of(event.actor) for stream, event in record.events_of(streams=streams, kind=kind)}
        for kind in ("voting.voter_bound", "voting.voter_objected")
    )
    papers = papers_in_dispute([row.unit_id for row in rows])
    behind, took = hands_behind(papers), took_codes(rows)
    turns = _turns(streams, SETTLE, HEAR)
    return {
        row.pk: HandsOn(
            raised[row.stream],
            made.get(row.stream),
            Hand(row.bound_by, None) if row.confirmed_by else None,
            (
                *behind.get(row.unit_id, ()),
                *(Hand(person, None) for person in sorted({row.person_id, *took.get(row.pk, ())})),
            ),
            tuple(papers.get(row.unit_id, ())),
            turns.get(row.stream),
        )
        for row in rows
    }


def hands_on_sheets(rows: Sequence[SheetObjection]) -> dict[int, HandsOn]:
    """Return who had a hand in each objection to what came in for a unit, as the events keep them."""
    streams = {row.stream for row in rows}
    raised = {
        event.data["objection"]: hand_of(event.actor)
        for _, event in record.events_of(streams=streams, kind="voting.sheets_objected")
    }
    sheets = sheets_in_dispute([row.roll_unit_id for row in rows])
    behind = hands_behind(sheets)
    return {
        row.pk: HandsOn(
            raised[row.pk],
            behind=behind.get(row.roll_unit_id, ()),
            sheets=tuple(sheets.get(row.roll_unit_id, ())),
        )
        for row in rows
    }


def hands_on_awaited(rows: Sequence[AwaitedBinding]) -> dict[int, HandsOn]:
    """Return who may not be the second to look at papers: whoever entered them, and whom they are to entitle."""
    turns = _turns([row.stream for row in rows], SECOND, VOUCH)
    return {
        row.pk: HandsOn(
            Hand(row.entered_by, None), bound_by=Hand(row.person_id, None), turn=turns.get(row.stream)
        )
        for row in rows
    }


def _turns(streams: Sequence[str], own: str, above: str) -> dict[str, Turn]:
    """Return whose turn it is in these streams, by the clocks that run; two statements."""
    found: dict[str, Turn] = {}
    for word in (own, above):
        for (stream, _), row in clocks.ends_of(streams, kind=kind_of(word)).items():
            if row.state == "running":
                before = found.get(stream)
                late = before is not None and before.due_at < row.started_at
                found[stream] = Turn(row.due_at, word == above, late)
    return found


def settles(
    actor: Actor,
    now: datetime,
    rows: Sequence[VoterBinding | SheetObjection],
    hands: Mapping[int, HandsOn],
) -> dict[int, Decision]:
    """Return of each objection whether the actor may settle it, and why not."""
    staff, today, known = _staff(rows, now), shanghai_day(now), _known(actor, hands)
    rule = record.standards().find("voter-proof", VoterProof, on=today).objection
    return {
        row.pk: may_settle(
            hand_of(actor.as_payload()), rule, raised_by=on.raised_by, bound_by=on.bound_by,
            entered_by=on.entered_by, behind=on.behind, left_to=on.desk(staff[row.scope]), at=works_at(actor),
            late=on.late,
        )
        for row in rows
        if (on := known[row.pk])
    }  # fmt: skip


def objection_to_page(scan_id: int, *, actor: Actor, now: datetime) -> str:
    """Return on which list the actor has to say of the paper of a scanned page whose it was; empty where on none.

    `voter` is that of objections to who votes for the home, `sheet` that of objections to what came in for it.
    """
    unit = RollUnit.objects.filter(record.seen_by(actor), printed__scans=scan_id).first()
    if unit is None or actor.role not in roles_for(Act.SETTLE_OBJECTION):
        return ""
    voters = VoterBinding.objects.filter(unit=unit.unit_id, ended_at=None, objected_at__isnull=False)
    sheets = SheetObjection.objects.filter(roll_unit=unit, settled_at=None)
    if _asks(scan_id, actor, now, list(voters), hands_on_voters):
        return "voter"
    return "sheet" if _asks(scan_id, actor, now, list(sheets), hands_on_sheets) else ""


def _asks(
    scan_id: int,
    actor: Actor,
    now: datetime,
    rows: list[Objected],
    hands_on: Callable[[list[Objected]], dict[int, HandsOn]],
) -> bool:
    """Whether the actor may settle one of these objections, of which a paper has this page."""
    if not rows:
        return False
    hands = hands_on(rows)
    his = [hands[number].sheets for number, said in settles(actor, now, rows, hands).items() if said.allowed]
    return any(scan_id in pages for pages in pages_of(one for sheets in his for one in sheets).values())


def confirms(
    actor: Actor, now: datetime, rows: Sequence[AwaitedBinding], hands: Mapping[int, HandsOn]
) -> dict[int, Decision]:
    """Return of each guardian or delegate who waits whether the actor may be the second clerk, and why not."""
    staff, known, by = _staff(rows, now), _known(actor, hands), own_records(actor)
    return {
        row.pk: may_confirm_voter(
            by, entered_by=row.entered_by, person_id=row.person_id, left_to=on.desk(staff[row.scope]),
            at=works_at(actor), late=on.late,
        )
        for row in rows
        if (on := known[row.pk])
    }  # fmt: skip


def hands_on_proxies(rows: Sequence[Proxy]) -> dict[int, frozenset[int]]:
    """Return who entered or holds each proxy that came with a ballot; where it does not do, who signed is asked.

    Then also who refused it, and all who entered, hold or refused another that came with the ballot.
    """
    asked = {row.sheet_id for row in rows if row.confirmed is False}
    came: dict[int | None, set[int]] = {}
    fields = ("sheet", "entered_by", "holder", "settled_by")
    for sheet, *persons in Proxy.objects.filter(sheet__in=asked).values_list(*fields) if asked else ():
        came.setdefault(sheet, set()).update(one for one in persons if one is not None)
    return {
        row.pk: frozenset({row.entered_by or 0, row.holder_id}).union(
            came.get(row.sheet_id, ()) if row.confirmed is False else ()
        )
        for row in rows
    }


def desks_of_proxies(actor: Actor, now: datetime, rows: Sequence[Proxy]) -> dict[int, Desk]:
    """Return of each proxy that came with a ballot whose second person looks at it: none of its hands."""
    hands = {
        number: HandsOn(Hand(min(persons), None), behind=tuple(Hand(one, None) for one in sorted(persons)))
        for number, persons in hands_on_proxies(rows).items()
    }
    staff, known = _staff(rows, now), _known(actor, hands)
    return {row.pk: known[row.pk].desk(staff[row.scope]) for row in rows}


def desk_of(actor: Actor, now: datetime, row: Waiting, on: HandsOn, *, late: bool) -> Desk:
    """Return whose it is to settle one that waits, and that the residents' committee may be late with now."""
    return _known(actor, {row.pk: on})[row.pk].desk(_staff([row], now)[row.scope], late=late)


def votes_that_run(now: datetime) -> QuerySet[RollUnit]:
    """Return the units in votes that were not called off and are not over, first the one that ends first."""
    rows = RollUnit.objects.filter(roll__closes_at__gte=now).exclude(roll__assembly__state="called_off")
    return rows.order_by("roll__closes_at")


def theirs(
    actor: Actor, now: datetime, waiting: QuerySet[Row], hands_on: Callable[[list[Row]], dict[int, HandsOn]]
) -> QuerySet[Row]:
    """Return what of all that waits is the actor's to settle: of street and county what is left to it."""
    if actor.role not in roles_for(Act.SETTLE_OBJECTION):
        return waiting.none()
    if serves(actor):
        return waiting
    rows = list(waiting)
    staff, hands = _staff(rows, now), _known(actor, hands_on(rows))
    left = [row.pk for row in rows if hands[row.pk].desk(staff[row.scope]) is works_at(actor)]
    return waiting.filter(pk__in=left)


def counted_for(
    actor: Actor,
    now: datetime,
    waiting: QuerySet[Row],
    hands_on: Callable[[list[Row]], dict[int, HandsOn]],
    decide: Callable[[Actor, datetime, list[Row], Mapping[int, HandsOn]], dict[int, Decision]],
) -> record.Lines[tuple[int]]:
    """Return how much of what waits is the actor's, where there is any; one statement where nothing waits.

    Of street and county those he may settle himself.
    """
    if actor.role not in roles_for(Act.SETTLE_OBJECTION):
        return record.Lines()
    if serves(actor):
        return record.counted(waiting)

    def his(numbers: Sequence[int]) -> list[tuple[int]]:
        rows = list(waiting.filter(pk__in=numbers)) if numbers else []
        free = sum(one.allowed for one in decide(actor, now, rows, hands_on(rows)).values()) if rows else 0
        return [(free,)] if free else []

    return record.lines_of(waiting, ["pk"], int).then(his)


def _known(actor: Actor, hands: Mapping[int, HandsOn]) -> dict[int, HandsOn]:
    """Return the hands by every record of each human: whoever settles may have acted under another."""
    flat = [one for on in hands.values() for one in on.all]
    known = dict(zip(flat, known_hands(flat, actor=actor), strict=True))
    return {
        number: replace(
            on,
            raised_by=known[on.raised_by],
            bound_by=known[on.bound_by] if on.bound_by else None,
            entered_by=known[on.entered_by] if on.entered_by else None,
            behind=tuple(known[one] for one in on.behind),
        )
        for number, on in hands.items()
    }


def works_at(actor: Actor) -> Desk:
    """Return where somebody works who settles objections."""
    return {Role.STREET_CLERK: Desk.STREET, Role.COUNTY_COORDINATOR: Desk.COUNTY}.get(
        actor.role, Desk.COMMUNITY
    )


def _staff(rows: Sequence[Waiting], now: datetime) -> dict[str, dict[people.BodyKind, set[int]]]:
    """Return by place who of its residents' committee and its street settles; two statements for any number."""
    scopes, today = {row.scope for row in rows}, shanghai_day(now)
    bodies = people.bodies_above_any(scopes, today, (people.BodyKind.COMMUNITY, people.BodyKind.STREET))
    staff: dict[int, set[int]] = {body.id: set() for body in bodies}
    for office in people.appointments_of(staff, today):
        if office.role in roles_for(Act.SETTLE_OBJECTION):
            staff[office.body_id].add(office.person_id)
    # The nearest come first: it stands in the place of those further above.
    return {
        scope: {body.kind: staff[body.id] for body in reversed(bodies) if scope.startswith(body.scope)}
        for scope in scopes
    }
