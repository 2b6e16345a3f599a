"""The registers of owners, of residents, of committees' terms and of their seats."""

from __future__ import annotations

from hemei.ground.people.rules.committee_registers import SEAT_CHECKS, SEAT_COLUMNS, TERM_COLUMNS, check_term
from hemei.ground.people.rules.likeness import UNIT_LIKENESSES
from hemei.ground.people.rules.registers import OWNER_CHECKS, RESIDENT_CHECKS, share
from hemei.ground.people.rules.residents import KIND_OPTIONS
from hemei.ground.people.services.committees.import_seats import SeatWriter
from hemei.ground.people.services.committees.import_terms import TermWriter
from hemei.ground.people.services.unit_registers import owner_writer, resident_writer
from hemei.ground.places.queries import REGISTER_KEEPERS, UNIT_COLUMNS
from hemei.ground.places.services import estate_named, unit_named
from hemei.ground.records.services import Entry
from hemei.kernel.actor import Role
from hemei.kernel.decision import mark
from hemei.kernel.registers import Column, Register
from hemei.kernel.registers.cells import choice, day, identity, phone, words

# A street keeps who lives in its own places; the city needs no tenant.
RESIDENT_KEEPERS = frozenset({Role.STREET_CLERK, Role.SYSTEM})

OWNERS = Register(
    "people.owners",
    mark("业主"),
    (
        *UNIT_COLUMNS,
        Column("name", mark("业主姓名"), words(60), ("姓名", "权利人", "权利人姓名", "产权人", "所有权人"),
               required=True, personal=True, hint=mark("一行一位；共有的，每位共有人各一行。"), example="张三"),
        Column("identity", mark("证件号码"), identity, ("身份证号", "身份证号码", "证件号", "权利人证件号码"),
               personal=True, hint=mark("同一号码就是同一人。单元格请设为文本格式。")),
        Column("phone", mark("联系电话"), phone, ("电话", "手机", "手机号", "手机号码"), personal=True),
        Column("share", mark("共有份额"), share, ("份额", "产权份额"),
               hint=mark("按份共有的写 1/2 或 50%；单独所有或共同共有的留空。"), example="1/2"),
        Column("since", mark("起始日期"), day, ("登记日期", "取得日期", "产权登记日期"), required=True,
               example="2020-06-30"),
        Column("until", mark("终止日期"), day, ("转让日期", "注销日期"),
               hint=mark("已经转让的，填转让之日；现在的业主留空。")),
    ),
    key=(*(column.name for column in UNIT_COLUMNS), "name", "identity", "phone", "since"),
    roles=REGISTER_KEEPERS,
    order=40,
    checks=OWNER_CHECKS,
    about=mark("每行一位业主在一套房屋的一段时间。姓名、证件和电话加密保存。房屋须先在册。"),
)  # fmt: skip

RESIDENTS = Register(
    "people.residents",
    mark("住户"),
    (
        *UNIT_COLUMNS,
        Column("name", mark("住户姓名"), words(60), ("姓名", "承租人", "居住人"), required=True, personal=True,
               hint=mark("租户、家庭成员等不是业主的住户；业主请导入业主表。"), example="李四"),
        Column("phone", mark("联系电话"), phone, ("电话", "手机", "手机号", "手机号码"), personal=True),
        Column("kind", mark("住户类型"), choice(KIND_OPTIONS), ("类型", "人员类别"), required=True, example="承租人"),
        Column("since", mark("迁入日期"), day, ("入住日期", "起始日期", "起租日期"), required=True,
               example="2025-03-01"),
        Column("until", mark("迁出日期"), day, ("退租日期", "终止日期"), hint=mark("不再居住的第一天；还住着的留空。")),
    ),
    key=(*(column.name for column in UNIT_COLUMNS), "name", "phone", "since"),
    roles=RESIDENT_KEEPERS,
    order=45,
    checks=RESIDENT_CHECKS,
    about=mark("每行一位住户在一套房屋的一段时间。只登记姓名、电话和类型，不收证件号码；姓名和电话加密保存。"),
)  # fmt: skip

TERMS = Register(
    "people.terms",
    mark("业委会届次"),
    (UNIT_COLUMNS[0], *TERM_COLUMNS),
    key=("estate", "elected_on"),
    roles=REGISTER_KEEPERS,
    order=70,
    checks=(check_term,),
    about=mark("每行一个小区业委会的一届。先导入届次，再导入成员。人数和任期按选举之日的规定核对。"),
)

SEATS = Register(
    "people.seats",
    mark("业委会成员"),
    (UNIT_COLUMNS[0], *SEAT_COLUMNS),
    key=("estate", "name", "identity", "phone", "post", "since"),
    roles=REGISTER_KEEPERS,
    order=80,
    checks=SEAT_CHECKS,
    about=mark("每行一名成员的一段任职。姓名、证件、电话和是否党员加密保存。届次须先在册。"),
)

REGISTERS = (
    Entry(OWNERS, owner_writer, UNIT_LIKENESSES, unit_named),
    Entry(RESIDENTS, resident_writer, UNIT_LIKENESSES, unit_named),
    Entry(TERMS, TermWriter, searches=estate_named),
    Entry(SEATS, SeatWriter, searches=estate_named),
)
