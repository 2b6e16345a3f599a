"""Nobody accepts his own result: a case whose reporter did the work ends without a word on satisfaction."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.evolve import rebuild
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.words import Channel, Ending, Outcome, State
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, Story
from hemei.coordination.cases.tests.stories import refusal
from hemei.kernel.actor import Actor, Role

CLOSE = acts.Close(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="现场已经清理")
RESULT = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="现场已经清理")


def told_by(actor: Actor, channel: Channel, *, contact: bool = False) -> Story:
    """A case somebody reported for the body he works for, accepted by its community."""
    report = replace(f.REPORT, channel=channel, reporter=actor.person_id, contact=contact)
    return Story().then(actor, report)


def accepted_by(actor: Actor, channel: Channel, *, contact: bool = False) -> Story:
    return told_by(actor, channel, contact=contact).then(CAST.community, acts.Accept(kind="fire_lane"))


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


def test_a_number_that_was_left_is_called_and_he_himself_accepts_in_no_post():
    story = accepted_by(CAST.community, Channel.PATROL, contact=True).then(CAST.community, CLOSE)
    at_home = Actor(Role.RESIDENT, person_id=CAST.community.person_id)
    for actor in (CAST.community, at_home):
        assert refusal(story, actor, acts.AcceptResult()) == "own_work"
    said = acts.AcceptResult(text="电话回访：认可")
    assert story.then(CAST.hotline, said).case.ended is Ending.ACCEPTED


def test_what_rose_to_the_street_may_be_accepted_below():
    story = accepted_by(CAST.grid, Channel.PATROL).then(CAST.street, acts.Fall(text="由街道牵头办理"))
    story.then(CAST.street, CLOSE)
    assert story.then(CAST.grid, acts.AcceptResult()).case.ended is Ending.ACCEPTED


def test_a_case_of_before_is_not_accepted_by_who_did_the_work():
    """Of a case reported before it was recorded for which body, the post he has today tells."""
    story = accepted_by(CAST.community, Channel.PATROL)
    story.state = replace(story.case, reporter_body=None)
    assert story.then(CAST.community, CLOSE).case.state is State.AWAITING
    assert refusal(story, CAST.community, acts.AcceptResult()) == "own_work"
