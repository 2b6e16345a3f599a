"""Refunds of a fund: who asked for what, what came of it, and which wait for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Refund
from hemei.community.funds.rules.acts import Act, may
from hemei.community.funds.rules.words import RefundState
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

MOST, MOST_FUNDS = 100, 20


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A refund: of which door, from which day, who asked and who judged; reason and answer are numbers of the vault."""

    id: int
    scope: str
    day: date
    entry_id: int | None
    reason_id: int
    answer_id: int | None
    asked_by: int
    asked_at: datetime
    judged_by: int | None
    judged_at: datetime | None
    state: RefundState
    door: str

    def waits_for(self, person_id: int | None) -> bool:
        """Whether it waits and this person may be the second: he did not ask for it."""
        return self.state is RefundState.ASKED and person_id is not None and person_id != self.asked_by


_FIELDS = (
    "id", "scope", "day", "entry_id", "reason_id", "answer_id", "asked_by_id", "asked_at", "judged_by_id",
    "judged_at", "state", "household__unit__building__name", "household__unit__entrance__name",
    "household__unit__room",
)  # fmt: skip
_PARTS = 3
"""So many of them are the parts of a door, at the end."""
_NAMES = [name.replace("_by_id", "_by") for name in _FIELDS[:-_PARTS]]


def refunds_of(fund_id: int, *, actor: Actor) -> list[RefundRow]:
    """Return the refunds of a fund, the latest first; one statement."""
    if not may(actor, Act.REFUND).allowed:
        return []
    rows = Refund.objects.filter(records.seen_by(actor), fund_id=fund_id).order_by("-id")
    return [_row(line) for line in rows.values_list(*_FIELDS)[:MOST]]


def _row(line: tuple[Any, ...]) -> RefundRow:
    door = "".join(part for part in line[-_PARTS:] if part)
    facts: dict[str, Any] = dict(zip(_NAMES, line[:-_PARTS], strict=True))
    return RefundRow(**{**facts, "state": RefundState(facts["state"])}, door=door)


def refunds_to_confirm(*, actor: Actor) -> records.Lines[tuple[str, str, int]]:
    """Return each fund with refunds that wait for this person, by code and estate, and how many; one statement."""
    if not may(actor, Act.REFUND).allowed or actor.person_id is None:
        return records.Lines()
    rows = Refund.objects.filter(records.seen_by(actor), state=RefundState.ASKED.value)
    rows = rows.exclude(asked_by_id=actor.person_id)
    found = records.counted(rows, ("fund__estate__code", "fund__estate__name"))
    return found.then(lambda funds: [(code, name, count) for code, name, count in funds[:MOST_FUNDS]])


def refund_code_counts(confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether a second factor given then still counts to confirm a refund; a page asks it before its button."""
    return _counts("refund_second", confirmed_at, now)


def paying_code_counts(confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether a second factor given then still counts to approve a bill or to pay it."""
    return _counts("paying_second", confirmed_at, now)


def _counts(
    item: Literal["refund_second", "paying_second"], confirmed_at: datetime | None, now: datetime
) -> bool:
    try:
        second = getattr(fund_rules(shanghai_day(now)), item)
    except Refused:
        return False
    return second is not None and bool(second.counts(confirmed_at, now))
