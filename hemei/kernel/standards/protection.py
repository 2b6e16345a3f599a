"""The shapes of what protects people: passwords and sessions, and how personal data is masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.kernel.limits import Limit
from hemei.kernel.standards.source import Head, Warrant


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number that a rule compares with; its unit is in the name of its key."""

    count: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class AccountRules:
    """`account-rules`: level-protection numbers for passwords, sessions and logs.

    `character_kinds` of the four kinds: lower case, upper case, digit, other.
    `failures` in a row lock the account for `lock`; `idle` ends a session.
    """

    head: Head
    password_length: Count
    character_kinds: Count
    password_age: Duration
    password_history: Count
    failures: Count
    lock: Duration
    idle: Duration
    log_kept: Duration


@dataclass(frozen=True, slots=True)
class Mask:
    """How many characters of a kind of data stay visible; the rest become asterisks.

    `fixed` is the number of asterisks whatever the length, 0 for one for each hidden character.
    """

    code: Literal["name", "identity", "phone", "plate", "bank_account"]
    name: str
    first: int
    last: int
    warrant: Warrant
    fixed: int = 0

    def apply(self, text: str) -> str:
        """Return the text masked; a text too short to hide anything is hidden whole."""
        hidden = len(text) - self.first - self.last
        if hidden < 1:
            return "*" * max(len(text), 1)
        stars = "*" * (self.fixed or hidden)
        return text[: self.first] + stars + text[len(text) - self.last :]


@dataclass(frozen=True, slots=True)
class AddressMask:
    """The last part of an address that outsiders see."""

    shown_to: Literal["community", "estate", "building", "entrance"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Masking:
    """`masking`: what an outsider sees of personal data."""

    head: Head
    mask: tuple[Mask, ...]
    address: AddressMask

    def of(self, code: str) -> Mask:
        """Return the mask of a kind of data; raise KeyError for an unknown kind."""
        found = {mask.code: mask for mask in self.mask}
        return found[code]  # type: ignore[index]  # an unknown kind is the caller's bug and raises


STANDARDS: dict[str, type] = {"account-rules": AccountRules, "masking": Masking}
