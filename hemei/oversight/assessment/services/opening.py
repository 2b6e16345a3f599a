"""A round is opened by a version of a standard, and its subjects are entered; or it is called off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.oversight.assessment.facts import standard_on, version
from hemei.oversight.assessment.models import Assessor, Entry, Round
from hemei.oversight.assessment.queries.subjects import SubjectFacts, subjects_of
from hemei.oversight.assessment.rules.acts import Act, may, may_open
from hemei.oversight.assessment.rules.rounds import may_move, may_plan, says, stands
from hemei.oversight.assessment.rules.standards import SubjectKind
from hemei.oversight.assessment.rules.words import Stage
from hemei.oversight.assessment.services.shared import organised, sealed_id, tell

_ONE_DAY = timedelta(days=1)
_ACCESS = {"stream": "text", "person_id": "bigint"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDraft:
    """A round to be opened: by which standard, at which place, for which period (its end excluded)."""

    standard: str
    place_id: int
    title: str
    period_from: date
    period_until: date


@records.whole
def open_round(*, actor: Actor, now: datetime, draft: RoundDraft) -> int:
    """Open a round by the version of the standard in force on the period's last day; return its id.

    Raises:
        Refused: role or place are not fit for it, no such standard is in force, or the same round runs already.
    """
    place, title = _place(draft.place_id), " ".join(draft.title.replace("\x00", "").split())
    demand(may(actor.role, Act.ORGANISE, covered=actor.covers(place.path)))
    demand(may_open(actor.role, draft.standard), may_plan(title, draft.period_from, draft.period_until))
    standard = standard_on(draft.standard, draft.period_until - _ONE_DAY)
    if standard is None:
        raise Refused.because(
            mark("评价期内没有这项标准"), remedy=mark("请核对标准和评价期"), field="standard", code="standard"
        )
    (number,) = records.next_ids("assessment_round", 1)
    row = Round(
        id=number, stream=f"assessment.round:{number}", scope=place.path, place_id=place.id,
        organiser_body_id=actor.body_id, standard=draft.standard, standard_day=standard.head.day, title=title,
        period_from=draft.period_from, period_until=draft.period_until, stage=Stage.OPEN, opened_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "assessment_round_once" not in str(error):
            raise
        raise Refused.because(
            mark("同一名称、同一评价期的评价已经有了"),
            remedy=mark("请在那一轮里办理"),
            field="title",
            code="twin",
        ) from error
    data = {
        "standard": row.standard, "day": row.standard_day.isoformat(), "place": place.id,
        "from": row.period_from.isoformat(), "until": row.period_until.isoformat(),
    }  # fmt: skip
    tell(actor, now, row, "assessment.round_opened", data)
    return number


def _place(place_id: int) -> places.PlaceRow:
    try:
        return places.place(place_id)
    except places.NoSuchPlace:
        raise Refused.because(mark("请选择组织评价的地方"), field="place", code="place") from None


def enter_subjects(
    *, actor: Actor, now: datetime, round_id: int, subject_ids: Sequence[int] = (), kind: SubjectKind | None = None
) -> int:  # fmt: skip
    """Enter the named subjects of the round's place, or all of them; return how many are new.

    Raises:
        Refused: the round is not the actor's or not open, or a subject does not lie in its place.
    """
    row = organised(actor, round_id)
    demand(stands(Stage(row.stage), Stage.OPEN))
    wanted = version(row.standard, row.standard_day).subjects
    ids = sorted(set(subject_ids)) or None
    found = subjects_of(kind or wanted, path=row.scope, on=row.period_until - _ONE_DAY, ids=ids)
    if (ids and len(found) < len(ids)) or not found or kind not in {None, wanted}:
        raise Refused.because(
            mark("评价对象不在组织评价的地方，或者评价期末已经不在"), field="subjects", code="subjects"
        )
    known = set(Entry.objects.filter(round=row).values_list("subject_id", flat=True))
    fresh = [one for one in found if one.id not in known]
    entries = _entries(row, wanted, fresh)
    Entry.objects.bulk_create(entries, batch_size=1_000)
    _show_to_assessors(row, entries)
    tell(
        actor,
        now,
        row,
        "assessment.subjects_entered",
        {"kind": wanted, "subjects": [one.id for one in fresh]},
    )
    return len(fresh)


def _entries(row: Round, kind: SubjectKind, subjects: Sequence[SubjectFacts]) -> list[Entry]:
    numbers = records.next_ids("assessment_entry", len(subjects)) if subjects else []
    return [
        Entry(
            id=number, stream=f"assessment.entry:{number}", scope=row.scope, round=row, subject_kind=kind,
            subject_id=one.id, name=one.name, place_path=one.path, body_id=one.body_id, estate_id=one.estate_id,
        )
        for number, one in zip(numbers, subjects, strict=True)
    ]  # fmt: skip


def _show_to_assessors(row: Round, entries: Sequence[Entry]) -> None:
    """Let those who judge all subjects see the new ones too."""
    people = list(
        Assessor.objects.filter(round=row, ended_at=None, entry_ids=[]).values_list("person_id", flat=True)
    )
    records.insert_many(
        "records_access", _ACCESS, ((entry.stream, person) for entry in entries for person in people)
    )


def cancel_round(*, actor: Actor, now: datetime, round_id: int, reason: str) -> None:
    """Call a round off before it is published; what was marked stays on record.

    Raises:
        Refused: the round is not the actor's, or ended, or nobody says why.
    """
    row = organised(actor, round_id)
    demand(may_move(Stage(row.stage), Stage.CANCELLED), says(reason, "reason"))
    row.stage, row.cancelled_at = Stage.CANCELLED, now
    row.save(update_fields=["stage", "cancelled_at"])
    tell(actor, now, row, "assessment.round_cancelled", {"reason": sealed_id(row, "reason", reason)})
