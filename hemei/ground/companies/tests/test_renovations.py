"""Renovations: planned, begun, finished, with the mode to come; by people and from files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from hemei.ground.companies import queries, services
from hemei.ground.companies.rules.modes import Mode
from hemei.ground.companies.rules.renovations import RenovationDraft, Stage, may_enter_renovation, stage_on
from hemei.ground.places import queries as places
from hemei.ground.places.tests.factories import EVERYONE, NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused

if TYPE_CHECKING:
    from hemei.ground.companies.tests.conftest import Ground

PLANNED, BEGUN, FINISHED = date(2022, 3, 1), date(2022, 6, 1), date(2023, 5, 1)
STANDS, TODAY = date(2015, 1, 1), NOW.date()
HEADER = ["小区编码", "列入计划日期", "开工日期", "完工日期", "改造后的管理模式"]


# --- rules -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2022, 2, 28), None),
        (PLANNED, Stage.PLANNED),
        (BEGUN, Stage.UNDER_WAY),
        (FINISHED, Stage.FINISHED),
    ],
)
def test_how_far_a_renovation_is_follows_from_its_days(day: date, stage: Stage | None) -> None:
    assert stage_on(PLANNED, BEGUN, FINISHED, day) is stage


@pytest.mark.parametrize(
    ("days", "more", "said"),
    [
        ((PLANNED, BEGUN, FINISHED), {}, set()),
        ((PLANNED, PLANNED, None), {}, set()),
        ((PLANNED, None, None), {"mode_after": Mode.COMMUNITY}, set()),
        ((PLANNED, None, None), {"mode_after": Mode.NONE}, {"no_mode"}),
        ((date(2014, 1, 1), None, None), {}, {"before_estate"}),
        ((PLANNED, date(2026, 3, 3), None), {}, {"future_day"}),
        ((BEGUN, PLANNED, None), {}, {"bad_order"}),
        ((PLANNED, None, FINISHED), {}, {"bad_order"}),
        ((PLANNED, BEGUN, BEGUN), {}, {"bad_order"}),
    ],
)
def test_days_stand_in_order(
    days: tuple[date, date | None, date | None], more: dict[str, Mode], said: set[str]
) -> None:
    draft = RenovationDraft(1, *days, **more)
    found = may_enter_renovation(Role.STREET_CLERK, draft, stands_since=STANDS, today=TODAY)
    assert {one.code for one in found.reasons} == said


# --- services ----------------------------------------------------------------------------------
def plan(ground: Ground, *days: date, mode_after: Mode | None = None) -> int:
    draft = RenovationDraft(ground.estates[0], *days, mode_after=mode_after)
    return services.plan_renovations(actor=ground.town.actor, now=NOW, drafts=[draft])[0]


def rows(ground: Ground, on: date = TODAY) -> list[queries.RenovationRow]:
    return queries.renovations_of(ground.estates[0], actor=ground.town.actor, on=on)


def events(ground: Ground) -> list[record.EventRow]:
    found = record.history(stream=f"places.estate:{ground.estates[0]}")
    return [event for event in found if event.type.startswith("companies.renovation")]


def test_a_renovation_goes_on_and_each_day_keeps_its_stage(ground: Ground) -> None:
    number = plan(ground, PLANNED)
    draft = RenovationDraft(ground.estates[0], PLANNED, BEGUN, FINISHED, Mode.COMMUNITY)
    services.carry_on(actor=ground.town.actor, now=NOW, renovation_id=number, draft=draft)
    with pytest.raises(Refused) as refused:
        services.carry_on(actor=ground.town.actor, now=NOW, renovation_id=number, draft=draft)
    assert refused.value.decision.reasons[0].code == "unchanged"
    assert [[row.stage for row in rows(ground, day)] for day in (STANDS, PLANNED, BEGUN, TODAY)] == [
        [], [Stage.PLANNED], [Stage.UNDER_WAY], [Stage.FINISHED],
    ]  # fmt: skip
    (listed, _) = queries.managed_rows(actor=ground.town.actor, on=TODAY)
    assert (listed.stage, listed.mode_after, listed.counted) == (Stage.FINISHED, Mode.COMMUNITY, False)
    wanted = queries.ManagedFilter(stage="none")
    assert [row.id for row in queries.managed_rows(actor=ground.town.actor, on=TODAY, wanted=wanted)] == [
        ground.estates[1]
    ]
    planned, changed = events(ground)
    assert (planned.type, changed.type) == ("companies.renovation_planned", "companies.renovation_changed")
    assert changed.data["changes"]["mode_after"] == ["", "community"]


def test_two_at_once_are_refused_and_one_in_error_is_voided(ground: Ground) -> None:
    number = plan(ground, PLANNED)
    with pytest.raises(Refused) as refused:
        plan(ground, date(2024, 1, 1))
    assert refused.value.decision.reasons[0].code == "overlap"
    services.void_renovation(actor=ground.town.actor, now=NOW, renovation_id=number, reason="登记错了小区")
    plan(ground, date(2024, 1, 1))
    assert [row.planned_on for row in rows(ground)] == [date(2024, 1, 1)]
    assert queries.renovation(number, actor=ground.town.actor, on=TODAY) is None


# --- from files --------------------------------------------------------------------------------
def line(ground: Ground, *cells: str) -> list[str]:
    with records.acting(EVERYONE):
        return [places.estates_by_id([ground.estates[0]], actor=EVERYONE)[ground.estates[0]].code, *cells]


def take_in(ground: Ground, *lines: list[str], good_rows: bool = False) -> importing.seen.ImportRow:
    file = importing.comma(HEADER, *lines)
    return importing.take_in(ground.town.actor, NOW, file, "companies.renovations", good_rows=good_rows)


def dump() -> list[tuple[str]]:
    with records.acting(EVERYONE), connection.cursor() as cursor:
        cursor.execute("select to_jsonb(t)::text from companies_renovation t order by 1")
        return cursor.fetchall()


def test_a_file_enters_carries_on_and_is_taken_back(ground: Ground) -> None:
    done = take_in(ground, line(ground, "2022-03-01", "", "", ""))
    assert (done.new, done.bad) == (1, 0)
    entered = dump()
    assert take_in(ground, line(ground, "2022-03-01", "", "", "")).same == 1
    on = take_in(ground, line(ground, "2022-03-01", "2022-06-01", "", "居委会+物业"))
    assert (on.new, on.changed) == (0, 1)
    importing.undo(ground.town.actor, NOW, on.id)
    assert dump() == entered
    importing.undo(ground.town.actor, NOW, done.id)
    assert dump() == []


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        (("0206-03-01", "", "", ""), "planned_on", "bad_year"),
        (("2031-03-01", "", "", ""), "planned_on", "future_day"),
        (("2022-03-01", "2022-02-01", "", ""), "begun_on", "bad_order"),
        (("2022-03-01", "", "2022-02-01", ""), "finished_on", "bad_order"),
        (("2022-03-01", "", "", "无人管理"), "mode_after", "no_mode"),
    ],
)
def test_a_bad_line_is_named(ground: Ground, cells: tuple[str, ...], column: str, said: str) -> None:
    file = importing.comma(HEADER, line(ground, *cells))
    (number,) = importing.begin(ground.town.actor, NOW, file, "companies.renovations")
    importing.check(ground.town.actor, NOW, number)
    assert [(at, code) for _, at, _, code in importing.problems(number)] == [(column, said)]


def test_two_renovations_of_one_file_that_overlap_are_refused(ground: Ground) -> None:
    first, other = line(ground, "2022-03-01", "", "", ""), line(ground, "2023-03-01", "", "", "")
    done = take_in(ground, first, other, good_rows=True)
    assert (done.new, done.bad) == (1, 1)
    assert importing.problems(done.id) == [(3, "planned_on", "2023-03-01", "overlap")]
