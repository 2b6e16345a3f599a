"""What is told of an estate before it exists, and whether that can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hemei.ground.places.rules.changes import CHANGERS, LONGEST_NAME
from hemei.ground.places.rules.estates import EstateKind, UnitUse
from hemei.ground.places.rules.positions import Frame, MapSystem, Point, may_use, to_cgcs2000
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark

OLDEST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A property unit: area in dm2, `unit_code` the 28-digit real-estate unit number if known."""

    room: str
    floor: int
    exclusive_area_dm2: int
    use: UnitUse = UnitUse.RESIDENCE
    unit_code: str | None = None


@dataclass(frozen=True, slots=True)
class EntranceDraft:
    """An entrance with its units."""

    name: str
    units: Sequence[UnitDraft] = ()


@dataclass(frozen=True, slots=True)
class BuildingDraft:
    """A building with its entrances."""

    name: str
    floors: int
    entrances: Sequence[EntranceDraft] = ()


@dataclass(frozen=True, slots=True)
class EstateDraft:
    """An estate. Area in dm2; `point` as given in `system`, millionths of a degree."""

    name: str
    kind: EstateKind
    community_id: int
    address: str
    built_area_dm2: int
    households: int
    valid_from: date
    built_year: int | None = None
    grid_id: int | None = None
    point: Point | None = None
    system: MapSystem = MapSystem.CGCS2000
    token: str = ""
    touching: Sequence[int] = ()
    buildings: Sequence[BuildingDraft] = ()

    @property
    def position(self) -> Point | None:
        """The position in CGCS2000."""
        return to_cgcs2000(self.point.lon, self.point.lat, self.system) if self.point else None


def may_add(role: Role, draft: EstateDraft, *, today: date, city: str, frame: Frame | None) -> Decision:
    """Answer whether this estate may be entered."""
    reasons = [] if role in CHANGERS else [Reason(mark("您的岗位不能登记小区。"), code="role")]
    name = {"name": draft.name}
    if not 0 < len(draft.name.strip()) <= LONGEST_NAME or not draft.name.isprintable():
        reasons.append(Reason(mark("小区名称须为1至{most}个字。"), {"most": LONGEST_NAME}, field="name"))
    if draft.built_area_dm2 <= 0 or draft.households <= 0:
        reasons.append(
            Reason(
                mark("“{name}”的建筑面积和户数都须大于零。"),
                name,
                field="built_area_dm2",
                code="not_positive",
            )
        )
    if draft.built_year is not None and not OLDEST_YEAR <= draft.built_year <= today.year:
        reasons.append(
            Reason(
                mark("“{name}”的建成年份{year}不可能。"),
                {**name, "year": draft.built_year},
                field="built_year",
                code="bad_year",
            )
        )
    if draft.valid_from > today:
        reasons.append(
            Reason(mark("“{name}”的登记日期在将来。"), name, field="valid_from", code="future_day")
        )
    if draft.community_id in draft.touching:
        reasons.append(Reason(mark("“{name}”的责任社区不能同时列为相邻社区。"), name, field="touching"))
    if draft.position is not None:
        reasons += may_use(draft.position, frame, city=city).reasons
    return Decision.no(*reasons) if reasons else Decision.yes()
