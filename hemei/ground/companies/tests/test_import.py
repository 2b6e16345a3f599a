"""Companies and projects from files: doubtful codes, overlapping contracts, who sees what, undo."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from hemei.ground.companies import queries
from hemei.ground.companies.models import Company, Project, ProjectManager
from hemei.ground.companies.tests.conftest import Ground
from hemei.ground.places import queries as places
from hemei.ground.places.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.queries import Choice
from hemei.ground.records.queries import matches as likenesses
from hemei.ground.records.rules import ImportState
from hemei.ground.records.tests import importing
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role

FIRMS = ["企业名称", "统一社会信用代码", "起始日期", "代码校验不通过的理由"]
HEADER = [
    "小区编码",
    "信用代码",
    "合同类型",
    "起始日期",
    "合同到期日",
    "退出日期",
    "物业费",
    "服务等级",
    "项目经理",
    "经理电话",
]
KNOWN, OTHER, DOUBTFUL = "91350100M000100Y43", "9144030071526726XG", "91350100M000100Y44"
NEW = "91330100799655058B"
LATER = date(2025, 7, 1)


def code(ground: Ground, at: int = 0) -> str:
    with records.acting(EVERYONE):
        return places.estates_by_id([ground.estates[at]], actor=EVERYONE)[ground.estates[at]].code


def contract(ground: Ground, **cells: str) -> list[str]:
    row = [
        code(ground),
        KNOWN,
        "业主大会选聘合同",
        "2022-01-01",
        "2024-12-31",
        "",
        "1.80",
        "三级",
        "王经理",
        "13800138000",
    ]
    names = ["estate", "uscc", "kind", "since", "last", "until", "fee", "grade", "manager", "phone"]
    return [cells.get(name, cell) for name, cell in zip(names, row, strict=True)]


def take_in(ground: Ground, *rows: list[str], good_rows: bool = False) -> importing.seen.ImportRow:
    file = importing.comma(HEADER, *rows)
    return importing.take_in(ground.town.actor, NOW, file, "companies.projects", good_rows=good_rows)


def dump() -> list[tuple[str]]:
    with records.acting(EVERYONE), connection.cursor() as cursor:
        tables = ("companies_company", "companies_project", "companies_projectmanager", "people_body", "people_person",
                  "records_access")  # fmt: skip
        cursor.execute(
            " union all ".join(f"select to_jsonb(t)::text from {table} t" for table in tables) + " order by 1"
        )
        return cursor.fetchall()


def test_a_doubtful_code_is_taken_with_its_reason_only(ground: Ground) -> None:
    before = dump()
    bad = ["丙物业", DOUBTFUL, "2020-01-01", ""]
    file = importing.comma(FIRMS, bad, ["丁物业", NEW, "", ""], ["短码", "9135", "", ""])
    (number,) = importing.begin(ground.town.actor, NOW, file)
    importing.check(ground.town.actor, NOW, number)
    assert [(row, at, said) for row, at, _, said in importing.problems(number)] == [
        (2, "uscc", "doubtful_code"), (4, "uscc", "bad_code"),
    ]  # fmt: skip
    said = importing.comma(FIRMS, [*bad[:3], "营业执照原件即如此"])
    done = importing.take_in(ground.town.actor, NOW, said, "companies.companies")
    with records.acting(EVERYONE):
        company = Company.objects.get(uscc=DOUBTFUL)
        (event,) = record.history(stream=company.stream)
        assert record.open_sealed([company.override_id or 0]) == {company.override_id: "营业执照原件即如此"}
    assert event.data["override"]
    assert "营业执照" not in str(event)
    importing.undo(ground.town.actor, NOW, done.id)
    assert dump() == before


def test_a_known_code_with_another_name_is_a_correction(ground: Ground) -> None:
    file = importing.comma(FIRMS, ["和美物业集团有限公司", KNOWN, "", ""])
    done = importing.take_in(ground.town.actor, NOW, file, "companies.companies")
    assert (done.new, done.changed) == (0, 1)
    assert "和美物业集团有限公司" in [row.name for row in queries.companies()]


def test_a_contract_opens_the_estate_to_its_company_and_names_its_manager(ground: Ground) -> None:
    before = dump()
    done = take_in(ground, contract(ground))
    assert (done.state, done.new) == (ImportState.WRITTEN, 1)
    row = queries.project_on(ground.estates[0], LATER, actor=ground.town.actor)
    assert row is not None
    assert (row.state, row.term_until) == (queries.ContractState.INDEFINITE, date(2025, 1, 1))
    company = Actor(role=Role.COMPANY_MANAGER, body_id=ground.bodies[0])
    with records.acting(company):
        assert len(places.estates(actor=company)) == 1
    with records.acting(EVERYONE):
        project = Project.objects.get()
        assert (project.fee_fen, project.service_grade) == (180, "三级")
        manager = ProjectManager.objects.get().person
        assert record.open_sealed([manager.name_id or 0]) == {manager.name_id: "王经理"}
        assert [event.type for event in record.history(stream=project.stream)] == ["companies.project_begun"]
    again = take_in(ground, contract(ground))
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    importing.undo(ground.town.actor, NOW, done.id)
    assert dump() == before
    with records.acting(company):
        assert places.estates(actor=company) == []


def test_an_end_closes_the_contract_and_undo_opens_it_again(ground: Ground) -> None:
    take_in(ground, contract(ground))
    with records.acting(EVERYONE):
        rows = [str(one) for one in Project.objects.values_list()] + [
            str(one) for one in ProjectManager.objects.values_list()
        ]
    done = take_in(ground, contract(ground, until="2025-06-01", fee="2.00"))
    assert (done.new, done.changed) == (0, 1)
    assert queries.project_on(ground.estates[0], LATER, actor=ground.town.actor) is None
    with records.acting(EVERYONE):
        event = record.history(stream=Project.objects.get().stream)[-1]
        assert event.data["changes"] == {"fee_fen": [180, 200], "valid_until": [None, "2025-06-01"]}
    importing.undo(ground.town.actor, NOW, done.id)
    with records.acting(EVERYONE):
        assert rows == [str(one) for one in Project.objects.values_list()] + [
            str(one) for one in ProjectManager.objects.values_list()
        ]


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"uscc": OTHER, "since": "2023-01-01"}, "since", "overlap"),
        ({"uscc": NEW, "since": "2026-01-01", "last": ""}, "uscc", "no_company"),
        ({"estate": "没有的小区"}, "estate", "no_estate"),
        ({"kind": "口头约定"}, "contract", "no_option"),
        ({"since": "0206-01-01"}, "since", "bad_year"),
        ({"since": "2031-01-01", "last": ""}, "since", "future_day"),
        ({"last": "2021-01-01"}, "term_last", "bad_term"),
        ({"until": "2031-01-01"}, "until", "bad_day"),
        ({"fee": "0"}, "fee", "not_positive"),
        ({"fee": "180000"}, "fee", "out_of_range"),
        ({"manager": ""}, "manager", "no_name"),
    ],
)
def test_a_bad_contract_is_named(ground: Ground, cells: dict[str, str], column: str, said: str) -> None:
    take_in(ground, contract(ground))
    file = importing.comma(HEADER, contract(ground, **cells))
    (number,) = importing.begin(ground.town.actor, NOW, file)
    importing.check(ground.town.actor, NOW, number)
    assert [(at, code) for _, at, _, code in importing.problems(number)] == [(column, said)]


def test_two_contracts_of_one_file_that_overlap_are_refused(ground: Ground) -> None:
    done = take_in(
        ground,
        contract(ground),
        contract(ground, uscc=OTHER, since="2023-01-01", manager="", phone=""),
        good_rows=True,
    )
    assert (done.new, done.bad) == (1, 1)
    assert importing.problems(done.id)[0][3] == "overlap"


def test_another_beginning_of_a_contract_on_record_waits_for_a_clerk_and_is_merged(ground: Ground) -> None:
    take_in(ground, contract(ground))
    before = dump()
    file = importing.comma(HEADER, contract(ground, since="2021-12-01"))
    (number,) = importing.begin(ground.town.actor, NOW, file)
    done = importing.check(ground.town.actor, NOW, number)
    assert (done.bad, done.undecided) == (0, 1)
    with records.acting(ground.town.actor):
        (match,) = likenesses.matches(number, actor=ground.town.actor)
    assert match.candidates[0].changes == [("since", "2022-01-01", "2021-12-01")]
    choices = {match.id: (Choice.SAME, match.candidates[0].subject)}
    records.decide_matches(actor=ground.town.actor, now=NOW, import_id=number, choices=choices)
    assert importing.write(ground.town.actor, NOW, number).changed == 1
    with records.acting(EVERYONE):
        assert (
            Project.objects.get().valid_from == ProjectManager.objects.get().valid_from == date(2021, 12, 1)
        )
    importing.undo(ground.town.actor, NOW, number)
    assert dump() == before


def test_a_misread_code_of_a_contract_on_record_is_known_by_its_estate_and_day(ground: Ground) -> None:
    take_in(ground, contract(ground))
    file = importing.comma(HEADER, contract(ground, uscc="9I350100M000100Y43", fee="2.00"))
    (number,) = importing.begin(ground.town.actor, NOW, file)
    assert importing.check(ground.town.actor, NOW, number).undecided == 1
    records.decide_kind(actor=ground.town.actor, now=NOW, import_id=number, kind="code", choice=Choice.SAME)
    assert importing.write(ground.town.actor, NOW, number).changed == 1
    with records.acting(EVERYONE):
        assert Project.objects.get().fee_fen == 200
    (number,) = importing.begin(ground.town.actor, NOW, file)
    importing.check(ground.town.actor, NOW, number)
    records.decide_kind(actor=ground.town.actor, now=NOW, import_id=number, kind="code", choice=Choice.NEW)
    assert importing.check(ground.town.actor, NOW, number).bad == 1
    assert importing.problems(number)[0][3] == "no_company"
