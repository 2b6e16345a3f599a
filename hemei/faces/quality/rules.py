"""What counts as a contradiction: the document `data-quality`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hemei.kernel.actor import Actor, Role
from hemei.kernel.checks import Check
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Share, Warrant

WEEKS = 12
_WEEK = 7


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A check of the document: why it is a contradiction, and from which size on."""

    code: str
    warrant: Warrant
    area_least: Share | None = None
    area_most: Share | None = None
    households_off: Share | None = None
    metres: int | None = None

    @property
    def thresholds(self) -> dict[str, int]:
        """The thresholds as the relation of a check is bound to them; a share as two whole numbers."""
        found: dict[str, int] = {}
        for name in ("area_least", "area_most", "households_off"):
            share = getattr(self, name)
            if share is not None:
                found[f"{name}_of"], found[f"{name}_in"] = share.value.numerator, share.value.denominator
        if self.metres is not None:
            found["metres"] = self.metres
        return found


@dataclass(frozen=True, slots=True)
class Handing:
    """How long the body that keeps a register has for a list it is handed, unless a day is given."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class DataQuality:
    """The document `data-quality`."""

    head: Head
    check: tuple[CheckItem, ...]
    handing: Handing | None = None

    def of(self, code: str) -> CheckItem | None:
        """Return the item of a check; a check that the document does not name is not made."""
        return next((item for item in self.check if item.code == code), None)


HANDERS = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
"""Who may make the fixing of a list a duty of somebody: whoever is in charge of a place and has bodies below him."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a list stands: who keeps its register there, how many contradict now, whether it is handed already."""

    keeper: int | None
    keeper_scope: str
    found: int
    running: bool


# Why a list cannot be handed over, and what to do; the first that holds is said.
_OBSTACLES: dict[str, tuple[str, str]] = {
    "role": (mark("这个身份不能交办数据订正"), mark("请由街道、区县或市级主管部门交办")),
    "keeper": (mark("这里没有一个单位单独负责这项登记"), mark("请打开下级地方的名单，逐个交办")),
    "own": (mark("这项登记由本单位负责"), mark("请在名单上直接更正")),
    "place": (mark("负责这项登记的单位不在您的管辖范围内"), mark("请由它的上级单位交办")),
    "running": (mark("这份名单已经交办，还没有办结"), mark("请等办结，或由布置单位先撤销")),
    "none": (mark("这份名单现在没有矛盾"), mark("不需要交办")),
}


def may_hand(actor: Actor, standing: Standing) -> Decision:
    """Whether the actor may hand the fixing of a list to the body that keeps its register in that place."""
    holds = {
        "role": actor.role not in HANDERS or actor.body_id is None,
        "keeper": standing.keeper is None,
        "own": standing.keeper == actor.body_id,
        "place": not actor.covers(standing.keeper_scope),
        "running": standing.running,
        "none": not standing.found,
    }
    code = next((code for code in _OBSTACLES if holds[code]), None)
    return not_handed(code) if code else Decision.yes()


def not_handed(code: str) -> Decision:
    """Return the refusal of an obstacle."""
    text, remedy = _OBSTACLES[code]
    return Decision.no(Reason(text, remedy=remedy, code=code))


STANDARDS: dict[str, type] = {"data-quality": DataQuality}


def lacking(check: Check, item: CheckItem) -> list[str]:
    """Return the thresholds a check needs and its item does not give."""
    given = item.thresholds
    return [name for name in check.needs if name not in given and f"{name}_of" not in given]


def week_ends(today: date) -> tuple[date, ...]:
    """Return the days by which the last weeks are read, the oldest first, today the last."""
    return tuple(today - timedelta(days=_WEEK * back) for back in range(WEEKS - 1, -1, -1))


def by_week(rounds: Iterable[tuple[date, int]], today: date) -> tuple[int | None, ...]:
    """Return what was last counted within each week; None for a week without a round."""
    last: dict[date, int] = dict(sorted(rounds))
    return tuple(
        next(
            (last[day] for back in range(_WEEK) if (day := end - timedelta(days=back)) in last),
            None,
        )
        for end in week_ends(today)
    )
