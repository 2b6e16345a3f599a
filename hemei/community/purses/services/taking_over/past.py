"""What is taken over of an account, and what is being written of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.community.purses.formats.lines import BankLine
from hemei.community.purses.models import JointAccount, PaymentOrder
from hemei.community.purses.rules.agreeing import Demands
from hemei.community.purses.rules.words import FileProfile, Side
from hemei.community.purses.services.orders import OrderDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference
from hemei.kernel.workdays import WorkingTime


@dataclass(frozen=True, slots=True, kw_only=True)
class PastApproval:
    """What a signatory agreed to then: who, as which signatory of which side, when."""

    actor: Actor
    signatory_id: int
    side: Side
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOrder:
    """An order of the past, under the number it had; without `filed_at` it did not go to the bank yet."""

    number: str
    draft: OrderDraft
    preparer: Actor
    prepared_at: datetime
    approvals: Sequence[PastApproval] = ()
    filed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStatement:
    """A statement as the bank gave it, and when somebody read it in and matched its lines."""

    raw: bytes
    name: str
    read_at: datetime
    reader: Actor
    covers: tuple[date, date] | None = None
    """The days it was asked of the bank for, both included, where the file does not say them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is taken over of an account; the files for the bank are written in `profile`."""

    account_id: int
    orders: Sequence[PastOrder] = ()
    statements: Sequence[PastStatement] = ()
    profile: FileProfile = FileProfile.CSV


@dataclass
class Load:
    """What is being written of one account."""

    account: JointAccount
    own: str
    working: WorkingTime
    events: list[tuple[records.EventDraft, Actor]] = field(default_factory=list)

    def tell(
        self, actor: Actor, at: datetime, stream: str, event: str, data: Mapping[str, Any],
        references: tuple[Reference, ...] = (),
    ) -> None:  # fmt: skip
        """Keep an event to be recorded with the others, in the order of their moments."""
        draft = records.EventDraft(stream, event, at, self.account.scope, data, references)
        self.events.append((draft, actor))


@dataclass
class Made:
    """An order with what it was made of."""

    past: PastOrder
    row: PaymentOrder
    demands: Demands
    references: tuple[Reference, ...]
    line: BankLine | None = None


def move(made: Sequence[Made], **columns: str) -> None:
    """Write columns, given with their types, of orders that went a step; the table's trigger asks each step."""
    if not made:
        return
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    sets = ", ".join(f"{name} = n.{name}" for name in columns)
    statement = (
        f"update purses_paymentorder o set {sets} from unnest(%s::bigint[], {arrays}) as n(id, {', '.join(columns)})"
        " where o.id = n.id"
    )
    values = [[getattr(one.row, name) for one in made] for name in ("id", *columns)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
