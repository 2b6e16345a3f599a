"""What is published of a vote, so that nobody has to believe the count: receipts, the public file, the full file.

Each ballot lies under a random ballot code that only its voter knows. The public file says of each code a commitment
to the choice, one to the handling (number, channel, moment, validity) and whether it was counted; a Merkle root covers
them all, and with them everything the result depends on: matter, rules, roll, sums. The voter recomputes the first
from his receipt. The full file opens every commitment: it is for the organiser, the court, and owners who inspect
(interpretation art. 13). `verify.py` recounts from both.

Whoever holds a receipt can also show it to others. An estate that wants a secret vote needs another system for it.
"""

from __future__ import annotations

from base64 import b32encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any, Literal

from hemei.community.voting.rules.count import Measured, Outcome
from hemei.community.voting.rules.own_rules import NONE, Own
from hemei.community.voting.rules.roll import Ballot, Choice, Unit, standing_ballots
from hemei.community.voting.rules.standards import Keep, Matter, VoteCounting, VoteTrust
from hemei.community.voting.rules.tallies import pooled, table_of
from hemei.community.voting.verify import digest, group_of, leaves_of, root_of, row_of
from hemei.kernel.standards import Bar

CODE_BYTES = 10
SALT_BYTES = 32
Found = Literal["counted", "not_counted", "differs", "missing"]


@dataclass(frozen=True, slots=True)
class SealedBallot:
    """A ballot with the code it lies under and the salt of its commitments (hexadecimal).

    `struck` is on what ground it was struck, by its code; empty for all others.
    """

    ballot: Ballot
    code: str
    salt: str
    struck: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A count as it is to be published.

    `item` says which item of the notice it is, in its words; `roll_of` under which name the roll was committed to.
    Format 1 is that of files published before the root covered more than the ballots, format 2 that of those with
    tallies of buildings where all agree; they must stay what they were. `own` are the estate's own rules of procedure,
    `decision` is what the committee decided to call the meeting for.
    """

    vote: str
    matter: Matter
    counting: VoteCounting
    trust: VoteTrust
    keep: Keep
    measured: Measured
    outcome: Outcome
    item: tuple[int, str]
    roll_of: str
    own: Own = NONE
    format: Literal[1, 2, 3] = 3
    decision: Mapping[str, Any] = field(default_factory=dict)
    called_back: Mapping[str, Any] = field(default_factory=dict)


def roll_name(roll_id: int) -> str:
    """Return how the files and the notice name a roll."""
    return f"roll:{roll_id}"


def vote_name(vote_id: int) -> str:
    """Return how the files and the receipts name a vote."""
    return f"vote:{vote_id}"


def ballot_code(random: bytes) -> str:
    """Write ten random bytes as a code that can be read out: four groups of four of A-Z and 2-7."""
    if len(random) != CODE_BYTES:
        raise ValueError(f"A ballot code is made of {CODE_BYTES} random bytes, not {len(random)}.")
    text = b32encode(random).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def receipt_of(vote: str, sealed: SealedBallot) -> dict[str, str]:
    """Return what the voter keeps; with it the commitment can be computed by hand."""
    return {
        "vote": vote,
        "code": sealed.code,
        "salt": sealed.salt,
        "unit": sealed.ballot.unit,
        "choice": sealed.ballot.choice,
    }


def receipt_commitment(receipt: Mapping[str, str]) -> str:
    """Return the commitment that the public file must hold under the receipt's code."""
    return digest(receipt["salt"], "ballot", *(receipt[key] for key in ("vote", "code", "unit", "choice")))


def look_up(receipt: Mapping[str, str], public: Mapping[str, Any]) -> Found:
    """Find a voter's own ballot in the public file."""
    return look_up_code(receipt["code"], receipt_commitment(receipt), public)


def look_up_code(code: str, commitment: str, public: Mapping[str, Any]) -> Found:
    """Find in the public file the ballot of a code, which has to hold this commitment."""
    row = next((row for row in public["ballots"] if row[0] == code), None)
    if row is None:
        return "missing"
    if row[1] != commitment:
        return "differs"
    return "counted" if row[3] else "not_counted"


def roll_commitment(name: str, salt: str, roll: Sequence[Unit]) -> str:
    """Return the commitment to the frozen roll, published with the notice, and anew with each correction."""
    return digest(salt, "roll", name, [list(_listed(unit).values()) for unit in roll])


def short_check(commitment: str) -> str:
    """Write the first sixteen letters of a commitment so that they can be compared by eye."""
    return "-".join(commitment[at : at + 4] for at in range(0, min(len(commitment), 16), 4))


def full_file(
    counted: Counted, roll: Sequence[Unit], ballots: Sequence[SealedBallot], salt: str
) -> dict[str, Any]:
    """Return the file that opens every commitment."""
    return {
        "vote": counted.vote,
        "roll": {"salt": salt, "units": [_listed(unit) for unit in roll]},
        "ballots": [_opened(sealed) for sealed in ballots],
    }


def public_file(
    counted: Counted, roll: Sequence[Unit], ballots: Sequence[SealedBallot], salt: str
) -> dict[str, Any]:
    """Return the file for everybody."""
    standing, _ = standing_ballots((sealed.ballot for sealed in ballots), keep=counted.keep)
    rows = sorted(
        row_of(counted.vote, _opened(sealed), counted=standing.get(sealed.ballot.unit) is sealed.ballot)
        for sealed in ballots
    )
    choices = {unit: ballot.choice for unit, ballot in standing.items()}
    total, part, agree = counted.measured.total, counted.measured.part, counted.measured.agree
    by_unit = {"choices": choices} if counted.trust.choices_by_unit.published else {}
    struck = sorted([one.code, one.struck] for one in ballots if one.struck)
    old = counted.format == 1
    number, title = counted.item
    said = {
        **(
            {}
            if old
            else {
                "format": counted.format,
                "item": {"number": number, "title": title},
                "roll_of": counted.roll_of,
            }
        ),
        "vote": counted.vote,
        "matter": counted.matter.code,
        "clause": counted.matter.clause,
        "rules": _rules(counted),
        "roll": roll_commitment(counted.vote if old else counted.roll_of, salt, roll),
        "result": {
            "area": [total.area_dm2, part.area_dm2, agree.area_dm2],
            "heads": [total.heads, part.heads, agree.heads],
            "quorum": counted.outcome.quorum,
            "passed": counted.outcome.passed,
        },
        "groups": _groups(counted, roll, ballots, choices),
        **({"own_rules": told} if (told := counted.own.told()) else {}),
        **({"decision": dict(counted.decision)} if counted.decision else {}),
        **({"called_back": dict(counted.called_back)} if counted.called_back else {}),
        **({"struck": struck} if struck else {}),
        **by_unit,
    }
    return {**said, "ballots": rows, "root": root_of(leaves_of(said, rows))}


def _groups(
    counted: Counted, roll: Sequence[Unit], ballots: Sequence[SealedBallot], choices: Mapping[str, Choice]
) -> list[dict[str, Any]]:
    """Return the tallies of the buildings; in format 3 none from which a choice follows."""
    bar, listed = counted.trust.public_tallies, [_listed(unit) for unit in roll]
    if counted.format < 3:  # noqa: PLR2004 - the format that holds choices back
        cast = Counter({unit.building: 0 for unit in roll})
        cast.update(unit.building for unit in roll if unit.code in choices)
        named: list[dict[str, Any]] = [
            {"buildings": group} for group in building_groups(cast, bar.least_ballots)
        ]
    else:
        unstruck = (replace(one.ballot, valid=True) if one.struck else one.ballot for one in ballots)
        first, _ = standing_ballots(unstruck, keep=counted.keep)
        before = {unit: ballot.choice for unit, ballot in first.items()}
        made = pooled([table_of(roll, count, counted.counting) for count in (before, choices)], bar)
        held = {"withheld": made.withheld} if made.withheld else {}
        named = [{"buildings": list(group), **held} for group in made.groups]
    return [group_of(listed, dict(choices), group, counted.format) for group in named]


def building_groups(cast: Mapping[str, int], least: int) -> list[list[str]]:
    """Put buildings with few counted ballots together, as files before format 3 did.

    A single group of too few would follow from the others by subtraction; the smallest other one joins it.
    """
    large = sorted((count, building) for building, count in cast.items() if count >= least)
    small = sorted(building for building, count in cast.items() if count < least)
    if small and large and sum(cast[building] for building in small) < least:
        small = sorted([*small, large.pop(0)[1]])
    alone = sorted([building] for _, building in large)
    return [*alone, small] if small else alone


def _listed(unit: Unit) -> dict[str, Any]:
    """Return a unit as the full file lists it, in the order of the commitment."""
    return {
        "unit": unit.code,
        "building": unit.building,
        "area_dm2": unit.area_dm2,
        "owners": sorted(unit.owners),
        "delivered": unit.delivered,
    }


def _opened(sealed: SealedBallot) -> dict[str, Any]:
    ballot = sealed.ballot
    return {
        "code": sealed.code,
        "salt": sealed.salt,
        "number": ballot.line,
        "unit": ballot.unit,
        "choice": ballot.choice,
        "channel": ballot.channel,
        "received_at": ballot.received_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "valid": ballot.valid,
        **({"struck": sealed.struck} if sealed.struck else {}),
    }


def _rules(counted: Counted) -> dict[str, Any]:
    """Return the rules of the count as numbers and words, for a verifier that knows no standards."""
    matter, counting = counted.matter, counted.counting
    every = Bar.parse(">= 1/1")
    return {
        "take_part": _bar(matter.take_part or every),
        "take_part_of": ["heads"] if matter.unanimous else ["area", "heads"],
        "agree": _bar(matter.agree or every),
        "agree_of": "all" if matter.unanimous else matter.agree_of,
        "doubles": counted.keep,
        "merge": counting.same_owners.merge,
        "mixed": counting.mixed_choice.agrees,
        "spoiled_take_part": counting.spoiled_ballots.take_part,
    }


def _bar(bar: Bar) -> list[str | int]:
    return [">=" if bar.included else ">", bar.share.numerator, bar.share.denominator]
