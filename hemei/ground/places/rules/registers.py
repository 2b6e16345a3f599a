"""The registers of places as files: estates, buildings with their entrances, property units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import partial

from hemei.ground.places.rules.changes import LONGEST_NAME
from hemei.ground.places.rules.drafts import OLDEST_YEAR
from hemei.ground.places.rules.estates import KIND_NAMES, USE_NAMES, EstateKind, UnitUse
from hemei.ground.places.rules.positions import MapSystem
from hemei.kernel.actor import Role
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Column, Register, Unreadable
from hemei.kernel.registers.cells import choice, day, digits, hundredths, millionths, whole, words
from hemei.kernel.registers.shape import Check, Values

# Who keeps the registers of places. A street keeps those within its own places.
KEEPERS = frozenset({Role.SYSTEM_ADMIN, Role.CITY_BUREAU, Role.STREET_CLERK, Role.SYSTEM})
LARGEST_ESTATE = 1_000_000_000  # ten square kilometres in dm2: beyond it a decimal point was lost
LARGEST_UNIT = 10_000_000
MOST_HOUSEHOLDS = 100_000
MOST_FLOORS = 200
UNIT_CODE_DIGITS = 28

_KINDS = {
    **{words: kind for kind, words in KIND_NAMES.items()},
    **{kind.value: kind for kind in EstateKind},
    "商品房": EstateKind.COMMODITY,
    "保障房": EstateKind.AFFORDABLE,
    "保障性住房": EstateKind.AFFORDABLE,
    "安置房": EstateKind.RESETTLEMENT,
    "安置小区": EstateKind.RESETTLEMENT,
    "开放式": EstateKind.OPEN,
    "零散": EstateKind.SCATTERED,
}
_USES = {
    **{words: use for use, words in USE_NAMES.items()},
    **{use.value: use for use in UnitUse},
    "成套住宅": UnitUse.RESIDENCE,
    "非住宅": UnitUse.SHOP,
    "商业": UnitUse.SHOP,
    "车库": UnitUse.PARKING,
    "储藏室": UnitUse.STORAGE,
}
_SYSTEMS = {
    **{system.value.lower(): system for system in MapSystem},
    "国家2000": MapSystem.CGCS2000,
    "高德": MapSystem.GCJ02,
    "百度": MapSystem.BD09,
}

ESTATE_NAME = Column(
    "estate", mark("小区"), words(LONGEST_NAME), ("小区名称", "小区编码", "项目名称", "estate name"), required=True,
    hint=mark("填写小区名称；有同名小区的，写成“社区/小区”，或填写 15 位小区编码。"), example="翡翠花园",
)  # fmt: skip
BUILDING_NAME = Column(
    "building", mark("楼栋"), words(40), ("幢", "幢号", "楼号", "楼栋号", "栋号"), required=True,
    hint=mark("与楼栋表里的写法一致。"), example="1幢",
)  # fmt: skip
ENTRANCE_NAME = Column(
    "entrance", mark("单元"), words(40), ("单元号", "单元名称", "梯号"),
    hint=mark("没有单元的（如独立商铺）留空。"), example="1单元",
)  # fmt: skip
ROOM = Column(
    "room", mark("房号"), words(40), ("室号", "房间号", "户号", "门牌号"), required=True, example="101"
)
UNIT_COLUMNS = (ESTATE_NAME, BUILDING_NAME, ENTRANCE_NAME, ROOM)


def _check_built(values: Values, today: date) -> Sequence[Reason]:
    year = values["built_year"]
    if year is None or year <= today.year:
        return ()
    return [Reason(mark("建成年份在将来。"), {}, mark("请核对年份。"), "built_year", "future_year")]


def _check_since(values: Values, today: date) -> Sequence[Reason]:
    if values["since"] is None or values["since"] <= today:
        return ()
    return [Reason(mark("起始日期在将来。"), {}, mark("请填写不晚于今天的日期。"), "since", "future_day")]


def _check_position(values: Values, today: date) -> Sequence[Reason]:
    del today
    if (values["lon"] is None) == (values["lat"] is None):
        return ()
    return [
        Reason(mark("经度和纬度只填了一个。"), {}, mark("请两个都填，或都留空。"), "lon", "half_position")
    ]


def not_yet(*names: str) -> tuple[Check, ...]:
    """Return a check for each of these days that it is not in the future."""
    return tuple(partial(_not_yet, name) for name in names)


def _not_yet(name: str, values: Values, today: date) -> Sequence[Reason]:
    if values[name] is None or values[name] <= today:
        return ()
    return [Reason(mark("日期在将来。"), {}, mark("还没有发生的，请留空。"), name, "future_day")]


ESTATES = Register(
    "places.estates",
    mark("小区"),
    (
        Column("code", mark("小区编码"), digits(15), ("编码", "系统编码"),
               hint=mark("首次导入留空，由系统给出；更正已有小区时可填写。")),
        Column("name", mark("小区名称"), words(LONGEST_NAME), ("名称", "小区", "住宅小区名称", "estate"), required=True,
               example="翡翠花园"),
        Column("street", mark("街道（乡镇）"), words(40), ("街道", "乡镇", "所属街道", "street"),
               hint=mark("社区有重名时用来区分，否则可留空。"), example="明光路街道"),
        Column("community", mark("责任社区"), words(40), ("社区", "所属社区", "社区名称", "社区编码", "责任社区编码"),
               required=True, hint=mark("填写社区名称或 12 位社区编码。"), example="东风社区"),
        Column("kind", mark("小区类型"), choice(_KINDS), ("类型", "小区类别"), required=True, example="商品房小区"),
        Column("address", mark("地址"), words(200), ("详细地址", "坐落", "小区地址"), required=True,
               example="明光路88号"),
        Column("built_area", mark("建筑面积（平方米）"), hundredths(LARGEST_ESTATE), ("建筑面积", "总建筑面积"),
               required=True, example="25000.00"),
        Column("households", mark("户数"), whole(1, MOST_HOUSEHOLDS), ("总户数", "规划户数"), required=True,
               example="300"),
        Column("built_year", mark("建成年份"), whole(OLDEST_YEAR, 2100), ("建成年代", "竣工年份"), example="2012"),
        Column("lon", mark("经度"), millionths, ("lng", "longitude"), example="117.300000"),
        Column("lat", mark("纬度"), millionths, ("latitude",), example="31.860000"),
        Column("system", mark("坐标系"), choice(_SYSTEMS), ("坐标系统",),
               hint=mark("CGCS2000、WGS-84、GCJ-02（高德）或 BD-09（百度）；留空按 CGCS2000。"), example="CGCS2000"),
        Column("since", mark("起始日期"), day, ("启用日期", "登记日期"),
               hint=mark("这个小区从哪一天起在册；留空为导入当日。"), example="2012-10-01"),
    ),
    key=("code", "community", "name"),
    roles=KEEPERS,
    order=10,
    checks=(_check_built, _check_since, _check_position),
    about=mark("每行一个小区。空着的选填格不改变已有内容；编码、社区和名称相同的就是同一个小区。"),
)  # fmt: skip

_MARKS = re.compile(r"[、,，;；/\s]+")
MOST_ENTRANCES = 60


def entrance_names(cell: str) -> tuple[str, ...]:
    """Read the entrances of a building: their names with marks between, or how many there are."""
    if cell.isascii() and cell.isdigit():
        count = int(cell)
        if not 0 < count <= MOST_ENTRANCES:
            raise Unreadable(
                Reason(
                    mark("单元数须在 1 和 {most} 之间。"),
                    {"most": MOST_ENTRANCES},
                    mark("请核对后改正。"),
                    code="out_of_range",
                )
            )
        return tuple(f"{number}单元" for number in range(1, count + 1))
    return tuple(dict.fromkeys(words(40)(name) for name in _MARKS.split(cell) if name))


def _check_delivery(values: Values, today: date) -> Sequence[Reason]:
    del today
    sold, delivered = values["sold_on"], values["delivered_on"]
    if delivered is None or sold is None or delivered >= sold:
        return ()
    return [
        Reason(mark("交付日期早于销售日期。"), {}, mark("请核对两个日期。"), "delivered_on", "before_sale")
    ]


UNTIMELY = Reason(
    mark("拆除日期须晚于启用日期。"), {}, mark("请核对两个日期；没有拆除的留空。"), "until", "bad_period"
)


def _check_building(values: Values, today: date) -> Sequence[Reason]:
    del today
    since, until = values["since"], values["until"]
    return [UNTIMELY] if since is not None and until is not None and until <= since else []


BUILDINGS = Register(
    "places.buildings",
    mark("楼栋"),
    (
        ESTATE_NAME,
        BUILDING_NAME,
        Column("floors", mark("层数"), whole(1, MOST_FLOORS), ("总层数", "地上层数", "楼层数"), required=True,
               example="18"),
        Column("entrances", mark("单元"), entrance_names, ("单元数", "单元名称", "梯数"),
               hint=mark("各单元的名称，用顿号隔开；只填数字的，按 1单元、2单元……登记。"), example="1单元、2单元"),
        Column("since", mark("启用日期"), day, ("竣工日期", "建成日期", "起始日期"),
               hint=mark("留空的，与小区同时。")),
        Column("until", mark("拆除日期"), day, ("终止日期",), hint=mark("没有拆除的留空。")),
    ),
    key=("estate", "building"),
    roles=KEEPERS,
    order=20,
    checks=(*not_yet("since", "until"), _check_building),
    about=mark("每行一幢楼，单元写在同一行。小区须先在册。"),
)  # fmt: skip

UNITS = Register(
    "places.units",
    mark("房屋"),
    (
        *UNIT_COLUMNS,
        Column("floor", mark("楼层"), whole(-9, MOST_FLOORS), ("所在层", "层次"), required=True, example="1"),
        Column("area", mark("专有面积（平方米）"), hundredths(LARGEST_UNIT),
               ("专有面积", "建筑面积", "面积", "套内建筑面积"), required=True,
               hint=mark("产权登记的面积；没有登记的填实测面积，没有实测的填合同面积。"), example="89.50"),
        Column("use", mark("用途"), choice(_USES), ("规划用途", "房屋用途", "性质"), required=True, example="住宅"),
        Column("unit_code", mark("不动产单元号"), digits(UNIT_CODE_DIGITS), ("不动产单元代码",),
               hint=mark("28 位，没有的留空。")),
        Column("register_ref", mark("不动产权证号"), words(60), ("产权证号", "房产证号", "权证号"),
               example="皖(2020)合不动产权第0012345号"),
        Column("sold_on", mark("销售日期"), day, ("售出日期", "合同签订日期", "网签日期"),
               hint=mark("没有售出的留空。"), example="2019-03-01"),
        Column("delivered_on", mark("交付日期"), day, ("交房日期",), hint=mark("没有交付的留空。"),
               example="2020-06-30"),
    ),
    key=("estate", "building", "entrance", "room"),
    roles=KEEPERS,
    order=30,
    checks=(*not_yet("sold_on", "delivered_on"), _check_delivery),
    about=mark("每行一套房屋、一间商铺或一个车位。小区、楼栋和单元须先在册。"),
)  # fmt: skip
