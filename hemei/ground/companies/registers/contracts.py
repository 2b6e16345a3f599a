"""The registers of companies and of projects, an estate under contract each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.ground.companies.rules.contracts import (
    CODE_LENGTH,
    COMPANY_LIKENESSES,
    CONTRACT_NAMES,
    LONGEST_NAME,
    PROJECT_LIKENESSES,
    Contract,
)
from hemei.ground.companies.rules.fees import DEAREST, LONGEST_GRADE, LONGEST_SERVICES
from hemei.ground.companies.services.registers.contracts import company_writer
from hemei.ground.companies.services.registers.fees import fee_writer
from hemei.ground.companies.services.registers.projects import project_writer
from hemei.ground.companies.services.registers.searches import code_doubted, project_named
from hemei.ground.places.queries import UNIT_COLUMNS
from hemei.ground.places.services import estate_named
from hemei.ground.records.services import Entry
from hemei.kernel.actor import Role
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Column, Register
from hemei.kernel.registers.cells import choice, day, digits, hundredths, phone, words
from hemei.kernel.registers.shape import Values

# A company serves many streets, so no street enters one.
REGISTRARS = frozenset({Role.SYSTEM_ADMIN, Role.CITY_BUREAU, Role.SYSTEM})

_CONTRACTS = {
    **{word: kind for kind, word in CONTRACT_NAMES.items()},
    **{kind.value: kind for kind in Contract},
    "前期": Contract.EARLY_STAGE,
    "前期合同": Contract.EARLY_STAGE,
    "前期物业": Contract.EARLY_STAGE,
    "业主大会选聘": Contract.OWNERS,
    "应急": Contract.EMERGENCY,
    "代管": Contract.ENTRUSTED,
}


def _check_days(values: Values, today: date) -> Sequence[Reason]:
    since = values["since"]
    if since is not None and since > today:
        return [Reason(mark("起始日期在将来。"), {}, mark("请填写不晚于今天的日期。"), "since", "future_day")]
    return []


def _check_term(values: Values, today: date) -> Sequence[Reason]:
    del today
    if values["term_last"] is None or values["term_last"] >= values["since"]:
        return ()
    return [Reason(mark("合同到期日早于起始日期。"), {}, mark("请核对两个日期。"), "term_last", "bad_term")]


def _check_leaving(values: Values, today: date) -> Sequence[Reason]:
    if values["until"] is None or values["since"] < values["until"] <= today:
        return ()
    text = mark("退出日期须在起始日期之后、且不晚于今天。")
    return [Reason(text, {}, mark("还在服务的请留空。"), "until", "bad_day")]


def _check_manager(values: Values, today: date) -> Sequence[Reason]:
    del today
    if values["manager_phone"] is None or values["manager"] is not None:
        return ()
    return [Reason(mark("填了项目经理电话，没有填姓名。"), {}, mark("请补填姓名。"), "manager", "no_name")]


COMPANIES = Register(
    "companies.companies",
    mark("物业企业"),
    (
        Column("name", mark("企业名称"), words(LONGEST_NAME), ("名称", "公司名称", "单位名称", "物业公司"),
               required=True, example="和美物业有限公司"),
        Column("uscc", mark("统一社会信用代码"), digits(CODE_LENGTH), ("信用代码", "社会信用代码", "uscc"),
               required=True, hint=mark("18 位。校验不通过的，须在后面写明理由才能登记。"),
               example="91350100M000100Y43"),
        Column("since", mark("起始日期"), day, ("登记日期", "成立日期"), hint=mark("留空为导入当日。"),
               example="2015-01-01"),
        Column("override", mark("代码校验不通过的理由"), words(200), ("理由", "备注理由"),
               hint=mark("只有代码确实如此、校验不通过时才填，例如“营业执照原件即如此”。")),
    ),
    key=("uscc",),
    roles=REGISTRARS,
    order=50,
    checks=(_check_days,),
    about=mark("每行一家物业服务企业，按统一社会信用代码识别。"),
)  # fmt: skip

PROJECTS = Register(
    "companies.projects",
    mark("物业项目"),
    (
        UNIT_COLUMNS[0],
        Column("uscc", mark("统一社会信用代码"), digits(CODE_LENGTH), ("信用代码", "社会信用代码", "企业信用代码"),
               required=True, hint=mark("企业须先在册。"), example="91350100M000100Y43"),
        Column("contract", mark("合同种类"), choice(_CONTRACTS), ("合同类型", "服务方式"), required=True,
               example="业主大会选聘合同"),
        Column("since", mark("起始日期"), day, ("合同起始日期", "进驻日期", "开始日期"), required=True,
               example="2022-01-01"),
        Column("term_last", mark("合同到期日"), day, ("到期日期", "合同终止日期", "合同截止日期"),
               hint=mark("合同约定的最后一天；没有约定的留空。到期后继续服务的，系统按不定期合同计算。"),
               example="2024-12-31"),
        Column("until", mark("退出日期"), day, ("实际退出日期", "撤场日期"),
               hint=mark("已经退出的填；还在服务的留空。")),
        Column("fee", mark("物业费（元/平方米·月）"), hundredths(DEAREST), ("物业费", "收费标准", "物业费标准"),
               example="1.80"),
        Column("grade", mark("服务等级"), words(LONGEST_GRADE), ("等级", "服务标准"), example="三级"),
        Column("services", mark("服务事项"), words(LONGEST_SERVICES), ("服务内容", "服务项目", "约定的服务事项"),
               hint=mark("合同约定的服务事项，用顿号分开；向业主公开。"),
               example="共用部位和设施设备的维护、保洁、绿化养护、秩序维护"),
        Column("manager", mark("项目经理"), words(60), ("项目负责人", "经理姓名"), personal=True),
        Column("manager_phone", mark("项目经理电话"), phone, ("负责人电话", "经理电话"), personal=True),
    ),
    key=("estate", "uscc", "since"),
    roles=REGISTRARS,
    order=60,
    checks=(_check_days, _check_term, _check_leaving, _check_manager),
    about=mark("每行一个小区的一份物业服务合同。同一小区的两份合同时间不能重叠。"),
)  # fmt: skip

FEES = Register(
    "companies.fees",
    mark("收费和服务调整"),
    (
        UNIT_COLUMNS[0],
        Column("since", mark("调整日期"), day, ("起始日期", "执行日期", "调价日期"), required=True,
               hint=mark("合同期内、起始日之后；合同起始日的收费填在物业项目表里。"), example="2024-01-01"),
        Column("fee", mark("调整后的物业费（元/平方米·月）"), hundredths(DEAREST),
               ("物业费", "收费标准", "物业费标准", "调整后物业费"), hint=mark("没有调整的留空。"), example="2.00"),
        Column("grade", mark("调整后的服务等级"), words(LONGEST_GRADE), ("服务等级", "等级"),
               hint=mark("没有调整的留空。")),
        Column("services", mark("调整后的服务事项"), words(LONGEST_SERVICES), ("服务事项", "服务内容", "服务项目"),
               hint=mark("没有调整的留空。")),
    ),
    key=("estate", "since"),
    roles=REGISTRARS,
    order=65,
    about=mark("每行一个小区的合同在合同期内的一次调整。"),
)  # fmt: skip

ENTRIES = (
    Entry(COMPANIES, company_writer, COMPANY_LIKENESSES, code_doubted),
    Entry(PROJECTS, project_writer, PROJECT_LIKENESSES, project_named),
    Entry(FEES, fee_writer, searches=estate_named),
)
