"""Pages of how estates are managed and renovated: the list, one estate, its forms, and what each role gets."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from hemei.ground.companies import queries, services
from hemei.ground.companies.pages import managed, management
from hemei.ground.companies.services import Basis, Mode, ModeDraft, RenovationDraft
from hemei.ground.places import queries as places
from hemei.ground.places.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from hemei.ground.companies.tests.conftest import Ground

TODAY = NOW.date()


class Said(BaseStorage):
    """Messages kept nowhere."""

    def _get(self, *_args: object, **_more: object) -> tuple[list[object], bool]:
        return [], True

    def _store(
        self, messages: list[object], _response: object, *_args: object, **_more: object
    ) -> list[object]:
        return messages


def show(
    actor: Actor,
    view: Callable[..., Any],
    query: str = "",
    form: dict[str, str] | None = None,
    **more: object,
) -> HttpResponse:
    factory = RequestFactory()
    request: HttpRequest = factory.post(f"/{query}", form) if form else factory.get(f"/{query}")
    request.actor = replace(actor, account_id=1)  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    request._messages = Said(request)  # type: ignore[attr-defined]
    with records.acting(actor):
        found: HttpResponse = view(request, **more)
    return found


def text_of(*args: Any, **more: Any) -> str:
    return show(*args, **more).content.decode()


def sheet_of(*args: Any, **more: Any) -> str:
    """Return what a sheet holds, as it is written."""
    response: Any = show(*args, **more)
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as book:
        written = book.read("xl/worksheets/sheet1.xml").decode()
    response.file_to_stream.close()  # to close the answer would close the test's connection too
    return written


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (managed, management):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)


@standing
def code(ground: Ground) -> str:
    """The first estate: nobody's, then its owners' own; renovated meanwhile."""
    actor = ground.town.actor
    for mode, since in ((Mode.NONE, date(2020, 1, 1)), (Mode.SELF, date(2023, 1, 1))):
        draft = ModeDraft(ground.estates[0], mode, since, Basis.OWNERS, reference="业大〔2023〕1号")
        services.set_mode(actor=actor, now=NOW, draft=draft)
    renovated = RenovationDraft(ground.estates[0], date(2021, 1, 1), date(2021, 6, 1), date(2022, 6, 1))
    services.plan_renovations(actor=actor, now=NOW, drafts=[renovated])
    return places.estates_by_id([ground.estates[0]], actor=actor)[ground.estates[0]].code


def street(ground: Ground, at: str = "340102001") -> Actor:
    return ground.town.clerk(ground.town.id(at), TODAY)


def test_the_list_says_how_by_whom_since_when_and_how_far_the_renovation_is(
    ground: Ground, code: str
) -> None:
    page = text_of(ground.town.actor, managed.managed)
    for words in ("翡翠花园", "长淮新村", "业主自行管理，自2023-01-01起", "改造完成", "没有写明改造后的模式"):
        assert words in page, words
    assert "登记为无人管理，自2020-01-01起" in text_of(ground.town.actor, managed.managed, "?on=2021-07-01")
    for query, shown in (
        ("?mode=self_managed&stage=finished", "翡翠花园"),
        ("?mode=unknown&stage=none&counted=no&area=25000&q=长淮", "长淮新村"),
    ):
        found = text_of(ground.town.actor, managed.managed, query)
        assert [name for name in ("翡翠花园", "长淮新村") if name in found] == [shown]
    assert "没有符合条件的小区" in text_of(ground.town.actor, managed.managed, "?counted=yes")
    assert "翡翠花园" in text_of(ground.town.actor, managed.managed, "?mode=x&stage=x&area=x&on=x&after=%00")
    del code


def test_the_sheet_holds_the_same_rows(ground: Ground, code: str) -> None:
    written = sheet_of(ground.town.actor, managed.managed_sheet, "?mode=self_managed")
    for words in (code, "业主自行管理", "改造完成"):
        assert words in written, words
    assert "长淮新村" not in written


def test_who_sees_nothing_by_place_has_no_list(ground: Ground) -> None:
    for role in (Role.COMPANY_MANAGER, Role.DEPARTMENT_CLERK, Role.SYSTEM_ADMIN, Role.RESIDENT):
        with pytest.raises(PermissionDenied):
            show(replace(ground.town.actor, role=role), managed.managed)
    assert "长淮新村" not in text_of(street(ground), managed.managed)


def test_the_page_of_an_estate_keeps_every_day(ground: Ground, code: str) -> None:
    page = text_of(ground.town.actor, management.management, code=code)
    for words in (
        "不计入覆盖",
        "业大〔2023〕1号",
        "无人管理",
        "改造完成",
        "登记管理模式",
        "管理模式：业主自行管理",
    ):
        assert words in page, words
    before = text_of(ground.town.actor, management.management, "?on=2021-07-01", code=code)
    assert "正在改造" in before
    with pytest.raises(Http404):
        show(street(ground, "340104001"), management.management, code=code)


def test_a_street_enters_ends_and_voids_and_others_do_not(ground: Ground, code: str) -> None:
    form = {"act": "mode", "mode": "none", "valid_from": "2025-01-01", "basis": "survey"}
    clerk = street(ground)
    done = show(clerk, management.management, form=form, code=code)
    assert done.status_code == 302
    now, before, _ = queries.modes_of(ground.estates[0], actor=clerk, until=TODAY)
    assert (now.mode, before.valid_until) == (Mode.NONE, date(2025, 1, 1))
    ended = show(clerk, management.mode, form={"act": "end", "valid_until": "2025-06-01"}, mode_id=now.id)
    assert ended.status_code == 302
    voided = {"act": "void", "reason": "登记错了小区"}
    assert show(clerk, management.mode, form=voided, mode_id=now.id).status_code == 302
    with pytest.raises(Http404):
        show(clerk, management.mode, mode_id=now.id)
    community = replace(clerk, role=Role.COMMUNITY_CLERK)
    assert "登记新的管理模式" not in text_of(community, management.management, code=code)
    for view, more in ((management.management, {"code": code}), (management.mode, {"mode_id": before.id})):
        with pytest.raises(PermissionDenied):
            show(community, view, form=form, **more)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"act": "mode", "mode": "market"}, "没有在管的物业服务合同，不能登记为“市场化选聘”"),
        ({"act": "mode", "mode": "x"}, "没有选管理模式"),
        ({"act": "mode", "mode": "none", "basis": ""}, "没有选登记依据"),
        ({"act": "mode", "mode": "none", "valid_from": "0206-01-01"}, "早于小区在册之日"),
        ({"act": "mode", "mode": "none", "valid_from": "2019-01-01"}, "时间重叠"),
        ({"act": "renovation", "planned_on": "2022-01-01"}, "同一时间已有一项改造"),
        ({"act": "renovation", "planned_on": ""}, "没有填日期"),
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_lost(
    ground: Ground, code: str, form: dict[str, str], words: str
) -> None:
    whole = {"valid_from": "2025-01-01", "basis": "survey", "reference": "明街〔2025〕3号", **form}
    found = show(ground.town.actor, management.management, form=whole, code=code)
    page = found.content.decode()
    assert found.status_code == 422
    assert words in page
    assert "明街〔2025〕3号" in page


def test_a_renovation_is_carried_on_and_voided(ground: Ground, code: str) -> None:
    (row,) = queries.renovations_of(ground.estates[0], actor=ground.town.actor, on=TODAY)
    form = {
        "act": "change",
        "planned_on": "2021-01-01",
        "begun_on": "2021-06-01",
        "finished_on": "2022-06-01",
    }
    refused = show(ground.town.actor, management.renovation, form=form, renovation_id=row.id)
    assert (refused.status_code, "没有任何改动" in refused.content.decode()) == (422, True)
    changed = show(
        ground.town.actor,
        management.renovation,
        form={**form, "mode_after": "self_managed"},
        renovation_id=row.id,
    )
    assert changed.status_code == 302
    assert "业主自行管理" in text_of(ground.town.actor, management.renovation, renovation_id=row.id)
    voided = {"act": "void", "reason": "不是这个小区"}
    assert (
        show(ground.town.actor, management.renovation, form=voided, renovation_id=row.id).status_code == 302
    )
    with pytest.raises(Http404):
        show(ground.town.actor, management.renovation, renovation_id=row.id)
    del code


def test_pages_take_the_same_statements_however_much_there_is(
    ground: Ground, code: str, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for view, more, statements in (
        (managed.managed, {}, 5),
        (management.management, {"code": code}, 9),
    ):
        show(ground.town.actor, view, **more)
        with django_assert_num_queries(statements):
            show(ground.town.actor, view, **more)
    for day in (date(2024, 1, 1), date(2024, 7, 1), date(2025, 1, 1)):
        draft = ModeDraft(ground.estates[0], Mode.NONE, day, Basis.SURVEY)
        services.set_mode(actor=ground.town.actor, now=NOW, draft=draft)
        services.set_mode(actor=ground.town.actor, now=NOW, draft=replace(draft, estate_id=ground.estates[1]))
    for view, more, statements in ((managed.managed, {}, 5), (management.management, {"code": code}, 9)):
        with django_assert_num_queries(statements):
            show(ground.town.actor, view, **more)
