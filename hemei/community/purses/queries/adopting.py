"""The agreements about an account that were put to the owners, and whether they passed them in those words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hemei.community.purses.rules.agreeing import Tier, tiers_from
from hemei.community.purses.rules.putting import MATTER
from hemei.community.voting import queries as voting
from hemei.ground.records import queries as record
from hemei.kernel.actor import system_actor


@dataclass(frozen=True, slots=True)
class Put:
    """An agreement that was put to the owners; `assemblies` are the meeting called for it and the last one for it.

    `vote_id` is the resolution that adopted it, while that stands, published at `decided_at`; `waits` whether the
    owners may still decide it.
    """

    assemblies: tuple[int, ...]
    words: str
    tiers: tuple[Tier, ...]
    community_approves: bool
    pause_allowed: bool
    pause_clause_id: int | None
    vote_id: int | None
    waits: bool
    decided_at: datetime | None


def put_to_owners(stream: str, scope: str) -> list[Put]:
    """Return the agreements of an account that were put to the owners, the latest first; the place is open."""
    told = record.events_of(streams=[stream], kind="purses.agreement_put")
    return [_put(event.data, scope) for _stream, event in reversed(told)]


def _put(data: Mapping[str, Any], scope: str) -> Put:
    first, words = int(data["assembly"]), str(data["words"])
    answer = voting.answer_of(first, title=words, matter=MATTER, actor=system_actor(scope))
    clause = data.get("texts", {}).get("pause_clause")
    return Put(
        tuple(dict.fromkeys((first, answer.assembly.id if answer else first))), words, tiers_from(data["tiers"]),
        bool(data["community"]), bool(data["pause"]), clause["vault"] if clause else None,
        answer.vote_id if answer else None, bool(answer and answer.waits),
        answer.assembly.published_at if answer and answer.vote_id else None,
    )  # fmt: skip


def to_enter(put: Sequence[Put], held: int | None) -> list[Put]:
    """Return what was put to the owners and may still be entered, or wait for them, while the agreement `held` stands.

    `held` is the resolution behind the latest agreement: what the owners passed before it is replaced by it for good.
    """
    since = next((one.decided_at for one in put if held is not None and one.vote_id == held), None)
    return [
        one
        for one in put
        if one.vote_id is None
        or (one.vote_id != held and not (since and one.decided_at and one.decided_at <= since))
    ]
