"""Rolls and ballots in few words, and the shipped standards of a day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hemei.community.voting.rules.count import Measured, Outcome, judge, measure
from hemei.community.voting.rules.roll import DEVELOPER, Ballot, Choice, Unit
from hemei.community.voting.rules.standards import (
    STANDARDS,
    Keep,
    Matter,
    MatterCode,
    OwnerMatters,
    PaperBallots,
    VoteCounting,
    VoteTrust,
)
from hemei.community.voting.rules.trust import Counted, SealedBallot, ballot_code, full_file, public_file
from hemei.kernel.standards import Standards, load_some_standards

FOLDER = Path(__file__).parents[4] / "standards"
TODAY = date(2026, 11, 25)
BEFORE_THE_CODE = date(2020, 12, 31)
SALT = "5a" * 32
START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@cache
def shipped() -> Standards:
    return load_some_standards(FOLDER, city="hefei", shapes=STANDARDS)


def matter(code: MatterCode, on: date = TODAY) -> Matter:
    return shipped().find("owner-matters", OwnerMatters, on=on).of(code)


def counting(on: date = TODAY) -> VoteCounting:
    return shipped().find("vote-counting", VoteCounting, on=on)


def unit(code: str, area: int, *owners: str, building: str = "1", delivered: bool = True) -> Unit:
    """A unit of so many whole square metres."""
    return Unit(code, building, area * 100, frozenset(owners), delivered)


def ballots(choices: Mapping[str, Choice]) -> list[Ballot]:
    return [
        Ballot(code, choice, START + timedelta(minutes=line), line)
        for line, (code, choice) in enumerate(choices.items(), start=2)
    ]


def counted(
    roll: Iterable[Unit], cast: Iterable[Ballot], code: MatterCode, on: date = TODAY
) -> tuple[Measured, Outcome]:
    measured = measure(tuple(roll), cast, counting(on), keep="last")
    return measured, judge(matter(code, on), total=measured.total, part=measured.part, agree=measured.agree)


def vector_roll() -> list[Unit]:
    """60 owners of 100 m2; X with 3 x 120; the shop S of 800; the developer with 10 unsold and 2 undelivered of 100."""
    return [
        *(unit(f"s{n:02}", 100, f"owner {n}") for n in range(60)),
        *(unit(f"x{n}", 120, "X") for n in range(3)),
        unit("shop", 800, "S"),
        *(unit(f"d{n:02}", 100, DEVELOPER) for n in range(10)),
        *(unit(f"u{n}", 100, f"buyer {n}", delivered=False) for n in range(2)),
    ]


def paper_ballots() -> PaperBallots:
    return shipped().find("paper-ballots", PaperBallots, on=TODAY)


def trust() -> VoteTrust:
    return shipped().find("vote-trust", VoteTrust, on=TODAY)


def sealed(cast: Iterable[Ballot]) -> list[SealedBallot]:
    """Ballots under codes and salts that a test can repeat."""
    found = []
    for ballot in cast:
        stuff = hashlib.sha512(f"{ballot.line}".encode()).digest()
        found.append(SealedBallot(ballot, ballot_code(stuff[:10]), stuff[10:42].hex()))
    return found


def published(
    roll: Sequence[Unit],
    cast: Sequence[SealedBallot],
    code: MatterCode = "hire_company",
    keep: Keep = "last",
    **more: Any,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The full and the public file of a vote."""
    measured = measure(roll, [one.ballot for one in cast], counting(), keep=keep)
    outcome = judge(matter(code), total=measured.total, part=measured.part, agree=measured.agree)
    said = {"item": (1, "续聘"), "roll_of": "r1"} | more
    done = Counted("v1", matter(code), counting(), trust(), keep, measured, outcome, **said)
    return full_file(done, roll, cast, SALT), public_file(done, roll, cast, SALT)
