"""What binds beyond company and committee is what the owners passed in the account's own meeting, in its words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.ledgers.tests.owners import CALLED, owners_voted
from hemei.community.purses import queries
from hemei.community.purses.models import Agreement, JointAccount
from hemei.community.purses.rules.agreeing import Tier
from hemei.community.purses.rules.putting import item_words
from hemei.community.purses.rules.words import Paper
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.filling import filled
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.community.purses.tests.test_with_the_owners import BOUND, PAINT, _annulled, voted
from hemei.community.voting import services as voting
from hemei.community.voting.models import Assembly
from hemei.community.voting.services import AgendaItem
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused

LAX = (
    Tier(name="小额", up_to_fen=90_000_000),
    Tier(name="大额", up_to_fen=0, approvers=2, needs_resolution=True),
)
NOT_PASSED = "没有业主大会通过并公布的这份账户协议"


def test_the_item_says_all_that_is_agreed() -> None:
    both = Tier(
        name="中额", up_to_fen=5_000_050, kinds=("repair",), approvers=2, co_approvers=1,
        papers=(Paper.INVOICE, Paper.PHOTO),
    )  # fmt: skip
    words = item_words((both, LAX[1]), community=True, clause="第八条", kinds={"repair": "维修"})
    assert words == (
        "共管账户协议：中额（维修）50000.50元以内2人加社区1人凭发票、结果照片；大额不限2人凭发票，须决议；"
        "街道可要求暂缓一次（第八条）"
    )
    assert "社区" not in item_words((both,), community=False, clause="", kinds={})


@pytest.mark.parametrize(
    "item", [PAINT, AgendaItem(matter="other_major", title="通过共管账户协议：小额900000元以内1人")]
)
def test_a_vote_of_another_matter_adopts_nothing(joint: Joint, item: AgendaItem) -> None:
    assembly, _votes = owners_voted(joint.purse, (item,))
    assert NOT_PASSED in refused(joint.adopt, assembly)
    with records.acting(SYSTEM):
        assert not Agreement.objects.exists()


def test_the_agenda_of_an_agreement_is_not_written_anew(joint: Joint) -> None:
    put = joint.put(tiers=LAX)
    with records.acting(joint.purse.clerk), pytest.raises(Refused) as told:
        voting.set_agenda(actor=joint.purse.clerk, now=CALLED, assembly_id=put, agenda=(PAINT,))
    [reason] = told.value.decision.reasons
    assert (reason.code, reason.values["record"]) == ("from_a_record", "共管账户协议")


def test_the_agreement_is_entered_as_the_owners_passed_it_and_not_before(joint: Joint) -> None:
    put = joint.put(tiers=LAX, **BOUND)
    assert NOT_PASSED in refused(joint.adopt, put), "nobody voted yet"
    owners_voted(joint.purse, (), called=put)
    joint.adopt(put)
    with records.acting(SYSTEM):
        made = Agreement.objects.get()
    assert [(one["name"], one["up_to_fen"]) for one in made.tiers] == [("小额", 90_000_000), ("大额", 0)]
    assert (made.adopted_assembly_id, made.community_approves, made.pause_allowed) == (put, True, True)
    order = joint.row(joint.prepare(8_000_000))
    assert (order.tier, order.committee_needed) == ("小额", 1)


def test_what_was_annulled_adopts_nothing(joint: Joint) -> None:
    assembly, _votes = voted(joint, tiers=LAX)
    _annulled(joint, assembly, NOW)
    assert NOT_PASSED in refused(joint.adopt, assembly)


def test_on_the_pages_it_is_put_to_the_owners_and_entered_when_they_passed_it(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("account", "agreeing", "shared"):
        monkeypatch.setattr(f"hemei.community.purses.pages.{module}.utc_now", lambda: NOW)
    here, clerk = f"/purses/{joint.account}", show(joint.community)
    tiers: dict[str, Any] = {
        **filled(clerk.get(f"{here}/agreement").text), "up_to_0": "900000", "up_to_1": "1000000",
    }  # fmt: skip
    weaker = clerk.post(f"{here}/agreement", {**tiers, "valid_from": "2026-12-01"})
    assert weaker.status_code == 422
    assert "不能放宽" in weaker.text
    assert 'name="resolution"' not in weaker.text, "no vote is chosen by whoever enters it"
    asked = {
        **tiers,
        "co_approvers_1": "1",
        "pause": "no",
        "pause_clause": "",
        "decision": "业委会〔2026〕3号",
    }
    assert clerk.post(f"{here}/agreement/put", asked).status_code == 302
    page = clerk.get(here).text
    assert "小额900000元以内1人凭发票" in page
    assert "表决中" in page
    assert clerk.get(f"{here}/agreement/adopted").status_code == 302, "nothing passed yet"
    with records.acting(SYSTEM):
        [assembly] = Assembly.objects.values_list("pk", flat=True)
        row = JointAccount.objects.get(pk=joint.account)
        [put] = queries.put_to_owners(row.stream, row.scope)
    assert (put.assemblies, put.waits, put.vote_id) == ((assembly,), True, None)
    assert show(joint.company).get(f"{here}/agreement/put").status_code in {403, 404}


def test_the_page_offers_what_passed(joint: Joint) -> None:
    assembly, _votes = voted(joint, tiers=LAX)
    here, clerk = f"/purses/{joint.account}", show(joint.community)
    assert "登记业主大会通过的协议" in clerk.get(here).text
    done = clerk.post(
        f"{here}/agreement/adopted", {"assembly": str(assembly), "valid_from": date(2026, 10, 1).isoformat()}
    )
    assert done.status_code == 302
    assert "交业主大会表决的协议" not in clerk.get(here).text, "it is in force"
