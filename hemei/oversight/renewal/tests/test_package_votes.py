"""Votes, tenders and contracts of packages on a real database, with what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hemei.community.voting import queries as votes
from hemei.community.voting.models import Assembly
from hemei.community.voting.services import grounds
from hemei.ground.companies import queries as companies
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.oversight.renewal import queries, reactions, services
from hemei.oversight.renewal.models import BidderSheet, ModeDecision
from hemei.oversight.renewal.queries import Standing, Step
from hemei.oversight.renewal.tests.balloting import called, decide, react, refused, tendered
from hemei.oversight.renewal.tests.lane import NAMES, Lane, made_lane
from tests.grounds import standing

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@standing
def lane() -> Lane:
    return made_lane()


def test_each_estate_votes_in_its_own_zone_and_those_that_pass_go_on(
    lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, members = called(lane)
    with records.acting(lane.actors["community"]):
        assembly = votes.assembly(members["站前一村"].assembly_id or 0, actor=lane.actors["community"])
    assert assembly is not None
    assert (assembly.estate, assembly.ground) == ("站前一村", "no_committee")
    assert [item.matter for item in assembly.agenda] == ["hire_company"]
    assert "2.50元" in assembly.agenda[0].title
    closes = TODAY + timedelta(days=21)
    assert (
        refused(lambda: lane.act("open_tender", "street", package_id=number, closes_on=closes)) == "undecided"
    )
    leave = {"package_id": number, "estate_id": members["站前一村"].estate_id, "reason": "不想等了"}
    assert refused(lambda: lane.act("leave_package", "street", **leave)) == "voting"
    drop = {"package_id": number, "reason": "不再需要"}
    assert refused(lambda: lane.act("drop_package", "street", **drop)) == "voting"
    for name, passed in (("站前一村", True), ("站前二村", True), ("站前三村", False)):
        decide(lane, members[name], monkeypatch, passed=passed)
    after = lane.members(number)
    assert {name: one.standing for name, one in after.items()} == {
        "站前一村": "passed", "站前二村": "passed", "站前三村": "failed",
    }  # fmt: skip
    assert not after["站前三村"].live
    soon = TODAY + timedelta(days=19)
    assert (
        refused(lambda: lane.act("open_tender", "street", package_id=number, closes_on=soon)) == "too_short"
    )
    lane.act("open_tender", "street", package_id=number, closes_on=closes)
    with records.acting(SYSTEM):
        happened = [row.type for row in record.history(stream=f"renewal.package:{number}")]
    assert happened.count("renewal.estate_decided") == 3  # each reaction ran twice


def test_where_too_few_took_part_the_vote_is_held_once_more_until_the_tender(
    lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, members = called(lane)
    monkeypatch.setattr(
        grounds, "repeated", lambda _actor, draft: None
    )  # the first meeting was not really held
    for name in NAMES[:2]:
        decide(lane, members[name], monkeypatch, passed=True)
    third = members["站前三村"]
    decide(lane, third, monkeypatch, passed=False, quorum=False)
    assert lane.members(number)["站前三村"].standing == Standing.SHORT
    lane.act("call_vote", "community", member_id=third.pk)
    again = lane.members(number)["站前三村"]
    assert again.assembly_id != third.assembly_id
    assert (again.standing, again.calls, again.live) == ("voting", 2, True)
    decide(lane, again, monkeypatch, passed=False, quorum=False)
    last = lane.members(number)["站前三村"]
    assert (last.standing, last.live) == ("failed", False)  # the standard lets it try once more, not for ever
    assert refused(lambda: lane.act("call_vote", "community", member_id=third.pk)) == "called"


def test_who_does_not_vote_again_leaves_with_the_tender(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    number, members = called(lane)
    for name in NAMES[:2]:
        decide(lane, members[name], monkeypatch, passed=True)
    decide(lane, members["站前三村"], monkeypatch, passed=False, quorum=False)
    lane.act("open_tender", "street", package_id=number, closes_on=TODAY + timedelta(days=20))
    after = lane.members(number)
    assert {name: (one.standing, one.live) for name, one in after.items()} == {
        "站前一村": ("passed", True), "站前二村": ("passed", True), "站前三村": ("failed", False),
    }  # fmt: skip


def test_a_package_of_one_that_passed_is_none(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    number, members = called(lane)
    for name, passed in (("站前一村", True), ("站前二村", False), ("站前三村", False)):
        decide(lane, members[name], monkeypatch, passed=passed)
    closes = TODAY + timedelta(days=30)
    assert (
        refused(lambda: lane.act("open_tender", "street", package_id=number, closes_on=closes)) == "too_few"
    )


def test_an_annulled_vote_is_held_again(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    number, members = called(lane)
    decide(lane, members["站前一村"], monkeypatch, passed=True)
    react(lane, "voting.annulled", f"voting.assembly:{members['站前一村'].assembly_id}", (reactions,))
    assert lane.members(number)["站前一村"].standing == Standing.IN
    lane.act("call_vote", "community", member_id=members["站前一村"].pk)
    again = lane.members(number)["站前一村"]
    assert (
        again.assembly_id != members["站前一村"].assembly_id
    )  # another meeting, not the one that was annulled


def test_an_estate_that_said_no_by_a_vote_that_was_annulled_stands_in_the_package_again(
    lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, members = called(lane)
    with records.acting(SYSTEM):  # in the meantime the second joins another package
        other = lane.row(number)
        other.pk, other.stream, other.name = None, "renewal.package:0", "站前第2包"
        other.save(force_insert=True)
    for name, quorum in zip(NAMES[:3], (True, True, False), strict=True):
        decide(lane, members[name], monkeypatch, passed=False, quorum=quorum)
        if name == NAMES[1]:
            elsewhere = lane.members(number)[name]
            elsewhere.pk, elsewhere.package, elsewhere.assembly = None, other, None
            elsewhere.live, elsewhere.standing = True, "in"
            with records.acting(SYSTEM):
                elsewhere.save(force_insert=True)
        react(lane, "voting.annulled", f"voting.assembly:{members[name].assembly_id}", (reactions,))
    after = lane.members(number)
    assert {name: (one.standing, one.live, one.short) for name, one in after.items()} == {
        NAMES[0]: ("in", True, 0), NAMES[1]: ("failed", False, 0), NAMES[2]: ("in", True, 0),
    }  # fmt: skip
    lane.act("call_vote", "community", member_id=after[NAMES[0]].pk)


def test_an_estate_whose_vote_is_annulled_after_the_tender_has_no_part_in_the_contract(
    lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = tendered(lane, monkeypatch)
    gone = lane.members(number)["站前一村"]
    react(lane, "voting.annulled", f"voting.assembly:{gone.assembly_id}", (reactions,))
    after = lane.members(number)["站前一村"]
    assert (after.standing, after.live) == ("left", False)
    lane.act("enter_bidder", "street", package_id=number, company_id=lane.company)
    signed = TODAY + timedelta(days=25)
    later = datetime.combine(signed, NOW.time(), UTC)
    draft = services.ContractDraft(lane.company, signed, signed, date(signed.year + 3, 1, 1), 240, "1号")
    assert len(lane.act("record_contract", "county", later, package_id=number, draft=draft)) == 2


def test_the_tender_has_its_documents_and_its_bidders(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    number = tendered(lane, monkeypatch)
    lane.act("enter_bidder", "street", package_id=number, company_id=lane.company)
    assert (
        refused(lambda: lane.act("enter_bidder", "street", package_id=number, company_id=lane.company))
        == "twice"
    )
    assert (
        refused(lambda: lane.act("enter_bidder", "street", package_id=number, company_id=0)) == "no_company"
    )
    row = services.BidderRow(lane.company, "AA", 2025, 4, TODAY)
    for _ in range(2):
        lane.act("attach_bidder_sheet", "bureau", package_id=number, rows=[row])
    with records.acting(lane.actors["street"]):
        page = queries.package_page(number, actor=lane.actors["street"], on=TODAY)
        assert page is not None
        assert {file.purpose for file in page.files} == {"docx", "pdf"}
        [bidder] = page.bidders
        assert (bidder.company, bidder.level, bidder.stars) == ("大地物业有限公司", "AA", 4)
        assert Step.CONTRACT not in page.steps
        assert sum(one.part_fen or 0 for one in page.members) == (page.month.cost_fen if page.month else 0)
    with records.acting(SYSTEM):
        assert BidderSheet.objects.count() == 1


def test_one_contract_has_an_annex_for_each_estate(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    number = tendered(lane, monkeypatch)
    lane.act("enter_bidder", "street", package_id=number, company_id=lane.company)
    signed = TODAY + timedelta(days=25)
    later = datetime.combine(signed, NOW.time(), UTC)
    draft = services.ContractDraft(
        lane.company, signed, signed, date(signed.year + 3, 1, 1), 240, "站前合〔2026〕1号"
    )
    contract = {"package_id": number, "draft": draft}
    assert refused(lambda: lane.act("record_contract", "street", later, **contract)) == "role"
    dear = services.ContractDraft(lane.company, signed, signed, date(signed.year + 3, 1, 1), 260, "1号")
    assert (
        refused(lambda: lane.act("record_contract", "county", later, package_id=number, draft=dear))
        == "dearer"
    )
    early = services.ContractDraft(lane.company, TODAY, TODAY, date(signed.year + 3, 1, 1), 240, "1号")
    assert (
        refused(lambda: lane.act("record_contract", "county", later, package_id=number, draft=early))
        == "before_close"
    )
    assembly = lane.members(number)["站前一村"].assembly_id
    with records.acting(SYSTEM):
        Assembly.objects.filter(pk=assembly).update(published_at=None)
    assert refused(lambda: lane.act("record_contract", "county", later, **contract)) == "unpublished"
    assert lane.row(number).state == "tendered"  # a mode without a decision is put in force nowhere
    with records.acting(SYSTEM):
        Assembly.objects.filter(pk=assembly).update(published_at=NOW)
    projects = lane.act("record_contract", "county", later, **contract)
    assert len(projects) == 3
    with records.acting(SYSTEM):
        decisions = ModeDecision.objects.order_by("estate_id")
        assert [(one.mode, one.decided_by, one.package) for one in decisions] == [
            ("packaged", "owners", "站前第1包")
        ] * 3
        assert {one.assembly_id for one in decisions} == {
            one.assembly_id for one in lane.members(number).values()
        }
        assert all(one.management_id for one in decisions)
    with records.acting(SYSTEM):
        for name in NAMES[:3]:
            found = companies.counts_on(lane.estates[name], signed, actor=SYSTEM)
            assert found is not None
            assert (found.manner, found.package, found.company) == (
                "packaged",
                "站前第1包",
                "大地物业有限公司",
            )
    assert lane.row(number).state == "contracted"
    drop = {"package_id": number, "reason": "不再需要"}
    assert refused(lambda: lane.act("drop_package", "street", **drop)) == "state"
