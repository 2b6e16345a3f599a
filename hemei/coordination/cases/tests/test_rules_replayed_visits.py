"""Re-visits that were not made, by other ladders: what the record tells is told, a shorter term passes them on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.drafting import drafted, rungs_of
from hemei.coordination.cases.rules.escalating import visit_steps
from hemei.coordination.cases.rules.replaying import Past, Step, wishes_of
from hemei.coordination.cases.rules.standards import CaseLadders
from hemei.coordination.cases.rules.trials import Compared, compared, recorded
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, Story
from hemei.coordination.cases.tests.test_rules_revisiting import LOOKED, drawn
from hemei.kernel.decision import Refused
from hemei.kernel.limits import Limit

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SOONER = replace(f.ladders(), revisit=replace(f.law().ladders.revisit, after=Limit.parse("1 working_days")))


def passed_on(story: Story, *, until: timedelta) -> Story:
    """Do by the minute what follows a visit that nobody makes, until there is nobody above."""
    end = story.now + until
    with suppress(Refused):
        while (step := next(iter(visit_steps(story.case, f.law(), f.working())), None)) and step.at < end:
            story.then(CAST.system, acts.Escalate(clock=step.key, step=step.code), step.at + MINUTE)
    story.now = end
    return story


def tried(story: Story, other: CaseLadders) -> Compared:
    past = Past(story.case, wishes_of(story.case), story.case.service_class, story.now)
    return compared(past, f.law().ladders, other, f.working())


def visits(steps: tuple[tuple[Step, bool], ...]) -> list[tuple[str, str, str]]:
    return [(step.key, step.item, step.to) for step, _differs in steps if step.key.startswith("revisit")]


def test_a_replay_tells_of_missed_visits_what_the_record_tells() -> None:
    story = passed_on(drawn(), until=90 * DAY)
    found = tried(story, f.law().ladders)
    assert visits(found.now) == [
        ("revisit:1", "revisit_missed", "county"),
        ("revisit:1", "revisit_passed_on", "county"),
        ("revisit:1.1", "revisit_missed", "city"),
        ("revisit:1.1", "revisit_passed_on", "city"),
    ]
    of_visits = {pair for pair in recorded(story.case) if pair[0].startswith("revisit")}
    assert of_visits == {(key, item) for key, item, _to in visits(found.now)}
    assert not found.differs


def test_a_visit_made_in_time_tells_nobody() -> None:
    story = drawn()
    story.then(CAST.street, LOOKED, story.now + DAY)
    story.now += 60 * DAY
    assert visits(tried(story, SOONER).now) == []


def test_a_shorter_term_passes_a_late_visit_on_that_was_made_before() -> None:
    story = drawn()
    due_at = story.case.clock("revisit:1").due_at
    story.then(CAST.street, LOOKED, due_at + 3 * DAY)
    found = tried(story, SOONER)
    assert visits(found.now) == [("revisit:1", "revisit_missed", "county")]
    assert ("revisit:1", "revisit_passed_on", "county") in visits(found.other)
    assert found.differs


def test_ladders_without_a_word_of_visits_play_none() -> None:
    story = passed_on(drawn(), until=90 * DAY)
    assert visits(tried(story, replace(f.law().ladders, revisit=None)).other) == []


def test_the_term_after_which_a_visit_is_passed_on_may_be_tried_by_itself() -> None:
    text = f.ladders_text()
    rungs = rungs_of(f.ladders())
    assert [value.name for rung in rungs if rung.table == "revisit" for value in rung.values] == [
        "revisit-0-after"
    ]
    made = drafted(text, rungs, {"revisit-0-after": "1 working_days"}, "复查不能拖")
    changed = f.ladders((text, made)).revisit
    assert changed is not None
    assert (changed.after, changed.warrant.reason) == (Limit(1, "working_days"), "复查不能拖")
