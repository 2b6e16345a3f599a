"""Nobody accepts his own result: a case whose reporter did the work ends without a word on satisfaction."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.evolve import rebuild
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.lots import could_be_asked, drawn_as
from hemei.coordination.cases.rules.words import Channel, Ending, Outcome, State
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, Story
from hemei.coordination.cases.tests.stories import refusal
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

CLOSE = acts.Close(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="现场已经清理")
RESULT = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="现场已经清理")


def told_by(actor: Actor, channel: Channel) -> Story:
    """A case somebody reported for the body he works for, accepted by its community."""
    report = replace(f.REPORT, channel=channel, reporter=actor.person_id)
    return Story().then(actor, report)


def accepted_by(actor: Actor, channel: Channel) -> Story:
    return told_by(actor, channel).then(CAST.community, acts.Accept(kind="fire_lane"))


@pytest.mark.parametrize("actor", [CAST.community, CAST.grid])
def test_a_community_is_not_content_with_what_it_reported_and_closed(actor):
    story = accepted_by(actor, Channel.PATROL).then(CAST.community, acts.Handle())
    case = story.then(CAST.community, CLOSE).case
    assert (case.state, case.ended) == (State.ENDED, Ending.OWN)
    assert flaws(case) == ()
    assert rebuild(story.events) == case


def test_nor_with_its_own_refusal():
    story = told_by(CAST.community, Channel.PATROL)
    assert (
        story.then(CAST.community, acts.Refuse(ground="court", text="法院已经受理")).case.ended is Ending.OWN
    )


def test_a_company_is_not_content_with_its_own_work_but_may_be_with_that_of_others():
    story = accepted_by(CAST.company, Channel.COMPANY).then(CAST.community, acts.Handle(company=f.COMPANY))
    assert story.then(CAST.company, RESULT).then(CAST.community, CLOSE).case.ended is Ending.OWN
    others = accepted_by(CAST.company, Channel.COMPANY).then(CAST.community, CLOSE)
    assert others.then(CAST.company, acts.AcceptResult()).case.ended is Ending.ACCEPTED


@pytest.mark.parametrize(
    ("actor", "channel"),
    [(CAST.community, Channel.PATROL), (CAST.grid, Channel.PATROL), (CAST.company, Channel.COMPANY)],
)
def test_whoever_found_it_leaves_no_number_by_which_he_would_accept_it(actor, channel):
    report = replace(f.REPORT, channel=channel, reporter=actor.person_id, contact=True)
    assert refusal_at_first(actor, report) == "no_caller"


def refusal_at_first(actor: Actor, act: acts.Act) -> str:
    with pytest.raises(Refused) as caught:
        Story().then(actor, act)
    return caught.value.decision.reasons[0].code


def with_a_number(actor: Actor, channel: Channel) -> Story:
    """A case of before: a number was left with what a body found itself."""
    story = accepted_by(actor, channel)
    story.state = replace(story.case, phone=True)
    return story


def test_of_old_cases_with_a_number_nobody_accepts_the_result_for_him():
    story = with_a_number(CAST.community, Channel.PATROL).then(CAST.community, CLOSE)
    assert story.case.ended is Ending.OWN
    waits = replace(story.case, state=State.AWAITING, ended=None, ended_at=None)
    story.state = waits
    at_home = Actor(Role.RESIDENT, person_id=CAST.community.person_id)
    for actor in (CAST.community, at_home, CAST.hotline):
        assert refusal(story, actor, acts.AcceptResult(text="电话回访：认可")) == "own_work"


def by_resident(person: int | None) -> Story:
    at_home = Actor(Role.RESIDENT, person_id=person)
    story = Story().then(at_home, replace(f.REPORT, reporter=person))
    return story.then(CAST.community, acts.Accept(kind="fire_lane"))


def test_a_clerk_who_reports_as_a_resident_and_closes_it_himself_has_no_word_on_it():
    me = CAST.community.person_id
    at_home = Actor(Role.RESIDENT, person_id=me)
    story = by_resident(me).then(CAST.community, CLOSE)
    assert (story.case.state, story.case.ended) == (State.ENDED, Ending.OWN)
    assert (drawn_as(story.case), could_be_asked(story.case)) == ("solved", False)
    assert flaws(story.case) == ()
    assert rebuild(story.events) == story.case
    refused = Story().then(at_home, replace(f.REPORT, reporter=me))
    refused.then(CAST.community, acts.Refuse(ground="court", text="法院已经受理"))
    assert refused.case.ended is Ending.OWN


def test_nor_where_a_colleague_closes_or_refuses_it():
    """What the facts say of who reported it holds whoever of the desk says that it is done."""
    colleagues = replace(f.facts(), own_word=True)
    for act in (CLOSE, acts.Refuse(ground="court", text="法院已经受理")):
        story = Story().then(Actor(Role.RESIDENT, person_id=f.RESIDENT), f.REPORT)
        if isinstance(act, acts.Close):
            story.then(CAST.community, acts.Accept(kind="fire_lane"))
        story.under = colleagues
        story.then(CAST.secretary, act)
        assert (story.case.state, story.case.ended, story.case.own) == (State.ENDED, Ending.OWN, True)
        assert could_be_asked(story.case) is False
        assert flaws(story.case) == ()
        assert rebuild(story.events) == story.case


def test_nor_a_manager_whose_result_it_is_nor_does_he_withdraw_it_when_it_was_opened_again():
    me = CAST.company.person_id
    at_home = Actor(Role.RESIDENT, person_id=me)
    story = by_resident(me).then(CAST.community, acts.Handle(company=f.COMPANY))
    story.then(CAST.company, RESULT).then(CAST.community, CLOSE)
    assert story.case.ended is Ending.OWN
    story.then(CAST.system, acts.DrawRevisit(lot=1, solver=f.COMPANY))
    story.then(CAST.street, acts.Reopen(text="现场仍然堵着", photos=1))
    assert story.case.state is State.ACCEPTED
    assert refusal(story, at_home, acts.Withdraw()) == "own_work"
    assert story.then(CAST.community, CLOSE).case.ended is Ending.OWN


def test_nor_whoever_left_his_own_telephone_by_another_hand():
    """The phone that a colleague took down as a caller's is that of the clerk who closes it."""
    story = Story().then(
        CAST.hotline, replace(f.REPORT, channel=Channel.HOTLINE, reporter=None, contact=True)
    )
    story.then(CAST.community, acts.Accept(kind="fire_lane"))
    story.under = replace(f.facts(), own_word=True)
    assert story.then(CAST.community, CLOSE).case.ended is Ending.OWN
    assert flaws(story.case) == ()


def test_what_rose_to_the_street_may_be_accepted_below():
    story = accepted_by(CAST.grid, Channel.PATROL).then(CAST.street, acts.Fall(text="由街道牵头办理"))
    story.then(CAST.street, CLOSE)
    assert story.then(CAST.grid, acts.AcceptResult()).case.ended is Ending.ACCEPTED


def test_a_case_of_before_is_not_accepted_by_who_did_the_work():
    """Of a case reported before it was recorded for which body, the post he has today tells."""
    story = accepted_by(CAST.community, Channel.PATROL)
    story.state = replace(story.case, reporter_body=None)
    assert story.then(CAST.secretary, CLOSE).case.state is State.AWAITING
    assert refusal(story, CAST.community, acts.AcceptResult()) == "own_work"
