"""Checks as a page shows them: numbers, weeks as a chart, and the remedy; nothing is counted here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.faces.quality import queries
from hemei.faces.quality.rules import CheckItem, week_ends
from hemei.ground.people import queries as people
from hemei.kernel.checks import Check, Fix
from hemei.kernel.decision import mark
from hemei.leadership.duties import queries as duties
from hemei.ui import charts
from hemei.ui.words import clock_words, percent, say

if TYPE_CHECKING:
    from datetime import datetime

    from hemei.faces.quality.queries import Counted, Entry
    from hemei.kernel.actor import Actor
    from hemei.leadership.duties.queries import DutyRow

_WHO = {
    Fix.IMPORT: mark("街道或市级主管部门导入更正后的台账；同一行再次导入，就是更正。"),
    Fix.CONTRACT: mark("区县或市级主管部门更正合同。"),
    Fix.MANAGER: mark("区县或市级主管部门为其中一个小区变更项目经理。"),
    Fix.MODE: mark("街道或上级在小区的“管理和改造”页更正。"),
    Fix.CODE: mark("市级主管部门对照营业执照更正代码，或写明理由。"),
    Fix.BODY: mark("系统管理员登记任职，或撤销机构。"),
    Fix.COMMITTEE: mark("社区书记、街道或市级主管部门在业委会页面更正，或登记新一届。"),
    Fix.OFFICE: mark("系统管理员登记任职；已经离任的，登记不再担任公职，姓名随即不再公开。"),
}


# What a remedy is called, and its page.
_REMEDIES: dict[Fix, tuple[str, str]] = {
    Fix.IMPORT: (mark("导入更正"), "people:imports"),
    Fix.CONTRACT: (mark("更正合同"), "companies:contract"),
    Fix.MANAGER: (mark("变更项目经理"), "companies:contract"),
    Fix.MODE: (mark("管理和改造"), "companies:management"),
    Fix.CODE: (mark("更正代码"), "companies:code"),
    Fix.BODY: (mark("登记任职"), "people:body"),
    Fix.COMMITTEE: (mark("更正业委会"), "people:committee"),
    Fix.OFFICE: (mark("登记任职或离任"), "people:officer"),
}


def tile(entry: Entry, counted: Counted, address: str) -> dict[str, Any]:
    """Return a check as a tile; without an address there is only the number."""
    return {
        "name": say(entry.check.name),
        "address": address,
        "now": counted.now,
        "change": change(counted.weeks),
        "basis": entry.item.warrant.reason,
    }


def change(numbers: Sequence[int | None]) -> tuple[str, str]:
    """Return in words and tone how the last number differs from the first known one of the weeks."""
    known = [number for number in numbers if number is not None]
    if len(known) < 2:  # noqa: PLR2004 - a change needs two numbers
        return "", ""
    off = known[-1] - known[0]
    if off < 0:
        return _("比%(weeks)s周前少 %(count)s") % {"weeks": _span(numbers), "count": -off}, "good"
    if off > 0:
        return _("比%(weeks)s周前多 %(count)s") % {"weeks": _span(numbers), "count": off}, "warn"
    return _("与%(weeks)s周前持平") % {"weeks": _span(numbers)}, ""


def _span(numbers: Sequence[int | None]) -> int:
    """Return how many weeks lie between the first and the last known number."""
    known = [place for place, number in enumerate(numbers) if number is not None]
    return known[-1] - known[0]


def weeks(numbers: Sequence[int | None], today: date) -> list[tuple[str, str]]:
    """Return the weeks as rows of a table, the latest first."""
    pairs = zip(week_ends(today), numbers, strict=True)
    return [(end.isoformat(), _("没有统计") if number is None else str(number)) for end, number in pairs][
        ::-1
    ]


def chart(
    numbers: Sequence[int | None], today: date, name: str, *, width: int, height: int, edge: int = 8
) -> charts.Chart:
    """Draw the weeks from nothing to the most; a week without a round interrupts the line."""
    most = max([1, *(number for number in numbers if number is not None)])
    top = most + -(-most // 5)  # room above the highest point for its number
    points = [
        charts.Point(f"{end:%m-%d}", number, "" if number is None else str(number))
        for end, number in zip(week_ends(today), numbers, strict=True)
    ]
    return charts.chart(
        points,
        charts.Edge(0, "0"),
        charts.Edge(top, str(top)),
        name=name,
        unknown=_("%(name)s：近12周没有统计") % {"name": name},
        size=(width, height, edge),
    )


def total_chart(counted: Sequence[Counted], today: date) -> charts.Chart:
    """Draw all checks together; a week in which one was not counted has no total."""
    columns = zip(*(one.weeks for one in counted), strict=True)
    sums = [_sum(column) for column in columns] or [None] * len(week_ends(today))
    return chart(sums, today, _("矛盾合计"), width=720, height=160, edge=24)


def _sum(column: Sequence[int | None]) -> int | None:
    known = [number for number in column if number is not None]
    return sum(known) if len(known) == len(column) else None


def limits(item: CheckItem) -> list[str]:
    """Return the thresholds of a check in words."""
    found = []
    if item.area_least and item.area_most:
        shares = {"least": percent(item.area_least.value), "most": percent(item.area_most.value)}
        found.append(_("合计应在建筑面积的 %(least)s 至 %(most)s 之间。") % shares)
    if item.households_off:
        found.append(_("相差不超过住宅套数的 %(share)s。") % {"share": percent(item.households_off.value)})
    if item.metres is not None:
        found.append(_("离中心不超过 %(metres)s 米。") % {"metres": f"{item.metres:,}"})
    return found


def record(check: Check, arg: str, actor: Actor) -> str:
    """Return the address of the record that contradicts, where the actor may open it."""
    if not arg or (check.page == "people:body" and not people.may(actor.role, people.Act.SEE_BODIES).allowed):
        return ""
    return reverse(check.page, args=[arg])


def fix(check: Check, arg: str, actor: Actor) -> tuple[str, str]:
    """Return words and address of the remedy, its form filled in; empty where it is not the actor's to give."""
    words, page = _REMEDIES[check.fix]
    if not queries.keeps(check.fix, actor.role):
        return "", ""
    if check.fix is Fix.IMPORT:
        return say(words), f"{reverse(page)}?{urlencode({'register': check.register})}"
    part = "#manager" if check.fix is Fix.MANAGER else ""
    return (say(words), reverse(page, args=[arg]) + part) if arg else ("", "")


def running(duty: DutyRow, now: datetime) -> dict[str, Any]:
    """Return the duty that runs for a list: what, where it stands, until when."""
    state = duties.State(duty.state)
    return {
        "title": duty.title,
        "address": reverse("duties:duty", args=[duty.id]),
        "state": (say(duties.STATE_TEXTS[state]), duties.STATE_TONES[state]),
        "due": clock_words(now, duty.due_at) if duty.due_at else None,
    }


def remedy(check: Check) -> str:
    """Return who puts a contradiction of this check right, and how."""
    return say(_WHO[check.fix])
