"""A report is its reporter's: who ends it for him says why, and he may say that he did not want it."""

from __future__ import annotations

from dataclasses import replace

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.evolve import rebuild
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.words import ClockKind, Ending, State
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story, reported
from hemei.coordination.cases.tests.stories import DAY, HOUR, accepted, clock, refusal

SAID = acts.Withdraw(text="本人用登记的手机来电说已经解决")
BACK = acts.SendBack(text="我没有说过要撤销")


def withdrawn() -> Story:
    return accepted(contact=True).then(CAST.hotline, SAID, NOON + HOUR)


def test_who_ends_it_for_the_reporter_says_why_and_the_reporter_need_not() -> None:
    story = reported(contact=True)
    assert refusal(story, CAST.hotline, acts.Withdraw()) == "text_missing"
    assert refusal(story, CAST.hotline, acts.Withdraw(text="好了")) == "text_short"
    case = replace(story).then(CAST.hotline, SAID).case
    assert (case.ended, case.final_at is None) == (Ending.WITHDRAWN, False)
    assert story.then(CAST.resident, acts.Withdraw()).case.final_at is None
    assert refusal(story, CAST.resident, BACK) == "over"
    assert flaws(case) == flaws(story.case) == ()


def test_nobody_but_the_reporter_leaves_his_report() -> None:
    story = reported(contact=True, under=replace(f.facts(), supporters=1))
    assert refusal(story, CAST.hotline, acts.Leave(text="他说不管了")) == "not_yours"
    assert refusal(story, CAST.hotline, SAID) == "followed"
    assert story.then(CAST.resident, acts.Leave()).case.left


def test_it_goes_on_where_the_reporter_had_not_wanted_that() -> None:
    story = withdrawn()
    assert refusal(story, CAST.stranger, BACK) == "not_yours"
    assert refusal(story, CAST.community, BACK) == "not_yours"
    case = story.then(CAST.resident, BACK, NOON + DAY).case
    assert (case.state, case.round, case.ended, case.final_at) == (State.REPORTED, 2, None, None)
    assert case.unwanted == (1,)
    assert clock(case, ClockKind.ACCEPT, f.COMMUNITY).running
    assert story.events[-1].about == {"unwanted": True}
    assert rebuild(story.events) == case
    assert flaws(case) == ()


def test_who_rang_up_may_object_by_telephone_too_and_not_for_ever() -> None:
    assert withdrawn().then(CAST.hotline, BACK, NOON + DAY).case.state is State.REPORTED
    late = withdrawn()
    assert late.case.final_at is not None
    assert refusal(late, CAST.resident, BACK, late.case.final_at + HOUR) == "over"
