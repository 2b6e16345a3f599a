"""`exemplar-rules`: how somebody becomes an exemplar and stays one. `harmonious-plan`: the aims and their measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Share, Warrant

KindCode = Literal["mechanism", "committee", "company_service", "demonstration"]
Nominator = Literal["street", "company"]
AimCode = Literal["neighbours", "surroundings", "order"]


@dataclass(frozen=True, slots=True)
class KindRule:
    """A kind of honour: who nominates, by which evaluation it is judged, whether somebody visits first.

    `standard` is the evaluation whose result is evidence; one below `least` cannot be honoured, none is no hindrance.
    """

    code: KindCode
    name: str
    nominated_by: tuple[Nominator, ...]
    standard: str
    least: Share
    visited: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Member:
    """Who may sit in a group that reviews, or visit: a department, a Party body, owners, somebody of the trade."""

    code: str
    name: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Group:
    """How many members judge together at least, and which share of them must agree, that share included."""

    least: int
    agree: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Visitors:
    """How many look at a project on site at least."""

    least: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Clock:
    """A period of time and what it rests on."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Waiting:
    """For so many months after it was declined, struck or withdrawn, the same is not nominated again."""

    months: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ExemplarRules:
    """`exemplar-rules`: nomination, review, posting, objection, yearly re-check, withdrawal."""

    head: Head
    kind: tuple[KindRule, ...]
    member: tuple[Member, ...]
    group: Group
    visitors: Visitors
    posting: Clock
    objection_decision: Clock
    recheck: Clock
    again: Waiting

    def __post_init__(self) -> None:
        codes = [one.code for one in self.kind]
        if sorted(codes) != sorted(get_args(KindCode)):
            raise Misfit(f"each kind is named once: {', '.join(get_args(KindCode))}", "kind")
        if self.group.least < 1 or self.visitors.least < 1 or self.again.months < 0:
            raise ValueError("nobody reviews or visits, or the time of waiting is below zero")
        if len(self.member) < self.group.least:
            raise Misfit(
                f"a group of {self.group.least} cannot be made of {len(self.member)} members", "member"
            )

    def of(self, code: str) -> KindRule:
        """Return what holds for a kind."""
        return next(one for one in self.kind if one.code == code)


@dataclass(frozen=True, slots=True)
class PlanYears:
    """The first year of the action plan and how many there are."""

    first: int
    count: int
    warrant: Warrant

    @property
    def years(self) -> range:
        """The years of the plan."""
        return range(self.first, self.first + self.count)


@dataclass(frozen=True, slots=True)
class AimRule:
    """One of the three aims."""

    code: AimCode
    name: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Measure:
    """What measures an aim: the figure or record `measured_by` says how far it is reached, as a share."""

    code: str
    aim: AimCode
    name: str
    measured_by: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class HarmoniousPlan:
    """`harmonious-plan`: the three-year action plan of harmonious estates 共建和美小区三年行动方案."""

    head: Head
    plan: PlanYears
    aim: tuple[AimRule, ...]
    measure: tuple[Measure, ...]

    def __post_init__(self) -> None:
        named = [one.code for one in self.aim]
        if named != list(get_args(AimCode)):
            raise Misfit(f"the aims are {', '.join(get_args(AimCode))} in this order", "aim")
        bare = set(named) - {one.aim for one in self.measure}
        if bare:
            raise Misfit(f"nothing measures {', '.join(sorted(bare))}", "measure")
        if self.plan.count < 1:
            raise ValueError("a plan has a year at least")

    def of(self, code: str) -> Measure | None:
        """Return a measure."""
        return next((one for one in self.measure if one.code == code), None)


STANDARDS: dict[str, type] = {"exemplar-rules": ExemplarRules, "harmonious-plan": HarmoniousPlan}
