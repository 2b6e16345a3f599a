"""Load what a decision about a fund must know: the documents of a day, the units that share a cost."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from hemei.community.funds.rules.deposits import FundDeposits, FundInterest
from hemei.community.funds.rules.standards import FundEmergencies, FundRules
from hemei.ground.records import queries as records
from hemei.kernel.decision import Refused, mark
from hemei.kernel.standards import NoStandard

T = TypeVar("T", FundDeposits, FundEmergencies, FundInterest, FundRules)


def fund_rules(day: date) -> FundRules:
    """Return the rules of renewal, use and sharing of a day."""
    return _found("fund-rules", FundRules, day)


def deposits_on(day: date) -> FundDeposits:
    """Return the first deposits of a day."""
    return _found("fund-deposits", FundDeposits, day)


def interest_on(day: date) -> FundInterest:
    """Return the terms of interest of a day."""
    return _found("fund-interest", FundInterest, day)


def emergencies_on(day: date) -> FundEmergencies | None:
    """Return the situations of the emergency path of a day; None where no document says so yet."""
    try:
        return records.standards().find("fund-emergencies", FundEmergencies, on=day)
    except NoStandard:
        return None


def _found(name: str, shape: type[T], day: date) -> T:
    try:
        return records.standards().find(name, shape, on=day)
    except NoStandard:
        raise Refused.because(
            mark("{day}没有适用的维修资金文件。"), remedy=mark("请由市里发布本市的文件。"), code="no_standard",
            day=day.isoformat(),
        ) from None  # fmt: skip
