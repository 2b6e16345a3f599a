"""The register of three-in-one mechanisms."""

from __future__ import annotations

import re

from hemei.community.deliberation.rules.mechanisms import LONGEST_DOCUMENT, MOST_MONTHS
from hemei.community.deliberation.rules.words import OWNERS_SIDE_TEXTS, Side
from hemei.community.deliberation.services.registers import MechanismWriter
from hemei.ground.records.services import Entry
from hemei.kernel.actor import Role
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Column, Register, Unreadable
from hemei.kernel.registers.cells import choice, day, whole, words

REGISTRARS = frozenset({Role.CITY_BUREAU, Role.STREET_CLERK, Role.SYSTEM})

# How offices write the sides; one word is enough for each.
_WORDS: dict[Side, tuple[str, ...]] = {
    Side.PARTY: ("党",),
    Side.RESIDENTS_COMMITTEE: ("居委会", "居民委员会"),
    Side.OWNERS: ("业委会", "业主", "物管会", "物业管理委员会"),
    Side.COMPANY: ("物业服务企业", "物业企业", "物业公司"),
}
_OWNERS = {word: side for side, word in OWNERS_SIDE_TEXTS.items()}
_SPLIT = re.compile(r"[、，,；;/＋+\s]+")


def _sides(cell: str) -> tuple[Side, ...]:
    """Read who takes part, written one after the other."""
    found: list[Side] = []
    for word in filter(None, _SPLIT.split(cell)):
        sides = [side for side, words_ in _WORDS.items() if any(one in word for one in words_)]
        if not sides:
            raise Unreadable(
                Reason(
                    mark("看不懂“{word}”是哪一方。"),
                    {"word": word},
                    mark("请写成“党组织、居委会、业委会、物业企业”。"),
                    code="side",
                )
            )
        found.append(sides[0])
    return tuple(side for side in Side if side in found)


MECHANISMS = Register(
    "deliberation.mechanisms",
    mark("三位一体机制"),
    (
        Column("community", mark("社区"), words(40), ("社区名称", "社区编码", "村居"), required=True,
               hint=mark("名称或12位编码。"), example="东风社区"),
        Column("street", mark("街道"), words(40), ("所属街道", "街道（乡镇）"), hint=mark("有同名社区时填写。")),
        Column("established_on", mark("建立日期"), day, ("建立时间", "成立日期", "起始日期"), required=True,
               example="2021-06-01"),
        Column("document", mark("依据文件"), words(LONGEST_DOCUMENT), ("文件", "文号", "文件名称"), required=True,
               example="东风社区党委〔2021〕6号"),
        Column("sides", mark("参加各方"), _sides, ("参加方", "成员单位", "参与方"), required=True,
               example="党组织、居委会、业委会、物业企业"),
        Column("owners_side", mark("业主一方由谁参加"), choice(_OWNERS),
               ("业主方",), hint=mark("留空为业主委员会。")),
        Column("months", mark("议事间隔（月）"), whole(1, MOST_MONTHS), ("议事周期", "几个月一次"),
               hint=mark("留空为每月一次。")),
    ),
    key=("community", "established_on"),
    roles=REGISTRARS,
    order=90,
    about=mark("每行一个社区的一套机制。由社区党组织牵头；党组织须先在册。更正和结束请在它的页面上登记。"),
)  # fmt: skip

REGISTERS = (Entry(MECHANISMS, MechanismWriter),)
