"""The photos of published visits, for who answers for the project and for the owners of its estate."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.oversight.assessment.models import VisitPhoto
from hemei.oversight.assessment.queries.kit_visits import PHOTO_FIELDS, ShownPhoto
from hemei.oversight.assessment.queries.results import Result
from hemei.oversight.assessment.rules.kept import lost_items
from hemei.oversight.assessment.rules.kit_words import ReviewOutcome, VisitState
from hemei.oversight.assessment.rules.visits import DOUBTFUL


def published_photos(score: Result, *, actor: Actor, on: date) -> list[ShownPhoto]:
    """Return the photos a published score rests on, as the reader may see them.

    Who answers for the project sees all of them, an owner of a unit in its estate those of the items that lost points;
    nobody sees those of a hidden second visit, or of one whose flags nobody upheld: no score rests on them.
    """
    items = _items(score, actor, on)
    if items is not None and not items:
        return []
    with opened(actor, places.city().path):
        rows = _counting(score.entry_id)
        rows = rows if items is None else rows.filter(item__in=items)
        found = list(rows.order_by("visit_id", "id").values_list(*PHOTO_FIELDS, "stream"))
        kept = {file.id for file in record.files_of(sorted({row[-1] for row in found}))}
    return [ShownPhoto(*row[:-1]) for row in found if row[2] in kept]


def published_photo(score: Result, photo_id: int, *, actor: Actor, on: date) -> record.FileRow | None:
    """Return the file of such a photo, if the reader may see it and it is still kept."""
    shown = next((one for one in published_photos(score, actor=actor, on=on) if one.id == photo_id), None)
    if shown is None:
        return None
    with opened(actor, places.city().path):
        streams = VisitPhoto.objects.filter(pk=photo_id).values_list("stream", flat=True)
        return next((file for file in record.files_of(list(streams)) if file.id == shown.file_id), None)


def _items(score: Result, actor: Actor, on: date) -> list[str] | None:
    """Return of which items the reader sees photos; None is of all."""
    if score.subject_kind != "project":
        return []
    if score.body_id is not None and score.body_id == actor.body_id:
        return None
    owns = any(unit.estate_id == score.estate_id for unit in people.own_units(actor=actor, on=on))
    return lost_items(score.lines) if owns else []


def _counting(entry_id: int) -> QuerySet[VisitPhoto]:
    """Return the photos of the visits whose marks count."""
    plain = ~Q(visit__flags__overlap=sorted(DOUBTFUL)) | Q(visit__review=ReviewOutcome.UPHELD)
    return VisitPhoto.objects.filter(
        plain, visit__entry_id=entry_id, visit__second_of=None, visit__state=VisitState.ENDED
    )
