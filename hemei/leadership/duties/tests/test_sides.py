"""In an estate of the mixed mode people are the residents' committee's work, technical upkeep the company's."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.ground.companies import services as companies
from hemei.ground.people.tests.factories import SINCE, SYSTEM
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft, add_estates
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Reference, Refused
from hemei.leadership.duties.facts import divided_estates, portions_of
from hemei.leadership.duties.rules.sides import Portion, may_give
from hemei.leadership.duties.tests.conftest import DONGFENG, NOW, Quarter
from tests.grounds import standing

pytestmark = pytest.mark.at(NOW)
BASIS = Reference(
    "mixed-mode-duties", date(2019, 1, 1), "duty.lifts", "技术管理维护归物业服务企业", "sourced"
)


@pytest.mark.parametrize(
    ("owner", "reason", "allowed"),
    [(7, "", True), (8, "", False), (8, "  ", False), (8, "企业停业整改", True)],
)
def test_a_part_of_the_work_goes_to_its_side_or_elsewhere_for_a_reason(
    owner: int, reason: str, *, allowed: bool
) -> None:
    decision = may_give(Portion("电梯的运行和维护", is_companys=True, body=7, reference=BASIS), owner, reason)
    assert decision.allowed is allowed
    assert decision.references == (BASIS,)
    assert allowed or decision.reasons[0].code == "other_side"


@standing
def mixed(quarter: Quarter) -> int:
    """Return an estate that residents' committee and company manage together."""
    town = quarter.town
    with records.acting(SYSTEM):
        draft = EstateDraft(
            name="安园", kind=EstateKind.RESETTLEMENT, community_id=town.place(DONGFENG), address="明光路1号",
            built_area_dm2=900_000, households=90, valid_from=SINCE,
        )  # fmt: skip
        (estate,) = add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
        firm = companies.CompanyDraft(
            "大地物业有限公司", "91350100M000100Y43", town.bodies["大地物业公司"], SINCE
        )
        (company,) = companies.add_companies(actor=SYSTEM, now=NOW, drafts=[firm])
        contract = companies.ProjectDraft(company, estate, companies.Contract.OWNERS, date(2025, 7, 1))
        companies.begin_projects(actor=SYSTEM, now=NOW, drafts=[contract])
        mode = companies.ModeDraft(estate, companies.Mode.MIXED, date(2025, 7, 1), companies.Basis.OWNERS)
        companies.set_mode(actor=SYSTEM, now=NOW, draft=mode)
    return estate


@pytest.mark.django_db
def test_a_duty_follows_the_division_of_the_mixed_mode(quarter: Quarter, mixed: int) -> None:
    company, committee = quarter.body("大地物业公司"), quarter.body("东风社区居委会")
    lifts = quarter.set("", title="检修二幢电梯", estate_id=mixed, part="lifts", text="")
    people = quarter.set("", title="劝导占用楼道", estate_id=mixed, part="civility", text="")
    assert [quarter.row(one).owner_body_id for one in (lifts, people)] == [company, committee]
    with records.acting(SYSTEM):
        told = record.history(stream=f"duties.duty:{lifts}")[0]
    assert told.data["about"]["portion"] == "电梯的运行和维护"
    assert told.standards[0]["clause"] == "技术管理维护归物业服务企业"
    with pytest.raises(Refused) as refused:
        quarter.set("东风社区居委会", estate_id=mixed, part="lifts", text="")
    assert refused.value.decision.reasons[0].code == "other_side"
    other = quarter.set(
        "东风社区居委会", estate_id=mixed, part="lifts", text="企业停业整改，先由社区联系维保单位"
    )
    assert quarter.row(other).owner_body_id == committee
    # The company serves the whole city: without the estate nobody of a street may give it work.
    with pytest.raises(Refused):
        quarter.set("大地物业公司")
    with pytest.raises(Refused):
        quarter.set("", estate_id=mixed, part="lifts", setter=quarter.foreign)


@pytest.mark.django_db
def test_only_estates_of_the_mixed_mode_are_divided(quarter: Quarter, mixed: int) -> None:
    with records.acting(quarter.street):
        found = divided_estates("安园", actor=quarter.street, on=NOW.date())
        assert [one[:2] for one in found] == [(mixed, "安园")]
        assert portions_of(mixed, date(2025, 6, 30)) == {}  # before the mode held
    with records.acting(quarter.foreign):
        assert divided_estates("安园", actor=quarter.foreign, on=NOW.date()) == []


@pytest.mark.django_db
def test_the_form_proposes_the_side_and_the_page_names_it(quarter: Quarter, mixed: int) -> None:
    street = quarter.browser(Role.STREET_CLERK, "明光路街道办", "340102001")
    form = street.get("/duties/new", {"near": "安园"}).text
    assert f'<option value="{mixed}:lifts">安园 · 电梯的运行和维护（物业企业）' in form
    assert f'<option value="{mixed}:civility">安园 · 公共空间的文明秩序（居委会）' in form
    assert "没有找到名称含“没有这个”" in street.get("/duties/new", {"near": "没有这个"}).text
    typed = {"near": "安园", "part": f"{mixed}:lifts", "title": "检修电梯", "until": "2026-12-15"}
    page = street.post("/duties/new", {**typed, "owner": str(quarter.body("东风社区居委会"))})
    assert page.status_code == 422
    assert "归物业企业办理" in page.text
    answer = street.post("/duties/new", typed)
    assert answer.status_code == 302
    page = street.get(answer.headers["Location"]).text
    assert "电梯的运行和维护" in page
    assert "大地物业公司" in page
    assert street.post("/duties/new", {**typed, "part": "", "submission_key": "k"}).status_code == 422
