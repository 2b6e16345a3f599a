"""The registers of how estates are managed and renovated."""

from __future__ import annotations

from hemei.ground.companies.rules.modes import (
    BASIS_NAMES,
    LONGEST_PACKAGE,
    LONGEST_REFERENCE,
    MODE_NAMES,
    Basis,
    Mode,
)
from hemei.ground.companies.services.registers.modes import mode_writer
from hemei.ground.companies.services.registers.renovations import renovation_writer
from hemei.ground.places.queries import UNIT_COLUMNS
from hemei.ground.places.services import estate_named
from hemei.ground.records.services import Entry
from hemei.kernel.actor import Role
from hemei.kernel.decision import mark
from hemei.kernel.registers import Column, Register
from hemei.kernel.registers.cells import choice, day, words

KEEPERS = frozenset({Role.SYSTEM_ADMIN, Role.CITY_BUREAU, Role.STREET_CLERK, Role.SYSTEM})

_MODES = {
    **{word: mode for mode, word in MODE_NAMES.items()},
    **{mode.value: mode for mode in Mode},
    "市场化": Mode.MARKET,
    "市场化物业": Mode.MARKET,
    "专业物业": Mode.MARKET,
    "统一打包": Mode.PACKAGED,
    "打包": Mode.PACKAGED,
    "准物业": Mode.COMMUNITY,
    "准物业化": Mode.COMMUNITY,
    "社区准物业": Mode.COMMUNITY,
    "居委会＋物业": Mode.MIXED,
    "自管": Mode.SELF,
    "业主自管": Mode.SELF,
    "自行管理": Mode.SELF,
    "无物业": Mode.NONE,
    "无": Mode.NONE,
}
_BASES = {
    **{word: basis for basis, word in BASIS_NAMES.items()},
    **{basis.value: basis for basis in Basis},
    "业主大会决定": Basis.OWNERS,
    "合同": Basis.CONTRACT,
    "街道文件": Basis.STREET,
    "摸底": Basis.SURVEY,
    "普查": Basis.SURVEY,
}

MODES = Register(
    "companies.modes",
    mark("管理模式"),
    (
        UNIT_COLUMNS[0],
        Column("mode", mark("管理模式"), choice(_MODES), ("模式", "管理方式", "物业管理模式"), required=True,
               hint=mark("由企业管理的模式，合同须先在册。"), example="市场化选聘"),
        Column("since", mark("起始日期"), day, ("开始日期", "实行日期"), required=True, example="2022-01-01"),
        Column("until", mark("结束日期"), day, ("终止日期", "截止日期"), hint=mark("仍在实行的留空。")),
        Column("package", mark("打包名称"), words(LONGEST_PACKAGE), ("包名", "打包", "所属包"),
               hint=mark("只有统一打包选聘的小区填；同一次打包的小区填同一个名称。")),
        Column("basis", mark("登记依据"), choice(_BASES), ("依据", "来源", "数据来源"), required=True,
               example="物业服务合同"),
        Column("reference", mark("文号或合同号"), words(LONGEST_REFERENCE), ("文号", "合同号", "依据文号")),
    ),
    key=("estate", "since"),
    roles=KEEPERS,
    order=70,
    about=mark("每行一个小区的一段管理模式。同一小区的两段时间不能重叠；没有登记的，按在管合同算作市场化选聘。"),
)  # fmt: skip

RENOVATIONS = Register(
    "companies.renovations",
    mark("老旧小区改造"),
    (
        UNIT_COLUMNS[0],
        Column("planned_on", mark("列入计划日期"), day, ("计划日期", "列入计划", "立项日期"), required=True,
               example="2022-03-01"),
        Column("begun_on", mark("开工日期"), day, ("动工日期",), hint=mark("没有开工的留空。"), example="2022-06-01"),
        Column("finished_on", mark("完工日期"), day, ("竣工日期", "验收日期"), hint=mark("没有完工的留空。")),
        Column("mode_after", mark("改造后的管理模式"), choice(_MODES), ("改造后模式", "后续管理模式", "长效管理模式"),
               hint=mark("改造和管理覆盖同步推进；还没有定的留空。"), example="社区准物业化"),
    ),
    key=("estate", "planned_on"),
    roles=KEEPERS,
    order=75,
    about=mark("每行一个小区的一项改造，按列入计划的日期识别；同一小区前一项完工以后才有下一项。"),
)  # fmt: skip

ENTRIES = (
    Entry(MODES, mode_writer, searches=estate_named),
    Entry(RENOVATIONS, renovation_writer, searches=estate_named),
)
