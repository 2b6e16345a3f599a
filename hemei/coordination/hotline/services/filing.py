"""Orders from a file: new ones open cases, known ones are carried on; what a person must decide first is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from hemei.coordination.cases import queries as cases
from hemei.coordination.cases import services as casework
from hemei.coordination.hotline.models import Order
from hemei.coordination.hotline.queries.systems import system_on
from hemei.coordination.hotline.rules.orders import Given, Known, carried_on
from hemei.coordination.hotline.rules.standards import SourceSystem
from hemei.coordination.hotline.rules.words import MATERIAL
from hemei.coordination.hotline.services.placing import Placing, Spot
from hemei.coordination.hotline.services.words import KindWords
from hemei.ground.records import services as records
from hemei.ground.records.queries import blind_index
from hemei.kernel.decision import Reason, Refused, mark
from hemei.kernel.registers import Row
from hemei.kernel.workdays import shanghai_day

_MARK = 6
_COLUMN_OF = {"text": "text", "fact_on": "received_at", "kind": "kind", "place": "estate"}


@dataclass(frozen=True, slots=True)
class _Fresh:
    row: Row
    spot: Spot
    told: casework.Told
    marks: dict[str, str]


class OrderWriter:
    """Writes the orders of one system; keeps the places, words and facts of a run."""

    def __init__(self, system: str) -> None:
        self.system = system
        self.begun: _Run | None = None

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of orders."""
        if self.begun is None:
            self.begun = _Run.begin(self.system, work)
        return self.begun.write(work, rows)


@dataclass
class _Run:
    system: str
    rules: SourceSystem
    placing: Placing
    kinds: KindWords
    filing: casework.Filing

    @classmethod
    def begin(cls, system: str, work: records.Work) -> _Run:
        rules = system_on(system, work.today)
        if rules is None:
            raise Refused.because(
                mark("今天没有适用的来源系统标准。"),
                remedy=mark("请由市级主管部门公布“热线和网格平台的工单文件”。"),
                code="no_sources",
            )
        return cls(
            system,
            rules,
            Placing(system, work.actor, work.today),
            KindWords(system, work.actor, work.today),
            casework.Filing(work.actor, work.now),
        )

    def write(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        written = records.Written()
        self.filing.now = work.now
        numbers = [row.values["number"] for row in rows]
        found = Order.objects.select_for_update().filter(source=self.system, number__in=numbers)
        known = {order.number: order for order in found}
        foreign = _elsewhere(self.system, numbers) - set(known)
        fresh: list[_Fresh] = []
        for row in rows:
            if row.values["number"] in foreign:
                written.refuse(row, "number", row.values["number"], _NOT_YOURS)
                continue
            marks = _marks(row.values)
            own = known.get(row.values["number"])
            if own is not None:
                self._carry_on(work, row, own, marks, written)
            elif (one := self._fresh(row, marks, written)) is not None:
                fresh.append(one)
        self._open(work, fresh, written)
        return written

    def _fresh(self, row: Row, marks: dict[str, str], written: records.Written) -> _Fresh | None:
        """Return a row with the case it opens; refuse it with all that is wrong with it."""
        spot = self.placing.find(row, written)
        kind = self.kinds.find(row, written)
        if spot is None or kind is None:
            return None
        values = row.values
        filed = casework.Filed(
            channel=cases.Channel(self.rules.channel),
            scope=spot.scope,
            estate_id=spot.estate,
            place_name=spot.name,
            kind=kind,
            fact_on=shanghai_day(values["received_at"]),
            text=values["text"],
            spot=values["address"] or "",
            phone=values["phone"] or "",
            name=values["name"] or "",
            about={"system": self.system, "order": values["number"]},
        )
        try:
            return _Fresh(row, spot, self.filing.decide(filed), marks)
        except Refused as refused:
            for reason in refused.decision.reasons:
                column = _COLUMN_OF.get(reason.field, "number")
                written.refuse(row, column, None, reason)
            return None

    def _open(self, work: records.Work, fresh: Sequence[_Fresh], written: records.Written) -> None:
        """Write new cases with their first events, and the orders that opened them."""
        if not fresh:
            return
        ids = self.filing.write([one.told for one in fresh])
        belonging = casework.rows_of_cases(ids)
        file = int(work.source.rpartition(":")[2])
        orders = [self._order(number, one, file) for number, one in zip(ids, fresh, strict=True)]
        for order, identity in zip(orders, records.next_ids("hotline_order", len(orders)), strict=True):
            order.pk = identity
        records.insert_rows(orders)
        for table, found in belonging.items():
            written.add(table, found)
        written.add("hotline_order", [order.pk for order in orders])
        written.new += len(orders)
        written.subjects += [records.Subject(order.stream, order.scope) for order in orders]

    def _order(self, case: int, one: _Fresh, file: int) -> Order:
        values, stream = one.row.values, f"cases.case:{case}"
        return Order(
            stream=stream, scope=one.spot.scope, source=self.system, number=values["number"], case_id=case,
            file_id=file, received_at=values["received_at"], due_at=values["due_at"],
            reminders=values["reminders"] or 0, marks=one.marks,
        )  # fmt: skip

    def _carry_on(
        self, work: records.Work, row: Row, own: Order, marks: dict[str, str], written: records.Written
    ) -> None:
        """Take of a later file what the rule lets change of a known order; the rest is told, never taken."""
        known = Known(own.marks, own.reminders, own.due_at, tuple(own.limits_before))
        given = Given(marks, row.values["reminders"], row.values["due_at"])
        decision, changed = carried_on(known, given, self.rules)
        if not decision.allowed:
            written.refuse(row, "number", own.number, decision.reasons[0])
        if not changed:
            written.same += decision.allowed
            return
        written.before += records.images("hotline_order", [own.pk])
        data: dict[str, Any] = {"source": own.source, "order": own.number, "from": work.source}
        for name, value in changed.items():
            setattr(own, name, value)
            data[name] = value if isinstance(value, int) else value.isoformat()
        own.limits_before = known.moved_to(own.due_at)
        own.save(update_fields=[*changed, "limits_before"])
        written.changed += 1
        kind = "hotline.order_reminded" if "reminders" in changed else "hotline.order_carried_on"
        event = records.EventDraft(own.stream, kind, work.now, own.scope, data)
        records.record_events(actor=work.actor, drafts=[event])


def _marks(values: Mapping[str, Any]) -> dict[str, str]:
    """Return keyed digests of the columns that make an order what it is."""
    said = {name: values[name] for name in MATERIAL if values[name] is not None}
    return {
        name: blind_index(f"hotline_{name}", value if isinstance(value, str) else value.isoformat())[
            :_MARK
        ].hex()
        for name, value in said.items()
    }


def _elsewhere(system: str, numbers: Sequence[str]) -> set[str]:
    """Return the numbers that are on record anywhere; where, is not said."""
    with connection.cursor() as cursor:
        cursor.execute("select hotline_order_numbers(%s, %s)", [system, list(numbers)])
        return {number for (number,) in cursor.fetchall()}


_NOT_YOURS = Reason(
    mark("这个工单已经在别处登记。"),
    {},
    mark("请核对编号；确属同一件的，由市级主管部门导入。"),
    code="not_yours",
)
