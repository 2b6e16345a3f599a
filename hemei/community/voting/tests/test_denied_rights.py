"""What an owner says of another's right holds for each sheet that rests on it, listed or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hemei.community.voting import services
from hemei.community.voting.models import Ballot, CallBack, CalledBallot, Strike, VoterBinding
from hemei.community.voting.queries.bound import binding_facts
from hemei.community.voting.rules.voters import Capacity, may_vote_by
from hemei.community.voting.services.telling import proof_rules
from hemei.community.voting.tests.supporting import drawing_only
from hemei.community.voting.tests.test_assemblies import street
from hemei.community.voting.tests.test_calling_rights import CAST, Asked, asked
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.ground.clocks.queries import deadlines_of
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

__all__ = ["asked"]
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def guarded(asked: Asked, room: str, owner: str, **more) -> None:
    """Let a clerk bind a guardian, who then votes by phone."""
    evidence = {"capacity": Capacity.GUARDIAN, "evidence": "监护证明"}
    asked.phoned(room, "张三", owner_id=asked.person(owner), **evidence, **more)


def twice_by_proxy(asked: Asked) -> None:
    """The holder of a proxy hands in paper, and an hour later votes at the desk."""
    proxy, at = asked.proxied("104"), CAST + HOUR
    sheet = asked.sheet("104", "desk", proxy_id=proxy, document="passport", received_at=at)
    services.cast_sheet(actor=asked.clerk, now=at, sheet=sheet)


def twice_as_guardian(asked: Asked) -> None:
    """A guardian votes by phone, and an hour later once more."""
    guarded(asked, "104", "丙")
    resident = Actor(role=Role.RESIDENT, account_id=9, person_id=asked.person("张三"))
    at = CAST + HOUR
    with records.acting(resident):
        sheet = asked.sheet("104", "phone", confirmed_at=at, received_at=at)
        services.cast_sheet(actor=resident, now=at, sheet=sheet)


def twice_by_two_proxies(asked: Asked) -> None:
    """The proxy of one holder is entered anew after he voted, and he votes by it."""
    asked.proxied("104")
    asked.proxied("104")


def twice_bound(asked: Asked) -> None:
    """A guardian votes by phone, and again once he was entered anew."""
    guarded(asked, "104", "丙")
    guarded(asked, "104", "丙", at=CAST + HOUR)


def states(asked: Asked) -> dict[str, str]:
    return {row.key: row.state for row in deadlines_of(stream=f"voting.assembly:{asked.assembly}")}


def listed(asked: Asked, room: str) -> int:
    found = CalledBallot.objects.filter(ballot__roll_unit=asked.unit(room), ballot__vote=asked.votes[0])
    return found.get().pk


TWICE = [twice_by_proxy, twice_by_two_proxies, twice_as_guardian, twice_bound]


@pytest.mark.parametrize("twice", TWICE)
def test_no_earlier_sheet_by_a_denied_right_stands_again(
    asked: Asked, twice: Callable[[Asked], None]
) -> None:
    twice(asked)
    first, other = asked.drawn()
    called = listed(asked, "104")
    assert asked.record(called, "not_given") == "not_given"
    running = {key for key, state in states(asked).items() if state == "running"}
    assert running >= {f"denied:{first}", f"denied:{other}"}
    assert asked.strike(called, "right_denied") == 4
    assert {states(asked)[f"denied:{one}"] for one in (first, other)} == {"met"}
    services.recount_assembly(actor=asked.clerk, now=asked.after + 24 * HOUR, assembly_id=asked.assembly)
    assert not Ballot.objects.filter(standing=True).exists()


def test_the_denied_are_owed_until_the_earlier_sheet_is_struck_too(asked: Asked) -> None:
    twice_by_proxy(asked)
    first, _ = asked.drawn()
    called = listed(asked, "104")
    asked.record(called, "not_given")
    draft = services.StrikeDraft(
        sheet_id=CalledBallot.objects.get(pk=called).ballot.sheet_id,
        ground="court",
        document="1号",
        reason="判决",
    )
    after = {"actor": asked.clerk, "now": asked.after + 24 * HOUR}
    assert services.strike_ballots(assembly_id=asked.assembly, draft=draft, **after) == 2
    assert states(asked)[f"denied:{first}"] == "running"
    earlier = Ballot.objects.get(vote=asked.votes[0], strike=None)
    rest = services.StrikeDraft(sheet_id=earlier.sheet_id, ground="right_denied", reason="回访记录")
    assert services.strike_ballots(assembly_id=asked.assembly, draft=rest, **after) == 2
    assert states(asked)[f"denied:{first}"] == "met"
    assert Strike.objects.count() == 4


def item_one(asked: Asked) -> dict[int, str]:
    return {asked.votes[0].pk: "for"}


def proxies(asked: Asked) -> None:
    asked.proxied("104", choices=item_one(asked))
    asked.proxied("101")


def bindings(asked: Asked) -> None:
    """A guardian votes for two."""
    guarded(asked, "104", "丙")
    guarded(asked, "101", "甲")


@pytest.mark.parametrize("cast", [proxies, bindings])
def test_a_call_back_that_held_goes_on_where_a_denied_right_lets_more_be_asked(
    asked: Asked, cast: Callable[[Asked], None]
) -> None:
    cast(asked)
    asked.proxied("102", "丁")
    with drawing_only(asked.but_of_the_second("102")):
        first, other = asked.drawn()
    asked.say(asked.called("102", other, 1), "for")
    assert CallBack.objects.get(pk=other).verdict == "holds"
    called = asked.called("104", first)
    asked.record(called, "not_given")
    assert asked.row(asked.called("101", other, 1)).state == "waiting"
    assert CallBack.objects.get(pk=other).verdict == ""
    assert states(asked)[f"calls:{other}:2"] == "running"


def strikes(asked: Asked, day: int, ground: str, **more) -> None:
    draft = services.StrikeDraft(
        sheet_id=Ballot.objects.filter(strike=None).earliest("pk").sheet_id,
        ground=ground,
        reason="剔除",
        **more,
    )
    now = asked.after + timedelta(days=day)
    services.strike_ballots(actor=asked.clerk, now=now, assembly_id=asked.assembly, draft=draft)


def recounted(asked: Asked, day: int) -> None:
    now = asked.after + timedelta(days=day)
    services.recount_assembly(actor=asked.clerk, now=now, assembly_id=asked.assembly)


def test_a_count_anew_between_two_strikes_lets_the_rest_of_a_denied_right_be_owed(asked: Asked) -> None:
    twice_by_proxy(asked)
    first, other = asked.drawn()
    asked.record(listed(asked, "104"), "not_given")
    strikes(asked, 1, "court", document="1号")
    recounted(asked, 1)
    assert {states(asked)[f"denied:{one}"] for one in (first, other)} == {"running"}
    strikes(asked, 2, "right_denied")
    assert {states(asked)[f"denied:{one}"] for one in (first, other)} == {"met"}


def test_what_was_denied_before_a_count_anew_is_owed_also_where_calls_were_left(asked: Asked) -> None:
    asked.proxied("104")
    asked.proxied("101", "丁")
    first, _ = asked.drawn()
    asked.record(listed(asked, "101"), "not_given")  # 104 is still to be asked about
    assert f"denied:{first}" not in states(asked)
    strikes(asked, 1, "court", document="1号")  # of 104
    recounted(asked, 1)
    assert (states(asked)[f"calls:{first}"], states(asked)[f"denied:{first}"]) == ("cancelled", "running")


def test_whatever_else_the_same_human_cast_for_others_is_listed(asked: Asked, settings) -> None:
    settings.DEMO = True
    guarded(asked, "104", "丙")
    guarded(asked, "101", "甲")
    asked.proxied("102")
    asked.phoned("202", "丁", owner_id=asked.person("丁"))  # somebody else, in his own right
    [first, _] = asked.drawn()
    rows = {room: asked.row(listed(asked, room)) for room in ("104", "102", "202")}
    cast = {room: [(one.unit[-3:], one.cast_as) for one in row.others] for room, row in rows.items()}
    assert {room: dict(others) for room, others in cast.items()} == {
        "104": {"101": "guardian", "102": "proxy"},
        "102": {"101": "guardian", "104": "guardian"},
        "202": {},
    }
    records.bind(EVERYONE)
    text = browser(asked.quarter, "回访员").get(f"/paper/calls/{first}").text
    assert "同一人这一事项还替别人投了" in text
    assert "1幢1单元101 · 业主的监护人" in text


def test_a_guardian_whom_the_owner_denied_votes_for_him_no_more_until_a_third_hand_has_looked(
    asked: Asked,
) -> None:
    guarded(asked, "104", "丙")
    guarded(asked, "101", "甲")
    asked.drawn()
    kept = VoterBinding.objects.get(unit_id=asked.quarter.units["104"])
    other = VoterBinding.objects.get(unit_id=asked.quarter.units["101"])
    assert asked.record(listed(asked, "104"), "not_given") == "not_given"
    kept.refresh_from_db()
    assert (kept.objected_at, kept.objected_by) == (asked.after, asked.caller.person_id)
    assert VoterBinding.objects.get(pk=other.pk).objected_at is None
    facts, day = binding_facts(kept), shanghai_day(asked.after)
    why = may_vote_by(facts, {kept.owner_id}, day, proof_rules(day))
    assert [one.code for one in why.reasons] == ["objected"]
    with pytest.raises(Refused, match="异议"):
        asked.bind("104", "张三", owner_id=kept.owner_id, capacity=Capacity.GUARDIAN, evidence="监护证明")
    settle = {"now": asked.after, "binding_id": kept.pk, "upheld": True, "reason": "没有监护证明"}
    with pytest.raises(Refused, match="自己核实"):
        services.settle_objection(actor=asked.caller, **settle)
    services.settle_objection(
        actor=replace(asked.clerk, account_id=77, person_id=asked.person("甲")), **settle
    )
    assert VoterBinding.objects.get(pk=kept.pk).ended_at == asked.after
    asked.bind("104", "张三", owner_id=kept.owner_id, capacity=Capacity.GUARDIAN, evidence="监护证明")


def test_who_was_bound_anew_since_the_vote_is_stopped_too(asked: Asked) -> None:
    guarded(asked, "104", "丙")
    asked.drawn()
    asked.bind("104", "张三", owner_id=asked.person("丙"), capacity=Capacity.GUARDIAN, evidence="监护证明")
    asked.record(listed(asked, "104"), "not_given")
    unit = VoterBinding.objects.filter(unit_id=asked.quarter.units["104"])
    assert [row.objected_at for row in unit.order_by("pk")] == [None, asked.after]


def test_an_item_annulled_alone_owes_no_more_of_what_was_denied(asked: Asked) -> None:
    """Of the other item the denied ballots are to be struck as before; whoever was told of a late one is free too."""
    twice_by_proxy(asked)
    first, other = asked.drawn()
    asked.record(listed(asked, "104"), "not_given")
    assert {states(asked)[f"denied:{one}"] for one in (first, other)} == {"running"}
    draft = services.AnnulmentDraft(
        by="court", document="1号", decided_on=asked.after.date(), reason="违法", vote_ids=[asked.votes[1].pk]
    )
    services.annul_result(
        actor=street(asked.quarter), now=asked.after + 2 * HOUR, assembly_id=asked.assembly, draft=draft
    )
    assert (states(asked)[f"denied:{first}"], states(asked)[f"denied:{other}"]) == ("running", "cancelled")
    assert not [
        key for key, state in states(asked).items() if state == "running" and key.endswith(f":{other}")
    ]
    with records.acting(asked.clerk):
        assert asked.strike(listed(asked, "104"), "right_denied") == 2
    assert states(asked)[f"denied:{first}"] == "met"
