"""What a year's budget may say, and what a payment may take from a line of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hemei.community.purses.rules.resting import Resolution, Worth, carries, stands
from hemei.community.purses.rules.standards import AccountTiers
from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.kernel.money import MOST_FEN, yuan


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of an item of a committee's meeting: of which estate, adopted or not."""

    estate_id: int
    title: str
    adopted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetAsked:
    """A budget to be entered: for which year, by which lines, on what it rests.

    `committed` is what orders of the year took by account of the chart; `names` what the accounts are called; `worth`
    what the resolution allows in all, and what payments and other budgets took of it.
    """

    estate_id: int
    year: int
    this_year: int
    lines: Mapping[str, int]
    names: Mapping[str, str]
    resolution: Resolution | None
    decided: Decided | None
    committed: Mapping[str, int]
    replaces: bool
    reason: str
    worth: Worth = field(default_factory=Worth)


def may_budget(asked: BudgetAsked, rules: AccountTiers) -> Decision:
    """Whether a budget may be entered; a version that takes another's place covers what was taken already."""
    faults = [*_year(asked), *_lines(asked, rules), *_rests(asked, rules), *_taken(asked)]
    if asked.replaces:
        faults.extend(gives_reason(mark("没有写明为什么调整预算。"), asked.reason).reasons)
    return Decision.no(*faults) if faults else Decision.yes(rules.hands.warrant.reference)


def _year(asked: BudgetAsked) -> Iterable[Reason]:
    if asked.year not in {asked.this_year, asked.this_year + 1}:
        yield _reason(
            mark("{year}年的预算不能登记。"), mark("只登记今年和明年的预算；过去一年的不再改动。"), "year", "year",
            year=asked.year,
        )  # fmt: skip


def _lines(asked: BudgetAsked, rules: AccountTiers) -> Iterable[Reason]:
    if not asked.lines:
        yield _reason(mark("预算里一项也没有。"), mark("请至少填写一项的金额。"), "lines", "empty")
    known = {kind.account for kind in rules.kind if not (kind.gives_back or kind.tops_up_fund)}
    for code, fen in asked.lines.items():
        if code not in known:
            yield _reason(
                mark("“{name}”不能列入付款预算。"), mark("请从列出的科目里选择。"), "lines", "code",
                name=asked.names.get(code, code)[:20],
            )  # fmt: skip
        elif not 0 < fen < MOST_FEN:
            yield _reason(
                mark("预算项“{name}”的金额{amount}元不对。"), mark("请填写大于零的金额；没有的留空。"), code, "amount",
                name=asked.names.get(code, code), amount=yuan(fen),
            )  # fmt: skip


def _rests(asked: BudgetAsked, rules: AccountTiers) -> Iterable[Reason]:
    if asked.resolution is not None:
        yield from (*stands(asked.resolution, asked.estate_id), *carries(asked.resolution, rules))
        yield from _within(asked.resolution.title, sum(asked.lines.values()), asked.worth)
        return
    found = asked.decided
    if found is None:
        yield _reason(
            mark("没有选预算的依据。"),
            mark("请选择业主大会决议，或者业主委员会会议通过的议题。"),
            "basis",
            "basis",
        )
        return
    if found.estate_id != asked.estate_id:
        yield _reason(
            mark("议题“{title}”是别的小区的。"), mark("请选择本小区业主委员会会议的议题。"), "basis", "other_estate",
            title=found.title,
        )  # fmt: skip
    elif not found.adopted:
        yield _reason(
            mark("议题“{title}”没有通过，或者会议记录的签字还不齐。"),
            mark("请选择已经通过、会议记录已经签字的议题。"),
            "basis",
            "not_adopted",
            title=found.title,
        )
    for code in sorted({kind.account for kind in rules.kind if kind.needs_resolution} & set(asked.lines)):
        yield _reason(
            mark("“{name}”须由业主大会决议，业主委员会会议不能自己定。"),
            mark("请选择业主大会决议作为依据，或者不列这一项。"), code, "resolution", name=asked.names.get(code, code),
        )  # fmt: skip


def _within(title: str, total_fen: int, worth: Worth) -> Iterable[Reason]:
    """Say why a budget is more than its resolution allows beside what payments took of it directly, if it is."""
    if worth.limit_fen and worth.taken_fen + total_fen > worth.limit_fen:
        yield _reason(
            mark("决议“{title}”的总额是{limit}元，付款单和别的预算已用{taken}元，这份预算{amount}元超出。"),
            mark("请减少预算，或者请业主大会另行表决。"), "basis", "beyond", title=title, limit=yuan(worth.limit_fen),
            taken=yuan(worth.taken_fen), amount=yuan(total_fen),
        )  # fmt: skip


def _taken(asked: BudgetAsked) -> Iterable[Reason]:
    for code, fen in sorted(asked.committed.items()):
        if asked.lines.get(code, 0) < fen:
            yield _reason(
                mark("预算项“{name}”已经用了{used}元，新的预算只有{amount}元。"), mark("请填写不少于已用的金额。"),
                code, "taken", name=asked.names.get(code, code), used=yuan(fen), amount=yuan(asked.lines.get(code, 0)),
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """A line of a budget as it stands: `taken_fen` is what orders of the year took of it, whatever became the version.

    `runs` is false where another version took the budget's place, or its resolution was annulled.
    """

    code: str
    name: str
    year: int
    amount_fen: int
    taken_fen: int
    runs: bool


def may_draw(line: LineFacts, *, code: str, year: int, amount_fen: int) -> Decision:
    """Whether a payment of so much, booked on an account of the chart, may rest on a line in a year."""
    left = line.amount_fen - line.taken_fen
    if not line.runs:
        return _no(
            mark("预算项“{name}”的预算已经被替换或者撤销。"), mark("请选择现行预算的预算项。"), "ended",
            name=line.name,
        )  # fmt: skip
    if line.year != year:
        return _no(
            mark("预算项“{name}”是{of}年的，付款在{year}年。"), mark("请选择当年的预算项。"), "year", name=line.name,
            of=line.year, year=year,
        )  # fmt: skip
    if line.code != code:
        return _no(
            mark("预算项“{name}”不管这一种付款。"), mark("请选择同一科目的预算项，或者改付款种类。"), "code",
            name=line.name,
        )  # fmt: skip
    if amount_fen > left:
        return _no(
            mark("预算项“{name}”{year}年有{amount}元，已用{used}元，还剩{left}元，不够付{asked}元。"),
            mark("请减少金额；确需付款的，先由业委会调整预算，或者提请业主大会决议。"), "over", name=line.name,
            year=line.year, amount=yuan(line.amount_fen), used=yuan(line.taken_fen), left=yuan(left),
            asked=yuan(amount_fen),
        )  # fmt: skip
    return Decision.yes()


def _no(text: str, remedy: str, code: str, **values: str | int) -> Decision:
    return Decision.no(_reason(text, remedy, "budget_line", code, **values))


def _reason(text: str, remedy: str, field: str, code: str, **values: str | int) -> Reason:
    return Reason(text, values, remedy, field, code)
