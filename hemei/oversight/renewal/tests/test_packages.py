"""Plans, packages, votes, tenders and contracts on a real database, with what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hemei.community.voting import queries as votes
from hemei.community.voting.models import Assembly
from hemei.community.voting.services import assemblies
from hemei.ground.companies import queries as companies
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.oversight.renewal import queries, reactions, services
from hemei.oversight.renewal.models import BidderSheet, ModeDecision, PackageEstate
from hemei.oversight.renewal.queries import Standing, Step
from hemei.oversight.renewal.tests.lane import LAT, LON, NAMES, Lane, made_lane, river

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def lane(db: None) -> Lane:
    return made_lane()


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.decision.reasons[0].code


def bundles(result: dict[str, Any]) -> list[list[int]]:
    return [one["estates"] for one in result["alternatives"][0]["bundles"]]


def react(lane: Lane, kind: str, stream: str, modules: tuple[Any, ...], now: datetime = NOW) -> None:
    """Let the reactions to an event run twice, as a worker that was killed does."""
    event = {
        "id": 7,
        "stream": stream,
        "scope": "1.",
        "payload": {"type": kind, "at": now.isoformat(), "data": {}},
    }
    for _ in range(2):
        with records.acting(SYSTEM):
            for module in modules:
                for one in module.REACTIONS.get(kind, ()):
                    one(event=event, actor=SYSTEM, now=now)


def decide(
    lane: Lane, member: PackageEstate, monkeypatch: pytest.MonkeyPatch, *, passed: bool, quorum: bool = True
) -> None:
    """Let the vote of an estate come out so and be published, as far as the package is concerned."""
    vote = SimpleNamespace(matter="hire_company", number=1)
    outcome = SimpleNamespace(vote=vote, passed=passed, quorum=quorum, judged_at=NOW, annulled_on=None)
    monkeypatch.setattr(votes, "outcomes", lambda *_args, **_more: [outcome])
    monkeypatch.setattr(votes, "votes_of", lambda *_args, **_more: [vote])
    with records.acting(SYSTEM):
        Assembly.objects.filter(pk=member.assembly_id).update(published_at=NOW)
    react(lane, "voting.result_published", f"voting.assembly:{member.assembly_id}", (reactions,))


def test_a_plan_is_worked_out_by_the_worker_and_says_what_is_missing(lane: Lane) -> None:
    river()
    plan = lane.plan()
    assert (plan.percent, plan.done_at) == (100, NOW)
    first, second, third, south, _ = lane.estates.values()
    assert bundles(plan.result) == [[first, second, third]]
    [[left, why]] = plan.result["alternatives"][0]["left"]
    assert (left, why["code"]) == (south, "barred")
    assert [name for _, _, name in plan.result["unplaced"]] == ["无位置小区"]
    with records.acting(lane.actors["street"]):
        page = queries.plan_page(plan.pk, actor=lane.actors["street"])
        assert page is not None
        assert page.row.bundles == 1
        assert len(queries.drawn_lines(page, TODAY)) == 1
    with records.acting(lane.actors["foreign"]):
        assert queries.plan_page(plan.pk, actor=lane.actors["foreign"]) is None
    with records.acting(SYSTEM):
        types = [row.type for row in record.history(stream=plan.stream)]
    assert types == ["renewal.plan_asked", "renewal.plan_made"]


def test_a_bridge_brings_the_other_bank_into_the_bundle(lane: Lane) -> None:
    river((LON, LAT - 1_500))
    assert bundles(lane.plan().result) == [list(lane.estates.values())[:4]]


def test_the_clerk_pins_forbids_and_runs_again(lane: Lane) -> None:
    first, second, third, south, _ = lane.estates.values()
    assert bundles(lane.plan(without=[third, south]).result) == [[first, second]]
    apart = lane.plan(apart=[(first, second)]).result
    assert not any({first, second} <= set(one) for one in bundles(apart))
    river()
    barred = lane.plan(together=[[first, south]]).result
    assert barred["alternatives"] == []
    assert barred["nothing"]["code"] == "barred"
    poor = lane.plan(fee_fen=10).result
    assert poor["nothing"]["code"] == "nothing_pays"


def test_who_may_not_plan_or_asks_the_impossible_is_refused(lane: Lane) -> None:
    asks: list[tuple[str, dict[str, Any], str]] = [
        ("community", {}, "role"),
        ("manager", {}, "role"),
        ("foreign", {}, "place"),
        ("street", {"fee_fen": 0}, "fee"),
        ("street", {"beyond_street": True, "reason": "两个街道相邻"}, "beyond"),
        ("street", {"together": [[1]] * 61}, "too_many"),
    ]
    for by, asked, code in asks:
        assert refused(lambda by=by, asked=asked: lane.plan(by, **asked)) == code  # type: ignore[misc]


def test_beyond_a_street_the_county_plans_and_says_why(lane: Lane) -> None:
    county = lane.town.place("340102")
    assert refused(lambda: lane.plan("county", place_id=county)) == "street"
    assert refused(lambda: lane.plan("county", place_id=county, beyond_street=True)) == "reason"
    plan = lane.plan("county", place_id=county, beyond_street=True, reason="两个街道的小区只隔一条路")
    actor = lane.actors["county"]
    with records.acting(actor):
        page = queries.plan_page(plan.pk, actor=actor)
    assert page is not None
    assert page.reason == "两个街道的小区只隔一条路"


def test_an_estate_is_in_one_live_package_by_message_and_by_the_database(lane: Lane) -> None:
    first = next(iter(lane.estates.values()))
    plan = lane.plan()
    number = lane.package(plan)
    assert refused(lambda: lane.package(plan, name="站前第2包")) == "two_packages"
    with records.acting(SYSTEM):
        other = lane.row(number)
        other.pk, other.stream, other.name = 99_999, "renewal.package:99999", "别的包"
        other.save(force_insert=True)
        twin = PackageEstate(
            stream=other.stream, scope=other.scope, package=other, estate_id=first, area_dm2=1, households=1,
            standing="in",
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="renewal_packageestate_in_one"), transaction.atomic():
            twin.save()
    # What is planned now does without them; left or dropped, they are free again.
    assert lane.plan().result["nothing"]["code"] == "no_estates"
    lane.act("drop_package", "street", package_id=number, reason="街道决定重新测算")
    again = lane.package(lane.plan(), name="站前第2包")
    assert lane.row(again).state == "draft"


def test_a_river_entered_since_the_plan_stands_in_the_way_of_the_package(lane: Lane) -> None:
    plan = lane.plan()
    assert len(bundles(plan.result)[0]) == 4
    river()
    assert refused(lambda: lane.package(plan)) == "barred"


def test_what_cannot_become_a_package_is_refused(lane: Lane) -> None:
    plan = lane.plan()
    asks: list[tuple[dict[str, Any], str]] = [
        ({"name": " "}, "name"),
        ({"years": 0}, "years"),
        ({"bundle": 9}, "no_bundle"),
        ({"by": "foreign"}, "not_found"),
        ({"by": "community"}, "not_found"),
    ]
    for more, code in asks:
        assert refused(lambda more=more: lane.package(plan, **more)) == code  # type: ignore[misc]


def called(lane: Lane) -> tuple[int, dict[str, PackageEstate]]:
    """Return an issued package of three estates whose votes were called from it."""
    number = lane.package(lane.plan(without=[lane.estates["河南新村"]]))
    members = lane.members(number)
    assert (
        refused(lambda: lane.act("call_vote", "community", member_id=members["站前一村"].pk)) == "not_found"
    )
    lane.act("issue_package", "street", package_id=number)
    assert refused(lambda: lane.act("call_vote", "street", member_id=members["站前一村"].pk)) == "role"
    for member in members.values():
        lane.act("call_vote", "community", member_id=member.pk)
    assert refused(lambda: lane.act("call_vote", "community", member_id=members["站前一村"].pk)) == "called"
    return number, lane.members(number)


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
        assemblies, "_repeated", lambda _actor, draft: None
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


def tendered(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> int:
    number, members = called(lane)
    for member in members.values():
        decide(lane, member, monkeypatch, passed=True)
    lane.act("open_tender", "street", package_id=number, closes_on=TODAY + timedelta(days=20))
    react(lane, "renewal.tender_opened", f"renewal.package:{number}", (reactions,))
    return number


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


def test_the_cost_is_shared_by_area_unless_agreed(lane: Lane) -> None:
    number = lane.package(lane.plan(without=[lane.estates["河南新村"]]))
    first, second, third = (lane.estates[name] for name in NAMES[:3])
    agree = {"package_id": number, "shares": {first: 5_000, second: 3_000}}
    assert refused(lambda: lane.act("agree_shares", "street", **agree)) == "missing"
    agree["shares"] = {first: 5_000, second: 3_000, third: 2_001}
    assert refused(lambda: lane.act("agree_shares", "street", **agree)) == "whole"
    agree["shares"] = {first: 5_000, second: 3_000, third: 2_000}
    lane.act("agree_shares", "street", **agree)
    with records.acting(lane.actors["street"]):
        page = queries.package_page(number, actor=lane.actors["street"], on=TODAY)
    assert page is not None
    assert page.month is not None
    assert {one.estate_id: one.part_fen for one in page.members}[first] == (page.month.cost_fen + 1) // 2
    assert sum(one.part_fen or 0 for one in page.members) == page.month.cost_fen


def test_a_package_is_seen_by_its_street_its_community_and_in_part_by_everybody(lane: Lane) -> None:
    number = lane.package(lane.plan())
    token = _token(lane)

    def seen(by: str) -> int:
        actor = lane.actors[by]
        with records.acting(actor):
            return len(queries.packages(queries.PackageFilter(), actor=actor))

    assert [seen(by) for by in ("street", "county", "bureau", "community", "foreign", "manager")] == [
        1,
        1,
        1,
        0,
        0,
        0,
    ]
    assert queries.public_package(token) is None
    lane.act("issue_package", "street", package_id=number)
    assert [seen(by) for by in ("community", "foreign", "manager")] == [1, 0, 0]
    found = queries.public_package(token)
    assert found is not None
    assert (found.name, len(found.estates), found.fee_fen) == ("站前第1包", 4, 250)


def _token(lane: Lane) -> str:
    from hemei.ground.places.models import Estate

    with records.acting(SYSTEM):
        return Estate.objects.get(pk=lane.estates["站前一村"]).token
