"""One round: its form for who walks it, its page for who may see it, its photos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hemei.coordination.patrols.models import EarlyFind, Shot, Visit
from hemei.coordination.patrols.queries.lists import (
    ROUND_FIELDS,
    SEEN_FIELDS,
    RoundRow,
    SeenRow,
    round_row,
    rounds_seen,
    seen_row,
)
from hemei.coordination.patrols.queries.walkers import walker_names
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ToSee:
    """A point of a round as its form shows it."""

    point_id: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class ShotRow:
    """A photo of a point; `copy_of` is the round whose photo it repeats."""

    file_id: int
    taken_at: datetime | None
    time_from: str
    metres: int | None
    copy_of: int | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What somebody else walked of the same round when it had been given away, and who."""

    id: int
    walker: str


@dataclass(frozen=True, slots=True)
class RoundPage:
    """A round with its points; `notes` and `shots` by visit, `why_note` the words of why it was missed.

    `former` says that the actor was to walk it before and has not handed it in; `beside` are the records of those who
    did all the same, `second_of` the round that one of them stands beside. `sent` are the cases, by point, of what the
    actor found and sent ahead of the round.
    """

    row: RoundRow
    stream: str
    mine: bool
    points: tuple[ToSee, ...]
    seen: tuple[SeenRow, ...]
    started_at: datetime | None
    notes: Mapping[int, str]
    shots: Mapping[int, tuple[ShotRow, ...]]
    why_note: str
    walker: str
    former: bool
    beside: tuple[Beside, ...]
    second_of: int | None
    sent: Mapping[int, str]


def round_page(round_id: int, *, actor: Actor) -> RoundPage | None:
    """Return a round the actor may see, None where there is none."""
    found = rounds_seen(actor).filter(pk=round_id)
    head = found.values_list("stream", "started_at", "why_note_id", "former", "second_of_id").first()
    if head is None:
        return None
    row = round_row(found.values_list(*ROUND_FIELDS).get())
    stream, started_at, why_note, former, second_of = head
    seconds = list(
        rounds_seen(actor).filter(second_of=round_id).order_by("id").values_list("id", "walker__person_id")
    )
    names = walker_names([row.walker_id, *(person for _, person in seconds)])
    visits = list(
        Visit.objects.filter(round_id=round_id)
        .order_by("id")
        .values_list("point_id", "note_id", *SEEN_FIELDS)
    )
    texts = record.open_sealed([note for _, note, *_ in visits if note] + ([why_note] if why_note else []))
    seen = tuple(seen_row(tuple(rest)) for _, _, *rest in visits)
    return RoundPage(
        row, stream, actor.person_id is not None and row.walker_id == actor.person_id,
        tuple(ToSee(point, one.kind, one.name) for (point, *_), one in zip(visits, seen, strict=True)),
        seen, started_at,
        {one.id: texts.get(note) or "" for (_, note, *_), one in zip(visits, seen, strict=True) if note},
        _shots(round_id), texts.get(why_note) or "" if why_note else "",
        names.get(row.walker_id or 0, ""),
        actor.appointment_id in former and actor.person_id not in {person for _, person in seconds},
        tuple(Beside(number, names.get(person, "")) for number, person in seconds), second_of,
        _sent(round_id, actor),
    )  # fmt: skip


def _sent(round_id: int, actor: Actor) -> dict[int, str]:
    rows = EarlyFind.objects.filter(round_id=round_id, walker__person_id=actor.person_id or 0)
    return dict(rows.values_list("point_id", "case_number"))


def _shots(round_id: int) -> dict[int, tuple[ShotRow, ...]]:
    found: dict[int, tuple[ShotRow, ...]] = {}
    rows = Shot.objects.filter(visit__round_id=round_id).order_by("id")
    fields = ("visit_id", "file_id", "taken_at", "time_from", "metres", "copy_of__visit__round_id")
    for visit, *rest in rows.values_list(*fields):
        found[visit] = (*found.get(visit, ()), ShotRow(*rest))
    return found


def shot_file(round_id: int, file_id: int, *, actor: Actor) -> record.FileRow | None:
    """Return a photo of a round the actor may see."""
    stream = rounds_seen(actor).filter(pk=round_id).values_list("stream", flat=True).first()
    if stream is None:
        return None
    return next((file for file in record.files_of([stream]) if file.id == file_id), None)


@dataclass(frozen=True, slots=True)
class Origin:
    """The round a case comes from: where and when something was found, and how far the phone was from there."""

    round_id: int
    cell: str
    day: date
    point: str
    seen_at: datetime | None
    metres: int | None
    lon: int | None
    lat: int | None


def origin_of(number: str, *, actor: Actor) -> Origin | None:
    """Return the find that became a case, None where it is none or not the actor's to see."""
    if not number:
        return None
    seen = Visit.objects.filter(record.seen_by(actor))
    sent = EarlyFind.objects.filter(record.seen_by(actor), case_number=number).values_list(
        "round_id", "point_id"
    )
    ahead = sent.first()  # its round may tell another find of this point, or none
    rows = seen.filter(round_id=ahead[0], point_id=ahead[1]) if ahead else seen.filter(case_number=number)
    fields = ("round_id", "round__cell__name", "round__planned_on", "name", "seen_at", "metres", "lon", "lat")
    found = rows.values_list(*fields).first()
    return Origin(*found) if found else None
