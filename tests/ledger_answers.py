"""What the rules of the owners' books answer to the facts of an example."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hemei.community.ledgers.rules.correcting import PaymentCorrections, may_confirm, may_pay_anew, may_report
from hemei.community.ledgers.rules.own_share import may_own, own_share_of
from hemei.community.ledgers.rules.posting import Books, Line, may_post, may_reverse
from hemei.community.ledgers.rules.splitting import (
    WHOLE,
    PartMoney,
    RevenueSplit,
    may_spend,
    owed_by_part,
    shares_by_part,
)
from hemei.community.ledgers.rules.standards import ChartOfAccounts
from hemei.community.ledgers.rules.words import EntryKind, figure_of
from hemei.community.purses.rules.matching import Line as BankLine
from hemei.community.purses.rules.unpaid import may_let_go
from hemei.community.purses.rules.words import OrderState
from hemei.kernel.money import fen_of, yuan
from tests.asked import Answer, Asked
from tests.purse_answers import ORDER

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def chart_of_accounts(asked: Asked) -> Answer:
    chart: ChartOfAccounts = asked.content
    if "debit" in asked.facts:
        item = chart.of(asked.example.item)
        assert item is not None
        return {"balance": yuan(figure_of(item.account_kind, fen_of(str(asked.facts["debit"]))))}
    if "reversed" in asked.facts:
        found = may_reverse(
            kind=EntryKind.RECEIPT,
            reversed_already=asked.facts["reversed"] == "yes",
            reason="金额记错了",
            chart=chart,
        )
        return {"allowed": "yes" if found.allowed else "no"}
    lines = [Line(code, fen_of(str(text))) for code, text in asked.facts.items()]
    day = asked.example.on
    found = may_post(
        booked_on=day, lines=lines, books=Books(date(2026, 1, 1), date(2026, 1, 1)),
        chart=chart, today=day,
    )  # fmt: skip
    return {"allowed": "yes" if found.allowed else "no"}


def revenue_split(asked: Asked) -> Answer:
    rules: RevenueSplit = asked.content
    facts = {name: str(value) for name, value in asked.facts.items()}
    if "kind" in facts:
        source = rules.source_of(facts["kind"])
        return {"account": source.account if source else ""}
    if "matter" in facts:
        return {"asked": "yes" if facts["matter"] == rules.decision.matter else "no"}
    if "use" in facts:
        return {"allowed": "yes" if may_spend(facts["use"], rules).allowed else "no"}
    if "since" in facts:
        asked_for = may_own(
            percent=int(facts["own"]), valid_from=date.fromisoformat(facts["since"]), decided_on=asked.example.on,
            rules=rules,
        )  # fmt: skip
        return {"allowed": "yes" if asked_for.allowed else "no"}
    if "own" in facts and (own := own_share_of(int(facts["own"]), rules)) is not None:
        rules = replace(rules, fund=own)
    if "costs" in facts:
        of = [[fen_of(one) for one in facts[name].split("；")] for name in ("incomes", "costs")]
        parts = {number: PartMoney(*both) for number, both in enumerate(zip(*of, strict=True), 1)}
        return {
            "of_parts": "；".join(yuan(fen) for _part, fen in sorted(shares_by_part(parts, rules).items()))
        }
    income, cost, moved = (fen_of(facts[name]) for name in ("income", "cost", "moved"))
    owed = owed_by_part({WHOLE: PartMoney(income, cost, moved)}, rules)
    return {"into_fund": yuan(sum(owed.values()))}


def payment_corrections(asked: Asked) -> Answer:
    rules: PaymentCorrections = asked.content
    facts, item = {name: str(value) for name, value in asked.facts.items()}, asked.example.item
    if item in {"second", "second_factor"}:
        who = facts.get("who", "another")
        given = NOW - timedelta(minutes=int(facts.get("minutes", "0")))
        found = may_confirm(
            {"reporter": 1, "recorder": 2}.get(who, 3), reported_by=1, recorded_by=2, of_payer=who == "payer",
            confirmed_at=given, now=NOW, rules=rules,
        )  # fmt: skip
    elif item == "unpaid":
        line = BankLine(1, date(2026, 11, 2), -4_800_000, "2026-0001") if facts["line"] == "yes" else None
        found = may_let_go(replace(ORDER, state=OrderState.FILED), at_bank=True, paid_by=line)
        if found.allowed:
            found = may_confirm(
                1 if facts["who"] == "reporter" else 3,
                reported_by=1,
                recorded_by=None,
                of_payer=False,
                confirmed_at=NOW,
                now=NOW,
                rules=rules,
            )
    elif item == "anew":
        found = may_pay_anew(
            "2026-0001", by_paper=facts["paper"] == "yes", seen=facts["seen"] == "yes", rules=rules
        )
    else:
        proofs = {facts.get("evidence", "bank_line")} - {""}
        found = may_report(
            done=facts.get("corrected", "no") == "no", waiting=False, proofs=proofs, reason="账号已销户，银行退回",
            rules=rules,
        )  # fmt: skip
    return {"allowed": "yes" if found.allowed else "no"}
