"""What the rules of a committee's life answer to the facts of an example."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from hemei.community.committees.rules.handing import Note, due_on, may_end_unsigned
from hemei.community.committees.rules.life_standards import CommitteeLife
from hemei.community.committees.rules.life_words import Danger, StandInSide, Unsigned
from hemei.community.committees.rules.recalls import enough
from hemei.community.committees.rules.standing_in import StandInDraft, may_form
from hemei.community.committees.rules.stepping import next_reserve
from hemei.community.committees.rules.watching import (
    EndWarning,
    Facts,
    dangers,
    report_due,
    training_due,
    warning_on,
)
from tests.asked import Answer, Asked

_PROFILES = {"national", "beijing", "hangzhou", "ningbo", "guangzhou"}
_LIMITS = {
    "hearing",
    "recall_vote",
    "handover_left",
    "handover_term",
    "handover_chased",
    "handover_looked_back",
    "leaving_objection",
    "early_election",
    "change_filing",
    "step_in",
    "advice",
    "advice_answer",
}


def committee_life(asked: Asked) -> Answer:
    rules: CommitteeLife = asked.content
    item, facts, on = asked.example.item, asked.facts, asked.example.on
    if item in _LIMITS:
        limit = getattr(rules, item).limit
        return {"due": due_on(date.fromisoformat(str(facts["begun"])), limit, asked.working).isoformat()}
    if item == "handover_unsigned":
        witnesses = tuple(f"见证人{number}" for number in range(int(facts["witnesses"])))
        note = Note(Unsigned(str(facts["why"])), "上门三次，本人不开门也不接电话", witnesses, scanned=True)
        ended = may_end_unsigned(
            note, giver_signed=False, late=facts["late"] == "yes", street=False, least=rules.handover_unsigned.witnesses
        )  # fmt: skip
        return {"ended": "yes" if ended.allowed else "no"}
    if item in _PROFILES or item == "jurisdiction":
        return {"allowed": _formed(rules, item, int(facts["members"]), int(facts["owners"]), on)}
    if item in {"d90", "d60"}:
        steps = [EndWarning(one.code, one.days, one.warrant.reference) for one in rules.reminder]
        found = warning_on(date.fromisoformat(str(facts["until"])), on, steps)
        return {"warned": found.code if found else ""}
    return _others(asked, rules)


def _formed(rules: CommitteeLife, item: str, count: int, owners: int, on: date) -> str:
    here = (
        rules.stand_in_here
        if item == "jurisdiction"
        else next(one for one in rules.stand_in if one.code == item)
    )
    chair = StandInSide.OWNER if here.chair == "any" else StandInSide(here.chair)
    rest = [StandInSide.OWNER] * owners + [StandInSide.OTHER] * (count - owners)
    if chair in rest:
        rest.remove(chair)
    else:
        rest.remove(StandInSide.OTHER)
    draft = StandInDraft([(side, "某某") for side in (chair, *rest)], on, on - timedelta(days=here.post_days))
    return "yes" if may_form(draft, here, on, committee=False, running=False).allowed else "no"


def _others(asked: Asked, rules: CommitteeLife) -> Answer:
    item, facts, on = asked.example.item, asked.facts, asked.example.on
    if item in _BY_RULE:
        return _BY_RULE[item](facts, on, rules)
    posting = next((one for one in rules.posting if one.code == item), None)
    if posting is not None:
        return {"on": "yes" if posting.on else "no"}
    ground = rules.ground(item)
    if ground is not None:
        return {"ground": ground.name}
    left = facts["kind"] == "left"
    return {"listed": "yes" if item in {one.code for one in rules.items(left=left)} else "no"}


Given = Mapping[str, str | int]


def _recall(facts: Given, _on: date, rules: CommitteeLife) -> Answer:
    return {
        "enough": "yes" if enough(int(facts["asking"]), int(facts["of"]), rules.recall_by_members) else "no"
    }


def _reserves(facts: Given, _on: date, _rules: CommitteeLife) -> Answer:
    return {"first": next_reserve([int(one) for one in str(facts["numbers"]).split()]) or 0}


def _training(facts: Given, on: date, rules: CommitteeLife) -> Answer:
    since, hours = date.fromisoformat(str(facts["since"])), int(facts["hours"])
    return {"owed": training_due(since, [(on, hours)], on, rules.training)}


def _report(facts: Given, _on: date, rules: CommitteeLife) -> Answer:
    return {"due": report_due(int(facts["year"]), rules.report).isoformat()}


def _idle(facts: Given, on: date, rules: CommitteeLife) -> Answer:
    met = date.fromisoformat(str(facts["met"]))
    still = Facts(
        ended=False, until=None, warned_on=None, renewal_on=None, below_half=False, filing_due=None,
        handover_due=None, met_on=met,
    )  # fmt: skip
    return {"idle": "yes" if Danger.IDLE in dangers(still, on, rules) else "no"}


_BY_RULE = {
    "recall_by_members": _recall,
    "reserves": _reserves,
    "training": _training,
    "report": _report,
    "idle": _idle,
}
