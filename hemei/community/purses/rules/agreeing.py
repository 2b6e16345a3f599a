"""What an agreement may say of its tiers, and which tier a payment falls under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from hemei.community.purses.rules.standards import AccountTiers, PaymentKind
from hemei.community.purses.rules.words import PAPER_NAMES, Paper
from hemei.kernel.decision import Decision, Reason, Reference, mark
from hemei.kernel.money import MOST_FEN, yuan

MOST_APPROVERS, MOST_TIERS, LONGEST_NAME = 9, 12, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A tier of an agreement: up to so many fen, 0 for any amount; `kinds` names whose it is, none for all others."""

    name: str
    up_to_fen: int
    kinds: tuple[str, ...] = ()
    approvers: int = 1
    co_approvers: int = 0
    needs_resolution: bool = False
    papers: tuple[Paper, ...] = (Paper.INVOICE,)

    def as_payload(self) -> dict[str, Any]:
        """Return it as the agreement keeps it."""
        return {**asdict(self), "kinds": list(self.kinds), "papers": [paper.value for paper in self.papers]}


@dataclass(frozen=True, slots=True)
class Demands:
    """What a payment must have: how many of each side, a resolution or not, which papers; and why."""

    tier: str
    committee: int
    community: int
    resolution: bool
    papers: tuple[Paper, ...]
    references: tuple[Reference, ...] = ()
    plain: bool = False
    """Whether it is small enough to rest on words alone, without a line of a budget or a resolution."""


def tiers_from(rows: Iterable[Mapping[str, Any]]) -> tuple[Tier, ...]:
    """Return the tiers that an agreement keeps."""
    return tuple(
        Tier(
            name=row["name"],
            up_to_fen=row["up_to_fen"],
            kinds=tuple(row["kinds"]),
            approvers=row["approvers"],
            co_approvers=row["co_approvers"],
            needs_resolution=row["needs_resolution"],
            papers=tuple(Paper(paper) for paper in row["papers"]),
        )
        for row in rows
    )


def default_tiers(rules: AccountTiers) -> tuple[Tier, ...]:
    """Return the tiers of an agreement that says nothing of its own."""
    return tuple(
        Tier(
            name=item.name,
            up_to_fen=item.up_to_yuan * 100,
            approvers=item.approvers,
            co_approvers=item.co_approvers,
            needs_resolution=item.needs_resolution,
            papers=tuple(Paper(paper) for paper in item.papers),
        )
        for item in rules.tier
    )


def tiers_for(kind: str, tiers: Sequence[Tier]) -> list[Tier]:
    """Return the tiers a kind of payment falls under: those that name it, else those that name none."""
    return [tier for tier in tiers if kind in tier.kinds] or [tier for tier in tiers if not tier.kinds]


def may_agree(
    tiers: Sequence[Tier], *, adopted: bool, community: bool, pause: bool, clause: str, rules: AccountTiers
) -> Decision:
    """Whether an agreement may say this. What binds beyond company and committee must be adopted by the owners.

    So must be what demands less than the document: without a resolution each amount demands at least as much.
    """
    faults = list(_tier_faults(tiers, rules))
    if not faults and not adopted:
        faults += _weaker(tiers, rules)
    if community and not adopted:
        faults += _co_approved(tiers)
    if pause and not adopted:
        faults.append(
            _reason(
                mark("没有业主大会决议，不能约定街道暂缓付款。"), mark("请提请业主大会通过，或者不约定暂缓。"),
                "pause", "not_adopted",
            )
        )  # fmt: skip
    if pause and not clause.strip():
        faults.append(
            _reason(mark("没有写明协议哪一条约定可以暂缓。"), mark("请写明条款。"), "pause_clause", "clause")
        )
    if faults:
        return Decision.no(
            *faults, references=(rules.reads_only.warrant.reference, rules.pause.warrant.reference)
        )
    return Decision.yes(rules.hands.warrant.reference, rules.reads_only.warrant.reference)


def _co_approved(tiers: Sequence[Tier]) -> Iterable[Reason]:
    """Yield each tier whose co-approver nobody gave: without a resolution the community only reads."""
    if not any(tier.co_approvers for tier in tiers):
        yield _reason(
            mark("没有业主大会决议，社区只能查看，不能共同审批。"), mark("请提请业主大会通过，或者不设社区审批。"),
            "community", "not_adopted",
        )  # fmt: skip
    for number, tier in enumerate(tiers):
        if tier.co_approvers:
            yield _reason(
                mark("“{name}”要社区{count}名审批；没有业主大会决议，社区只能查看，不能共同审批。"),
                mark("请填0，或者提请业主大会通过。"), f"co_approvers_{number}", "not_adopted",
                name=tier.name, count=tier.co_approvers,
            )  # fmt: skip


def _tier_faults(tiers: Sequence[Tier], rules: AccountTiers) -> Iterable[Reason]:
    if not 1 <= len(tiers) <= MOST_TIERS:
        yield _reason(
            mark("档次有{count}个，应当有一到{most}个。"), mark("请增减档次。"), "tiers", "count",
            count=len(tiers), most=MOST_TIERS,
        )  # fmt: skip
    known = {kind.code for kind in rules.kind}
    for number, tier in enumerate(tiers):
        yield from _one_tier(number, tier, known)
    told: set[str] = set()
    for code in _named(tiers):
        for fault in _order_faults(tiers, tiers_for(code, tiers)):
            if fault.field not in told:
                told.add(fault.field)
                yield fault
    if tiers and all(tier.kinds for tier in tiers):
        yield _no_rest(tiers, rules)


def _named(tiers: Sequence[Tier]) -> tuple[str, ...]:
    """Return the kinds that tiers name, after the empty one, which stands for all that none names."""
    return tuple(dict.fromkeys(("", *(code for tier in tiers for code in tier.kinds))))


def _order_faults(tiers: Sequence[Tier], own: Sequence[Tier]) -> Iterable[Reason]:
    """Yield each tier of one kind of payment whose ceiling does not follow the one before it."""
    before = 0
    for place, tier in enumerate(own, start=1):
        field = f"up_to_{_place(tiers, tier)}"
        if place == len(own) and tier.up_to_fen:
            yield _reason(
                mark("超过“{name}”的上限{amount}元的付款没有档次。"),
                mark("最后一档的上限请留空，表示不限金额；或者在后面再加一档。"), field, "no_last",
                name=tier.name, amount=yuan(tier.up_to_fen),
            )  # fmt: skip
        elif place < len(own) and not tier.up_to_fen:
            yield _reason(
                mark("“{name}”不限金额，后面的档次就用不上了。"), mark("只有最后一档不限金额；请填写上限。"),
                field, "order", name=tier.name,
            )  # fmt: skip
        elif tier.up_to_fen and tier.up_to_fen <= before:
            yield _reason(
                mark("“{name}”的上限{amount}元没有高过前面一档的{before}元。"),
                mark("同一种付款的档次，请由小到大填写。"), field, "order",
                name=tier.name, amount=yuan(tier.up_to_fen), before=yuan(before),
            )  # fmt: skip
        before = tier.up_to_fen


def _place(tiers: Sequence[Tier], tier: Tier) -> int:
    return next(number for number, one in enumerate(tiers) if one is tier)


def _no_rest(tiers: Sequence[Tier], rules: AccountTiers) -> Reason:
    named = set(_named(tiers))
    left = "、".join(kind.name for kind in rules.kind if kind.code not in named)
    field, remedy = f"kinds_{len(tiers) - 1}", mark("请留一档不限付款种类的：一种也不选。")
    if left:
        return _reason(mark("这些付款没有档次：{kinds}。"), remedy, field, "rest", kinds=left)
    return _reason(mark("以后新增的付款种类没有档次。"), remedy, field, "rest")


def _one_tier(number: int, tier: Tier, known: set[str]) -> Iterable[Reason]:
    if not 0 < len(tier.name.strip()) <= LONGEST_NAME:
        yield _reason(
            mark("第{number}档的名称“{name}”是空的或者太长。"), mark("请用不超过{most}个字命名。"), f"name_{number}",
            "name", number=number + 1, name=tier.name[:LONGEST_NAME], most=LONGEST_NAME,
        )  # fmt: skip
    if not 0 <= tier.up_to_fen < MOST_FEN:
        yield _reason(
            mark("档次“{name}”的上限{amount}元不对。"), mark("请填写大于零的金额，不限的留空。"),
            f"up_to_{number}", "amount", name=tier.name, amount=yuan(tier.up_to_fen),
        )  # fmt: skip
    if not 1 <= tier.approvers <= MOST_APPROVERS:
        yield _reason(
            mark("“{name}”的业委会审批人数不对：{count}名。"), mark("至少一名，最多{most}名。"),
            f"approvers_{number}", "approvers", name=tier.name, count=tier.approvers, most=MOST_APPROVERS,
        )  # fmt: skip
    if not 0 <= tier.co_approvers <= MOST_APPROVERS:
        yield _reason(
            mark("“{name}”的社区审批人数不对：{count}名。"), mark("不要社区审批的填0，最多{most}名。"),
            f"co_approvers_{number}", "approvers", name=tier.name, count=tier.co_approvers, most=MOST_APPROVERS,
        )  # fmt: skip
    for kind in tier.kinds:
        if kind not in known:
            yield _reason(
                mark("没有“{kind}”这种付款。"),
                mark("请从列出的种类里选择。"),
                f"kinds_{number}",
                "kind",
                kind=kind,
            )


def _weaker(tiers: Sequence[Tier], rules: AccountTiers) -> Iterable[Reason]:
    """Yield each tier that demands less than the document of some amount that falls under it."""
    usual = default_tiers(rules)
    ceilings = {one.up_to_fen for one in (*tiers, *usual) if one.up_to_fen}
    amounts = sorted({1, *ceilings, *(fen + 1 for fen in ceilings)})
    told: set[int] = set()
    for code in _named(tiers):
        kind, own, strict = rules.kind_of(code), tiers_for(code, tiers), dict[int, int]()
        for fen in amounts:
            tier, asked = _tier_at(fen, own), _tier_at(fen, usual)
            number = _place(tiers, tier)
            short = _short(tier, asked, kind)
            if not short:
                strict[number] = fen
            elif number not in told:
                told.add(number)
                yield _looser(number, tier, asked, (short, fen, strict.get(number, 0)))


def _short(tier: Tier, asked: Tier, kind: PaymentKind | None) -> str:
    """Return what a tier demands less of than another of a kind of payment, empty where it demands at least as much.

    What the kind itself demands or waives is not asked of the tier; the community's word is asked for elsewhere.
    """
    waived = kind.no_papers if kind else ()
    by_kind = kind is not None and (kind.needs_resolution or kind.tops_up_fund)
    if tier.approvers < asked.approvers:
        return "approvers"
    if asked.needs_resolution and not tier.needs_resolution and not by_kind:
        return "resolution"
    if any(paper not in tier.papers and paper.value not in waived for paper in asked.papers):
        return "papers"
    return ""


_LOOSER: dict[str, str] = {
    "approvers": mark(
        "“{name}”对{amount}元的付款，业委会{own}名审批，少于默认的“{usual}”的{asked}名：没有业主大会决议，不能放宽。"
    ),
    "resolution": mark(
        "“{name}”对{amount}元的付款不要业主大会决议，默认的“{usual}”要：没有业主大会决议，不能放宽。"
    ),
    "papers": mark("“{name}”对{amount}元的付款不要{papers}，默认的“{usual}”要：没有业主大会决议，不能放宽。"),
}


def _looser(number: int, tier: Tier, asked: Tier, lack: tuple[str, int, int]) -> Reason:
    """Say what a tier lacks from which amount on; if it is `enough` up to some amount, its ceiling is too high."""
    short, fen, enough = lack
    papers = "、".join(PAPER_NAMES[paper] for paper in asked.papers if paper not in tier.papers)
    field, remedy = f"{short}_{number}", mark("请照默认的要求填写，或者提请业主大会通过。")
    if enough and tier.up_to_fen:
        remedy = mark("请把上限改到{enough}元以内，或者照默认的要求填写，或者提请业主大会通过。")
        field = f"up_to_{number}"
    return _reason(
        _LOOSER[short], remedy, field, "weaker", name=tier.name, amount=yuan(fen), usual=asked.name,
        own=tier.approvers, asked=asked.approvers, papers=papers, enough=yuan(enough),
    )  # fmt: skip


def _tier_at(amount_fen: int, tiers: Sequence[Tier]) -> Tier:
    return next(one for one in tiers if not one.up_to_fen or amount_fen <= one.up_to_fen)


def _stricter(tier: Tier, usual: Tier, kind: PaymentKind) -> Tier:
    """Return what demands all that both do, by the name of what the agreement says where that is enough."""
    if not _short(tier, usual, kind):
        return tier
    return replace(
        usual, approvers=max(tier.approvers, usual.approvers), co_approvers=tier.co_approvers,
        needs_resolution=tier.needs_resolution or usual.needs_resolution,
        papers=tuple(dict.fromkeys((*usual.papers, *tier.papers))),
    )  # fmt: skip


def demands_of(
    amount_fen: int,
    kind: PaymentKind,
    *,
    tiers: Sequence[Tier],
    adopted: bool,
    community: bool,
    rules: AccountTiers,
) -> Demands:
    """Return what a payment must have. Where the owners adopted nothing of it (`community`), the community reads.

    `adopted` is whether a resolution stands behind the tiers; without one they demand no less than the document.
    What tops up the maintenance fund goes there by rule, whatever its amount: no resolution is asked for it.
    """
    own = tiers_for(kind.code, tiers)
    tier = _tier_at(amount_fen, own)
    if not adopted:
        tier = _stricter(tier, _tier_at(amount_fen, default_tiers(rules)), kind)
    item = next((one for one in rules.tier if one.name == tier.name), None)
    usual = default_tiers(rules)[0].up_to_fen
    small = own[0].up_to_fen or usual
    return Demands(
        tier.name,
        tier.approvers,
        tier.co_approvers if community else 0,
        (tier.needs_resolution or kind.needs_resolution) and not kind.tops_up_fund,
        tuple(paper for paper in tier.papers if paper.value not in kind.no_papers),
        tuple(
            dict.fromkeys(
                warrant.reference
                for warrant in (
                    kind.warrant,
                    item.warrant if item else rules.hands.warrant,
                    rules.hands.warrant,
                )
            )
        ),
        amount_fen <= (small if adopted else min(small, usual)),
    )


def _reason(text: str, remedy: str, field: str, code: str, **values: str | int) -> Reason:
    return Reason(text, values, remedy, field, code)


def may_stand_in(
    *, first: date, last: date, today: date, same: bool, himself: bool, appointed: bool, signs: bool, away: bool,
    rules: AccountTiers,
) -> Decision:  # fmt: skip
    """Whether a substitute may be named: dated, another person of the same body who is appointed.

    `himself` is whether who names him would be the substitute: nobody gives himself another's word. `signs` is whether
    he approves himself on those days: two words of one person count once. `away` is whether whom he stands for
    approves on all of them: there is no word to give beyond.
    """
    faults: list[Reason] = []
    if himself:
        faults.append(_reason(mark("不能指定自己代审。"), mark("请选择另一名成员。"), "person", "himself"))
    if last < first or last < today:
        faults.append(
            _reason(
                mark("代审的期间{first}到{last}不对。"), mark("请填写今天以后的起止日期。"), "last", "period",
                first=first.isoformat(), last=last.isoformat(),
            )
        )  # fmt: skip
    most = rules.standing_in.limit.amount
    if (last - first).days >= most:
        faults.append(
            _reason(
                mark("代审{first}到{last}，超过{most}天。"), mark("请缩短；更久的，请登记新的审批人。"), "last", "long",
                first=first.isoformat(), last=last.isoformat(), most=most,
            )
        )  # fmt: skip
    if signs and not same:
        faults.append(
            _reason(
                mark("代审人自己就是这些天的审批人，代审等于少一个人。"), mark("请选择不是审批人的成员。"), "person",
                "signs",
            )
        )  # fmt: skip
    if same:
        faults.append(_reason(mark("不能由本人代审。"), mark("请选择另一名成员。"), "person", "same"))
    if not appointed:
        faults.append(
            _reason(mark("代审人在{first}没有任职。"), mark("请选择在任的成员。"), "person", "appointment",
                    first=first.isoformat())
        )  # fmt: skip
    if not away:
        faults.append(
            _reason(
                mark("本人{first}到{last}不都是审批人，没有可以代的审批。"), mark("请只填写本人审批的日期。"), "last",
                "away", first=first.isoformat(), last=last.isoformat(),
            )
        )  # fmt: skip
    return Decision.no(*faults) if faults else Decision.yes(rules.standing_in.warrant.reference)
