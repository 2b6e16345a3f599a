"""Where somebody in charge should look: reasons with their numbers, weighed. Nothing here accuses anybody."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from hemei.coordination.disclosure.rules.lines import Json
from hemei.coordination.disclosure.rules.standards import MoneyRisks
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.money import yuan

PERCENT = 100
RISK_TEXTS: dict[str, str] = {
    "price_outlier": mark("近四个季度每平方米支出{own}元，同类小区中间值{middle}元"),
    "split_payment": mark("{count}组付款付给同一账户，各低于档位，合计超过档位"),
    "same_invoice": mark("{count}笔付款的发票号在别的小区也出现"),
    "papers_missing": mark("{count}笔付款缺少应有的材料"),
    "annulled_basis": mark("{count}笔付款依据的决议不再成立"),
    "other_payee": mark("{count}笔付款银行付给的和付款单的收款人不一致，勾对人写明了理由"),
    "round_sums": mark("{count}笔支出是整数金额"),
    "late_disclosure": mark("{count}项公开逾期或还没有公布"),
    "late_transfer": mark("{count}个季度的公共收益没有按时划转到维修资金"),
    "idle_money": mark("余额{balance}元，近四个季度没有支出"),
    "fund_emergencies": mark("近四个季度{count}次不经表决应急使用维修资金，合计{fen}元"),
    "fund_split": mark("{count}组维修资金使用是同一处、同一部位，时间相近，各不超过{bar}元，合计{fen}元"),
    "contract_undecided": mark("{count}份收益合同正在履行，没有登记业主怎样决定的"),
}


@dataclass(frozen=True, slots=True)
class PlannedUse:
    """A use of the fund as it is compared with others: `place` is who shares its cost, `part` what is repaired."""

    use_id: int
    place: tuple[int | None, ...]
    part: str
    on: date
    fen: int


@dataclass(frozen=True, slots=True)
class SplitUse:
    """Uses of one part in one place, close in time, each at or below a bar that they exceed together."""

    use_ids: tuple[int, ...]
    bar_fen: int
    fen: int


@dataclass(frozen=True, slots=True)
class PaidOrder:
    """A payment order as it is compared with others: `payee` is the account it pays, `bars` its ceilings."""

    number: str
    payee: bytes
    bars: tuple[int, ...]
    on: date
    fen: int


def split_uses(uses: Iterable[PlannedUse], bars: Iterable[int], days: int) -> tuple[SplitUse, ...]:
    """Return uses that stay below a bar one by one and exceed it together, by the highest such bar."""
    alike: dict[tuple[object, ...], list[PlannedUse]] = defaultdict(list)
    for one in sorted(uses, key=lambda one: (one.on, one.use_id)):
        alike[one.place, one.part].append(one)
    levels = tuple(bars)
    return tuple(
        SplitUse(tuple(one.use_id for one in run), bar, sum(one.fen for one in run))
        for group in alike.values()
        for bar, run in _exceeding(group, levels, timedelta(days=days))
    )


def split_orders(orders: Iterable[PaidOrder], days: int) -> tuple[tuple[str, ...], ...]:
    """Return the numbers of orders to one account that stay below a ceiling one by one and exceed it together.

    What is above the ceiling by itself went through the higher tier: it splits nothing, and makes nothing a split.
    """
    alike: dict[tuple[bytes, tuple[int, ...]], list[PaidOrder]] = defaultdict(list)
    for one in sorted(orders, key=lambda one: (one.on, one.number)):
        alike[one.payee, one.bars].append(one)
    return tuple(
        tuple(one.number for one in run)
        for (_payee, bars), group in alike.items()
        for _bar, run in _exceeding(group, bars, timedelta(days=days))
    )


class _Spent(Protocol):
    """Money that was to be spent on a day."""

    @property
    def on(self) -> date: ...
    @property
    def fen(self) -> int: ...


_Of = TypeVar("_Of", bound=_Spent)


def _exceeding(group: Sequence[_Of], bars: Iterable[int], span: timedelta) -> Iterator[tuple[int, list[_Of]]]:
    """Yield runs of a group in the order of days, each with the bar it exceeds, the highest first.

    Every window counts, from whichever of them it begins; one lies in no two runs.
    """
    left = list(group)
    for bar in sorted(bars, reverse=True):
        below = [one for one in left if one.fen <= bar]
        first = 0
        while first < len(below):
            run = [one for one in below[first:] if one.on - below[first].on <= span]
            if len(run) > 1 and sum(one.fen for one in run) > bar:
                yield bar, run
                left = [one for one in left if not any(one is other for other in run)]
                first += len(run)
            else:
                first += 1


@dataclass(frozen=True, slots=True)
class Looked:
    """What the records say of an estate's money; payments by the numbers of their orders, `split` by groups of them.

    `middle_m2` is empty where too few estates are alike; `idle_fen` is what lay still, 0 where money moved.
    """

    estate_id: int
    went_m2: int = 0
    middle_m2: int | None = None
    split: tuple[tuple[str, ...], ...] = ()
    invoices: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    annulled: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    round: tuple[str, ...] = ()
    late: int = 0
    late_transfers: int = 0
    idle_fen: int = 0
    emergencies: int = 0
    emergencies_fen: int = 0
    fund_splits: tuple[SplitUse, ...] = ()
    contracts: tuple[int, ...] = ()


def reasons_of(one: Looked, rules: MoneyRisks) -> list[Json]:
    """Return the indicators an estate meets, the heaviest first, each with its numbers."""
    dear = rules.of("price_outlier").amount
    outlier = bool(one.middle_m2) and one.went_m2 * PERCENT >= (one.middle_m2 or 0) * dear
    few = len(one.round) < rules.of("round_sums").count
    often = one.emergencies >= rules.of("fund_emergencies").count
    found: list[tuple[str, int, Json]] = [
        ("price_outlier", int(outlier), {"own": yuan(one.went_m2), "middle": yuan(one.middle_m2 or 0)}),
        ("split_payment", len(one.split), {"orders": [number for group in one.split for number in group]}),
        ("same_invoice", len(one.invoices), {"orders": list(one.invoices)}),
        ("papers_missing", len(one.papers), {"orders": list(one.papers)}),
        ("annulled_basis", len(one.annulled), {"orders": list(one.annulled)}),
        ("other_payee", len(one.others), {"orders": list(one.others)}),
        ("round_sums", 0 if few else 1, {"orders": list(one.round), "count": len(one.round)}),
        ("late_disclosure", one.late, {}),
        ("late_transfer", one.late_transfers, {}),
        ("idle_money", int(one.idle_fen > 0), {"balance": yuan(one.idle_fen)}),
        (
            "fund_emergencies",
            int(often),
            {"count": one.emergencies, "fen": yuan(one.emergencies_fen)},
        ),
        ("fund_split", len(one.fund_splits), _told(one.fund_splits)),
        ("contract_undecided", len(one.contracts), {"contracts": list(one.contracts)}),
    ]
    reasons = [
        {
            "code": code,
            "weight": rules.of(code).weight * min(times, rules.most.times),
            "values": {"count": times, **values},
        }
        for code, times, values in found
        if times and rules.names(code)
    ]
    return sorted(reasons, key=lambda reason: (-reason["weight"], reason["code"]))


def _told(splits: Sequence[SplitUse]) -> Json:
    """Return the numbers of the largest group, and every use that belongs to one."""
    if not splits:
        return {}
    most = max(splits, key=lambda one: (one.fen, one.use_ids))
    uses = [number for one in splits for number in one.use_ids]
    return {"bar": yuan(most.bar_fen), "fen": yuan(most.fen), "uses": uses}


def score_of(reasons: list[Json]) -> int:
    """Return the sum of the weights."""
    return sum(reason["weight"] for reason in reasons)


def digest_of(reasons: list[Json]) -> str:
    """Return what stands for the reasons of an estate: any other number, or another source, makes another."""
    text = json.dumps(reasons, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def may_put_down(*, seen: str, digest: str, codes: Collection[str], standing: Collection[str]) -> Decision:
    """Whether what was found is put down: of reasons that stand now, as they were read; a later note may follow."""
    if seen != digest:
        return _no(mark("提示在您查看以后变了。"), mark("请按现在的数字核对以后再登记。"), "changed")
    if not codes or not set(codes) <= set(standing):
        return Decision.no(
            Reason(mark("没有勾选核实的是哪一条提示。"), {}, mark("请逐条勾选已经核实的。"), "codes", "codes")
        )
    return Decision.yes()


def _no(text: str, remedy: str, code: str) -> Decision:
    return Decision.no(Reason(text, {}, remedy, "", code))
