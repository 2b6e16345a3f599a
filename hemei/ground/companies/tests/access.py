"""The list queries of companies, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from hemei.ground.companies import queries, services
from hemei.ground.companies.rules.contracts import Contract
from hemei.ground.companies.services import CompanyDraft, ProjectDraft
from hemei.ground.people.tests.factories import Town
from hemei.ground.places import queries as places
from hemei.ground.places.tests.access import ESTATE, _estate_id
from hemei.kernel.actor import EVERYWHERE, Actor, Role

LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    "companies.contracts_of": lambda actor, now: queries.contracts_of(
        _estate_id(), actor=actor, on=now.date()
    ),
    "companies.managed_rows": lambda actor, now: queries.managed_rows(actor=actor, on=now.date()),
    "companies.modes_of": lambda actor, now: queries.modes_of(_estate_id(), actor=actor, until=now.date()),
    "companies.renovations_of": lambda actor, now: queries.renovations_of(
        _estate_id(), actor=actor, on=now.date()
    ),
    "companies.projects": lambda actor, now: queries.projects(actor=actor, on=now.date()),
}


def furnish(town: Town, now: datetime) -> None:
    """Put the near community's estate under contract, with its mode of management and a renovation."""
    actor, since = Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), date(2022, 1, 1)
    draft = CompanyDraft("大地物业有限公司", "91350100M000100Y43", town.bodies["大地物业公司"], since)
    (company,) = services.add_companies(actor=actor, now=now, drafts=[draft])
    estate = next(row for row in places.estates(actor=actor) if row.name == ESTATE)
    project = ProjectDraft(company, estate.id, Contract.OWNERS, since)
    services.begin_projects(actor=actor, now=now, drafts=[project])
    mode = services.ModeDraft(estate.id, services.Mode.MARKET, since, services.Basis.CONTRACT)
    services.set_mode(actor=actor, now=now, draft=mode)
    renovation = services.RenovationDraft(estate.id, since, mode_after=services.Mode.MARKET)
    services.plan_renovations(actor=actor, now=now, drafts=[renovation])
