"""Who says what where departments returned a case, and what was ruled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hemei.coordination.cases.pages import faces
from hemei.coordination.cases.rules.words import EVENT_TYPES, ActName

if TYPE_CHECKING:
    from hemei.coordination.cases.pages.shown import Surroundings
    from hemei.coordination.cases.queries import CasePage
    from hemei.ground.records.queries import EventRow

_SAYS = (ActName.WHISTLE, ActName.RETURN_WHISTLE)


def dispute(page: CasePage, around: Surroundings) -> dict[str, Any] | None:
    """Return every whistle and return with its words, and the rulings; None where nothing was disputed."""
    if not page.state.arbitrations:
        return None
    types = {EVENT_TYPES[act]: act for act in _SAYS}
    said = [_said(page, event, around, types[event.type]) for event in page.events if event.type in types]
    ruled = [event for event in page.events if event.type == EVENT_TYPES[ActName.ARBITRATE]]
    return {
        "said": said,
        "list": _lead(around, page.state.kind),
        "open": page.state.arbitration is not None,
        "arbiter": page.bodies.get(page.state.arbitrations[-1].to, ""),
        "rulings": [_ruling(page, event, around) for event in ruled],
    }


def _said(page: CasePage, event: EventRow, around: Surroundings, act: ActName) -> dict[str, Any]:
    about = event.data.get("about", {})
    line = about.get("line", "")
    return {
        "at": event.at,
        "by": page.bodies.get(event.actor.get("body") or 0, ""),
        "returned": act is ActName.RETURN_WHISTLE,
        "to": page.bodies.get(about["lead"], "") if isinstance(about.get("lead"), int) else "",
        "line": faces.kind_name(around.law, line) if line else "",
        "lead": _lead(around, line) if line else "",
        "text": page.text_of(event) or "",
    }


def _lead(around: Surroundings, kind: str) -> str:
    line = around.law.lines.get(kind)
    return around.law.departments.get(line.lead, line.lead) if line else ""


def _ruling(page: CasePage, event: EventRow, around: Surroundings) -> dict[str, Any]:
    about = event.data.get("about", {})
    source = around.law.sources.get(about.get("source", ""))
    return {
        "at": event.at,
        "by": page.bodies.get(event.actor.get("body") or 0, ""),
        "accepting": page.bodies.get(about["accepting"], ""),
        "handling": page.bodies.get(about["handling"], ""),
        "clause": f"{faces.law_title(source)}{about['clause']}" if source else "",
        "text": page.text_of(event) or "",
    }
