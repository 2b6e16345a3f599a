"""The shape of `voter-proof`: who votes for a unit, how that is shown, and through which doors a ballot comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.community.voting.rules.procedure_standard import Period
from hemei.kernel.standards import FactorTime, Head, Warrant


@dataclass(frozen=True, slots=True)
class ByRegister:
    """A clerk compared the unit with an extract of the real-estate register, which may be so many days old."""

    valid_days: int
    extract_days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ByLetter:
    """A letter through the door, with a code that is used once within so many days.

    So many wrong ones of an account in a day, or of a letter, and it takes no more. Whether one of several owners may
    say himself that the others chose him.
    """

    valid_days: int
    code_days: int
    most_wrong: int
    co_owner_declares: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class AtDesk:
    """A clerk saw the person and an identity document."""

    valid_days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CodeSignature:
    """Whether a one-time code is a reliable electronic signature. It is not."""

    reliable: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Objection:
    """Whether an objection stops a binding until it is settled."""

    suspends: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Followed:
    """A rule in words, followed in code."""

    text: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Acting:
    """For how many different owners one person may be bound as guardian or delegate by one clerk alone."""

    most_owners: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ProxyAllowed:
    """Whether somebody else may vote in writing for an owner."""

    allowed: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ProxyLimit:
    """For how many units of one roll one person may be proxy."""

    most_units: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Doorstep:
    """How many different persons bring a ballot from a doorstep."""

    visitors: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class TooManyMarks:
    """What is spoiled by agreeing to more candidates than there are seats."""

    spoils: Literal["group", "sheet"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class VoterProof:
    """`voter-proof`: who votes for a unit, and how."""

    head: Head
    register: ByRegister
    letter: ByLetter
    desk: AtDesk
    code_signature: CodeSignature
    objection: Objection
    settling: Period
    co_owners: Followed
    guardian: Followed
    acting: Acting
    second_clerk: Period
    settled_by_street: Period
    proxy: ProxyAllowed
    proxy_limit: ProxyLimit
    doorstep: Doorstep
    step_up: FactorTime
    too_many_marks: TooManyMarks
