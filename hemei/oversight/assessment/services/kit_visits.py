"""A visit comes in: marks, photos, times. Once a key, whole or not at all; what asks a question waits for a person."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from fractions import Fraction
from typing import BinaryIO, cast

from django.db import transaction

from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.captures import Capture, captured, evidence_of, may_prove, repeated, years_of
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.oversight.assessment.facts import rules_on, version
from hemei.oversight.assessment.models import Visit, VisitMark, VisitPhoto
from hemei.oversight.assessment.queries.kit_photos import earlier_likeness
from hemei.oversight.assessment.rules.kit_acts import KitAct
from hemei.oversight.assessment.rules.kit_words import VisitState
from hemei.oversight.assessment.rules.scoring import steps_of
from hemei.oversight.assessment.rules.standards import AssessmentRules, Item
from hemei.oversight.assessment.rules.visits import (
    Flag,
    Gaps,
    Shot,
    VisitFacts,
    Window,
    flags_of,
    may_end,
)
from hemei.oversight.assessment.services.kit_keeping import demand_kit
from hemei.oversight.assessment.services.kit_marks import hand_over
from hemei.oversight.assessment.services.shared import tell

MOST_PHOTO_BYTES = 30_000_000
PURPOSE = "assessment_visit"
_LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """What an assessor says of an item, and how many seconds he was at it."""

    item: str
    value: Fraction
    seconds: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class PhotoDraft:
    """A photo of an item as it was uploaded; `noted` is what the phone knew of it, as JSON."""

    item: str
    upload: BinaryIO
    name: str
    noted: str = ""


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """A visit as a phone hands it in."""

    started_at: datetime
    ended_at: datetime
    items: tuple[ItemDraft, ...]
    photos: tuple[PhotoDraft, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A photo that was read: what is kept of it, when and where it was taken, how it looks, what it repeats."""

    item: str
    photo: records.Photo
    capture: Capture
    metres: int | None
    likeness: str
    copy_of: int | None = None
    copied: bool = False


def end_visit(*, actor: Actor, now: datetime, visit_id: int, draft: VisitDraft, key: str) -> tuple[Flag, ...]:
    """Take a visit in and return what there is to check about it; the same key again changes nothing.

    Raises:
        Refused: the visit is not the actor's or was handed in before, an item lacks its mark or its reason, a photo
            is of another year or none at all, or the times cannot be.
    """
    demand_kit(actor, KitAct.VISIT)
    submission = _key(key)
    with transaction.atomic():
        visit = _own(actor, visit_id)
        if visit.submission_key == submission:
            return tuple(cast("list[Flag]", visit.flags))
        if visit.state != VisitState.PLANNED:
            raise Refused.because(mark("这次检查已经提交过"), field="visit", code="twice")
        with opened(actor, visit.scope):
            return _take(actor, now, visit, draft, submission)


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refused.because(
            mark("表单不完整，请重新打开后再提交"), field="submission_key", code="key"
        ) from None


def _own(actor: Actor, visit_id: int) -> Visit:
    """Return a visit of the actor's, locked; his person is on its access list, nobody else's."""
    rows = Visit.objects.select_for_update(of=("self",)).filter(record.seen_by(actor), pk=visit_id)
    found = rows.first()
    if found is None:
        raise Refused.because(mark("没有这次检查"), field="visit", code="not_found")
    return found


def _take(
    actor: Actor, now: datetime, visit: Visit, draft: VisitDraft, submission: uuid.UUID
) -> tuple[Flag, ...]:
    standard, rules = (
        version(visit.entry.round.standard, visit.entry.round.standard_day),
        rules_on(shanghai_day(now)),
    )
    items = {item.code: item for item in standard.item if not item.filled_by}
    given = {one.item: one for one in draft.items}
    demand(_on_scale(items, given), _whole(visit, draft, items, now))
    photos = _read(actor, now, visit, draft, rules)
    shots = tuple(Shot(one.item, one.capture.at, one.metres, one.copied) for one in photos)
    facts = VisitFacts(
        draft.started_at, draft.ended_at, {code: one.value for code, one in given.items()},
        {code: one.seconds for code, one in given.items()}, shots,
    )  # fmt: skip
    flags = flags_of(facts, items.values(), rules)
    _write(visit, draft, submission, flags, now)
    _write_marks(visit, tuple(given.values()))
    _write_photos(visit, photos, now)
    data = {"entry": visit.entry_id, "items": len(given), "photos": len(photos), "flags": list(flags)}
    references = (rules.shortest_visit.warrant.reference,)
    tell(actor, now, visit, "assessment.visit_ended", data, references)
    hand_over(actor=actor, now=now, visit=visit)
    return flags


def _on_scale(items: Mapping[str, Item], given: Mapping[str, ItemDraft]) -> Decision:
    wrong = [
        code
        for code, one in given.items()
        if code not in items or one.value not in steps_of(items[code].scale)
    ]
    if not wrong:
        return Decision.yes()
    return Refused.because(
        mark("评分不在这一轮的标准里"), remedy=mark("请重新打开检查表"), field="marks", code="scale"
    ).decision


def _whole(visit: Visit, draft: VisitDraft, items: Mapping[str, Item], now: datetime) -> Decision:
    given = {one.item: one for one in draft.items}
    shown = {photo.item for photo in draft.photos}
    unexplained = [
        items[code].name
        for code, one in given.items()
        if code in items and one.value < 1 and code not in shown and not one.note.strip()
    ]
    unmarked = [item.name for code, item in items.items() if code not in given]
    contract = visit.contract
    first = max(datetime.combine(contract.valid_from, time(), SHANGHAI), visit.entry.round.opened_at)
    return may_end(
        started_at=draft.started_at,
        ended_at=draft.ended_at,
        now=now,
        window=Window(first, datetime.combine(contract.valid_until, time(), SHANGHAI)),
        gaps=Gaps(tuple(unmarked), tuple(unexplained)),
    )


def _read(
    actor: Actor, now: datetime, visit: Visit, draft: VisitDraft, rules: AssessmentRules
) -> list[_Read]:
    """Read every photo, refuse those that prove nothing of this year, and find what was shown before."""
    years = years_of(draft.started_at, draft.ended_at)
    found, judged = [], []
    inside = replace(actor, places=(PlaceRange(visit.scope),))
    for one in draft.photos:
        photo = records.prepare_photo(one.upload, name=one.name, most_bytes=MOST_PHOTO_BYTES)
        capture = captured(photo.evidence, one.noted)
        judged.append(may_prove(capture, now=now, years=years, name=one.name))
        likeness = records.likeness_of(photo.content)
        found.append(_Read(one.item, photo, capture, _metres(inside, visit, capture), likeness))
    demand(*judged)
    before = earlier_likeness([one.likeness for one in found], bits=rules.photo_likeness.bits)
    twice = repeated([(one.item, one.likeness) for one in found], bits=rules.photo_likeness.bits)
    return [
        replace(one, copy_of=before.get(place), copied=place in before or place in twice)
        for place, one in enumerate(found)
    ]


def _metres(inside: Actor, visit: Visit, capture: Capture) -> int | None:
    estate = visit.entry.estate_id
    if estate is None or capture.lon is None or capture.lat is None:
        return None
    return places.metres_to_estate(estate, places.Point(capture.lon, capture.lat), actor=inside)


def _write(
    visit: Visit, draft: VisitDraft, submission: uuid.UUID, flags: Sequence[Flag], now: datetime
) -> None:
    visit.state = VisitState.ENDED.value
    visit.started_at, visit.ended_at, visit.received_at = draft.started_at, draft.ended_at, now
    visit.submission_key, visit.flags = submission, list(flags)
    visit.save(update_fields=["state", "started_at", "ended_at", "received_at", "submission_key", "flags"])


def _write_marks(visit: Visit, rows: Sequence[ItemDraft]) -> None:
    notes = [one for one in rows if one.note.strip()]
    seals = records.write_seals(
        [
            records.prepare_seal(
                stream=visit.stream,
                scope=visit.scope,
                field="visit_note",
                text=one.note.strip()[:_LONGEST_NOTE],
            )
            for one in notes
        ]
    )
    noted = {one.item: sealed.vault_id for one, sealed in zip(notes, seals, strict=True)}
    VisitMark.objects.bulk_create(
        VisitMark(
            stream=visit.stream, scope=visit.scope, visit=visit, item=one.item, value_num=one.value.numerator,
            value_den=one.value.denominator, seconds=max(0, one.seconds), note_id=noted.get(one.item),
        )
        for one in rows
    )  # fmt: skip


def _write_photos(visit: Visit, photos: Sequence[_Read], now: datetime) -> None:
    for one in photos:
        kept = replace(one.photo, evidence=evidence_of(one.photo.evidence, one.capture))
        file = records.add_photo(kept, stream=visit.stream, scope=visit.scope, purpose=PURPOSE, now=now)
        VisitPhoto.objects.create(
            stream=visit.stream, scope=visit.scope, visit=visit, item=one.item, file=file, taken_at=one.capture.at,
            time_from=one.capture.source, metres=one.metres, likeness=one.likeness, copy_of_id=one.copy_of,
        )  # fmt: skip
