"""Another account at the bank: entered by one person with the bank's paper, confirmed by another, never by one hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from hemei.community.purses.rules.standards import AccountTiers
from hemei.kernel.decision import Decision, Reason, gives_reason, mark


def may_ask(
    *, bank: str, holder: str, opened_on: date, today: date, papers: int, waits: bool, chosen: str, rules: AccountTiers
) -> Decision:  # fmt: skip
    """Whether another account may be entered for confirmation; `chosen` is the bank the assembly chose, else empty."""
    faults = [*_words(bank, holder, chosen), *_proof(opened_on, today, papers)]
    if waits:
        faults.append(
            _reason(
                mark("已经登记了新账户，还没有确认。"), mark("请由另一人先确认，或者不同意。"), "", "waits"
            )
        )
    reference = rules.hands.warrant.reference
    return Decision.no(*faults, references=(reference,)) if faults else Decision.yes(reference)


def _words(bank: str, holder: str, chosen: str) -> Iterable[Reason]:
    if not holder.strip():
        yield _reason(mark("没有写明户名。"), mark("请照银行的户名填写。"), "holder", "holder")
    if not bank.strip():
        yield _reason(mark("没有写明开户行。"), mark("请照开户许可填写。"), "bank", "bank")
    elif chosen and _plain(bank) != _plain(chosen):
        yield _reason(
            mark("业主大会决定把维修资金存入“{chosen}”，不是“{bank}”。"),
            mark("请登记业主大会选定的银行；要换银行的，请业主大会另行决定。"), "bank", "other_bank", chosen=chosen,
            bank=bank.strip()[:60],
        )  # fmt: skip


def _proof(opened_on: date, today: date, papers: int) -> Iterable[Reason]:
    if opened_on > today:
        yield _reason(
            mark("{day}还没有到。"),
            mark("请填写开户许可上的日期。"),
            "opened_on",
            "future",
            day=opened_on.isoformat(),
        )
    if not papers:
        yield _reason(
            mark("没有上传银行的开户材料。"), mark("请上传开户许可或者银行的证明。"), "proof", "proof"
        )


def may_judge(
    person_id: int | None, *, asked_by: int | None, agrees: bool, reason: str, confirmed_at: datetime | None,
    now: datetime, rules: AccountTiers,
) -> Decision:  # fmt: skip
    """Whether somebody may say yes or no to another account: a second person with a second factor."""
    hands = rules.hands.warrant.reference
    if person_id is None or person_id == asked_by:
        return Decision.no(
            _reason(mark("新账户是您登记的，不能由您确认。"), mark("请由另一人确认。"), "", "own"),
            references=(hands,),
        )
    told = gives_reason(mark("没有写明不同意的理由。"), reason)
    if not agrees and not told.allowed:
        return told
    if not rules.second_factor.counts(confirmed_at, now):
        return Decision.no(
            _reason(mark("请先再验证一次身份。"), mark("验证后回到这里确认。"), "", "step_up"),
            references=(rules.second_factor.warrant.reference,),
        )
    return Decision.yes(hands, rules.second_factor.warrant.reference)


def _plain(words: str) -> str:
    return "".join(words.split())


def _reason(text: str, remedy: str, field: str, code: str, **values: str | int) -> Reason:
    return Reason(text, values, remedy, field, code)
