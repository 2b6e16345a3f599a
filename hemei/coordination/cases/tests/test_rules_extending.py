"""More time: who asks, who answers, what a slow answer may and may not do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer, steps
from hemei.coordination.cases.rules.words import ActName, Answer, ClockKind, Outcome, Settled
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import HOUR, accepted, clock, refusal, whistled
from hemei.kernel.actor import Actor

ASK = acts.AskExtension(text="取证需要时间")
GRANT = acts.Extend(text="同意")
DECLINE = acts.DeclineExtension(text="人手足够，请按期办结")


def asked() -> Story:
    return whistled("group_rental", f.HOUSING, (f.FIRE,)).then(CAST.housing, ASK, NOON + HOUR)


def test_a_request_starts_a_clock_of_the_body_that_grants_it():
    story = asked()
    (request,) = story.case.requests
    assert (request.by, request.to) == (f.HOUSING, f.STREET)
    extension = f.law().ladders.extension_of("S3", 1)
    assert extension
    answer = clock(story.case, ClockKind.EXTENSION, f.STREET)
    assert answer.due_at == f.working().due(NOON + HOUR, extension.answer).at
    assert clock(story.case, ClockKind.HANDLING, f.HOUSING).running, "the limits go on meanwhile"
    assert refusal(story, CAST.fire, ASK) == "asked"


def test_it_is_granted_once():
    story = asked().then(CAST.street, GRANT, NOON + 2 * HOUR)
    assert story.case.requests[0].answer is Answer.GRANTED
    assert clock(story.case, ClockKind.EXTENSION, f.STREET).settled is Settled.MET
    assert clock(story.case, ClockKind.HANDLING, f.HOUSING).limits == ("15 working_days", "10 working_days")
    assert refusal(story, CAST.housing, ASK) == "extended"


def test_it_is_declined_with_a_reason_and_may_be_asked_again():
    story = asked()
    assert refusal(story, CAST.street, acts.DeclineExtension()) == "text_missing"
    assert refusal(story, CAST.community, DECLINE) == "not_approver"
    story.then(CAST.street, DECLINE, NOON + 2 * HOUR)
    assert story.case.requests[0].answer is Answer.DECLINED
    assert clock(story.case, ClockKind.HANDLING, f.HOUSING).limits == ("15 working_days",)
    assert refusal(story, CAST.street, DECLINE) == "not_asked"
    assert story.then(CAST.fire, ASK).case.requests[1].by == f.FIRE


def test_what_was_asked_in_time_is_granted_late():
    story = asked()
    late = clock(story.case, ClockKind.HANDLING, f.HOUSING).due_at + HOUR
    story.then(CAST.street, GRANT, late)
    assert clock(story.case, ClockKind.EXTENSION, f.STREET).settled is Settled.MISSED
    assert clock(story.case, ClockKind.HANDLING, f.HOUSING).due_at > late


def test_an_unanswered_request_is_told_upwards_like_any_clock():
    act = acts.Escalate(clock="extension:1", step="overdue_to_street")
    story = asked().then(CAST.system, act, NOON + timedelta(days=20))
    assert story.events[-1].data["about"]["body"] == f.STREET


@pytest.mark.parametrize(
    ("story", "actor", "days", "code"),
    [
        (lambda: whistled("lift_trap", f.URBAN, ()), CAST.urban, 0, "no_extension"),
        (whistled, CAST.fire, 3, "too_late"),
        (whistled, CAST.community, 0, "own_to_grant"),
        (accepted, CAST.community, 0, ""),
        (lambda: accepted("group_rental"), CAST.community, 0, ""),
        (lambda: whistled("group_rental", f.HOUSING, ()), CAST.community, 0, "nothing_runs"),
        (lambda: whistled("group_rental", f.HOUSING, (f.FIRE,)), CAST.fire, 0, ""),
    ],
)
def test_who_may_ask_when(story: Callable[[], Story], actor: Actor, days: int, code: str):
    at = NOON + HOUR + timedelta(days=days)
    decision = steps(story().case, Viewer(actor), f.facts(), at)[ActName.ASK_EXTENSION]
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])


def _result(story: Story) -> Story:
    story.then(CAST.housing, acts.Arrive(), NOON + 2 * HOUR)
    return story.then(CAST.housing, acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="房东失联"))


@pytest.mark.parametrize(
    "over",
    [
        _result,
        lambda story: story.then(CAST.community, acts.Recall(text="改派")),
        lambda story: story.then(CAST.housing, acts.ReturnWhistle(line="fire_lane", text="实为占道")),
    ],
)
def test_a_request_lapses_with_the_work_it_was_for(over: Callable[[Story], Story]):
    case = over(asked()).case
    assert case.requests[0].answer is Answer.LAPSED
    assert clock(case, ClockKind.EXTENSION, f.STREET).settled is Settled.CANCELLED


def test_a_request_lapses_when_the_case_goes_to_a_body_above_the_one_it_was_put_to():
    story = accepted("parking").then(CAST.community, acts.Handle(company=f.COMPANY))
    story.then(CAST.company, ASK, NOON + HOUR)
    assert story.case.requests[0].to == f.COMMUNITY
    story.then(CAST.street, acts.Fall(text="提级办理"))
    assert story.case.request is None
