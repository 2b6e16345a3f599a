"""What the rules of the maintenance fund answer to the facts of an example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from hemei.community.funds.rules.acts import community_acts, may_check, stands_in
from hemei.community.funds.rules.deposits import FundDeposits, FundInterest
from hemei.community.funds.rules.interest import interest_of, year_due
from hemei.community.funds.rules.papers import papers_asked
from hemei.community.funds.rules.paying import hand_counts
from hemei.community.funds.rules.refunding import may_confirm_refund, may_refund
from hemei.community.funds.rules.renewing import idle_before, is_short
from hemei.community.funds.rules.sharing import Part, charges_of, shares_of
from hemei.community.funds.rules.standards import FundEmergencies, FundRules
from hemei.community.funds.rules.uses import Item, Plan, may_begin, may_bill, may_plan
from hemei.community.funds.rules.warranty import cover_of
from hemei.community.funds.rules.words import Level, Path
from hemei.kernel.actor import Actor, Role
from hemei.kernel.money import fen_of, yuan
from tests.asked import Answer, Asked

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def _yes(held: object) -> str:
    return "yes" if held else "no"


def fund_deposits(asked: Asked) -> Answer:
    deposits: FundDeposits = asked.content
    found = deposits.of(str(asked.facts["use"]), int(asked.facts["floors"]))
    return {"first": yuan(found.first_fen(int(asked.facts["area_dm2"]))) if found else "0.00"}


def fund_interest(asked: Asked) -> Answer:
    interest: FundInterest = asked.content
    if asked.example.item == "credit":
        return {"credited": str(year_due(asked.example.on, interest))}
    days = fen_of(str(asked.facts["balance"])) * int(asked.facts["days"])
    return {"interest": yuan(interest_of(days, int(asked.facts["year"]), interest.interest))}


def fund_emergencies(asked: Asked) -> Answer:
    emergencies: FundEmergencies = asked.content
    if "start" in asked.facts:
        return {"until": asked.due(emergencies.clearing.limit)}
    if "part" in asked.facts:
        affected = emergencies.affected_by(str(asked.facts["situation"]))
        return {"emergency": _yes(affected is not None and asked.facts["part"] in affected.parts)}
    if "proof" in asked.facts:
        return {"enough": _yes(asked.facts["proof"] in emergencies.asked_proof.kinds)}
    return {"emergency": _yes(emergencies.of(str(asked.facts["situation"])))}


def fund_rules(asked: Asked) -> Answer:
    rules: FundRules = asked.content
    item = asked.example.item
    if item in {one.code for one in rules.paper}:
        asked_for = papers_asked(
            budget_fen=fen_of(str(asked.facts["budget"])), bill_fen=fen_of(str(asked.facts["bill"])), rules=rules
        )  # fmt: skip
        return {"asked": _yes(item in {one.code for one in asked_for})}
    if item in _ASKED:
        return _ASKED[item](rules, asked)
    if rules.excluded_of(item) or rules.part_of(item):
        return {"allowed": _yes(_planned(rules, item))}
    return {"allowed": _yes(_begun(rules, asked))}


def _planned(rules: FundRules, part: str) -> bool:
    plan = Plan(
        path=Path.ORDINARY, title="维修", part=part, level=Level.ESTATE, on_building=False, on_entrance=False,
        items=(Item("维修", 100_000),),
    )  # fmt: skip
    return may_plan(plan, rules=rules, emergencies=None).allowed


def _begun(rules: FundRules, asked: Asked) -> bool:
    return may_begin(
        budget_fen=fen_of(str(asked.facts["budget"])), contractor="某公司", chosen_by=asked.example.item,
        offers=int(asked.facts["offers"]), rules=rules,
    ).allowed  # fmt: skip


def _renewal(rules: FundRules, asked: Asked) -> Answer:
    held, first = (fen_of(str(asked.facts[name])) for name in ("balance", "first"))
    return {"short": _yes(is_short(held, first, rules.renewal.below))}


def _billed(rules: FundRules, asked: Asked) -> Answer:
    found = may_bill(
        bill_fen=fen_of(str(asked.facts["bill"])), budget_fen=fen_of(str(asked.facts["budget"])), supplements_fen=0,
        audit=str(asked.facts.get("audit", "")), rules=rules,
    )  # fmt: skip
    return {"allowed": _yes(found.allowed)}


def _shared(_rules: FundRules, asked: Asked) -> Answer:
    areas = [int(text) for text in str(asked.facts["areas"]).split()]
    found = shares_of(
        fen_of(str(asked.facts["bill"])), [Part(number, area) for number, area in enumerate(areas)]
    )
    return {"shares": " ".join(yuan(found[number]) for number in range(len(areas)))}


def _borne(_rules: FundRules, asked: Asked) -> Answer:
    part = Part(1, 100, fen_of(str(asked.facts["balance"])), asked.facts.get("sold") == "no")
    [one] = charges_of(fen_of(str(asked.facts["share"])), [part])
    return {"from": yuan(one.from_fen), "gap": yuan(one.gap_fen), "payer": one.payer.value}


def _stood_in(rules: FundRules, asked: Asked) -> Answer:
    there, late = asked.facts["committee"] == "yes", asked.facts["late"] == "yes"
    return {"authority": _yes(stands_in(committee=there, late=late, taken_up=False, rules=rules))}


def _community(rules: FundRules, asked: Asked) -> Answer:
    there, path = asked.facts["committee"] == "yes", Path(str(asked.facts["path"]))
    return {"community": _yes(community_acts(committee=there, path=path, rules=rules))}


def _warranty(rules: FundRules, asked: Asked) -> Answer:
    cover = cover_of(str(asked.facts["part"]), int(asked.facts["built"]), rules)
    assert cover is not None
    assert cover.period.code == asked.example.item
    return {"asked": _yes(cover.may_run(asked.example.on))}


def _idle(rules: FundRules, asked: Asked) -> Answer:
    before = idle_before(asked.example.on, rules)
    return {"idle": _yes(before is not None and date.fromisoformat(str(asked.facts["used"])) < before)}


def _refunded(rules: FundRules, asked: Asked) -> Answer:
    gone = str(asked.facts["building"])
    ended = None if gone == "standing" else date.fromisoformat(gone)
    return {"allowed": _yes(may_refund(ended_on=ended, day=asked.example.on, rules=rules).allowed)}


def _refund_confirmed(rules: FundRules, asked: Asked) -> Answer:
    given = NOW - timedelta(minutes=int(asked.facts["minutes"]))
    found = may_confirm_refund(
        1 if asked.facts["who"] == "asker" else 2,
        asked_by=1,
        own=False,
        confirmed_at=given,
        now=NOW,
        rules=rules,
    )
    return {"allowed": _yes(found.allowed)}


def _paid(rules: FundRules, asked: Asked) -> Answer:
    found = hand_counts(
        1 if asked.facts["who"] == "approver" else 2,
        approved_by=1,
        confirmed_at=NOW - timedelta(minutes=int(asked.facts["minutes"])),
        now=NOW,
        rules=rules,
    )
    return {"allowed": _yes(found.allowed)}


def _until(name: str) -> Callable[[FundRules, Asked], Answer]:
    return lambda rules, asked: {"until": asked.due(getattr(rules, name).limit)}


def _checked(rules: FundRules, asked: Asked) -> Answer:
    if "start" in asked.facts:
        return _until("checking")(rules, asked)
    found = may_check(Actor(Role.COMMITTEE_MEMBER), handed_over=True, own=asked.facts["who"] == "asker")
    return {"allowed": _yes(found.allowed)}


_ASKED: dict[str, Callable[[FundRules, Asked], Answer]] = {
    "renewal": _renewal,
    "renewal_notice": _until("renewal_notice"),
    "renewal_wait": _until("renewal_wait"),
    "handover": _until("handover"),
    "checking": _checked,
    **{name: _until(name) for name in ("paying", "filing", "filing_correction", "correction_answer")},
    "vote": lambda rules, _asked: {"matter": rules.vote.matter},
    "before": lambda rules, _asked: {"checker": rules.before.checker},
    "after": lambda rules, _asked: {"checker": rules.after.checker},
    "in_place": _stood_in,
    "no_committee": _community,
    "excess": _billed,
    "audit": _billed,
    "sharing": _shared,
    "sold_public_housing": lambda rules, _asked: {"computed": rules.sold_public_housing.computed},
    "rounding": _shared,
    "common": _shared,
    "unsold": _borne,
    "gap": _borne,
    **{f"warranty_{name}": _warranty for name in ("structure", "waterproof", "equipment", "agreed")},
    "idle": _idle,
    "refund": _refunded,
    "refund_second": _refund_confirmed,
    "paying_second": _paid,
}
ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    "fund-deposits": fund_deposits,
    "fund-emergencies": fund_emergencies,
    "fund-interest": fund_interest,
    "fund-rules": fund_rules,
}
