"""Report, accept, refuse, change the kind, fall to the next body, withdraw."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.acts import (
    Accept,
    ChangeKind,
    Close,
    Fall,
    Leave,
    Refuse,
    Report,
    Withdraw,
)
from hemei.coordination.cases.rules.channels import ON_DUTY
from hemei.coordination.cases.rules.deciding.disputes import disputed
from hemei.coordination.cases.rules.deciding.stages import start_steps
from hemei.coordination.cases.rules.deciding.turn import (
    Turn,
    Verdict,
    cancel_clocks,
    end_tasks,
    told,
    told_why,
)
from hemei.coordination.cases.rules.facts import LEVELS, Facts
from hemei.coordination.cases.rules.handing_up import is_beyond_community, spent
from hemei.coordination.cases.rules.likeness import IN_HAND
from hemei.coordination.cases.rules.moves import Viewer, Who, standings
from hemei.coordination.cases.rules.parts import did_the_work
from hemei.coordination.cases.rules.spots import spot_key
from hemei.coordination.cases.rules.standards import Phrase
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import ClockKind, Ending, State, TaskEnd
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day


def report(act: Report, viewer: Viewer, facts: Facts, now: datetime) -> Verdict:
    """Open a case at its community (主体责任); where there is none today, at the street (兜底责任)."""
    _check_report(act, facts, now)
    lowest = facts.above(-1)
    if lowest is None:
        raise Refused.because(
            mark("这个地点目前没有责任社区"), remedy=mark("请联系街道"), field="place", code="no_community"
        )
    level, home = lowest
    terms = facts.law.terms(act.kind)
    state = CaseState(
        state=State.REPORTED,
        scope=act.scope,
        place=act.place,
        place_name=act.place_name,
        building=act.building,
        entrance=act.entrance,
        house=act.house,
        spot_key=spot_key(act.house, act.spot, act.place_name),
        channel=act.channel,
        fact_on=act.fact_on,
        reported_at=now,
        reporter=act.reporter,
        reporter_body=viewer.actor.body_id if act.reporter is not None else None,
        phone=act.contact,
        contact=act.contact or act.reporter is not None,
        hidden=act.hidden,
        kind=act.kind,
        variant="",
        kind_confirmed=False,
        service_class=terms.service_class,
        home=home.id,
        accountable=home.id,
        level=level,
    )
    starting = timing.Starting(_accept_key(state), ClockKind.ACCEPT, state.home, terms.accept.limit, now)
    state = timing.start(state, starting, facts.working)
    duty = facts.law.acts.duty_of(LEVELS[level])
    cited = (*((duty.warrant.reference,) if duty else ()), terms.accept.warrant.reference)
    return Verdict(state, references=facts.law.references(act.kind, *cited))


def _check_report(act: Report, facts: Facts, now: datetime) -> None:
    """Refuse a report with too much, from elsewhere, of a day to come or of a kind nobody knows."""
    told(act)
    if act.contact and act.reporter is not None and act.channel in ON_DUTY:
        raise Refused.because(
            mark("自己巡查、上报的，没有来电人的手机号"),
            remedy=mark("请留空；替别人报的，来源选“来电来访代报”"),
            field="phone",
            code="no_caller",
        )
    if act.photos > facts.law.intake.photos.most:
        raise Refused.because(
            mark("照片最多{limit}张"), field="photos", code="photos", limit=facts.law.intake.photos.most
        )
    if not act.scope.startswith(facts.city):
        raise Refused.because(
            mark("这个地点不在本市"), remedy=mark("请重新选择小区"), field="place", code="place_outside"
        )
    if act.fact_on > shanghai_day(now):
        raise Refused.because(
            mark("发生日期{day}还没有到"),
            remedy=mark("请填写今天或以前的日期"),
            field="fact_on",
            code="date_future",
            day=act.fact_on.isoformat(),
        )
    _check_kind(facts, act.kind)


def accept(turn: Turn, act: Accept) -> Verdict:
    """Accept and confirm the kind; the handling clock starts."""
    _check_kind(turn.facts, act.kind, act.variant)
    state = timing.settle(turn.before, [_accept_key(turn.before)], turn.now)
    turn = replace(turn, before=_of_kind(turn, state, act))
    state = start_handling(turn, replace(turn.before, state=State.ACCEPTED))
    return Verdict(state, references=turn.references(turn.terms.handling))


def refuse(turn: Turn, act: Refuse) -> Verdict:
    """Refuse on a ground with its clause; the reporter, if he can be asked, may object."""
    told_why(act)
    ground, about = ground_of(turn.facts, act)
    state = timing.settle(turn.before, [_accept_key(turn.before)], turn.now)
    state = ask_reporter(
        turn, replace(state, state=State.REFUSED, own=state.own or turn.is_own, ground=ground.code)
    )
    return Verdict(state, about, (ground.warrant.reference,))


def change_kind(turn: Turn, act: ChangeKind) -> Verdict:
    """Confirm another line; the home body's handling clock gets its limits, unless it has run out."""
    told(act)
    _check_kind(turn.facts, act.kind, act.variant)
    if (act.kind, act.variant) == (turn.before.kind, turn.before.variant):
        raise Refused.because(mark("类别没有变化"), field="kind", code="kind_same")
    about = {"from": turn.before.kind, "from_variant": turn.before.variant}
    turn = replace(turn, before=_of_kind(turn, turn.before, act))
    state, terms = turn.before, turn.terms
    limits = [terms.handling.limit if state.round == 1 else terms.rework.limit]
    ladder = [
        turn.facts.law.ladders.extension_of(terms.handling_class, times + 1)
        for times in range(state.times_extended)
    ]
    limits += [rung.limit for rung in ladder if rung is not None]
    told_limits = tuple(str(limit) for limit in limits)
    state = timing.of_kind(state, state.home_handling_key, told_limits, turn.now, turn.facts.working)
    if state.state is State.HANDLING:
        state = start_steps(turn, cancel_clocks(turn, state, ClockKind.STEP))
    return Verdict(state, about, turn.references(terms.handling))


def fall(turn: Turn, act: Fall) -> Verdict:
    """Let the case go one body up (兜底责任); the rule by which it was handed up is cited."""
    told(act)
    state, law = risen(turn, turn.before), turn.facts.law
    about: dict[str, Any] = {"from": turn.before.home}
    cited = []
    if turn.own_body == turn.before.home and is_beyond_community(turn.before, law):
        rule = law.acts.return_rule_of("not_community_duty")
        about["rule"], cited = rule.code, [rule.warrant.reference]
    tried = spent(turn.before, turn.facts) if turn.own_body == turn.before.home else frozenset()
    if tried:
        about["spent"], cited = sorted(tried), [*cited, law.limits.called_again.warrant.reference]
    duty = law.acts.duty_of(LEVELS[state.level])
    if duty is not None:
        about["duty"], cited = duty.code, [*cited, duty.warrant.reference]
    return Verdict(state, about, (*cited, *turn.references()))


def withdraw(turn: Turn, act: Withdraw) -> Verdict:
    """End the case because its reporter wants it so; who says so for him says why, and he may object for a time."""
    state = ended(turn, turn.before, Ending.WITHDRAWN)
    if Who.REPORTER in standings(turn.before, turn.viewer):
        return Verdict(state)
    told_why(act)
    final_at = turn.facts.working.due(turn.now, turn.facts.law.acceptance).at
    references = (turn.facts.law.limits.reporter_acceptance.warrant.reference,)
    return Verdict(replace(state, final_at=final_at), {"for_reporter": True}, references)


def go_on(turn: Turn) -> Verdict:
    """Take up again what somebody else had withdrawn for its reporter, who says that he did not want it."""
    level, home = home_today(turn)
    state = replace(
        turn.before,
        state=State.REPORTED,
        round=turn.before.round + 1,
        unwanted=(*turn.before.unwanted, turn.before.round),
        ended=None,
        ended_at=None,
        final_at=None,
        home=home,
        level=level,
        accountable=home,
    )
    references = (
        turn.facts.law.limits.reporter_acceptance.warrant.reference,
        turn.terms.accept.warrant.reference,
    )
    return Verdict(start_accept(turn, state), {"unwanted": True}, references)


def home_today(turn: Turn) -> tuple[int, int]:
    """Return at which level and whose a case is that ended long ago.

    A body dissolved since had nothing left to hand over then, so the case is its successor's now; without one it is of
    who stands at this level for the place today, or next above.
    """
    case = turn.before
    home = turn.facts.bodies.get(case.home)
    if home is None or home.active:
        return case.level, case.home
    if home.heir is not None:
        return case.level, home.heir
    there = turn.facts.above(case.level - 1)
    return (there[0], there[1].id) if there else (case.level, case.home)


def leave(turn: Turn, _act: Leave) -> Verdict:
    """Let the case go on without whoever reported it, for those who follow it; nobody answers for it any more."""
    state = replace(turn.before, left=True, reporter=None, reporter_body=None, contact=False, phone=False)
    return Verdict(state, {"following": turn.facts.supporters})


def risen(turn: Turn, state: CaseState, least: str = "") -> CaseState:
    """Return the case at home one body up, or at the level `least`, its clock begun anew.

    What the old home body missed stays missed. Raises Refused at the top.
    """
    above = turn.facts.above(max(state.level, LEVELS.index(least) - 1) if least else state.level)
    if above is None:
        raise Refused.because(mark("已经没有上一级责任单位"), code="no_superior")
    level, home = above
    waits = state.state is State.REPORTED
    state = end_tasks(turn, state, TaskEnd.RECALLED)
    state = cancel_clocks(
        turn, state, ClockKind.ACCEPT, ClockKind.HANDLING, ClockKind.FEEDBACK, ClockKind.STEP
    )
    state = replace(
        state,
        state=State.REPORTED if waits else State.ACCEPTED,
        home=home.id,
        accountable=home.id,
        level=level,
    )
    if waits:
        return start_accept(turn, state)
    state = start_handling(turn, state)
    return disputed(turn, state) if state.arbitration else state


def start_accept(turn: Turn, state: CaseState) -> CaseState:
    """Start the acceptance clock of the home body."""
    return turn.start(state, _accept_key(state), ClockKind.ACCEPT, state.home, turn.terms.accept.limit)


def start_handling(turn: Turn, state: CaseState) -> CaseState:
    """Start the handling clock of the home body for this round; a later round is rework."""
    time = turn.terms.handling if state.round == 1 else turn.terms.rework
    return turn.start(state, state.home_handling_key, ClockKind.HANDLING, state.home, time.limit)


def ask_reporter(turn: Turn, state: CaseState) -> CaseState:
    """Let the reporter answer, with a time for it; an anonymous case, or one he left, ends at once and says so.

    So does one whose reporter did the work himself, in whatever post, or whose body or colleagues did it: nobody
    accepts his own result, by whatever telephone.
    """
    if not state.contact:
        return ended(turn, state, Ending.LEFT if state.left else Ending.ANONYMOUS)
    if state.own or did_the_work(state, turn.facts.one_with(state.reporter_body)):
        return ended(turn, state, Ending.OWN)
    key = f"acceptance:{state.round}.{state.level}"
    return turn.start(state, key, ClockKind.ACCEPTANCE, state.home, turn.facts.law.acceptance)


def ended(turn: Turn, state: CaseState, how: Ending) -> CaseState:
    """End the case; nothing runs afterwards."""
    state = timing.settle(
        state, [clock.key for clock in state.open_clocks if clock.kind is ClockKind.ACCEPTANCE], turn.now
    )
    state = cancel_clocks(turn, end_tasks(turn, state, TaskEnd.RECALLED), *ClockKind)
    return replace(state, state=State.ENDED, ended=how, ended_at=turn.now)


def ground_of(facts: Facts, act: Refuse | Close) -> tuple[Phrase, dict[str, str]]:
    """Return a ground of the standard and what the event says of it; raises Refused for an unknown one.

    That the same is in hand already says nobody who does not say where: then nobody would be told of it.
    """
    ground = facts.law.ground(act.ground)
    if ground is None:
        raise Refused.because(mark("请选择不予受理的依据"), field="ground", code="unknown_ground")
    if (ground.code == IN_HAND) != bool(act.into):
        raise Refused.because(
            mark("只写“{ground}”，没有并入先报的案件"),
            remedy=mark("请在“是不是同一件”里选先报的那件，或者填它的编号，再并入"),
            field="ground",
            code="not_joined",
            ground=ground.name,
        )
    return ground, {"ground": ground.code, **({"earlier": act.into} if act.into else {})}


def _accept_key(state: CaseState) -> str:
    return f"accept:{state.round}.{state.level}"


def _of_kind(turn: Turn, state: CaseState, act: Accept | ChangeKind) -> CaseState:
    terms = turn.facts.law.terms(act.kind, act.variant)
    return replace(
        state,
        kind=act.kind,
        variant=act.variant,
        kind_confirmed=True,
        service_class=terms.service_class,
    )


def _check_kind(facts: Facts, kind: str, variant: str = "") -> None:
    if not facts.law.knows(kind, variant):
        raise Refused.because(
            mark("职责清单里没有这个类别：{kind}"),
            remedy=mark("请从清单里选择，说不清可选“其他”"),
            field="kind",
            code="unknown_kind",
            kind=kind[:40],
        )
