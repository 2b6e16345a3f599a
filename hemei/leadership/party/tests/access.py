"""The list queries of the Party side, for `tests/test_access.py`: what covers an estate is not public."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from hemei.ground.people.tests.factories import SYSTEM, TODAY, Town
from hemei.ground.places import queries as places
from hemei.ground.places.tests.access import ESTATE
from hemei.leadership.party import queries, services
from hemei.leadership.party.rules.words import Coverage, Form, Level
from hemei.leadership.party.services import OrganisationDraft, TieDraft

NEAR = "340102001001"
_estate: dict[str, int] = {}

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "party.ties_of_estate": lambda _actor, _now: queries.ties_of_estate(estate_id=_estate["near"], on=TODAY),
}


def furnish(town: Town, now: datetime) -> None:
    """Let a branch cover the near community's estate."""
    row = next(row for row in places.estates(actor=SYSTEM) if row.name == ESTATE)
    _estate["near"] = row.id
    draft = OrganisationDraft(
        name="近处小区党支部", form=Form.BRANCH, level=Level.ESTATE, place_id=town.place(NEAR), scope=town.path(NEAR),
        valid_from=date(2022, 1, 1),
    )  # fmt: skip
    scope = town.path("340100")
    (number,) = services.load_organisations(actor=SYSTEM, now=now, scope=scope, drafts=[draft])
    tie = TieDraft(number, row.id, row.scope, Coverage.ORGANISATION, date(2022, 1, 1))
    services.load_ties(actor=SYSTEM, now=now, scope=scope, drafts=[tie])
