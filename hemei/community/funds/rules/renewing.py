"""When a household or a building is short, what brings it back to its first deposit, and when a fund is idle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hemei.community.funds.rules.raising import Raising, may_rest_on
from hemei.community.funds.rules.standards import FundRules, Renewal
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.money import yuan
from hemei.kernel.periods import months_after
from hemei.kernel.standards import Share


def is_short(balance_fen: int, first_fen: int, below: Share) -> bool:
    """Whether less than the share of the first deposit is left; exactly the share is not short."""
    return balance_fen * below.value.denominator < first_fen * below.value.numerator


def idle_before(on: date, rules: FundRules) -> date | None:
    """Return the day before which a fund was used last that is idle on another; None where no document says so."""
    return None if rules.idle is None else months_after(on, -rules.idle.limit.amount)


def asked_of(balance_fen: int, first_fen: int) -> int:
    """Return what brings a household back to its first deposit."""
    return max(first_fen - balance_fen, 0)


RAISING = "raise_maintenance_fund"
"""The matter of `owner-matters` under which owners decide to raise the fund."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """On what a renewal rests: whether there is an assembly, how owners voted, or by when it was asked to decide.

    `raisings` are the votes to raise the fund that stand, the latest first: of the whole estate or of a part.
    """

    assembly: bool
    raisings: tuple[Raising, ...] = ()
    decide_by: date | None = None

    def whole(self, today: date) -> Raising | None:
        """Return the vote of the whole estate by which households are asked today."""
        return self.of((), today)

    def of(self, place: Sequence[str], today: date) -> Raising | None:
        """Return the latest vote that binds a household in these parts of the estate and holds today."""
        found = (one for one in self.raisings if one.covers(place) and may_rest_on(one, today=today).allowed)
        return next(found, None)


def may_put(basis: Basis, *, today: date, rules: FundRules) -> Decision:
    """Whether the question how to renew may be put to the assembly: there is one, and it was not asked before.

    A vote whose term is over, or that was of one part only, decided nothing of the renewal that is due now.
    """
    if not basis.assembly or rules.renewal_wait is None:
        return _no(mark("这个小区没有成立业主大会，续筹按市里的规定办。"), "no_assembly")
    if basis.whole(today) is not None:
        return _no(mark("业主大会已经决定续筹。"), "decided")
    if basis.decide_by is not None:
        return _no(mark("已经提请业主大会决定续筹。"), "put")
    return Decision.yes(rules.renewal.warrant.reference, rules.renewal_wait.warrant.reference)


def may_renew(basis: Basis, place: Sequence[str], *, today: date, rules: FundRules) -> Decision:
    """Whether a household may be asked to renew at all: an assembly decides its plan itself (order 165, article 17).

    Owners of the part it stands in decide for theirs. Only where the assembly was asked and did not decide in the time
    of the standard does the city's rule hold.
    """
    reference = rules.renewal.warrant.reference
    if not basis.assembly or basis.of(place, today) is not None:
        return Decision.yes(reference)
    if basis.decide_by is None or rules.renewal_wait is None:
        return Decision.no(_undecided(basis, place, today, rules), references=(reference,))
    waiting = rules.renewal_wait.warrant.reference
    if today <= basis.decide_by:
        return Decision.no(
            Reason(
                mark("已经提请业主大会决定续筹，等它决定到{day}。"), {"day": str(basis.decide_by)},
                mark("通过以后，或者期满没有决定，再通知各户。"), "", "waiting",
            ),
            references=(reference, waiting),
        )  # fmt: skip
    return Decision.yes(reference, waiting)


def _undecided(basis: Basis, place: Sequence[str], today: date, rules: FundRules) -> Reason:
    """Say why no vote carries this renewal: the latest that bound the household, or that there was none."""
    voted = next((one for one in basis.raisings if one.covers(place)), None)
    if voted is not None:
        return may_rest_on(voted, today=today).reasons[0]
    return Reason(
        mark("续筹方案由业主大会决定（{clause}），还没有全体业主或者这一幢的业主通过“筹集维修资金”的决定。"),
        {"clause": rules.renewal.warrant.cited},
        mark("请先提请业主大会决定续筹，期满没有决定的按市里的规定办。"), "", "no_vote",
    )  # fmt: skip


def may_ask(*, balance_fen: int, first_fen: int, asked_already: bool, renewal: Renewal) -> Decision:
    """Whether a household may be asked to renew: it is short, and no notice is open."""
    if asked_already:
        return _no(mark("已经通知过这一户续筹，还没有交齐。"), "asked")
    if not is_short(balance_fen, first_fen, renewal.below):
        share = renewal.below.value
        return Decision.no(
            Reason(
                mark("这一户余额{balance}元，没有低于首期{first}元的{percent}%。"),
                {"balance": yuan(balance_fen), "first": yuan(first_fen), "percent": int(share * 100)},
                mark("恰好等于也不算不足，不用续筹。"), code="not_short",
            ),
            references=(renewal.warrant.reference,),
        )  # fmt: skip
    return Decision.yes(renewal.warrant.reference)


def may_deposit(*, fen: int, closed_on: date | None, first_left_fen: int) -> Decision:
    """Whether a household may deposit: its unit stands, and a first deposit does not exceed what is due."""
    if closed_on is not None:
        return Decision.no(
            Reason(
                mark("这一户的余额已于{day}返还，分户账已经结清。"), {"day": str(closed_on)}, mark("请核对户号。"),
                "unit", "closed",
            )
        )  # fmt: skip
    if first_left_fen > 0 and fen > first_left_fen:
        return Decision.no(
            Reason(
                mark("首期还应交{left}元，填写的是{fen}元。"), {"left": yuan(first_left_fen), "fen": yuan(fen)},
                mark("请核对金额；续筹在首期交齐以后登记。"), "amount", "more_than_first",
            )
        )  # fmt: skip
    return Decision.yes()


@dataclass(frozen=True, slots=True)
class Came:
    """What came in by a receipt: on which day, how much for each unit."""

    day: date
    units: Mapping[int, int]


def may_repeat(receipt: str, known: Came, asked: Came) -> Decision:
    """Whether a receipt that stands may be entered again: only as the very same, which changes nothing."""
    faults = []
    if known.day != asked.day:
        faults.append(
            _used(
                mark("凭据{receipt}已经登记过，日期是{was}，这次填的是{now}。"), "paid_on", receipt,
                was=str(known.day), now=str(asked.day),
            )
        )  # fmt: skip
    if set(known.units) != set(asked.units):
        faults.append(_used(mark("凭据{receipt}已经登记过，是别的户的交存。"), "unit", receipt))
    elif differ := [unit for unit in known.units if known.units[unit] != asked.units[unit]]:
        faults.append(
            _used(
                mark("凭据{receipt}已经登记过，金额是{was}元，这次填的是{now}元。"), "amount", receipt,
                was=yuan(known.units[differ[0]]), now=yuan(asked.units[differ[0]]),
            )
        )  # fmt: skip
    return Decision.no(*faults) if faults else Decision.yes()


def _used(text: str, field: str, receipt: str, **values: str) -> Reason:
    remedy = mark("请核对凭据编号；登记错了的，请先在“更正”里冲销。")
    return Reason(text, {"receipt": receipt, **values}, remedy, field, "receipt_used")


def _no(text: str, code: str) -> Decision:
    return Decision.no(Reason(text, {}, mark("请查看续筹名单。"), code=code))
