"""Look at the photos that shall prove something: have they been used before, when and where were they taken?

What is found is said beside the photo and in the event, as codes; nothing is refused for it, for a camera's clock may
be wrong and a position may be missing. A visitor and whoever supervises reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from hemei.coordination.cases import rows
from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.models import Case, PhotoMark
from hemei.coordination.cases.rules.capture import Capture, read_capture
from hemei.coordination.cases.rules.looks import Look, Pictured, bits_between, eighths, looks, shown_since
from hemei.coordination.cases.rules.papers import SEALED_COPY
from hemei.coordination.cases.rules.state import CaseState
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class Looked:
    """A photo's fingerprint and what deserves a look about it."""

    likeness: str
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """How far fingerprints were filled in: the last picture, how many were marked, how many could not be read."""

    last: int
    marked: int
    passed: int


def look_at(actor: Actor, case: Case, photos: Sequence[records.Photo], now: datetime) -> list[Looked]:
    """Return what deserves a look about each photo of an act that shall show how it is now."""
    if not photos:
        return []
    state = rows.decode_state(case.snapshot)
    checks = law_of(shanghai_day(now)).checks
    likenesses = [records.likeness_of(photo.content) for photo in photos]
    nearest = _nearest(case.stream, likenesses)
    since = shown_since(state)
    found = []
    for photo, likeness in zip(photos, likenesses, strict=True):
        capture = read_capture(photo.evidence) if photo.evidence else Capture()
        pictured = Pictured(capture, _metres(actor, state, capture), nearest.get(likeness))
        found.append(Looked(likeness, looks(pictured, since=since, checks=checks)))
    return found


def only_marked(photos: Sequence[records.Photo]) -> list[Looked]:
    """Return the fingerprints of photos that prove nothing themselves, so that they are known when they shall."""
    return [Looked(records.likeness_of(photo.content), ()) for photo in photos]


def mark_reported(*, actor: Actor, stream: str) -> int:
    """Keep the fingerprints of pictures that came through the intake door, which takes none; returns how many.

    Whoever reports does not wait for it. Repeated, it does no harm.
    """
    with records.acting(actor):
        case = Case.objects.filter(stream=stream).first()
        if case is None:
            return 0
        marked = set(PhotoMark.objects.filter(stream=stream).values_list("file_id", flat=True))
        fresh = [file for file in _pictures([stream]) if file.id not in marked]
        likenesses = [records.likeness_of(record.file_content(file)) for file in fresh]
        PhotoMark.objects.bulk_create(
            [
                _mark(file.id, stream, case.scope, likeness)
                for file, likeness in zip(fresh, likenesses, strict=True)
            ],
            ignore_conflicts=True,
        )
        return len(fresh)


_UNMARKED = """
select f.id, f.stream from records_file f
where f.id > %(after)s and f.stream >= 'cases.case:' and f.stream < 'cases.case;' and f.media_type like 'image/%%'
  and f.purpose <> %(scan)s and f.erased_at is null
  and not exists (select 1 from cases_photomark m where m.file_id = f.id)
order by f.id limit %(limit)s
"""


def mark_pictures(*, actor: Actor, after: int = 0, limit: int = 200) -> Marked:
    """Keep the fingerprints of the next pictures of cases that have none, in one transaction.

    Those from before there were fingerprints, and those that came by the thousand. Killed and run again, it goes on
    where it was; a picture whose bytes are gone is passed over and counted.
    """
    with records.acting(actor):
        with connection.cursor() as cursor:
            cursor.execute(_UNMARKED, {"after": after, "scan": SEALED_COPY, "limit": limit})
            wanted = dict(cursor.fetchall())
        streams = sorted(set(wanted.values()))
        scopes = dict(Case.objects.filter(stream__in=streams).values_list("stream", "scope"))
        files = {file.id: file for file in _pictures(streams) if file.id in wanted}
        marks = []
        for file_id, stream in wanted.items():
            likeness = _likeness(files.get(file_id))
            if likeness and stream in scopes:
                marks.append(_mark(file_id, stream, scopes[stream], likeness))
        PhotoMark.objects.bulk_create(marks, ignore_conflicts=True)
    return Marked(max(wanted, default=0), len(marks), len(wanted) - len(marks))


def _likeness(file: record.FileRow | None) -> str:
    """Return the fingerprint of a file, empty where its bytes are gone or are no picture any more."""
    if file is None:
        return ""
    try:
        return records.likeness_of(record.file_content(file))
    except (OSError, ValueError):  # also Pillow's word for what is no picture
        return ""


def mark_all_pictures(*, actor: Actor, told: Callable[[Marked], None] = lambda _done: None) -> Marked:
    """Do so until none is left; `told` hears of every portion. Returns how many were marked and passed over."""
    after = marked = passed = 0
    while True:
        done = mark_pictures(actor=actor, after=after)
        if not done.last:
            return Marked(after, marked, passed)
        after, marked, passed = done.last, marked + done.marked, passed + done.passed
        told(Marked(after, marked, passed))


def keep_marks(case: Case, file_ids: Sequence[int], looked: Sequence[Looked]) -> None:
    """Keep the fingerprints of photos, beside what was seen of them."""
    PhotoMark.objects.bulk_create(
        [
            _mark(file_id, case.stream, case.scope, one.likeness)
            for file_id, one in zip(file_ids, looked, strict=False)
        ]
    )


def said_of(file_ids: Sequence[int], looked: Sequence[Looked]) -> Mapping[str, Any]:
    """Return what an event says of the looks at its photos: by file, in codes; nothing where nothing was found."""
    said = {
        str(file_id): [look.value for look in one.looks]
        for file_id, one in zip(file_ids, looked, strict=False)
        if one.looks
    }
    return {"looks": said} if said else {}


def _nearest(stream: str, likenesses: Sequence[str]) -> dict[str, int]:
    """Return by fingerprint by how many bits the nearest earlier photo differs: of this case, or anywhere."""
    own = _own(stream)
    found = {likeness: min(bits_between(likeness, other) for other in own) for likeness in likenesses if own}
    for likeness, bits in shown_before(stream, likenesses).items():
        found[likeness] = min(bits, found.get(likeness, bits))
    return found


def shown_before(stream: str, likenesses: Sequence[str]) -> dict[str, int]:
    """Return by fingerprint by how many bits the nearest photo differs that was shown anywhere but in a stream.

    Of cases and of patrols, in the whole city, through a door that says the number of bits and nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select wanted, bits from unnest(%s::text[]) as wanted, cases_photo_before(wanted, %s) as bits",
            [list(likenesses), stream],
        )
        return {likeness: bits for likeness, bits in cursor.fetchall() if bits is not None}


def keep_shown(*, stream: str, scope: str, likenesses: Mapping[int, str]) -> None:
    """Keep the fingerprints of photos that something else than a case showed, by their file, as a patrol's round does.

    So a case is not proven with them unseen. The caller has bound an actor who sees the stream.
    """
    PhotoMark.objects.bulk_create(
        [_mark(file_id, stream, scope, likeness) for file_id, likeness in likenesses.items()],
        ignore_conflicts=True,
    )


def _own(stream: str) -> list[str]:
    """Return the fingerprints of all photos of a case; those the intake door took have none yet and are read."""
    kept = dict(PhotoMark.objects.filter(stream=stream).values_list("file_id", "likeness"))
    fresh = [file for file in _pictures([stream]) if file.id not in kept]
    return [*kept.values(), *(records.likeness_of(record.file_content(file)) for file in fresh)]


def _pictures(streams: Sequence[str]) -> list[record.FileRow]:
    """Return the pictures of cases; the scan of a sealed copy is none of a place, and may be a PDF."""
    return [
        file
        for file in record.files_of(streams)
        if file.media_type.startswith("image/") and file.purpose != SEALED_COPY
    ]


def _mark(file_id: int, stream: str, scope: str, likeness: str) -> PhotoMark:
    return PhotoMark(
        file_id=file_id, stream=stream, scope=scope, likeness=likeness, eighths=eighths(likeness)
    )


def _metres(actor: Actor, state: CaseState, capture: Capture) -> int | None:
    """Return the distance to the estate; a department sees the case, not the estate, so that is opened."""
    if state.place is None or capture.lon is None or capture.lat is None:
        return None
    inside = replace(actor, places=(PlaceRange(state.scope),))
    with records.acting(inside):
        return places.metres_to_estate(state.place, places.Point(capture.lon, capture.lat), actor=inside)
