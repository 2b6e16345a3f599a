"""The three lists of a community with what serves which need, and what an office offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.leadership.volunteering.models import Item, Match
from hemei.leadership.volunteering.rules.words import ItemKind, ItemState, MatchState


@dataclass(frozen=True, slots=True)
class Note:
    """What was written of the progress of a match."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class MatchRow:
    """An offer that serves a need, with its course and result."""

    id: int
    offer_id: int
    offer: str
    by: str
    state: MatchState
    begun_on: date
    ended_on: date | None
    result: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of a list; `served` are the matches of a need."""

    id: int
    kind: ItemKind
    title: str
    text: str
    body_id: int
    body: str
    state: ItemState
    listed_on: date
    until: date | None
    served: tuple[MatchRow, ...] = field(default=())


def items(
    *,
    actor: Actor,
    kind: ItemKind,
    community_id: int | None = None,
    ended: bool = False,
    after: int | None = None,
    limit: int = 50,
) -> list[ItemRow]:
    """Return the items of a list, the latest first; without a community those the actor's body offers."""
    rows = Item.objects.filter(records.seen_by(actor), kind=kind.value)
    rows = rows.filter(community_id=community_id) if community_id else rows.filter(body_id=actor.body_id or 0)
    if not ended:
        rows = rows.exclude(state__in=[ItemState.DONE.value, ItemState.WITHDRAWN.value])
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return _rows(rows, limit)


def _rows(rows: QuerySet[Item], limit: int) -> list[ItemRow]:
    found = list(rows.order_by("-id")[:limit])
    needs = [row.pk for row in found if row.kind == ItemKind.NEED]
    matches = (
        list(Match.objects.filter(need_id__in=needs).select_related("offer").order_by("-id")) if needs else []
    )
    names = people.body_names({row.body_id for row in found} | {match.offer.body_id for match in matches})
    texts = records.open_sealed(
        number
        for number in (*(row.text_id for row in found), *(match.result_id for match in matches))
        if number
    )
    notes = _notes([match.stream for match in matches if match.state == MatchState.RUNNING])
    served: dict[int, list[MatchRow]] = {}
    for match in matches:
        served.setdefault(match.need_id, []).append(
            MatchRow(
                match.pk, match.offer_id, match.offer.title, names.get(match.offer.body_id, ""),
                MatchState(match.state), match.begun_on, match.ended_on, texts.get(match.result_id or 0) or "",
                notes.get(match.stream, ()),
            )
        )  # fmt: skip
    return [
        ItemRow(
            row.pk, ItemKind(row.kind), row.title, texts.get(row.text_id or 0) or "", row.body_id,
            names.get(row.body_id, ""), ItemState(row.state), row.listed_on, row.until,
            tuple(served.get(row.pk, ())),
        )
        for row in found
    ]  # fmt: skip


def _notes(streams: list[str]) -> Mapping[str, tuple[Note, ...]]:
    """Return what was written of running matches, in order."""
    told = records.events_of(streams=streams, kind="volunteering.progress_noted") if streams else []
    vaults = [event.data["about"]["texts"]["text"]["vault"] for _, event in told]
    texts = records.open_sealed(vaults)
    found: dict[str, list[Note]] = {}
    for (stream, event), vault in zip(told, vaults, strict=True):
        found.setdefault(stream, []).append(Note(event.at, texts.get(vault) or ""))
    return {stream: tuple(rows) for stream, rows in found.items()}
