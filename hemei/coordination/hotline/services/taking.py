"""The file out: the file in with what became of its orders in the system's own columns; who took it is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO

from hemei.coordination.cases import queries as cases
from hemei.coordination.hotline.models import Order
from hemei.coordination.hotline.queries.systems import system_kept, system_of
from hemei.coordination.hotline.rules.acts import Act, may
from hemei.coordination.hotline.rules.orders import Standing, answer, as_joined, ended_as
from hemei.coordination.hotline.rules.standards import SourceSystem
from hemei.coordination.hotline.rules.words import ANSWERED, Says
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as record
from hemei.ground.records.queries.returning import returned_file
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def take_answers(*, actor: Actor, now: datetime, row: record.ImportRow) -> IO[bytes]:
    """Return the file of an import as it goes back now, ready to be read; the caller has bound the actor.

    The newest state each time: a case that still runs is told as such.

    Raises:
        Refused: not his to take, the file is gone after its time, or it has no column to answer in.
    """
    demand(may(actor.role, Act.TAKE))
    system = system_of(row.register)
    rules = system_kept(system, shanghai_day(now))
    if rules is None or not set(row.mapping) & set(ANSWERED):
        raise Refused.because(
            mark("文件里没有可以回填的列。"),
            remedy=mark("请在列的对应里指明办理结果等列；没有这些列的，请从来源系统重新导出。"),
            code="no_column",
        )
    told = _Told(system, rules)
    file = returned_file(row, key="number", answer=told.of)
    if file is None:
        raise Refused.because(
            mark("原来的文件已经按保存期限删除，不能再回填。"),
            remedy=mark("请从来源系统重新导出同一批工单，上传后即可回填；案件不会重复。"),
            code="file_gone",
        )
    records.record_event(
        stream=f"records.import:{row.id}",
        type="hotline.answers_taken",
        actor=actor,
        at=now,
        scope=actor.places[0].path,
        data={
            "digest": row.digest,
            "orders": told.orders,
            **{name: told.states[name] for name in ("closed", "refused", "withdrawn", "joined")},
        },
    )
    return file


class _Told:
    """Answers orders by their numbers, and counts what it answered."""

    def __init__(self, source: str, rules: SourceSystem) -> None:
        self.source, self.rules = source, rules
        self.orders, self.states = 0, Counter[str]()

    def of(self, numbers: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        found = dict(
            Order.objects.filter(source=self.source, number__in=numbers).values_list("number", "case_id")
        )
        stand = cases.cases_told(found.values())
        told = {number: _standing(stand[case]) for number, case in found.items() if case in stand}
        self.orders += len(told)
        self.states.update(_COUNTED[one.state] for one in told.values() if one.state in _COUNTED)
        self.states["joined"] += sum(one.joined for one in told.values())
        return {number: answer(one, self.rules) for number, one in told.items()}


_COUNTED = {
    Says.AWAITING: "closed", Says.ENDED: "closed", Says.REFUSED: "refused", Says.WITHDRAWN: "withdrawn",
}  # fmt: skip


def _standing(one: cases.Told) -> Standing:
    state, outcome = Says(one.state.value), Says(one.outcome.value) if one.outcome else None
    ended = _TAKEN[one.ended] if one.ended else None
    if state is Says.ENDED:
        state, ended = ended_as(outcome=outcome, ended=ended)
    standing = Standing(
        state=state,
        body=one.body,
        outcome=outcome,
        said=one.said,
        said_at=one.said_at,
        ended=ended,
        ended_at=one.ended_at,
        sent_back_at=one.sent_back_at,
        joined=one.joined,
    )
    return as_joined(standing) if one.joined else standing


_TAKEN = {
    cases.Ending.ACCEPTED: Says.CONTENT,
    cases.Ending.SILENT: Says.SILENT,
    cases.Ending.ANONYMOUS: Says.ANONYMOUS,
    cases.Ending.WITHDRAWN: Says.WITHDRAWN,
    cases.Ending.OWN: Says.ANONYMOUS,
    cases.Ending.LEFT: Says.WITHDRAWN,
}
