"""Two weeks' files of the hotline in the made-up city: taken in, worked on, and the first one given back.

Every caller, number and order is made up and labelled so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from hemei.coordination.cases import queries as cases
from hemei.coordination.cases import services as casework
from hemei.coordination.cases.queries import Outcome
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.services import acts
from hemei.coordination.hotline import queries, services
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI
from hemei.project.demonstration.naming import person_names
from hemei.project.demonstration.people import Bodies, People
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

REGISTER = queries.register_of("hotline")
HEADER = (
    "工单编号", "诉求类别", "诉求内容", "小区名称", "受理时间", "来电人", "联系电话", "催办次数", "办理状态",
    "承办单位", "办理结果", "办结时间", "回访时间", "回访满意度",
)  # fmt: skip
_TEXTS = (
    "楼道灯坏了两盏，晚上看不见（示范）。", "门口垃圾桶满了没有清运（示范）。", "地下车库渗水（示范）。",
    "健身器材松动，怕伤到孩子（示范）。", "小区道闸经常抬不起来（示范）。", "绿化带有人种菜（示范）。",
)  # fmt: skip
_DONE = ("已到现场处理完毕（示范）", "已更换并恢复使用（示范）", "已清运，并向来电人说明（示范）")
FILES = ((12, 14), (3, 8))
"""How many days ago each file came, and how many orders it holds."""
_CLOSED_OF_FIRST, _STEP = 8, timedelta(minutes=7)


def write_hotline(
    *, now: datetime, ground: Ground, bodies: Bodies, people: People, progress: Progress
) -> None:
    """Take two files in at the hotline's desk, work on the orders of the first, and give that one back."""
    desk = people.clerks[bodies.ids["hotline", ground.city.id, ""]]
    lots = _own_names(ground)
    with progress.stage("热线 hotline files", len(FILES), "files") as stage:
        for number, (days, orders) in enumerate(FILES, start=1):
            came = (now - timedelta(days=days)).astimezone(SHANGHAI).replace(hour=9, minute=0, second=0)
            rows = list(_rows(number, came, lots, orders))
            taken = _take_in(desk, came, f"12345工单{came:%m%d}（示范）.csv", rows)
            if number == 1:
                _work(desk, came, taken, people)
                with (
                    records.acting(desk),
                    services.take_answers(actor=desk, now=came + timedelta(days=7), row=taken),
                ):
                    pass
            stage.step(1)


def _own_names(ground: Ground) -> Sequence[Lot]:
    """Return estates whose name is theirs alone: a file of the hotline has no codes."""
    counted: dict[str, int] = {}
    for lot in ground.lots:
        counted[lot.row.name] = counted.get(lot.row.name, 0) + 1
    return [lot for lot in ground.lots if counted[lot.row.name] == 1]


def _rows(number: int, came: datetime, lots: Sequence[Lot], orders: int) -> Iterator[dict[str, str]]:
    throw = dice(f"hotline {number}")
    names = person_names(dice(f"callers {number}"))
    for place, (lot, name) in enumerate(zip(throw.choices(lots, k=orders), names, strict=False)):
        at = came - timedelta(hours=20) + place * timedelta(minutes=31)
        yield {
            "工单编号": f"SF{came:%Y%m%d}{place:04}", "诉求类别": "", "诉求内容": throw.choice(_TEXTS),
            "小区名称": lot.row.name, "受理时间": f"{at:%Y-%m-%d %H:%M:%S}", "来电人": name,
            "联系电话": f"1548{throw.randrange(10_000_000):07d}", "催办次数": "0",
        }  # fmt: skip


def _take_in(desk: Actor, came: datetime, name: str, rows: Sequence[dict[str, str]]) -> record.ImportRow:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER)
    writer.writeheader()
    writer.writerows(rows)
    content = [out.getvalue().encode("gb18030")]
    (number,) = records.begin_imports(actor=desk, now=came, upload=content, name=name, register=REGISTER)
    clock: Callable[[], datetime] = lambda: came  # noqa: E731 - the engine asks for a clock
    records.ask_for_check(actor=desk, now=came, import_id=number, here=True)
    records.run_import(import_id=number, clock=clock)
    records.ask_for_writing(actor=desk, now=came, import_id=number, good_rows=False, here=True)
    records.run_import(import_id=number, clock=clock)
    with records.acting(desk):
        found = queries.order_file(number, actor=desk)
    if found is None or found.bad or found.new != len(rows):
        raise RuntimeError(f"The made-up orders were not taken in: {found}")
    return found


def _work(desk: Actor, came: datetime, taken: record.ImportRow, people: People) -> None:
    """Let the communities close most of the orders, and the desk call back."""
    with records.acting(desk):
        opened = queries.orders_of(taken.id, limit=_CLOSED_OF_FIRST)
    for place, order in enumerate(opened):
        clerk, at = people.clerks[order.body], came + timedelta(hours=1) + place * _STEP
        told = _DONE[place % len(_DONE)]
        _act(clerk, at, order.case, 1, acts.Accept(kind=cases.OTHER_KIND))
        _act(clerk, at + _STEP, order.case, 2, acts.Handle())
        _act(clerk, at + timedelta(days=1), order.case, 3, acts.Close(outcome=Outcome.SOLVED, text=told))
        if place % 5:
            _act(
                desk,
                at + timedelta(days=2),
                order.case,
                4,
                acts.AcceptResult(text="电话回访，表示满意（示范）"),
            )


def _act(actor: Actor, at: datetime, number: str, seen: int, act: acts.Act) -> None:
    with records.acting(actor):
        casework.act(viewer=Viewer(actor), now=at, number=number, act=act, seen=seen)
