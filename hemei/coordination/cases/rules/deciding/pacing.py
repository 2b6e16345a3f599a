"""Pause, resume, escalate, recompute: time and pressure, no movement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.acts import Comment, Escalate, PauseClock, Recompute, ResumeClock
from hemei.coordination.cases.rules.deciding.revisiting import missed_visit
from hemei.coordination.cases.rules.deciding.turn import Turn, Verdict, told, told_why
from hemei.coordination.cases.rules.escalating import steps_up
from hemei.coordination.cases.rules.facts import LEVELS
from hemei.coordination.cases.rules.moves import Who, standings
from hemei.coordination.cases.rules.obstacles import running, standing, used_up
from hemei.coordination.cases.rules.parts import waiting_for_reporter
from hemei.coordination.cases.rules.situation import Situation
from hemei.coordination.cases.rules.state import Clock
from hemei.coordination.cases.rules.timing import own_days_left
from hemei.coordination.cases.rules.words import PAUSE_GROUNDS, PauseReason
from hemei.kernel.decision import Refused, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day


def pause(turn: Turn, act: PauseClock) -> Verdict:
    """Stop the own handling clock for a reason that is on the list, until a day named now.

    Beyond the days an owner has for all his pauses, whoever grants more time stops it for him.
    """
    _grounded(turn, act)
    if act.until <= turn.now:
        raise Refused.because(mark("恢复时间要在现在之后"), field="until", code="until_past")
    own = running(turn.situation)
    clocks = own or used_up(turn.situation)
    longest = latest_end(turn.situation, own)
    if act.until > longest:
        raise Refused.because(
            mark("暂停最长到{day}"), field="until", code="until_far", day=shanghai_day(longest).isoformat()
        )
    state = timing.pause(turn.before, [clock.key for clock in clocks], turn.now, act.reason, act.until)
    about: dict[str, object] = {"reason": act.reason.value, "resumes": act.until.isoformat()}
    if not own:
        about |= {"granted": sorted({clock.body for clock in clocks})}
    limits = turn.facts.law.limits
    references = (*turn.references(limits.longest_pause), limits.pauses_in_all.warrant.reference)
    return Verdict(state, about, references)


def latest_end(at: Situation, own: Sequence[Clock]) -> datetime:
    """Return until when a pause that begins now may last; of own clocks no longer than the days left to them."""
    limits, working = at.facts.law.limits, at.facts.working
    longest = working.due(at.now, limits.longest_pause.limit).at
    if not own:
        return longest
    left = Limit(own_days_left(at.state, own, limits.pauses_in_all.days), "days")
    return min(longest, working.due(at.now, left).at)


def _grounded(turn: Turn, act: PauseClock) -> None:
    """Refuse a pause without a ground: whoever is waited for must be there, and be told what for."""
    told(act)
    if act.reason not in PAUSE_GROUNDS:
        raise Refused.because(mark("请选择暂停的原因"), field="reason", code="no_reason")
    if act.reason is not PauseReason.REPORTER:
        return
    if not turn.before.contact:
        raise Refused.because(
            mark("本案没有可以联系的上报人，等不到他"),
            remedy=mark("请选择别的原因，或继续办理"),
            field="reason",
            code="nobody_to_ask",
        )
    told_why(act)


def resume(turn: Turn, _act: ResumeClock) -> Verdict:
    """Let the own clock run on; by itself when the named day has come."""
    keys = [clock.key for clock in standing(turn.situation)]
    return Verdict(timing.resume(turn.before, keys, turn.now, turn.facts.working))


def escalate(turn: Turn, act: Escalate) -> Verdict:
    """Tell the level the standard names that a clock ran out or a department refuses; each step once."""
    case, law = turn.before, turn.facts.law
    if not case.is_open:
        return missed_visit(turn, act)
    if (act.clock, act.step) in case.escalated:
        raise Refused.because(mark("这个时限已经升级过"), code="escalated")
    found = next(
        (
            up
            for up in steps_up(case, law, turn.facts.working)
            if (up.key, up.step.code) == (act.clock, act.step) and turn.now > up.at
        ),
        None,
    )
    if found is None:
        raise Refused.because(mark("这个时限还没有到升级的时候"), code="not_late")
    state = replace(case, escalated=(*case.escalated, (found.key, found.step.code)))
    # Where that level has nobody, or is itself the one that is late, the next above hears.
    heard = turn.facts.above(LEVELS.index(found.step.to) - 1)
    if heard and heard[1].id == found.body and not found.step.own:
        heard = turn.facts.above(heard[0])
    about = {
        "clock": found.key,
        "body": found.body,
        "step": found.step.code,
        "since": found.since.isoformat(),
        "to": heard[1].id if heard else None,
    }
    references = (*turn.references(), found.step.warrant.reference)
    if found.refusing is None:
        return Verdict(state, about, references)
    tasks = tuple(
        replace(task, refused_at=found.since) if task.refusal_key == found.key else task
        for task in case.tasks
    )
    about |= {"refusing": found.refusing.code}
    return Verdict(replace(state, tasks=tasks), about, (*references, found.refusing.warrant.reference))


def comment(turn: Turn, act: Comment) -> Verdict:
    """Add a text or pictures; nothing moves. The reporter's own word answers what waits for him."""
    if not act.photos:
        told(act)
    state = turn.before
    if Who.REPORTER in standings(state, turn.viewer):
        state = timing.answered(state, [clock.key for clock in waiting_for_reporter(state)], turn.now)
    return Verdict(state, {"photos": act.photos})


def recompute(turn: Turn, act: Recompute) -> Verdict:
    """Ask the calendar again and say why; refused when nothing changes."""
    state = timing.recompute(turn.before, turn.now, turn.facts.working)
    if state == turn.before:
        raise Refused.because(mark("时限没有变化"), code="unchanged")
    return Verdict(state, {"because": act.because}, turn.references())
