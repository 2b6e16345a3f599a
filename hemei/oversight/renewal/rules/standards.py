"""`renewal-modes`: which mode fits an old estate, who decides it, and the times that keep all in step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant
from hemei.oversight.renewal.rules.planner.standard import PackagePlanning

KindCode = Literal["commodity", "affordable", "old", "resettlement", "open", "scattered"]
ModeCode = Literal["market", "packaged", "community", "mixed"]
DeciderCode = Literal["owners", "street"]
YesNo = Literal["any", "yes", "no"]
Size = Literal["any", "small", "large"]
Equipped = Literal["any", "complete", "lacking"]


@dataclass(frozen=True, slots=True)
class OldKinds:
    """Which kinds of estates are old estates."""

    kinds: tuple[KindCode, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class SmallSize:
    """An estate below the area, or below the number of households, is small."""

    area_below_dm2: int
    households_below: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Facility:
    """Something an estate has or lacks; without a `basic` one its facilities are incomplete."""

    code: str
    name: str
    basic: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Fit:
    """One row: a mode for estates of these kinds, openness, size and state. The first row that fits proposes.

    `companions` asks whether the street has other small old estates that could choose together.
    """

    code: str
    name: str
    mode: ModeCode
    kinds: tuple[KindCode, ...]
    is_open: YesNo
    extent: Size
    companions: YesNo
    facilities: Equipped
    renovated: YesNo
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class DecidedBy:
    """Who decides a mode, and under which matter of `owner-matters` owners vote on it."""

    code: ModeCode
    deciders: tuple[DeciderCode, ...]
    matters: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Engine:
    """From this day owners decide by the vote engine; what they decided earlier is named by its resolution."""

    since: date
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of works, and which facilities it brings."""

    code: str
    name: str
    brings: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the lists; `emergency` says that an estate suddenly unmanaged needs it at once."""

    code: str
    name: str
    emergency: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Period:
    """A time that is owed or looked back upon."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class RenewalModes:
    """`renewal-modes`: how old estates come to be managed 老旧小区长效管理."""

    head: Head
    old: OldKinds
    small: SmallSize
    facility: tuple[Facility, ...]
    fit: tuple[Fit, ...]
    decided_by: tuple[DecidedBy, ...]
    engine: Engine
    renovation: tuple[Work, ...]
    service: tuple[Service, ...]
    coverage: Period
    drop_out: Period
    emergency: Period
    successor: Period

    def __post_init__(self) -> None:
        if sorted(one.code for one in self.decided_by) != sorted(get_args(ModeCode)):
            raise Misfit(f"each mode has its decider once: {', '.join(get_args(ModeCode))}", "decided_by")
        known = {one.code for one in self.facility}
        for position, work in enumerate(self.renovation):
            if unknown := set(work.brings) - known:
                raise Misfit(
                    f"no facility is called {', '.join(sorted(unknown))}", "renovation", position, "brings"
                )
        if unmet := {one.code for one in self.facility if one.basic} - {
            code for work in self.renovation for code in work.brings
        }:
            raise Misfit(f"no works bring the basic {', '.join(sorted(unmet))}", "renovation")
        if not any(one.emergency for one in self.service):
            raise Misfit("an emergency needs a service at least", "service")
        for name in ("emergency", "drop_out"):
            if getattr(self, name).limit.unit != "months":
                raise Misfit("write it in months, as in '6 months'", name, "limit")

    def decider_of(self, mode: str) -> DecidedBy:
        """Return who decides a mode."""
        return next(one for one in self.decided_by if one.code == mode)

    @property
    def basic(self) -> frozenset[str]:
        """The codes of the basic facilities."""
        return frozenset(one.code for one in self.facility if one.basic)


STANDARDS: dict[str, type] = {"package-planning": PackagePlanning, "renewal-modes": RenewalModes}
