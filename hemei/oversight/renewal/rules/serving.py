"""May basic or emergency service be entered: with services, money and days that stand, six months at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.kernel.decision import Decision, Reason, mark
from hemei.oversight.renewal.rules.standards import RenewalModes
from hemei.oversight.renewal.rules.timing import later
from hemei.oversight.renewal.rules.words import Mode

MOST_CHARGE_FEN = 100_000
"""A thousand yuan a square metre and month: whoever types more has typed yuan for fen."""


def may_serve_basically(
    *, mode: Mode | None, services: tuple[str, ...], charge_fen: int, subsidy_fen: int, day: date, today: date
) -> Decision:
    """Answer whether an estate may have basic service from a day: its mode is the community's."""
    reasons = [*_money(charge_fen, subsidy_fen), *_services(services)]
    if mode is not Mode.COMMUNITY:
        reasons.append(
            Reason(
                mark("当日实行的不是社区准物业化，不能登记准物业服务。"), {},
                mark("请先决定并实行“社区准物业化”。"), "valid_from", "other_mode",
            )
        )  # fmt: skip
    if day > today:
        words = mark("起始日期在将来。")
        reasons.append(Reason(words, {}, mark("请在当天或以后登记。"), "valid_from", "future_day"))
    return Decision.no(*reasons) if reasons else Decision.yes()


def _money(charge_fen: int, subsidy_fen: int) -> list[Reason]:
    if charge_fen < 0 or subsidy_fen < 0 or charge_fen > MOST_CHARGE_FEN:
        words = mark("收费或补贴的数目不对。")
        return [
            Reason(words, {}, mark("请核对单位：收费按元每平方米每月，补贴按元每年。"), "charge", "bad_money")
        ]
    return []


def _services(services: tuple[str, ...]) -> list[Reason]:
    if services:
        return []
    return [Reason(mark("没有选服务内容。"), {}, mark("请至少选一项。"), "services", "no_services")]


@dataclass(frozen=True, slots=True)
class EmergencyFacts:
    """An emergency service as somebody enters it, and what was there before.

    `managed` says whether the estate is managed on the first day, `again` whether another emergency service ended
    before it without any management since.
    """

    services: tuple[str, ...]
    charge_fen: int
    begun_on: date
    ends_on: date
    managed: bool
    again: bool


def may_begin_emergency(facts: EmergencyFacts, rules: RenewalModes, *, today: date) -> Decision:
    """Answer whether an emergency service may begin: for an estate unmanaged, six months at most, once."""
    reasons = [*_money(facts.charge_fen, 0), *_services(facts.services)]
    if facts.managed:
        reasons.append(
            Reason(
                mark("当日小区有人管理，不需要应急服务。"), {}, mark("原企业退出的，请先登记合同终止。"), "begun_on",
                "managed",
            )
        )  # fmt: skip
    if facts.begun_on > today:
        words = mark("起始日期在将来。")
        reasons.append(Reason(words, {}, mark("请在当天或以后登记。"), "begun_on", "future_day"))
    latest = later(facts.begun_on, rules.emergency.limit)
    if not facts.begun_on < facts.ends_on <= latest:
        reasons.append(
            Reason(
                mark("应急服务最长到{latest}。"), {"latest": latest.isoformat()},
                mark("应急物业期限不超过六个月，请填写更早的日期。"), "ends_on", "too_long",
            )
        )  # fmt: skip
    if facts.again:
        reasons.append(
            Reason(
                mark("上一次应急服务到期以后一直没有人管理，不能接着再来一次。"), {},
                mark("请决定并实行一种管理模式。"), "begun_on", "again",
            )
        )  # fmt: skip
    reference = rules.emergency.warrant.reference
    return Decision.no(*reasons, references=(reference,)) if reasons else Decision.yes(reference)


def may_end_emergency(
    *, begun_on: date, ends_on: date, ended_on: date | None, day: date, today: date
) -> Decision:
    """Answer whether an emergency service may end on a day, itself excluded."""
    if ended_on is not None:
        return Decision.no(Reason(mark("应急服务已经结束。"), {}, mark("请刷新页面。"), code="ended"))
    if not begun_on < day <= min(today, ends_on):
        return Decision.no(
            Reason(
                mark("结束日期须在{began}之后、且不晚于今天和到期日。"), {"began": begun_on.isoformat()},
                mark("请核对日期。"), "day", "bad_day",
            )
        )  # fmt: skip
    return Decision.yes()
