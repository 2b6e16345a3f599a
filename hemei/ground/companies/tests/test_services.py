"""Companies and projects: one company at a time, and its body sees the estate for just as long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hemei.ground.companies import queries, reactions, services
from hemei.ground.companies.models import Company, Project, ProjectManager
from hemei.ground.companies.services import CompanyDraft, Contract, ProjectDraft
from hemei.ground.companies.tests.conftest import SINCE, Ground, new_body
from hemei.ground.places import queries as places
from hemei.ground.places.services import give_estate_to
from hemei.ground.places.tests.factories import EVERYONE, NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

BEGAN, TERM, LATER = date(2022, 1, 1), date(2025, 1, 1), date(2025, 7, 1)


def draft(ground: Ground, company: int = 0, estate: int = 0, **more: object) -> ProjectDraft:
    wanted = {
        "company_id": ground.companies[company],
        "estate_id": ground.estates[estate],
        "contract": Contract.OWNERS,
        "valid_from": BEGAN,
        "term_until": TERM,
        "manager_id": ground.persons[0],
    }
    return ProjectDraft(**{**wanted, **more})  # type: ignore[arg-type]


def begin(ground: Ground, *drafts: ProjectDraft) -> list[int]:
    return services.begin_projects(actor=ground.town.actor, now=NOW, drafts=drafts)


def manager_of(ground: Ground, company: int) -> Actor:
    return Actor(role=Role.COMPANY_MANAGER, body_id=ground.bodies[company])


def seen(actor: Actor) -> tuple[int, int]:
    with records.acting(actor):
        return len(places.estates(actor=actor)), len(queries.projects(actor=actor, on=LATER))


def test_a_company_serves_an_estate_from_its_first_day(ground: Ground) -> None:
    (project,) = begin(ground, draft(ground))
    estate = ground.estates[0]
    assert queries.company_body_on(estate, BEGAN)[0] == ground.bodies[0]
    assert queries.company_body_on(estate, date(2021, 12, 31)) is None
    assert queries.company_bodies_on(ground.estates, LATER) == {estate: ground.bodies[0]}
    assert queries.manager_on(project, LATER) == ground.persons[0]
    row = queries.project_on(estate, LATER, actor=ground.town.actor)
    assert row is not None
    assert (row.company, row.state) == ("和美物业有限公司", queries.ContractState.INDEFINITE)
    (event,) = record.history(stream=f"companies.project:{project}")
    assert (event.type, event.data["estate"]) == ("companies.project_begun", estate)


def test_a_companys_body_sees_its_projects_wherever_they_lie_and_no_others(ground: Ground) -> None:
    begin(ground, draft(ground), draft(ground, company=1, estate=1))
    assert seen(ground.town.actor) == (2, 2)
    assert seen(manager_of(ground, 0)) == (1, 1)
    assert seen(Actor(role=Role.COMPANY_MANAGER, body_id=-1)) == (0, 0)


def test_what_ended_is_no_longer_the_companys(ground: Ground) -> None:
    (project,) = begin(ground, draft(ground))
    services.end_project(actor=ground.town.actor, now=NOW, project_id=project, day=LATER)
    assert queries.company_body_on(ground.estates[0], LATER) is None
    assert queries.manager_on(project, LATER) is None
    assert seen(manager_of(ground, 0)) == (0, 0)
    begin(ground, draft(ground, company=1, valid_from=LATER, term_until=None))
    assert queries.company_body_on(ground.estates[0], LATER)[0] == ground.bodies[1]


def test_two_companies_in_one_estate_are_refused(ground: Ground) -> None:
    begin(ground, draft(ground))
    with pytest.raises(Refused) as refusal:
        begin(ground, draft(ground, estate=1), draft(ground, company=1, valid_from=LATER, term_until=None))
    assert refusal.value.decision.reasons[0].code == "overlap"
    assert Project.objects.count() == 1


def test_the_database_refuses_two_managers_at_a_time(ground: Ground) -> None:
    (project,) = begin(ground, draft(ground))
    row = ProjectManager.objects.get(project_id=project)
    row.pk, row.valid_from = None, LATER
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_another_manager_takes_over(ground: Ground) -> None:
    (project,) = begin(ground, draft(ground))
    services.appoint_manager(
        actor=ground.town.actor, now=NOW, project_id=project, person_id=ground.persons[1], day=LATER
    )
    assert [queries.manager_on(project, day) for day in (TERM, LATER)] == ground.persons


def test_a_term_can_only_grow(ground: Ground) -> None:
    (project,) = begin(ground, draft(ground))
    services.extend_term(actor=ground.town.actor, now=NOW, project_id=project, term_until=date(2027, 1, 1))
    row = queries.project_on(ground.estates[0], LATER, actor=ground.town.actor)
    assert row is not None
    assert row.state is queries.ContractState.FIXED
    with pytest.raises(Refused):
        services.extend_term(actor=ground.town.actor, now=NOW, project_id=project, term_until=TERM)


def test_anothers_estate_is_answered_like_one_that_is_not_there(ground: Ground) -> None:
    (project,) = begin(ground, draft(ground))
    stranger = Actor(
        role=Role.COUNTY_COORDINATOR,
        places=places.ranges_for(ground.town.id("340104"), NOW.date()),
    )
    for estate in (ground.estates[0], -1):
        with pytest.raises(Refused) as refusal:
            services.begin_projects(
                actor=stranger, now=NOW, drafts=[draft(ground, company=1, estate_id=estate)]
            )
        assert refusal.value.decision.reasons[0].code == "not_found"
    with pytest.raises(Refused) as refusal:
        services.end_project(actor=stranger, now=NOW, project_id=project, day=LATER)
    assert refusal.value.decision.reasons[0].code == "not_found"


def test_a_project_follows_its_estate(ground: Ground) -> None:
    (project,) = begin(ground, draft(ground))
    give_estate_to(
        actor=ground.town.actor,
        now=NOW,
        estate_id=ground.estates[0],
        community_id=ground.town.id("340104001001"),
        day=LATER,
    )
    for _ in range(2):
        reactions.follow(event={}, actor=EVERYONE, now=NOW)
    assert Project.objects.get(pk=project).scope == ground.town.path_of("340104001001")
    assert ProjectManager.objects.get(project_id=project).scope == ground.town.path_of("340104001001")


def test_a_doubtful_code_is_kept_with_its_sealed_reason(ground: Ground) -> None:
    wanted = CompanyDraft("丙物业", "91350100M000100Y44", new_body("丙物业"), SINCE)
    with pytest.raises(Refused) as refusal:
        services.add_companies(actor=ground.town.actor, now=NOW, drafts=[wanted])
    assert refusal.value.decision.reasons[0].code == "doubtful_code"
    explained = replace(wanted, override="营业执照原件即如此")
    (company,) = services.add_companies(actor=ground.town.actor, now=NOW, drafts=[explained])
    (event,) = record.history(stream=f"companies.company:{company}")
    sealed = Company.objects.get(pk=company).override_id
    assert "营业执照" not in str(event.data)
    assert event.data["override"]
    assert sealed is not None
    assert record.open_sealed([sealed]) == {sealed: "营业执照原件即如此"}


def test_a_credit_code_or_body_is_entered_once(ground: Ground) -> None:
    twin = CompanyDraft("丙物业", "91330100799655058B", ground.bodies[0], SINCE, "理由")
    with pytest.raises(Refused) as refusal:
        services.add_companies(actor=ground.town.actor, now=NOW, drafts=[twin])
    assert refusal.value.decision.reasons[0].code == "company_exists"
    assert [row.name for row in queries.companies()] == ["长淮物业有限公司", "和美物业有限公司"]
    found = queries.company_of_body(ground.bodies[0])
    assert found is not None
    assert found.uscc == "91350100M000100Y43"
