"""The register of lines that are in the way: rivers, railways, trunk roads, with their crossings."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from hemei.ground.records.services import Entry
from hemei.kernel.actor import Role
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Column, Register, Unreadable
from hemei.kernel.registers.cells import choice, day, words
from hemei.oversight.renewal.rules.planner.walks import LINE_KIND_NAMES, MICRO, LineKind
from hemei.oversight.renewal.services.registers import BarrierWriter

REGISTRARS = frozenset({Role.SYSTEM_ADMIN, Role.CITY_BUREAU, Role.SYSTEM})
MOST_SPOTS = 2_000
_SPLIT = re.compile(r"[;；|\n]+")
_PAIR = re.compile(r"[,，\s]+")
_HALF_TURN, _QUARTER_TURN = 180, 90


def spots(cell: str) -> tuple[tuple[int, int], ...]:
    """Read positions written as `117.280001,31.860002;117.29,31.86`, longitude first."""
    found = [_spot(part) for part in _SPLIT.split(cell) if part.strip()]
    if len(found) > MOST_SPOTS:
        raise Unreadable(
            Reason(mark("超过{most}个点。"), {"most": MOST_SPOTS}, mark("请把线分成几段。"), code="too_many")
        )
    return tuple(found)


def _spot(part: str) -> tuple[int, int]:
    try:
        lon, lat = (Decimal(one) for one in _PAIR.split(part.strip()))
    except (InvalidOperation, ValueError):
        lon = lat = Decimal(999)
    if not (abs(lon) <= _HALF_TURN and abs(lat) <= _QUARTER_TURN):
        raise Unreadable(
            Reason(
                mark("看不懂位置“{part}”。"),
                {"part": part.strip()[:40]},
                mark("写成“经度,纬度”，各点用分号隔开，例如 117.280000,31.860000;117.290000,31.861000。"),
                code="position",
            )
        )
    return int(lon * MICRO), int(lat * MICRO)


_KINDS = {
    **{word: kind for kind, word in LINE_KIND_NAMES.items()},
    **{kind.value: kind for kind in LineKind},
    "河": LineKind.RIVER,
    "水系": LineKind.RIVER,
    "铁道": LineKind.RAIL,
    "高架": LineKind.ROAD,
    "高速公路": LineKind.ROAD,
}

BARRIERS = Register(
    "renewal.barriers",
    mark("障碍线"),
    (
        Column("code", mark("编号"), words(30), ("线路编号",), required=True, example="H001"),
        Column("name", mark("名称"), words(40), ("线路名称", "河流名称"), required=True, example="板桥河"),
        Column("kind", mark("种类"), choice(_KINDS), ("类型",), required=True, example="河流"),
        Column("course", mark("走向"), spots, ("线", "坐标"), required=True,
               hint=mark("依次写各点的经度和纬度（CGCS2000），各点用分号隔开，至少两点。"),
               example="117.280000,31.860000;117.290000,31.861000"),
        Column("crossings", mark("桥梁和通道"), spots, ("桥梁", "通道", "桥"),
               hint=mark("可以步行通过的地方；没有的留空，等于走不过去。"), example="117.285000,31.860500"),
        Column("since", mark("起始日期"), day, ("启用日期",), required=True, example="2019-01-01"),
        Column("until", mark("结束日期"), day, ("停用日期",), hint=mark("现在还在的留空。")),
    ),
    key=("code",),
    roles=REGISTRARS,
    order=110,
    about=mark("每行一条步行过不去的线，供统一打包测算使用。同一编号再次导入就更新；新建的桥加进“桥梁和通道”。"),
)  # fmt: skip

REGISTERS = (Entry(BARRIERS, BarrierWriter),)
"""What renewal imports."""
