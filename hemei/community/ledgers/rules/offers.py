"""Business on common parts as the owners are asked to allow it: what, where, for how much at least, for how long."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from hemei.community.ledgers.rules.contracts import EVERY, Terms
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.money import MOST_FEN, yuan
from hemei.kernel.periods import months_after

MOST_MONTHS = 240
LONGEST_PLACE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the owners are asked to allow: the kind of source, the place, the least of each period, the longest term.

    `buildings` are those whose owners alone share the place and decide on it; none means all owners.
    """

    kind: str
    place: str
    least_fen: int
    every_months: int
    months: int
    buildings: tuple[int, ...] = ()


def offer_words(offer: Offer, kind: str, part: str = "") -> str:
    """Return the item: whoever votes reads all that a contract is held against; `part` names the buildings."""
    every = EVERY[offer.every_months]
    where = f"{offer.place}（{part}的业主共有）" if part else offer.place
    return (
        f"公共收益合同：{kind}，{where}，{every}不低于{yuan(offer.least_fen)}元，期限不超过{offer.months}个月"
    )


def may_offer(offer: Offer, *, kind_known: bool) -> Decision:
    """Whether business may be put to the owners: it names a kind, a place, a least price and a term."""
    faults = []
    if not kind_known:
        faults.append(_fault(mark("没有选收入来源。"), mark("请从清单中选择。"), "kind", "kind"))
    if not offer.place.strip():
        faults.append(_fault(mark("没有写用的是哪里。"), mark("例如“1至6幢电梯轿厢”。"), "place", "place"))
    if not 0 < offer.least_fen < MOST_FEN:
        faults.append(_fault(mark("没有写每期最少收多少。"), mark("请填写大于零的金额。"), "least", "amount"))
    if offer.every_months not in EVERY:
        faults.append(_fault(mark("没有选多久付一次。"), mark("请从清单中选择。"), "every", "every"))
    if not 0 < offer.months <= MOST_MONTHS:
        faults.append(
            _fault(
                mark("没有写最长多久。"), mark("请填写1到{most}个月。"), "months", "months", most=MOST_MONTHS
            )
        )
    return Decision.no(*faults) if faults else Decision.yes()


def may_rest_on(
    offer: Offer | None,
    *,
    kind: str,
    place: str,
    terms: Terms,
    used: bool,
    buildings: Collection[int] = (),
) -> Decision:
    """Whether a contract is what the owners allowed; `used` says that another contract rests on the same vote."""
    if offer is None:
        return Decision.no(
            _fault(
                mark("选的表决没有写明这项经营，或者没有由这个小区的业主通过并公告。"),
                mark("请先“提请业主表决”这项经营，通过以后再选；在别处决定的，登记文号。"), "vote", "vote",
            )
        )  # fmt: skip
    faults = [*_unlike(offer, kind, place, terms)]
    if set(offer.buildings) != set(buildings):
        faults.append(
            _fault(
                mark("这次表决的业主不是这份合同的共有业主。"),
                mark("合同只属于几幢楼的，须由这几幢楼的业主表决；属于全体业主的，由全体业主表决。"),
                "buildings", "owners",
            )
        )  # fmt: skip
    if used:
        faults.append(
            _fault(mark("这次表决已经有一份合同。"), mark("另一份合同请另行提请业主表决。"), "vote", "used")
        )
    return Decision.no(*faults) if faults else Decision.yes()


def _unlike(offer: Offer, kind: str, place: str, terms: Terms) -> Iterator[Reason]:
    if (offer.kind, offer.place) != (kind, place):
        yield _fault(
            mark("业主同意的是“{place}”的另一项经营或者另一处地方。"),
            mark("收入来源和地方须与业主表决的一致。"), "place", "other_business", place=offer.place,
        )  # fmt: skip
    if offer.every_months != terms.every_months or terms.amount_fen < offer.least_fen:
        yield _fault(
            mark("业主同意的是{every}不低于{least}元。"), mark("请核对金额和付款周期；再低的请业主另行表决。"),
            "amount", "below", every=EVERY[offer.every_months], least=yuan(offer.least_fen),
        )  # fmt: skip
    if terms.valid_until > months_after(terms.valid_from, offer.months):
        yield _fault(
            mark("业主同意的期限不超过{months}个月。"), mark("请核对结束日期；更长的请业主另行表决。"),
            "valid_until", "longer", months=offer.months,
        )  # fmt: skip


def _fault(text: str, remedy: str, field: str, code: str, **values: str | int) -> Reason:
    return Reason(text, values, remedy, field, code)
