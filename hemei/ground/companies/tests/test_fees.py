"""Fee and service grade within one contract: each day keeps its own; by people and from files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from hemei.ground.companies import queries, services
from hemei.ground.companies.models import Project
from hemei.ground.companies.pages import contract, fees, register
from hemei.ground.companies.rules.fees import Agreed, FeeDraft, agreed_on, may_keep_fees, may_revise
from hemei.ground.companies.tests.test_management_pages import show, text_of
from hemei.ground.places import queries as places
from hemei.ground.places.tests.factories import EVERYONE, NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

if TYPE_CHECKING:
    from hemei.ground.companies.tests.conftest import Ground

BEGAN, TERM, CHANGED, TODAY = date(2022, 1, 1), date(2025, 1, 1), date(2023, 7, 1), NOW.date()
FIRST = FeeDraft(BEGAN, 180, "三级", "保洁")
HEADER = ["小区编码", "调整日期", "物业费", "服务等级", "服务事项"]


# --- rules -------------------------------------------------------------------------------------
def test_every_day_has_the_fee_and_the_grade_agreed_for_it() -> None:
    graded = date(2024, 1, 1)
    later = [FeeDraft(graded, None, "二级", "保洁、绿化"), FeeDraft(CHANGED, 200)]
    assert agreed_on(FIRST, later, date(2023, 6, 30)) == Agreed(180, BEGAN, "三级", BEGAN, "保洁", BEGAN)
    assert agreed_on(FIRST, later, CHANGED) == Agreed(200, CHANGED, "三级", BEGAN, "保洁", BEGAN)
    assert agreed_on(FIRST, later, TODAY) == Agreed(200, CHANGED, "二级", graded, "保洁、绿化", graded)


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (FeeDraft(CHANGED, 200), set()),
        (FeeDraft(CHANGED, None, "二级"), set()),
        (FeeDraft(BEGAN, 200), {"bad_day"}),
        (FeeDraft(date(206, 1, 1), 200), {"bad_day"}),
        (FeeDraft(date(2026, 3, 3), 200), {"bad_day"}),
        (FeeDraft(date(2024, 12, 1), 200), {"bad_day"}),
        (FeeDraft(CHANGED, 0), {"out_of_range"}),
        (FeeDraft(CHANGED, 100_001), {"out_of_range"}),
        (FeeDraft(CHANGED, 180, "三级"), {"unchanged"}),
        (FeeDraft(CHANGED), {"unchanged"}),
        (FeeDraft(CHANGED, 200, "三" * 21), {"too_long"}),
        (FeeDraft(CHANGED, services="保洁、绿化"), set()),
        (FeeDraft(CHANGED, services="保洁"), {"unchanged"}),
        (FeeDraft(CHANGED, services="保" * 201), {"too_long"}),
    ],
)
def test_a_change_lies_within_the_contract_and_changes_something(draft: FeeDraft, said: set[str]) -> None:
    before = Agreed(180, BEGAN, "三级", BEGAN, "保洁", BEGAN)
    found = may_revise(draft, began=BEGAN, ended=date(2024, 12, 1), before=before, today=TODAY)
    assert {one.code for one in found.reasons} == said


@pytest.mark.parametrize("role", Role)
def test_those_who_enter_contracts_enter_fees(role: Role) -> None:
    allowed = role in {Role.CITY_BUREAU, Role.COUNTY_COORDINATOR, Role.SYSTEM}
    assert may_keep_fees(role).allowed is allowed


# --- services and pages ------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (contract, fees, register):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)


@standing
def project(ground: Ground) -> int:
    draft = services.ProjectDraft(
        ground.companies[0], ground.estates[0], services.Contract.OWNERS, BEGAN, TERM, None, 180, "三级"
    )
    return services.begin_projects(actor=ground.town.actor, now=NOW, drafts=[draft])[0]


def terms(ground: Ground, on: date) -> tuple[int | None, str]:
    (row,) = queries.contracts_of(ground.estates[0], actor=ground.town.actor, on=on)
    return row.fee_fen, row.service_grade


def revise(ground: Ground, project: int, *values: object) -> int:
    draft = FeeDraft(*values)  # type: ignore[arg-type]
    return services.revise_fee(actor=ground.town.actor, now=NOW, project_id=project, draft=draft)


def code_of(ground: Ground) -> str:
    with records.acting(EVERYONE):
        return places.estates_by_id([ground.estates[0]], actor=EVERYONE)[ground.estates[0]].code


def test_a_fee_changes_from_a_day_and_the_past_stays(ground: Ground, project: int) -> None:
    number = revise(ground, project, CHANGED, 200)
    revise(ground, project, date(2024, 1, 1), None, "二级")
    assert [terms(ground, day) for day in (BEGAN, CHANGED, TODAY)] == [
        (180, "三级"),
        (200, "三级"),
        (200, "二级"),
    ]
    with pytest.raises(Refused) as refused:
        revise(ground, project, CHANGED, 210)
    assert refused.value.decision.reasons[0].code == "twice"
    reason = {"reason": "登记到别的合同去了"}
    services.void_revision(actor=ground.town.actor, now=NOW, revision_id=number, **reason)
    assert terms(ground, CHANGED) == (180, "三级")
    with records.acting(EVERYONE):
        told = record.history(stream=Project.objects.get().stream)
    assert [event.type for event in told][-3:] == ["companies.fee_revised"] * 2 + ["companies.fee_voided"]
    assert "别的合同" not in str(told)
    stranger = Actor(role=Role.COUNTY_COORDINATOR, places=places.ranges_for(ground.town.id("340104"), TODAY))
    with pytest.raises(Refused) as refused:
        services.revise_fee(actor=stranger, now=NOW, project_id=project, draft=FeeDraft(TODAY, 210))
    assert refused.value.decision.reasons[0].code == "not_found"
    with records.acting(stranger):
        assert queries.fees_of(project, actor=stranger) == []


def test_pages_show_the_fee_of_the_day_the_indefinite_time_and_what_changed(
    ground: Ground, project: int
) -> None:
    actor, code = ground.town.actor, code_of(ground)
    form = {"act": "revise", "valid_from": "2023-07-01", "fee": "2.00", "grade": ""}
    assert show(actor, fees.fees, form=form, project_id=project).status_code == 302
    for more, words in (
        ({"fee": "0"}, "数值为 0"),
        ({"fee": "两元"}, "不是数字"),
        ({"valid_from": "0206-07-01"}, "须在合同起始日"),
        ({"valid_from": "2023-08-01"}, "都没有变"),
        ({"act": "void", "row": "0", "reason": "错"}, "没有写明作废的理由"),
    ):
        refused = show(actor, fees.fees, form={**form, **more}, project_id=project)
        assert (refused.status_code, words in refused.content.decode()) == (422, True), words
    page = text_of(actor, register.register, code=code)
    for words in ("2.00", "自 2023-07-01", "不定期", "提前六十日书面通知", "调整收费或等级", "签约进驻"):
        assert words in page, words
    before = text_of(actor, register.register, "?on=2023-01-01", code=code)
    assert "提前六十日" not in before
    assert "自 2023-07-01" not in before
    for words in ("第九百四十八条", "2.00", "自 2023-07-01"):
        assert words in text_of(actor, contract.contract, project_id=project), words
    (row,) = queries.fees_of(project, actor=actor)
    said = {"act": "revise", "valid_from": "2023-09-01", "services": "保洁、绿化"}
    assert show(actor, fees.fees, form=said, project_id=project).status_code == 302
    for words in ("保洁、绿化", "自 2023-09-01"):
        assert words in text_of(actor, contract.contract, project_id=project), words
    assert "保洁、绿化" in text_of(actor, register.register, code=code)
    with records.acting(EVERYONE):
        served = queries.served_on([ground.estates[0]], TODAY)[ground.estates[0]]
    assert (served.services, served.fee_fen) == ("保洁、绿化", 200), "what the disclosure of affairs takes"
    voided = {"act": "void", "row": str(row.id), "reason": "不是这份合同"}
    assert show(actor, fees.fees, form=voided, project_id=project).status_code == 302
    assert terms(ground, TODAY) == (180, "三级")


# --- from files --------------------------------------------------------------------------------
def take_in(ground: Ground, *lines: list[str], good_rows: bool = False) -> importing.seen.ImportRow:
    file = importing.comma(HEADER, *lines)
    return importing.take_in(ground.town.actor, NOW, file, "companies.fees", good_rows=good_rows)


def dump() -> list[tuple[str]]:
    with records.acting(EVERYONE), connection.cursor() as cursor:
        cursor.execute("select to_jsonb(t)::text from companies_feerevision t order by 1")
        return cursor.fetchall()


def test_a_file_enters_corrects_and_is_taken_back(ground: Ground, project: int) -> None:
    del project
    code = code_of(ground)
    done = take_in(ground, [code, "2023-07-01", "2.00", "", ""])
    assert (done.new, done.bad, terms(ground, TODAY)) == (1, 0, (200, "三级"))
    entered = dump()
    assert take_in(ground, [code, "2023-07-01", "2.00", "", ""]).same == 1
    changed = take_in(ground, [code, "2023-07-01", "2.10", "二级", "保洁、绿化"])
    assert (changed.new, changed.changed, terms(ground, TODAY)) == (0, 1, (210, "二级"))
    importing.undo(ground.town.actor, NOW, changed.id)
    assert dump() == entered
    importing.undo(ground.town.actor, NOW, done.id)
    assert dump() == []


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        (["2021-07-01", "2.00", ""], "since", "no_contract"),
        (["2022-01-01", "2.00", ""], "since", "bad_day"),
        (["0206-07-01", "2.00", ""], "since", "bad_year"),
        (["2031-07-01", "2.00", ""], "since", "bad_day"),
        (["2023-07-01", "0", ""], "fee", "not_positive"),
        (["2023-07-01", "", ""], "fee", "unchanged"),
        (["2023-07-01", "1.80", "三级"], "fee", "unchanged"),
    ],
)
def test_a_bad_line_is_named(ground: Ground, project: int, cells: list[str], column: str, said: str) -> None:
    del project
    (number,) = importing.begin(
        ground.town.actor, NOW, importing.comma(HEADER, [code_of(ground), *cells]), "companies.fees"
    )
    importing.check(ground.town.actor, NOW, number)
    assert [(at, code) for _, at, _, code in importing.problems(number)] == [(column, said)]
