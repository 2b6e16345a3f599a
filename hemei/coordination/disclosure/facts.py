"""Load what a decision about disclosures must know: the documents of a day."""

from __future__ import annotations

from datetime import date

from hemei.community.ledgers import queries as ledgers
from hemei.coordination.cases import queries as cases
from hemei.coordination.disclosure.rules.standards import DisclosureCalendar, MoneyRisks, SimilarEstates
from hemei.ground.records import queries as records
from hemei.kernel.decision import Refused, mark
from hemei.kernel.standards import NoStandard


def calendar_on(day: date) -> DisclosureCalendar:
    """Return the calendar of a day; refused where no document says so."""
    try:
        return records.standards().find("disclosure-calendar", DisclosureCalendar, on=day)
    except NoStandard:
        raise Refused.because(
            mark("{day}没有适用的公开日历"), remedy=mark("请由市里发布本市的文件"), code="no_standard",
            day=day.isoformat(),
        ) from None  # fmt: skip


def demand_documents(day: date) -> None:
    """Raise Refused where a document is missing on a day that says what periods from it on owe and consist of."""
    try:
        calendar_on(day)
        ledgers.chart_on(day)
        if not cases.has_law(day):
            raise Refused.because(mark("{day}没有适用的责任清单"), code="no_standard", day=day.isoformat())
    except Refused as refused:
        said = refused.decision.reasons[0]
        raise Refused.because(
            said.text, remedy=mark("请填写以后的一天，或者由市里发布当天适用的文件。"), field="since",
            code="no_standard", **said.values,
        ) from None  # fmt: skip


def similar_on(day: date) -> SimilarEstates:
    """Return how estates are grouped on a day; refused where no document says so."""
    try:
        return records.standards().find("similar-estates", SimilarEstates, on=day)
    except NoStandard:
        raise Refused.because(
            mark("{day}没有适用的同类小区分组"), remedy=mark("请由市里发布本市的文件"), code="no_standard",
            day=day.isoformat(),
        ) from None  # fmt: skip


def risks_on(day: date) -> MoneyRisks:
    """Return what is worth a look on a day; refused where no document says so."""
    try:
        return records.standards().find("money-risks", MoneyRisks, on=day)
    except NoStandard:
        raise Refused.because(
            mark("{day}没有适用的风险提示指标"), remedy=mark("请由市里发布本市的文件"), code="no_standard",
            day=day.isoformat(),
        ) from None  # fmt: skip
