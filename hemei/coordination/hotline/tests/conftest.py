"""A quarter of cases whose street brings files of orders in, and short ways to do so."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.tests.conftest import NOW, Quarter, made_quarter
from hemei.coordination.hotline import queries, services
from hemei.coordination.hotline.models import Order
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as record
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Actor
from tests.grounds import standing

HEADER = (
    "工单编号", "诉求类别", "诉求内容", "小区名称", "社区", "事发地址", "受理时间", "来电人", "联系电话", "催办次数",
    "办理状态", "承办单位", "办理结果", "办结时间", "回访时间", "回访满意度",
)  # fmt: skip
REGISTER = "hotline.hotline"
ESTATE, COMMUNITY = "绿地小区", "东风社区"
KIND = "消防通道堵塞"


def order(number: str, **cells: str) -> tuple[str, ...]:
    """Return a row; what is not said is what a good row says."""
    said = {
        "工单编号": number, "诉求类别": "", "诉求内容": "电梯停了，请来看看。", "小区名称": ESTATE,
        "受理时间": "2026-11-01 09:30:00", "来电人": "李先生", "联系电话": "15400001234", **cells,
    }  # fmt: skip
    return tuple(said.get(name, "") for name in HEADER)


@dataclass
class Desk:
    """The street's desk."""

    quarter: Quarter

    @property
    def clerk(self) -> Actor:
        return self.quarter.street

    def begin(self, content: bytes, name: str = "工单.csv", actor: Actor | None = None) -> int:
        (number,) = importing.begin(actor or self.clerk, NOW, content, REGISTER, name)
        return number

    def check(self, *rows: Sequence[str], actor: Actor | None = None) -> record.ImportRow:
        number = self.begin(importing.comma(HEADER, *rows), actor=actor)
        return importing.check(actor or self.clerk, NOW, number)

    def take_in(
        self, *rows: Sequence[str], good_rows: bool = False, actor: Actor | None = None
    ) -> record.ImportRow:
        checked = self.check(*rows, actor=actor)
        return importing.write(actor or self.clerk, NOW, checked.id, good_rows=good_rows)

    def undo(self, number: int) -> record.ImportRow:
        return importing.undo(self.clerk, NOW, number)

    def out(self, row: record.ImportRow, now: datetime = NOW, actor: Actor | None = None) -> bytes:
        actor = actor or self.clerk
        with records.acting(actor), services.take_answers(actor=actor, now=now, row=row) as content:
            return content.read()

    def tell(self, row: record.ImportRow, **told: Any) -> int:
        with records.acting(self.clerk):
            return services.tell_words_of(actor=self.clerk, now=NOW, row=row, told=services.Told(**told))

    def waiting(self, row: record.ImportRow) -> list[queries.Waiting]:
        with records.acting(self.clerk):
            return queries.waiting_words(row.id, actor=self.clerk)

    def case(self, number: str) -> Case:
        with records.acting(SYSTEM):
            return Case.objects.get(pk=Order.objects.get(number=number).case_id)


def workbook_cells(content: bytes) -> list[list[Any]]:
    """Return the cells of the first sheet of a workbook."""
    from openpyxl import load_workbook

    return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


@standing
def desk() -> Desk:
    return Desk(made_quarter())
