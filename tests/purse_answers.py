"""What the rules of joint accounts answer to the facts of an example."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hemei.community.purses.rules.agreeing import default_tiers, demands_of, may_agree, may_stand_in
from hemei.community.purses.rules.coming import Standing, may_begin
from hemei.community.purses.rules.matching import (
    Line,
    OpenEntry,
    OpenOrder,
    may_book,
    may_join,
    may_pay,
    proposals_for,
)
from hemei.community.purses.rules.naming import has_lapsed, may_judge_change
from hemei.community.purses.rules.overseeing import is_idle, reconciled_since, waits_too_long
from hemei.community.purses.rules.owed import may_come_from
from hemei.community.purses.rules.payees import Party
from hemei.community.purses.rules.paying import Hand, OrderFacts, may_approve, may_pause
from hemei.community.purses.rules.resting import Bearers, Resolution, Taken, Worth, carries, may_take, stands
from hemei.community.purses.rules.returning import may_judge
from hemei.community.purses.rules.standards import AccountTiers
from hemei.community.purses.rules.succeeding import Carrier, InCharge, may_carry_on, may_prepare_now
from hemei.community.purses.rules.unpaid import may_pay_again, paid_by_line
from hemei.community.purses.rules.words import OrderState, Side
from hemei.kernel.money import fen_of
from hemei.kernel.periods import months_after
from tests.asked import Answer, Asked

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
ORDER = OrderFacts(
    number="2026-0001", state=OrderState.APPROVING, prepared_by=1, prepared_body=1, expires_at=NOW, paused_until=None,
    committee_needed=1, community_needed=0,
)  # fmt: skip


def yes(said: bool) -> str:  # noqa: FBT001 - the answer itself
    return "yes" if said else "no"


def account_tiers(asked: Asked) -> Answer:
    rules: AccountTiers = asked.content
    facts, item = asked.facts, asked.example.item
    if "kind" in facts:
        kind = rules.kind_of(str(facts["kind"]))
        assert kind is not None
        found = demands_of(
            fen_of(str(facts["yuan"])), kind, tiers=default_tiers(rules),
            adopted=facts["community"] == "yes", community=facts["community"] == "yes",
            rules=rules,
        )  # fmt: skip
        return {
            "tier": found.tier, "committee": found.committee, "community": found.community,
            "resolution": yes(found.resolution), "papers": " ".join(found.papers),
        }  # fmt: skip
    return _ANSWERS[item](asked, rules)


def _hands(asked: Asked, rules: AccountTiers) -> Answer:
    if "behind" in asked.facts:
        return _confirming(str(asked.facts["behind"]), rules)
    who = 1 if asked.facts["approver"] == "preparer" else 2
    colleague = asked.facts["approver"] == "colleague"
    hand = Hand(
        who, 1 if colleague else who, Side.COMMITTEE, appointed=True, signs=True,
        behind=1 if asked.facts["approver"] == "substitute" else None,
    )  # fmt: skip
    found = may_approve(
        replace(ORDER, by_owners=colleague),
        hand,
        [],
        confirmed_at=NOW,
        now=NOW,
        agrees=True,
        reason="",
        rules=rules,
    )
    return {"allowed": yes(found.allowed)}


def _confirming(behind: str, rules: AccountTiers) -> Answer:
    """Return whether somebody may confirm a return in the stead of this one."""
    person = {"preparer": ORDER.prepared_by, "reporter": 5, "recorder": 6, "another": 7}[behind]
    hand = Hand(2, 2, Side.COMMITTEE, appointed=True, signs=True, behind=person)
    found = may_judge(ORDER, hand, told_by=(5, 6), agrees=True, reason="", rules=rules)
    return {"allowed": yes(found.allowed)}


_CARRIERS = {
    "company": Carrier(None, 2),
    "former": Carrier(None, 1),
    "committee": Carrier(Side.COMMITTEE, 3),
    "approver": Carrier(Side.COMMITTEE, 3, agreed=True),
    "preparer": Carrier(Side.COMMITTEE, 3, prepared=True),
    "community": Carrier(Side.COMMUNITY, 4),
    "reader": Carrier(Side.COMMUNITY, 4),
}


def _succession(asked: Asked, rules: AccountTiers) -> Answer:
    hand = str(asked.facts["hand"])
    there = InCharge(2 if asked.facts["company"] == "new" else None, co_approves=hand == "community")
    return {"allowed": yes(may_carry_on(ORDER.number, _CARRIERS[hand], there, rules).allowed)}


def _preparing(asked: Asked, rules: AccountTiers) -> Answer:
    there = InCharge(2 if asked.facts["company"] == "new" else None)
    return {"allowed": yes(may_prepare_now(_CARRIERS[str(asked.facts["hand"])], there, rules).allowed)}


def _reading(asked: Asked, rules: AccountTiers) -> Answer:
    adopted = asked.facts["adopted"] == "yes"
    found = may_agree(
        default_tiers(rules), adopted=adopted, community=True, pause=False, clause="", rules=rules
    )
    return {"allowed": yes(found.allowed)}


def _pause(asked: Asked, rules: AccountTiers) -> Answer:
    found = may_pause(
        ORDER, allowed=asked.facts["agreed"] == "yes", paused_before=False,
        days=int(asked.facts["days"]), reason="有人反映价格不实", clause="第八条", now=NOW, rules=rules,
    )  # fmt: skip
    return {"allowed": yes(found.allowed)}


def _proposal(asked: Asked, rules: AccountTiers) -> Answer:
    if "filled_in" in asked.facts:
        day = TODAY + timedelta(days=int(asked.facts["filled_in"]))
        order = OpenOrder(1, "2026-0001", 100, day, OrderState.APPROVED, booked=True, approved_on=day)
        if "by_hand" in asked.facts:
            another, paid = asked.facts["by_hand"] == "another", Line(1, TODAY, -100, "2026-0001")
            told = may_pay(paid, order, "门坏了先修，现补办审批", booked=[7], another=another)
            return {"allowed": yes(told.allowed)}
        late = proposals_for(Line(1, TODAY, -100, "2026-0001"), [order], [], days=rules.matching.limit.amount)
        return {"proposed": yes(bool(late)), "certain": yes(late[0].certain)}
    if "paid_before" in asked.facts:
        line = Line(1, TODAY - timedelta(days=9), -100, "", Party(name=str(asked.facts["paid_before"])))
        due = OpenOrder(
            1, "2026-0001", 100, TODAY, OrderState.APPROVED, booked=True, payee=_PAYER, approved_on=TODAY
        )
        return {"sent": yes(may_pay_again(due.number, paid_by_line(due, [line])).allowed)}
    if "payer" in asked.facts:
        money, line = OpenEntry(1, TODAY, 100, payee=_PAYER, asked=True), _came_from(asked)
        [of_contract] = proposals_for(line, [], [money], days=rules.matching.limit.amount)
        return {"proposed": "yes", "certain": yes(of_contract.certain)}
    entry = OpenEntry(1, TODAY - timedelta(days=int(asked.facts["days"])), 100)
    found = proposals_for(Line(1, TODAY, 100, ""), [], [entry], days=rules.matching.limit.amount)
    return {"proposed": yes(bool(found))}


_PAYER = Party(name="合同的对方")


def _came_from(asked: Asked) -> Line:
    return Line(1, TODAY, 100, "", Party(name=str(asked.facts["payer"])))


def _joining(asked: Asked, rules: AccountTiers) -> Answer:
    found = may_join(
        Line(1, TODAY, 100, ""), amount_fen=100, reversed_already=False, matched=False, unordered=False, rules=rules,
        booked_on=TODAY - timedelta(days=int(asked.facts["days"])),
    )  # fmt: skip
    return {"allowed": yes(found.allowed)}


def _charge(asked: Asked, rules: AccountTiers) -> Answer:
    line = Line(1, TODAY, -fen_of(str(asked.facts["out"])), "")
    found = may_book(line, "bank_charges", coming=(), charges="bank_charges", rules=rules)
    return {"allowed": yes(found.allowed)}


def _ageing(asked: Asked, rules: AccountTiers) -> Answer:
    day = TODAY - timedelta(days=int(asked.facts["days"]))
    return {"listed": yes(waits_too_long(day, TODAY, rules))}


def _reconciliation(asked: Asked, rules: AccountTiers) -> Answer:
    day = TODAY - timedelta(days=int(asked.facts["days"]))
    return {"listed": yes(day < reconciled_since(TODAY, rules))}


def _idle(asked: Asked, rules: AccountTiers) -> Answer:
    last = months_after(TODAY, -int(asked.facts["months"]))
    return {"listed": yes(is_idle(fen_of(str(asked.facts["yuan"])), last, TODAY, rules))}


def _carrying(asked: Asked, rules: AccountTiers) -> Answer:
    found = Resolution(
        1, "决议", passed=True, annulled_on=None, matter=str(asked.facts["matter"]),
        spends_fen=fen_of(str(asked.facts["sum"])) if asked.facts["sum"] else None,
    )  # fmt: skip
    return {"allowed": yes(not [*carries(found, rules)])}


def _worth(asked: Asked, rules: AccountTiers) -> Answer:
    facts = {name: str(value) for name, value in asked.facts.items()}
    of_year = Taken(fen_of(facts.get("planned", "0")), fen_of(facts.get("drawn", "0")), over="year" in facts)
    worth = Worth(fen_of(facts["limit"]), fen_of(facts["taken"]), (of_year,))
    return {"allowed": yes(not [*may_take("决议", fen_of(facts["yuan"]), worth)])}


def _of_part(asked: Asked, rules: AccountTiers) -> Answer:
    if "payer" in asked.facts:
        alone = asked.facts["hand"] == "receiver"
        told = may_come_from(_came_from(asked), _PAYER, "对方委托停车场公司代付", alone=alone)
        return {"allowed": yes(told.allowed)}
    came, spent, fund, asks = (fen_of(str(asked.facts[name])) for name in ("came", "spent", "fund", "yuan"))
    found = Resolution(1, "决议", passed=True, annulled_on=None, parts=("1幢",))
    bearers = Bearers(("1幢",), came, spent, fund, fen_of(str(asked.facts.get("unproven", "0"))))
    return {"left": f"{bearers.left_fen / 100:.2f}", "allowed": yes(not [*stands(found, 1, bearers, asks)])}


def _plain(asked: Asked, rules: AccountTiers) -> Answer:
    found = demands_of(
        fen_of(str(asked.facts["plain"])), rules.kind[0], tiers=default_tiers(rules), adopted=False, community=False,
        rules=rules,
    )  # fmt: skip
    return {"allowed": yes(found.plain)}


def _beforehand(asked: Asked, rules: AccountTiers) -> Answer:
    day = TODAY + timedelta(days=int(asked.facts["days"]))
    opened = TODAY - timedelta(days=int(asked.facts.get("opened", "0")))
    published = asked.facts.get("published")
    standing = Standing(
        opened_on=opened, open_from=opened, running="running" in asked.facts,
        decided_on=TODAY - timedelta(days=int(published)) if published is not None else None,
    )  # fmt: skip
    return {"allowed": yes(may_begin(day, TODAY, rules, standing).allowed)}


def _standing_in(asked: Asked, rules: AccountTiers) -> Answer:
    if "past_days" in asked.facts:
        last = TODAY - timedelta(days=int(asked.facts["past_days"]))
        return {"lapsed": yes(has_lapsed(last, TODAY))}
    if "office" in asked.facts:
        hand = Hand(
            2, 2, Side.COMMITTEE, appointed=True, signs=True, behind=3,
            behind_serves=asked.facts["office"] != "over",
        )  # fmt: skip
        told = may_approve(ORDER, hand, [], confirmed_at=NOW, now=NOW, agrees=True, reason="", rules=rules)
        return {"allowed": yes(told.allowed)}
    if "confirms" in asked.facts:
        who = str(asked.facts["confirms"])
        judged = may_judge_change(
            ("named", "substitute", "payer", "another").index(who), hands=frozenset({0, 1}), pays=who == "payer",
            agrees=True, reason="", confirmed_at=NOW, now=NOW, rules=rules,
        )  # fmt: skip
        return {"allowed": yes(judged.allowed)}
    found = may_stand_in(
        first=TODAY, last=TODAY + timedelta(days=int(asked.facts["days"]) - 1), today=TODAY, same=False, himself=False,
        appointed=True, signs=False, away=True, rules=rules,
    )  # fmt: skip
    return {"allowed": yes(found.allowed)}


_ANSWERS = {
    "beforehand": _beforehand,
    "standing_in": _standing_in,
    "carrying": _carrying,
    "worth": _worth,
    "plain": _plain,
    "of_part": _of_part,
    "hands": _hands,
    "succession": _succession,
    "preparing": _preparing,
    "reads_only": _reading,
    "approval": lambda asked, rules: {"due": asked.due(rules.approval.limit)},
    "second_factor": lambda asked, rules: {
        "counts": yes(rules.second_factor.counts(NOW - timedelta(minutes=int(asked.facts["minutes"])), NOW))
    },
    "pause": _pause,
    "matching": _proposal,
    "joining": _joining,
    "charge": _charge,
    "ageing": _ageing,
    "reconciliation": _reconciliation,
    "idle_money": _idle,
}
