"""Whether the bank paid whom an order names: by the account, and by the name only where the bank tells no account."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

TAIL = 4


class Payee(StrEnum):
    """Whom the bank paid, held against the order: the same, somebody else, or nothing that settles it."""

    SAME = "same"
    OTHER = "other"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Party:
    """The other side of a payment: its account and its name, each empty where nobody says it."""

    account: str = ""
    name: str = ""


NOBODY = Party()


def payee_of(said: Party, wanted: Party) -> Payee:
    """Hold whom the bank paid against whom the order names.

    Accounts decide: the same name at another account is somebody else until somebody says why. A number of which the
    bank hides digits only speaks against. A name settles it only whole: banks cut long names.
    """
    theirs, ours = _digits(said.account), _digits(wanted.account)
    if theirs and ours:
        if "*" not in theirs:
            return Payee.SAME if theirs == ours else Payee.OTHER
        if not _fits(theirs, ours):
            return Payee.OTHER
    name, own = _plain(said.name), _plain(wanted.name)
    if not name or not own:
        return Payee.UNSAID
    if name == own:
        return Payee.SAME
    return Payee.UNSAID if own.startswith(name) or name.startswith(own) else Payee.OTHER


def told_apart(said: Party, wanted: Party) -> str:
    """Return what tells the two apart as anybody may read it: the ends of their accounts, else their names."""
    theirs, ours = _digits(said.account), _digits(wanted.account)
    if theirs and ours:
        return f"{theirs[-TAIL:]} ≠ {ours[-TAIL:]}"
    return f"{said.name or '-'} ≠ {wanted.name or '-'}"


def _digits(account: str) -> str:
    kept = unicodedata.normalize("NFKC", account).replace("X", "*").replace("x", "*")
    return "".join(sign for sign in kept if sign.isdigit() or sign == "*")


def _fits(hidden: str, whole: str) -> bool:
    start, end = hidden.split("*", 1)[0], hidden.rsplit("*", 1)[1]
    return whole.startswith(start) and whole.endswith(end)


def _plain(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if sign.isalnum())
