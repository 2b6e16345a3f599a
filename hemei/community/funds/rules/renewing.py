"""When a household or a building is short, what brings it back to its first deposit, and when a fund is idle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

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


RAISING: Literal["raise_maintenance_fund"] = "raise_maintenance_fund"
"""The matter of `owner-matters` under which owners decide to raise the fund."""


@dataclass(frozen=True, slots=True)
class Question:
    """How to renew, as it was put to the assembly and not answered: in which meeting, on which day, by whose hand.

    `decide_by` is the last day on which the assembly is waited for.
    """

    assembly_id: int
    put_on: date
    decide_by: date
    person: int | None
    account: int | None

    def is_own(self, person: int | None, account: int | None) -> bool:
        """Whether somebody put it himself."""
        same = person is not None and person == self.person
        return same or (account is not None and account == self.account)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """On what a renewal rests: whether there is an assembly, how owners voted, and what was put to them.

    `raisings` are the votes to raise the fund that passed and stand, `refused` those in which enough took part and it
    did not pass, the latest first: of the whole estate or of a part. `running` are the parts of each meeting that
    has it on its agenda and is not published yet, none of the whole estate. `question` is what the assembly did not
    answer.
    """

    assembly: bool
    raisings: tuple[Raising, ...] = ()
    refused: tuple[Raising, ...] = ()
    running: tuple[tuple[str, ...], ...] = ()
    question: Question | None = None

    def whole(self, today: date) -> Raising | None:
        """Return the vote of the whole estate by which households are asked today."""
        return self.of((), today)

    def of(self, place: Sequence[str], today: date) -> Raising | None:
        """Return the latest vote that binds a household in these parts of the estate and holds today."""
        found = (one for one in self.raisings if one.covers(place) and may_rest_on(one, today=today).allowed)
        return next(found, None)

    def runs(self, place: Sequence[str]) -> bool:
        """Whether the owners of these parts are about to decide, or of the whole estate."""
        return any(not parts or set(parts) & set(place) for parts in self.running)

    def no_to(self, place: Sequence[str]) -> Raising | None:
        """Return the latest vote in which the owners of these parts, or of the whole estate, refused to raise it."""
        return next((one for one in self.refused if one.covers(place)), None)


def may_put(basis: Basis, *, today: date, rules: FundRules) -> Decision:
    """Whether the question how to renew may be put to the assembly: there is one, and it was not asked before.

    A vote whose term is over, or that was of one part only, decided nothing of the renewal that is due now.
    """
    if not basis.assembly or rules.renewal_wait is None:
        return _no(mark("这个小区没有成立业主大会，续筹按市里的规定办。"), "no_assembly")
    if basis.whole(today) is not None:
        return _no(mark("业主大会已经决定续筹。"), "decided")
    if basis.question is not None:
        return _no(mark("已经提请业主大会决定续筹。"), "put")
    if basis.runs(()):
        return _no(mark("业主大会正要表决续筹，结果还没有公告。"), "runs")
    return Decision.yes(rules.renewal.warrant.reference, rules.renewal_wait.warrant.reference)


def may_renew(basis: Basis, place: Sequence[str], *, today: date, rules: FundRules) -> Decision:
    """Whether a household may be asked to renew at all: an assembly decides its plan itself (order 165, article 17).

    Owners of the part it stands in decide for theirs. Only where the owners were asked and too few took part to decide
    in the time of the standard does the city's rule hold: a No is an answer, and a vote that runs is waited for.
    """
    reference = rules.renewal.warrant.reference
    if not basis.assembly or basis.of(place, today) is not None:
        return Decision.yes(reference)
    question, no = basis.question, basis.no_to(place)
    if (
        question is None
        or rules.renewal_wait is None
        or (no is not None and no.published_on >= question.put_on)
    ):
        return Decision.no(_undecided(basis, place, today, rules), references=(reference,))
    waits = _waits(question, today, runs=basis.runs(place))
    waiting = rules.renewal_wait.warrant.reference
    if waits is not None:
        return Decision.no(waits, references=(reference, waiting))
    return Decision.yes(reference, waiting)


def _waits(question: Question, today: date, *, runs: bool) -> Reason | None:
    """Say why the assembly is waited for still."""
    if today <= question.decide_by:
        return Reason(
            mark("已经提请业主大会决定续筹，等它决定到{day}。"), {"day": str(question.decide_by)},
            mark("通过以后，或者期满没有决定，再通知各户。"), "", "waiting",
        )  # fmt: skip
    if runs:
        return Reason(
            mark("业主大会正要表决续筹，结果还没有公告。"), {},
            mark("请公告表决事项，或者等结果公告以后再通知各户。"), "", "runs",
        )  # fmt: skip
    return None


def may_ask_silent(question: Question, person: int | None, account: int | None) -> Decision:
    """Whether somebody asks by the city's rule since the assembly was silent: nobody who put the question himself."""
    if not question.is_own(person, account):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("您自己提请业主大会决定的，不能再由您按市里的规定通知各户。"), {}, mark("请由另一位经办人通知。"), "",
            "own_hand",
        )
    )  # fmt: skip


def _undecided(basis: Basis, place: Sequence[str], today: date, rules: FundRules) -> Reason:
    """Say why no vote carries this renewal: the latest that bound the household, or that there was none."""
    voted = next((one for one in basis.raisings if one.covers(place)), None)
    no = basis.no_to(place)
    if no is not None and (voted is None or no.published_on > voted.published_on):
        return Reason(
            mark("业主表决没有通过“{title}”（{day}公告），不能按市里的规定通知续筹。"),
            {"title": no.title, "day": str(no.published_on)}, mark("可以再次提请业主表决。"), "", "refused",
        )  # fmt: skip
    if voted is not None:
        return may_rest_on(voted, today=today).reasons[0]
    return Reason(
        mark("续筹方案由业主大会决定（{clause}），还没有全体业主或者这一幢的业主通过“筹集维修资金”的决定。"),
        {"clause": rules.renewal.warrant.cited},
        mark("请先提请业主大会决定续筹；期满没有决定的，按市里的规定办。"), "", "no_vote",
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
