"""What an agreement may say of its tiers, and which tier a payment falls under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from hemei.community.purses.rules.standards import AccountTiers, PaymentKind
from hemei.community.purses.rules.words import Paper
from hemei.kernel.decision import Decision, Reason, Reference, gives_reason, mark
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
        faults.append(
            _reason(
                mark("没有业主大会决议，社区只能查看，不能共同审批。"),
                mark("请选择通过协议的决议，或者不设社区审批。"),
                "community", "not_adopted",
            )
        )  # fmt: skip
    if pause and not adopted:
        faults.append(
            _reason(
                mark("没有业主大会决议，不能约定街道暂缓付款。"), mark("请选择通过协议的决议，或者不约定暂缓。"),
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


def _tier_faults(tiers: Sequence[Tier], rules: AccountTiers) -> Iterable[Reason]:
    if not 1 <= len(tiers) <= MOST_TIERS:
        yield _reason(
            mark("档次有{count}个，应当有一到{most}个。"), mark("请增减档次。"), "tiers", "count",
            count=len(tiers), most=MOST_TIERS,
        )  # fmt: skip
    known = {kind.code for kind in rules.kind}
    for number, tier in enumerate(tiers):
        yield from _one_tier(number, tier, known)
    for kinds in dict.fromkeys(tier.kinds for tier in tiers):
        ceilings = [tier.up_to_fen for tier in tiers if tier.kinds == kinds]
        if ceilings[-1] != 0 or ceilings[:-1] != sorted(set(ceilings[:-1])) or 0 in ceilings[:-1]:
            yield _reason(
                mark("档次的金额没有从小到大，或者最后一档还有上限。"),
                mark("请由小到大填写，最后一档的上限留空，表示不限金额。"), "up_to_0", "order",
            )  # fmt: skip
    if tiers and not any(not tier.kinds for tier in tiers):
        yield _reason(mark("没有一档适用于其他付款。"), mark("请加一档不限付款种类的。"), "tiers", "rest")


def _one_tier(number: int, tier: Tier, known: set[str]) -> Iterable[Reason]:
    if not 0 < len(tier.name.strip()) <= LONGEST_NAME:
        yield _reason(
            mark("档次的名称“{name}”是空的或者太长。"), mark("请用不超过{most}个字命名。"), "tiers", "name",
            name=tier.name[:LONGEST_NAME], most=LONGEST_NAME,
        )  # fmt: skip
    if not 0 <= tier.up_to_fen < MOST_FEN:
        yield _reason(
            mark("档次“{name}”的上限{amount}元不对。"), mark("请填写大于零的金额，不限的留空。"),
            f"up_to_{number}", "amount", name=tier.name, amount=yuan(tier.up_to_fen),
        )  # fmt: skip
    if not 1 <= tier.approvers <= MOST_APPROVERS or not 0 <= tier.co_approvers <= MOST_APPROVERS:
        yield _reason(
            mark("档次“{name}”的审批人数不对：业委会{approvers}名，社区{co_approvers}名。"),
            mark("业委会至少一名，各不超过{most}名。"), f"approvers_{number}", "approvers",
            name=tier.name, approvers=tier.approvers, co_approvers=tier.co_approvers, most=MOST_APPROVERS,
        )  # fmt: skip
    for kind in tier.kinds:
        if kind not in known:
            yield _reason(
                mark("没有“{kind}”这种付款。"), mark("请从列出的种类里选择。"), "tiers", "kind", kind=kind
            )


def _weaker(tiers: Sequence[Tier], rules: AccountTiers) -> Iterable[Reason]:
    """Yield each tier that demands less than the document of some amount that falls under it."""
    usual = default_tiers(rules)
    ceilings = {one.up_to_fen for one in (*tiers, *usual) if one.up_to_fen}
    amounts = sorted({1, *ceilings, *(fen + 1 for fen in ceilings)})
    told: set[int] = set()
    for kinds in dict.fromkeys(tier.kinds for tier in tiers):
        own = [tier for tier in tiers if tier.kinds == kinds]
        for fen in amounts:
            tier, asked = _tier_at(fen, own), _tier_at(fen, usual)
            number = tiers.index(tier)
            if number in told or _as_strict(tier, asked):
                continue
            told.add(number)
            yield _reason(
                mark("“{name}”对{amount}元的付款，要求低于默认的“{usual}”：没有业主大会决议，不能放宽。"),
                mark("请按默认填写，或者选择通过协议的决议。"),
                f"approvers_{number}" if tier.name == asked.name else f"up_to_{number}", "weaker",
                name=tier.name, amount=yuan(fen), usual=asked.name,
            )  # fmt: skip


def _as_strict(tier: Tier, asked: Tier) -> bool:
    """Whether a tier demands at least what another does; the community's word is asked for elsewhere."""
    resolution = tier.needs_resolution or not asked.needs_resolution
    return tier.approvers >= asked.approvers and resolution and set(tier.papers) >= set(asked.papers)


def _tier_at(amount_fen: int, tiers: Sequence[Tier]) -> Tier:
    return next(one for one in tiers if not one.up_to_fen or amount_fen <= one.up_to_fen)


def _stricter(tier: Tier, usual: Tier) -> Tier:
    """Return what demands all that both do, by the name of what the agreement says where that is enough."""
    if _as_strict(tier, usual):
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
    own = [tier for tier in tiers if kind.code in tier.kinds] or [tier for tier in tiers if not tier.kinds]
    tier = _tier_at(amount_fen, own)
    if not adopted:
        tier = _stricter(tier, _tier_at(amount_fen, default_tiers(rules)))
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
    *, first: date, last: date, today: date, same: bool, himself: bool, appointed: bool, reason: str
) -> Decision:
    """Whether a substitute may be named: dated, with a reason, another person of the same body who is appointed.

    `himself` is whether who names him would be the substitute: nobody gives himself another's word.
    """
    faults: list[Reason] = []
    if himself:
        faults.append(_reason(mark("不能指定自己代审。"), mark("请选择另一名成员。"), "person", "himself"))
    if last < first or last < today:
        faults.append(
            _reason(
                mark("代审的期间{first}到{last}不对。"), mark("请填写今天以后的起止日期。"), "until", "period",
                first=first.isoformat(), last=last.isoformat(),
            )
        )  # fmt: skip
    if same:
        faults.append(_reason(mark("不能由本人代审。"), mark("请选择另一名成员。"), "person", "same"))
    if not appointed:
        faults.append(
            _reason(mark("代审人在{first}没有任职。"), mark("请选择在任的成员。"), "person", "appointment",
                    first=first.isoformat())
        )  # fmt: skip
    faults.extend(gives_reason(mark("没有写明代审的原因。"), reason).reasons)
    return Decision.no(*faults) if faults else Decision.yes()
