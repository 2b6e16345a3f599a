"""A case as it is handed to whoever mediates: what was said, by whom, where; nothing has to be typed again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemei.coordination.cases.queries.one import case_page
from hemei.coordination.cases.rules.moves import Viewer
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Referable:
    """What a dispute takes over from a case. `hidden` says that the other side must not learn who reported it."""

    number: str
    stream: str
    kind: str
    text: str
    scope: str
    estate_id: int | None
    reporter_id: int | None
    phone: str
    hidden: bool


def referable(*, actor: Actor, number: str, now: datetime) -> Referable | None:
    """Return a case the actor may see as it can be handed over; None where it is not there or not his."""
    page = case_page(viewer=Viewer(actor), number=number, now=now)
    if page is None or not page.events:
        return None
    state = page.state
    return Referable(
        page.number, page.stream, state.kind, page.text_of(page.events[0]) or "", state.scope, state.place,
        state.reporter, page.contact or "", state.hidden,
    )  # fmt: skip
