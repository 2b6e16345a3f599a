"""What was reported of orders: that the money came back, was never paid, or that a line was matched wrongly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max

from hemei.community.purses.models import PaymentReturn, Statement, StatementLine
from hemei.community.purses.queries.signing import HANDS, confirming
from hemei.community.purses.rules.acts import SIDE_OF, Act, may
from hemei.community.purses.rules.unpaid import read_beyond
from hemei.community.purses.rules.words import ReturnKind, ReturnState, Side
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day

MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A report that waits; `reason_id` and what the bank says of the line that came back are numbers of the vault."""

    id: int
    order_id: int
    kind: ReturnKind
    paid_on: date | None
    paid_reference: str
    recorded_by: int | None
    reported_by: int
    reported_at: datetime
    reason_id: int
    by_paper: bool
    back_on: date | None
    back_reference: str
    back_text_id: int | None


_FIELDS = (
    "id", "order_id", "kind", "paid_on", "paid_line__reference", "recorded_by_id", "reported_by_id", "reported_at",
    "reason_id", "by_paper", "back_line__booked_on", "back_line__reference", "back_line__text_id",
)  # fmt: skip


def waiting_return(order_id: int, *, actor: Actor) -> ReturnRow | None:
    """Return the report of an order that waits for a second person."""
    if not may(actor, Act.SEE).allowed:
        return None
    rows = PaymentReturn.objects.filter(
        record.seen_by(actor), order_id=order_id, state=ReturnState.REPORTED.value
    )
    for line in rows.values_list(*_FIELDS):
        values = dict(zip(ReturnRow.__slots__, line, strict=True))
        values["kind"] = ReturnKind(values["kind"])
        values["paid_reference"] = values["paid_reference"] or ""
        values["back_reference"] = values["back_reference"] or ""
        return ReturnRow(**values)
    return None


def beyond_filing(account_id: int, filed_at: datetime | None, *, actor: Actor) -> tuple[date | None, bool]:
    """Return the last day of an account's statements, and whether that lies beyond the day an order was filed."""
    rows = Statement.objects.filter(record.seen_by(actor), account_id=account_id)
    last = rows.aggregate(last=Max("last_on"))["last"] if may(actor, Act.SEE).allowed else None
    return last, read_beyond(shanghai_day(filed_at) if filed_at else None, last)


@dataclass(frozen=True, slots=True)
class BackLine:
    """A line that may be the money of a payment that came back."""

    id: int
    booked_on: date
    reference: str
    text_id: int | None


def back_lines(account_id: int, *, amount_fen: int, paid_on: date | None, actor: Actor) -> list[BackLine]:
    """Return the lines of an account that may be a payment of so many fen that came back, the latest first."""
    if paid_on is None or not may(actor, Act.REPORT_RETURN).allowed:
        return []
    rows = StatementLine.objects.filter(
        record.seen_by(actor),
        account_id=account_id,
        amount_fen=amount_fen,
        matched_at=None,
        booked_on__gte=paid_on,
    ).order_by("-booked_on", "-id")
    return [
        BackLine(*row) for row in rows.values_list("id", "booked_on", "reference", "text_id")[:MOST_LINES]
    ]


@dataclass(frozen=True, slots=True)
class WaitingReturn:
    """An order whose payment was reported as wrong, or as never made, and that waits for the actor's word."""

    order_id: int
    number: str
    estate: str
    amount_fen: int
    reported_at: datetime


def returns_to_confirm(*, actor: Actor, on: date, limit: int = 50) -> record.Lines[WaitingReturn]:
    """Return the reports that wait for the actor's word as a signatory, the oldest first; one statement."""
    side = SIDE_OF.get(actor.role)
    if side is None or not may(actor, Act.CONFIRM_RETURN).allowed or actor.person_id is None:
        return record.Lines()
    rows = PaymentReturn.objects.filter(record.seen_by(actor), state=ReturnState.REPORTED.value)
    for hand in HANDS:
        rows = rows.exclude(**{hand: actor.person_id})
    rows = rows.filter(Exists(confirming(actor, on)))
    if side is Side.COMMUNITY:
        rows = rows.filter(order__community_needed__gt=0)
    fields = ("order_id", "order__number", "order__account__estate__name", "order__amount_fen", "reported_at")
    return record.lines_of(rows.order_by("id")[:limit], fields, _waiting)


def _waiting(order: int, number: str, estate: str, fen: int, at: str) -> WaitingReturn:
    return WaitingReturn(order, number, estate, fen, datetime.fromisoformat(at))
