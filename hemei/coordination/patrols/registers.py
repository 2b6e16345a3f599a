"""The register of points that rounds look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.coordination.patrols.rules.acts import MAY, Act
from hemei.coordination.patrols.services.point_register import PointWriter, point_named
from hemei.coordination.patrols.services.points import LONGEST_NAME
from hemei.ground.records.services import Entry
from hemei.kernel.actor import Role
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Column, Register
from hemei.kernel.registers.cells import millionths, words
from hemei.kernel.registers.shape import Values

ORDER = 98
_MOST = {"lon": 180_000_000, "lat": 90_000_000}
_KEPT = mark("留空的不改动；要取消，请在点位页面上更改。")


def _check_position(values: Values, today: date) -> Sequence[Reason]:
    del today
    lon, lat = values["lon"], values["lat"]
    if (lon is None) is not (lat is None):
        empty = "lon" if lon is None else "lat"
        return [Reason(mark("经度和纬度要一起填。"), {}, mark("不知道位置的，两个都留空。"), empty, "half")]
    return [
        Reason(
            mark("不是经纬度。"),
            {},
            mark("请核对单位和小数点，先经度后纬度，例如 117.283042。"),
            name,
            "degree",
        )
        for name, most in _MOST.items()
        if values[name] is not None and values[name] > most
    ]


POINTS = Register(
    "patrols.points",
    mark("巡查点位"),
    (
        Column("cell", mark("网格"), words(40), ("网格名称", "网格编码", "所属网格"), required=True,
               hint=mark("登记的名称或编码；名称相同的，写“社区/网格”。"), example="东风第一网格"),
        Column("name", mark("点位"), words(LONGEST_NAME), ("点位名称", "名称", "点位描述"), required=True,
               hint=mark("写得让人找得到；同一个网格里不重名，按它识别。"), example="3幢东侧消防通道"),
        Column("kind", mark("种类"), words(40), ("点位种类", "点位类型", "类型"), required=True,
               hint=mark("标准里的点位种类。"), example="消防通道和登高场地"),
        Column("estate", mark("小区"), words(60), ("小区名称", "所在小区"),
               hint=mark("小区以外的留空。已有的点位，留空的不改动。"), example="翠园小区"),
        Column("lon", mark("经度"), millionths, ("东经",), hint=_KEPT, example="117.283042"),
        Column("lat", mark("纬度"), millionths, ("北纬",), hint=_KEPT, example="31.861042"),
    ),
    key=("cell", "name"),
    roles=MAY[Act.KEEP_POINTS] & {Role.STREET_CLERK, Role.SYSTEM},
    order=ORDER,
    checks=(_check_position,),
    about=mark("每行一个网格员要看的地方，下一轮起列入计划。按网格和点位名称识别：改了的，原来的停用，新的从今天起用。"),
)  # fmt: skip

REGISTERS = (Entry(POINTS, PointWriter, searches=point_named),)
