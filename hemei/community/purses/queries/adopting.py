"""The agreements about an account that were put to the owners, and whether they passed them in those words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from hemei.community.purses.models import Agreement
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


@dataclass(frozen=True, slots=True)
class Held:
    """What the owners decided last of what was entered: published when, and whether its entry is yet to come."""

    decided_at: datetime
    coming: bool


def held_on(account_id: int, scope: str, day: date) -> Held | None:
    """Return the owners' decision behind the latest agreement, none where it has none; the place is open.

    Its day is that of its meeting and not of the vote as it stands: until its annulment is entered it replaces.
    """
    rows = Agreement.objects.filter(account_id=account_id).exclude(valid_until=F("valid_from"))
    last = rows.order_by("-number").first()
    if last is None or last.adopted_assembly_id is None or last.annulled_on is not None:
        return None
    meeting = voting.assembly(last.adopted_assembly_id, actor=system_actor(scope))
    return Held(meeting.published_at, last.valid_from > day) if meeting and meeting.published_at else None


def to_enter(put: Sequence[Put], held: Held | None) -> list[Put]:
    """Return what was put to the owners and may still be entered, or wait for them, after what is `held`.

    What the owners passed before it is replaced by it for good; it itself is entered anew, with another day, while it
    is yet to come.
    """
    return [
        one
        for one in put
        if one.vote_id is None
        or one.decided_at is None
        or held is None
        or one.decided_at > held.decided_at
        or (held.coming and one.decided_at == held.decided_at)
    ]
