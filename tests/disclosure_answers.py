"""What the rules of disclosure answer to the facts of an example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from hemei.coordination.disclosure.rules.calendar import (
    Period,
    comments_until,
    due_on,
    is_missing,
    may_explain,
    may_publish,
    periods_over,
)
from hemei.coordination.disclosure.rules.drafts import Spending, told_gap
from hemei.coordination.disclosure.rules.lines import Figure, flags_of
from hemei.coordination.disclosure.rules.owing import There, owed_by
from hemei.coordination.disclosure.rules.risks import Looked, SplitUse, reasons_of, score_of
from hemei.coordination.disclosure.rules.similar import EstateFacts, beside
from hemei.coordination.disclosure.rules.standards import DisclosureCalendar, SimilarEstates
from hemei.coordination.disclosure.rules.words import Owed, State, Subject
from hemei.kernel.money import fen_of
from hemei.kernel.workdays import SHANGHAI
from tests.asked import Answer, Asked


def disclosure_calendar(asked: Asked) -> Answer:
    item = asked.example.item
    if item in set(Subject):
        return _subject(asked, Subject(item))
    return _ITEMS[item](asked, asked.content) if item in _ITEMS else _affair(asked)


def _affair(asked: Asked) -> Answer:
    content: DisclosureCalendar = asked.content
    return {"stands": "yes" if asked.example.item in {one.code for one in content.affair} else "no"}


def _subject(asked: Asked, subject: Subject) -> Answer:
    content: DisclosureCalendar = asked.content
    if "since" in asked.facts:
        period = Period(*(date.fromisoformat(str(asked.facts[name])) for name in ("since", "until")))
        timing, late = content.timing_of(subject), asked.facts.get("opened_on")
        opened_on = date.fromisoformat(str(late)) if late else None
        return {"due_on": due_on(timing, period, asked.working, begun_opened_on=opened_on).isoformat()}
    if "entered_on" in asked.facts:
        entered, repeat = (
            date.fromisoformat(str(asked.facts["entered_on"])),
            content.timing_of(subject).repeat,
        )
        return {"first": next(periods_over(repeat, since=entered, day=asked.example.on)).name()}
    return _owing(asked, content, subject)


def _before(asked: Asked, content: DisclosureCalendar) -> Answer:
    return _owing(asked, content, Subject.FUND)


def _owing(asked: Asked, content: DisclosureCalendar, subject: Subject) -> Answer:
    known = [one for one in Owed if asked.facts.get(one.value) == "yes" or one is Owed.COMMUNITY]
    handed = asked.facts.get("handed_over_on")
    there = There(
        {who: number for number, who in enumerate(known)}, date.fromisoformat(str(handed)) if handed else None
    )
    until = date.fromisoformat(str(asked.facts.get("until", asked.example.on)))
    found = owed_by(there.in_order(content, subject, until))
    assert found is not None
    return {"owed_by": known[found].value}


def _comments(asked: Asked, content: DisclosureCalendar) -> Answer:
    begun = datetime.fromisoformat(str(asked.facts["begun"])).replace(tzinfo=SHANGHAI)
    until = comments_until(content.comments.limit, begun, asked.working)
    today = date.fromisoformat(str(asked.facts["today"]))
    found = may_publish(state=State.COMMENTS, until=until, today=today, stale=False)
    return {"until": until.isoformat(), "publish": "yes" if found.allowed else "no"}


def _few(asked: Asked, content: DisclosureCalendar) -> Answer:
    gap, many = fen_of(str(asked.facts["gap"])), int(asked.facts["households"])
    one = Spending(1, "", emergency=False, bill_fen=gap, households=many, gap_fen=gap)
    return {"told": "no" if told_gap(one, content) is None else "yes"}


def _answer(asked: Asked, content: DisclosureCalendar) -> Answer:
    return {"due": asked.due(content.answer.limit)}


def _unanswered(asked: Asked, content: DisclosureCalendar) -> Answer:
    return {"due": asked.due(content.unanswered.limit)}


def _correction(asked: Asked, content: DisclosureCalendar) -> Answer:
    start = datetime.fromisoformat(str(asked.facts["start"])).replace(tzinfo=SHANGHAI)
    return {"last_day": comments_until(content.correction.limit, start, asked.working).isoformat()}


def _missing(asked: Asked, content: DisclosureCalendar) -> Answer:
    due, today = (date.fromisoformat(str(asked.facts[name])) for name in ("due_on", "today"))
    found = is_missing(due=due, published_on=None, today=today, after=content.missing.days)
    return {"missing": "yes" if found else "no"}


def _check(asked: Asked, content: DisclosureCalendar) -> Answer:
    before, now = (fen_of(str(asked.facts[name])) for name in ("before", "now"))
    yearly = asked.example.item == "year"
    figure = (
        Figure("parking", "in", "", "", now, year_before=before)
        if yearly
        else Figure("parking", "in", "", "", now, (now,), month_before=before)
    )
    found = flags_of(figure, content.check_of("year"), content.check_of("month"))
    return {"flagged": "yes" if found else "no"}


def _explanation(asked: Asked, content: DisclosureCalendar) -> Answer:
    text = "字" * int(asked.facts["length"])
    found = may_explain(
        state=State.DRAFTED,
        flagged=True,
        line="公共车位收入",
        text=text,
        most=content.explanation.most,
        field="line-parking",
    )
    return {"allowed": "yes" if found.allowed else "no"}


_ITEMS: dict[str, Callable[[Asked, DisclosureCalendar], Answer]] = {
    "before_handover": _before,
    "comments": _comments,
    "answer": _answer,
    "unanswered": _unanswered,
    "correction": _correction,
    "missing": _missing,
    "year": _check,
    "month": _check,
    "explanation": _explanation,
    "few": _few,
}


def similar_estates(asked: Asked) -> Answer:
    content: SimilarEstates = asked.content
    if asked.example.item == "least":
        many = int(asked.facts["estates"])
        facts = [EstateFacts(number, 1, 1, 1, 2000) for number in range(many)]
        found = beside(0, facts, dict.fromkeys(range(many), 1), content, 2026)
        return {"compared": "no" if found is None else "yes"}
    feature = next(one for one in content.feature if one.code == asked.example.item)
    return {"band": feature.band_of(int(asked.facts["value"]))}


def money_risks(asked: Asked) -> Answer:
    many = {
        name: tuple(str(number) for number in range(int(count)))
        for name, count in asked.facts.items()
        if name in {"invoices", "papers", "annulled", "others", "round", "contracts"}
    }
    groups = {"split", "fund_splits"}
    plain = {
        name: int(value) for name, value in asked.facts.items() if name not in many and name not in groups
    }
    orders = tuple((f"{number}a", f"{number}b") for number in range(int(asked.facts.get("split", 0))))
    splits = tuple(
        SplitUse((number, -number), 2_000_000, 2_500_000)
        for number in range(int(asked.facts.get("fund_splits", 0)))
    )
    looked = Looked(1, fund_splits=splits, split=orders, **plain, **many)  # type: ignore[arg-type]
    return {"score": score_of(reasons_of(looked, asked.content))}


ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    "money-risks": money_risks,
    "disclosure-calendar": disclosure_calendar,
    "similar-estates": similar_estates,
}
