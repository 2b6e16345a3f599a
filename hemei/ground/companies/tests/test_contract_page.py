"""The page of a contract: who may correct it, what it answers, and where it leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from hemei.ground.companies import queries
from hemei.ground.companies.pages import contract as pages
from hemei.ground.companies.services import Contract, ProjectDraft, begin_projects
from hemei.ground.companies.tests.conftest import Ground
from hemei.ground.people.queries import places_of
from hemei.ground.places import queries as places
from hemei.ground.places.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

SINCE = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "utc_now", lambda: NOW)


@standing
def project(ground: Ground) -> int:
    draft = ProjectDraft(ground.companies[0], ground.estates[0], Contract.OWNERS, SINCE)
    (number,) = begin_projects(actor=ground.town.actor, now=NOW, drafts=[draft])
    return number


def actor_of(role: Role, code: str) -> Actor:
    return Actor(role=role, places=places_of(role, places.place_by_code(code).id, NOW.date(), 0))


def ask(actor: Actor, view: str, project: int, **typed: str) -> HttpResponse:
    factory = RequestFactory()
    request: HttpRequest = factory.post("/", typed) if typed else factory.get("/")
    request.actor = replace(actor, account_id=1)  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    with records.acting(actor):
        return getattr(pages, view)(request, project_id=project)  # type: ignore[no-any-return]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_only_registrars_correct_contracts_and_only_their_own(project: int, role: Role) -> None:
    if role in queries.REGISTRARS:
        assert ask(actor_of(role, "340102"), "contract", project).status_code == 200
        with pytest.raises(Http404):
            ask(actor_of(role, "340104"), "contract", project)
        return
    for view, typed in (
        ("contract", {}),
        ("extend", {"term_until": "2028-01-01"}),
        ("end", {"day": "2026-01-01"}),
    ):
        with pytest.raises(PermissionDenied):
            ask(actor_of(role, "340102"), view, project, **typed)


def test_a_term_is_agreed_and_a_wrong_one_is_said_beside_its_field(ground: Ground, project: int) -> None:
    county = actor_of(Role.COUNTY_COORDINATOR, "340102")
    wrong = ask(county, "extend", project, term_until="2023-01-01")
    assert wrong.status_code == 422
    assert "新的到期日须晚于2024-01-01" in wrong.content.decode()
    assert "日期要写成" in ask(county, "extend", project, term_until="明年").content.decode()
    done = ask(county, "extend", project, term_until="2028-01-01")
    assert done.status_code == 302
    row = queries.running_project(project, NOW.date(), actor=county)
    assert row is not None
    assert row.term_until == date(2028, 1, 1)


def test_an_ended_contract_has_no_page(project: int) -> None:
    bureau = actor_of(Role.CITY_BUREAU, "340100")
    assert ask(bureau, "end", project, day="2026-03-01").status_code == 302
    with pytest.raises(Http404):
        ask(bureau, "contract", project)
