"""A trial's numbers and cases in words: which item, which fact, which clause; as a table and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages import faces
from hemei.coordination.cases.rules.facts import LEVEL_TEXTS
from hemei.coordination.cases.rules.replaying import BECAUSE_TEXTS, WHAT_TEXTS, What
from hemei.coordination.cases.rules.trials import Side
from hemei.coordination.cases.rules.words import CLOCK_TEXTS, REVISIT_MISSED, REVISIT_PASSED_ON, ClockKind
from hemei.ground.records import queries as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.clauses import item_address
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, local_time, say

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from hemei.coordination.cases.rules.standards import CaseLadders
    from hemei.kernel.standards import Warrant

SIDE_TEXTS: dict[Side, str] = {Side.NOW: mark("当日的规定"), Side.OTHER: mark("试算的规定")}
_ALL_CLASSES = 5
_VISITS = frozenset({REVISIT_MISSED, REVISIT_PASSED_ON})


class Ladders:
    """The ladders of both sides of one trial; those of the day of the fact by that day."""

    def __init__(self, row: queries.TrialRow) -> None:
        self.row = row
        self.other = services.ladders_of(row.rule_day, row.draft, shanghai_day(row.asked_at))

    def of(self, side: Side, case: queries.TriedCase) -> CaseLadders:
        """Return the ladders that did a step of a case."""
        return self.other if side is Side.OTHER else queries.law_of(case.fact_on).ladders

    def words(self, side: Side, what: What, item: str, because: str) -> str:
        """Say what an item of a side is; of the rules of the day, as they were on the first or last day tried."""
        if side is Side.OTHER:
            return _item_words(self.other, what, item, because)
        first, last = (queries.law_of(day).ladders for day in (self.row.since, self.row.until))
        return _item_words(first, what, item, because) or _item_words(last, what, item, because)


def sums_table(row: queries.TrialRow, sums: Iterable[queries.TrialSum]) -> list[dict[str, Any]]:
    """Return both sides' numbers beside each other, one group for each thing a ladder does.

    An item is known by what it says: the same words of both sides stand in one line, whatever their codes.
    """
    ladders = Ladders(row)
    found: dict[tuple[What, str], dict[Side, list[queries.TrialSum]]] = {}
    for one in sums:
        words = ladders.words(one.side, one.what, one.item, one.because)
        found.setdefault((one.what, words), {}).setdefault(one.side, []).append(one)
    groups = []
    for what in What:
        lines = [
            {"words": words, "sides": [_number(row, side, sides.get(side, [])) for side in Side]}
            for (kind, words), sides in sorted(found.items())
            if kind is what
        ]
        if lines:
            groups.append({"words": say(WHAT_TEXTS[what]), "lines": lines, "days": what is What.OVERDUE})
    return groups


def _number(row: queries.TrialRow, side: Side, found: list[queries.TrialSum]) -> dict[str, Any]:
    """Return a side's number of one line; it opens the steps of all the line's items."""
    if not found:
        return {"steps": 0, "cases": 0, "days": 0, "address": ""}
    first = found[0]
    asked = {
        "side": side.value, "what": first.what.value, "item": "~".join(sorted(one.item for one in found)),
        "because": first.because,
    }  # fmt: skip
    query = urlencode({name: value for name, value in asked.items() if value})
    return {
        "steps": sum(one.steps for one in found),
        "cases": sum(one.cases for one in found),
        "days": sum(one.days for one in found),
        "address": f"{reverse('cases:trial_cases', args=[row.id])}?{query}",
    }


def _item_words(ladders: CaseLadders, what: What, item: str, because: str) -> str:
    """Say what an item of a ladder is; empty where these ladders have no such item."""
    if because:
        return say(BECAUSE_TEXTS.get(because, because))
    if what in {What.GRANTED, What.REFUSED}:
        rung = next((one for one in ladders.extension if one.code == item), None)
        if rung is None:
            return ""
        values: dict[str, str | int] = {
            "times": rung.times, "limit": faces.limit_words(str(rung.limit)), "level": say(LEVEL_TEXTS[rung.approver]),
        }  # fmt: skip
        return _("第%(times)s次，延长%(limit)s，由%(level)s批准") % values
    if what is What.ESCALATED:
        return _visit_words(ladders, item) if item in _VISITS else step_words(ladders, item)
    found = next((one for one in ladders.supervision if one.code == item), None)
    return (faces.named(found) or _("上级决定督办")) if found else ""


def step_words(ladders: CaseLadders, item: str) -> str:
    """Say which step up it is; empty where these ladders have no such step."""
    step = next((one for one in ladders.escalation if one.code == item), None)
    if step is None:
        return ""
    after = faces.limit_words(str(step.after)) if step.after else ""
    values = {"level": say(LEVEL_TEXTS[step.to]), "after": after}
    if step.own:
        words = _("%(level)s自己超时%(after)s后告知本级") if after else _("%(level)s自己超时即告知本级")
    elif step.when == "refused":
        words = _("拒不报到%(after)s后告知%(level)s") if after else _("拒不报到，告知%(level)s")
    else:
        words = _("超时%(after)s后告知%(level)s") if after else _("超时即告知%(level)s")
    return words % values + _classes(step.classes)


def _visit_words(ladders: CaseLadders, item: str) -> str:
    """Say what follows a re-visit that was not made in time."""
    if ladders.revisit is None:
        return ""
    if item == REVISIT_MISSED:
        return _("复查超时即告知复查单位的上一级")
    return _("复查超时%(after)s后改由上一级复查") % {"after": faces.limit_words(str(ladders.revisit.after))}


def _classes(classes: tuple[str, ...]) -> str:
    """Name the classes an item is for, where it is not for all of them."""
    if len(classes) == _ALL_CLASSES:
        return ""
    law = queries.law_of(shanghai_day(utc_now()))
    return _("（%(classes)s）") % {"classes": listing(faces.class_name(law, code) for code in classes)}


def tried_rows(row: queries.TrialRow, cases: Iterable[queries.TriedCase]) -> list[dict[str, Any]]:
    """Return cases with what either side did to each, and why."""
    ladders = Ladders(row)
    return [
        {
            "number": case.number,
            "address": reverse("cases:case", args=[case.number]),
            "kind": faces.kind_name(queries.law_of(case.fact_on), case.kind),
            "place": case.estate_name,
            "sides": [
                {
                    "words": say(SIDE_TEXTS[side]),
                    "steps": [_why(ladders, side, case, step) for step in case.steps if step.side is side],
                }
                for side in Side
            ],
        }
        for case in cases
    ]


def _why(ladders: Ladders, side: Side, case: queries.TriedCase, step: queries.StepRow) -> dict[str, str]:
    """Say what happened, on which fact, by which item and its ground."""
    used = ladders.of(side, case)
    warrant = _warrant(used, step.item)
    ground = address = ""
    if warrant is not None:
        reference = warrant.reference
        ground = warrant.clause if warrant.basis != "design" else warrant.reason
        if side is Side.NOW or not ladders.row.draft:
            item = {"standard": reference.standard, "day": reference.day.isoformat(), "item": reference.item}
            address = item_address(records.jurisdiction_of(item["standard"], item["day"]), item)
    return {
        "what": say(WHAT_TEXTS[step.what]),
        "item": _item_words(used, step.what, step.item, step.because),
        "fact": _fact(step),
        "ground": ground,
        "address": address,
    }


def _warrant(ladders: CaseLadders, item: str) -> Warrant | None:
    if item in _VISITS:
        return ladders.revisit.warrant if ladders.revisit else None
    return next((one.warrant for one in _items(ladders) if one.code == item), None)


def _items(ladders: CaseLadders) -> Iterator[Any]:
    yield from ladders.extension
    yield from ladders.escalation
    yield from ladders.supervision


def _fact(step: queries.StepRow) -> str:
    """Say on which clock or request it was, and when."""
    kind, _colon, number = step.key.partition(":")
    at = local_time(step.at)
    if step.what is What.OVERDUE:
        return _("时限到%(at)s，超出%(days)s天") % {"at": at, "days": step.amount}
    if kind == "wish":
        return _("第%(number)s次申请，%(at)s") % {"number": number, "at": at}
    if kind == "refusal":
        return _("被吹哨的部门没有报到，%(at)s") % {"at": at}
    words = say(CLOCK_TEXTS[ClockKind(kind)]) if kind in set(ClockKind) else kind
    if step.what is What.RECALLED:
        return _("%(words)s，第%(count)s次，%(at)s") % {"words": words, "count": step.amount, "at": at}
    return _("%(words)s，%(at)s") % {"words": words, "at": at}


def tried_sheet(row: queries.TrialRow, cases: Iterable[queries.TriedCase]) -> HttpResponseBase:
    """Give cases as a spreadsheet, one line for each thing a ladder did."""
    header = [
        _("编号"), _("类别"), _("地点"), _("哪一边"), _("发生了什么"), _("条目"), _("事实"), _("时间"), _("依据"),
        _("两边不同"),
    ]  # fmt: skip
    return sheet(_("试算"), header, _lines(row, cases))


def _lines(row: queries.TrialRow, cases: Iterable[queries.TriedCase]) -> Iterator[list[Any]]:
    ladders = Ladders(row)
    for case in cases:
        kind = faces.kind_name(queries.law_of(case.fact_on), case.kind)
        for step in case.steps:
            why = _why(ladders, step.side, case, step)
            yield [
                case.number, kind, case.estate_name, say(SIDE_TEXTS[step.side]), why["what"], why["item"],
                why["fact"], step.at, why["ground"], _("是") if step.differs else _("否"),
            ]  # fmt: skip
