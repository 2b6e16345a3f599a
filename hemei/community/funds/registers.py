"""The registers of what households held before, and of what came in for them."""

from __future__ import annotations

from hemei.community.funds.rules.acts import AUTHORITY
from hemei.community.funds.rules.cells import amount, receipt
from hemei.community.funds.services.registers import deposit_writer, opening_writer
from hemei.ground.places.queries import UNIT_COLUMNS
from hemei.ground.places.services import unit_named
from hemei.ground.records.services import Entry
from hemei.kernel.actor import Role
from hemei.kernel.decision import mark
from hemei.kernel.registers import Column, Register
from hemei.kernel.registers.cells import day

KEEPERS = AUTHORITY | {Role.SYSTEM}
_KEPT = mark("入账的钱不整批撤销；登记错了的，请在小区维修资金的“更正”里逐笔冲销，由另一人确认。")

OPENINGS = Register(
    "funds.openings",
    mark("维修资金期初余额"),
    (
        *UNIT_COLUMNS,
        Column("deposited", mark("累计交存（元）"), amount, ("累计交存", "已交存", "交存金额"), required=True,
               hint=mark("到这一天为止交存过的合计，没有交过的写 0。"), example="10010.00"),
        Column("left", mark("余额（元）"), amount, ("余额", "结余", "账户余额"), required=True,
               hint=mark("这一天还剩多少，用完了的写 0。"), example="8350.27"),
        Column("on", mark("余额日期"), day, ("截止日期", "日期", "转入日期"), required=True, example="2026-01-01"),
    ),
    key=tuple(column.name for column in UNIT_COLUMNS),
    roles=KEEPERS,
    order=120,
    about=mark("每行一户从原来的账转入的交存和余额，先建立分户账，每户只转入一次。再导入同一个文件，什么都不变。"),
)  # fmt: skip

DEPOSITS = Register(
    "funds.deposits",
    mark("维修资金交存"),
    (
        *UNIT_COLUMNS,
        Column("amount", mark("交存金额（元）"), amount, ("交存金额", "金额", "缴存金额"), required=True,
               example="10010.00"),
        Column("paid_on", mark("交存日期"), day, ("缴存日期", "到账日期", "日期"), required=True, example="2026-03-01"),
        Column("receipt", mark("凭据编号"), receipt, ("凭据号", "票据号", "票据编号", "回单号"), required=True,
               hint=mark("同一编号只记一次；一张凭据交几户的，在编号后面加 -1、-2。"), example="HF2026000123"),
    ),
    key=("receipt", *(column.name for column in UNIT_COLUMNS)),
    roles=KEEPERS,
    order=125,
    about=mark("每行一户的一次交存，先建立分户账。同一编号再次导入，内容一样的什么都不变，不一样的不收。"),
)  # fmt: skip

REGISTERS = (
    Entry(OPENINGS, opening_writer, searches=unit_named, kept=_KEPT),
    Entry(DEPOSITS, deposit_writer, searches=unit_named, kept=_KEPT),
)
