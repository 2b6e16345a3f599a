"""Petitions from files: sealed, carried on, undone; repetition, link, dispute with one click; who sees them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from hemei.coordination.cases import queries as cases
from hemei.ground.companies import queries as companies
from hemei.ground.companies import services as company_services
from hemei.ground.companies.services import Contract, ProjectDraft
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.kernel.decision import Refused
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.models import Dispute, DisputeParty, Petition
from hemei.oversight.mediation.rules.petitions import Repeat
from hemei.oversight.mediation.rules.words import PartyKind, Side
from hemei.oversight.mediation.tests.conftest import DONGFENG
from hemei.oversight.mediation.tests.petitioning import HEADER, TODAY, Desk, line
from hemei.oversight.mediation.tests.petitioning import desk as desk  # noqa: PLC0414 - the fixture
from hemei.oversight.mediation.tests.petitioning import quarter as quarter  # noqa: PLC0414
from hemei.oversight.mediation.tests.petitioning import side as side  # noqa: PLC0414

pytestmark = pytest.mark.django_db
AGO = timedelta(days=1)


def everything() -> list[tuple[str]]:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select to_jsonb(t)::text from mediation_petition t order by id")
        return cursor.fetchall()


def test_a_file_comes_in_once_is_carried_on_and_goes_without_a_trace(desk: Desk) -> None:
    rows = [line("XF1"), line("XF2", 小区="", 社区="东风社区", 问题类别="fee", 人数="12")]
    first = desk.take_in(*rows)
    assert (first.new, first.bad) == (2, 0)
    one, two = desk.row("XF1"), desk.row("XF2")
    assert (one.kind, one.estate_id, one.persons) == ("noise", desk.side.estates["绿地小区"].id, 1)
    assert (two.kind, two.estate_id, two.community_id, two.persons) == (
        "fee", None, desk.side.town.place(DONGFENG), 12,
    )  # fmt: skip
    assert one.tell_by == date(2026, 10, 19)  # the fifteenth day is a Sunday
    before = everything()
    again = desk.take_in(*rows)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert everything() == before
    more = desk.take_in(line("XF1", 告知日期=TODAY - 25 * AGO, 是否延期="是"), rows[1])
    assert (more.changed, more.same) == (1, 1)
    told = desk.row("XF1")
    assert (told.told_on, told.extended) == (TODAY - 25 * AGO, True)
    assert told.finish_by >= told.told_on + timedelta(days=90)
    importing.undo(desk.bureau, NOW, more.id)
    assert everything() == before
    importing.undo(desk.bureau, NOW, first.id)
    assert everything() == []


def test_nobodys_name_or_words_stand_outside_the_vault(desk: Desk) -> None:
    desk.take_in(line("XF1"))
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select payload::text from records_event where type like 'mediation.petition%'")
        said = "".join(row for (row,) in cursor.fetchall()) + "".join(row for (row,) in everything())
    assert '"group": false' in said or '"group":false' in said
    assert not [word for word in ("钱示一", "15400000001", "棋牌室") if word in said]
    with records.acting(desk.clerk):
        page = queries.petition(desk.row("XF1").pk, actor=desk.clerk, now=NOW)
    assert page is not None
    assert (page.name, page.text) == ("钱**", "楼下棋牌室半夜吵闹")
    assert "00000001" not in page.phone


def test_each_fault_says_row_column_and_what_to_do(desk: Desk) -> None:
    other = [line("XF9"), line("XF3", 小区="", 社区="东风社区")]
    desk.take_in(*other)
    numbers = importing.begin(
        desk.bureau, NOW, importing.comma(
            HEADER,
            line("XF1", 小区=""),
            line("XF2", 小区="没有的小区"),
            line("XF4", 问题类别="天气"),
            line("XF5", 信访形式="飞鸽"),
            line("XF6", 登记日期=TODAY + AGO),
            line("XF7", 告知日期=TODAY - 40 * AGO),
            line("XF8", 人数="0"),
            line("XF9", 登记日期=TODAY - 29 * AGO),
            line(""),
            line("XF10", 联系电话="不详"),
        ), "mediation.petitions",
    )  # fmt: skip
    row = importing.check(desk.bureau, NOW, numbers[0])
    assert row.bad == 10
    found = {(one, column, code) for one, column, _value, code in importing.problems(numbers[0])}
    assert found >= {
        (2, "estate", "no_place"), (3, "estate", "no_estate"), (4, "kind", "kind"), (5, "source", "no_option"),
        (6, "received_on", "ahead"), (7, "told_on", "before"), (9, "number", "other"), (10, "number", "empty"),
        (11, "phone", "bad_phone"),
    }  # fmt: skip
    assert {column for one, column, _code in found if one == 8} == {"persons"}


def test_a_street_imports_its_own_and_a_number_elsewhere_is_told_from_one_that_is_free(desk: Desk) -> None:
    desk.take_in(line("XF1"))
    [number] = importing.begin(
        desk.foreign, NOW, importing.comma(HEADER, line("XF1", 小区="", 社区="四古巷社区"))
    )
    assert importing.check(desk.foreign, NOW, number).bad == 1
    assert [code for *_rest, code in importing.problems(number)] == ["not_yours"]
    with pytest.raises(Refused, match="岗位"):
        importing.begin(desk.clerk, NOW, importing.comma(HEADER, line("XF2")))
    lists = {}
    for who in (desk.clerk, desk.street, desk.county, desk.bureau, desk.foreign):
        with records.acting(who):
            rows = queries.petitions(actor=who, on=TODAY)
            lists[who.role, who.body_id] = [row.number for row in rows]
    assert list(lists.values()) == [["XF1"], ["XF1"], ["XF1"], ["XF1"], []]


def test_the_same_matter_again_is_proposed_and_stands_once_confirmed(desk: Desk) -> None:
    desk.take_in(line("XF1", 登记日期=date(2026, 3, 2)))
    desk.take_in(
        line("XF2", 联系电话="15400000001", 信访人="钱示一"),
        line("XF3", 信访人="孙范二", 联系电话="15400000002"),
        line("XF4", 信访人="李示三", 联系电话="15400000003", 是否重复="重复"),
        line("XF5", 问题类别="物业服务费"),
        line("XF6", 联系电话=""),
    )
    states = {
        number: (desk.row(number).repeat, desk.row(number).repeat_of)
        for number in ("XF2", "XF3", "XF4", "XF5")
    }
    assert {number: state for number, (state, _) in states.items()} == {
        "XF2": "proposed", "XF3": "first", "XF4": "proposed", "XF5": "first",
    }  # fmt: skip
    assert states["XF2"][1].number == "XF1"
    assert states["XF4"][1] is None
    assert desk.row("XF6").repeat_of.number == "XF2"  # by name, of the same file
    settle = services.settle_repeat
    desk.do(desk.clerk, settle, petition_id=desk.row("XF2").pk, confirmed=True)
    with pytest.raises(Refused, match="重复"):
        desk.do(desk.clerk, settle, petition_id=desk.row("XF2").pk, confirmed=True)
    with pytest.raises(Refused, match="哪一件"):
        desk.do(desk.clerk, settle, petition_id=desk.row("XF4").pk, confirmed=True)
    with pytest.raises(Refused, match="更晚"):
        desk.do(desk.clerk, settle, petition_id=desk.row("XF1").pk, confirmed=True, earlier="XF2")
    with pytest.raises(Refused, match="没有这个编号"):
        desk.do(desk.clerk, settle, petition_id=desk.row("XF4").pk, confirmed=True, earlier="XF99")
    with pytest.raises(Refused, match="没有这件信访"):
        desk.do(desk.foreign, settle, petition_id=desk.row("XF2").pk, confirmed=False)
    desk.do(desk.clerk, settle, petition_id=desk.row("XF4").pk, confirmed=True, earlier="XF3")
    with pytest.raises(Refused, match="已经登记为重复本件"):
        desk.do(desk.clerk, settle, petition_id=desk.row("XF3").pk, confirmed=True, earlier="XF4")
    desk.do(desk.street, settle, petition_id=desk.row("XF6").pk, confirmed=False)
    assert (desk.row("XF2").repeat, desk.row("XF6").repeat, desk.row("XF6").repeat_of) == (
        Repeat.CONFIRMED, Repeat.DENIED, None,
    )  # fmt: skip
    with records.acting(desk.clerk):
        page = queries.petition(desk.row("XF1").pk, actor=desk.clerk, now=NOW)
    assert page is not None
    assert [row.number for row in page.repetitions] == ["XF2"]


def manage(desk: Desk) -> int:
    """Let a company manage the estate; returns its body."""
    with records.acting(SYSTEM):
        company = companies.company_of_body(desk.side.town.bodies["大地物业公司"])
        assert company is not None
        draft = ProjectDraft(company.id, desk.side.estates["绿地小区"].id, Contract.OWNERS, date(2024, 1, 1))
        company_services.begin_projects(actor=SYSTEM, now=NOW, drafts=[draft])
    return desk.side.town.bodies["大地物业公司"]


def test_one_click_makes_a_dispute_against_the_company_and_only_once(desk: Desk) -> None:
    desk.take_in(line("XF1", 人数="3"), line("XF2", 信访人="", 联系电话=""))
    number = desk.row("XF1").pk
    with pytest.raises(Refused, match="没有在管"):
        desk.do(desk.clerk, services.dispute_of_petition, petition_id=number)
    body = manage(desk)
    with pytest.raises(Refused, match="这个身份不能"):
        desk.do(desk.bureau, services.dispute_of_petition, petition_id=number)
    with pytest.raises(Refused, match="没有登记信访人"):
        desk.do(desk.clerk, services.dispute_of_petition, petition_id=desk.row("XF2").pk)
    made = desk.do(desk.clerk, services.dispute_of_petition, petition_id=number)
    with pytest.raises(Refused, match="已经转入"):
        desk.do(desk.clerk, services.dispute_of_petition, petition_id=number)
    with records.acting(SYSTEM):
        dispute = Dispute.objects.get(pk=made)
        sides = {row.side: (row.kind, row.body_id) for row in DisputeParty.objects.filter(dispute=dispute)}
    assert (dispute.kind, dispute.source, dispute.persons) == ("noise", "petition", 4)
    assert sides == {Side.APPLICANT: (PartyKind.PERSON, None), Side.RESPONDENT: (PartyKind.COMPANY, body)}
    with records.acting(desk.clerk):
        found = queries.petition(number, actor=desk.clerk, now=NOW)
        assert (
            queries.dispute(made, actor=desk.clerk, now=NOW) is None
        )  # the file is the parties' and mediators'
        said = queries.referred(actor=desk.clerk, source_stream=f"mediation.petition:{number}")
    assert found is not None
    assert found.row.mediated
    assert said == dispute.number


def test_a_case_is_linked_by_its_number_and_let_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.take_in(line("XF1"))
    number = desk.row("XF1").pk
    with pytest.raises(Refused, match="没有这个案件"):
        desk.do(desk.clerk, services.link_case, petition_id=number, number="202601010001")
    monkeypatch.setattr(cases, "found_cases", lambda *_args, **_more: [])
    desk.do(desk.clerk, services.link_case, petition_id=number, number="")
    with records.acting(SYSTEM):
        assert Petition.objects.get(pk=number).case_id is None
