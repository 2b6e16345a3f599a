"""Ballots are struck before their vote is counted, or counted anew: the count leaves them out, the result says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from hemei.community.voting.models import Assembly, Ballot, Strike
from hemei.community.voting.services.assemblies import tell_of
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference

NEVER: Mapping[int, int] = MappingProxyType({})


def strike_before_count(
    actor: Actor,
    now: datetime,
    found: Assembly,
    ballots: Sequence[Ballot],
    *,
    ground: str,
    reasons: Mapping[int, Mapping[str, Any]],
    texts: Mapping[str, Any] | None = None,
    references: tuple[Reference, ...] = (),
    rounds: Mapping[int, int] = NEVER,
) -> int:
    """Strike ballots on a ground; return how many. `reasons` are the sealed words by the unit of the roll.

    `rounds` says by vote how often it was counted before.
    """
    Strike.objects.bulk_create(
        Strike(
            assembly=found, ballot=one, round=rounds.get(one.vote_id, 0) + 1, ground=ground, struck_at=now,
            reason_id=reasons[one.roll_unit_id]["vault"], scope=one.scope, stream=one.stream,
        )
        for one in ballots
    )  # fmt: skip
    data: dict[str, Any] = {
        "ballots": [one.pk for one in ballots],
        "votes": [one.vote_id for one in ballots],
        "ground": ground,
        "cites": None,
        "texts": dict(texts or {}),
    }
    tell_of(actor, now, found, "voting.ballots_struck", data, references)
    return len(ballots)
