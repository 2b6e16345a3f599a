"""The pages of renewal: what stands on them, how many statements, what a form refuses, who has no business there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.ground.companies import services as company_services
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.leadership.duties.tests.conftest import MINGGUANG, NOW
from hemei.oversight.renewal import queries
from hemei.oversight.renewal.rules.steps import Step, StepFacts, step_on
from hemei.oversight.renewal.services import Decider, Mode
from hemei.oversight.renewal.tests.conftest import TODAY

if TYPE_CHECKING:
    from hemei.oversight.renewal.tests.conftest import Old

LISTS = ("/renewal", "/renewal/steps", "/renewal/budgets", "/renewal/stages", "/renewal/services")


def code_of(old: Old, estate: str) -> str:
    with records.acting(SYSTEM):
        return places.estates_by_id([old.estates[estate]], actor=SYSTEM)[old.estates[estate]].code


def test_a_street_decides_renovates_and_serves_on_one_page(old: Old) -> None:
    clerk = old.quarter.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)
    page = f"/renewal/estates/{code_of(old, '敞园')}"
    told = clerk.get(page).text
    assert "社区准物业化" in told
    assert "还没有摸底" in told
    refused = clerk.post(page, {"act": "force"})
    assert refused.status_code == 422
    assert "还没有决定管理模式" in refused.text
    decided = {
        "act": "decide", "mode": "community", "by": "street", "document": "明街〔2026〕7号",
        "decided_on": "2026-10-01", "valid_from": "2026-10-01",
    }  # fmt: skip
    assert clerk.post(page, {**decided, "mode": "market"}).status_code == 422
    assert clerk.post(page, decided).status_code == 302
    assert clerk.post(page, decided).status_code == 422
    assert "按决定实行" in clerk.get(page).text
    assert clerk.post(page, {"act": "force"}).status_code == 302
    assert "按决定实行" not in clerk.get(page).text  # it holds already
    filed = {
        "act": "file", "planned_on": "2026-01-05", "mode_after": "community", "works": ["enclosure"],
        "budget": "120000.50", "due_on": "2026-08-01", "stage1": "围墙", "due1": "2026-03-01",
    }  # fmt: skip
    for wrong in ({"budget": "0"}, {"budget": "很多"}, {"mode_after": ""}, {"works": []}):
        assert clerk.post(page, {**filed, **wrong}).status_code == 422
    assert clerk.post(page, filed).status_code == 302

    told = clerk.get(page).text
    assert "明街〔2026〕7号" in told
    with records.acting(old.street):
        (row,) = queries.steps(queries.StepFilter(), actor=old.street, on=TODAY)
    project = f"/renewal/projects/{row.project_id}"
    assert "120,000.50" in clerk.get(project).text
    assert clerk.post(project, {"act": "accept", "day": "2026-10-20", "document": "验1号"}).status_code == 422
    for act in ({"act": "begin", "day": "2026-02-01"}, {"act": "stage", "number": "1", "day": "2026-02-20"}):
        assert clerk.post(project, act).status_code == 302
    assert clerk.post(project, {"act": "accept", "day": "2026-10-20", "document": "验1号"}).status_code == 302
    for path in LISTS:
        assert clerk.get(path).status_code == 200
        sheet = clerk.get(f"{path}.xlsx")
        assert b"".join(sheet.streaming_content if sheet.streaming else [sheet.content])[:2] == b"PK"


def test_lists_ask_the_same_number_of_statements_however_long(old: Old) -> None:
    def asked() -> list[int]:
        found = []
        with records.acting(old.street):
            for ask in (
                lambda: queries.old_estates(queries.OldFilter(), actor=old.street, on=TODAY),
                lambda: queries.steps(queries.StepFilter(), actor=old.street, on=TODAY),
                lambda: queries.budgets(queries.BudgetFilter(), actor=old.street, on=TODAY),
                lambda: queries.budgets_together(queries.BudgetFilter(), actor=old.street, on=TODAY),
                lambda: queries.stages(queries.StageFilter(), actor=old.street, on=TODAY),
                lambda: queries.served(queries.ServiceFilter(), actor=old.street, on=TODAY),
            ):
                with CaptureQueriesContext(connection) as told:
                    ask()
                found.append(len(told))
        return found

    before = asked()
    for name in ("敞园", "春园"):
        old.decide(name, Mode.COMMUNITY, Decider.STREET, reason="小区太小，企业不愿来")
        old.put_in_force(name)
        old.basic(name)
        old.file(name)
    assert asked() == before == [1] * 6


def test_budgets_and_stages_are_registers_with_filters_and_a_sum(old: Old) -> None:
    first = old.file("春园")
    old.file("敞园", budget_fen=80_000_000, works=("lamps",))
    old.build(first)
    with records.acting(old.street):

        def seen(**asked: str) -> tuple[list[str], int]:
            wanted = queries.BudgetFilter(**asked)
            rows = queries.budgets(wanted, actor=old.street, on=TODAY)
            return [row.estate for row in rows], queries.budgets_together(
                wanted, actor=old.street, on=TODAY
            ).budget_fen

        assert seen() == (["敞园", "春园"], 200_000_000)
        assert seen(work="lamps") == (["敞园"], 80_000_000)
        assert seen(progress="under_way") == (["春园"], 120_000_000)
        assert seen(text="没有") == ([], 0)
        before = queries.budgets(queries.BudgetFilter("春园"), actor=old.street, on=date(2026, 1, 20))
        assert (before[0].progress, before[0].stages) == ("planned", (0, 2))  # as it stood that day

        def stages(state: str) -> list[tuple[str, str]]:
            rows = queries.stages(queries.StageFilter(state=state), actor=old.street, on=TODAY)
            return [(row.estate, row.name) for row in rows]

        assert stages("done") == [("春园", "外墙"), ("春园", "管网")]
        assert stages("late") == [("敞园", "外墙"), ("敞园", "管网")]
        assert stages("open") == []
    clerk = old.quarter.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)
    assert "共2个项目，预算合计2,000,000.00元" in clerk.get("/renewal/budgets").text
    assert "逾期" in clerk.get("/renewal/stages?state=late").text
    assert "没有符合条件的阶段" in clerk.get("/renewal/stages?state=open").text


def test_the_list_narrows_by_what_is_decided_and_pages_by_code(old: Old) -> None:
    old.decide("敞园", Mode.COMMUNITY, Decider.STREET)
    draft = company_services.ModeDraft(
        old.estates["安园"], company_services.Mode.SELF, date(2024, 1, 1), company_services.Basis.SURVEY
    )
    with records.acting(SYSTEM):
        company_services.set_mode(actor=SYSTEM, now=NOW, draft=draft)
    with records.acting(old.street):

        def names(state: str = "", after: str = "", limit: int = 50) -> list[str]:
            rows = queries.old_estates(
                queries.OldFilter(state=state), actor=old.street, on=TODAY, after=after, limit=limit
            )
            return [row.name for row in rows]

        every = queries.old_estates(queries.OldFilter(), actor=old.street, on=TODAY)
        assert names("decided") == ["敞园"]
        assert names("undone") == ["安园"]
        assert set(names("undecided")) == {"春园", "长园", "夏园", "安园"}
        assert names(after=every[1].code, limit=2) == [row.name for row in every[2:4]]
        proposed = {row.name: row.proposal.mode for row in every if row.proposal}
    assert proposed == {
        "春园": Mode.PACKAGED, "长园": Mode.MARKET, "安园": Mode.MIXED, "敞园": Mode.COMMUNITY, "夏园": Mode.PACKAGED,
    }  # fmt: skip


def test_steps_of_the_list_are_those_of_the_rule_and_losses_are_found(old: Old) -> None:
    project = old.file("春园", mode_after=Mode.PACKAGED)
    contract = old.contract("春园")
    old.build(project)
    old.accept(project)
    plan = company_services.RenovationDraft(old.estates["夏园"], date(2026, 1, 5), date(2026, 2, 1))
    with records.acting(SYSTEM):
        company_services.plan_renovations(actor=SYSTEM, now=NOW, drafts=[plan])
        company_services.end_project(actor=SYSTEM, now=NOW, project_id=contract, day=date(2026, 11, 1))
    waiting = old.file("敞园")
    old.build(waiting)
    old.accept(waiting)
    with records.acting(old.street):
        rows = {row.estate: row for row in queries.steps(queries.StepFilter(), actor=old.street, on=TODAY)}
        (lost,) = queries.steps(queries.StepFilter(step=Step.DROPPED), actor=old.street, on=TODAY)
    assert {name: row.step for name, row in rows.items()} == {
        "春园": Step.DROPPED, "夏园": Step.STOPPED, "敞园": Step.WAITING,
    }  # fmt: skip
    assert (lost.estate, lost.lost_on) == ("春园", date(2026, 11, 1))
    for row in rows.values():
        facts = StepFacts(
            row.mode_after,
            row.begun_on,
            row.finished_on,
            row.accepted_on,
            row.cover_by,
            row.covered,
            row.lost_on,
        )
        assert step_on(facts, TODAY) is row.step


@pytest.mark.parametrize("path", LISTS)
def test_who_has_no_business_with_old_estates_is_told_so(old: Old, path: str) -> None:
    assert old.quarter.browser(Role.COMPANY_MANAGER, "大地物业公司", "340100").get(path).status_code == 403


def test_a_foreign_estate_is_not_there(old: Old) -> None:
    clerk = old.quarter.browser(Role.STREET_CLERK, "三里庵街道办", "340104001")
    assert clerk.get(f"/renewal/estates/{code_of(old, '敞园')}").status_code == 404
    assert clerk.get("/renewal/estates/%00").status_code == 404
