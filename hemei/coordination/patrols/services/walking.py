"""A round comes in from a phone: once a key, whole or not at all; what was found becomes a case in the same act."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import BinaryIO

from django.db import transaction

from hemei.coordination.cases import queries as cases
from hemei.coordination.cases import services as case_services
from hemei.coordination.patrols.facts import rules_on
from hemei.coordination.patrols.models import Point, Round, Shot, Visit
from hemei.coordination.patrols.queries.photos import earlier_likeness
from hemei.coordination.patrols.rules import walking as rules
from hemei.coordination.patrols.rules.acts import Act, may
from hemei.coordination.patrols.rules.standards import PatrolRounds
from hemei.coordination.patrols.rules.words import Flag, Result, RoundState
from hemei.coordination.patrols.services.beside import beside, take_back
from hemei.coordination.patrols.services.owing import keep_owed
from hemei.coordination.patrols.services.planning import carry_over
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.captures import Capture, captured, may_prove, repeated, years_of
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

PURPOSE = "patrol"
MOST_PHOTO_BYTES = 30_000_000
LONGEST_NOTE = 200
_FINDS = uuid.UUID("5c0e1f52-4a3d-5d1c-9d0b-7a3f1b7c8e11")
"""The name space in which a find's key is made of its round and point: a repetition is the same find."""


@dataclass(frozen=True, slots=True)
class PhotoDraft:
    """A photo as it was uploaded; `noted` is what the phone knew of it, as JSON."""

    upload: BinaryIO
    name: str
    noted: str = ""


@dataclass(frozen=True, slots=True)
class PointSaid:
    """What a walker says of a point: result, moment and position by his phone, what kind of find, words, photos."""

    point: int
    result: Result
    seen_at: datetime | None = None
    lon: int | None = None
    lat: int | None = None
    case_kind: str = ""
    note: str = ""
    photos: tuple[PhotoDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class WalkDraft:
    """A round as a phone hands it in."""

    started_at: datetime
    ended_at: datetime
    said: tuple[PointSaid, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A photo that was read: what is kept of it, when and where it was taken, how it looks, what it repeats."""

    point: int
    photo: records.Photo
    capture: Capture
    metres: int | None
    likeness: str
    copy_of: int | None = None
    copied: bool = False


def end_round(*, actor: Actor, now: datetime, round_id: int, draft: WalkDraft, key: str) -> tuple[Flag, ...]:
    """Take a round in and return what there is to check about it; the same key again changes nothing.

    A wrong clock of the phone is told as something to check; the round is taken.

    Who had walked it before it was given to another is not told to throw his walk away: his round is taken while
    nobody handed it in, and stands beside the other's afterwards.

    Raises:
        Refused: the round is not the actor's, was handed in before, or its day has not come; what is said of a point
            does not hold; a photo is of another year or none at all; a find is no case the rules would take.
    """
    demand(may(actor.role, Act.WALK))
    submission = _key(key)
    with transaction.atomic(), records.acting(actor):
        row = _own(actor, round_id)
        if row.submission_key == submission:
            return tuple(Flag(flag) for flag in row.flags)
        with opened(actor, row.scope):
            if row.state == RoundState.DONE:
                row, known = beside(actor, row, submission, [one.point for one in draft.said])
                if known:
                    return tuple(Flag(flag) for flag in row.flags)
            elif row.walker is None or row.walker.person_id != actor.person_id:
                take_back(row, actor.appointment_id or 0)
            flags = _take(actor, now, row, draft, submission)
    if row.gaps or row.missed_at:
        keep_owed(cell_id=row.cell_id, scope=row.scope, now=now)
    return flags


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refused.because(
            mark("表单不完整，没有收下。"),
            remedy=mark("请重新打开这一轮再提交。"),
            field="submission_key",
            code="key",
        ) from None


def _own(actor: Actor, round_id: int) -> Round:
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


def _take(
    actor: Actor, now: datetime, row: Round, draft: WalkDraft, submission: uuid.UUID
) -> tuple[Flag, ...]:
    known = rules_on(row.planned_on)
    visits = {one.point_id: one for one in Visit.objects.filter(round=row).order_by("id")}
    demand(
        rules.may_walk(planned_on=row.planned_on, now=now),
        rules.may_say(_said(draft, visits), planned=visits, listed=_listed(visits, known)),
    )
    draft, clock_off = _timed(row, draft, now)
    far = cases.law_of(shanghai_day(now)).checks.photo_distance.metres
    spots = _spots(actor, row, visits)
    photos = _read(now, row, draft, spots, clock_off=clock_off)
    walk = replace(_walk(draft, spots, photos), clock_off=clock_off, second=row.second_of_id is not None)
    flags = rules.flags_of(walk, received_at=now, far_metres=far, length=known.length, missed=known.missed)
    finds = _report(actor, now, row, draft, visits, photos)
    _write_visits(row, draft, visits, spots, finds)
    _write_photos(row, visits, photos, now)
    _write(row, draft, submission, flags, now, known, len(visits))
    records.record_event(
        stream=row.stream, type="patrols.round_ended", actor=actor, at=now, scope=row.scope,
        data={
            "cell": row.cell_id, "points": len(draft.said), "gaps": row.gaps, "photos": len(photos),
            "finds": len(finds), "on_time": row.on_time, "flags": list(row.flags),
            **({"second_of": row.second_of_id} if row.second_of_id else {}),
        },
        references=(known.round.warrant.reference,),
    )  # fmt: skip
    carry_over([row.pk], shanghai_day(now))
    return flags


def _timed(row: Round, draft: WalkDraft, now: datetime) -> tuple[WalkDraft, bool]:
    """Return the draft with the times it is kept with, and whether the phone's clock was off."""
    times = rules.times_of(
        planned_on=row.planned_on, started_at=draft.started_at, ended_at=draft.ended_at, now=now
    )
    said = tuple(replace(one, seen_at=min(one.seen_at, now) if one.seen_at else None) for one in draft.said)
    return replace(draft, started_at=times.started_at, ended_at=times.ended_at, said=said), times.off


def _said(draft: WalkDraft, visits: Mapping[int, Visit]) -> list[rules.Said]:
    return [
        rules.Said(
            one.point, visits[one.point].name if one.point in visits else str(one.point), one.result, one.case_kind,
            one.note, len(one.photos),
        )
        for one in draft.said
    ]  # fmt: skip


def _listed(visits: Mapping[int, Visit], known: PatrolRounds) -> dict[int, tuple[str, ...]]:
    """Return the kinds of cases that may be found at each point: those of its kind, and any other."""
    found = {point: known.kind(visit.kind) for point, visit in visits.items()}
    return {point: (*(kind.cases if kind else ()), cases.OTHER_KIND) for point, kind in found.items()}


Spots = dict[int, places.Point | None]


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


def _metres(spot: places.Point | None, lon: int | None, lat: int | None) -> int | None:
    if spot is None or lon is None or lat is None:
        return None
    return places.metres_between(spot, places.Point(lon, lat))


def _read(now: datetime, row: Round, draft: WalkDraft, spots: Spots, *, clock_off: bool) -> list[_Read]:
    """Read every photo, refuse those that prove nothing of this year, and find what was shown before.

    Where the phone's clock was off its photos say the same wrong time: they are taken, and flagged as taken elsewhen.
    """
    years, judged, found = years_of(draft.started_at, draft.ended_at), [], []
    for said in draft.said:
        for one in said.photos:
            photo = records.prepare_photo(one.upload, name=one.name, most_bytes=MOST_PHOTO_BYTES)
            capture = captured(photo.evidence, one.noted)
            judged.append(may_prove(capture, now=now, years=years, name=one.name))
            metres = _metres(spots.get(said.point), capture.lon, capture.lat)
            found.append(_Read(said.point, photo, capture, metres, records.likeness_of(photo.content)))
    if not clock_off:
        demand(*judged)
    bits = cases.law_of(shanghai_day(now)).checks.photo_likeness.bits
    before = earlier_likeness([one.likeness for one in found], scope=row.scope, bits=bits)
    twice = repeated([(one.point, one.likeness) for one in found], bits=bits)
    # What another cell or a case showed may not be his to see: that it was shown is all that is known.
    anywhere = case_services.shown_before(row.stream, [one.likeness for one in found])
    shown = {likeness for likeness, apart in anywhere.items() if apart <= bits}
    return [
        replace(
            one, copy_of=before.get(place), copied=place in before or place in twice or one.likeness in shown
        )
        for place, one in enumerate(found)
    ]


def _walk(draft: WalkDraft, spots: Spots, photos: Sequence[_Read]) -> rules.Walk:
    moments = sorted(one.seen_at for one in draft.said if one.seen_at is not None)
    return rules.Walk(
        draft.started_at,
        draft.ended_at,
        tuple(int((later - sooner).total_seconds()) for sooner, later in pairwise(moments)),
        tuple(_metres(spots.get(one.point), one.lon, one.lat) for one in draft.said),
        tuple(rules.Shot(one.capture.at, one.metres, one.copied) for one in photos),
    )


def find_key(round_id: int, point_id: int) -> str:
    """Return the key of what a round found at a point, the same for every repetition."""
    return str(uuid.uuid5(_FINDS, f"{round_id}:{point_id}"))


def _report(
    actor: Actor, now: datetime, row: Round, draft: WalkDraft, visits: Mapping[int, Visit],
    photos: Sequence[_Read],
) -> dict[int, str]:  # fmt: skip
    """Report what was found, each find a case of its own with its pictures; returns the numbers by point."""
    found = [one for one in draft.said if one.result is Result.FOUND]
    if not found:
        return {}
    tokens = _tokens(actor, row, [one.point for one in found])
    law = cases.law_of(shanghai_day(now))
    numbers = {}
    for one in found:
        name, line = visits[one.point].name, law.lines.get(one.case_kind)
        report = case_services.Report(
            channel=case_services.Channel.PATROL, kind=one.case_kind, spot=name,
            text=one.note.strip() or "".join(("巡查发现：", line.name if line else name)),
            fact_on=rules.fact_on(
                seen_at=one.seen_at or draft.ended_at, planned_on=row.planned_on, now=now
            ),
        )  # fmt: skip
        numbers[one.point] = case_services.report(
            actor=actor, now=now, token=tokens[one.point], report=report, submission_key=find_key(row.pk, one.point),
            photos=[seen.photo for seen in photos if seen.point == one.point],
        )  # fmt: skip
    return numbers


def _tokens(actor: Actor, row: Round, point_ids: Sequence[int]) -> dict[int, str]:
    """Return by point what opens the intake at its place: its estate's token, else its community's code."""
    points = dict(Point.objects.filter(pk__in=point_ids).values_list("id", "estate_id"))
    inside = replace(actor, places=(PlaceRange(row.scope),))
    estates = places.estates_by_id([one for one in points.values() if one], actor=inside)
    level = places.Level.COMMUNITY
    community = next((one for one in places.places_on_path(row.scope) if one.level is level), None)
    code = community.code if community else ""
    return {point: estates[estate].token if estate in estates else code for point, estate in points.items()}


def _write_visits(
    row: Round, draft: WalkDraft, visits: Mapping[int, Visit], spots: Spots, finds: Mapping[int, str]
) -> None:
    noted = [one for one in draft.said if one.note.strip()]
    seals = records.write_seals(
        [
            records.prepare_seal(
                stream=row.stream, scope=row.scope, field="patrol_note", text=one.note.strip()[:LONGEST_NOTE]
            )
            for one in noted
        ]
    )
    notes = {one.point: sealed.vault_id for one, sealed in zip(noted, seals, strict=True)}
    for one in draft.said:
        visit = visits[one.point]
        visit.result, visit.seen_at = one.result.value, one.seen_at or draft.ended_at
        visit.lon, visit.lat = one.lon, one.lat
        visit.metres = _metres(spots.get(one.point), one.lon, one.lat)
        visit.note_id = notes.get(one.point)
        if one.result is Result.FOUND:
            visit.case_kind, visit.case_number = one.case_kind, finds[one.point]
    fields = ["result", "seen_at", "lon", "lat", "metres", "note_id", "case_kind", "case_number"]
    Visit.objects.bulk_update([visits[one.point] for one in draft.said], fields)


def _write_photos(row: Round, visits: Mapping[int, Visit], photos: Sequence[_Read], now: datetime) -> None:
    kept_marks = {}
    for one in photos:
        visit, kept = visits[one.point], replace(one.photo, evidence=_evidence(one))
        file = records.add_photo(kept, stream=visit.stream, scope=visit.scope, purpose=PURPOSE, now=now)
        Shot.objects.create(
            stream=visit.stream, scope=visit.scope, visit=visit, file=file, taken_at=one.capture.at,
            time_from=one.capture.source, metres=one.metres, likeness=one.likeness, copy_of_id=one.copy_of,
        )  # fmt: skip
        kept_marks[file.pk] = one.likeness
    case_services.keep_shown(stream=row.stream, scope=row.scope, likenesses=kept_marks)


def _evidence(one: _Read) -> str:
    """Return what is sealed of a photo: what the picture carries, else what the phone noted."""
    if one.photo.evidence or one.capture.source == "none":
        return one.photo.evidence
    taken = one.capture.at.isoformat() if one.capture.at else ""
    return json.dumps(
        {"taken": taken, "longitude": one.capture.lon, "latitude": one.capture.lat}, sort_keys=True
    )


def _write(
    row: Round, draft: WalkDraft, submission: uuid.UUID, flags: Sequence[Flag], now: datetime, known: PatrolRounds,
    planned: int,
) -> None:  # fmt: skip
    row.state = RoundState.DONE.value
    row.started_at, row.ended_at, row.received_at = draft.started_at, draft.ended_at, now
    row.submission_key, row.flags = submission, [flag.value for flag in flags]
    row.gaps = planned - len(draft.said)
    row.on_time = rules.on_time(
        planned_on=row.planned_on, ended_at=draft.ended_at, received_at=now, rule=known.missed
    )
    row.save(
        update_fields=[
            "state",
            "started_at",
            "ended_at",
            "received_at",
            "submission_key",
            "flags",
            "gaps",
            "on_time",
            "walker",
            "former",
        ]
    )
