"""What the rules of owners answer to the facts of an example: their votes and their committees."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

from hemei.community.voting.rules import letters, voters
from hemei.community.voting.rules.call_back import CastBy, called_back_as, to_call
from hemei.community.voting.rules.calling import (
    DOUBTED,
    Calls,
    Try,
    denied_by_owner,
    may_ask,
    state_of,
    verdict_on,
)
from hemei.community.voting.rules.casting import Item, spoiled_by_marks
from hemei.community.voting.rules.count import Sums, judge, measure
from hemei.community.voting.rules.entries import Entered, settled
from hemei.community.voting.rules.handing import Handed, counted_at
from hemei.community.voting.rules.marks import Ink, RowInk, read_row
from hemei.community.voting.rules.parts import may_be_of
from hemei.community.voting.rules.proxies import signer_of
from hemei.community.voting.rules.roll import CHOICES, Ballot, Unit
from hemei.community.voting.rules.standards import OwnerMatters, PaperBallots, VoteCounting, VoteTrust
from hemei.community.voting.rules.striking import Desk, Hand, desk_for, may_settle
from hemei.community.voting.rules.tallies import Table, pooled
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.community.voting.rules.waiting import COMMITTEES_SHARE, STREETS_SHARE, limit_within
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


def matter_parts(asked: Asked) -> Answer:
    """Ask for one matter, alone or beside another, of parts by name: a building is one that ends in its word."""
    parts = str(asked.facts["parts"]).split()
    matters = [asked.example.item, *str(asked.facts.get("beside", "")).split()]
    buildings = [name for name in parts if name.endswith("幢")]
    return {"allowed": _yes(may_be_of(matters, parts, buildings=buildings, listed=asked.content).allowed)}


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


def _tables(words: str) -> dict[str, Table]:
    """Read `1幢 6/2/0; 2幢 3/0/1`: how many heads of a building agree, are against, abstain."""
    found = {}
    for name, counts in (one.split(" ") for one in words.split("; ")):
        cast = zip(CHOICES, counts.split("/"), strict=True)
        found[name] = {one: frozenset(f"{name} {one} {n}" for n in range(int(count))) for one, count in cast}
    return found


def _cast_by(words: str) -> CastBy:
    """Read `phone+desk+himself`: by which channel, by a proxy or which binding, and whether of the owner himself."""
    channel, *rests = words.split("+")
    kind = next((one for one in rests if one in set(voters.BindingKind)), "")
    return CastBy(channel, "proxy" in rests, kind, "himself" in rests)


def vote_trust(asked: Asked) -> Answer:
    trust: VoteTrust = asked.content
    facts = asked.facts
    if "came" in facts:
        came = str(facts["came"]).split()
        return {"pool": " ".join(one for one in came if called_back_as(_cast_by(one), trust.call_back))}
    if asked.example.item == "call_back":
        return {"called": to_call(int(facts["paper"]), int(facts["forged"]), trust)}
    if asked.example.item == "public_tallies":
        made = pooled([_tables(str(facts["heads"]))], trust.public_tallies)
        groups = "; ".join(" ".join(group) for group in made.groups)
        return {"groups": groups, "withheld": made.withheld or "no"}
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
    if item == "handed_in":
        since, until, phone = (datetime.fromisoformat(str(facts[one])) for one in ("since", "until", "phone"))
        paper = counted_at(Handed(since, until), facts["doubles"])
        last = "paper" if paper > phone else "phone"
        return {"counts": last if facts["doubles"] == "last" else {"paper": "phone", "phone": "paper"}[last]}
    if item == "signature":
        return {"valid": _signed(asked, rules)}
    return _called_back(asked, rules)


def _signed(asked: Asked, rules: PaperBallots) -> str:
    """Whether a signed paper is valid: alone, or by what was said where the proxy that came with it was refused."""
    if asked.facts.get("proxy") == "refused":
        signer = signer_of(False, {"yes": True, "no": False}.get(str(asked.facts.get("owner"))))
        return {"own": "yes", "anothers": "no"}.get(signer, signer)
    return _yes(bool(rules.signature.text) and asked.facts["signed"] == "yes")


def _called_back(asked: Asked, rules: PaperBallots) -> Answer:
    facts, item = asked.facts, asked.example.item
    if item == "doubted":
        return {"marked": _yes(facts["ended"] in DOUBTED)}
    if "staff" in facts:
        hands, staff = ({int(one) for one in str(facts[key]).split()} for key in ("hands", "staff"))
        asks = [may_ask(one, hands, staff=None).allowed for one in staff]
        street = may_ask(int(facts["street"]), hands, staff=staff).allowed
        return {"community": _yes(any(asks)), "street": _yes(street)}
    if "from" in facts:
        begin = datetime.fromisoformat(f"{facts['from']}T10:00:00+08:00")
        due = asked.working.due(begin, getattr(rules, item).limit).at
        return {"due": due.astimezone(SHANGHAI).date().isoformat()}
    calls = Calls(**{name: int(value) for name, value in facts.items()})
    return {"verdict": verdict_on(calls, Fraction(95, 100), rules)}


def voter_proof(asked: Asked) -> Answer:
    proof: VoterProof = asked.content
    facts, item = asked.facts, asked.example.item
    if item == "too_many_marks":
        items = [Item(number, number, "g", int(facts["seats"])) for number in range(int(facts["marked"]))]
        spoiled = spoiled_by_marks(items, {one.vote_id: "for" for one in items}, proof)
        return {"spoiled": _yes(len(spoiled) == len(items))}
    if item in {"objection", "co_owners", "guardian"}:
        return _bound(asked, proof)
    if "begin" in facts:
        return {"due": _waits_until(asked)}
    if item == "acting":
        return {"second": _yes(voters.needs_second(int(facts["represents"]), proof))}
    if item in {"register", "letter", "desk"}:
        since = date.fromisoformat(str(facts["since"]))
        extract = date.fromisoformat(str(facts.get("extract", since)))
        return {
            "expires": voters.expires(voters.BindingKind(item), since, proof).isoformat(),
            "fresh": _yes(voters.extract_is_fresh(extract, since, proof).allowed),
            "code_until": voters.code_until(since, proof).isoformat(),
            "allowed": _yes(letters.may_try(int(facts.get("wrong", 0)), proof).allowed),
            "declared": _yes(
                letters.must_be_declared(
                    int(facts.get("owners", 1)), proof, declared=facts.get("declared") == "yes"
                ).allowed
            ),
        }
    return _confirms(asked) if "staff" in facts else _allows(asked, proof)


def _allows(asked: Asked, proof: VoterProof) -> Answer:
    facts, item = asked.facts, asked.example.item
    at = datetime(2026, 11, 25, 9, tzinfo=SHANGHAI)
    visitors = [int(one) for one in str(facts.get("visitors", "")).split()]
    allowed = {
        "proxy": proof.proxy.allowed,
        "proxy_limit": voters.may_be_proxy(int(facts.get("held", 0)), proof).allowed,
        "doorstep": voters.enough_visitors(visitors, proof).allowed,
    }
    return {
        "allowed": _yes(allowed.get(item, False)),
        "reliable": _yes(proof.code_signature.reliable),
        "fresh": _yes(proof.step_up.counts(at, at + timedelta(minutes=int(facts.get("minutes", 0))))),
    }


def _confirms(asked: Asked) -> Answer:
    """Who is the second to look at a proxy that came with a ballot, which one entered and another holds."""
    staff = {int(one) for one in str(asked.facts["staff"]).split()}
    street = int(asked.facts["street"])
    hands = {"entered_by": int(asked.facts["entered_by"]), "person_id": int(asked.facts["holder"])}
    known = [Hand(one, None) for one in hands.values()]
    left_to = desk_for(known, community=staff, street={street}, handed_on=False)

    def may(person: int, at: Desk) -> bool:
        return voters.may_confirm_voter({person}, **hands, left_to=left_to, at=at).allowed

    return {
        "community": _yes(any(may(one, Desk.COMMUNITY) for one in staff)),
        "street": _yes(may(street, Desk.STREET)),
    }


def _bound(asked: Asked, proof: VoterProof) -> Answer:
    facts = asked.facts
    if "answer" in facts:
        return {"objected": _yes(denied_by_owner(facts["answer"], str(facts["cast_as"])))}
    if "settles" in facts:
        settles = Hand(int(facts["settles"]), None, frozenset(map(int, str(facts["records"]).split())))
        decision = may_settle(settles, proof.objection, raised_by=Hand(int(facts["raised"]), None))
        return {"may_settle": _yes(decision.allowed)}
    return _settles(asked, proof) if "staff" in facts else {"may_vote": _yes(_votes(asked, proof))}


def _waits_until(asked: Asked) -> str:
    """Until when what waits around a voter is settled, while a vote runs that ends then."""
    item, facts = asked.example.item, asked.facts
    begin, period = datetime.fromisoformat(str(facts["begin"])), getattr(asked.content, item)
    ends_at = datetime.fromisoformat(str(facts["ends"])) if "ends" in facts else None
    share = STREETS_SHARE if item == "settled_by_street" else COMMITTEES_SHARE
    due = asked.working.due(begin, period.limit).at
    limit = limit_within(period.limit, due=due, now=begin, ends_at=ends_at, share=share)
    return asked.working.due(begin, limit).at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def _settles(asked: Asked, proof: VoterProof) -> Answer:
    """Where an objection is settled that these had a hand in, the first of whom raised it; nobody of them does."""
    hands, staff, street = (
        [int(one) for one in str(asked.facts[key]).split()] for key in ("hands", "staff", "street")
    )
    raised_by, *behind = had = [Hand(one, None) for one in hands]
    late = asked.facts.get("late") == "yes"
    desk = desk_for(had, community=staff, street=street, handed_on=late)
    for person in hands:
        assert not may_settle(
            Hand(person, None), proof.objection, raised_by=raised_by, behind=behind, left_to=desk, at=desk
        ).allowed
    return {"settled_at": desk}


def _votes(asked: Asked, proof: VoterProof) -> bool:
    """Whether the first of so many owners may vote by a binding in the named capacity, or one objected to."""
    said, day = str(asked.facts["binding"]), asked.example.on
    capacity = voters.Capacity("owner" if said == "objected" else said)
    binding = voters.Binding(
        voters.BindingKind.DESK, capacity, 1, day, day + timedelta(days=1), objected=said == "objected"
    )
    owners = range(1, int(asked.facts.get("owners", 1)) + 1)
    return voters.may_vote_by(binding, owners, day, proof).allowed


def _yes(holds: object) -> str:
    return "yes" if holds else "no"


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
