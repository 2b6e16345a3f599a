"""What a committee approved is filed with the authority, which may order correction before it is paid, and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.funds import queries, services
from hemei.community.funds.models import Filing, Use
from hemei.community.funds.rules.filing import FILING_MOVES, FilingState, filing_allows, may_file
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_pages import browser
from hemei.community.funds.tests.test_pages import demo as demo  # noqa: PLC0414 - the fixture
from hemei.community.funds.tests.test_rules import RULES, code_of
from hemei.community.funds.tests.test_services import code_of as refusal
from hemei.community.funds.tests.test_standing_in import committee, voted_and_billed
from hemei.community.funds.tests.test_standing_in import handed as handed  # noqa: PLC0414 - the fixture
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision
from hemei.leadership.duties.models import Duty

LATER = NOW + timedelta(days=60)


@pytest.mark.parametrize(
    ("state", "late", "code"),
    [
        (None, False, ""),
        (FilingState.DUE, True, "filing_due"),  # that its time is over allows nothing
        (FilingState.FILED, False, ""),  # a filing asks for no leave
        (FilingState.ORDERED, True, "filing_ordered"),
        (FilingState.ANSWERED, False, "filing_answered"),
        (FilingState.ANSWERED, True, ""),  # the authority was silent
        (FilingState.SETTLED, False, ""),
    ],
)
def test_what_is_filed_and_put_right_is_paid(state: FilingState | None, *, late: bool, code: str) -> None:
    found: Decision = filing_allows(
        state, due_at=NOW - timedelta(1) if late else NOW + timedelta(1), now=NOW, rules=RULES
    )
    assert code_of(found) == code
    if code:
        assert [one.clause for one in found.references] == ["第二十三条第（五）项"]


def test_nothing_is_filed_where_no_document_says_so() -> None:
    assert filing_allows(
        FilingState.DUE, due_at=NOW, now=NOW, rules=replace(RULES, filing=None)
    ).allowed  # fmt: skip


def test_who_keeps_the_fund_files_and_nobody_for_him() -> None:
    assert {role for role in Role if may_file(Actor(role=role), community=False).allowed} == {
        Role.COMMITTEE_MEMBER, Role.SYSTEM
    }  # fmt: skip
    assert may_file(Actor(role=Role.COMMUNITY_CLERK), community=True).allowed


@pytest.fixture
def county(handed: Chest) -> int:
    """The department that the frame names owes what the authority owes, not the county's government beside it."""
    handed.quarter.town.found("瑶海区人民政府", BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY)
    return handed.quarter.town.bodies["瑶海区住建局"]


def approved(chest: Chest) -> tuple[int, Actor]:
    """Let the committee approve what its owners voted on; return the use and a member."""
    member = committee(chest)
    use = voted_and_billed(chest)
    chest.approve(use, chest.another(member, "委员"))
    return use, member


def owed(use: int) -> list[tuple[str, int]]:
    rows = Duty.objects.filter(origin_stream=f"funds.use:{use}", ended_at=None)
    return [(one.title, one.owner_body_id) for one in rows]


def told(kind: str) -> int:
    return Event.objects.filter(payload__type=f"funds.{kind}").count()


def test_the_committee_files_before_the_bank_pays(handed: Chest) -> None:
    use, member = approved(handed)
    assert owed(use) == [("把“1幢屋面防水”报主管部门备案", member.body_id)]
    act = {"now": NOW, "use_id": use}
    assert refusal(lambda: handed.pay_approved(use, member)) == "filing_due"
    with pytest.raises(IntegrityError, match="paid only when it is filed"), transaction.atomic():
        Use.objects.filter(pk=use).update(state="paid")
    assert refusal(lambda: services.file_use(actor=handed.clerk, **act)) == "filing_role"
    assert refusal(lambda: services.file_use(actor=handed.county, **act)) == "role"
    assert refusal(lambda: services.order_correction(actor=handed.county, reason="还没有报", **act)) == (
        "filing_state"
    )
    services.file_use(actor=member, **act)
    assert refusal(lambda: services.file_use(actor=member, **act)) == "filing_state"
    assert (owed(use), told("use_filed")) == ([], 1)
    found = queries.uses(queries.UseFilter(state="filed"), actor=handed.county, now=NOW)
    assert [row.id for row in found] == [use]
    handed.pay_approved(use, member)
    assert handed.state(use) == "paid"


def test_what_the_authority_ordered_is_answered_and_taken_as_put_right_before_it_is_paid(
    handed: Chest, county: int
) -> None:
    use, member = approved(handed)
    act = {"now": NOW, "use_id": use}
    order = {"actor": handed.county, "reason": "发票金额和结算不一致", **act}
    services.file_use(actor=member, **act)
    assert refusal(lambda: services.order_correction(**{**order, "reason": " "})) == "reason"
    assert refusal(lambda: services.order_correction(**{**order, "actor": member})) == "role"
    services.order_correction(**order)
    assert owed(use) == [("按主管部门的责令改正“1幢屋面防水”并报告", member.body_id)]
    assert refusal(lambda: handed.pay_approved(use, member, LATER)) == "filing_ordered"
    with pytest.raises(IntegrityError, match="paid only when it is filed"), transaction.atomic():
        Use.objects.filter(pk=use).update(state="paid")
    answer = {"actor": member, "reason": "已换开发票，金额一致", **act}
    services.answer_order(**answer)
    assert owed(use) == [("认可“1幢屋面防水”的改正，或者再责令改正", county)]
    assert refusal(lambda: handed.pay_approved(use, member)) == "filing_answered"
    services.order_correction(**order)  # not enough
    assert refusal(lambda: services.settle_order(actor=handed.county, **act)) == "filing_state"
    services.answer_order(**answer)
    services.settle_order(actor=handed.county, **act)
    assert owed(use) == []
    row = queries.filing_of(use, actor=member)
    assert row is not None
    assert (row.state.value, row.order, row.answer) == (
        "settled",
        "发票金额和结算不一致",
        "已换开发票，金额一致",
    )
    handed.pay_approved(use, member)
    assert handed.state(use) == "paid"
    services.order_correction(**order)  # what is found after the payment
    assert refusal(lambda: services.reopen_bill(**answer)) == "state"
    services.answer_order(**answer)
    assert (handed.state(use), told("correction_ordered"), told("order_answered")) == ("paid", 3, 3)


def test_an_authority_that_is_silent_beyond_its_time_does_not_keep_a_payment_back(handed: Chest) -> None:
    use, member = approved(handed)
    services.file_use(actor=member, now=NOW, use_id=use)
    services.order_correction(actor=handed.county, now=NOW, use_id=use, reason="少了审价报告")
    services.answer_order(actor=member, now=NOW, use_id=use, reason="已补审价报告")
    handed.pay_approved(use, member, LATER, LATER.date())
    assert handed.state(use) == "paid"


def test_a_bill_given_back_as_ordered_is_shared_checked_and_filed_anew(handed: Chest) -> None:
    use, member = approved(handed)
    act = {"now": NOW, "use_id": use}
    services.file_use(actor=member, **act)
    services.order_correction(actor=handed.county, reason="结算多算了一层", **act)
    services.reopen_bill(actor=member, reason="按实际面积重新结算", **act)
    assert (handed.state(use), owed(use)) == ("accepted", [])
    services.bill_use(actor=handed.clerk, bill_fen=90_000, audit="", **act)
    handed.approve(use, handed.another(member, "委员"))
    assert refusal(lambda: handed.pay_approved(use, member)) == "filing_due"
    assert list(Filing.objects.order_by("id").values_list("state", flat=True)) == ["reopened", "unfiled"]
    services.file_use(actor=member, **act)
    handed.pay_approved(use, member)
    assert handed.state(use) == "paid"


def test_who_approved_a_bill_that_is_given_back_may_enter_the_next_one(handed: Chest, county: int) -> None:
    use, member = approved(handed)
    act = {"now": NOW, "use_id": use}
    services.file_use(actor=member, **act)
    services.order_correction(actor=handed.county, reason="发票金额和结算不一致", **act)
    services.reopen_bill(actor=member, reason="按责令改正重新结算分摊", **act)
    row = Use.objects.get(pk=use)
    assert (row.state, row.checked_by_id, row.checked_at) == ("accepted", None, None)
    checker = handed.another(member, "委员")
    services.bill_use(actor=checker, bill_fen=100_000, audit="", **act)
    assert refusal(lambda: handed.approve(use, checker)) == "own"
    handed.approve(use, handed.another(member, "另一位委员"))


def test_what_the_authority_checks_itself_is_not_filed_with_it(chest: Chest) -> None:
    chest.deposit({"101": 100_000})
    use = voted_and_billed(chest)
    chest.approve(use)
    assert not Filing.objects.exists()
    assert refusal(
        lambda: services.order_correction(actor=chest.county, now=NOW, use_id=use, reason="没有备案")
    ) == ("filing_state")


def test_a_filing_goes_by_its_table_whoever_writes(handed: Chest) -> None:
    use, _member = approved(handed)
    with pytest.raises(IntegrityError, match="does not go to settled"), transaction.atomic():
        Filing.objects.filter(use_id=use).update(state="settled")
    allowed = {(old, new) for moves in FILING_MOVES.values() for old, new in moves.items()}
    assert (FilingState.DUE, FilingState.FILED) in allowed


def test_the_page_lets_the_authority_order_and_the_committee_answer(handed: Chest) -> None:
    use, member = approved(handed)
    services.file_use(actor=member, now=NOW, use_id=use)
    county = browser(handed, Role.CITY_BUREAU, "市房产局", "340100")
    page = f"/funds/uses/{use}"
    assert f'href="{page}"' in county.get("/funds/uses?state=filed").text
    assert f'href="{page}"' not in county.get("/funds/uses?state=ordered").text
    assert "已报备案" in county.get(page).text
    assert county.post(page, {"act": "order", "reason": ""}).status_code == 422
    assert county.post(page, {"act": "order", "reason": "发票金额不符"}).status_code == 302
    shown = county.get(page).text
    assert "下一步：业主委员会按主管部门的责令改正，并报告。" in shown
    assert "发票金额不符" in shown
    services.answer_order(actor=member, now=NOW, use_id=use, reason="已换开发票")
    watched = county.get(f"/disclosures/spending/{handed.quarter.estate}?of=funds.use:{use}").text
    assert ("已报告改正，待认可" in watched, "已换开发票" in watched) == (True, True)
    assert county.post(page, {"act": "settle"}).status_code == 302
    assert "改正已认可" in county.get(page).text
