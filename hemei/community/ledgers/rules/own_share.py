"""The share of public revenue for the fund that an estate's owners decide: what they may, by whose hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from hemei.community.ledgers.rules.splitting import FundShare, RevenueSplit, quarter_of
from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.kernel.standards.share import Share

WHOLE = 100
TITLE = "公共收益补充维修资金的比例"
OWN_SHARE_PAPER = "own_share"
"""The purpose of a scan of what owners decided elsewhere on their share; the number of the share follows."""


class ShareState(StrEnum):
    """Where an own share stands: the owners vote on it, a second person looks at it, it counts, or it does not."""

    PUT = "put"
    ENTERED = "entered"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


STATE_NAMES: dict[ShareState, str] = {
    ShareState.PUT: mark("等待业主大会表决"),
    ShareState.ENTERED: mark("等待另一人确认"),
    ShareState.CONFIRMED: mark("已生效"),
    ShareState.REFUSED: mark("没有生效"),
}


def purpose_of(share_id: int) -> str:
    """Return the purpose under which the papers of one share are kept."""
    return f"{OWN_SHARE_PAPER}-{share_id}"


def item_words(percent: int, valid_from: date) -> str:
    """Return the item the owners decide on: all the share says, so that their vote decides just it."""
    since = f"{valid_from.year}年{valid_from.month}月{valid_from.day}日"
    return f"公共收益扣除合理成本后，{percent}%补充住宅专项维修资金，自{since}起执行"


def own_share_of(percent: int, rules: RevenueSplit) -> FundShare | None:
    """Return the fund's share as an estate's owners decided it; None where no document of the day lets them.

    The rhythm and the days stay the document's: what the owners decide on is how much.
    """
    if rules.own is None or Fraction(percent, WHOLE) < rules.own.least.value:
        return None
    return replace(rules.fund, share=Share(Fraction(percent, WHOLE)), warrant=rules.own.warrant)


def may_own(*, percent: int | None, valid_from: date, decided_on: date, rules: RevenueSplit) -> Decision:
    """Whether owners may give the fund such a share from a day on; each thing that is wrong is said.

    It counts from the first day of a quarter, the one in which they decide at the earliest: what was over is shared out
    by what held then.
    """
    if rules.own is None:
        return _no(
            mark("当天的文件没有写明业主大会可以另定比例。"),
            mark("请由市里发布本市的文件。"),
            "percent",
            "no_rule",
        )
    faults = [*_share_faults(percent, rules.own.least.value), *_day_faults(valid_from, decided_on)]
    reference = rules.own.warrant.reference
    return Decision.no(*faults, references=(reference,)) if faults else Decision.yes(reference)


def _share_faults(percent: int | None, least: Fraction) -> Iterator[Reason]:
    if percent is None or not 0 <= percent <= WHOLE:
        said = mark("没有写比例。") if percent is None else mark("比例{percent}%不对。")
        yield Reason(said, {"percent": percent or 0}, mark("请填写0到100的整数。"), "percent", "percent")
    elif Fraction(percent, WHOLE) < least:
        values = {"percent": percent, "least": -(-WHOLE * least.numerator // least.denominator)}
        yield Reason(
            mark("比例{percent}%低于规定的{least}%。"),
            values,
            mark("业主大会只能定得更高。"),
            "percent",
            "least",
        )


def _day_faults(valid_from: date, decided_on: date) -> Iterator[Reason]:
    if valid_from != quarter_of(valid_from):
        yield Reason(
            mark("{day}不是一个季度的第一天。"), {"day": str(valid_from)},
            mark("公共收益按季划转，请选择季度的第一天。"), "valid_from", "quarter",
        )  # fmt: skip
    elif valid_from < quarter_of(decided_on):
        yield Reason(
            mark("{day}开始的季度在决定以前已经结束。"), {"day": str(valid_from)},
            mark("请从作出决定的季度或者以后起。"), "valid_from", "over",
        )  # fmt: skip


def may_enter(*, document: str, adopted_on: date, today: date, papers: int) -> Decision:
    """Whether what owners decided elsewhere may be entered: its number, its day, its scan."""
    if not document.strip():
        return _no(mark("没有写文号。"), mark("请填写业主大会决定的文号。"), "document", "document")
    if adopted_on > today:
        return _no(
            mark("{day}还没有到。"),
            mark("请填写通过的日期。"),
            "adopted_on",
            "future",
            day=str(adopted_on),
        )
    if not papers:
        return _no(mark("没有业主大会决定的扫描件。"), mark("请上传决定的扫描件或照片。"), "papers", "papers")
    return Decision.yes()


def may_wait(*, waiting: bool) -> Decision:
    """Whether another share may be put or entered: one at a time."""
    if waiting:
        return _no(
            mark("已经有一个比例在等待表决或者确认。"), mark("请等它有结果以后再办理。"), "percent", "waiting"
        )
    return Decision.yes()


def may_settle(*, entered_by: int | None, by: int | None, confirmed: bool, reason: str) -> Decision:
    """Whether one may confirm or send back a share that was entered: another person, with a reason to send it back."""
    if by is None or by == entered_by:
        return _no(mark("这是您登记的，不能由您确认。"), mark("请由另一人确认。"), "", "own")
    return Decision.yes() if confirmed else gives_reason(mark("没有写明退回的理由。"), reason)


def may_follow(*, valid_from: date, former_from: date | None) -> Decision:
    """Whether a share may take the place of the one in force: it begins later, so that no two hold at once."""
    if former_from is not None and valid_from <= former_from:
        return _no(
            mark("已有从{day}起执行的比例，执行的时间不能重叠。"), mark("请核对开始的日期。"), "valid_from", "overlap",
            day=str(former_from),
        )  # fmt: skip
    return Decision.yes()


def _no(text: str, remedy: str, field: str, code: str, **values: str) -> Decision:
    return Decision.no(Reason(text, values, remedy, field, code))
