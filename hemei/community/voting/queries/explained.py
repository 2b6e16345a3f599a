"""A result explains itself: from the numbers that were kept, by the standards of its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from hemei.community.voting.queries.assemblies import OutcomeRow
from hemei.community.voting.queries.law import counting_at, law_day, matter_on
from hemei.community.voting.rules.call_back import POOL_TEXTS
from hemei.community.voting.rules.casting import FORMER_ENTRY, NOT_CONFIRMED, PROXY_LIMIT
from hemei.community.voting.rules.count import Comparison, Details, Measured, Outcome, Uncast
from hemei.community.voting.rules.explain import reasons_of
from hemei.community.voting.rules.own_rules import own_of
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure
from hemei.ground.records import queries as record
from hemei.kernel.decision import Reason, mark
from hemei.kernel.standards import Bar
from hemei.kernel.workdays import shanghai_day


def reasons_for(row: OutcomeRow) -> tuple[Reason, ...]:
    """Return each number of a result with its formula and clause, what was missing, and by which entrance."""
    matter = matter_on(row.vote.matter, law_day(row))
    own = own_of(row.details.get("own"))
    counting = counting_at(row.noticed_on, law_day(row), own)
    kept = row.details
    details = Details(
        units=kept["units"],
        developer_units=kept["developer_units"],
        parking_units=0,
        shared_with_developer=0,
        cast_units=kept["cast_units"],
        mixed_heads=kept["mixed_heads"],
        spoiled_ballots=kept["spoiled_ballots"],
        uncast=tuple(
            sorted(
                (
                    Uncast(f"{building}{entrance}", units, area)
                    for building, entrance, units, area in kept["uncast"]
                ),
                key=lambda one: (-one.area_dm2, one.building),
            )
        ),
        doubles=(),
        channels=tuple((channel, count) for channel, count in kept["channels"]),
    )
    outcome = Outcome(row.quorum, row.passed, tuple(_test(one) for one in row.comparisons))
    reasons = reasons_of(matter, counting, Measured(row.total, row.part, row.agree, details), outcome, own)
    return (*reasons, *_law_of(row), *_beside(row), *pool_reasons(row.details), *_struck(row))


def pool_reasons(kept: Mapping[str, Any]) -> Iterator[Reason]:
    """Yield from which ballots is drawn for the call-back; an outcome from before that was counted knows none."""
    for why, count in kept.get("called_back", ()):
        yield Reason(POOL_TEXTS[why], {"count": f"{count:,}"}, code="called_back")


def _law_of(row: OutcomeRow) -> Iterator[Reason]:
    """Yield by the law of which day it was counted; of outcomes that know no day of decision it is not said."""
    if row.decided_on is not None:
        text = mark("表决到{decided}截止，比例和计算方法按这一天的法律；选票的规定按公告之日{noticed}的。")
        days = {"decided": row.decided_on.isoformat(), "noticed": row.noticed_on.isoformat()}
        yield Reason(text, days, code="law_day")


_BESIDE = {
    "doubles": mark("另有{count}张有效选票属于已有选票计入的专有部分，没有计入，在选票登记中逐张列出。"),
    "objected": mark("计入的选票中有{count}张，投票人的登记有人提出过异议，异议未决或者成立。"),
    "papers_objected": mark(
        "计入的纸质票中有{count}张，这一户对表决人的异议到计票时还没有核实；查明不是业主本人签名的，应当剔除并重新计票。"
    ),
    "unordered": mark(
        "有{count}个专有部分的纸质票只知道在一段时间内交来，与另一张票分不出先后：以收到时刻确定的那一张为准。"
    ),
    "former": mark(
        "计入的选票中有{count}张是名册更正业主以前按原登记投的，更正后的业主没有另行投票；查明投票人没有表决权的，应当剔除并重新计票。"
    ),
    "left_out": mark("有{count}份按时收到的纸质票没有处理完就封存了，没有计入；原因写在会议页上。"),
}
"""What is told beside the sums, by the word it is kept under; an outcome from before it was counted knows none."""


def _beside(row: OutcomeRow) -> Iterator[Reason]:
    for word, text in _BESIDE.items():
        if count := row.details.get(word):
            yield Reason(text, {"count": f"{count:,}"}, code=word)


def _struck(row: OutcomeRow) -> tuple[Reason, ...]:
    """Return how many ballots were struck before this count, by ground."""
    grounds = Counter(str(ground) for _number, ground in row.details.get("struck", ()))
    if not grounds:
        return ()
    procedure = record.standards().find(
        "assembly-procedure", AssemblyProcedure, on=shanghai_day(row.judged_at)
    )
    text = mark("已剔除{count}张选票，不再计入：{ground}")
    said = {ground.code: ground.text for ground in procedure.strike}
    own = {
        NOT_CONFIRMED: mark("上门收的{count}张选票，到截止没有由同行的人确认，不计入。"),
        FORMER_ENTRY: mark("名册更正业主以前按原登记投的{count}张选票，更正后的业主另行投了票，不计入。"),
        PROXY_LIMIT: mark("同一代理人以几份登记代理超过限额的{count}张选票，不计入。"),
    }
    return tuple(
        Reason(
            own.get(code, text),
            {"count": f"{count:,}", "ground": said.get(code, code)},
            code="struck",
        )
        for code, count in sorted(grounds.items())
    )


def _test(kept: dict[str, object]) -> Comparison:
    return Comparison(kept["stage"], kept["of"], Bar.parse(str(kept["bar"])), kept["part"], kept["whole"])  # type: ignore[arg-type]  # as judging wrote it
