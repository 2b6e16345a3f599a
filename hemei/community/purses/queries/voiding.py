"""The statements of an account as they were read, the void ones too, and those that wait for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.purses.models import Statement, StatementLine
from hemei.community.purses.rules.acts import FUND, REVENUE, Act, may
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor

MOST = 60
_FIELDS = (
    "id", "first_on", "last_on", "count", "fresh", "closing_fen", "read_by_id", "read_at", "doubted_by_id",
    "doubted_at", "doubt_id", "voided_by_id", "voided_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement as it was read; `doubt_id` is why it is said not to be the bank's, void once `voided_at`."""

    id: int
    first_on: date
    last_on: date
    count: int
    fresh: int
    closing_fen: int | None
    read_by: int | None
    read_at: datetime
    doubted_by: int | None
    doubted_at: datetime | None
    doubt_id: int | None
    voided_by: int | None
    voided_at: datetime | None


def papers_of(statement_id: int) -> str:
    """Return the stream under which lie the papers of the bank that a statement is not its own."""
    return f"purses.statement:{statement_id}"


def statements_of(
    account_id: int, *, actor: Actor, before: int | None = None, purse: str = REVENUE
) -> list[StatementRow]:
    """Return the statements of an account, those read last first, the void ones too."""
    if not may(actor, Act.SEE, purse).allowed:
        return []
    rows = Statement.written.filter(record.seen_by(actor), account_id=account_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [StatementRow(*row) for row in rows.order_by("-id").values_list(*_FIELDS)[:MOST]]


def reporting_bodies(account_stream: str) -> dict[int, int]:
    """Return for which body each statement was last reported, by statement; the caller has opened the place."""
    told = record.events_of(streams=[account_stream], kind="purses.statement_doubted")
    return {one.data["statement"]: body for _stream, one in told if (body := one.actor.get("body"))}


def void_lines(statement_id: int, *, actor: Actor) -> list[tuple[str, date, int]]:
    """Return reference, day and amount of the lines of a statement that is void."""
    rows = StatementLine.written.filter(record.seen_by(actor), statement_id=statement_id, void=True)
    return list(rows.order_by("booked_on", "id").values_list("reference", "booked_on", "amount_fen")[:MOST])


def statements_to_judge(*, actor: Actor, limit: int = 20) -> record.Lines[tuple[int, str]]:
    """Return the accounts with a statement that waits for the actor as the second person, and their estates."""
    purses = [purse for purse in (REVENUE, FUND) if may(actor, Act.VOID, purse).allowed]
    if not purses or actor.person_id is None:
        return record.Lines()
    rows = Statement.objects.filter(
        record.seen_by(actor), doubted_at__isnull=False, account__purse__in=purses
    ).exclude(doubted_by_id=actor.person_id)
    rows = rows.exclude(read_by_id=actor.person_id).order_by("id")[:limit]
    return record.lines_of(rows, ("account_id", "account__estate__name"), lambda *row: row)
