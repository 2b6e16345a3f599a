"""From the list of a check by one click to its remedy, and the number falls; for each contradiction there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from hemei.faces.quality import pages, queries, services
from hemei.faces.quality.models import Count
from hemei.faces.quality.tests.test_pages import (
    BUREAU,
    actor_of,
    begun,
    city,
    found,
    id_of,
    show,
)
from hemei.ground.companies.pages import code, contract
from hemei.ground.companies.services import appoint_manager
from hemei.ground.companies.tests.conftest import Ground, ground
from hemei.ground.people import services as people
from hemei.ground.people.pages import gate, officers
from hemei.ground.people.queries import found_officers
from hemei.ground.places.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

__all__ = ["city", "ground"]
TODAY = NOW.date()
SYSTEM_ADMIN = (Role.SYSTEM_ADMIN, "340100")
NAMED = {  # what the task names, and the check that finds it
    "areas that do not add up": "unit_areas",
    "an owner of no unit": "owner_without_unit",
    "two companies on one estate": "terms_overlap",
    "a term with no end": "no_term",
    "a manager at two companies": "manager_twice",
    "an estate outside its community": "far_position",
}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pages, contract, code, officers, gate):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)


def post(
    actor: Actor, view: Callable[..., HttpResponse], typed: dict[str, Any], **kwargs: object
) -> HttpResponse:
    request: HttpRequest = RequestFactory().post("/", typed)
    request.actor = replace(actor, account_id=1)  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    with records.acting(actor):
        return view(request, **kwargs)


def remedy_of(check: str, who: tuple[Role, str] = BUREAU) -> str:
    """Return where the first line's button leads."""
    page = show(actor_of(*who), pages.check, place_id=id_of("340100"), code=check).content.decode()
    return page.split('<td data-label="更正"><a class="button" href="')[1].split('"')[0]


def kept(check: str) -> int:
    return Count.objects.filter(code=check).order_by("-round__day", "path").values_list("found", flat=True)[0]


@pytest.mark.parametrize("check", NAMED.values(), ids=NAMED)
def test_what_is_named_as_a_contradiction_has_a_check_and_a_remedy(db: None, check: str) -> None:
    entry = queries.entry_of(check, TODAY)
    assert entry is not None
    assert pages.shown.fix(entry.check, "1", actor_without_places())[1]


def actor_without_places() -> Actor:
    return Actor(role=Role.CITY_BUREAU, account_id=1)


def test_a_manager_of_two_companies_is_changed_at_one(city: Ground) -> None:
    first, second = begun(city, (0, 0, None), (1, 1, None))
    before = NOW - timedelta(days=9)
    for project in (first, second):
        appoint_manager(
            actor=city.town.actor,
            now=before,
            project_id=project,
            person_id=city.persons[0],
            day=before.date(),
        )
    services.count_round(now=NOW - timedelta(days=1))
    assert remedy_of("manager_twice") == f"/contracts/{first}#manager"
    bureau = actor_of(*BUREAU)
    page = show(bureau, contract.contract, project_id=first).content.decode()
    assert "这名经理同时在长淮物业有限公司管理长淮新村" in page
    assert f'href="/contracts/{second}#manager"' in page
    assert (
        post(bureau, contract.manager, {"manager": "", "since": "明天"}, project_id=first).status_code == 422
    )
    late = {"manager": "", "since": (TODAY + timedelta(days=1)).isoformat()}
    assert "不晚于今天" in post(bureau, contract.manager, late, project_id=first).content.decode()
    stranger = {"manager": str(city.persons[1]), "since": TODAY.isoformat()}
    assert "从这家企业任命的" in post(bureau, contract.manager, stranger, project_id=first).content.decode()
    assert (
        post(
            bureau, contract.manager, {"manager": "", "since": TODAY.isoformat()}, project_id=first
        ).status_code
        == 302
    )
    assert found("manager_twice") == []
    services.count_round(now=NOW)
    assert kept("manager_twice") == 0
    with records.acting(bureau):
        assert record.history(stream=f"companies.project:{first}")[-1].data["to"] is None
    with pytest.raises(PermissionDenied):
        post(actor_of(Role.STREET_CLERK, "340102001"), contract.manager, {}, project_id=second)


def test_a_manager_is_replaced_by_another_of_the_company(city: Ground) -> None:
    (project,) = begun(city, (0, 0, None))
    with connection.cursor() as cursor:
        cursor.execute("select body_id from companies_company where id = %s", [city.companies[0]])
        body = cursor.fetchone()[0]
    people.appoint(
        actor=Actor(role=Role.SYSTEM, places=city.town.actor.places), now=NOW, person_id=city.persons[1],
        body_id=body, role=Role.COMPANY_MANAGER, valid_from=date(2024, 2, 1),
    )  # fmt: skip
    bureau = actor_of(*BUREAU)
    typed = {"manager": str(city.persons[1]), "since": TODAY.isoformat()}
    assert post(bureau, contract.manager, typed, project_id=project).status_code == 302
    assert "从这家企业任命的" in post(bureau, contract.manager, typed, project_id=project).content.decode()
    with pytest.raises(Refused, match="没有变化"):
        appoint_manager(
            actor=city.town.actor, now=NOW, project_id=project, person_id=city.persons[1], day=TODAY
        )


def test_a_doubtful_code_is_corrected_or_explained(city: Ground) -> None:
    company, wrong = city.companies[0], "91350100M000100Y44"
    with connection.cursor() as cursor:
        cursor.execute("update companies_company set uscc = %s where id = %s", [wrong, company])
    services.count_round(now=NOW - timedelta(days=1))
    assert remedy_of("doubtful_code") == f"/companies/{company}/code"
    bureau = actor_of(*BUREAU)
    assert f'value="{wrong}"' in show(bureau, code.code, company_id=company).content.decode()
    assert "校验不通过" in post(bureau, code.code, {"uscc": wrong}, company_id=company).content.decode()
    assert "须为18位" in post(bureau, code.code, {"uscc": "1"}, company_id=company).content.decode()
    said = {"uscc": wrong, "override": "与营业执照逐位核对一致"}
    assert post(bureau, code.code, said, company_id=company).status_code == 302
    assert found("doubtful_code") == []
    assert post(bureau, code.code, {"uscc": "91350100m000100y43"}, company_id=company).status_code == 302
    with records.acting(bureau):
        last = record.history(stream=f"companies.company:{company}")[-1]
    assert (last.data["from"], last.data["to"], last.data["override"]) == (wrong, "91350100M000100Y43", None)
    services.count_round(now=NOW)
    assert kept("doubtful_code") == 0
    with pytest.raises(PermissionDenied):
        show(actor_of(Role.COUNTY_COORDINATOR, "340102"), code.code, company_id=company)


@pytest.mark.parametrize("again", [True, False], ids=["appointed again", "out of public office"])
def test_a_person_in_public_office_is_appointed_or_leaves(city: Ground, *, again: bool) -> None:
    person, body = city.persons[0], "和美物业"
    with connection.cursor() as cursor:
        cursor.execute(
            "update people_person set public_office_name = '张三', pinyin = 'zhangsan', initials = 'zs' where id = %s",
            [person],
        )
    services.count_round(now=NOW - timedelta(days=1))
    assert remedy_of("office_without_seat", SYSTEM_ADMIN) == f"/office/officers/{person}"
    admin = actor_of(*SYSTEM_ADMIN)
    assert "姓名仍然公开" in show(admin, officers.officer, person_id=person).content.decode()
    if again:
        wrong = {"body": "没有这个局", "role": "company_manager", "valid_from": TODAY.isoformat()}
        assert (
            "没有“没有这个局”这个机构"
            in post(admin, officers.officer, wrong, person_id=person).content.decode()
        )
        assert post(admin, officers.officer, {**wrong, "body": body}, person_id=person).status_code == 302
        assert "今天还有任职" in post(admin, officers.leave, {}, person_id=person).content.decode()
    else:
        assert post(admin, officers.leave, {}, person_id=person).status_code == 302
        assert found_officers("张三", on=TODAY) == []
    assert found("office_without_seat", SYSTEM_ADMIN) == []
    services.count_round(now=NOW)
    assert kept("office_without_seat") == 0
