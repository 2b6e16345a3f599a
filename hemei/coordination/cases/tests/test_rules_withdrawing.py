"""A report is its reporter's: who ends it for him says why, and he may say that he did not want it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.evolve import rebuild
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.lots import drawn_as
from hemei.coordination.cases.rules.parts import Hand
from hemei.coordination.cases.rules.words import ActName, Channel, ClockKind, Ending, Outcome, State
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story, reported
from hemei.coordination.cases.tests.stories import DAY, HOUR, accepted, clock, refusal
from hemei.kernel.actor import Actor, Role

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


OWN = acts.Withdraw(text="现场已经没有问题了")
DONE = acts.Close(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="现场已经清理")


def found_by(actor: Actor, channel: Channel = Channel.PATROL) -> Story:
    """What somebody found for the body he works for, accepted by its community."""
    story = Story().then(actor, replace(f.REPORT, channel=channel, reporter=actor.person_id))
    return story.then(CAST.community, acts.Accept(kind="fire_lane"), NOON + HOUR)


@pytest.mark.parametrize("actor", [CAST.community, CAST.grid, CAST.secretary])
def test_a_community_does_not_withdraw_what_it_found_itself_and_has_to_do(actor: Actor) -> None:
    """It would be gone without a word and outside every lot; what it closes or refuses is drawn."""
    unread = Story().then(actor, replace(f.REPORT, channel=Channel.PATROL, reporter=actor.person_id))
    at_home = Actor(Role.RESIDENT, person_id=actor.person_id)
    for story in (unread, found_by(actor)):
        for asked in (actor, at_home, CAST.hotline):
            assert refusal(story, asked, OWN) == "own_work"
    ended = found_by(actor).then(CAST.community, DONE).case
    assert (ended.ended, drawn_as(ended)) == (Ending.OWN, "solved")


def test_nor_what_a_visit_opened_again_nor_what_it_called_back() -> None:
    story = found_by(CAST.grid).then(CAST.community, DONE, NOON + 2 * HOUR)
    story.then(CAST.system, acts.DrawRevisit(lot=1, solver=f.COMMUNITY), NOON + 7 * DAY)
    story.then(CAST.street, acts.Reopen(text="现场仍然堵着", photos=1), NOON + 8 * DAY)
    assert (story.case.state, story.case.round) == (State.ACCEPTED, 2)
    assert refusal(story, CAST.grid, OWN) == "own_work"
    risen = replace(story).then(CAST.street, acts.Fall(text="街道来办"))
    assert refusal(risen, CAST.grid, OWN) == "own_work", "it had the work before it rose"
    called = found_by(CAST.grid).then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + 2 * HOUR)
    called.then(CAST.community, acts.Recall(text="消防说不用来了"), NOON + 3 * HOUR)
    assert called.case.state is State.ACCEPTED
    assert refusal(called, CAST.grid, OWN) == "own_work"


def test_nor_a_company_what_it_was_called_to_but_who_has_no_part_may() -> None:
    story = found_by(CAST.company, Channel.COMPANY)
    assert replace(story).then(CAST.company, OWN).case.ended is Ending.WITHDRAWN
    story = found_by(CAST.company, Channel.COMPANY)
    story.then(CAST.community, acts.Handle(company=f.COMPANY), NOON + 2 * HOUR)
    story.then(CAST.community, acts.Recall(text="改由社区来办"), NOON + 3 * HOUR)
    assert refusal(story, CAST.company, OWN) == "own_work"
    assert found_by(CAST.police).then(CAST.police, OWN).case.ended is Ending.WITHDRAWN
    again = accepted().then(CAST.community, DONE, NOON + HOUR)
    again.then(CAST.resident, acts.AcceptResult()).then(
        CAST.system, acts.DrawRevisit(lot=1, solver=f.COMMUNITY)
    )
    again.then(CAST.street, acts.Reopen(text="现场仍然堵着", photos=1), NOON + 8 * DAY)
    assert again.then(CAST.resident, acts.Withdraw()).case.ended is Ending.WITHDRAWN, "a resident's is his"


def test_nor_who_reported_at_home_what_he_or_a_colleague_has_begun() -> None:
    """The desk still ends it, as done or not, so nobody is left with a case he cannot end."""
    own = replace(f.facts(), own_word=True)
    unread = reported(under=own, contact=True)
    assert replace(unread).then(CAST.resident, acts.Withdraw()).case.ended is Ending.WITHDRAWN
    answered = replace(own, hands=(Hand(f.RESIDENT, f.COMMUNITY, ActName.ANSWER_SUPERVISION),))
    assert refusal(replace(unread, under=answered), CAST.resident, acts.Withdraw()) == "own_work"
    begun = unread.then(CAST.community, acts.Accept(kind="fire_lane"))
    for asked in (CAST.resident, CAST.hotline):
        assert refusal(begun, asked, SAID) == "own_work"
    case = begun.then(CAST.community, acts.Close(outcome=Outcome.NOT_SOLVED, text="车主一直失联")).case
    assert (case.ended, drawn_as(case)) == (Ending.OWN, "not_solved")


def test_a_case_of_before_is_not_withdrawn_by_who_had_the_work() -> None:
    """Of a case reported before it was recorded for which body, the post he has today tells."""
    story = found_by(CAST.grid)
    story.state = replace(story.case, reporter_body=None)
    assert refusal(story, CAST.grid, OWN) == "own_work"
