"""The plan of the cases: when, where, what, by whom. Six thousand by dice, and a few around the sample persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from hemei.coordination.cases.rules.facts import Facts
from hemei.coordination.cases.rules.words import Channel, State
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration.acting import Stage
from hemei.project.demonstration.scale import Scale, dice
from hemei.project.demonstration.stories import Plan
from hemei.project.demonstration.wording import OTHER, words

_CHANNELS = {
    Channel.RESIDENT: 62,
    Channel.CALLER: 8,
    Channel.HOTLINE: 10,
    Channel.PATROL: 16,
    Channel.COMPANY: 4,
}
_DAYS = 183
# More of what is reported lies in the last weeks, so that the workbenches are not empty.
_LEAN = 1.5
_KNOWS_KIND, _SIGNS_IN, _LEAVES_PHONE, _HIDES, _NAMES_SPOT = 0.75, 0.62, 0.6, 0.12, 0.5
_LEAST_AGE = timedelta(minutes=6)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A resident with an account and the telephone that is not one."""

    actor: Actor
    phone: str


@dataclass(frozen=True, slots=True)
class Setting:
    """An estate as the cases need it: its stage, how many units, who lives there."""

    stage: Stage
    units: int
    neighbours: tuple[Neighbour, ...]


# Around the sample persons: kind, channel, where it halts, at whose level, how many minutes ago, how quick.
_SHOWCASE = (
    ("dogs", Channel.RESIDENT, State.REPORTED, 0, 25, 0.3),
    ("occupied_green", Channel.HOTLINE, State.REPORTED, 0, 40, 0.3),
    ("blocked_fire_lane", Channel.RESIDENT, State.WHISTLED, 0, 75, 0.2),
    ("ebike_indoors", Channel.PATROL, State.WHISTLED, 0, 110, 0.2),
    ("corridor_clutter", Channel.RESIDENT, State.RESULTED, 0, 3 * 1440, 0.05),
    ("small_ads", Channel.RESIDENT, State.WHISTLED, 0, 2 * 1440, 0.1),
    ("poultry", Channel.PATROL, State.RESULTED, 0, 7 * 1440, 0.1),
    ("leak_between_flats", Channel.RESIDENT, State.HANDLING, 0, 3 * 1440, 0.1),
    ("parking_disorder", Channel.RESIDENT, State.HANDLING, 0, 4 * 1440, 0.1),
    ("delivery_disorder", Channel.PATROL, State.ACCEPTED, 0, 1440, 0.2),
    ("roof_wall_leak", Channel.RESIDENT, State.AWAITING, 0, 6 * 1440, 0.1),
    ("waste_sorting", Channel.RESIDENT, State.AWAITING, 0, 5 * 1440, 0.1),
    ("stray_animals", Channel.CALLER, State.AWAITING, 0, 5 * 1440, 0.1),
    ("fee_arrears", Channel.RESIDENT, State.REFUSED, 0, 3 * 1440, 0.2),
    ("parking_disorder", Channel.CALLER, State.ACCEPTED, 1, 4 * 1440, 0.1),
    ("roof_wall_leak", Channel.HOTLINE, State.ACCEPTED, 2, 5 * 1440, 0.1),
    ("leak_between_flats", Channel.RESIDENT, State.ACCEPTED, 3, 6 * 1440, 0.1),
)  # fmt: skip


FactsOn = Callable[[Stage, date], Facts]
"""What a decision at a stage is told, by the law of a day."""


def plans(
    settings: Sequence[Setting], show: Setting, scale: Scale, now: datetime, facts_on: FactsOn
) -> list[Plan]:
    """Return the plans in the order of their reports."""
    throw = dice("plans")
    weights = [setting.units + 20 for setting in settings]
    chosen = throw.choices(list(settings), weights, k=scale.cases)
    drawn = [_drawn(throw, setting, now, number, facts_on) for number, setting in enumerate(chosen)]
    every = [*drawn, *_showcase(show, now, scale.cases, facts_on)]
    return sorted(every, key=lambda plan: (plan.at, plan.number))


def by_home(neighbours: Sequence[tuple[int, Neighbour]]) -> dict[int, tuple[Neighbour, ...]]:
    """Return residents by their estate."""
    found: dict[int, list[Neighbour]] = defaultdict(list)
    for estate, neighbour in neighbours:
        found[estate].append(neighbour)
    return {estate: tuple(people) for estate, people in found.items()}


def _drawn(throw: Random, setting: Setting, now: datetime, number: int, facts_on: FactsOn) -> Plan:
    told = words("kinds")
    kind = throw.choices(list(told), [one["weight"] for one in told.values()])[0]
    channel = throw.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
    stage = setting.stage
    if channel is Channel.COMPANY and stage.company is None:
        channel = Channel.PATROL
    at = _reported_at(throw, channel, now)
    fact_on = _fact_on(throw, at)
    neighbour = (
        throw.choice(setting.neighbours) if setting.neighbours and throw.random() < _SIGNS_IN else None
    )
    plan = Plan(
        number=number,
        stage=stage,
        facts=facts_on(stage, fact_on),
        kind=kind,
        sent_as=kind if throw.random() < _KNOWS_KIND or channel is Channel.PATROL else OTHER,
        channel=channel,
        at=at,
        fact_on=fact_on,
        resident=None,
        contact=False,
        hidden=throw.random() < _HIDES,
        photos=throw.choices([0, 1, 2, 3], [30, 40, 20, 10])[0],
        spot=_spot(throw, stage) if throw.random() < _NAMES_SPOT else "",
    )
    return _from_whom(throw, plan, neighbour)


def _from_whom(throw: Random, plan: Plan, neighbour: Neighbour | None) -> Plan:
    """Say who reports and whether he can be asked: signed in, by telephone only, or not at all."""
    if plan.channel in {Channel.PATROL, Channel.COMPANY}:
        return plan
    phone = neighbour.phone if neighbour else f"15499{throw.randrange(1_000_000):06d}"
    if plan.channel in {Channel.CALLER, Channel.HOTLINE}:
        return replace(plan, phone=phone, contact=True)
    if neighbour is not None:
        return replace(plan, resident=neighbour.actor, phone=phone, contact=True)
    if throw.random() < _LEAVES_PHONE:
        return replace(plan, phone=phone, contact=True)
    return plan


def _showcase(show: Setting, now: datetime, first: int, facts_on: FactsOn) -> Iterator[Plan]:
    sample = show.neighbours[0]
    for number, (kind, channel, halt, level, minutes, pace) in enumerate(_SHOWCASE, start=first):
        at = (now - timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        resident = sample if channel is Channel.RESIDENT else None
        today = shanghai_day(at)
        called = channel in {Channel.CALLER, Channel.HOTLINE}
        yield Plan(
            number=number,
            stage=show.stage,
            facts=facts_on(show.stage, today),
            kind=kind,
            sent_as=kind,
            channel=channel,
            at=at,
            fact_on=today,
            resident=resident.actor if resident else None,
            contact=bool(resident) or called,
            hidden=False,
            photos=2,
            phone=sample.phone if resident or called else "",
            halt=halt,
            level=level,
            pace=pace,
        )


def _reported_at(throw: Random, channel: Channel, now: datetime) -> datetime:
    """Return a minute of the last half year: staff by day, residents also in the evening, few at night."""
    day = shanghai_day(now - timedelta(days=_DAYS * throw.random() ** _LEAN))
    hour = throw.randint(8, 17)
    if channel in {Channel.RESIDENT, Channel.HOTLINE}:
        hour = throw.choices(
            range(24), [1, 1, 1, 1, 1, 2, 5, 8, 9, 9, 9, 8, 8, 7, 7, 7, 7, 8, 10, 11, 10, 8, 5, 2]
        )[0]
    at = datetime.combine(day, time(hour, throw.randrange(60), throw.randrange(60)), SHANGHAI).astimezone(
        now.tzinfo
    )
    return at if at < now - _LEAST_AGE else now - _LEAST_AGE - timedelta(minutes=throw.randrange(240))


def _fact_on(throw: Random, at: datetime) -> date:
    return shanghai_day(at) - timedelta(days=throw.choices([0, 1, 2, 3], [70, 18, 8, 4])[0])


def _spot(throw: Random, stage: Stage) -> str:
    return f"{throw.randint(1, stage.buildings)}幢{throw.randint(1, stage.entrances)}单元"
