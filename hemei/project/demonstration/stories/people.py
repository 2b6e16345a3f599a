"""What people do next: after each act somebody means to do the following one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.state import Clock, Task
from hemei.coordination.cases.rules.words import ActName, ClockKind, Outcome, State, TaskKind
from hemei.project.demonstration import acting, wording
from hemei.project.demonstration.drawings import VIEWS
from hemei.project.demonstration.stories import offices
from hemei.project.demonstration.stories.chance import happens, moment, soon
from hemei.project.demonstration.stories.plan import Picture
from hemei.project.demonstration.stories.story import Story


def report(story: Story) -> None:
    """Send the report; a report the rules refuse is a mistake of the plan."""
    plan, stage, throw = story.plan, story.stage, story.throw
    spot = wording.Spot(
        throw.randint(1, stage.buildings),
        throw.randint(1, stage.entrances),
        throw.randint(1, stage.floors),
        throw.randint(1, stage.buildings),
    )
    text = wording.report_text(throw, plan.kind, plan.channel.value, stage.estate_name, spot)
    actor = acting.reporter(plan.channel.value, stage, plan.resident)
    house = stage.houses.get((spot.building, spot.entrance)) if wording.is_indoors(plan.kind) else None
    own = plan.channel.value in {"patrol", "company", "resident"}
    act = acts.Report(
        channel=plan.channel,
        scope=stage.scope,
        place=stage.estate_id,
        place_name=stage.estate_name,
        kind=plan.sent_as,
        fact_on=plan.fact_on,
        reporter=actor.person_id if own else None,
        contact=plan.contact,
        hidden=plan.hidden,
        photos=plan.photos,
        text=text,
        building=house.building if house else None,
        entrance=house.entrance if house else None,
        house=house.name if house else "",
        spot=plan.spot,
    )
    scene, first = wording.scene_of(plan.kind), throw.randrange(VIEWS)
    pictures = tuple(
        Picture(scene, after=False, view=(first + number) % VIEWS) for number in range(plan.photos)
    )
    if not story.do(plan.at, actor, act, pictures):
        raise ValueError(f"report {plan.number} of {plan.kind} was refused")
    after(story)


def after(story: Story) -> None:
    """Let somebody mean to do what follows from the last act."""
    follow = _FOLLOWS.get(story.told[-1].act.name)
    if follow is not None and story.state.is_open and not story.halted:
        follow(story)


def nudge(story: Story) -> None:
    """Let whoever has the case do something about it, after all."""
    if story.state.state in {State.AWAITING, State.REFUSED}:
        return
    handled = _WAITING.get(story.state.state)
    if handled is not None and happens(story.throw, "nudge"):
        handled(story)


def _reported(story: Story) -> None:
    plan, throw = story.plan, story.throw
    clock = _clock(story, ClockKind.ACCEPT)
    at = moment(throw, clock, story.now, story.working, plan.pace)
    home = story.stage.clerk(story.state.home)
    if plan.halt is None and happens(throw, "refuse"):
        ground, text = throw.choice(list(wording.words("sentences")["refuse"].items()))
        story.mean(at, home, acts.Refuse(ground=ground, text=text))
        return
    if plan.halt is State.REFUSED:
        text = wording.words("sentences")["refuse"]["outside_duty"]
        story.mean(at, home, acts.Refuse(ground="outside_duty", text=text))
        return
    if plan.halt is None and story.state.contact and happens(throw, "withdraw"):
        sender = plan.resident or acting.CALLED_BACK
        story.mean(
            soon(throw, story.now, story.working, 4),
            sender,
            acts.Withdraw(text=_note(story, "withdraw")),
        )
    story.mean(at, home, acts.Accept(kind=plan.kind, text=_note(story, "accept")))


def _undecided(story: Story) -> None:
    """The home body has the case and decides who handles it."""
    throw, case, plan = story.throw, story.state, story.plan
    home = story.stage.clerk(case.home)
    if case.arbitration is not None:
        story.mean(soon(throw, story.now, story.working, 3), *offices.ruling(story))
        return
    at = soon(
        throw,
        story.now,
        story.working,
        6 * plan.pace if case.service_class not in {"S0", "S1"} else 0.4,
    )
    if case.service_class in {"S0", "S1"}:
        at = story.now + timedelta(minutes=throw.randint(2, 25))
    if plan.halt is None and happens(throw, "change_kind"):
        story.mean(
            at - timedelta(minutes=1), home, acts.ChangeKind(kind=wording.OTHER, text="经核实，类别更正。")
        )
    if plan.halt is None and happens(throw, "not_a_case"):
        story.mean(
            at,
            home,
            acts.Close(
                outcome=Outcome.NOT_A_CASE, ground="repeated", text="同一事项已经答复，没有新的情况。"
            ),
        )
        return
    for actor, act in offices.decision(story):
        story.mean(at, actor, act)


def _whistled(story: Story) -> None:
    """Everybody called comes, or returns the call."""
    for task in story.state.open_tasks:
        if task.kind is not TaskKind.WHISTLE or task.called_at != story.now:
            continue
        clerk = story.stage.clerk(task.body)
        line = offices.line_of_another(story, task)
        if line:
            story.mean(soon(story.throw, story.now, story.working, 1.5), clerk,
                       acts.ReturnWhistle(line=line, text=_note(story, "return")))  # fmt: skip
            continue
        if happens(story.throw, "needless_return"):  # refused by the rules: the line is the department's own
            story.mean(soon(story.throw, story.now, story.working, 1.5), clerk,
                       acts.ReturnWhistle(line=story.state.kind, text=_note(story, "wrong_return")))  # fmt: skip
        if task.is_lead or happens(story.throw, "joint_arrives"):
            story.mean(_when(story, task.arrival_key), clerk, acts.Arrive(text=_note(story, "arrive")))
    if story.plan.halt is None and happens(story.throw, "recall"):
        home = story.stage.clerk(story.state.home)
        story.mean(
            soon(story.throw, story.now, story.working, 3),
            home,
            acts.Recall(text=_note(story, "recall")),
        )


def _arrived(story: Story) -> None:
    body = story.told[-1].actor.body_id
    task = story.state.task_of(body)
    if task is None or (not task.is_lead and not happens(story.throw, "joint_results")):
        return
    _will_result(story, task)
    if task.is_lead:
        _will_report_steps(story)
        offices.time_and_talk(story, task)


def _will_report_steps(story: Story) -> None:
    """Who owes steps on the way reports most of them, in time or not."""
    for clock in story.state.open_steps:
        if happens(story.throw, "step"):
            act = acts.ReportStep(step=clock.step, text=_note(story, "step"))
            story.mean(_when(story, clock.key), story.stage.clerk(clock.body), act)


def _handling(story: Story) -> None:
    _will_report_steps(story)
    task = story.state.lead
    if task is not None:
        _will_result(story, task)
        return
    _will_close(story, _when(story, story.state.home_handling_key))


def _resulted(story: Story) -> None:
    resulted = [task for task in story.state.tasks if task.is_lead and task.result is not None]
    task = resulted[-1] if resulted else None
    if task is None or story.state.state is not State.RESULTED or task.ended_at != story.now:
        return
    throw = story.throw
    if story.plan.halt is None and happens(throw, "whistle_again"):
        again = (
            acts.Whistle(lead=task.body, text="复核发现问题仍在，请再次到场。")
            if task.kind is TaskKind.WHISTLE
            else acts.Handle()
        )
        story.mean(soon(throw, story.now, story.working, 6), story.stage.clerk(story.state.home), again)
        return
    key = f"feedback:task-{task.number}"
    _will_close(story, _when(story, key), task.result)


def _closed(story: Story) -> None:
    """The reporter answers, or says nothing."""
    throw, plan = story.throw, story.plan
    if not story.state.contact or plan.halt is not None:
        return
    actor = story.told[0].actor
    asked = actor if actor.person_id == story.state.reporter and actor.person_id else acting.CALLED_BACK
    if plan.channel.value in {"hotline", "caller"}:
        asked = story.stage.hotline
    at = story.now + timedelta(minutes=throw.randint(20, 6 * 1440))
    refused = story.state.state is State.REFUSED
    if happens(throw, "takes_refusal" if refused else "content"):
        said = "called_back" if asked is story.stage.hotline else "" if refused else "thanks"
        story.mean(at, asked, acts.AcceptResult(text=_note(story, said) if said else ""))
    elif happens(throw, "objects" if refused else "sends_back"):
        story.mean(at, asked, acts.SendBack(text=_note(story, "objection" if refused else "send_back")))


def _sent_back(story: Story) -> None:
    if story.state.state is State.REPORTED:
        home = story.stage.clerk(story.state.home)
        at = moment(story.throw, _clock(story, ClockKind.ACCEPT), story.now, story.working, story.plan.pace)
        story.mean(at, home, acts.Accept(kind=story.plan.kind, text=_note(story, "accept")))
        return
    _undecided(story)


def _returned(story: Story) -> None:
    if story.state.state is State.ACCEPTED:
        _undecided(story)


def _escalated(story: Story) -> None:
    """Who was told that a clock ran out may ask the accountable body why."""
    to = story.told[-1].decided.event.about.get("to")
    if to is None or to == story.state.home or not happens(story.throw, "supervise"):
        return
    at = soon(story.throw, story.now, story.working, 8)
    story.mean(at, story.stage.clerk(to), acts.Supervise(text=_note(story, "supervise")))


def _asked(story: Story) -> None:
    """Who may extend the case says yes or no, mostly in time."""
    request = story.state.request
    if request is None:
        return
    grants = happens(story.throw, "grant")
    text = _note(story, "grant" if grants else "decline")
    act = acts.Extend(text=text) if grants else acts.DeclineExtension(text=text)
    story.mean(_when(story, request.clock_key), story.stage.clerk(request.to), act)


def _supervised(story: Story) -> None:
    item = story.state.supervisions[-1]
    if happens(story.throw, "answer"):
        clerk = story.stage.clerk(item.to)
        at = _when(story, item.clock_key)
        story.mean(at, clerk, acts.AnswerSupervision(number=item.number, text=_note(story, "answer")))


def _will_result(story: Story, task: Task) -> None:
    outcome = offices.outcome(story.throw)
    evidence, pictures = offices.evidence(story, outcome)
    text = wording.result_text(story.throw, story.plan.kind, outcome.value)
    act = acts.GiveResult(outcome=outcome, evidence=evidence, text=text, photos=len(pictures))
    story.mean(_when(story, task.handling_key), story.stage.clerk(task.body), act, *pictures)


def _will_close(story: Story, at: datetime | None, result: Outcome | None = None) -> None:
    outcome = result or offices.outcome(story.throw)
    evidence, pictures = offices.evidence(story, outcome)
    text = wording.result_text(story.throw, story.plan.kind, outcome.value)
    if result is not None:
        text = f"{_note(story, 'check')}{text}"
    act = acts.Close(outcome=outcome, evidence=evidence, text=text, photos=len(pictures))
    story.mean(at, story.stage.clerk(story.state.home), act, *pictures)


def _when(story: Story, key: str) -> datetime | None:
    clock = story.state.clock(key)
    return moment(story.throw, clock, story.now, story.working, story.plan.pace)


def _clock(story: Story, kind: ClockKind) -> Clock:
    return next(clock for clock in story.state.open_clocks if clock.kind is kind)


def _note(story: Story, name: str) -> str:
    return wording.note(story.throw, name)


def _waiting_for_departments(story: Story) -> None:
    for task in story.state.open_tasks:
        clerk = story.stage.clerk(task.body)
        if task.arrived_at is None and task.kind is TaskKind.WHISTLE:
            story.mean(
                soon(story.throw, story.now, story.working, 60),
                clerk,
                acts.Arrive(text=_note(story, "arrive")),
            )
        else:
            _will_result(story, task)


_FOLLOWS: dict[ActName, Callable[[Story], None]] = {
    ActName.REPORT: _reported,
    ActName.ACCEPT: _undecided,
    ActName.FALL: _undecided,
    ActName.RECALL: _undecided,
    ActName.WHISTLE: _whistled,
    ActName.ARBITRATE: _whistled,
    ActName.ARRIVE: _arrived,
    ActName.HANDLE: _handling,
    ActName.GIVE_RESULT: _resulted,
    ActName.RETURN_WHISTLE: _returned,
    ActName.CLOSE: _closed,
    ActName.REFUSE: _closed,
    ActName.SEND_BACK: _sent_back,
    ActName.ESCALATE: _escalated,
    ActName.SUPERVISE: _supervised,
    ActName.ASK_EXTENSION: _asked,
}
_WAITING: dict[State, Callable[[Story], None]] = {
    State.REPORTED: _reported,
    State.ACCEPTED: _undecided,
    State.HANDLING: _handling,
    State.WHISTLED: _waiting_for_departments,
    State.RESULTED: _resulted,
}
