"""Which written proxy was in force when a paper came in (regulation art. 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hemei.community.voting.rules.handing import Handed


@dataclass(frozen=True, slots=True)
class Given:
    """A proxy of a unit; one that was withdrawn was in force until then, that moment excluded."""

    id: int
    given_at: datetime
    withdrawn_at: datetime | None


def proxies_when(given: Sequence[Given], handed: Handed) -> list[int]:
    """Return the proxies by which a paper may have been signed that came in then; several where nobody knows which.

    What happens to a proxy after the paper came in takes nothing of it back. Where none was in force then, it is the
    one that stands: the paper came with it, and it was entered after it while the vote ran.
    """
    then = [
        one.id
        for one in given
        if one.given_at <= handed.until and (one.withdrawn_at is None or handed.since < one.withdrawn_at)
    ]
    return then or [one.id for one in given if one.withdrawn_at is None]


Signer = Literal["holder", "waits", "unsaid", "own", "anothers"]
"""Who signed a paper that a proxy came with: its holder, nobody knows yet, its owner, or another."""


def signer_of(confirmed: bool | None, own: bool | None) -> Signer:  # noqa: FBT001 - two answers that may be missing
    """Return who signed a paper by what was said of the proxy entered last with it, and of the signature.

    It `waits` while nobody has looked at the proxy. Where that does not do, a person says whether the owner signed
    himself; while that is `unsaid` the paper is neither his nor anybody's.
    """
    if confirmed is not False:
        return "holder" if confirmed else "waits"
    if own is None:
        return "unsaid"
    return "own" if own else "anothers"
