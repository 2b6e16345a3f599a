"""What a voter takes home: the receipts of a sheet, made from the sheet's one secret."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from hemei.community.voting.rules.roll import Ballot, Choice
from hemei.community.voting.rules.trust import (
    CODE_BYTES,
    SALT_BYTES,
    SealedBallot,
    ballot_code,
    receipt_commitment,
    receipt_of,
    vote_name,
)
from hemei.community.voting.rules.voters import DOCUMENTS
from hemei.kernel.decision import Decision, Reason, mark

PIECE = CODE_BYTES + SALT_BYTES


@dataclass(frozen=True, slots=True)
class WrittenBallot:
    """A ballot as it was written; the receipt holds its code and salt."""

    vote_id: int
    valid: bool
    stands: bool
    receipt: dict[str, str]
    struck: bool = False

    @property
    def commitment(self) -> str:
        """What an event keeps of the ballot, and the public file shows under its code."""
        return receipt_commitment(self.receipt)


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """A sheet as it was written."""

    sheet_id: int
    roll_unit_id: int
    ballots: tuple[WrittenBallot, ...]


@dataclass(frozen=True, slots=True)
class CountedBallot:
    """A ballot of a paper that was received: its code and commitment, from which no choice follows without the salt."""

    vote_id: int
    valid: bool
    stands: bool
    struck: bool
    code: str
    commitment: str


@dataclass(frozen=True, slots=True)
class CountedSheet:
    """A paper that was received, without its choices: for owners who share a home, and for the desk to print."""

    sheet_id: int
    received_at: datetime
    ballots: tuple[CountedBallot, ...]
    unsigned: bool = False


def without_choices(written: WrittenSheet, received_at: datetime, *, unsigned: bool = False) -> CountedSheet:
    """Return of a sheet what tells no choice."""
    return CountedSheet(
        written.sheet_id,
        received_at,
        tuple(
            CountedBallot(one.vote_id, one.valid, one.stands, one.struck, one.receipt["code"], one.commitment)
            for one in written.ballots
        ),
        unsigned,
    )


def may_print(owners: Collection[int], owner_id: int | None, document: str) -> Decision:
    """Whether the desk prints a paper's receipt: for an owner of the unit who showed his identity document."""
    reasons = []
    if owners and owner_id not in owners:
        reasons.append(Reason(mark("请选择来的是哪一位业主"), field="owner", code="owner"))
    if document not in DOCUMENTS:
        reasons.append(Reason(mark("请核对证件，选择看的是哪一种"), field="document", code="document"))
    return Decision(not reasons, tuple(reasons))


def code_and_salt(secret: bytes, place: int) -> tuple[str, str]:
    """Return code and salt of a ballot from the secret of its sheet; `place` counts the sheet's ballots from 0."""
    piece = secret[place * PIECE : (place + 1) * PIECE]
    return ballot_code(piece[:CODE_BYTES]), piece[CODE_BYTES:].hex()


def receipt_from(
    vote_id: int, unit: str, choice: Choice, received_at: datetime, secret: bytes, place: int = 0
) -> dict[str, str]:
    """Return the receipt of a ballot of a sheet."""
    sealed = SealedBallot(Ballot(unit, choice, received_at, 0), *code_and_salt(secret, place))
    return receipt_of(vote_name(vote_id), sealed)


def receipt_number(roll_id: int, sheet_id: int) -> str:
    """Return the number by which a voter and a clerk speak of a receipt; no code and no choice follows from it."""
    return f"{roll_id}-{sheet_id}"
