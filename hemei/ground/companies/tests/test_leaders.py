"""Who leads a company: posts through time, 'one shoulder' derived, who may see it, and files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from hemei.ground.companies import queries, services
from hemei.ground.companies.models import Leader
from hemei.ground.companies.pages import companies as pages
from hemei.ground.companies.rules.leaders import (
    LeaderAct,
    LeaderDraft,
    Post,
    Shoulder,
    may_about_leaders,
    may_appoint,
    may_end_post,
    shoulder_of,
)
from hemei.ground.companies.tests.test_management_pages import sheet_of, show, text_of
from hemei.ground.places.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from hemei.ground.companies.tests.conftest import Ground

TODAY, SINCE, LATER = NOW.date(), date(2020, 1, 1), date(2023, 1, 1)
LEGAL, SECRETARY = Post.LEGAL_REPRESENTATIVE, Post.PARTY_SECRETARY
PHONE, OTHER = "13800138000", "13900139000"
CODE = "91350100M000100Y43"
HEADER = ["信用代码", "职务", "姓名", "手机号", "任职日期", "免职日期"]


# --- rules -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("posts", "same_name", "answer"),
    [
        ((1, 1), False, Shoulder.ONE),
        ((1, 2), False, Shoulder.APART),
        ((1, 2), True, Shoulder.DOUBTFUL),
        ((1, None), False, Shoulder.UNKNOWN),
        ((None, 1), False, Shoulder.UNKNOWN),
        ((None, None), True, Shoulder.UNKNOWN),
    ],
)
def test_one_shoulder_is_derived_and_never_by_silence(
    posts: tuple[int | None, int | None], *, same_name: bool, answer: Shoulder
) -> None:
    assert shoulder_of(*posts, same_name=same_name) is answer


@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_it_needs(role: Role) -> None:
    outside = {
        Role.PUBLIC,
        Role.RESIDENT,
        Role.COMMITTEE_MEMBER,
        Role.SECURITY_ADMIN,
        Role.AUDITOR,
        Role.DATA_OFFICER,
        Role.ASSESSOR,
        Role.MEDIATOR,
        Role.SYSTEM,
    }
    expected = {
        LeaderAct.SEE_COMPANIES: role not in outside,
        LeaderAct.SEE_LEADERS: role in {Role.CITY_BUREAU, Role.COMPANY_MANAGER, Role.SYSTEM},
        LeaderAct.KEEP_LEADERS: role in {Role.CITY_BUREAU, Role.SYSTEM},
    }
    assert {act: may_about_leaders(role, act).allowed for act in LeaderAct} == expected


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, set()),
        ({"name": ""}, {"name"}),
        ({"name": "王\n芳"}, {"name"}),
        ({"phone": ""}, {"no_phone"}),
        ({"valid_from": date(2026, 3, 3)}, {"future_day"}),
        ({"valid_from": date(2014, 12, 31)}, {"before_company"}),
        ({"valid_until": SINCE}, {"bad_day"}),
    ],
)
def test_a_leader_has_a_name_a_number_and_days(more: dict[str, Any], said: set[str]) -> None:
    draft = LeaderDraft(**{  # type: ignore[arg-type]
        "company_id": 1, "post": LEGAL, "name": "王芳", "phone": PHONE, "valid_from": SINCE, **more
    })  # fmt: skip
    found = may_appoint(draft, company_since=date(2015, 1, 1), today=TODAY)
    assert {one.code for one in found.reasons} == said
    assert may_end_post(began=SINCE, day=LATER, today=TODAY).allowed
    assert not may_end_post(began=SINCE, day=SINCE, today=TODAY).allowed


# --- services ----------------------------------------------------------------------------------
def appoint(
    ground: Ground, post: Post, name: str = "王芳", phone: str = PHONE, since: date = SINCE, at: int = 0
) -> int:
    draft = LeaderDraft(ground.companies[at], post, name, phone, since)
    return services.appoint_leader(actor=ground.town.actor, now=NOW, draft=draft)


def shoulder(ground: Ground, on: date = TODAY, actor: Actor | None = None) -> Shoulder | None:
    found = queries.listed_company(ground.companies[0], actor=actor or ground.town.actor, on=on)
    assert found is not None
    return found.shoulder


def test_posts_change_hands_and_every_day_keeps_its_answer(ground: Ground) -> None:
    appoint(ground, LEGAL)
    assert shoulder(ground) is Shoulder.UNKNOWN
    appoint(ground, SECRETARY)
    appoint(ground, LEGAL, "李强", OTHER, LATER)
    answers = [shoulder(ground, day) for day in (date(2019, 1, 1), SINCE, LATER)]
    assert answers == [Shoulder.UNKNOWN, Shoulder.ONE, Shoulder.APART]
    appoint(ground, SECRETARY, "李强", "13700137000", LATER)
    assert shoulder(ground) is Shoulder.DOUBTFUL, "one name with two numbers may be one person or two"
    rows = queries.leaders_of(ground.companies[0], actor=ground.town.actor, on=TODAY, now=NOW)
    assert [(row.post, row.name, row.valid_until) for row in rows] == [
        (LEGAL, "李**", None), (SECRETARY, "李**", None), (LEGAL, "王**", LATER), (SECRETARY, "王**", LATER),
    ]  # fmt: skip
    with records.acting(EVERYONE):
        events = record.history(stream=f"companies.company:{ground.companies[0]}")
        people = {row.person_id for row in Leader.objects.all()}
    assert [event.type for event in events[1:]] == ["companies.leader_appointed"] * 4
    assert len(people) == 3, "a known number and name are a known person"
    assert events[-1].data["from"] == events[2].data["person"]
    assert not {"王芳", "李强", PHONE, OTHER} & {word for event in events for word in str(event).split("'")}


def test_two_at_once_are_refused_and_what_was_entered_in_error_is_voided(ground: Ground) -> None:
    number = appoint(ground, LEGAL, since=LATER)
    for since, name, said in (
        (LATER, "李强", "overlap"),
        (SINCE, "李强", "overlap"),
        (TODAY, "王芳", "same"),
    ):
        with pytest.raises(Refused) as refused:
            appoint(ground, LEGAL, name, PHONE if name == "王芳" else OTHER, since)
        assert refused.value.decision.reasons[0].code == said
    services.end_post(actor=ground.town.actor, now=NOW, leader_id=number, day=TODAY)
    with pytest.raises(Refused):
        services.end_post(actor=ground.town.actor, now=NOW, leader_id=number, day=TODAY)
    services.void_leader(actor=ground.town.actor, now=NOW, leader_id=number, reason="录入到别家企业去了")
    appoint(ground, LEGAL, "李强", OTHER)
    (row,) = queries.leaders_of(ground.companies[0], actor=ground.town.actor, on=TODAY, now=NOW)
    assert row.name == "李**"


def test_the_company_sees_its_own_leaders_and_nobody_else_any(ground: Ground) -> None:
    appoint(ground, LEGAL)
    appoint(ground, SECRETARY)
    seen = {}
    for who, actor in {
        "own": Actor(role=Role.COMPANY_MANAGER, body_id=ground.bodies[0]),
        "other": Actor(role=Role.COMPANY_MANAGER, body_id=ground.bodies[1]),
        "county": replace(ground.town.actor, role=Role.COUNTY_COORDINATOR),
        "street": ground.town.clerk(ground.town.id("340102001"), TODAY),
        "department": Actor(role=Role.DEPARTMENT_CLERK, body_id=999),
    }.items():
        with records.acting(actor):
            rows = queries.leaders_of(ground.companies[0], actor=actor, on=TODAY, now=NOW)
            seen[who] = (len(rows), shoulder(ground, actor=actor))
            listed = queries.listed_companies(actor=actor, on=TODAY)
            if who in {"own", "other"}:  # his own first, whatever its name; of the others what is public
                assert listed[0].body_id == actor.body_id
                assert listed[0].projects is not None
                assert {row.projects for row in listed[1:]} == {None}
                after = queries.listed_companies(actor=actor, on=TODAY, after=listed[0].id)
                assert after == listed[1:]
    assert seen == {
        "own": (2, Shoulder.ONE), "other": (0, None), "county": (0, None), "street": (0, None), "department": (0, None),
    }  # fmt: skip
    with pytest.raises(Refused):
        services.appoint_leader(
            actor=Actor(role=Role.COMPANY_MANAGER, body_id=ground.bodies[0]),
            now=NOW,
            draft=LeaderDraft(ground.companies[0], LEGAL, "王芳", PHONE, SINCE),
        )


# --- pages -------------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "utc_now", lambda: NOW)


def test_the_list_is_filtered_by_the_derived_answer_and_exported(ground: Ground) -> None:
    appoint(ground, LEGAL)
    appoint(ground, SECRETARY)
    actor = ground.town.actor
    page = text_of(actor, pages.companies)
    assert "法定代表人同时担任党组织书记的 1 家" in page
    assert "登记不全的 1 家" in page
    for query, shown in (
        ("?shoulder=one", ["和美物业有限公司"]),
        ("?shoulder=unknown", ["长淮物业有限公司"]),
        ("?q=hmwy", ["和美物业有限公司"]),
        ("?q=9144030071526726xg", ["长淮物业有限公司"]),
        ("?q=x&shoulder=x&on=x&after=%00", []),
    ):
        found = text_of(actor, pages.companies, query)
        assert [name for name in ("和美物业有限公司", "长淮物业有限公司") if name in found] == shown, query
    written = sheet_of(actor, pages.companies_sheet, "?shoulder=one")
    assert CODE in written
    assert "一肩挑" in written


def test_whoever_may_not_see_leaders_is_told_so_and_finds_no_answer(ground: Ground) -> None:
    appoint(ground, LEGAL)
    appoint(ground, SECRETARY)
    clerk = ground.town.clerk(ground.town.id("340102001"), TODAY)
    for page in (
        text_of(clerk, pages.companies, "?shoulder=one"),
        text_of(clerk, pages.company, company_id=ground.companies[0]),
    ):
        assert "一肩挑" not in page
        assert "王" not in page
    assert "党内职务属于敏感个人信息" in page
    assert "一肩挑" not in sheet_of(clerk, pages.companies_sheet)
    for role in (Role.RESIDENT, Role.AUDITOR, Role.PUBLIC):
        with pytest.raises(PermissionDenied):
            show(replace(clerk, role=role), pages.companies)
    with pytest.raises(PermissionDenied):
        show(clerk, pages.leader, leader_id=1)


def test_the_bureau_appoints_ends_and_voids_on_the_pages(ground: Ground) -> None:
    actor, company = ground.town.actor, ground.companies[0]
    form = {
        "post": "legal_representative",
        "name": "王芳",
        "phone": "138 0013 8000",
        "valid_from": "2020-01-01",
    }
    assert show(actor, pages.company, form=form, company_id=company).status_code == 302
    for more, words in (
        ({"valid_from": "2020-01-01", "name": "李强"}, "一家企业只有一名"),
        ({"phone": "110"}, "没有 11 位手机号"),
        ({"post": "x"}, "没有选职务"),
        ({"valid_from": "0206-01-01"}, "早于企业登记之日"),
    ):
        refused = show(actor, pages.company, form={**form, **more}, company_id=company)
        assert (refused.status_code, words in refused.content.decode()) == (422, True), words
    (row,) = queries.leaders_of(company, actor=actor, on=TODAY, now=NOW)
    page = text_of(actor, pages.company, company_id=company)
    for words in ("王**", "登记负责人", "职务：法定代表人", "登记不全，不能判断"):
        assert words in page, words
    wrong = show(actor, pages.leader, form={"act": "void", "reason": "错"}, leader_id=row.id)
    assert wrong.status_code == 422
    ended = {"act": "end", "valid_until": "2025-01-01"}
    assert show(actor, pages.leader, form=ended, leader_id=row.id).status_code == 302
    assert (
        show(actor, pages.leader, form={"act": "void", "reason": "不是这家"}, leader_id=row.id).status_code
        == 302
    )
    with pytest.raises(Http404):
        show(actor, pages.leader, leader_id=row.id)
    with pytest.raises(Http404):
        show(actor, pages.company, company_id=999_999)


def test_pages_take_the_same_statements_however_much_there_is(
    ground: Ground, django_assert_num_queries: Callable[[int], Any]
) -> None:
    views = ((pages.companies, {}, 6), (pages.company, {"company_id": ground.companies[0]}, 9))
    appoint(ground, LEGAL)
    for view, more, _ in views:
        show(ground.town.actor, view, **more)
    for view, more, statements in views:
        with django_assert_num_queries(statements):
            show(ground.town.actor, view, **more)
    for at in (0, 1):
        for since in (date(2021, 1, 1), LATER):
            appoint(ground, LEGAL, "李强" if since == LATER else "赵六", OTHER, since, at)
    for view, more, statements in views:
        with django_assert_num_queries(statements):
            show(ground.town.actor, view, **more)


# --- from files --------------------------------------------------------------------------------
def take_in(ground: Ground, *lines: list[str], good_rows: bool = False) -> importing.seen.ImportRow:
    file = importing.comma(HEADER, *lines)
    return importing.take_in(ground.town.actor, NOW, file, "companies.leaders", good_rows=good_rows)


def line(**cells: str) -> list[str]:
    row = {
        "uscc": CODE,
        "post": "法定代表人",
        "name": "王芳",
        "phone": PHONE,
        "since": "2020-01-01",
        "until": "",
    }
    return list({**row, **cells}.values())


def dump() -> list[tuple[str]]:
    with records.acting(EVERYONE), connection.cursor() as cursor:
        tables = ("companies_leader", "people_person", "records_access")
        cursor.execute(
            " union all ".join(f"select to_jsonb(t)::text from {table} t" for table in tables) + " order by 1"
        )
        return cursor.fetchall()


def test_a_file_enters_corrects_and_is_taken_back(ground: Ground) -> None:
    before = dump()
    done = take_in(ground, line(), line(post="党支部书记"))
    assert (done.new, done.bad) == (2, 0)
    assert shoulder(ground) is Shoulder.ONE
    entered = dump()
    assert take_in(ground, line(), line(post="党支部书记")).same == 2
    changed = take_in(ground, line(until="2024-01-01"), line(post="党支部书记", name="李强", phone=OTHER))
    assert (changed.new, changed.changed) == (0, 2)
    with records.acting(EVERYONE):
        told = record.history(stream=f"companies.company:{ground.companies[0]}")[-2:]
    assert {event.type for event in told} == {"companies.leader_corrected"}
    assert {name for event in told for name in event.data["changes"]} == {"valid_until", "person_id"}
    importing.undo(ground.town.actor, NOW, changed.id)
    assert dump() == entered
    importing.undo(ground.town.actor, NOW, done.id)
    assert dump() == before


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"uscc": "91330100799655058B"}, "uscc", "no_company"),
        ({"post": "老板"}, "post", "no_option"),
        ({"name": ""}, "name", "empty"),
        ({"phone": "055165000000"}, "phone", "no_phone"),
        ({"since": "0206-01-01"}, "since", "bad_year"),
        ({"since": "2031-01-01"}, "since", "future_day"),
        ({"since": "2001-01-01"}, "since", "before_company"),
        ({"until": "2019-01-01"}, "until", "bad_day"),
    ],
)
def test_a_bad_line_is_named(ground: Ground, cells: dict[str, str], column: str, said: str) -> None:
    (number,) = importing.begin(
        ground.town.actor, NOW, importing.comma(HEADER, line(**cells)), "companies.leaders"
    )
    importing.check(ground.town.actor, NOW, number)
    assert [(at, code) for _, at, _, code in importing.problems(number)] == [(column, said)]


def test_two_legal_representatives_at_once_are_refused_with_the_time_they_share(ground: Ground) -> None:
    second = line(name="李强", phone=OTHER, since="2023-01-01")
    done = take_in(ground, line(), second, good_rows=True)
    assert (done.new, done.bad) == (1, 1)
    assert importing.problems(done.id) == [(3, "since", "2023-01-01", "overlap")]
    handed_over = take_in(ground, line(until="2023-01-01"), second)
    assert (handed_over.new, handed_over.changed, handed_over.bad) == (1, 1, 0)
