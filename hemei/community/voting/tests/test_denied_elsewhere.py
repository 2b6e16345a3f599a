"""What was denied holds in every call-back of the roll: of an item drawn later, and over a count anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.voting import services
from hemei.community.voting.models import CallBack, CalledBallot, CallTry
from hemei.community.voting.services import calling
from hemei.community.voting.tests.test_calling_rights import Asked, asked, code
from hemei.community.voting.tests.test_denied_rights import recounted, states, strikes
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE

__all__ = ["asked"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def none_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the draws that follow nobody is asked because of the sample."""
    monkeypatch.setattr(calling, "to_call", lambda *_: 0)


def listed(number: int) -> dict[str, tuple[bool, str]]:
    """How the ballots of a call-back stand: by room, whether it is drawn, and its state."""
    rows = CalledBallot.objects.filter(call_back=number)
    found = rows.values_list("ballot__roll_unit__code", "drawn", "state")
    return {unit[-3:]: (drawn, state) for unit, drawn, state in found}


def drawn_anew(asked: Asked, item: int = 0, day: int = 0) -> int:
    now = asked.after + day * DAY
    records.take_checkpoint(now=now + timedelta(hours=2))
    return services.draw_call_back(actor=asked.clerk, now=now, vote_id=asked.votes[item].pk)


def test_a_right_denied_in_one_item_is_denied_in_an_item_drawn_afterwards(asked: Asked, monkeypatch) -> None:
    asked.proxied("104")
    asked.proxied("103")  # by the same holder
    asked.proxied("101", "丁")
    asked.publish()
    first = asked.draw()
    asked.record(asked.called("104", first), "not_given")
    monkeypatch.setattr(calling, "to_call", lambda *_: 0)
    other = drawn_anew(asked, 1)
    assert listed(other) == {"104": (True, "denied"), "103": (True, "waiting"), "101": (False, "waiting")}
    twin = asked.called("104", other, 1)
    assert code(lambda: asked.record(twin, "given")) == "settled"
    kept = CallTry.objects.get(called=twin)
    assert (kept.caller, kept.called_at) == (asked.caller.person_id, asked.after)  # as it was said
    assert code(lambda: asked.strike(twin, "right_denied", asked.caller)) == "own_call"
    asked.say(asked.called("103", other, 1), "for")
    assert asked.page(other).verdict == "call_all"
    services.widen_call_back(actor=asked.caller, now=asked.after, call_back_id=other)
    asked.say(asked.called("101", other, 1), "for")
    assert CallBack.objects.get(pk=other).verdict != ""
    assert states(asked)[f"denied:{other}"] == "running"


@pytest.mark.usefixtures("none_by_chance")
def test_where_all_that_was_drawn_is_denied_already_the_call_back_ends_with_its_draw(asked: Asked) -> None:
    asked.proxied("104")
    asked.publish()
    first = asked.draw()
    CalledBallot.objects.filter(call_back=first).update(drawn=True)
    asked.record(asked.called("104", first), "not_given")
    other = drawn_anew(asked, 1)
    assert CallBack.objects.get(pk=other).verdict == CallBack.objects.get(pk=first).verdict != ""
    assert (states(asked)[f"calls:{other}"], states(asked)[f"denied:{other}"]) == ("met", "running")


def of_two(asked: Asked) -> int:
    """Another's right is denied, struck and counted anew, while the owner of 103 is still to be asked."""
    asked.proxied("104")
    asked.proxied("103", "丁")
    asked.phoned("101", "甲", owner_id=asked.person("甲"))
    first = asked.drawn()[0]
    asked.record(asked.called("104", first), "not_given")
    strikes(asked, 1, "right_denied")
    recounted(asked, 1)
    return first


@pytest.mark.parametrize("again", [False, True])  # whether it was drawn from the new count by then
def test_what_is_denied_in_a_draw_from_before_a_count_anew_is_denied_in_the_new_one(
    asked: Asked, *, again: bool
) -> None:
    first = of_two(asked)
    right, vote = asked.called("103", first), asked.called("101", first)
    numbers = [drawn_anew(asked, day=2)] if again else []
    assert not asked.row(right).open
    assert code(lambda: asked.record(right, "given", 2)) == "counted_anew"
    assert code(lambda: asked.record(vote, "for", 2)) == "counted_anew"
    assert asked.record(right, "not_given", 2) == "not_given"
    assert asked.record(vote, "not_voted", 2) == "denied"
    assert states(asked)[f"denied:{first}"] == "running"
    [number] = numbers or [drawn_anew(asked, day=3)]
    assert listed(number) == {"103": (True, "denied"), "101": (True, "denied")}
    assert CallBack.objects.get(pk=number).verdict == "holds"  # too few took part, whatever was forged
    assert states(asked)[f"denied:{number}"] == "running"
    strikes(asked, 4, "right_denied")
    assert states(asked)[f"denied:{number}"] == "running"  # until 101 is struck too
    strikes(asked, 4, "denied", vote_ids=[asked.votes[0].pk])
    assert {states(asked)[key] for key in (f"denied:{number}", f"denied:{first}")} == {"met"}


def test_a_holder_who_denies_his_vote_after_a_count_anew_denies_it_in_the_new_draw(asked: Asked) -> None:
    asked.proxied("104")
    asked.proxied("103", "丁")
    first = asked.drawn()[0]
    called = asked.called("103", first)
    asked.record(called, "given")
    strikes(asked, 1, "court", document="1号")  # of 104
    recounted(asked, 1)
    number = drawn_anew(asked, day=2)
    assert asked.record(called, "not_voted", 2) == "denied"
    assert listed(number) == {"103": (True, "denied")}
    twin = CallTry.objects.filter(called__call_back=number).order_by("pk")
    assert [one.answer for one in twin] == ["given", "denied"]  # the owner's word goes with his


@pytest.mark.usefixtures("none_by_chance")
def test_striking_and_counting_anew_wipes_no_question_that_a_denial_owes(asked: Asked) -> None:
    asked.proxied("104")
    asked.proxied("103")
    asked.publish()
    first = asked.draw()
    CalledBallot.objects.filter(call_back=first, ballot__roll_unit=asked.unit("104")).update(drawn=True)
    asked.record(asked.called("104", first), "not_given")
    strikes(asked, 1, "right_denied")
    recounted(asked, 1)
    assert listed(drawn_anew(asked, day=2)) == {"103": (True, "waiting")}  # by the same holder


@pytest.mark.usefixtures("none_by_chance")
@pytest.mark.parametrize("widened", [False, True])
def test_where_all_were_to_be_called_all_are_after_a_count_anew(asked: Asked, *, widened: bool) -> None:
    asked.proxied("104")
    asked.proxied("101", "丁")
    asked.proxied("102", "丁")
    asked.publish()
    first = asked.draw()
    CalledBallot.objects.filter(call_back=first, ballot__roll_unit=asked.unit("104")).update(drawn=True)
    asked.record(asked.called("104", first), "not_given")
    assert asked.page(first).verdict == "call_all"
    if widened:
        services.widen_call_back(actor=asked.caller, now=asked.after, call_back_id=first)
        asked.say(asked.called("101", first), "for")
    strikes(asked, 1, "right_denied")
    recounted(asked, 1)
    number = drawn_anew(asked, day=2)
    assert listed(number) == {"101": (True, "waiting"), "102": (True, "waiting")}
    assert asked.page(number).widened
    for room in ("101", "102"):
        asked.say(asked.called(room, number), "for", 2)
    strikes(asked, 3, "court", document="1号")
    recounted(asked, 3)
    assert not any(drawn for drawn, _ in listed(drawn_anew(asked, day=4)).values())  # all were asked


def test_the_page_of_a_draw_from_before_a_count_anew_asks_nobody(asked: Asked, settings) -> None:
    settings.DEMO = True
    first = of_two(asked)
    widen = {"actor": asked.caller, "now": asked.after, "call_back_id": first}
    assert code(lambda: services.widen_call_back(**widen)) == "counted_anew"
    records.bind(EVERYONE)
    text = browser(asked.quarter, "回访员").get(f"/paper/calls/{first}").text
    assert "抽过以后重新计过票" in text
    assert f"/paper/calls/{first}/answer" not in text
    assert f"/paper/calls/{first}/widen" not in text
