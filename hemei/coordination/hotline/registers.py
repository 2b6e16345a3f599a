"""The registers of orders: `hotline-sources` says which systems there are and what their files call the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache, partial

from hemei.coordination.cases.queries import TIMED, case_numbers
from hemei.coordination.hotline.queries.systems import register_of, system_kept, system_on, systems_named
from hemei.coordination.hotline.rules.acts import MAY, Act
from hemei.coordination.hotline.rules.words import LONGEST_NAME, LONGEST_NUMBER, MOST_REMINDERS
from hemei.coordination.hotline.services.filing import OrderWriter
from hemei.ground.records.services import Entry
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Column, Register
from hemei.kernel.registers.cells import moment, phone, prose, reference, whole, words
from hemei.kernel.registers.shape import Values
from hemei.kernel.workdays import shanghai_day

LONGEST_TEXT, LONGEST_ANSWER = 4_000, 10_000
ORDER = 96


def _check_place(values: Values, today: date) -> Sequence[Reason]:
    del today
    if values["estate"] is None and values["community"] is None and values["address"] is None:
        return [
            Reason(
                mark("没有写明小区、社区或地址。"),
                {},
                mark("请补上其中一项；地址里写有登记的小区名称的，系统按名称对应。"),
                "estate",
                "no_place",
            )
        ]
    return []


def _check_day(values: Values, today: date) -> Sequence[Reason]:
    if shanghai_day(values["received_at"]) > today:
        return [
            Reason(
                mark("受理时间还没有到。"),
                {},
                mark("请核对日期；月和日写反的请改正。"),
                "received_at",
                "future",
            )
        ]
    return []


_WITHHELD = frozenset({"匿名", "保密", "无", "不详", "未留", "隐藏"})


def told_phone(cell: str) -> str:
    """Read a caller's phone; empty where the source keeps it to itself, by stars in it or a word instead."""
    return "" if "*" in cell or "＊" in cell or cell.strip() in _WITHHELD else phone(cell)


def _answered(name: str, title: str) -> Column:
    return Column(name, title, words(LONGEST_ANSWER), hint=mark("由系统回填，导入时不读。"))


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", mark("工单编号"), reference(LONGEST_NUMBER), required=True, example="202611030001",
               hint=mark("来源系统的编号，回传时按它对应。")),
        Column("received_at", mark("受理时间"), moment, required=True, example="2026-11-03 09:30"),
        Column("text", mark("诉求内容"), prose(LONGEST_TEXT), required=True, personal=True, example="路灯不亮。",
               hint=mark("封存，有权办理的人才看得到。")),
        Column("kind", mark("类别"), words(60), example="公共照明",
               hint=mark("来源系统的类别；没有对应过的，由人对照一次，系统记住。留空的由受理人确定。")),
        Column("estate", mark("小区"), words(60), example="锦绣花园",
               hint=mark("登记的名称或编码；写法不同的，由人对照一次，系统记住。")),
        Column("community", mark("社区"), words(40), example="东风社区", hint=mark("不在小区内的填写社区。")),
        Column("street", mark("街道"), words(40), hint=mark("有同名社区时填写。")),
        Column("address", mark("地址"), prose(200), personal=True, example="锦绣花园3幢楼下",
               hint=mark("封存。没有写小区时，写有登记的小区全名的按名称对应。")),
        Column("name", mark("来电人"), words(LONGEST_NAME), personal=True, hint=mark("封存。")),
        Column(
            "phone", mark("联系电话"), told_phone, personal=True,
            hint=mark("封存，只给需要回访的人看。带星号的，或者写着匿名、保密、无、不详、未留、隐藏的，按没有电话收。"),
        ),
        Column("due_at", mark("办理时限"), moment, hint=mark("来源系统要求办结的时间。")),
        Column("reminders", mark("催办次数"), whole(0, MOST_REMINDERS), hint=mark("再次导入时增加的，记入案件。")),
        _answered("state", mark("办理状态")),
        _answered("handler", mark("承办单位")),
        _answered("result", mark("办理结果")),
        _answered("done_at", mark("办结时间")),
        _answered("called_at", mark("回访时间")),
        _answered("content", mark("回访满意度")),
    )  # fmt: skip


def _aliases(system: str, day: date) -> Mapping[str, tuple[str, ...]]:
    found = system_on(system, day)
    return found.aliases() if found else {}


def _keeps(system: str, day: date) -> int:
    """Return how long a file stays; of a system that is taken no more, as long as it was said last."""
    found = system_kept(system, day)
    return found.keep_days if found else 0


def _open_on(system: str, day: date) -> bool:
    return system_on(system, day) is not None


@lru_cache(maxsize=64)
def _entry(system: str, name: str, name_en: str) -> Entry:
    """Return the register of a system's files by its code and names; the columns are those of every system."""
    register = Register(
        register_of(system),
        name,
        _columns(),
        key=("number",),
        roles=MAY[Act.BRING],
        order=ORDER,
        checks=(_check_place, _check_day),
        about=mark(
            "每行一个工单，开一个案件。按工单编号识别：再次导入只更新催办次数和办理时限；办理结果回填到同一个文件里。"
        ),
        title_en=name_en,
    )
    return Entry(
        register,
        partial(OrderWriter, system),
        aliases=partial(_aliases, system),
        keeps=partial(_keeps, system),
        names=case_numbers,
        timed=TIMED,
        page="hotline:file",
        open_on=partial(_open_on, system),
    )


def order_entries() -> list[Entry]:
    """Return the register of every system that a standard ever named, in the order of the documents."""
    return [_entry(one.code, f"{one.name}工单", f"Orders of {one.name_en}") for one in systems_named()]


NAMED = (order_entries,)
