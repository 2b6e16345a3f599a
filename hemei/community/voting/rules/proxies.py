"""Which written proxy was in force when a paper came in (regulation art. 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
