"""Load what a decision about the books must know: the chart of a day."""

from __future__ import annotations

from datetime import date

from hemei.community.ledgers.rules.standards import ChartOfAccounts
from hemei.ground.records import queries as records
from hemei.kernel.decision import Refused, mark
from hemei.kernel.standards import NoStandard


def chart_on(day: date) -> ChartOfAccounts:
    """Return the chart of accounts of a day; refused where no document says so."""
    try:
        return records.standards().find("chart-of-accounts", ChartOfAccounts, on=day)
    except NoStandard:
        raise Refused.because(
            mark("{day}没有适用的会计科目表"), remedy=mark("请由市里发布本市的文件"), code="no_standard",
            day=day.isoformat(),
        ) from None  # fmt: skip
