"""How estates are managed: set, ended and voided by people, taken in from files, counted in every mode."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from hemei.ground.companies import queries, services
from hemei.ground.companies.services import Basis, Mode, ModeDraft
from hemei.ground.companies.tests.conftest import Ground
from hemei.ground.people import services as people
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.places import queries as places
from hemei.ground.places.tests.factories import EVERYONE, NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

TODAY = NOW.date()
SINCE, LATER = date(2022, 1, 1), date(2024, 6, 1)
HEADER = ["小区编码", "管理模式", "起始日期", "结束日期", "打包名称", "登记依据", "文号"]


@standing
def committee(ground: Ground) -> int:
    return people.create_body(
        actor=EVERYONE,
        now=NOW,
        kind=BodyKind.COMMUNITY,
        name="东风社区居委会",
        place_id=ground.town.id("340102001001"),
        valid_from=date(2016, 1, 1),
        level=Level.COMMUNITY,
    )


def contract(ground: Ground, at: int = 0, since: date = SINCE) -> int:
    draft = services.ProjectDraft(ground.companies[0], ground.estates[at], services.Contract.OWNERS, since)
    return services.begin_projects(actor=ground.town.actor, now=NOW, drafts=[draft])[0]


def enter(ground: Ground, mode: Mode, since: date = SINCE, at: int = 0, **more: str) -> int:
    draft = ModeDraft(ground.estates[at], mode, since, Basis.STREET, **more)
    return services.set_mode(actor=ground.town.actor, now=NOW, draft=draft)


def counted(ground: Ground, on: date, at: int = 0) -> tuple[bool, str]:
    rows = queries.managed_rows(actor=ground.town.actor, on=on)
    return next((row.counted, row.manner) for row in rows if row.id == ground.estates[at])


def refusal(ground: Ground, mode: Mode, since: date = SINCE, **more: str) -> str:
    with pytest.raises(Refused) as refused:
        enter(ground, mode, since, **more)
    return refused.value.decision.reasons[0].code


def types(ground: Ground) -> list[str]:
    stream = f"places.estate:{ground.estates[0]}"
    return [event.type for event in record.history(stream=stream) if event.type.startswith("companies.")]


def test_a_mode_follows_another_and_every_day_keeps_its_own(ground: Ground, committee: int) -> None:
    enter(ground, Mode.NONE)
    enter(ground, Mode.COMMUNITY, date(2023, 1, 1), reference="明街〔2023〕1号")
    assert [counted(ground, day) for day in (date(2021, 1, 1), SINCE, LATER)] == [
        (False, "no_company"),
        (False, "none"),
        (True, "community"),
    ]
    now, before = queries.modes_of(ground.estates[0], actor=ground.town.actor, until=TODAY)
    assert (now.committee, now.reference, now.valid_until) == ("东风社区居委会", "明街〔2023〕1号", None)
    assert before.valid_until == date(2023, 1, 1)
    assert types(ground) == ["companies.mode_set"] * 2
    event = record.history(stream=f"places.estate:{ground.estates[0]}")[-1]
    assert (event.data["from"], event.data["body"]) == ("none", committee)
    assert "明街" not in str(event)


def test_a_company_needs_a_contract_and_a_contract_that_ended_does_not_count(
    ground: Ground, committee: int
) -> None:
    del committee
    assert refusal(ground, Mode.MIXED) == "no_contract"
    project = contract(ground)
    assert refusal(ground, Mode.COMMUNITY) == "contract_runs"
    enter(ground, Mode.MIXED, LATER)
    assert [counted(ground, day) for day in (SINCE, LATER)] == [(True, "market"), (True, "mixed")]
    services.end_project(actor=ground.town.actor, now=NOW, project_id=project, day=date(2025, 1, 1))
    assert counted(ground, date(2025, 1, 1)) == (False, "no_contract")


def test_a_contract_that_begins_in_an_unmanaged_estate_is_counted(ground: Ground) -> None:
    enter(ground, Mode.NONE)
    contract(ground, since=LATER)
    assert [counted(ground, day) for day in (SINCE, LATER)] == [(False, "none"), (True, "market")]


def test_self_management_is_shown_and_not_counted(ground: Ground) -> None:
    enter(ground, Mode.SELF)
    assert counted(ground, LATER) == (False, "self_managed")


def test_what_was_entered_in_error_is_voided_and_what_ends_ends(ground: Ground) -> None:
    number = enter(ground, Mode.SELF)
    services.end_mode(actor=ground.town.actor, now=NOW, mode_id=number, day=LATER)
    with pytest.raises(Refused):
        services.end_mode(actor=ground.town.actor, now=NOW, mode_id=number, day=LATER)
    assert counted(ground, LATER) == (False, "no_company")
    services.void_mode(actor=ground.town.actor, now=NOW, mode_id=number, reason="登记到别的小区去了")
    assert queries.modes_of(ground.estates[0], actor=ground.town.actor, until=TODAY) == []
    assert queries.mode(number, actor=ground.town.actor) is None
    assert types(ground) == ["companies.mode_set", "companies.mode_ended", "companies.mode_voided"]
    assert "别的小区" not in str(record.history(stream=f"places.estate:{ground.estates[0]}"))
    enter(ground, Mode.NONE)


def test_a_mode_before_another_and_without_a_committee_is_refused(ground: Ground) -> None:
    enter(ground, Mode.NONE, LATER)
    assert refusal(ground, Mode.SELF) == "overlap"
    assert refusal(ground, Mode.COMMUNITY, TODAY) == "no_committee"
    stranger = Actor(role=Role.STREET_CLERK, places=places.ranges_for(ground.town.id("340104001"), TODAY))
    with pytest.raises(Refused) as refused:
        services.set_mode(
            actor=stranger, now=NOW, draft=ModeDraft(ground.estates[0], Mode.SELF, TODAY, Basis.SURVEY)
        )
    assert refused.value.decision.reasons[0].code == "not_found"
    assert queries.managed_rows(actor=stranger, on=TODAY)[0].id == ground.estates[1]


def test_the_list_is_filtered_and_paged(ground: Ground, committee: int) -> None:
    del committee
    enter(ground, Mode.COMMUNITY)
    actor = ground.town.actor

    def ids(**wanted: object) -> list[int]:
        asked = queries.ManagedFilter(**wanted)  # type: ignore[arg-type]
        return [row.id for row in queries.managed_rows(actor=actor, on=TODAY, wanted=asked)]

    first, other = ground.estates
    assert ids() == [first, other]
    assert ids(manner="community") == ids(counted=True) == ids(text="翡翠") == [first]
    assert ids(manner=queries.UNKNOWN) == ids(counted=False) == [other]
    assert ids(area_at_least_dm2=2_500_001) == []
    (row,) = queries.managed_rows(actor=actor, on=TODAY, limit=1)
    assert [one.id for one in queries.managed_rows(actor=actor, on=TODAY, after=row.code)] == [other]


# --- from files --------------------------------------------------------------------------------
def line(ground: Ground, **cells: str) -> list[str]:
    with records.acting(EVERYONE):
        code = places.estates_by_id([ground.estates[0]], actor=EVERYONE)[ground.estates[0]].code
    row = {"estate": code, "mode": "社区准物业化", "since": "2022-01-01", "until": "", "package": "",
           "basis": "街道文件", "reference": "明街〔2022〕1号"}  # fmt: skip
    return list({**row, **cells}.values())


def take_in(ground: Ground, *rows: list[str], good_rows: bool = False) -> importing.seen.ImportRow:
    file = importing.comma(HEADER, *rows)
    return importing.take_in(ground.town.actor, NOW, file, "companies.modes", good_rows=good_rows)


def dump() -> list[tuple[str]]:
    with records.acting(EVERYONE), connection.cursor() as cursor:
        cursor.execute("select to_jsonb(t)::text from companies_management t order by 1")
        return cursor.fetchall()


def test_a_file_enters_corrects_and_is_taken_back(ground: Ground, committee: int) -> None:
    del committee
    done = take_in(ground, line(ground))
    assert (done.new, done.bad) == (1, 0)
    entered = dump()
    assert (take_in(ground, line(ground)).same, dump()) == (1, entered)
    ended = take_in(ground, line(ground, until="2024-01-01", reference="明街〔2024〕2号"))
    assert (ended.new, ended.changed) == (0, 1)
    event = record.history(stream=f"places.estate:{ground.estates[0]}")[-1]
    assert (event.type, event.data["texts"]) == ("companies.mode_corrected", ["reference"])
    assert event.data["changes"] == {"valid_until": [None, "2024-01-01"]}
    assert counted(ground, LATER) == (False, "no_company")
    importing.undo(ground.town.actor, NOW, ended.id)
    assert dump() == entered
    importing.undo(ground.town.actor, NOW, done.id)
    assert dump() == []


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"estate": "没有的小区"}, "estate", "no_estate"),
        ({"mode": "看情况"}, "mode", "no_option"),
        ({"mode": "市场化选聘"}, "mode", "no_contract"),
        ({"mode": "居委会+物业"}, "mode", "no_contract"),
        ({"mode": "统一打包", "package": ""}, "package", "no_package"),
        ({"package": "第1包"}, "package", "package"),
        ({"since": "0206-01-01"}, "since", "bad_year"),
        ({"since": "2031-01-01"}, "since", "future_day"),
        ({"since": "2001-01-01"}, "since", "before_estate"),
        ({"since": "2015-06-01"}, "mode", "no_committee"),
        ({"until": "2021-01-01"}, "until", "bad_day"),
        ({"basis": "听说"}, "basis", "no_option"),
    ],
)
def test_a_bad_line_is_named(
    ground: Ground, committee: int, cells: dict[str, str], column: str, said: str
) -> None:
    del committee
    (number,) = importing.begin(
        ground.town.actor, NOW, importing.comma(HEADER, line(ground, **cells)), "companies.modes"
    )
    importing.check(ground.town.actor, NOW, number)
    assert (column, said) in [(at, code) for _, at, _, code in importing.problems(number)]


def test_overlapping_modes_of_one_estate_are_refused_with_the_one_they_meet(
    ground: Ground, committee: int
) -> None:
    del committee
    done = take_in(
        ground, line(ground), line(ground, mode="业主自行管理", since="2023-01-01"), good_rows=True
    )
    assert (done.new, done.bad) == (1, 1)
    assert importing.problems(done.id) == [(3, "since", "2023-01-01", "overlap")]
