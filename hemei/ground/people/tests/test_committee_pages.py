"""Pages of committees: list with filters and export, one with its forms, by role; a fixed number of statements."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from hemei.ground.people import services
from hemei.ground.people.models import Seat, Term
from hemei.ground.people.pages import committee_seats, committee_terms, committees, gate, looking
from hemei.ground.people.rules.committee_words import PartyBasis, PartyMember, Post, SeatEnd
from hemei.ground.people.tests.test_committees import NOW, TERM, register, seat, secretary, town
from hemei.ground.places.models import Estate
from hemei.ground.places.tests.factories import City, add, draft
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role

__all__ = ["town"]
View = Callable[..., HttpResponseBase]
MODULES = (committees, committee_terms, committee_seats, gate, looking)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in MODULES:
        monkeypatch.setattr(module, "utc_now", lambda: NOW)


def code(name: str = "翡翠花园") -> str:
    with records.acting(EVERYONE):
        return Estate.objects.get(name=name).code


def call(
    view: View, actor: Actor, *args: Any, post: dict[str, str] | None = None, **query: str
) -> HttpResponseBase:
    factory = RequestFactory()
    request: HttpRequest = factory.get("/", query) if post is None else factory.post("/", post)
    request.actor = actor  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    with records.acting(actor):
        return view(request, *args)


def text(response: HttpResponseBase) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_the_list_is_filtered_in_the_address_and_asks_a_fixed_number_of_times(town: City) -> None:
    register(town)
    actor = secretary(town)
    assert "没有业委会" in text(call(committees.committees, actor))
    running = text(call(committees.committees, actor, standing="running"))
    assert "翡翠花园" in running
    assert "又一小区" not in running
    assert "又一小区" in text(call(committees.committees, actor, standing="none"))
    assert "翡翠花园" in text(call(committees.committees, actor, standing="none", on="2024-01-01"))


def test_a_page_takes_the_same_statements_however_much_there_is(
    town: City, django_assert_num_queries: Callable[[int], Any]
) -> None:
    actor = secretary(town)
    call(committees.committees, actor)
    with CaptureQueriesContext(connection) as before:
        call(committees.committees, actor)
    register(town)
    add(town, *(draft(town, f"新小区{number}") for number in range(9)))
    with django_assert_num_queries(len(before)):
        call(committees.committees, actor)


@pytest.mark.parametrize(
    ("standing", "more"),
    [
        ("running_out", {"valid_until": date(2027, 3, 1)}),
        ("expired", {"valid_until": date(2026, 10, 1)}),
        ("open_ended", {"valid_until": None}),
        ("unfiled", {"filed_on": None}),
    ],
)
def test_each_filter_finds_its_own(town: City, standing: str, more: dict[str, Any]) -> None:
    register(town, replace(TERM, **more))
    assert "翡翠花园" in text(call(committees.committees, secretary(town), standing=standing))
    assert "翡翠花园" not in text(call(committees.committees, secretary(town), standing="none"))


def test_the_list_as_a_sheet(town: City) -> None:
    register(town)
    response = call(committees.committees_sheet, secretary(town))
    with zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))) as book:  # type: ignore[attr-defined]
        rows = "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/"))
    response.file_to_stream.close()  # type: ignore[attr-defined]
    assert "翡翠花园" in rows
    assert "任期内" in rows


@pytest.mark.parametrize(
    "role", [Role.DEPARTMENT_CLERK, Role.COMPANY_MANAGER, Role.RESIDENT, Role.SYSTEM_ADMIN]
)
def test_other_roles_do_not_enter(town: City, role: Role) -> None:
    actor = replace(secretary(town), role=role)
    for view, arguments in ((committees.committees, ()), (committees.committee, (code(),))):
        with pytest.raises(PermissionDenied):
            call(view, actor, *arguments)


def test_a_foreign_estate_is_not_there(town: City) -> None:
    with pytest.raises(Http404):
        call(committees.committee, secretary(town, "340104001001"), code())


def test_an_estate_without_a_committee_offers_the_first_term(town: City) -> None:
    assert "登记业委会" in text(call(committees.committee, secretary(town), code()))
    grid = replace(secretary(town), role=Role.GRID_WORKER)
    assert "登记业委会</a>" not in text(call(committees.committee, grid, code()))


def test_from_the_first_term_to_a_member_who_leaves(town: City) -> None:
    actor = secretary(town)
    form = {
        "kind": "first", "seats": "4", "elected_on": "2024-05-20", "valid_from": "2024-05-20",
        "last_day": "2029-05-19", "filed_on": "", "filing_number": "", "ordinal": "1",
    }  # fmt: skip
    refused = call(committee_terms.register_term, actor, code(), post=form)
    assert refused.status_code == 422
    assert "第三十一条" in text(refused)
    assert call(committee_terms.register_term, actor, code(), post=form | {"seats": "5"}).status_code == 302
    with records.acting(EVERYONE):
        term = Term.objects.get()
    assert "逾期未备案" in text(call(committees.committee, actor, code()))
    assert call(committee_terms.file_term, actor, term.pk, post={"filed_on": "2024-06-01"}).status_code == 302
    member = {"name": "王一", "phone": "13800138000", "post": "chair", "since": "2024-05-20", "party": "yes"}
    refused = call(committee_seats.take_seat, actor, term.pk, post=member)
    assert "敏感个人信息" in text(refused)
    done = call(committee_seats.take_seat, actor, term.pk, post=member | {"basis": "self"})
    assert done.status_code == 302
    page = text(call(committees.committee, actor, code()))
    assert "还没有登记齐的，请继续登记成员" in page  # one of five is registered: that need not be a vacancy
    assert "依据：业主委员会的人数、任期和备案 · 第三十一条" in page
    with records.acting(EVERYONE):
        held = Seat.objects.get()
    page = text(call(committees.committee, actor, code()))
    assert "其中党员 1 人" in page
    assert "王一" not in page
    assert (
        call(
            committee_seats.change_post, actor, held.pk, post={"post": "member", "day": "2025-01-01"}
        ).status_code
        == 302
    )
    with records.acting(EVERYONE):
        moved = Seat.objects.exclude(pk=held.pk).get()
    services.leave_seat(
        actor=EVERYONE, now=NOW, seat_id=moved.pk, day=date(2025, 2, 1), reason=SeatEnd.AUTOMATIC
    )
    page = text(call(committees.committee, actor, code()))
    assert "资格自行终止" in page
    ended = {"day": "2026-01-01", "reason": "recalled"}
    assert call(committee_terms.end_term, actor, term.pk, post=ended).status_code == 302
    assert "提前结束，没有新一届" in text(call(committees.committee, actor, code()))


def test_a_correction_shows_what_was_and_what_is(town: City) -> None:
    term = register(town)
    actor = secretary(town)
    shown = text(call(committee_terms.correct_term, actor, term))
    assert 'value="2029-05-19"' in shown
    form = {
        "kind": "first", "seats": "7", "elected_on": "2024-05-20", "valid_from": "2024-05-20",
        "last_day": "2029-05-19", "filed_on": "2024-06-01", "filing_number": "备2024-1", "ordinal": "1",
    }  # fmt: skip
    assert call(committee_terms.correct_term, actor, term, post=form).status_code == 302
    assert "应选人数：5 → 7" in text(call(committees.committee, actor, code()))


def test_a_field_is_seen_with_a_reason_and_only_by_who_may(town: City) -> None:
    term = register(town)
    seat(town, term, "王一", Post.CHAIR, party=PartyMember.YES, basis=PartyBasis.SELF)
    with records.acting(EVERYONE):
        held = Seat.objects.select_related("person").get()
    actor, name = secretary(town), held.person.name_id
    assert call(looking.look, actor, name, post={"reason": ""}).status_code == 422
    assert "王一" in text(call(looking.look, actor, name, post={"reason": "通知参加会议"}))
    assert "党员" in text(call(looking.look, actor, held.party_id, post={"reason": "核对党员比例"}))
    grid = replace(actor, role=Role.GRID_WORKER)
    assert call(looking.look, grid, held.party_id, post={"reason": "想知道一下"}).status_code == 422
    with pytest.raises(Http404):
        call(looking.look, secretary(town, "340104001001"), name)
