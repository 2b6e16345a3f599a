"""A re-visit whose ladder has nobody free left goes beyond it, to another bureau of the city that may make it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.evolve import rebuild
from hemei.coordination.cases.rules.facts import Body, Facts
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.parts import Hand
from hemei.coordination.cases.rules.words import ActName, Found
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import DAY, HOUR, closed, refusal
from hemei.coordination.cases.tests.test_rules_judging import LOOKED

FIRE_OF_CITY, EMERGENCY, HOUSING_OF_CITY, CULTURE = (
    Body(number, name, code)
    for number, name, code in (
        (91, "市消防", "FR"),
        (92, "市应急局", "EM"),
        (93, "市房产局", "HM"),
        (94, "市文旅局", "CU"),
    )
)
CITY_ONLY = {key: f.facts().chain[key] for key in ("community", "city")}
BUREAUS = (CULTURE, EMERGENCY, HOUSING_OF_CITY, FIRE_OF_CITY)


def owed(beyond: tuple[Body, ...] = BUREAUS) -> Story:
    """Let the city's bureau owe the visit of a case of the fire brigade; nobody else stands above the community."""
    story = closed().then(CAST.resident, acts.AcceptResult(), NOON + 5 * HOUR)
    story.under = replace(f.facts(), chain=CITY_ONLY, beyond=beyond)
    story.then(CAST.system, acts.DrawRevisit(lot=1, solver=f.FIRE), NOON + 7 * DAY)
    assert visitor(story) == f.CITY_BUREAU
    return story


def visitor(story: Story) -> int:
    assert story.case.revisit is not None
    return story.case.revisit.by


def merged(facts: Facts, *more: int) -> Facts:
    """The city's bureau has the duties of the fire brigade now; so has each of `more`."""
    lines = {body: frozenset({body, f.FIRE}) for body in (f.CITY_BUREAU, *more)}
    return replace(facts, lines=lines)


def alone(facts: Facts) -> Facts:
    """Who accepted the case in the community is alone in the city's bureau now."""
    return replace(
        facts, staff={f.CITY_BUREAU: frozenset({503})}, hands=(Hand(503, f.COMMUNITY, ActName.ACCEPT),)
    )


def missed(story: Story) -> Story:
    (clock,) = story.case.open_clocks
    for step in ("revisit_missed", "revisit_passed_on"):
        story.then(CAST.system, acts.Escalate(clock=clock.key, step=step), clock.due_at + 10 * DAY)
    return story


@pytest.mark.parametrize("change", [merged, alone])
def test_where_the_top_may_not_visit_the_citys_bureau_of_the_matter_does(change) -> None:
    story = owed()
    story.under = change(story.under)
    assert visitor(missed(story)) == FIRE_OF_CITY.id, "it leads the line of the list"
    bureau = replace(CAST.bureau, body_id=FIRE_OF_CITY.id, person_id=600)
    assert story.then(bureau, LOOKED).case.revisits[0].found is Found.TRUE
    assert flaws(story.case) == ()
    assert rebuild(story.events) == story.case


def test_without_one_of_the_matter_that_is_free_it_is_whom_the_standard_names_first() -> None:
    story = owed()
    story.under = merged(story.under or f.facts(), FIRE_OF_CITY.id)
    assert visitor(missed(story)) == HOUSING_OF_CITY.id
    story = owed((CULTURE, EMERGENCY))
    story.under = merged(story.under or f.facts())
    assert visitor(missed(story)) == EMERGENCY.id


def test_one_beyond_that_may_not_either_leaves_it_to_the_next() -> None:
    story = owed()
    story.under = merged(story.under or f.facts())
    missed(story).under = merged(story.under, FIRE_OF_CITY.id)
    assert visitor(missed(story)) == HOUSING_OF_CITY.id


def test_who_is_only_late_at_the_top_keeps_it() -> None:
    story = owed()
    (clock,) = story.case.open_clocks
    passed = acts.Escalate(clock=clock.key, step="revisit_passed_on")
    assert refusal(story, CAST.system, passed, clock.due_at + 10 * DAY) == "no_superior"


def test_a_successor_at_the_top_that_did_the_work_gives_it_on_at_once() -> None:
    story = owed()
    new = Body(95, "市新局", "HM")
    story.under = replace(
        merged(story.under or f.facts(), new.id),
        bodies={**f.BODIES, new.id: new},
        chain={**CITY_ONLY, "city": new},
    )
    story.then(CAST.system, acts.Succeed(body=f.CITY_BUREAU, successor=new.id), NOON + 8 * DAY)
    assert visitor(story) == FIRE_OF_CITY.id
    (clock,) = story.case.open_clocks
    assert (clock.body, clock.started_at) == (FIRE_OF_CITY.id, NOON + 7 * DAY)
    assert flaws(story.case) == ()
