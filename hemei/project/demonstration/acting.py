"""Who stands around a case: the bodies responsible for its place and somebody who acts for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hemei.coordination.cases.rules.facts import Body
from hemei.kernel.actor import PUBLIC, Actor, PlaceRange, Role


@dataclass(frozen=True, slots=True)
class House:
    """An entrance of the register: its building, itself, and what both are called."""

    building: int
    entrance: int
    name: str


@dataclass(frozen=True, slots=True)
class Stage:
    """The estate of a case with everybody who may act there.

    `clerks` holds somebody for each body, `departments` the bodies by their code in the list, `houses` the
    entrances by the number of the building and their own.
    """

    scope: str
    estate_id: int
    estate_name: str
    buildings: int
    entrances: int
    floors: int
    chain: Mapping[str, Body]
    departments: Mapping[str, Body]
    company: Body | None
    clerks: Mapping[int, Actor]
    grid: Actor
    hotline: Actor
    houses: Mapping[tuple[int, int], House] = field(default_factory=dict)
    token: str = ""

    def clerk(self, body_id: int) -> Actor:
        """Return who acts for a body."""
        return self.clerks[body_id]

    def office(self, level: str) -> Actor:
        """Return who acts for the body of a level."""
        return self.clerks[self.chain[level].id]


def system(city_path: str) -> Actor:
    """Return the worker, who lets clocks run out."""
    return Actor(role=Role.SYSTEM, places=(PlaceRange(city_path),))


# Who showed the reporter's phone and has no account; the services know him so too.
CALLED_BACK = Actor(role=Role.RESIDENT)


def reporter(channel: str, stage: Stage, resident: Actor | None) -> Actor:
    """Return who sends a report by this channel; a resident without a sign-in is the public."""
    if channel == "patrol":
        return stage.grid
    if channel == "hotline":
        return stage.hotline
    if channel == "caller":
        return stage.office("community")
    if channel == "company" and stage.company is not None:
        return stage.clerk(stage.company.id)
    return resident or PUBLIC
