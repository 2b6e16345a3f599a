"""Who judges: nobody those he works for, worked for not long ago, or is close to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.facts import rules_on
from hemei.oversight.assessment.models import Assessor, Entry, Round
from hemei.oversight.assessment.rules.conflict import Tie, may_assess
from hemei.oversight.assessment.rules.rounds import stands
from hemei.oversight.assessment.rules.words import Party, Stage
from hemei.oversight.assessment.services.shared import missing, organised, tell

LONGEST_DEPARTMENT = 40
_SHOWN = 3  # conflicts that one refusal names


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessorDraft:
    """An assessor to be: by his office, or as a person (an owner's representative); for whom he judges, and whom.

    Without `entries` he judges all subjects of the round. `ties` are what he declares besides what records say.
    """

    party: Party
    appointment_id: int | None = None
    person_id: int | None = None
    department: str = ""
    entries: Sequence[int] = ()
    ties: Sequence[Tie] = field(default=())


def appoint_assessor(*, actor: Actor, now: datetime, round_id: int, draft: AssessorDraft) -> int:
    """Name an assessor of an open round and return his id; he sees the subjects he judges, and nothing else of it.

    Raises:
        Refused: the round is not the actor's, the office does not run, an owner owns nothing there, or a conflict of
            interest stands between him and a subject.
    """
    row, today = organised(actor, round_id), shanghai_day(now)
    demand(stands(Stage(row.stage), Stage.OPEN))
    person = _person(draft, today)
    entries = _judged(row, draft.entries)
    declared = [Tie(tie.body, tie.until, tie.relative) for tie in draft.ties]
    demand(*list(free_to_judge(actor, today, person, declared, entries).values())[:_SHOWN])
    if draft.party is Party.OWNERS:
        _owns_there(actor, today, person, entries)
    (number,) = records.next_ids("assessment_assessor", 1)
    found = Assessor(
        id=number, stream=f"assessment.assessor:{number}", scope=row.scope, round=row, person_id=person,
        appointment_id=draft.appointment_id, party=draft.party, entry_ids=sorted(set(draft.entries)),
        department=" ".join(draft.department.split())[:LONGEST_DEPARTMENT], appointed_at=now,
        ties=[_kept(tie) for tie in declared],
    )  # fmt: skip
    try:
        with transaction.atomic():
            found.save(force_insert=True)
    except IntegrityError as error:
        if "assessment_assessor_once" not in str(error):
            raise
        raise Refused.because(mark("已经是本轮的评分员"), field="assessor", code="twin") from error
    for stream in (row.stream, found.stream, *(entry.stream for entry in entries)):
        records.grant_access(stream=stream, persons=(person,))
    data = {
        "assessor": number, "person": person, "appointment": draft.appointment_id, "party": draft.party.value,
        "entries": found.entry_ids,
    }  # fmt: skip
    tell(
        actor, now, row, "assessment.assessor_appointed", data, (rules_on(today).conflict.warrant.reference,)
    )
    return number


def end_assessor(*, actor: Actor, now: datetime, assessor_id: int) -> None:
    """Let an assessor judge no more; his marks stay, and he sees the round no more."""
    found = Assessor.objects.select_for_update().filter(pk=assessor_id, ended_at=None).first()
    if found is None:
        raise missing()
    row = organised(actor, found.round_id)
    demand(stands(Stage(row.stage), Stage.OPEN))
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    streams = [row.stream, found.stream, *(entry.stream for entry in _judged(row, found.entry_ids))]
    for stream in streams:
        records.revoke_access(stream=stream, persons=(found.person_id,))
    tell(actor, now, row, "assessment.assessor_ended", {"assessor": found.pk})


def free_to_judge(
    actor: Actor, today: date, person: int, declared: Iterable[Tie], entries: Iterable[Entry]
) -> dict[int, Decision]:
    """Return, by entry, the refusals that a conflict of interest asks for; none where he is free to judge all."""
    with opened(actor, places.city().path):  # offices, seats and posts stand in other places than the round
        served = people.served_by([person]) + companies.served_by([person])
    said = [Tie(one.body_id, one.until) for one in served] + list(declared)
    one_with = people.one_with({tie.body for tie in said})
    ties = [replace(tie, body=body) for tie in said for body in one_with[tie.body]]
    rules, found = rules_on(today), {}
    for entry in entries:
        if entry.body_id is None:
            continue
        decision = may_assess(ties, body=entry.body_id, on=today, rules=rules)
        if not decision.allowed:
            about = Reason(mark("评价对象：{name}"), {"name": entry.name})
            found[entry.pk] = Decision.no(about, *decision.reasons)
    return found


def _person(draft: AssessorDraft, today: date) -> int:
    if draft.appointment_id is not None:
        held = people.appointment(draft.appointment_id)
        runs = (
            held is not None
            and held.valid_from <= today
            and (held.valid_until is None or today < held.valid_until)
        )
        if held is None or not runs:
            raise Refused.because(mark("这项任职不在任"), field="assessor", code="appointment")
        return held.person_id
    if draft.person_id is None:
        raise Refused.because(mark("请选择评分员"), field="assessor", code="assessor")
    return draft.person_id


def _judged(row: Round, wanted: Sequence[int]) -> list[Entry]:
    entries = Entry.objects.filter(round=row)
    if not wanted:
        return list(entries.order_by("id"))
    found = list(entries.filter(pk__in=set(wanted)).order_by("id"))
    if len(found) < len(set(wanted)):
        raise missing()
    return found


def _owns_there(actor: Actor, today: date, person: int, entries: Sequence[Entry]) -> None:
    """Refuse an owners' representative who owns nothing in the estate he is to judge for."""
    for entry in entries:
        owners = people.owner_ids_in(entry.estate_id, actor=actor, on=today) if entry.estate_id else {}
        if not any(person in held for held in owners.values()):
            raise Refused.because(
                mark("业主代表不是“{name}”所在小区登记的业主"),
                field="assessor",
                code="owner",
                name=entry.name,
            )


def _kept(tie: Tie) -> dict[str, object]:
    return {"body": tie.body, "until": tie.until.isoformat() if tie.until else None, "relative": tie.relative}


def declared_by(found: Assessor) -> list[Tie]:
    """Return what an assessor declared."""
    return [
        Tie(one["body"], date.fromisoformat(one["until"]) if one["until"] else None, one["relative"])
        for one in found.ties
    ]
