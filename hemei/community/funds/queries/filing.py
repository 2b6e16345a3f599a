"""The filing of a use with the authority: where it stands, and what was ordered and answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemei.community.funds.models import Filing
from hemei.community.funds.rules.acts import Act, may
from hemei.community.funds.rules.filing import FilingState
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class FilingRow:
    """The filing of a use; `order` and `answer` are the authority's reason and what was reported to it."""

    state: FilingState
    due_at: datetime | None
    filed_at: datetime | None
    ordered_at: datetime | None
    answered_at: datetime | None
    settled_at: datetime | None
    order: str
    answer: str


def filing_of(use_id: int, *, actor: Actor) -> FilingRow | None:
    """Return the filing of the last approval of a use the actor may see; None where there was none to make."""
    if not may(actor, Act.SEE).allowed:
        return None
    return shown_filing(use_id)


def shown_filing(use_id: int) -> FilingRow | None:
    """Return it likewise; the caller has opened the place of the use."""
    row = (
        Filing.objects.filter(use_id=use_id).exclude(state=FilingState.DROPPED.value).order_by("-id").first()
    )
    if row is None:
        return None
    texts = records.open_sealed([one for one in (row.order_id, row.answer_id) if one])
    return FilingRow(
        FilingState(row.state), row.due_at, row.filed_at, row.ordered_at, row.answered_at, row.settled_at,
        texts.get(row.order_id or 0) or "", texts.get(row.answer_id or 0) or "",
    )  # fmt: skip
