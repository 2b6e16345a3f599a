"""A small world for the rules: real rules and calendar, a handful of bodies."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.limits import Limit
from hemei.kernel.standards.reader import NATIONAL, read_document, read_sources, shipped_documents
from hemei.kernel.standards.working_time import clock_standards, working_time
from hemei.leadership.duties.rules.decide import Facts, set_duty
from hemei.leadership.duties.rules.standards import DutyRules
from hemei.leadership.duties.rules.state import DutyState

STANDARDS_FOLDER = Path(__file__).parents[4] / "standards"
NOON = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
"""A Monday at ten in the morning in Hefei."""
OWNER, SETTER, SUPERIOR, PARTY, OTHER, HEIR = 10, 20, 30, 40, 50, 60


@cache
def facts() -> Facts:
    file = STANDARDS_FOLDER / "sources.toml"
    sources = read_sources(file.name, file.read_text(encoding="utf-8"))
    texts = [text for text in shipped_documents(STANDARDS_FOLDER, NATIONAL) if text.name == "duty-rules"]
    working = working_time(clock_standards(STANDARDS_FOLDER, city="hefei"), on=date(2026, 11, 2))
    return Facts(read_document(texts[-1], DutyRules, sources), working)


def actor(body: int | None, role: Role = Role.COMMUNITY_CLERK, path: str = "1.2.3.4.") -> Actor:
    return Actor(role, person_id=body, body_id=body, places=(PlaceRange(path),))


CAST = {
    "owner": actor(OWNER),
    "company": actor(OWNER, Role.COMPANY_MANAGER),
    "setter": actor(SETTER, Role.STREET_CLERK, "1.2.3."),
    "superior": actor(SUPERIOR, Role.COUNTY_COORDINATOR, "1.2."),
    "other": actor(OTHER),
    "heir": actor(HEIR),
    "resident": Actor(Role.RESIDENT, person_id=5),
    "auditor": Actor(Role.AUDITOR, person_id=6),
    "system": Actor(Role.SYSTEM, places=(PlaceRange("1."),)),
}


def duty(now: datetime = NOON, **changes: Any) -> DutyState:
    values: dict[str, Any] = {
        "scope": "1.2.3.4.",
        "owner": OWNER,
        "setter": SETTER,
        "superior": SUPERIOR,
        "on_behalf": PARTY,
        "photo_needed": False,
        "limit": Limit(5, "working_days"),
        **changes,
    }
    return set_duty(now=now, working=facts().working, **values)
