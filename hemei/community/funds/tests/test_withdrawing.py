"""A plan is taken back by the body that made it, or by the one that has its place today, and by nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hemei.community.funds import queries, services
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_services import code_of
from hemei.community.funds.tests.test_standing_in import committee, leak
from hemei.ground.companies import services as companies
from hemei.ground.companies.queries import Contract
from hemei.ground.companies.services import CompanyDraft, ProjectDraft
from hemei.ground.people import services as people
from hemei.ground.people.models import Term
from hemei.ground.people.queries import TermEnd
from hemei.ground.people.tests.factories import NOW, SINCE, SYSTEM, TODAY
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


def serving(chest: Chest) -> None:
    """Let the company of the ground serve the estate by contract."""
    body = chest.company.body_id or 0
    with records.acting(SYSTEM):
        (company,) = companies.add_companies(
            actor=SYSTEM,
            now=NOW,
            drafts=[CompanyDraft("大地物业有限公司", "91350100M000100Y43", body, SINCE)],
        )
        draft = ProjectDraft(company, chest.quarter.estate, Contract.OWNERS, date(2025, 1, 1))
        companies.begin_projects(actor=SYSTEM, now=NOW, drafts=[draft])


def withdrawn(actor: Actor, use: int) -> str:
    return code_of(lambda: services.withdraw_use(actor=actor, now=NOW, use_id=use, reason="重新做方案再提"))


@pytest.mark.parametrize("path", ["ordinary", "emergency"])
def test_the_company_does_not_take_back_what_others_planned_nor_they_its_plan(
    chest: Chest, path: str
) -> None:
    use = chest.plan() if path == "ordinary" else leak(chest)[0]
    before = chest.state(use)
    assert withdrawn(chest.company, use) == "planner"
    serving(chest)
    of_company = chest.plan(actor=chest.company, title="2幢屋面防水")
    assert withdrawn(chest.clerk, of_company) == "planner"
    assert (chest.state(use), chest.state(of_company)) == (before, "planned")
    services.withdraw_use(actor=chest.clerk, now=NOW, use_id=use, reason="重新做方案再提")
    assert chest.state(use) == "withdrawn"


def test_a_committee_s_plan_passes_to_the_next_committee_and_to_the_community_where_there_is_none(
    chest: Chest,
) -> None:
    first = committee(chest)
    use, later = chest.plan(actor=first), chest.plan(actor=first, title="再做一次防水")
    assert withdrawn(chest.clerk, use) == "planner"
    services.withdraw_use(actor=first, now=NOW, use_id=use, reason="重新做方案再提")
    term = Term.objects.get()
    people.end_term(actor=SYSTEM, now=NOW, term_id=term.pk, day=TODAY, reason=TermEnd.RECALLED)
    assert not queries.plans(later, actor=chest.company, now=NOW)
    assert queries.plans(later, actor=chest.clerk, now=NOW)


def test_a_company_s_plan_passes_to_the_company_of_today(chest: Chest) -> None:
    use = chest.plan(actor=chest.company)
    other = replace(chest.company, body_id=(chest.company.body_id or 0) + 10_000)
    assert not queries.plans(use, actor=other, now=NOW)
    assert queries.plans(use, actor=chest.clerk, now=NOW), (
        "no company serves the estate, no committee works there"
    )
    serving(chest)
    assert not queries.plans(use, actor=chest.clerk, now=NOW)
    assert queries.plans(use, actor=chest.company, now=NOW)
