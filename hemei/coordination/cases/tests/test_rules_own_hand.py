"""Nobody judges his own work: not who has the duties of a body that did it, nor who did it himself in another post."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.facts import Body, Facts
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.moves import Viewer, may
from hemei.coordination.cases.rules.parts import Hand
from hemei.coordination.cases.rules.words import ActName, Channel, Ending, Found, Outcome, PauseReason, State
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import DAY, HOUR, accepted, closed, refusal, whistled
from hemei.coordination.cases.tests.test_rules_judging import (
    LOOKED,
    RETURN,
    solved_by_the_street,
    street_called,
)

HEIR = 14
REOPEN = acts.Reopen(text="面包车又停在原处", photos=2)
RULING = acts.Arbitrate(
    accepting=f.COMMUNITY, handling=f.HOUSING, text="房屋出租归房产部门管", problem="群租堵门"
)


def merged(*others: int) -> Facts:
    """The street was dissolved and another has its duties, those of `others` too."""
    heir = Body(HEIR, "三里街新街道", "ST")
    known = f.facts()
    gone = replace(f.BODIES[f.STREET], active=False, heir=HEIR)
    return replace(
        known,
        chain={**known.chain, "street": heir},
        bodies={**f.BODIES, HEIR: heir, f.STREET: gone},
        lines={HEIR: frozenset({HEIR, f.STREET, *others})},
    )


NEW_STREET = replace(CAST.street, body_id=HEIR, person_id=599)


# --- who has the duties of a dissolved body ------------------------------------------------------
def test_the_heir_of_a_street_that_did_the_work_does_not_visit_it() -> None:
    story = solved_by_the_street()
    story.under = merged()
    story.then(CAST.system, acts.DrawRevisit(lot=1, solver=f.STREET), NOON + 7 * DAY)
    visit = story.case.revisit
    assert visit is not None
    assert visit.by == f.COUNTY
    # One that owes the visit from before is refused, and it is passed on as if it had been missed.
    story.state = replace(story.case, revisits=(replace(visit, by=HEIR),))
    assert refusal(story, NEW_STREET, LOOKED) == "own_work"
    assert refusal(story, NEW_STREET, REOPEN) == "own_work"


def test_nor_does_the_heir_of_a_home_body_that_stands_above_it_now() -> None:
    story = closed().then(CAST.resident, acts.AcceptResult(), NOON + 5 * HOUR)
    story.under = replace(f.facts(), lines={f.STREET: frozenset({f.STREET, f.COMMUNITY})})
    story.then(CAST.system, acts.DrawRevisit(lot=1, solver=f.FIRE), NOON + 7 * DAY)
    assert story.case.revisit is not None
    assert story.case.revisit.by == f.COUNTY


def test_the_heir_of_a_street_that_returned_a_case_does_not_rule_on_it() -> None:
    story = street_called().then(CAST.street, RETURN, NOON + 2 * HOUR)
    story.under = merged()
    story.then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + 3 * HOUR)
    case = story.then(CAST.fire, RETURN, NOON + 4 * HOUR).case
    assert case.arbitration is not None
    assert (case.home, case.arbitration.to) == (f.COUNTY, f.COUNTY)
    assert flaws(case) == ()


def test_the_heir_of_a_street_that_was_called_neither_grants_nor_supervises() -> None:
    story = street_called("group_rental").then(CAST.street, RETURN, NOON + 2 * HOUR)
    story.under = merged()
    story.then(CAST.community, acts.Whistle(lead=f.HOUSING), NOON + 3 * HOUR)
    assert refusal(story, NEW_STREET, acts.Extend(text="要两周")) == "not_approver"
    assert refusal(story, NEW_STREET, acts.Supervise(text="请抓紧")) == "own_work"
    story.then(CAST.housing, acts.AskExtension(text="要两周"))
    assert story.case.request is not None
    assert story.case.request.to == f.COUNTY
    assert refusal(story, NEW_STREET, acts.DeclineExtension(text="请按期办结")) == "not_approver"
    assert story.then(CAST.county, acts.Extend(text="同意")).case.extensions == 1


def test_what_the_heir_finds_of_its_predecessors_report_is_its_own() -> None:
    clerk = replace(CAST.street, person_id=598)
    story = Story().then(clerk, replace(f.REPORT, channel=Channel.PATROL, reporter=598))
    story.then(CAST.community, acts.Accept(kind="fire_lane"), NOON + HOUR)
    story.under = replace(merged(), lines={f.STREET: frozenset({HEIR, f.STREET})})
    story.then(CAST.community, acts.Whistle(lead=HEIR, text="街道统一组织清理"), NOON + 2 * HOUR)
    story.then(NEW_STREET, acts.Arrive(), NOON + 3 * HOUR)
    done = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="已经清走")
    story.then(NEW_STREET, done, NOON + 4 * HOUR)
    story.then(CAST.community, acts.Close(outcome=Outcome.SOLVED, text="已经核实"), NOON + 5 * HOUR)
    assert story.case.ended is Ending.OWN


# --- what goes over to a successor that may not judge it -----------------------------------------
def test_a_visit_goes_to_the_next_above_where_the_successor_did_the_work() -> None:
    story = closed().then(CAST.resident, acts.AcceptResult(), NOON + 5 * HOUR)
    story.then(CAST.system, acts.DrawRevisit(lot=1, solver=f.FIRE), NOON + 7 * DAY)
    (owed,) = story.case.open_clocks
    story.under = merged(f.POLICE)
    case = story.then(CAST.system, acts.Succeed(body=f.STREET, successor=HEIR)).case
    assert case.revisit is not None
    assert (case.revisit.by, case.revisit.passed) == (f.COUNTY, 0)
    (clock,) = case.open_clocks
    assert (clock.key, clock.body, clock.due_at) == (owed.key, f.COUNTY, owed.due_at)
    assert flaws(case) == ()
    assert story.then(CAST.county, LOOKED).case.revisits[0].found is Found.TRUE


def test_a_dispute_rises_where_the_successor_had_returned_it() -> None:
    story = whistled(joints=(f.POLICE,)).then(CAST.fire, RETURN, NOON + HOUR)
    story.then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + 2 * HOUR)
    case = story.then(CAST.fire, RETURN, NOON + 3 * HOUR).case
    assert case.arbitration is not None
    assert case.arbitration.to == f.STREET
    story.under = merged(f.POLICE)
    case = story.then(CAST.system, acts.Succeed(body=f.STREET, successor=HEIR), NOON + 4 * HOUR).case
    assert case.arbitration is not None
    assert (case.home, case.arbitration.to, case.state) == (f.COUNTY, f.COUNTY, State.ACCEPTED)
    assert flaws(case) == ()
    assert story.then(CAST.county, RULING, NOON + 5 * HOUR).case.state is State.WHISTLED


def test_a_dispute_that_waits_with_such_a_body_is_taken_up_by_the_next_above() -> None:
    story, _ = judged()[ActName.ARBITRATE]
    story.under = replace(merged(), lines={})
    story.then(CAST.system, acts.Succeed(body=f.STREET, successor=HEIR))
    story.under = merged(f.POLICE)
    assert refusal(story, NEW_STREET, RULING) == "own_work"
    case = story.then(CAST.county, acts.Fall(text="由区里裁定")).case
    assert case.arbitration is not None
    assert case.arbitration.to == f.COUNTY


def test_a_request_for_more_time_is_put_to_who_may_grant_it_now() -> None:
    story = whistled("group_rental", f.HOUSING).then(CAST.housing, acts.AskExtension(text="要两周"))
    assert story.case.request is not None
    assert story.case.request.to == f.STREET
    story.under = merged(f.POLICE)
    case = story.then(CAST.system, acts.Succeed(body=f.STREET, successor=HEIR)).case
    assert case.request is not None
    assert case.request.to == f.COUNTY
    assert {clock.body for clock in case.open_clocks if clock.key == case.request.clock_key} == {f.COUNTY}
    assert flaws(case) == ()


# --- one person in two posts ---------------------------------------------------------------------
ME = 503
DID = Hand(ME, f.COMMUNITY, ActName.ACCEPT, "长江社区")


def handled_by_me(*, staff: frozenset[int] = frozenset({ME, 505})) -> Facts:
    """The street's clerk did the work of the case as the community's."""
    return replace(f.facts(), hands=(DID,), staff={f.STREET: staff})


I_AT_THE_STREET = replace(CAST.street, person_id=ME)


def judged() -> dict[ActName, tuple[Story, acts.Act]]:
    """A case before each act that judges it, with the act."""
    visited = closed().then(CAST.resident, acts.AcceptResult(), NOON + 5 * HOUR)
    visited.then(CAST.system, acts.DrawRevisit(lot=1, solver=f.FIRE), NOON + 7 * DAY)
    disputed = whistled().then(CAST.fire, RETURN, NOON + HOUR)
    disputed.then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + 2 * HOUR)
    disputed.then(CAST.fire, RETURN, NOON + 3 * HOUR)
    asked = whistled("group_rental", f.HOUSING).then(CAST.housing, acts.AskExtension(text="要两周"))
    return {
        ActName.RECORD_REVISIT: (visited, LOOKED),
        ActName.REOPEN: (replace(visited), REOPEN),
        ActName.ARBITRATE: (disputed, RULING),
        ActName.EXTEND: (asked, acts.Extend(text="同意")),
        ActName.DECLINE_EXTENSION: (replace(asked), acts.DeclineExtension(text="请按期办结")),
        ActName.SUPERVISE: (whistled(), acts.Supervise(text="请抓紧")),
    }


@pytest.mark.parametrize("name", judged())
def test_who_did_the_work_in_another_post_does_not_judge_it_and_a_colleague_does(name: ActName) -> None:
    story, act = judged()[name]
    story.under = handled_by_me()
    decision = may(story.case, Viewer(I_AT_THE_STREET), name, handled_by_me(), story.now)
    (reason,) = decision.reasons
    assert (reason.code, reason.values["body"], reason.values["done"]) == ("own_hand", "长江社区", "受理")
    assert reason.remedy == "请本单位的其他人来做"
    assert refusal(story, I_AT_THE_STREET, act) == "own_hand"
    story.then(CAST.street, act, story.now + HOUR)


def test_it_is_no_other_post_where_the_body_is_the_same_or_its_heir() -> None:
    """A home body decides what it only called others to, whoever of it called them."""
    story = whistled("fire_lane")
    clerk = replace(f.facts(), hands=(DID,), staff={f.COMMUNITY: frozenset({ME})})
    assert may(story.case, Viewer(CAST.community), ActName.EXTEND, clerk, story.now).allowed
    heir = replace(clerk, hands=(replace(DID, body=99),), lines={f.COMMUNITY: frozenset({f.COMMUNITY, 99})})
    assert may(story.case, Viewer(CAST.community), ActName.EXTEND, heir, story.now).allowed
    other = replace(clerk, hands=(replace(DID, body=99),))
    assert not may(story.case, Viewer(CAST.community), ActName.EXTEND, other, story.now).allowed


def test_nor_does_the_hotline_say_for_a_reporter_that_its_own_work_is_good() -> None:
    me = replace(CAST.hotline, person_id=ME)
    story = closed()
    assert not may(story.case, Viewer(me), ActName.ACCEPT_RESULT, handled_by_me(), story.now).allowed
    assert may(story.case, Viewer(me), ActName.SEND_BACK, handled_by_me(), story.now).allowed
    early = accepted()
    assert not may(early.case, Viewer(me), ActName.WITHDRAW, handled_by_me(), early.now).allowed
    resident = replace(CAST.resident, person_id=f.RESIDENT)
    mine = replace(handled_by_me(), hands=(replace(DID, person=f.RESIDENT),))
    assert may(story.case, Viewer(resident), ActName.ACCEPT_RESULT, mine, story.now).allowed


def test_who_used_up_his_pauses_is_not_granted_more_by_himself_in_another_post() -> None:
    story = whistled()
    for day in (0, 15):
        at = NOON + DAY * (day + 1)
        stop = acts.PauseClock(reason=PauseReason.COURT, until=at + 15 * DAY, text="等待开庭")
        story.then(CAST.fire, stop, at).then(CAST.fire, acts.ResumeClock(), at + 15 * DAY)
    more = acts.PauseClock(reason=PauseReason.COURT, until=NOON + 33 * DAY, text="下周开庭")
    me = replace(CAST.community, person_id=CAST.fire.person_id)
    worked = Hand(CAST.fire.person_id or 0, f.FIRE, ActName.ARRIVE, "消防救援大队")
    story.under = replace(f.facts(), hands=(worked,))
    assert refusal(story, me, more, NOON + 31 * DAY + HOUR) == "own_hand"
    story.then(CAST.community, more, NOON + 31 * DAY + HOUR)
    assert any(clock.standstill for clock in story.case.open_clocks if clock.body == f.FIRE)


# --- where nobody else is left -------------------------------------------------------------------
ALONE = handled_by_me(staff=frozenset({ME}))


def test_where_nobody_else_is_in_office_the_next_above_visits() -> None:
    story = closed().then(CAST.resident, acts.AcceptResult(), NOON + 5 * HOUR)
    story.under = ALONE
    story.then(CAST.system, acts.DrawRevisit(lot=1, solver=f.FIRE), NOON + 7 * DAY)
    assert story.case.revisit is not None
    assert story.case.revisit.by == f.COUNTY
    assert story.then(CAST.county, LOOKED).case.revisits[0].found is Found.TRUE


def test_where_nobody_else_is_in_office_the_next_above_rules_and_grants() -> None:
    story = whistled().then(CAST.fire, RETURN, NOON + HOUR)
    story.then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + 2 * HOUR)
    story.under = ALONE
    case = story.then(CAST.fire, RETURN, NOON + 3 * HOUR).case
    assert case.arbitration is not None
    assert case.arbitration.to == f.COUNTY
    asked = whistled("group_rental", f.HOUSING)
    asked.under = ALONE
    asked.then(CAST.housing, acts.AskExtension(text="要两周"))
    assert asked.case.request is not None
    assert asked.case.request.to == f.COUNTY
    assert refusal(asked, I_AT_THE_STREET, acts.Extend(text="同意")) == "not_approver"
    assert asked.then(CAST.county, acts.Extend(text="同意")).case.extensions == 1


def test_who_returns_or_asks_is_not_himself_the_one_it_is_put_to() -> None:
    one = replace(f.facts(), staff={f.STREET: frozenset({CAST.fire.person_id or 0})})
    story = whistled().then(CAST.fire, RETURN, NOON + HOUR)
    story.then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + 2 * HOUR)
    story.under = one
    case = story.then(CAST.fire, RETURN, NOON + 3 * HOUR).case
    assert case.arbitration is not None
    assert case.arbitration.to == f.COUNTY
    asks = whistled("group_rental", f.HOUSING, (f.FIRE,))
    asks.under = one
    asks.then(CAST.fire, acts.AskExtension(text="要两周"))
    assert asks.case.request is not None
    assert asks.case.request.to == f.COUNTY


def test_a_body_in_which_nobody_is_in_office_keeps_its_duty() -> None:
    story = closed().then(CAST.resident, acts.AcceptResult(), NOON + 5 * HOUR)
    story.under = handled_by_me(staff=frozenset())
    story.then(CAST.system, acts.DrawRevisit(lot=1, solver=f.FIRE), NOON + 7 * DAY)
    assert story.case.revisit is not None
    assert story.case.revisit.by == f.STREET


def test_who_is_alone_is_told_that_the_next_above_does_it() -> None:
    story, _ = judged()[ActName.ARBITRATE]
    (reason,) = may(story.case, Viewer(I_AT_THE_STREET), ActName.ARBITRATE, ALONE, story.now).reasons
    assert reason.remedy == "本单位没有其他人，请上一级来做"
