"""The register of petitions on property matters, as the petition office gives it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.ground.records.services import Entry
from hemei.kernel.actor import Role
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Column, Register
from hemei.kernel.registers.cells import choice, day, phone, whole, words
from hemei.kernel.registers.shape import Values
from hemei.oversight.mediation.rules.petitions import (
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_TEXT,
    MOST_PERSONS,
    PETITION_SOURCE_TEXTS,
    PetitionSource,
    Said,
    days_fit,
)
from hemei.oversight.mediation.services.petition_register import petition_writer

IMPORTERS = frozenset({Role.CITY_BUREAU, Role.STREET_CLERK, Role.SYSTEM})

_SOURCES = {
    **{word: source for source, word in PETITION_SOURCE_TEXTS.items()},
    **{source.value: source for source in PetitionSource},
    "信件": PetitionSource.LETTER,
    "走访": PetitionSource.VISIT,
    "上访": PetitionSource.VISIT,
    "网信": PetitionSource.ONLINE,
    "网上投诉": PetitionSource.ONLINE,
    "电话": PetitionSource.PHONE,
    "转送": PetitionSource.TRANSFERRED,
    "交办": PetitionSource.TRANSFERRED,
}
_REPEATS = {
    "初": Said.FIRST,
    "初次": Said.FIRST,
    "初信初访": Said.FIRST,
    "否": Said.FIRST,
    "重": Said.AGAIN,
    "重复": Said.AGAIN,
    "重信重访": Said.AGAIN,
    "是": Said.AGAIN,
}
_EXTENDED = {
    "否": Said.FIRST,
    "未延期": Said.FIRST,
    "是": Said.AGAIN,
    "已延期": Said.AGAIN,
    "延期": Said.AGAIN,
}


def _check_days(values: Values, today: date) -> Sequence[Reason]:
    return days_fit(values["received_on"], values["told_on"], values["ended_on"], today).reasons


def _check_place(values: Values, today: date) -> Sequence[Reason]:
    del today
    if values["estate"] is None and values["community"] is None:
        return [
            Reason(
                mark("没有写明小区或社区。"),
                {},
                mark("请填写小区；不针对一个小区的填写社区。"),
                "estate",
                "no_place",
            )
        ]
    return []


PETITIONS = Register(
    "mediation.petitions",
    mark("物业信访件"),
    (
        Column("number", mark("信访件编号"), words(LONGEST_NUMBER), ("编号", "信访编号", "登记编号", "受理编号"),
               required=True, example="XF202600123"),
        Column("source", mark("信访形式"), choice(_SOURCES), ("来源", "形式", "信访渠道", "渠道"), required=True,
               example="来访"),
        Column("received_on", mark("登记日期"), day, ("信访日期", "收到日期", "来件日期", "登记时间"), required=True,
               example="2026-03-02"),
        Column("kind", mark("问题类别"), words(30), ("类别", "问题类型", "内容分类", "事由"), required=True,
               hint=mark("与纠纷的类别相同；名称或代码。"), example="噪声"),
        Column("estate", mark("小区"), words(60), ("小区名称", "所涉小区"),
               hint=mark("名称或编码；不针对一个小区的留空。"),
               example="锦绣花园"),
        Column("community", mark("社区"), words(40), ("社区名称", "村居", "属地社区"),
               hint=mark("没有写小区时必填；名称或12位编码。"), example="东风社区"),
        Column("street", mark("街道"), words(40), ("所属街道", "街道（乡镇）"), hint=mark("有同名社区时填写。")),
        Column("persons", mark("人数"), whole(1, MOST_PERSONS), ("信访人数", "参与人数"), hint=mark("留空为一人。"),
               example="1"),
        Column("name", mark("信访人"), words(LONGEST_NAME), ("姓名", "信访人姓名"), personal=True,
               hint=mark("封存，列表里不显示。")),
        Column("phone", mark("联系电话"), phone, ("电话", "手机", "手机号"), personal=True,
               hint=mark("封存，只用来认出重复信访。")),
        Column("text", mark("信访诉求"), words(LONGEST_TEXT), ("诉求", "主要诉求", "信访内容", "内容"), personal=True,
               hint=mark("封存。")),
        Column("repeat", mark("初次或重复"), choice(_REPEATS), ("是否重复", "初重", "初重信访"),
               hint=mark("填“重复”的仍须确认重复的是哪一件。")),
        Column("told_on", mark("告知日期"), day, ("受理告知日期", "告知受理日期", "受理日期"),
               hint=mark("还没有告知的留空。")),
        Column("ended_on", mark("办结日期"), day, ("办结时间", "答复日期"), hint=mark("还没有办结的留空。")),
        Column("extended", mark("是否延期"), choice(_EXTENDED), ("延期", "延期办理"),
               hint=mark("经批准延长办理期限的填“是”。")),
    ),
    key=("number",),
    roles=IMPORTERS,
    order=95,
    checks=(_check_days, _check_place),
    about=mark("每行一件物业信访。按信访件编号识别：再次导入时补充告知、办结和延期，其余以首次导入为准。"),
)  # fmt: skip

REGISTERS = (Entry(PETITIONS, petition_writer),)
