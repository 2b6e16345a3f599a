"""Random walks: whatever is tried, in whatever order, the invariants hold."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.decide import decide
from hemei.coordination.cases.rules.evolve import Event, evolve, rebuild
from hemei.coordination.cases.rules.facts import Facts
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.moves import MOVES, Viewer, Who, standings, steps
from hemei.coordination.cases.rules.state import CaseState, Standstill
from hemei.coordination.cases.rules.words import (
    EVENT_TYPES,
    OTHER_KIND,
    ActName,
    Channel,
    Found,
    Outcome,
    PauseReason,
    State,
)
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.stories import whistled
from hemei.kernel.decision import Refused

ACTORS = [getattr(f.CAST, name) for name in vars(f.Cast) if not name.startswith("_")]
KINDS = [*f.law().lines, OTHER_KIND, "no_such_kind"]
BODY_IDS = [None, *f.BODIES, 999]
TEXTS = ["已经到现场看过", "需要协调", ""]

SELDOM = {
    ActName.COMMENT: 0.01, ActName.WITHDRAW: 0.08, ActName.SUPERVISE: 0.05, ActName.FALL: 0.1,
    ActName.REFUSE: 0.2, ActName.CHANGE_KIND: 0.3, ActName.ACCEPT_RESULT: 0.2, ActName.EXTEND: 0.3,
    ActName.CLOSE: 0.5, ActName.RECALL: 0.2, ActName.SUCCEED: 0.3, ActName.SEND_BACK: 0.5,
}  # fmt: skip
"""How often an act is taken up where the dice name it: what many may always do would drown the rest."""

MAKERS: dict[ActName, Callable[[random.Random, CaseState | None], acts.Act]] = {
    ActName.REPORT: lambda r, _: acts.Report(
        channel=r.choice(list(Channel)),
        scope=r.choice([f.SCOPE, f.SCOPE, "9.9."]),
        place=77,
        place_name="绿地小区",
        kind=r.choice(KINDS),
        fact_on=f.DAY - timedelta(days=r.randrange(5)),
        reporter=r.choice([None, f.RESIDENT]),
        contact=r.random() < 0.5,
        hidden=r.random() < 0.5,
        text=r.choice(TEXTS),
    ),
    ActName.ACCEPT: lambda r, _: acts.Accept(kind=r.choice(KINDS), variant=r.choice(["", "", "new"])),
    ActName.REFUSE: lambda r, _: acts.Refuse(ground=r.choice(["court", "x"]), text=r.choice(TEXTS)),
    ActName.CHANGE_KIND: lambda r, _: acts.ChangeKind(kind=r.choice(KINDS), text=r.choice(TEXTS)),
    ActName.HANDLE: lambda r, _: acts.Handle(company=r.choice([None, f.COMPANY, f.GONE])),
    ActName.WHISTLE: lambda r, _: acts.Whistle(
        lead=r.choice(BODY_IDS),
        joints=tuple(r.choice(BODY_IDS[1:]) for _ in range(r.randrange(3))),  # type: ignore[misc]
        text=r.choice(TEXTS),
    ),
    ActName.ARRIVE: lambda _r, _: acts.Arrive(),
    ActName.REPORT_STEP: lambda r, _: acts.ReportStep(
        step=r.choice(["stop_work", "penalty", "demolition"]), text=r.choice(TEXTS), photos=r.choice([0, 1])
    ),
    ActName.GIVE_RESULT: lambda r, _: acts.GiveResult(
        outcome=r.choice(list(Outcome)),
        evidence=r.choice([(), ("photo_after",)]),
        photos=r.choice([0, 1, 1]),
        text=r.choice(TEXTS),
    ),
    ActName.RETURN_WHISTLE: lambda r, _: acts.ReturnWhistle(
        line=r.choice(["group_rental", "fire_lane", "no_such_line"]), text=r.choice(TEXTS)
    ),
    ActName.RECALL: lambda r, _: acts.Recall(text=r.choice(TEXTS)),
    ActName.FALL: lambda r, _: acts.Fall(text=r.choice(TEXTS)),
    ActName.ASK_EXTENSION: lambda r, _: acts.AskExtension(text=r.choice(TEXTS)),
    ActName.EXTEND: lambda r, _: acts.Extend(text=r.choice(TEXTS)),
    ActName.DECLINE_EXTENSION: lambda r, _: acts.DeclineExtension(text=r.choice(TEXTS)),
    ActName.PAUSE: lambda r, case: acts.PauseClock(
        reason=r.choice(list(PauseReason)),
        until=_latest(case) + timedelta(hours=r.randrange(1, 1200)),
        text=r.choice(TEXTS),
    ),
    ActName.RESUME: lambda _r, _: acts.ResumeClock(),
    ActName.ESCALATE: lambda r, case: acts.Escalate(
        clock=r.choice([clock.key for clock in case.clocks] if case else ["accept:1.0"]),
        step=r.choice([step.code for step in f.law().ladders.escalation]),
    ),
    ActName.SUPERVISE: lambda r, _: acts.Supervise(text=r.choice(TEXTS)),
    ActName.REMIND: lambda r, _: acts.Remind(number=r.randrange(1, 4)),
    ActName.ANSWER_SUPERVISION: lambda r, _: acts.AnswerSupervision(
        number=r.randrange(1, 4), text=r.choice(TEXTS)
    ),
    ActName.CLOSE: lambda r, _: acts.Close(
        outcome=r.choice(list(Outcome)),
        evidence=r.choice([(), ("photo_after",)]),
        photos=r.choice([0, 1, 1]),
        ground=r.choice(["", "court"]),
        text=r.choice(TEXTS),
    ),
    ActName.ACCEPT_RESULT: lambda r, _: acts.AcceptResult(text=r.choice(TEXTS)),
    ActName.SEND_BACK: lambda r, _: acts.SendBack(text=r.choice(TEXTS)),
    ActName.RECORD_SILENCE: lambda _r, _: acts.RecordSilence(),
    ActName.WITHDRAW: lambda _r, _: acts.Withdraw(),
    ActName.LEAVE: lambda _r, _: acts.Leave(),
    ActName.COMMENT: lambda r, _: acts.Comment(text=r.choice(TEXTS)),
    ActName.RECOMPUTE: lambda _r, _: acts.Recompute(because="calendar-2027"),
    ActName.ARBITRATE: lambda r, case: acts.Arbitrate(
        accepting=r.choice([case.home if case else f.STREET, f.COMMUNITY]),
        handling=r.choice([case.home if case else f.STREET, f.FIRE, f.HOUSING, f.COMPANY, f.GONE]),
        problem=r.choice(["", "围墙倒塌", "围墙倒塌"]),
        text=TEXTS[0],
    ),
    ActName.DRAW_REVISIT: lambda r, _: acts.DrawRevisit(
        lot=r.randrange(3), solver=r.choice([f.FIRE, f.COMMUNITY])
    ),
    ActName.RECORD_REVISIT: lambda r, _: acts.RecordRevisit(
        found=r.choice([Found.TRUE, Found.UNCLEAR]), photos=r.choice([0, 1]), text=r.choice(TEXTS)
    ),
    ActName.REOPEN: lambda r, _: acts.Reopen(photos=r.choice([0, 1]), text=r.choice(TEXTS)),
    ActName.SUCCEED: lambda r, _: acts.Succeed(body=r.choice([f.FIRE, f.COMPANY]), successor=f.URBAN),
}


def _latest(case: CaseState | None):
    if case is None:
        return f.NOON
    return max(clock.started_at for clock in case.clocks)


def test_every_act_is_walked():
    assert set(MAKERS) == set(ActName) == set(MOVES) == set(EVENT_TYPES)


@pytest.mark.parametrize("moves", [4_000, pytest.param(40_000, marks=pytest.mark.prove)])
def test_invariants_hold_on_random_walks(moves: int):
    dice = random.Random(1)  # noqa: S311 - walks, no secrets
    done: Counter[ActName] = Counter()
    while done.total() < moves:
        done += walk(dice)
    # Every move was really taken, so nothing holds for want of trying; the calendar never changes here.
    # Nothing is ruled on before it came back twice, so rulings are rare.
    seldom = {name for name in ActName if done[name] < moves // 600}
    assert seldom - {ActName.ARBITRATE} == {ActName.RECOMPUTE}
    assert done[ActName.ARBITRATE]


def walk(dice: random.Random) -> Counter[ActName]:
    """Tell one case until it ends or grows long; return the acts that went through."""
    done: Counter[ActName] = Counter()
    state: CaseState | None = None
    events: list[Event] = []
    now, facts = f.NOON, replace(f.facts(), supporters=dice.choice((0, 2)))
    for _ in range(2_000):
        viewer = Viewer(dice.choice(ACTORS))
        name = _pick(dice, state, viewer, facts, now)
        if name is None:
            continue
        waits = state is not None and state.state in {State.AWAITING, State.REFUSED}
        if dice.random() < 0.15:
            jumps = [30, 30_000] if waits else [1, 5, 30, 120, 480, 1440, 30_000]
            now += timedelta(minutes=dice.choice(jumps))
        act = MAKERS[name](dice, state)
        try:
            decided = decide(state, act, viewer, facts, now)
        except Refused:
            continue
        assert evolve(state, decided.event) == decided.after
        assert decided.event.type == EVENT_TYPES[name]
        assert flaws(decided.after) == ()
        assert act.text == "" or act.text not in str(decided.event.data)
        state = decided.after
        events.append(Event.of(decided.event.type, decided.event.at, decided.event.data))
        done[name] += 1
        if _is_over(state) or len(events) > 80:
            break
    assert rebuild(events) == state
    return done


def _is_over(state: CaseState) -> bool:
    """Whether nothing more can come; what ended as solved may be visited, twice at most here."""
    visited = len(state.revisits) > 1 and state.revisit is None
    return not state.is_open and (state.outcome is not Outcome.SOLVED or visited)


def _pick(
    dice: random.Random, state: CaseState | None, viewer: Viewer, facts: Facts, now: datetime
) -> ActName | None:
    """Choose an act, mostly one the table lets pass, so that walks come far; ends are made rare."""
    if state is None:
        return ActName.REPORT
    if dice.random() < 0.05:
        return dice.choice(list(ActName))
    open_acts = [name for name, decision in steps(state, viewer, facts, now).items() if decision.allowed]
    if Who.SYSTEM in standings(state, viewer):
        open_acts = [
            name for name, move in MOVES.items() if Who.SYSTEM in move.who and state.state in move.since
        ]
    if not open_acts:
        return None
    name = dice.choice(open_acts)
    return name if dice.random() < SELDOM.get(name, 1) else None


def test_a_walk_notices_a_flaw():
    """The invariants are not empty words: a case without its clock is found."""
    case = f.reported().case
    assert flaws(case) == ()
    assert flaws(replace(case, clocks=()))


def test_a_pause_that_nothing_ends_is_a_flaw():
    case = whistled().case
    still = Standstill(f.NOON, None, PauseReason.WEATHER, f.NOON + timedelta(hours=9))
    for state, sound in ((State.RESULTED, True), (State.REPORTED, False)):
        clocks = tuple(
            replace(clock, standstills=(still,)) if clock.key == "handling:task-2" else clock
            for clock in case.clocks
        )
        found = [flaw for flaw in flaws(replace(case, state=state, clocks=clocks)) if "run on" in flaw]
        assert (found == []) == sound
    endless = tuple(
        replace(clock, standstills=(replace(still, until=None),)) if clock.running else clock
        for clock in case.clocks
    )
    assert flaws(replace(case, clocks=endless))
