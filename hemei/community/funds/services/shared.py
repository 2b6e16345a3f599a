"""What the writers of funds share: the fund locked, its place opened to its own bodies, one event, the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from hemei.community.funds.models import Fund, Household, Use
from hemei.community.funds.rules.acts import Act, may, may_receive
from hemei.community.ledgers import services as ledgers
from hemei.ground.people import queries as register
from hemei.ground.people import services as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Decision, Reference, Refused, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day

PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
"""Who writes in the books what follows from an act on the fund; the event of the act names who did it."""
LONGEST_TEXT = 400


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这条记录"), code="not_found")


@contextmanager
def on_fund(actor: Actor, act: Act, fund_id: int) -> Iterator[Fund]:
    """Lock a fund the actor may see and open its place to him for one act; who changes balances waits here.

    Raises:
        Refused: the role may not, or the fund is not there or not his.
    """
    demand(may(actor, act))
    with records.acting(actor):
        seen = Fund.objects.filter(record.seen_by(actor), pk=fund_id).values_list("scope", flat=True).first()
        if seen is None:
            raise missing()
        with people.opened(actor, seen):
            yield Fund.objects.select_for_update().get(pk=fund_id)


@contextmanager
def on_household(actor: Actor, act: Act, household_id: int) -> Iterator[tuple[Fund, Household]]:
    """Lock the fund of a household the actor may see; raises Refused likewise."""
    demand(may(actor, act))
    with records.acting(actor):
        rows = Household.objects.filter(record.seen_by(actor), pk=household_id)
        fund_id = rows.values_list("fund_id", flat=True).first()
    if fund_id is None:
        raise missing()
    with on_fund(actor, act, fund_id) as fund:
        yield fund, Household.objects.select_for_update().get(pk=household_id)


@contextmanager
def on_use(actor: Actor, act: Act, use_id: int) -> Iterator[tuple[Fund, Use]]:
    """Lock a use the actor may see, with its fund; raises Refused likewise."""
    demand(may(actor, act))
    with records.acting(actor):
        rows = Use.objects.filter(record.seen_by(actor), pk=use_id)
        fund_id = rows.values_list("fund_id", flat=True).first()
    if fund_id is None:
        raise missing()
    with on_fund(actor, act, fund_id) as fund:
        yield fund, Use.objects.select_for_update().get(pk=use_id)


def post(
    now: datetime,
    fund: Fund,
    *,
    kind: ledgers.EntryKind,
    booked_on: date,
    lines: Sequence[ledgers.Line],
    key: str,
    source: str = "",
) -> int:
    """Post an entry of the fund's purse and return its id; the same key is posted once."""
    draft = ledgers.EntryDraft(
        kind=kind, booked_on=booked_on, lines=[line for line in lines if line.amount_fen],
        source_stream=source or fund.stream, source_key=key,
    )  # fmt: skip
    return ledgers.post_entry(actor=PLATFORM, now=now, ledger_id=fund.ledger_id, draft=draft)


def receives(actor: Actor, now: datetime, fund: Fund, units: Iterable[int]) -> Decision:
    """Whether the actor enters what came in for these units: the fund is his to keep, and none of them is his own."""
    own = owns_any(actor, now, fund, units)
    return may_receive(actor, handed_over=fund.handed_over_on is not None, own=own)


def owns_any(actor: Actor, now: datetime, fund: Fund, units: Iterable[int]) -> bool:
    """Whether the actor owns one of these units today, as any of the persons he proved to be."""
    persons = register.own_persons(actor)
    if not persons:
        return False
    with records.acting(PLATFORM):
        owned = register.owner_ids_in(fund.estate_id, actor=PLATFORM, on=shanghai_day(now), persons=persons)
    return not owned.keys().isdisjoint(units)


def tell(
    actor: Actor,
    now: datetime,
    row: Any,
    name: str,
    data: dict[str, Any],
    *references: Reference,
    stream: str = "",
) -> None:
    """Record what happened, in the stream of the row or another."""
    records.record_event(
        stream=stream or row.stream, type=name, actor=actor, at=now, scope=row.scope, data=data,
        references=tuple(dict.fromkeys(references)),
    )  # fmt: skip


def sealed(row: Any, text: str, *, stream: str = "") -> dict[str, Any]:
    """Put a reason somebody wrote into the vault and return what an event may say of it."""
    kept = records.seal(stream=stream or row.stream, scope=row.scope, field="reason", text=text)
    return {"reason": {"vault": kept.vault_id, "commitment": kept.commitment}}


def reason_of(text: str) -> str:
    """Return the reason a person wrote; raises Refused where he wrote none."""
    said = " ".join(text.replace("\x00", "").split())[:LONGEST_TEXT]
    demand(gives_reason(mark("没有写明理由。"), said))
    return said
