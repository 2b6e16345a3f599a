"""The list queries of credit, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from hemei.ground.companies import queries as companies
from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.kernel.actor import Actor
from hemei.oversight.credit import queries, services
from hemei.oversight.credit.models import ExchangeEntry

NEAR = "340102001001"

LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    "credit.lines": lambda actor, now: queries.lines(actor=actor, on=now.date()),
    "credit.exchanged": lambda actor, _now: queries.exchanged(actor=actor),
}


def furnish(town: Town, now: datetime) -> None:
    """Propose conduct in the near community's estate; let a question lie there, though departments' lie at the city."""
    project = companies.projects(actor=SYSTEM, on=now.date())[0]
    draft = services.LineDraft(
        behaviour="B05", happened_on=now.date(), project_id=project.id, evidence="核查记录"
    )
    services.propose_line(actor=SYSTEM, now=now, draft=draft)
    ExchangeEntry.objects.create(
        stream="credit.exchange:near", scope=town.path(NEAR), kind="query", department="trading", number="near",
        purpose="tender", basis="近处", asked_at=now, request_digest="",
    )  # fmt: skip
