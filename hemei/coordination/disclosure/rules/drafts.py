"""A draft of money from counted facts: the books of a period and the fund of a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hemei.coordination.disclosure.rules.calendar import Period
from hemei.coordination.disclosure.rules.lines import (
    Figure,
    Json,
    amount_line,
    said_line,
    sum_line,
)
from hemei.coordination.disclosure.rules.similar import per_m2
from hemei.coordination.disclosure.rules.standards import DisclosureCalendar
from hemei.kernel.periods import months_after

FIRST, IN, OUT, SPENT, SUMS = "first", "in", "out", "spent", "sums"


@dataclass(frozen=True, slots=True)
class Kept:
    """An account of the chart as a draft reads it; `way` is `in` or `out`, empty where it is neither.

    What is neither and not the bank's stands between income and cost as they fell due and the money that moved; what is
    `onward` passed on to another purse of the same owners, and is no cost.
    """

    code: str
    name: str
    name_en: str
    way: str
    onward: bool = False


@dataclass(frozen=True, slots=True)
class SharedQuarter:
    """What of a quarter's revenue belongs to the maintenance fund, by how many percent; `decided_on` by the owners."""

    since: date
    fen: int
    percent: str
    decided_on: date | None = None
    of_parts: Sequence[tuple[int, str, int]] = ()
    """Number and name of each part whose owners alone have something of it, and what."""


@dataclass(frozen=True, slots=True)
class PartSums:
    """What came in and went out for the owners of some buildings alone; it stands in the estate's sums."""

    part: int
    name: str
    came_fen: int
    went_fen: int


@dataclass(frozen=True, slots=True)
class Money:
    """What moved and what stood in a purse of an estate, as people read it: money in and money out above zero.

    `moved` is by line and first day of the month, from a month before the period and the year before it on; `due` is
    what fell due by contracts, by the same; `shared` what of each quarter belongs to the fund; `changed` is by
    what accounts that are neither in nor out moved the bank's balance, by code: what is due and did not come yet lowers
    it, what is owed and was not paid yet raises it.
    """

    since: date
    area_dm2: int
    moved: Mapping[tuple[str, date], int] = field(default_factory=dict)
    due: Mapping[tuple[str, date], int] = field(default_factory=dict)
    opening_fen: int = 0
    closing_fen: int = 0
    due_fen: int = 0
    changed: Mapping[str, int] = field(default_factory=dict)
    shared: Sequence[SharedQuarter] = ()
    parts: Sequence[PartSums] = ()


def money_lines(
    kept: Iterable[Kept], money: Money, period: Period, calendar: DisclosureCalendar
) -> list[Json]:
    """Return the lines of public revenue: each kind of income and cost with its checks, then sums and balances.

    Income and cost are told as they fell due, balances are the bank's: between them stand the lines that lead from one
    to the other, so that opening, income, cost and these come to the closing balance to the fen.
    """
    accounts = list(kept)
    figures = [found for one in accounts if one.way and (found := _figure(one, money, period))]
    lines = [*_first_day("books", money.since, period), *_checked(figures, calendar)]
    came, went = _sums(figures)
    lines += _balances(money, came, went, accounts)
    lines += [line for one in money.parts for line in _of_part(one)]
    lines += [line for one in money.shared for line in _shared(one)]
    if money.due_fen:
        lines.append(sum_line("due", SUMS, ("应收未收", "Due and not received"), money.due_fen))
    for code, names, fen in (
        ("came_m2", ("每平方米收入", "Income per square metre"), came),
        ("went_m2", ("每平方米支出", "Cost per square metre"), went),
    ):
        each = per_m2(fen, money.area_dm2)
        if each is not None:
            lines.append(sum_line(code, SUMS, names, each))
    return lines


SHARED = "fund_share"
"""How the codes of the lines begin that tell what belongs to the fund; versions of before have none."""


FIRST_DAY = "first_day"
"""The code of the line that says from which day on a period is told; drafts of before have none."""


def _first_day(of: str, opened: date, period: Period) -> list[Json]:
    """Return the line that says from which day on a period is told, where the books or accounts open after its first.

    What came and went before is not told by anybody on the platform, and must not be read as nothing.
    """
    if opened <= period.since:
        return []
    said = {"day": opened.isoformat()}
    return [said_line(FIRST_DAY, FIRST, ("起算日", "First day"), f"first_day.{of}", said)]


def _of_part(one: PartSums) -> Iterator[Json]:
    """Yield what of the sums is the owners' of some buildings alone (Civil Code art. 282)."""
    for code, names, fen in (
        ("came", ("收入", "income"), one.came_fen),
        ("went", ("支出", "cost"), one.went_fen),
    ):
        if fen:
            words = (
                f"其中只归{one.name}业主的{names[0]}",
                f"Of which {names[1]} of the owners of {one.name} alone",
            )
            yield sum_line(f"part_{code}-{one.part}", SUMS, words, fen)


def _shared(one: SharedQuarter) -> Iterator[Json]:
    """Yield what of a quarter belongs to the fund, by whose word: the rule's, or what the owners decided on a day."""
    whose, whose_en = (
        (f"业主大会{one.decided_on}决定", f"decided by the owners' assembly on {one.decided_on}")
        if one.decided_on
        else ("按规定", "by rule")
    )
    names = (
        f"应补充维修资金（扣除合理成本后的{one.percent}，{whose}）",
        f"Due to the maintenance fund ({one.percent} of what is left after cost, {whose_en})",
    )
    yield sum_line(f"{SHARED}-{one.since}", SUMS, names, one.fen)
    for part, name, fen in one.of_parts:
        words = (f"其中只分到{name}各户的", f"Of which for the units of {name} alone")
        yield sum_line(f"{SHARED}-{one.since}-{part}", SUMS, words, fen)


def _checked(figures: Iterable[Figure], calendar: DisclosureCalendar) -> list[Json]:
    year, month = calendar.check_of("year"), calendar.check_of("month")
    return [amount_line(one, year, month) for one in figures]


def _sums(figures: Sequence[Figure]) -> tuple[int, int]:
    came, went = (sum(one.fen for one in figures if one.section == way) for way in (IN, OUT))
    return came, went


def _balances(money: Money, came: int, went: int, accounts: Iterable[Kept]) -> list[Json]:
    between = [
        sum_line(f"moved_{one.code}", SUMS, _effect(one), fen)
        for one in accounts
        if not one.way and (fen := money.changed.get(one.code, 0))
    ]
    rest = money.closing_fen - money.opening_fen - came + went - sum(line["fen"] for line in between)
    if rest:  # the books are balanced in each purse: what is left here is a fault, and is shown as one
        between.append(
            sum_line("unexplained", SUMS, ("账面没有说明的差额", "Not explained by the books"), rest)
        )
    return [
        sum_line("opening", SUMS, ("期初银行存款", "At the bank at the beginning"), money.opening_fen),
        sum_line("came", SUMS, ("收入合计（按应收计）", "Income, as it fell due"), came),
        sum_line("went", SUMS, ("支出合计（按应付计）", "Cost, as it was owed"), went),
        *between,
        sum_line("closing", SUMS, ("期末银行存款", "At the bank at the end"), money.closing_fen),
    ]


def _effect(one: Kept) -> tuple[str, str]:
    if one.onward:
        return (
            f"{one.name}（转出，仍归业主，不是支出）",
            f"{one.name_en} (passed on, still the owners': no cost)",
        )
    return f"{one.name}变动对存款的影响", f"{one.name_en}: effect of its change on the bank"


def _figure(one: Kept, money: Money, period: Period) -> Figure | None:
    months = [months_after(period.since, number) for number in range(period.months)]
    amounts = [money.moved.get((one.code, month), 0) for month in months]
    before = period.year_before
    known = money.since <= before.since
    last_year = [
        money.moved.get((one.code, months_after(before.since, number)), 0)
        for number in range(-1, before.months)
    ]
    last = sum(last_year[1:])
    month_before = months_after(period.since, -1)
    last_month = money.moved.get((one.code, month_before), 0)
    if not any((*amounts, last_month, known and last)):
        return None
    return Figure(
        one.code, one.way, one.name, one.name_en, sum(amounts),
        months=tuple(amounts),
        month_before=last_month if money.since <= month_before else None,
        year_before=last if known else None,
        due=tuple(money.due.get((one.code, month), 0) for month in (month_before, *months)),
        last_year=tuple(last_year) if known else (),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spending:
    """A use of the fund that was paid: what it was, by which path, what it cost, how many bore it."""

    use_id: int
    title: str
    emergency: bool
    bill_fen: int
    households: int
    gap_fen: int


@dataclass(frozen=True, slots=True)
class FundMoney:
    """What moved in a fund by line, in a period and the year before it, and what stood; no `before` is not known."""

    moved: Mapping[str, int]
    before: Mapping[str, int] | None
    opening_fen: int
    closing_fen: int
    bank_fen: int
    spent: Sequence[Spending] = ()
    stated_fen: int | None = None
    """What a statement of the bank says of the end of the period's last day; None where none covers it."""
    since: date = date.min
    """Since when its accounts are on the platform."""


BY_THE_BOOKS = (
    "专户存款（按账面，未与银行对账）",
    "At the bank (by the books, not reconciled with the bank)",
)
"""What the balance at the bank is called where no statement of the bank covers the day: it is the books' own."""
BY_THE_BANK = ("专户存款（按银行对账单）", "At the bank (by the bank's statement)")
BANK_GAP = ("银行比账面多出的差额", "What the bank says beyond the books")
_FUND_LINES: tuple[Kept, ...] = (
    Kept("taken_over", "建账时转入", "Taken over", IN),
    Kept("deposited", "交存", "Deposited", IN),
    Kept("from_revenue", "公共收益等转入", "From public revenue and the like", IN),
    Kept("interest", "利息", "Interest", IN),
    Kept("used", "使用", "Used", OUT),
    Kept("refunded", "房屋灭失返还", "Refunded", OUT),
)


def fund_lines(fund: FundMoney, period: Period, calendar: DisclosureCalendar) -> list[Json]:
    """Return the lines of a fund: what came and went, each use with its cost and who bore it, and what stands.

    Months are not compared: a fund is deposited and spent in lumps. What households hold stands beside what the books
    say of the bank or, where a statement covers the last day, what the bank says and the gap: the year's reconciliation
    (order 165 art. 30). Where none does it is said that no statement proves it.
    """
    figures = [
        Figure(
            one.code, one.way, one.name, one.name_en, fund.moved.get(one.code, 0),
            year_before=None if fund.before is None else fund.before.get(one.code, 0),
        )
        for one in _FUND_LINES
        if fund.moved.get(one.code) or (fund.before or {}).get(one.code)
    ]  # fmt: skip
    return [
        *_first_day("fund", fund.since, period),
        *_checked(figures, calendar),
        *(_spending(one, calendar) for one in fund.spent),
        *_fund_balances(fund, *_sums(figures)),
        *_at_the_bank(fund),
    ]


def _at_the_bank(fund: FundMoney) -> list[Json]:
    """Return what lies at the bank: by its statement with the gap to the books, or by the books alone, and says so."""
    if fund.stated_fen is None:
        return [sum_line("bank", SUMS, BY_THE_BOOKS, fund.bank_fen)]
    return [
        sum_line("bank", SUMS, BY_THE_BANK, fund.stated_fen),
        sum_line("bank_gap", SUMS, BANK_GAP, fund.stated_fen - fund.bank_fen),
    ]


def _fund_balances(fund: FundMoney, came: int, went: int) -> list[Json]:
    """Return what the households' accounts and the common part held, and what moved them: these are no accruals."""
    return [
        sum_line("opening", SUMS, ("期初余额", "Opening balance"), fund.opening_fen),
        sum_line("came", SUMS, ("收入合计", "Money in"), came),
        sum_line("went", SUMS, ("支出合计", "Money out"), went),
        sum_line("closing", SUMS, ("期末余额", "Closing balance"), fund.closing_fen),
    ]


def _spending(one: Spending, calendar: DisclosureCalendar) -> Json:
    return {
        **sum_line(f"use-{one.use_id}", SPENT, (one.title, one.title), one.bill_fen),
        "emergency": one.emergency, "households": one.households, "gap": told_gap(one, calendar),
    }  # fmt: skip


def told_gap(one: Spending, calendar: DisclosureCalendar) -> int | None:
    """Return what the balances lacked, as it is told: None where so few share that it tells what one household has.

    What a use cost and what the fund paid must be told (order 165 art. 30); of those that share a bill with nobody
    else in the period, who subtracts the two still learns as much.
    """
    hidden = one.gap_fen and one.households < calendar.few.households
    return None if hidden else one.gap_fen


PER_AREA = frozenset({"came_m2", "went_m2"})
"""What follows from a sum and the area of the estate, which is no matter of the books."""


def left_behind(published: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the codes of the lines whose amount the books tell otherwise now than was published.

    What belongs to the fund is compared where it was told.
    """
    was, are = (
        {str(one["code"]): one.get("fen") or 0 for one in lines if one["code"] not in PER_AREA}
        for lines in (published, now)
    )
    if not any(code.startswith(SHARED) for code in was):
        are = {code: fen for code, fen in are.items() if not code.startswith(SHARED)}
    return sorted(code for code in was.keys() | are.keys() if was.get(code, 0) != are.get(code, 0))


def still_said(seen: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the books say what owners saw in a draft.

    From which day it is told is no figure: a draft that went out before drafts said so is published as it is.
    """
    was, are = list(seen), list(now)
    if not any(one["code"] == FIRST_DAY for one in was):
        are = [one for one in are if one["code"] != FIRST_DAY]
    return was == are


def carried(explanations: Mapping[str, str], lines: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """Return the explanations that still belong to a flagged line after the draft was made anew."""
    flagged = {str(line["code"]) for line in lines if line.get("flags")}
    return {code: text for code, text in explanations.items() if code in flagged}
