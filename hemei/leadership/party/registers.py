"""The registers of Party organisations and of who leads and guides whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.ground.records.services import Entry
from hemei.kernel.actor import Role
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Column, Register
from hemei.kernel.registers.cells import choice, day, words
from hemei.kernel.registers.shape import Values
from hemei.leadership.party.rules.founding import LONGEST_NAME
from hemei.leadership.party.rules.words import FORM_TEXTS, LEVEL_TEXTS, RELATION_TEXTS, Level
from hemei.leadership.party.services.registers import (
    ends_named,
    leader_named,
    organisation_writer,
    relation_writer,
)

REGISTRARS = frozenset({Role.CITY_BUREAU, Role.STREET_CLERK, Role.SYSTEM})

_LEVELS = {
    **{word: level for level, word in LEVEL_TEXTS.items()},
    **{level.value: level for level in Level},
    "市": Level.CITY,
    "行业": Level.INDUSTRY,
    "行业党委": Level.INDUSTRY,
    "区": Level.COUNTY,
    "县": Level.COUNTY,
    "街道": Level.STREET,
    "乡镇": Level.STREET,
    "机关": Level.UNIT,
    "单位": Level.UNIT,
    "企业": Level.COMPANY,
    "物业企业": Level.COMPANY,
}
_FORMS = {word: form for form, word in FORM_TEXTS.items()}
_KINDS = {word: kind for kind, word in RELATION_TEXTS.items()}
# What the column `place` names at each level.
_NEEDS = {
    Level.COUNTY: mark("请在“所在”填写区县"),
    Level.STREET: mark("请在“所在”填写街道或乡镇"),
    Level.COMMUNITY: mark("请在“所在”填写社区"),
    Level.COMPANY: mark("请在“所在”填写物业企业全称"),
    Level.UNIT: mark("请在“所在”填写单位全称"),
    Level.ESTATE: mark("请在“所在”填写小区名称或编码"),
    Level.BUILDING: mark("请在“所在”填写小区名称或编码"),
}


def _check_place(values: Values, today: date) -> Sequence[Reason]:
    del today  # days are judged when the row is written, as on the page
    level = values["level"]
    if level in _NEEDS and values["place"] is None:
        return [Reason(mark("没有写在哪里"), {}, _NEEDS[level], "place", "no_place")]
    return []


def _check_building(values: Values, today: date) -> Sequence[Reason]:
    del today
    level = values["level"]
    if (level is Level.BUILDING) != (values["building"] is not None):
        return [
            Reason(
                mark("党小组建在楼栋，其他党组织不填楼栋"),
                {},
                mark("请核对层级和楼栋"),
                "building",
                "building",
            )
        ]
    return []


ORGANISATIONS = Register(
    "party.organisations",
    mark("党组织"),
    (
        Column("name", mark("名称"), words(LONGEST_NAME), ("党组织名称", "党组织", "组织名称"), required=True,
               hint=mark("全称。"), example="锦绣花园党支部"),
        Column("level", mark("层级"), choice(_LEVELS), ("级别",), required=True, example="小区"),
        Column("form", mark("形式"), choice(_FORMS), ("组织形式", "党组织形式"), required=True, example="党支部"),
        Column("place", mark("所在"), words(60), ("所在地", "地点", "小区", "社区", "街道", "企业"),
               hint=mark("区县、街道、社区、小区的名称或编码；企业、单位填全称；市级留空。"), example="锦绣花园"),
        Column("building", mark("楼栋"), words(40), ("幢", "楼幢"), hint=mark("只有党小组填。")),
        Column("since", mark("成立日期"), day, ("成立时间", "起始日期"), required=True, example="2021-07-01"),
        Column("leader", mark("领导它的党组织"), words(LONGEST_NAME), ("上级党组织", "隶属党组织"),
               hint=mark("名称，或党组织列表里的编号；须先在册，或排在本表前面。")),
    ),
    key=("name", "place"),
    roles=REGISTRARS,
    order=70,
    checks=(_check_place, _check_building),
    about=mark("每行一个党组织。上级写在前面，下级写在后面。更名、改形式、撤销请在它的页面上登记。"),
)  # fmt: skip

RELATIONS = Register(
    "party.relations",
    mark("党组织关系"),
    (
        Column("above", mark("上级党组织"), words(LONGEST_NAME), ("领导或指导方", "上级"), required=True,
               hint=mark("名称，或党组织列表里的编号。"), example="市物业行业党委"),
        Column("kind", mark("关系"), choice(_KINDS), ("关系类型",), required=True, example="领导"),
        Column("below", mark("下级党组织"), words(LONGEST_NAME), ("被领导或被指导方", "下级"), required=True,
               example="锦绣物业党支部"),
        Column("since", mark("起始日期"), day, ("开始日期",), required=True, example="2021-07-01"),
        Column("until", mark("结束日期"), day, ("终止日期",), hint=mark("仍在的留空。")),
    ),
    key=("above", "kind", "below", "since"),
    roles=REGISTRARS,
    order=80,
    about=mark("每行一个党组织领导或指导另一个的一段时间。一个党组织可以由几个共同领导。"),
)  # fmt: skip

REGISTERS = (
    Entry(ORGANISATIONS, organisation_writer, searches=leader_named),
    Entry(RELATIONS, relation_writer, searches=ends_named),
)
