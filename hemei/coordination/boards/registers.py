"""The register of telephone numbers that boards print."""

from __future__ import annotations

from hemei.coordination.boards.rules.acts import LONGEST_NUMBER
from hemei.coordination.boards.rules.words import PURPOSE_NAMES, Purpose
from hemei.coordination.boards.services.phone_register import phone_writer
from hemei.ground.records.services import Entry
from hemei.kernel.actor import Role
from hemei.kernel.decision import mark
from hemei.kernel.registers import Column, Register
from hemei.kernel.registers.cells import words

KEEPERS = frozenset({Role.CITY_BUREAU, Role.STREET_CLERK, Role.SYSTEM})
_KEPT = mark("留空的不改动；要取消一个号码，请在页面上更改。")

PHONES = Register(
    "boards.phones",
    mark("公示牌电话"),
    (
        Column("body", mark("单位"), words(80), ("单位名称", "机构", "部门", "物业企业"), required=True,
               hint=mark("在册的全称。"), example="东风社区居委会"),
        Column("estate", mark("小区"), words(60), ("小区名称", "服务小区"),
               hint=mark("物业企业填写，一个小区一行；其他单位留空。")),
        Column(Purpose.SERVICE.value, PURPOSE_NAMES[Purpose.SERVICE], words(LONGEST_NUMBER),
               ("电话", "联系电话", "服务热线"), hint=_KEPT, example="0551-64000000"),
        Column(Purpose.COMPLAINT.value, PURPOSE_NAMES[Purpose.COMPLAINT], words(LONGEST_NUMBER),
               ("投诉", "监督电话", "举报电话"), hint=_KEPT),
        Column(Purpose.EMERGENCY.value, PURPOSE_NAMES[Purpose.EMERGENCY], words(LONGEST_NUMBER),
               ("应急", "24小时电话", "值班电话"), hint=_KEPT),
    ),
    key=("body", "estate"),
    roles=KEEPERS,
    order=95,
    about=mark("每行一个单位印在公示牌上的电话，不填个人手机。导入后，印有旧号码的公示牌一分钟内列为过期。"),
)  # fmt: skip

REGISTERS = (Entry(PHONES, phone_writer),)
