"""Nobody judges his own work: a street that was called to a case leaves each judgement to the next above."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.evolve import rebuild
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.lots import solver_of
from hemei.coordination.cases.rules.words import Ending, Found, Outcome, Settled, State
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story, reported
from hemei.coordination.cases.tests.stories import DAY, HOUR, accepted, closed, refusal

CALLED = acts.Whistle(lead=f.STREET, text="街道统一组织清理")
RESULT = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="已经清走")
LOOKED = acts.RecordRevisit(found=Found.TRUE, text="通道畅通，划线清楚", photos=1)
RETURN = acts.ReturnWhistle(line="group_rental", text="实为群租")


def street_called(kind: str = "fire_lane") -> Story:
    return accepted(kind).then(CAST.community, CALLED, NOON + HOUR)


def solved_by_the_street() -> Story:
    story = street_called().then(CAST.street, acts.Arrive(), NOON + 2 * HOUR)
    story.then(CAST.street, RESULT, NOON + 3 * HOUR)
    story.then(CAST.community, acts.Close(outcome=Outcome.SOLVED, text="已经核实"), NOON + 4 * HOUR)
    return story.then(CAST.resident, acts.AcceptResult(), NOON + 5 * HOUR)


def test_a_street_that_did_the_work_does_not_visit_it_again() -> None:
    story = solved_by_the_street()
    story.then(CAST.system, acts.DrawRevisit(lot=1, solver=solver_of(story.case)), NOON + 7 * DAY)
    visit = story.case.revisit
    assert visit is not None
    assert (visit.by, visit.solver) == (f.COUNTY, f.STREET)
    assert refusal(story, CAST.street, LOOKED) == "not_yours"
    assert flaws(story.case) == ()
    own = replace(story.case, revisits=(replace(visit, by=f.STREET),))
    assert flaws(own), "whoever was called never visits"
    assert story.then(CAST.county, LOOKED, NOON + 9 * DAY).case.revisits[0].found is Found.TRUE


def test_where_everybody_above_had_a_part_nobody_visits() -> None:
    alone = replace(f.facts(), chain={key: f.facts().chain[key] for key in ("community", "street")})
    story = solved_by_the_street()
    story.under = alone
    assert refusal(story, CAST.system, acts.DrawRevisit(lot=1, solver=f.STREET)) == "no_superior"
    assert alone.judge_from(story.case, 1) is None


def test_a_street_that_returned_the_case_does_not_decide_who_has_to_act() -> None:
    story = street_called().then(CAST.street, RETURN, NOON + 2 * HOUR)
    story.then(CAST.community, CALLED, NOON + 3 * HOUR).then(CAST.street, RETURN, NOON + 4 * HOUR)
    case = story.case
    assert case.arbitration is not None
    assert (case.home, case.level, case.arbitration.to) == (f.COUNTY, 2, f.COUNTY)
    assert flaws(case) == ()
    ruling = acts.Arbitrate(
        accepting=f.COMMUNITY, handling=f.HOUSING, text="房屋出租归房产部门管", problem="群租堵门"
    )
    assert story.then(CAST.county, ruling, NOON + 5 * HOUR).case.state is State.WHISTLED


def test_nor_does_it_where_it_took_the_case_up_itself_after_returning_it() -> None:
    """As the home body of the second return it stands no higher than before: the county decides."""
    story = street_called().then(CAST.street, RETURN, NOON + 2 * HOUR)
    story.then(CAST.street, acts.Fall(text="街道先接手"), NOON + 3 * HOUR)
    story.then(CAST.street, acts.Whistle(lead=f.FIRE), NOON + 4 * HOUR)
    case = story.then(CAST.fire, RETURN, NOON + 5 * HOUR).case
    assert case.arbitration is not None
    assert (case.returns, case.home, case.arbitration.to) == (2, f.COUNTY, f.COUNTY)
    assert flaws(case) == ()
    assert rebuild(story.events) == case
    # Where it was never called itself, what it took up is decided by it as ever.
    other = accepted().then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + HOUR)
    other.then(CAST.fire, RETURN, NOON + 2 * HOUR).then(CAST.street, acts.Fall(text="街道先接手"))
    other.then(CAST.street, acts.Whistle(lead=f.FIRE)).then(CAST.fire, RETURN, NOON + 3 * HOUR)
    assert other.case.arbitration is not None
    assert (other.case.home, other.case.arbitration.to) == (f.STREET, f.STREET)


def test_a_street_does_not_grant_the_extension_of_its_own_work() -> None:
    story = street_called("group_rental")
    assert refusal(story, CAST.street, acts.Extend(text="要两周")) == "not_approver"
    story.then(CAST.street, acts.AskExtension(text="要两周"))
    assert story.case.request is not None
    assert story.case.request.to == f.COUNTY
    assert story.then(CAST.county, acts.Extend(text="同意")).case.extensions == 1
    # A community that whistled a department alone still asks its street.
    other = accepted("group_rental").then(CAST.community, acts.Whistle(lead=f.HOUSING), NOON + HOUR)
    other.then(CAST.housing, acts.AskExtension(text="要两周"))
    assert other.case.request is not None
    assert other.case.request.to == f.STREET


def test_a_community_does_not_grant_the_extension_of_what_it_handles_itself() -> None:
    story = accepted()
    assert refusal(story, CAST.community, acts.Extend(text="要多一天")) == "not_approver"
    story.then(CAST.community, acts.AskExtension(text="要多一天"))
    assert story.case.request is not None
    assert story.case.request.to == f.STREET
    assert replace(story).then(CAST.street, acts.Extend(text="同意")).case.extensions == 1
    # As soon as another does the work the community may grant it, and what it asked for itself lapses.
    called = story.then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + 2 * HOUR)
    assert called.case.request is None
    called.then(CAST.fire, acts.AskExtension(text="要多一天"))
    assert called.case.request is not None
    assert called.case.request.to == f.COMMUNITY


def test_a_community_that_handles_a_case_alone_in_the_city_grants_it() -> None:
    story = accepted()
    story.under = replace(f.facts(), chain={"community": f.facts().chain["community"]})
    assert story.then(CAST.community, acts.Extend(text="上面没有单位")).case.extensions == 1


def test_where_nobody_else_stands_above_the_street_its_community_grants_it() -> None:
    story = street_called("group_rental")
    story.under = replace(f.facts(), chain={key: f.facts().chain[key] for key in ("community", "street")})
    assert refusal(story, CAST.street, acts.Extend(text="要两周")) == "not_approver"
    assert story.then(CAST.community, acts.Extend(text="同意")).case.extensions == 1


def test_a_street_does_not_supervise_itself() -> None:
    story = street_called()
    assert refusal(story, CAST.street, acts.Supervise(text="请抓紧")) == "own_work"
    assert story.then(CAST.county, acts.Supervise(text="请抓紧")).case.supervisions[0].to == f.STREET


def test_a_street_that_is_late_is_not_told_so_by_itself() -> None:
    story = street_called()
    (late,) = [clock for clock in story.case.open_clocks if clock.kind == "arrival"]
    act = acts.Escalate(clock=late.key, step="overdue_to_street")
    story.then(CAST.system, act, late.due_at + HOUR)
    assert story.events[-1].about["to"] == f.COUNTY


def test_what_a_lead_said_in_part_is_its_word_where_the_case_is_closed_so() -> None:
    story = accepted("parking").then(CAST.community, acts.Handle(company=f.COMPANY), NOON + HOUR)
    part = replace(RESULT, outcome=Outcome.SOLVED_IN_PART)
    story.then(CAST.company, part, NOON + 2 * HOUR)
    close = acts.Close(outcome=Outcome.SOLVED_IN_PART, text="还有一处没有清")
    story.then(CAST.community, close, NOON + 3 * HOUR)
    assert (solver_of(story.case), story.case.solved_at) == (f.COMPANY, NOON + 2 * HOUR)
    back = replace(story).then(CAST.resident, acts.SendBack(text="还在漏"), NOON + 4 * HOUR)
    assert back.events[-1].about["solver"] == f.COMPANY, "credit looks at it, see `credit.reactions`"
    # Whoever claims more than its lead did speaks for itself.
    more = accepted("parking").then(CAST.community, acts.Handle(company=f.COMPANY), NOON + HOUR)
    more.then(CAST.company, part, NOON + 2 * HOUR)
    more.then(CAST.community, acts.Close(outcome=Outcome.SOLVED, text="都清了"), NOON + 3 * HOUR)
    assert solver_of(more.case) == f.COMMUNITY


def late_visit() -> Story:
    story = closed().then(CAST.resident, acts.AcceptResult(), NOON + 5 * HOUR)
    return story.then(CAST.system, acts.DrawRevisit(lot=1, solver=f.FIRE), NOON + 7 * DAY)


def test_a_visit_that_is_not_made_is_told_to_the_next_above_which_owes_it_later() -> None:
    story = late_visit()
    (owed,) = story.case.open_clocks
    told, passed = (
        acts.Escalate(clock=owed.key, step=step) for step in ("revisit_missed", "revisit_passed_on")
    )
    assert refusal(story, CAST.system, told, owed.due_at) == "not_late"
    story.then(CAST.system, told, owed.due_at + HOUR)
    assert (story.events[-1].about["body"], story.events[-1].about["to"]) == (f.STREET, f.COUNTY)
    assert refusal(story, CAST.system, told) == "not_late"
    assert refusal(story, CAST.system, passed) == "not_late"
    assert story.case.revisit is not None
    assert story.case.revisit.by == f.STREET
    case = story.then(CAST.system, passed, owed.due_at + 10 * DAY).case
    assert case.revisit is not None
    assert case.revisit.by == f.COUNTY
    (clock,) = case.open_clocks
    assert (clock.body, clock.key, case.clock(owed.key).settled) == (f.COUNTY, "revisit:1.1", Settled.MISSED)
    assert story.last is not None
    assert story.last.references[-1].basis == "design"
    assert flaws(case) == ()
    assert rebuild(story.events) == case
    assert refusal(story, CAST.street, LOOKED) == "not_yours"
    assert story.then(CAST.county, LOOKED).case.revisits[0].found is Found.TRUE


def test_what_cannot_be_seen_says_why() -> None:
    story = late_visit()
    unclear = replace(LOOKED, found=Found.UNCLEAR, text="没人")
    assert refusal(story, CAST.street, unclear) == "text_short"
    why = replace(unclear, text="单元门锁着，连去两次都没有人开门")
    assert story.then(CAST.street, why).case.revisits[0].found is Found.UNCLEAR


def nameless() -> Story:
    return Story().then(CAST.public, replace(f.REPORT, reporter=None))


REFUSED = acts.Refuse(ground="court", text="请向人民法院起诉")
NO_CASE = acts.Close(outcome=Outcome.NOT_A_CASE, ground="court", text="请向人民法院起诉")


@pytest.mark.parametrize("is_refused", [True, False])
def test_what_was_turned_away_where_nobody_could_be_asked_is_judged_by_the_record(
    *, is_refused: bool
) -> None:
    story = nameless()
    if is_refused:
        story.then(CAST.community, REFUSED, NOON + HOUR)
    else:
        story.then(CAST.community, acts.Accept(kind="fire_lane"), NOON + HOUR)
        story.then(CAST.community, NO_CASE, NOON + 2 * HOUR)
    assert story.case.ended is Ending.ANONYMOUS
    solver = solver_of(story.case)
    story.then(CAST.system, acts.DrawRevisit(lot=1, solver=solver), NOON + 7 * DAY)
    visit = story.case.revisit
    assert visit is not None
    assert (visit.by, visit.solver, visit.outcome) == (
        f.STREET,
        f.COMMUNITY,
        None if is_refused else Outcome.NOT_A_CASE,
    )
    assert rebuild(story.events) == story.case
    assert flaws(story.case) == ()
    true = replace(story).then(CAST.street, replace(LOOKED, text="确实已经在诉讼", photos=0)).case
    assert (true.state, true.revisits[0].found) == (State.ENDED, Found.TRUE)
    wrong = story.then(CAST.street, acts.Reopen(text="堵消防通道不用起诉，应当受理"), NOON + 9 * DAY).case
    assert (wrong.state, wrong.home, wrong.round, wrong.outcome) == (State.ACCEPTED, f.COMMUNITY, 2, None)
    assert flaws(wrong) == ()


def test_who_can_say_no_himself_is_not_drawn_for() -> None:
    refused = reported().then(CAST.community, REFUSED, NOON + HOUR)
    refused.then(CAST.resident, acts.AcceptResult(), NOON + 2 * HOUR)
    assert refusal(refused, CAST.system, acts.DrawRevisit(lot=1, solver=f.COMMUNITY)) == "not_solved"
    withdrawn = reported().then(CAST.resident, acts.Withdraw(), NOON + HOUR)
    assert refusal(withdrawn, CAST.system, acts.DrawRevisit(lot=1, solver=f.COMMUNITY)) == "not_solved"
