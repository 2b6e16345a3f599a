"""Readers of rows that are like something on record."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db.models import Count, Q

from hemei.ground.records.models import ImportMatch
from hemei.ground.records.queries import decrypt, seen_by
from hemei.ground.records.rules import Choice
from hemei.ground.records.services.imports.matches import FIELD
from hemei.kernel.actor import Actor

__all__ = ["Choice", "MatchCandidate", "MatchKind", "MatchRow", "match_kinds", "matches"]


@dataclass(frozen=True, slots=True)
class MatchCandidate:
    """Something on record, and what the row would change of it: column, before, after."""

    subject: int
    label: str
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A row with what it is like, and what was said of it."""

    id: int
    row: int
    kind: str
    words: str
    candidates: list[MatchCandidate]
    choice: str
    chosen: int | None


@dataclass(frozen=True, slots=True)
class MatchKind:
    """How many rows are like something on record in one way, and of how many nobody has decided yet."""

    kind: str
    count: int
    undecided: int


def matches(
    import_id: int, *, actor: Actor, after: int = 0, kind: str = "", undecided: bool = False, limit: int = 50
) -> list[MatchRow]:
    """Return the matches of an import the actor may see, in the file's order, those after an id; one statement."""
    rows = ImportMatch.objects.filter(seen_by(actor), source_id=import_id, pk__gt=after)
    if kind:
        rows = rows.filter(kind=kind)
    if undecided:
        rows = rows.filter(choice="")
    found = rows.order_by("id").values_list("id", "row", "kind", "said", "choice", "chosen")[:limit]
    return [_match(*row[:3], bytes(row[3]), *row[4:]) for row in found]


def _match(number: int, row: int, kind: str, said: bytes, choice: str, chosen: int | None) -> MatchRow:
    kept = json.loads(decrypt(said, FIELD) or "{}")
    candidates = [
        MatchCandidate(one["subject"], one["label"], [(c, b, a) for c, b, a in one["changes"]])
        for one in kept["candidates"]
    ]
    return MatchRow(number, row, kind, kept["row"], candidates, choice, chosen)


def match_kinds(import_id: int, *, actor: Actor) -> list[MatchKind]:
    """Return the kinds of likeness an import has, with their numbers; one statement."""
    rows = ImportMatch.objects.filter(seen_by(actor), source_id=import_id).order_by("kind").values("kind")
    counted = rows.annotate(count=Count("*"), undecided=Count("pk", filter=Q(choice="")))
    return [MatchKind(row["kind"], row["count"], row["undecided"]) for row in counted]
