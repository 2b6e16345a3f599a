"""How often a subject is checked: more or less, by what another chapter found; assessment itself reads no credit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.models import CheckFrequency
from hemei.oversight.assessment.queries.subjects import subjects_of
from hemei.oversight.assessment.rules.acts import Act, may
from hemei.oversight.assessment.rules.standards import SubjectKind
from hemei.oversight.assessment.services.shared import missing

MOST_MONTHS, LONGEST_REASON = 60, 60


@dataclass(frozen=True, slots=True)
class FrequencyDraft:
    """How many months lie between two checks of a subject; `reason` is a short public text."""

    subject_id: int
    every: int
    reason: str


def set_check_frequency(
    *, actor: Actor, now: datetime, subject_kind: SubjectKind, subject_id: int, every: int, since: date, reason: str
) -> int:  # fmt: skip
    """Let one subject be checked every so many months since a day; see `set_check_frequencies`. Returns the row's id.

    Raises:
        Refused: the role may not, the subject is not there or not the actor's, or the numbers will not do.
    """
    draft = FrequencyDraft(subject_id, every, reason)
    found = set_check_frequencies(
        actor=actor, now=now, subject_kind=subject_kind, since=since, drafts=[draft]
    )
    if subject_id not in found:
        raise missing()
    return found[subject_id]


def set_check_frequencies(
    *, actor: Actor, now: datetime, subject_kind: SubjectKind, since: date, drafts: Sequence[FrequencyDraft]
) -> dict[int, int]:
    """Let subjects be checked every so many months since a day, a whole city in a handful of statements.

    The same subject, day and reason set it once. Subjects that are not there today or not the actor's are left out.
    The sample of a round draws by the latest row. Returns the row's id by subject.

    Raises:
        Refused: the role may not, or the numbers will not do.
    """
    demand(may(actor.role, Act.SET_FREQUENCY))
    wanted = {one.subject_id: FrequencyDraft(one.subject_id, one.every, _said(one)) for one in drafts}
    places = _places(actor, subject_kind, wanted, shanghai_day(now))
    found = _known(subject_kind, since, wanted)
    fresh = [one for number, one in wanted.items() if number in places and number not in found]
    ids = records.next_ids("assessment_checkfrequency", len(fresh))
    rows = [
        CheckFrequency(
            id=number, stream=f"assessment.checks:{subject_kind}:{one.subject_id}", scope=places[one.subject_id],
            subject_kind=subject_kind, subject_id=one.subject_id, every_months=one.every, since=since,
            reason=one.reason, set_at=now,
        )
        for number, one in zip(ids, fresh, strict=True)
    ]  # fmt: skip
    for scope in sorted({row.scope for row in rows}):
        with opened(actor, scope):
            records.insert_rows([row for row in rows if row.scope == scope])
            records.record_many((_event(row, now), actor) for row in rows if row.scope == scope)
    return found | {row.subject_id: row.pk for row in rows}


def _said(draft: FrequencyDraft) -> str:
    said = " ".join(draft.reason.replace("\x00", "").split())[:LONGEST_REASON]
    if not 1 <= draft.every <= MOST_MONTHS or not said:
        raise Refused.because(
            mark("检查频次是每1至{most}个月一次，并写明理由"), field="every", code="every", most=MOST_MONTHS
        )
    return said


def _places(actor: Actor, kind: SubjectKind, numbers: Iterable[int], today: date) -> dict[int, str]:
    """Return where each subject lies, of those in the actor's places."""
    asked = list(numbers)
    return {
        one.id: one.path
        for place in actor.places
        for one in subjects_of(kind, path=place.path, on=today, ids=asked)
    }


def _known(kind: SubjectKind, since: date, wanted: Mapping[int, FrequencyDraft]) -> dict[int, int]:
    rows = CheckFrequency.objects.filter(subject_kind=kind, since=since, subject_id__in=list(wanted))
    return {
        subject: number
        for subject, reason, number in rows.values_list("subject_id", "reason", "id")
        if wanted[subject].reason == reason
    }


def _event(row: CheckFrequency, now: datetime) -> records.EventDraft:
    data = {
        "kind": row.subject_kind, "subject": row.subject_id, "every_months": row.every_months,
        "since": row.since.isoformat(),
    }  # fmt: skip
    return records.EventDraft(row.stream, "assessment.frequency_set", now, row.scope, data)
