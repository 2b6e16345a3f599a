"""Readers of rounds before publication: the organiser, the assessors, and each subject of its own score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.oversight.assessment.models import Assessor, Entry, Mark, MarkObjection, Round
from hemei.oversight.assessment.rules.words import OBJECTION_CLOCK, SHOWN, ObjectionState, Party, Stage

_FILE = "records.file:"
_SHARED = "select stream from records_access where body_id = %s or person_id = %s"


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round; `own` says that the reader's body runs it."""

    id: int
    place_id: int
    place: str
    organiser_body_id: int | None
    standard: str
    standard_day: date
    title: str
    period_from: date
    period_until: date
    stage: Stage
    opened_at: datetime
    scored_at: datetime | None
    posted_at: datetime | None
    posted_until: datetime | None
    objections_until: datetime | None
    published_at: datetime | None
    spread: Mapping[str, Any]
    stream: str
    own: bool


_ROUND = (
    "id", "place_id", "place__name", "organiser_body_id", "standard", "standard_day", "title", "period_from",
    "period_until", "stage", "opened_at", "scored_at", "posted_at", "posted_until", "objections_until",
    "published_at", "spread", "stream",
)  # fmt: skip


def _shown(actor: Actor) -> Q:
    """Return which rounds or entries are the actor's: not all of his place's, those that were shared with him."""
    return Q(stream__in=RawSQL(_SHARED, [actor.body_id, actor.person_id]))  # noqa: S611 - both are bound


def _runs(actor: Actor, *, through: str = "") -> Q:
    """Return which are run by the actor's body, in his places."""
    if actor.role is Role.SYSTEM:
        return record.seen_by(actor)
    return Q(**{f"{through}organiser_body_id": actor.body_id or 0}) & record.seen_by(actor)


def rounds(
    *, actor: Actor, stage: str = "", standard: str = "", after: int | None = None, limit: int = 50
) -> list[RoundRow]:
    """Return the rounds the actor runs, assesses in or is a subject of, the latest first; one statement."""
    rows = Round.objects.filter(_runs(actor) | _shown(actor))
    if stage:
        rows = rows.filter(stage=stage)
    if standard:
        rows = rows.filter(standard=standard)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [_round(row, actor) for row in rows.order_by("-id").values_list(*_ROUND)[:limit]]


def round_row(round_id: int, *, actor: Actor) -> RoundRow | None:
    """Return a round the actor runs, assesses in or is a subject of."""
    rows = Round.objects.filter(_runs(actor) | _shown(actor), pk=round_id)
    return next((_round(row, actor) for row in rows.values_list(*_ROUND)), None)


def _round(row: Sequence[Any], actor: Actor) -> RoundRow:
    own = actor.role is Role.SYSTEM or (row[3] is not None and row[3] == actor.body_id)
    return RoundRow(*[*row[:9], Stage(row[9]), *row[10:], own])


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A subject of a round with its score, once there is one the reader may see."""

    id: int
    round_id: int
    subject_kind: str
    subject_id: int
    name: str
    place_path: str
    body_id: int | None
    estate_id: int | None
    points: Fraction | None
    of: int | None
    grade: str
    vetoes: tuple[str, ...]
    rank: int | None
    lines: tuple[dict[str, Any], ...]
    stream: str
    own: bool
    """Whether the reader's body answers for it."""

    @property
    def share(self) -> Fraction | None:
        """The share of the points that could be had."""
        return self.points / self.of if self.points is not None and self.of else None


_ENTRY = (
    "id", "round_id", "subject_kind", "subject_id", "name", "place_path", "body_id", "estate_id", "points_num",
    "points_den", "of", "grade", "vetoes", "rank", "lines", "stream", "round__stage", "round__organiser_body_id",
)  # fmt: skip


def entries(
    *, actor: Actor, round_id: int, after: tuple[int, int] | None = None, limit: int = 50
) -> list[EntryRow]:
    """Return the subjects of a round the actor may see, by rank, then as entered; `after` is the last's rank and id."""
    rows = Entry.objects.filter(_runs(actor, through="round__") | _shown(actor), round_id=round_id)
    rows = rows.annotate(place_in=RawSQL('coalesce("assessment_entry"."rank", 2147483647)', []))
    if after is not None:
        rows = rows.filter(Q(place_in__gt=after[0]) | Q(place_in=after[0], pk__gt=after[1]))
    return [_entry(row, actor) for row in rows.order_by("place_in", "id").values_list(*_ENTRY)[:limit]]


def entry(entry_id: int, *, actor: Actor) -> EntryRow | None:
    """Return a subject of a round the actor runs, judges or answers for."""
    rows = Entry.objects.filter(_runs(actor, through="round__") | _shown(actor), pk=entry_id)
    return next((_entry(row, actor) for row in rows.values_list(*_ENTRY)), None)


def _entry(row: Sequence[Any], actor: Actor) -> EntryRow:
    """Hide the score from who only judges: he is not to lean on what others gave."""
    *head, num, den, of, grade, vetoes, rank, lines, stream, stage, organiser = row
    runs = actor.role is Role.SYSTEM or (organiser is not None and organiser == actor.body_id)
    own = head[6] is not None and head[6] == actor.body_id
    score: list[Any] = [None, None, "", (), None, ()]
    if num is not None and (runs or own) and Stage(stage) in SHOWN:
        score = [Fraction(num, den), of, grade, tuple(vetoes), rank, tuple(lines)]
    return EntryRow(*[*head, *score, stream, own])


@dataclass(frozen=True, slots=True)
class AssessorRow:
    """An assessor as the organiser sees him; `entry_ids` are those he judges, empty means all."""

    id: int
    person_id: int
    party: Party
    department: str
    body: str
    entry_ids: tuple[int, ...]
    appointed_at: datetime
    ended_at: datetime | None
    marks: int


def assessors(*, actor: Actor, round_id: int) -> list[AssessorRow]:
    """Return the assessors of a round the actor runs; of another's, himself alone."""
    rows = Assessor.objects.filter(_runs(actor, through="round__") | _shown(actor), round_id=round_id)
    fields = (
        "id", "person_id", "party", "department", "appointment__body__short_name", "entry_ids", "appointed_at",
        "ended_at", "given",
    )  # fmt: skip
    found = rows.annotate(given=Count("marks")).order_by("id").values_list(*fields)
    return [
        AssessorRow(number, person, Party(party), department, body or "", tuple(judged), begun, ended, marks)
        for number, person, party, department, body, judged, begun, ended, marks in found
    ]


@dataclass(frozen=True, slots=True)
class OwnTask:
    """The reader as an assessor of a round; `entry_ids` are those he judges, empty means all."""

    assessor_id: int
    entry_ids: tuple[int, ...]

    def judges(self, entry_id: int) -> bool:
        """Whether a subject is his to judge."""
        return not self.entry_ids or entry_id in self.entry_ids


def own_task(*, actor: Actor, round_id: int) -> OwnTask | None:
    """Return the actor as an assessor of a round, if he is one."""
    rows = Assessor.objects.filter(_shown(actor), round_id=round_id, ended_at=None)
    found = rows.filter(person_id=actor.person_id or 0).values_list("id", "entry_ids").first()
    return OwnTask(found[0], tuple(found[1])) if found else None


def marked_items(round_id: int, *, assessor_id: int | None = None) -> dict[int, int]:
    """Return on how many items each subject of a round has a mark that counts, or one of an assessor; one statement.

    Row-level security decides which subjects.
    """
    rows = Mark.objects.filter(entry__round_id=round_id, counts=True)
    if assessor_id is not None:
        rows = rows.filter(assessor_id=assessor_id)
    return dict(rows.values_list("entry_id").annotate(items=Count("item", distinct=True)))


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark with what was written to it; `party` says for whom it was given, empty for a decision on an objection."""

    id: int
    entry_id: int
    item: str
    assessor_id: int | None
    party: str
    department: str
    value: Fraction
    evidence: str
    note: str
    marked_at: datetime
    counts: bool

    @property
    def proven(self) -> bool:
        """Whether a photo or document is kept as its evidence."""
        return self.evidence.startswith(_FILE)


def marks_of(entry_ids: Iterable[int], *, actor: Actor, own: int | None = None) -> list[MarkRow]:
    """Return the marks of subjects in their order, with their notes; of one assessor (`own`) only his."""
    rows = Mark.objects.filter(entry_id__in=list(entry_ids)).select_related("assessor").order_by("id")
    if own is not None:
        rows = rows.filter(assessor_id=own)
    del actor  # the caller has asked for the entries; row-level security repeats it
    found = list(rows)
    notes = record.open_sealed(row.note_id for row in found if row.note_id)
    return [
        MarkRow(
            row.pk, row.entry_id, row.item, row.assessor_id, row.assessor.party if row.assessor else "",
            row.assessor.department if row.assessor else "", Fraction(row.value_num, row.value_den), row.evidence,
            notes.get(row.note_id or 0) or "", row.marked_at, row.counts,
        )
        for row in found
    ]  # fmt: skip


def mark_file(mark_id: int, *, actor: Actor) -> record.FileRow | None:
    """Return the evidence of a mark for whom the mark is shown to.

    Those are who gave it, who runs the round, and who answers for the subject, once the score is settled.
    """
    shown = Q(assessor__person_id=actor.person_id or 0, assessor__ended_at=None) | _runs(
        actor, through="entry__round__"
    )
    shown |= Q(entry__body_id=actor.body_id or 0, entry__round__stage__in=SHOWN)
    rows = Mark.objects.filter(shown, pk=mark_id, evidence__startswith=_FILE)
    found = rows.values_list("stream", "evidence").first()
    if found is None:
        return None
    number = int(found[1].removeprefix(_FILE))
    return next((file for file in record.files_of([found[0]]) if file.id == number), None)


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection with both texts; `due_at` is what its clock says, None in a round of the platform itself."""

    id: int
    entry_id: int
    name: str
    item: str
    body: str
    text: str
    filed_at: datetime
    due_at: datetime | None
    state: ObjectionState
    decided_at: datetime | None
    decision: str
    gave: bool
    """Whether who looks gave the mark himself, so that another one answers."""


def objections(
    *, actor: Actor, round_id: int | None = None, entry_id: int | None = None, limit: int = 200
) -> list[ObjectionRow]:
    """Return the objections in a round the actor runs, or to a score he answers for, those that wait first."""
    rows = MarkObjection.objects.filter(
        _runs(actor, through="entry__round__") | Q(body_id=actor.body_id or 0)
    ).select_related("entry")
    own = Mark.objects.filter(
        entry=OuterRef("entry"), item=OuterRef("item"), assessor__person_id=actor.person_id or 0
    )
    rows = rows.annotate(gave=Exists(own))
    if round_id is not None:
        rows = rows.filter(entry__round_id=round_id)
    if entry_id is not None:
        rows = rows.filter(entry_id=entry_id)
    found = list(rows.order_by("decided_at", "filed_at", "id")[:limit])
    found.sort(key=lambda row: row.state != ObjectionState.FILED)
    texts = record.open_sealed(number for row in found for number in (row.text_id, row.decision_id) if number)
    names = people.body_names({row.body_id for row in found})
    kept = clocks.ends_of({row.stream for row in found}, kind=OBJECTION_CLOCK)
    ends = {named: one.due_at for named, one in kept.items()}
    return [
        ObjectionRow(
            row.pk, row.entry_id, row.entry.name, row.item, names.get(row.body_id, ""),
            texts.get(row.text_id) or "", row.filed_at, ends.get((row.stream, f"{OBJECTION_CLOCK}:{row.item}")),
            ObjectionState(row.state), row.decided_at,
            texts.get(row.decision_id or 0) or "", row.gave,
        )
        for row in found
    ]  # fmt: skip
