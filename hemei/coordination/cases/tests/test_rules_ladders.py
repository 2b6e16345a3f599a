"""The three ladders as a city may write them: a second extension, an early request, supervision by itself; replays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.escalating import steps_up, supervisions_due
from hemei.coordination.cases.rules.replaying import Past, Step, What, replayed, reported_class_of, wishes_of
from hemei.coordination.cases.rules.standards import CaseLadders
from hemei.coordination.cases.rules.trials import compared, last_quarter
from hemei.coordination.cases.rules.words import ClockKind
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import HOUR, clock, refusal
from hemei.kernel.standards import StandardError

DAY = timedelta(days=1)
ASK, GRANT = acts.AskExtension(text="取证需要时间"), acts.Extend(text="同意")
SECOND = """
[[extension]]
code = "key_twice"
classes = ["S3"]
times = 2
limit = "5 working_days"
approver = "county"
answer = "1 working_days"
basis = "design"
owner = "本市"
reason = "第二次由县区批准。"
"""
LATE_SUPERVISED = """
[[supervision]]
code = "late_handling"
name = "办理逾期自动督办"
name_en = "Supervised when the handling is late"
when = "overdue"
clocks = ["handling"]
classes = ["S0", "S1", "S2", "S3", "S4"]
supervisor = "street"
after = "1 working_days"
answer = "2 working_days"
remind = "1 working_days"
reminders = 2
ends = "case_ended"
basis = "design"
owner = "本市"
reason = "逾期一个工作日由街道督办，到案件办结为止。"
"""
REFUSED_SUPERVISED = LATE_SUPERVISED.replace('"late_handling"', '"not_come"').replace(
    'when = "overdue"\nclocks = ["handling"]', 'when = "refused"'
).replace('after = "1 working_days"\n', "").replace('"street"', '"county"')  # fmt: skip


def called(found: CaseLadders) -> Story:
    """A key work called to the housing office, which has come, under these ladders."""
    story = f.reported(under=f.facts_under(found))
    story.then(CAST.community, acts.Accept(kind="group_rental"), NOON + timedelta(minutes=10))
    story.then(CAST.community, acts.Whistle(lead=f.HOUSING), NOON + timedelta(minutes=20))
    return story.then(CAST.housing, acts.Arrive(), NOON + HOUR)


def swept(story: Story, *, until: timedelta) -> Story:
    """Do by the minute what the clocks do by themselves, as the sweep does."""
    assert story.under
    law, working, end = story.under.law, story.under.working, NOON + until
    while True:
        due = [
            *((up.at, acts.Escalate(clock=up.key, step=up.step.code)) for up in steps_up(story.case, law, working)),
            *((one.at, acts.Supervise(rule=one.rung.code, cause=one.cause))
              for one in supervisions_due(story.case, law, working)),
            *((item.remind_at, acts.Remind(number=item.number))
              for item in story.case.supervisions if item.remind_at and story.case.at_work),
        ]  # fmt: skip
        moments = [(at, act) for at, act in due if at < end]
        if not moments:
            return story
        at, act = min(moments, key=lambda found: found[0])
        story.then(CAST.system, act, max(at, story.now) + timedelta(minutes=1))


def steps_of(story: Story, found: CaseLadders, now: timedelta) -> list[Step]:
    past = Past(story.case, wishes_of(story.case), "S3", NOON + now)
    return replayed(past, found, f.working())


# --- extension -------------------------------------------------------------------------------------
def test_a_second_extension_is_asked_of_the_level_its_rung_names():
    story = called(f.ladders(more=SECOND))
    story.then(CAST.housing, ASK, NOON + DAY).then(CAST.street, GRANT, NOON + DAY + HOUR)
    story.then(CAST.housing, ASK, NOON + 2 * DAY)
    assert [request.to for request in story.case.requests] == [f.STREET, f.COUNTY]
    story.then(CAST.county, GRANT, NOON + 2 * DAY + HOUR)
    assert clock(story.case, ClockKind.HANDLING, f.HOUSING).limits == (
        "15 working_days", "10 working_days", "5 working_days",
    )  # fmt: skip
    assert story.case.times_extended == 2
    assert refusal(story, CAST.housing, ASK) == "extended"


def test_a_request_comes_so_long_before_the_end_as_the_rung_demands():
    story = called(f.ladders(('code = "key_once"', 'code = "key_once"\nahead = "3 working_days"')))
    due = clock(story.case, ClockKind.HANDLING, f.HOUSING).due_at
    assert refusal(story, CAST.housing, ASK, due - DAY) == "too_near"
    story.then(CAST.housing, ASK, due - 7 * DAY)
    assert story.case.request


def test_what_was_asked_in_time_is_not_too_near_for_a_slow_answer():
    story = called(f.ladders(('code = "key_once"', 'code = "key_once"\nahead = "3 working_days"')))
    due = clock(story.case, ClockKind.HANDLING, f.HOUSING).due_at
    story.then(CAST.housing, ASK, due - 7 * DAY).then(CAST.street, GRANT, due - HOUR)
    assert story.case.times_extended == 1


# --- supervision -----------------------------------------------------------------------------------
def test_supervision_begins_by_itself_and_is_recalled_until_the_case_is_at_rest():
    found = f.ladders(more=LATE_SUPERVISED)
    story = called(found)
    due = clock(story.case, ClockKind.HANDLING, f.HOUSING).due_at
    begins = f.working().due(due, f.Limit.parse("1 working_days")).at
    act = acts.Supervise(rule="late_handling", cause="handling:task-1")
    assert refusal(story, CAST.system, act, begins) == "not_late"
    story.then(CAST.system, act, begins + HOUR)
    (item,) = story.case.supervisions
    assert (item.by, item.to, item.cause) == (f.STREET, f.HOUSING, "handling:task-1")
    assert refusal(story, CAST.system, act) == "not_late", "one cause is supervised once"
    story.then(CAST.housing, acts.AnswerSupervision(number=1, text="正在拆除"))
    item = story.case.supervisions[0]
    assert item.remind_at, "it ends with the case only"
    assert story.case.next_at
    assert refusal(story, CAST.system, acts.Remind(number=1), item.remind_at) == "not_due"
    story.then(CAST.system, acts.Remind(number=1), item.remind_at + HOUR)
    again = story.case.supervisions[0].remind_at
    assert again
    story.then(CAST.system, acts.Remind(number=1), again + HOUR)
    assert (story.case.supervisions[0].reminded, story.case.supervisions[0].remind_at) == (2, None)


def test_who_refuses_to_come_is_supervised_by_the_level_named():
    found = f.ladders(more=REFUSED_SUPERVISED)
    story = f.reported(under=f.facts_under(found))
    story.then(CAST.community, acts.Accept(kind="fire_lane"), NOON + timedelta(minutes=10))
    story.then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + timedelta(minutes=20))
    swept(story, until=6 * HOUR)
    (item,) = story.case.supervisions
    assert (item.by, item.to, item.cause) == (f.COUNTY, f.FIRE, "refusal:1")
    assert story.case.tasks[0].refused_at == NOON + timedelta(minutes=20) + 3 * HOUR


def test_a_decided_supervision_is_recalled_while_its_answer_is_owed():
    story = called(f.ladders()).then(CAST.street, acts.Supervise(text="到哪一步了"), NOON + 2 * HOUR)
    swept(story, until=30 * DAY)
    assert story.case.supervisions[0].reminded == 3
    later = called(f.ladders()).then(CAST.street, acts.Supervise(text="到哪一步了"), NOON + 2 * HOUR)
    later.then(CAST.housing, acts.AnswerSupervision(number=1, text="已取证"), NOON + 3 * HOUR)
    assert later.case.supervisions[0].remind_at is None


# --- the strict reader -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("times = 1", "times = 2", "not counted from 1"),
        ('code = "decided"', 'code = "decided"\nsupervisor = "street"', '"supervisor" belongs'),
        ('code = "decided"', 'code = "decided"\nafter = "1 hours"', '"after" does not belong'),
        ('code = "decided"', 'code = "decided"\nclocks = ["handling"]', '"clocks" belongs'),
        ("reminders = 3", "reminders = 0", "at least one"),
        (
            'remind = "1 working_days"\nreminders = 3\nends = "answered"',
            'ends = "case_ended"',
            "recalled until then",
        ),
        (
            'when = "decided"\nclasses = ["S0", ',
            'when = "decided"\nclasses = [',
            "one supervision that is decided",
        ),
        ('when = "refused"', 'when = "overdue"', "do not go together"),
        ('limit = "5 working_days"', "limit = 5.5", "float"),
        ('approver = "street"', 'approver = "province"', "not a known word"),
        ('ends = "answered"', 'ends = "answered"\nmercy = 1', "unknown here"),
    ],
)
def test_a_ladder_that_cannot_be_is_refused_with_line_and_remedy(old: str, new: str, said: str):
    with pytest.raises(StandardError, match=said) as refused:
        f.ladders((old, new))
    assert refused.value.line
    assert refused.value.remedy


# --- replay ----------------------------------------------------------------------------------------
def test_a_replay_by_the_rules_of_the_day_tells_what_the_record_tells():
    found = f.ladders(more=LATE_SUPERVISED)
    story = called(found).then(CAST.housing, ASK, NOON + DAY).then(CAST.street, GRANT, NOON + DAY + HOUR)
    swept(story, until=90 * DAY)
    past = Past(story.case, wishes_of(story.case), "S3", NOON + 90 * DAY)
    both = compared(past, found, found, f.working())
    assert both.agrees
    assert not both.differs
    told = {(step.key, step.item) for step, _ in both.now if step.what is What.ESCALATED}
    assert told == set(story.case.escalated)
    begun = [(step.item, step.key) for step, _ in both.now if step.what is What.SUPERVISED]
    assert begun == [(item.rule, item.cause) for item in story.case.supervisions]
    recalled = [step for step, _ in both.now if step.what is What.RECALLED]
    assert len(recalled) == sum(item.reminded for item in story.case.supervisions)


def test_a_replay_lets_the_next_above_grant_what_the_home_body_handles_itself():
    own = f.reported(under=f.facts_under(f.ladders()))
    own.then(CAST.community, acts.Accept(kind="fire_lane"), NOON + timedelta(minutes=10))
    own.then(CAST.community, ASK, NOON + HOUR).then(CAST.street, GRANT, NOON + 2 * HOUR)
    other = f.reported(under=f.facts_under(f.ladders()))
    other.then(CAST.community, acts.Accept(kind="fire_lane"), NOON + timedelta(minutes=10))
    other.then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + timedelta(minutes=20))
    other.then(CAST.fire, ASK, NOON + HOUR).then(CAST.community, GRANT, NOON + 2 * HOUR)
    for story, level in ((own, "street"), (other, "community")):
        past = Past(story.case, wishes_of(story.case), "S1", NOON + DAY)
        steps = [step for step in replayed(past, f.ladders(), f.working()) if step.what is What.GRANTED]
        assert [step.to for step in steps] == [level]


def test_a_shorter_extension_makes_late_what_was_in_time():
    story = (
        called(f.ladders()).then(CAST.housing, ASK, NOON + DAY).then(CAST.street, GRANT, NOON + DAY + HOUR)
    )
    due = clock(story.case, ClockKind.HANDLING, f.HOUSING).due_at
    result = acts.GiveResult(outcome=acts.Outcome.SOLVED, evidence=("photo_after",), photos=1, text="已清退")
    story.then(CAST.housing, result, due - HOUR)
    now = due - NOON + 60 * DAY
    assert not [step for step in steps_of(story, f.ladders(), now) if step.key == "handling:task-1"]
    shorter = f.ladders(('limit = "10 working_days"', 'limit = "5 working_days"'))
    late = [step for step in steps_of(story, shorter, now) if step.key == "handling:task-1"]
    assert {step.what for step in late} == {What.OVERDUE, What.ESCALATED}
    assert [step.to for step in late if step.what is What.ESCALATED] == ["street", "county"]


def test_a_ladder_without_extension_refuses_the_request_that_was_granted():
    story = (
        called(f.ladders()).then(CAST.housing, ASK, NOON + DAY).then(CAST.street, GRANT, NOON + DAY + HOUR)
    )
    none = f.ladders(('classes = ["S3"]\ntimes = 1', 'classes = ["S4"]\ntimes = 2'))
    (first,) = [step for step in steps_of(story, none, 2 * DAY) if step.key == "wish:1"]
    assert (first.what, first.because) == (What.REFUSED, "no_extension")


def test_other_names_of_the_same_rungs_make_no_difference():
    story = swept(called(f.ladders()), until=60 * DAY)
    named = f.ladders(('code = "overdue_to_street"', 'code = "told_street"'))
    past = Past(story.case, (), "S3", NOON + 60 * DAY)
    assert not compared(past, f.ladders(), named, f.working()).differs
    later = f.ladders(('after = "3 working_days"', 'after = "5 working_days"'))
    assert compared(past, f.ladders(), later, f.working()).differs


def test_a_level_that_heard_of_a_refusal_does_not_hear_of_the_arrival_in_a_replay_either():
    story = f.reported(under=f.facts_under(f.ladders()))
    story.then(CAST.community, acts.Accept(kind="fire_lane"), NOON + timedelta(minutes=10))
    story.then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + timedelta(minutes=20))
    swept(story, until=9 * DAY)
    past = Past(story.case, (), "S1", NOON + 9 * DAY)
    assert compared(past, f.ladders(), f.ladders(), f.working()).agrees


def test_a_late_acceptance_is_told_by_the_class_the_case_was_reported_in():
    story = f.reported(under=f.facts_under(f.ladders()), kind="parking")
    swept(story, until=20 * DAY)
    assert ("accept:1.0", "other_to_county") in story.case.escalated
    story.then(CAST.community, acts.Accept(kind="fire_lane"), NOON + 20 * DAY)
    assert story.case.service_class == "S1"
    law = f.law()
    past = Past(story.case, (), "S1", NOON + 20 * DAY, reported_class_of(story.case, law.limits))
    assert compared(past, f.ladders(), f.ladders(), f.working()).agrees


def test_the_last_quarter():
    days = [last_quarter(f.date(2026, month, 26)) for month in (1, 3, 4, 11)]
    assert [(since.isoformat(), until.isoformat()) for since, until in days] == [
        ("2025-10-01", "2026-01-01"), ("2025-10-01", "2026-01-01"), ("2026-01-01", "2026-04-01"),
        ("2026-07-01", "2026-10-01"),
    ]  # fmt: skip
