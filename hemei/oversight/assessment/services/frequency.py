"""How often a subject is checked: more or less, by what another chapter found; assessment itself reads no credit."""

from __future__ import annotations

from datetime import date, datetime

from hemei.ground.people.services import opened
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.models import CheckFrequency
from hemei.oversight.assessment.queries.subjects import subjects_of
from hemei.oversight.assessment.rules.acts import Act, may
from hemei.oversight.assessment.rules.standards import SubjectKind
from hemei.oversight.assessment.services.shared import missing, tell

MOST_MONTHS, LONGEST_REASON = 60, 60


def set_check_frequency(
    *, actor: Actor, now: datetime, subject_kind: SubjectKind, subject_id: int, every: int, since: date, reason: str
) -> int:  # fmt: skip
    """Let a subject be checked every so many months since a day; `reason` is a short public text. Returns the row's id.

    The same subject, day and reason set it once. The sample of a round draws by the latest row.

    Raises:
        Refused: the role may not, the subject is not there or not the actor's, or the numbers will not do.
    """
    demand(may(actor.role, Act.SET_FREQUENCY))
    said = " ".join(reason.replace("\x00", "").split())[:LONGEST_REASON]
    if not 1 <= every <= MOST_MONTHS or not said:
        raise Refused.because(
            mark("检查频次是每1至{most}个月一次，并写明理由"), field="every", code="every", most=MOST_MONTHS
        )
    known = CheckFrequency.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, since=since, reason=said
    ).first()
    if known is not None:
        return known.pk
    subject = _subject(actor, subject_kind, subject_id, shanghai_day(now))
    row = CheckFrequency(
        stream=f"assessment.checks:{subject_kind}:{subject_id}", scope=subject, subject_kind=subject_kind,
        subject_id=subject_id, every_months=every, since=since, reason=said, set_at=now,
    )  # fmt: skip
    with opened(actor, subject):
        row.save(force_insert=True)
    data = {"kind": subject_kind, "subject": subject_id, "every_months": every, "since": since.isoformat()}
    tell(actor, now, row, "assessment.frequency_set", data)
    return row.pk


def _subject(actor: Actor, kind: SubjectKind, number: int, today: date) -> str:
    for place in actor.places:
        found = subjects_of(kind, path=place.path, on=today, ids=[number])
        if found:
            return found[0].path
    raise missing()
