"""What a phone says of the points of a round: judged, its photos read, and written; of a whole round or of one find."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from hemei.coordination.cases import queries as cases
from hemei.coordination.cases import services as case_services
from hemei.coordination.patrols.facts import kinds_at, rules_on
from hemei.coordination.patrols.models import Point, Round, Shot, Visit
from hemei.coordination.patrols.queries.photos import earlier_likeness
from hemei.coordination.patrols.rules import walking as rules
from hemei.coordination.patrols.rules.standards import PatrolRounds
from hemei.coordination.patrols.rules.words import Result
from hemei.coordination.patrols.services.drafts import PointSaid, WalkDraft
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.captures import Capture, captured, evidence_of, may_prove, repeated, years_of
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

PURPOSE = "patrol"
MOST_PHOTO_BYTES = 30_000_000
LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Read:
    """A photo that was read: what is kept of it, when and where it was taken, how it looks, what it repeats."""

    point: int
    photo: records.Photo
    capture: Capture
    metres: int | None
    likeness: str
    copy_of: int | None = None
    copied: bool = False


Spots = dict[int, places.Point | None]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was said of a round's points, judged and read; `fresh` of it is to be written, the rest stands already."""

    row: Round
    known: PatrolRounds
    visits: dict[int, Visit]
    spots: Spots
    draft: WalkDraft
    fresh: tuple[PointSaid, ...]
    photos: list[Read]
    clock_off: bool

    @property
    def gaps(self) -> int:
        """At how many points nobody looked."""
        return sum(not one.result for one in self.visits.values())


def own_round(actor: Actor, round_id: int) -> Round:
    """Return a round the actor walks, or was to walk before, locked; one of somebody else's is named as such."""
    rows = Round.objects.select_for_update(of=("self",)).filter(record.seen_by(actor), pk=round_id)
    found = rows.select_related("walker").first()
    if found is None:
        raise Refused.because(mark("没有这一轮巡查。"), code="not_found")
    was_his = actor.appointment_id is not None and actor.appointment_id in found.former
    is_his = found.walker is not None and found.walker.person_id == actor.person_id
    if actor.person_id is None or not (is_his or was_his):
        raise Refused.because(
            mark("这一轮不是安排给您走的。"), remedy=mark("您的巡查在“今天要走的”里。"), code="not_yours"
        )
    return found


def look(actor: Actor, now: datetime, row: Round, draft: WalkDraft, *, sent: Collection[int] = ()) -> Looked:
    """Judge what is said and read the photos; `sent` are points whose find the actor sent ahead of his round.

    A find that was sent stands: what the round says of its point again is not written twice, and somebody else who
    saw nothing there does not undo it.

    Raises:
        Refused: the round's day has not come, what is said of a point does not hold, a photo proves nothing.
    """
    known = rules_on(row.planned_on)
    visits = {one.point_id: one for one in Visit.objects.filter(round=row).order_by("id")}
    found = {number for number, one in visits.items() if one.case_number}
    fresh = tuple(
        one
        for one in draft.said
        if one.point not in found or (one.result is Result.FOUND and one.point not in sent)
    )
    demand(rules.may_walk(planned_on=row.planned_on, now=now))
    if fresh or not found:
        listed = _listed(visits, known, shanghai_day(now))
        demand(rules.may_say(_said(fresh, visits), planned=visits, listed=listed))
    draft, clock_off = _timed(row, draft, now)
    spots = _spots(actor, row, visits)
    photos = _read(now, row, draft, spots, clock_off=clock_off)
    return Looked(row, known, visits, spots, draft, _kept(fresh, draft), photos, clock_off)


def _kept(fresh: Sequence[PointSaid], draft: WalkDraft) -> tuple[PointSaid, ...]:
    """Return what is fresh with the times it is kept with."""
    points = {one.point for one in fresh}
    return tuple(one for one in draft.said if one.point in points)


def _timed(row: Round, draft: WalkDraft, now: datetime) -> tuple[WalkDraft, bool]:
    """Return the draft with the times it is kept with, and whether the phone's clock was off."""
    times = rules.times_of(
        planned_on=row.planned_on, started_at=draft.started_at, ended_at=draft.ended_at, now=now
    )
    said = tuple(replace(one, seen_at=min(one.seen_at, now) if one.seen_at else None) for one in draft.said)
    return replace(draft, started_at=times.started_at, ended_at=times.ended_at, said=said), times.off


def _said(said: Sequence[PointSaid], visits: Mapping[int, Visit]) -> list[rules.Said]:
    return [
        rules.Said(
            one.point, visits[one.point].name if one.point in visits else str(one.point), one.result, one.case_kind,
            one.note, len(one.photos),
        )
        for one in said
    ]  # fmt: skip


def _listed(visits: Mapping[int, Visit], known: PatrolRounds, day: date) -> dict[int, tuple[str, ...]]:
    """Return the kinds of cases that may be found at each point: those of its kind, emergencies, any other."""
    found = {point: kinds_at(known.kind(visit.kind), day) for point, visit in visits.items()}
    return {point: (*own, *urgent, cases.OTHER_KIND) for point, (own, urgent) in found.items()}


def _spots(actor: Actor, row: Round, visits: Mapping[int, Visit]) -> Spots:
    """Return where each point lies: its own position, else that of its estate."""
    points = {one.pk: one for one in Point.objects.filter(pk__in=visits)}
    inside = replace(actor, places=(PlaceRange(row.scope),))
    estates = places.estates_by_id([one.estate_id for one in points.values() if one.estate_id], actor=inside)
    found: Spots = {}
    for number, point in points.items():
        place = point if point.lon is not None else estates.get(point.estate_id or 0)
        known = place is not None and place.lon is not None and place.lat is not None
        found[number] = places.Point(place.lon, place.lat) if known else None  # type: ignore[union-attr, arg-type]
    return found


def metres_off(spot: places.Point | None, lon: int | None, lat: int | None) -> int | None:
    """Return how far off its point something was, None where either place is not known."""
    if spot is None or lon is None or lat is None:
        return None
    return places.metres_between(spot, places.Point(lon, lat))


def _read(now: datetime, row: Round, draft: WalkDraft, spots: Spots, *, clock_off: bool) -> list[Read]:
    """Read every photo, refuse those that prove nothing of this year, and find what was shown before.

    Where the phone's clock was off its photos say the same wrong time: they are taken, and flagged as taken elsewhen.
    """
    years, judged, found = years_of(draft.started_at, draft.ended_at), [], []
    shown = set(Shot.objects.filter(visit__round=row).values_list("visit__point_id", "likeness"))
    for said in draft.said:
        for one in said.photos:
            photo = records.prepare_photo(one.upload, name=one.name, most_bytes=MOST_PHOTO_BYTES)
            capture = captured(photo.evidence, one.noted)
            judged.append(may_prove(capture, now=now, years=years, name=one.name))
            metres = metres_off(spots.get(said.point), capture.lon, capture.lat)
            likeness = records.likeness_of(photo.content)
            if (said.point, likeness) not in shown:  # it came with a find that was sent ahead
                found.append(Read(said.point, photo, capture, metres, likeness))
    if not clock_off:
        demand(*judged)
    bits = cases.law_of(shanghai_day(now)).checks.photo_likeness.bits
    before = earlier_likeness([one.likeness for one in found], scope=row.scope, bits=bits)
    twice = repeated([(one.point, one.likeness) for one in found], bits=bits)
    # What another cell or a case showed may not be his to see: that it was shown is all that is known.
    anywhere = case_services.shown_before(row.stream, [one.likeness for one in found])
    before_now = {likeness for likeness, apart in anywhere.items() if apart <= bits}
    return [
        replace(
            one,
            copy_of=before.get(place),
            copied=place in before or place in twice or one.likeness in before_now,
        )
        for place, one in enumerate(found)
    ]


def write_looked(looked: Looked, finds: Mapping[int, str], now: datetime) -> None:
    """Write what was said of the points, what was found there by its cases' numbers, and all photos."""
    row, visits, said = looked.row, looked.visits, looked.fresh
    noted = [one for one in said if one.note.strip()]
    seals = records.write_seals(
        [
            records.prepare_seal(
                stream=row.stream, scope=row.scope, field="patrol_note", text=one.note.strip()[:LONGEST_NOTE]
            )
            for one in noted
        ]
    )
    notes = {one.point: sealed.vault_id for one, sealed in zip(noted, seals, strict=True)}
    for one in said:
        visit = visits[one.point]
        visit.result, visit.seen_at = one.result.value, one.seen_at or looked.draft.ended_at
        visit.lon, visit.lat = one.lon, one.lat
        visit.metres = metres_off(looked.spots.get(one.point), one.lon, one.lat)
        visit.note_id = notes.get(one.point)
        if one.result is Result.FOUND:
            visit.case_kind, visit.case_number = one.case_kind, finds[one.point]
    fields = ["result", "seen_at", "lon", "lat", "metres", "note_id", "case_kind", "case_number"]
    Visit.objects.bulk_update([visits[one.point] for one in said], fields)
    _write_photos(row, visits, looked.photos, now)


def _write_photos(row: Round, visits: Mapping[int, Visit], photos: Sequence[Read], now: datetime) -> None:
    kept_marks = {}
    for one in photos:
        visit, kept = (
            visits[one.point],
            replace(one.photo, evidence=evidence_of(one.photo.evidence, one.capture)),
        )
        file = records.add_photo(kept, stream=visit.stream, scope=visit.scope, purpose=PURPOSE, now=now)
        Shot.objects.create(
            stream=visit.stream, scope=visit.scope, visit=visit, file=file, taken_at=one.capture.at,
            time_from=one.capture.source, metres=one.metres, likeness=one.likeness, copy_of_id=one.copy_of,
        )  # fmt: skip
        kept_marks[file.pk] = one.likeness
    case_services.keep_shown(stream=row.stream, scope=row.scope, likenesses=kept_marks)
