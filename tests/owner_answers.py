"""What the rules of owners answer to the facts of an example: their votes and their committees."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from hemei.community.voting.rules.call_back import to_call
from hemei.community.voting.rules.calling import Calls, Try, state_of, verdict_on
from hemei.community.voting.rules.count import Sums, judge, measure
from hemei.community.voting.rules.entries import Entered, settled
from hemei.community.voting.rules.marks import Ink, RowInk, read_row
from hemei.community.voting.rules.roll import Ballot, Unit
from hemei.community.voting.rules.standards import OwnerMatters, PaperBallots, VoteCounting, VoteTrust
from hemei.community.voting.rules.trust import building_groups
from hemei.ground.people.rules import terms
from hemei.ground.people.rules.standards import CommitteeRules
from hemei.kernel.workdays import SHANGHAI
from tests.asked import Answer, Asked


def owner_matters(asked: Asked) -> Answer:
    matters: OwnerMatters = asked.content
    matter = next(one for one in matters.matter if one.code == asked.example.item)
    total, part, agree = (
        Sums(int(asked.facts[f"{name}_area"]), int(asked.facts[f"{name}_heads"]))
        for name in ("total", "part", "agree")
    )
    outcome = judge(matter, total=total, part=part, agree=agree)
    return {"quorum": "yes" if outcome.quorum else "no", "passed": "yes" if outcome.passed else "no"}


def vote_counting(asked: Asked) -> Answer:
    """Count a roll of `unit area owner,owner [undelivered|parking]` and ballots of `unit choice [invalid]`."""
    counting: VoteCounting = asked.content
    if asked.example.item == "unknown_delivery":
        delivered = counting.unknown_delivery.counts == "delivered"
        owned = Unit("1", "1", 100, frozenset({str(asked.facts["owners"])}), delivered)
        return {"developers": "yes" if owned.developers else "no"}
    roll = []
    for line in str(asked.facts["roll"]).split("; "):
        code, area, owners, *marks = line.split(" ")
        own = frozenset(owners.split(","))
        roll.append(Unit(code, "1", int(area) * 100, own, "undelivered" not in marks, "parking" in marks))
    ballots = []
    for number, line in enumerate(filter(None, str(asked.facts.get("ballots", "")).split("; "))):
        code, choice, *marks = line.split(" ")
        at = datetime(2026, 1, 1, number, tzinfo=SHANGHAI)
        ballots.append(Ballot(code, choice, at, number, valid="invalid" not in marks))
    keep = counting.double_ballots.counts
    assert keep != "refuse"
    found = measure(roll, ballots, counting, keep=keep)
    return {
        f"{name}_{of}": value
        for name, sums in [("total", found.total), ("part", found.part), ("agree", found.agree)]
        for of, value in [("area", sums.area_dm2 // 100), ("heads", sums.heads)]
    }


def vote_trust(asked: Asked) -> Answer:
    trust: VoteTrust = asked.content
    facts = asked.facts
    if asked.example.item == "call_back":
        return {"called": to_call(int(facts["paper"]), int(facts["forged"]), trust)}
    if asked.example.item == "public_tallies":
        cast = {
            name: int(count) for name, count in (one.split(" ") for one in str(facts["ballots"]).split("; "))
        }
        groups = building_groups(cast, trust.public_tallies.least_ballots)
        return {"groups": "; ".join(" ".join(group) for group in groups)}
    return {"published": "yes" if trust.choices_by_unit.published else "no"}


def paper_ballots(asked: Asked) -> Answer:
    rules: PaperBallots = asked.content
    facts, item = asked.facts, asked.example.item
    if item == "boxes":
        ink = [one.split(" ") for one in str(facts["ink"]).split("; ")]
        row = RowInk(1, tuple(Ink(choice, int(a), int(b), int(c)) for choice, a, b, c in ink))
        read = read_row(row, rules)
        return {"choice": read.choice or "", "doubt": read.doubt or ""}
    if item == "double_entry":
        words = [one.split(" ") for one in str(facts["entries"]).split("; ")]
        return {"choice": settled([Entered(int(clerk), word) for clerk, word in words], rules) or ""}
    if item == "tries":
        said = [one.split(" ") for one in str(facts["tries"]).split("; ")]
        return {"state": state_of([Try(date.fromisoformat(day), answer) for day, answer in said], rules)}
    calls = Calls(**{name: int(value) for name, value in facts.items()})
    return {"verdict": verdict_on(calls, Fraction(95, 100), rules)}


def committee_rules(asked: Asked) -> Answer:
    rules: CommitteeRules = asked.content
    facts, item = asked.facts, asked.example.item
    if item == "size":
        return {"allowed": "yes" if terms.fits(int(facts["seats"]), rules) else "no"}
    if item == "vacancy":
        below = terms.below_half(int(facts["filled"]), int(facts["seats"]), rules)
        return {"below": "yes" if below else "no"}
    days = {key: date.fromisoformat(str(value)) for key, value in facts.items()}
    if item == "term":
        return {"allowed": "yes" if terms.short_enough(days["since"], days["until"], rules) else "no"}
    if item == "filing":
        return {"due": terms.filing_due(days["elected"], rules, asked.working).isoformat()}
    period = terms.Period(1, date(2022, 5, 25), days["until"])
    return {"state": terms.term_state(period, asked.example.on, rules).value}
