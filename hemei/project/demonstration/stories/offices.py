"""What offices weigh: who handles a case, what comes out, what proves it, and whether time is asked for."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.law import NOT_WHISTLED
from hemei.coordination.cases.rules.state import Task
from hemei.coordination.cases.rules.words import PAUSE_GROUNDS, Outcome, PauseReason, State
from hemei.kernel.actor import Actor
from hemei.project.demonstration import wording
from hemei.project.demonstration.drawings import VIEWS
from hemei.project.demonstration.stories.chance import CHANCE, happens, soon
from hemei.project.demonstration.stories.plan import Picture
from hemei.project.demonstration.stories.story import Story

Doing = tuple[Actor, acts.Act]
RETURNED_AGAIN = 3
"""Of the cases that came back once, one in so many goes to a wrong department again, and then to the street."""


def decision(story: Story) -> list[Doing]:
    """Return what the home body does with an accepted case."""
    throw, case, stage = story.throw, story.state, story.stage
    home = stage.clerk(case.home)
    lead = story.law.leads(case.kind)
    if story.plan.level > case.level:
        return [(home, acts.Fall(text=wording.note(throw, "fall")))]
    if story.plan.halt is State.HANDLING and stage.company is not None:
        return [(home, acts.Handle(company=stage.company.id, text=wording.note(throw, "company")))]
    wants_whistle = story.plan.halt in {State.WHISTLED, State.RESULTED} or happens(throw, "whistle")
    if lead in stage.departments and (wants_whistle or case.returns or case.round > 1):
        return [(home, _whistle(story, lead))]
    if not lead and case.level == 0 and happens(throw, "fall"):
        return [(home, acts.Fall(text=wording.note(throw, "fall")))]
    if stage.company is not None and case.round == 1 and happens(throw, "company"):
        return [(home, acts.Handle(company=stage.company.id, text=wording.note(throw, "company")))]
    return [(home, acts.Handle(text=wording.note(throw, "handle")))]


def ruling(story: Story) -> Doing:
    """Return what the arbiter decides: the community accepts, and who leads by the list handles."""
    case, stage = story.state, story.stage
    accepting = story.plan.facts.chain.get("community")
    lead = stage.departments.get(story.law.leads(case.kind))
    act = acts.Arbitrate(
        accepting=accepting.id if accepting else case.home,
        handling=lead.id if lead else case.home,
        text="职责清单写明了牵头部门，退单理由不成立，按清单办理。",
    )
    return stage.clerk(case.home), act


def line_of_another(story: Story, task: Task) -> str:
    """Return the line that names another lead, if the call went to a department the list does not name."""
    case = story.state
    line = story.law.lines.get(case.kind)
    own = next((code for code, body in story.stage.departments.items() if body.id == task.body), "")
    if line is None or not task.is_lead or own == line.lead:
        return ""
    return line.code


def outcome(throw: Random) -> Outcome:
    """Return how the work came out."""
    luck = throw.random()
    if luck < CHANCE["solved"]:
        return Outcome.SOLVED
    return Outcome.SOLVED_IN_PART if luck < CHANCE["in_part"] else Outcome.NOT_SOLVED


def evidence(story: Story, result: Outcome) -> tuple[tuple[str, ...], tuple[Picture, ...]]:
    """Return the proof the list demands for this result, and the pictures that belong to it."""
    if result is Outcome.NOT_SOLVED:
        return (), ()
    line = story.law.lines.get(story.state.kind)
    codes = line.evidence if line else ()
    scene = wording.scene_of(story.plan.kind)
    owed = any(code in story.law.pictured and code not in story.state.evidence for code in codes)
    wanted = happens(story.throw, "photo_after")
    view = story.throw.randrange(VIEWS)
    return codes, ((Picture(scene, after=True, view=view),) if owed or wanted else ())


def time_and_talk(story: Story, task: Task) -> None:
    """Ask for more time, stand still for a reason, add a word: some of those at work do."""
    throw, stage, case = story.throw, story.stage, story.state
    clerk = stage.clerk(task.body)
    if happens(throw, "comment"):
        story.mean(
            soon(throw, story.now, story.working, 10),
            clerk,
            acts.Comment(text=wording.note(throw, "comment")),
        )
    if story.plan.halt is not None:
        return
    clock = case.clock(task.handling_key)
    late = clock.started_at + (clock.due_at - clock.started_at) * 3 / 4
    handled = story.law.terms(case.kind, case.variant).handling_class
    extension = story.law.ladders.extension_of(handled, case.times_extended + 1)
    if extension is not None and happens(throw, "extend"):
        story.mean(late, clerk, acts.AskExtension(text=wording.note(throw, "extend")))
    if happens(throw, "pause"):
        # Nobody waits for who cannot be asked.
        grounds = [one for one in PAUSE_GROUNDS if case.contact or one is not PauseReason.REPORTER]
        reason = throw.choice(grounds)
        until = story.now + timedelta(days=throw.randint(1, 9), hours=throw.randint(1, 8))
        text = wording.words("sentences")["pause"][reason.value]
        story.mean(
            soon(throw, story.now, story.working, 5),
            clerk,
            acts.PauseClock(reason=reason, until=until, text=text),
        )


def _whistle(story: Story, lead: str) -> acts.Whistle:
    throw, case, stage = story.throw, story.state, story.stage
    text = wording.note(throw, "whistle")
    again = case.returns == 1 and story.plan.number % RETURNED_AGAIN == 0
    if story.plan.halt is None and (again or (not case.returns and happens(throw, "other_lead"))):
        others = sorted(code for code in stage.departments if code not in {lead, "ST"})
        lead, text = throw.choice(others), wording.note(throw, "other_lead")
    line = story.law.lines.get(case.kind)
    wanted = [
        code
        for code in (line.joint if line else ())
        if code in stage.departments and code not in NOT_WHISTLED
    ]
    joints = tuple(stage.departments[code].id for code in wanted if code != lead and happens(throw, "joint"))
    return acts.Whistle(lead=stage.departments[lead].id, joints=joints, text=text)
