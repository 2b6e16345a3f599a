"""Refusing to come: who counts as refusing, from when, and who is told; stories a jurist can follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.escalating import steps_up
from hemei.coordination.cases.rules.words import ClockKind, Outcome, Settled, State
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import HOUR, accepted, clock, refusal, whistled

ARRIVAL_DUE = NOON + timedelta(minutes=20) + 2 * HOUR
REFUSED = acts.Escalate(clock="refusal:1", step="refused_to_county")


def returned(story: Story) -> Story:
    return story.then(CAST.fire, acts.ReturnWhistle(line="group_rental", text="实为群租"))


@pytest.mark.parametrize(
    ("kind", "lead", "grace"),
    [
        ("lift_trap", f.URBAN, timedelta(minutes=15)),
        ("fire_lane", f.FIRE, HOUR),
        ("group_rental", f.HOUSING, timedelta(days=1)),
    ],
)
def test_who_is_not_there_after_the_limit_and_a_grace_refuses(kind: str, lead: int, grace: timedelta):
    story = whistled(kind, lead, ())
    due = f.working().due(story.now, f.law().terms(kind).arrival.limit).at
    assert refusal(story, CAST.system, REFUSED, due + grace) == "not_late"
    story.then(CAST.system, REFUSED, due + grace + timedelta(minutes=1))
    (task,) = story.case.tasks
    assert task.refused_at == due + grace
    assert story.last
    assert story.last.event.data["about"]["to"] == f.COUNTY
    assert [ref.clause for ref in story.last.references if ref.item == "refused_to_county"] == ["第四十四条"]
    assert refusal(story, CAST.system, REFUSED) == "escalated"


def test_coming_late_is_late_and_no_refusal():
    story = whistled(joints=()).then(CAST.fire, acts.Arrive(), ARRIVAL_DUE + timedelta(minutes=59))
    assert clock(story.case, ClockKind.ARRIVAL, f.FIRE).settled is Settled.MISSED
    assert refusal(story, CAST.system, REFUSED, ARRIVAL_DUE + 30 * HOUR) == "not_late"


def test_a_refusal_stays_on_record_when_the_department_comes_at_last():
    story = whistled(joints=()).then(CAST.system, REFUSED, ARRIVAL_DUE + 2 * HOUR)
    story.then(CAST.fire, acts.Arrive())
    assert story.case.tasks[0].refused_at == ARRIVAL_DUE + HOUR


def test_a_level_hears_of_one_absence_once():
    story = whistled(joints=()).then(CAST.system, REFUSED, ARRIVAL_DUE + 3 * HOUR)
    told = [
        (up.step.to, up.key)
        for up in steps_up(story.case, f.law(), f.working())
        if up.at < story.now and up.key.startswith("arrival")
    ]
    assert told == [("street", "arrival:1")]


def test_a_department_that_returns_what_it_was_called_for_again_refuses():
    story = returned(accepted().then(CAST.community, acts.Whistle(lead=f.FIRE)))
    assert story.case.tasks[0].refused_at is None
    story.then(CAST.community, acts.Whistle(lead=f.FIRE, text="仍请到场"), NOON + HOUR)
    returned(story)
    assert story.case.tasks[1].refused_at == NOON + HOUR
    assert story.case.next_at == NOON + HOUR, "the sweep finds it at once"
    story.then(CAST.system, acts.Escalate(clock="refusal:2", step="refused_to_county"), NOON + 2 * HOUR)
    assert story.last
    assert story.last.event.data["about"]["refusing"] == "returned_again"
    assert story.case.next_at != NOON + HOUR


def test_two_departments_that_each_return_once_do_not_refuse():
    story = returned(accepted().then(CAST.community, acts.Whistle(lead=f.FIRE)))
    story.then(CAST.community, acts.Whistle(lead=f.POLICE, text="请到场"))
    story.then(CAST.police, acts.ReturnWhistle(line="lift_trap", text="不归我们"))
    assert [task.refused_at for task in story.case.tasks] == [None, None]


def risen() -> Story:
    """A case the county has taken; its own clock runs."""
    story = accepted().then(CAST.street, acts.Fall(text="街道直接办"), NOON + HOUR)
    return story.then(CAST.county, acts.Fall(text="县里直接办"), NOON + HOUR)


def told_late(story: Story) -> set[tuple[str, int]]:
    return {(up.step.to, up.body) for up in steps_up(story.case, f.law(), f.working())}


def test_what_the_county_owes_is_not_told_to_the_street_below():
    assert told_late(accepted()) == {("street", f.COMMUNITY), ("county", f.COMMUNITY)}
    story = risen()
    assert (story.case.home, story.case.level) == (f.COUNTY, 2)
    assert told_late(story) == {("county", f.COUNTY)}, (
        "nobody above the county is named, so it is told itself"
    )
    called = story.then(CAST.county, acts.Whistle(lead=f.FIRE), NOON + 2 * HOUR)
    assert {to for to, body in told_late(called) if body == f.FIRE} == {"county"}


def test_what_the_city_owes_itself_is_told_to_the_city():
    story = risen().then(CAST.bureau, acts.Fall(text="市里直接办"), NOON + 2 * HOUR)
    assert (story.case.home, story.case.level) == (f.CITY_BUREAU, 3)
    assert told_late(story) == {("city", f.CITY_BUREAU)}


def test_the_city_ends_what_it_took():
    """Whatever rises to the top has somebody there who accepts it, calls a department and closes it."""
    story = f.reported()
    for taker in (CAST.street, CAST.county, CAST.bureau):
        story.then(taker, acts.Fall(text="直接办理这个案件"), NOON + HOUR)
    story.then(CAST.bureau, acts.Accept(kind="fire_lane"), NOON + 2 * HOUR)
    story.then(CAST.bureau, acts.Whistle(lead=f.FIRE), NOON + 3 * HOUR)
    story.then(CAST.fire, acts.Arrive(), NOON + 3 * HOUR)
    result = acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="车主一直失联")
    story.then(CAST.fire, result, NOON + 4 * HOUR)
    close = acts.Close(outcome=Outcome.NOT_SOLVED, text="车主一直失联，继续联系")
    assert story.then(CAST.bureau, close, NOON + 5 * HOUR).case.state is State.AWAITING


def test_a_street_supervises_nobody_above_it():
    act = acts.Supervise(text="请说明进度")
    story = risen()
    assert refusal(story, CAST.street, act) == "not_yours"
    story.then(CAST.bureau, act)
    assert story.case.supervisions[0].to == f.COUNTY


def test_a_company_does_not_arrive_and_cannot_refuse_to():
    story = accepted("parking").then(CAST.community, acts.Handle(company=f.COMPANY))
    assert refusal(story, CAST.system, REFUSED, NOON + timedelta(days=9)) == "not_late"


def test_where_a_level_has_nobody_the_next_above_hears():
    chain = {level: body for level, body in f.facts().chain.items() if level != "street"}
    story = accepted("lift_trap")
    story.under = replace(f.facts(), chain=chain)
    late = story.case.open_clocks[0].due_at + timedelta(minutes=1)
    act = acts.Escalate(clock=story.case.open_clocks[0].key, step="overdue_to_street")
    story.then(CAST.system, act, late)
    assert story.events[-1].about["to"] == f.COUNTY
    assert story.events[-1].about["since"] == story.case.open_clocks[0].due_at.isoformat()
