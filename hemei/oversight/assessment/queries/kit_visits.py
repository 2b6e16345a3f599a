"""Visits: those of an assessor, and all of a round with what there is to check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, cast

from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.facts import rules_on, version
from hemei.oversight.assessment.models import RoundAgreement, Visit, VisitMark, VisitPhoto
from hemei.oversight.assessment.rules.agreement import FINENESS, Level, level_of
from hemei.oversight.assessment.rules.standards import EvaluationStandard, Item
from hemei.oversight.assessment.rules.visits import DOUBTFUL, Flag, Standing, standing_of


@dataclass(frozen=True, slots=True)
class MyVisit:
    """A visit as its assessor sees it: nothing of it says whether it is a second one."""

    id: int
    name: str
    state: str
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class MyForm:
    """What the page of a visit needs: the estate with its address, and the items somebody marks."""

    visit: MyVisit
    address: str
    standard: EvaluationStandard
    items: tuple[Item, ...]


def my_visits(*, actor: Actor, done: bool = False, before: int = 0, limit: int = 50) -> list[MyVisit]:
    """Return the visits that are opened to the actor's person: those to make, or those handed in; two statements."""
    rows = Visit.objects.filter(stream__in=_shown(actor))
    rows = rows.exclude(state="planned") if done else rows.filter(state="planned")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id").values_list("id", "entry__name", "state", "received_at")[:limit])
    return [MyVisit(*row) for row in found]


def _shown(actor: Actor) -> list[str]:
    return record.streams_shown_to(actor.person_id, prefix="assessment.visit:") if actor.person_id else []


def my_visit(visit_id: int, *, actor: Actor) -> MyForm | None:
    """Return a visit of the actor's with its items; None where it is not his or not there."""
    row = Visit.objects.filter(record.seen_by(actor), pk=visit_id).select_related("entry__round").first()
    if row is None or row.stream not in _shown(actor):
        return None
    inside = replace(actor, places=(PlaceRange(row.scope),))
    with opened(actor, row.scope):
        found = places.estates_by_id([row.entry.estate_id or 0], actor=inside)
    standard = version(row.entry.round.standard, row.entry.round.standard_day)
    items = tuple(item for item in standard.item if not item.filled_by)
    address = next((estate.address for estate in found.values()), "")
    return MyForm(MyVisit(row.pk, row.entry.name, row.state, row.received_at), address, standard, items)


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as the buyer sees it."""

    id: int
    entry_id: int
    name: str
    assessor_id: int
    person_id: int
    state: str
    second: bool
    started_at: datetime | None
    ended_at: datetime | None
    flags: tuple[Flag, ...]
    review: str

    @property
    def minutes(self) -> int | None:
        """How long it took."""
        if self.started_at is None or self.ended_at is None:
            return None
        return int((self.ended_at - self.started_at) / timedelta(minutes=1))

    @property
    def asks(self) -> bool:
        """Whether somebody has to look at it."""
        return bool(DOUBTFUL & set(self.flags)) and not self.review


_FIELDS = (
    "id", "entry_id", "entry__name", "assessor_id", "assessor__person_id", "state", "second_of_id", "started_at",
    "ended_at", "flags", "review",
)  # fmt: skip


def visit_rows(
    round_id: int, *, actor: Actor, flagged: bool = False, before: int = 0, limit: int = 50
) -> list[VisitRow]:
    """Return the visits of a round, the latest first, or those somebody has to look at; one statement."""
    rows = Visit.objects.filter(record.seen_by(actor), entry__round_id=round_id)
    if flagged:
        rows = rows.filter(flags__overlap=sorted(DOUBTFUL), review="")
    if before:
        rows = rows.filter(pk__lt=before)
    return [_row(row) for row in rows.order_by("-id").values_list(*_FIELDS)[:limit]]


def _row(row: tuple[Any, ...]) -> VisitRow:
    *head, second, started, ended, flags, review = row
    number, entry, name, assessor, person, state = head
    return VisitRow(
        number, entry, name, assessor, person, state, second is not None, started, ended, tuple(flags), review
    )


@dataclass(frozen=True, slots=True)
class AssessorStanding:
    """An assessor over a round."""

    assessor_id: int
    person_id: int
    name: str
    standing: Standing


def standings(round_id: int, *, actor: Actor, now: datetime) -> list[AssessorStanding]:
    """Return how each assessor of a round stands by the flags of what he handed in; two statements."""
    rows = Visit.objects.filter(record.seen_by(actor), entry__round_id=round_id).exclude(state="planned")
    found: dict[tuple[int, int], list[tuple[Flag, ...]]] = {}
    for assessor, person, flags in rows.values_list("assessor_id", "assessor__person_id", "flags"):
        found.setdefault((assessor, person), []).append(tuple(cast("list[Flag]", flags)))
    with opened(actor, places.city().path):
        names = {
            row.id: row.name for row in people.persons((person for _, person in found), now=now).values()
        }
    rules = rules_on(shanghai_day(now))
    return [
        AssessorStanding(assessor, person, names.get(person, ""), standing_of(flags, rules))
        for (assessor, person), flags in sorted(found.items())
    ]


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far assessors agree in a round."""

    pairs: int
    alpha: Fraction | None
    level: Level
    measured_at: datetime


def agreement_of(round_id: int, *, actor: Actor, now: datetime) -> Agreed | None:
    """Return the agreement of a round as it was last measured."""
    row = RoundAgreement.objects.filter(record.seen_by(actor), round_id=round_id).first()
    if row is None:
        return None
    alpha = None if row.alpha_millionths is None else Fraction(row.alpha_millionths, FINENESS)
    return Agreed(row.pairs, alpha, level_of(alpha, rules_on(shanghai_day(now))), row.measured_at)


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo of a visit with what is known of it; `copy_of` is the visit whose photo it repeats."""

    id: int
    item: str
    file_id: int
    taken_at: datetime | None
    time_from: str
    metres: int | None
    copy_of: int | None


PHOTO_FIELDS = ("id", "item", "file_id", "taken_at", "time_from", "metres", "copy_of__visit_id")


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A mark of a visit with its seconds and what was noted."""

    item: str
    value: Fraction
    seconds: int
    note: str


@dataclass(frozen=True, slots=True)
class VisitPage:
    """A visit with everything it brought."""

    row: VisitRow
    round_id: int
    standard: EvaluationStandard
    marks: tuple[ShownMark, ...]
    photos: tuple[ShownPhoto, ...]
    note: str


def visit_page(visit_id: int, *, actor: Actor) -> VisitPage | None:
    """Return a visit with its marks and photos; None where it is not the actor's or not there."""
    visit = Visit.objects.filter(record.seen_by(actor), pk=visit_id).select_related("entry__round").first()
    if visit is None:
        return None
    row = _row(Visit.objects.filter(pk=visit_id).values_list(*_FIELDS).get())
    marks = VisitMark.objects.filter(visit=visit).order_by("id")
    texts = record.open_sealed([one.note_id for one in marks if one.note_id] + [visit.review_note_id or 0])
    photos = VisitPhoto.objects.filter(visit=visit).order_by("id")
    shown = photos.values_list(*PHOTO_FIELDS)
    return VisitPage(
        row,
        visit.entry.round_id,
        version(visit.entry.round.standard, visit.entry.round.standard_day),
        tuple(
            ShownMark(
                one.item, Fraction(one.value_num, one.value_den), one.seconds, _text(texts, one.note_id)
            )
            for one in marks
        ),
        tuple(ShownPhoto(*one) for one in shown),
        _text(texts, visit.review_note_id),
    )


def _text(texts: Mapping[int, str | None], number: int | None) -> str:
    return texts.get(number) or "" if number else ""


def photo_file(visit_id: int, photo_id: int, *, actor: Actor) -> record.FileRow | None:
    """Return the file of a visit's photo, if the actor may see the visit."""
    rows = VisitPhoto.objects.filter(record.seen_by(actor), visit_id=visit_id, pk=photo_id)
    found = rows.values_list("file_id", "stream").first()
    if found is None:
        return None
    return next((file for file in record.files_of([found[1]]) if file.id == found[0]), None)
