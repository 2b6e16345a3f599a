"""The clocks of a dispute, and the two warnings before the end of each.

A warning is planned when the clock starts, and planned anew when its end moves. What was not warned of twice before its
end is not missed: where the worker was away, a clock that passed is cancelled, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from hemei.kernel.decision import Decision, Reason, Reference, gives_reason, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import WorkingTime, shanghai_day
from hemei.oversight.mediation.rules.standards import WARNINGS, MediationRules

ACCEPTING, MEDIATING = "mediation.accepting", "mediation.mediating"
"""The kinds of clocks that run against a body."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A warning of a clock: which, for when, and when it was given."""

    number: int
    at: datetime
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """A running clock as warnings see it."""

    started_at: datetime
    due_at: datetime
    warnings: tuple[Planned, ...]


def planned(started_at: datetime, due_at: datetime, rules: MediationRules) -> tuple[Planned, ...]:
    """Return the warnings of a clock, each strictly between its start and its end, one after the other."""
    whole = int((due_at - started_at).total_seconds())
    if whole <= WARNINGS:
        raise ValueError(f"a clock of {whole} seconds leaves no time for {WARNINGS} warnings")
    found = []
    for number, one in enumerate(rules.warning, start=1):
        share = one.over.value
        over = whole * share.numerator // share.denominator
        found.append(Planned(number, started_at + timedelta(seconds=min(max(over, number), whole - 1))))
    return tuple(found)


def moved(watched: Watched, due_at: datetime, rules: MediationRules, now: datetime) -> Watched:
    """Return the clock with another end, its warnings planned anew from now on: a new end is warned of twice again."""
    return Watched(watched.started_at, due_at, planned(max(watched.started_at, now), due_at, rules))


def due(watched: Watched, now: datetime) -> tuple[Planned, ...]:
    """Return the warnings to be given now."""
    return tuple(one for one in watched.warnings if one.given_at is None and one.at <= now)


def given(watched: Watched, now: datetime) -> Watched:
    """Return the clock with what is due given; one at a time, so that nobody gets both at once."""
    first = next(iter(due(watched, now)), None)
    if first is None:
        return watched
    return replace(
        watched,
        warnings=tuple(replace(one, given_at=now) if one is first else one for one in watched.warnings),
    )


def was_warned(watched: Watched) -> bool:
    """Whether both warnings were given before the end."""
    return len(watched.warnings) == WARNINGS and all(
        one.given_at is not None and one.given_at < watched.due_at for one in watched.warnings
    )


def is_missed(watched: Watched, now: datetime) -> bool:
    """Whether the end has passed and may be held against the body: only where both warnings were given before it."""
    return now > watched.due_at and was_warned(watched)


def may_extend(
    *, accepted_on: date, until: date, today: date, agreed: bool, reason: str, longest: tuple[date, Reference]
) -> Decision:
    """Whether mediation may take longer: within a month with a reason, beyond it by the agreement of all parties."""
    last, reference = longest
    if until <= max(today, accepted_on):
        return Decision.no(Reason(mark("新的期限要在今天以后"), {}, "", "until", "until"))
    told = gives_reason(mark("没有写明延长的理由。"), reason)
    if not told.allowed:
        return told
    if until > last and not agreed:
        return Decision.no(
            Reason(
                mark("超过{last}要各方当事人都同意"), {"last": last.isoformat()},
                mark("请逐一征得同意后勾选，或改到这一天以前"), "agreed", "agreed",
            ),
            references=(reference,),
        )  # fmt: skip
    return Decision.yes(reference)


def last_without_agreement(accepted_at: datetime, limit: Limit, working: WorkingTime) -> date:
    """Return the last day of mediation that needs no agreement of the parties."""
    return shanghai_day(working.due(accepted_at, limit).at)


def all_agreed(parties: Sequence[int], agreed: Sequence[int]) -> bool:
    """Whether every party of a dispute is among those who agreed."""
    return bool(parties) and set(parties) <= set(agreed)
