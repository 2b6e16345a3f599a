"""Who goes where: every drawn project one visit and a survey, a hidden share a second visit by somebody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, mark
from hemei.kernel.draw import drawn
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.facts import rules_on
from hemei.oversight.assessment.models import Entry, Sample, SampledProject, Visit
from hemei.oversight.assessment.rules.kit_acts import KitAct
from hemei.oversight.assessment.rules.kit_words import VisitState
from hemei.oversight.assessment.rules.sample import assign, second_visits
from hemei.oversight.assessment.rules.words import Party
from hemei.oversight.assessment.services.assessors import AssessorDraft, appoint_assessor, free_to_judge
from hemei.oversight.assessment.services.kit_keeping import demand_kit
from hemei.oversight.assessment.services.kit_sample import own_sample
from hemei.oversight.assessment.services.kit_survey import write_surveys
from hemei.oversight.assessment.services.shared import tell


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """A visit to be: the entry, who goes (assessor of the round, person), and the place of the first visit."""

    entry_id: int
    assessor_id: int
    person_id: int
    first: int | None = None


def write_visits(
    *, actor: Actor, now: datetime, contract_id: int, scope: str, plans: Sequence[VisitPlan]
) -> list[int]:
    """Write visits and open each to who makes it, to nobody else: a colleague must not see that one goes twice."""
    ids = records.next_ids("assessment_visit", len(plans))
    rows = [
        Visit(
            id=number,
            stream=f"assessment.visit:{number}",
            scope=scope,
            entry_id=plan.entry_id,
            assessor_id=plan.assessor_id,
            contract_id=contract_id,
            second_of_id=None if plan.first is None else ids[plan.first],
            state=VisitState.PLANNED.value,
        )
        for number, plan in zip(ids, plans, strict=True)
    ]
    Visit.objects.bulk_create(rows, batch_size=1_000)
    for row, plan in zip(rows, plans, strict=True):
        records.grant_access(stream=row.stream, persons=(plan.person_id,))
    drafts = [
        records.EventDraft(
            row.stream, "assessment.visit_planned", now, scope,
            {"entry": row.entry_id, "assessor": row.assessor_id, "second_of": row.second_of_id},
        )
        for row in rows
    ]  # fmt: skip
    records.record_events(actor=actor, drafts=drafts)
    return list(ids)


def plan_visits(*, actor: Actor, now: datetime, sample_id: int, appointment_ids: Sequence[int]) -> int:
    """Share the drawn projects out over assessors of the supplier, name these in the round, and return how many visits.

    Nobody goes where a tie bars him; who goes a second time follows from the secret and is told to nobody.

    Raises:
        Refused: the actor may not, nothing was drawn or it was planned before, fewer than two assessors, one is none of
            the supplier's, or a project none of them may judge.
    """
    demand_kit(actor, KitAct.DRAW)
    with transaction.atomic():
        sample = own_sample(actor, sample_id)
        entries = _entries(sample)
        people_of = _assessors(sample, appointment_ids, shanghai_day(now))
        barred = {
            number: _barred(actor, shanghai_day(now), person, entries) for number, person in people_of.items()
        }
        firsts = _assigned(list(entries), barred, sample.seed)
        again = second_visits(sorted(entries), secret=sample.secret, rules=rules_on(shanghai_day(now)))
        others = {one: barred[one] | {key for key in again if firsts[key] == one} for one in barred}
        seconds = _assigned(list(again), others, sample.secret)
        named = {
            number: _named(
                actor,
                now,
                sample,
                number,
                {entries[key].pk for by in (firsts, seconds) for key in by if by[key] == number},
            )
            for number in people_of
        }
        plans = _plans(
            entries,
            firsts,
            seconds,
            {number: (named[number], people_of[number]) for number in named},
            sample.secret,
        )
        write_visits(actor=actor, now=now, contract_id=sample.contract_id, scope=sample.scope, plans=plans)
        asks = {entries[key]: (named[firsts[key]], people_of[firsts[key]]) for key in entries}
        write_surveys(actor=actor, now=now, sample=sample, asks=asks)
        tell(actor, now, sample, "assessment.visits_planned", {"visits": len(plans), "assessors": len(named)})
    return len(plans)


def _entries(sample: Sample) -> dict[str, Entry]:
    """Return the entries of the round by the key of the public list."""
    if sample.drawn_at is None:
        raise Refused.because(mark("还没有抽取"), field="sample", code="not_drawn")
    by_project = {entry.subject_id: entry for entry in Entry.objects.filter(round_id=sample.round_id)}
    if Visit.objects.filter(entry__round_id=sample.round_id).exists():
        raise Refused.because(mark("检查已经安排过"), field="sample", code="planned")
    lines = SampledProject.objects.filter(sample=sample, drawn=True).values_list("key", "project_id")
    return {key: by_project[project] for key, project in lines if project in by_project}


def _assessors(sample: Sample, appointment_ids: Sequence[int], on: date) -> dict[int, int]:
    """Return the person of each appointment; all must be assessors of the contract's supplier."""
    held = {
        row.id: row.person_id
        for row in people.appointments_on(on, body_id=sample.contract.supplier_id)
        if row.role == Role.ASSESSOR
    }
    chosen = sorted(set(appointment_ids))
    if len(chosen) < 2 or not set(chosen) <= set(held):  # noqa: PLR2004 - a second visit needs a second pair of eyes
        raise Refused.because(
            mark("至少要选两位合同单位在任的评估员"),
            remedy=mark("请系统管理员先在评估机构任命"),
            field="assessors",
            code="assessors",
        )
    return {number: held[number] for number in chosen}


def _barred(actor: Actor, on: date, person: int, entries: Mapping[str, Entry]) -> frozenset[str]:
    found = free_to_judge(actor, on, person, (), entries.values())
    return frozenset(key for key, entry in entries.items() if entry.pk in found)


def _assigned(keys: Sequence[str], barred: Mapping[int, frozenset[str]], seed: str) -> dict[str, int]:
    found = assign(keys, barred, seed=seed)
    if found is None:
        raise Refused.because(
            mark("有的项目没有评估员可以去：能去的都要回避"),
            remedy=mark("请增加评估员"),
            field="assessors",
            code="barred",
        )
    return found


def _named(actor: Actor, now: datetime, sample: Sample, appointment_id: int, entries: set[int]) -> int:
    """Name somebody assessor of the round for the subjects he visits."""
    draft = AssessorDraft(party=Party.THIRD_PARTY, appointment_id=appointment_id, entries=sorted(entries))
    return appoint_assessor(actor=actor, now=now, round_id=sample.round_id, draft=draft)


def _plans(
    entries: Mapping[str, Entry],
    firsts: Mapping[str, int],
    seconds: Mapping[str, int],
    assessors: Mapping[int, tuple[int, int]],
    secret: str,
) -> list[VisitPlan]:
    """Return first and second visits mixed by the secret, so that no number tells which is which."""
    wanted = [f"1 {key}" for key in firsts] + [f"2 {key}" for key in seconds]
    order = drawn(wanted, len(wanted), seed=secret)
    place = {one: number for number, one in enumerate(order)}
    found = []
    for one in order:
        turn, key = one.split(" ", 1)
        number, person = assessors[(firsts if turn == "1" else seconds)[key]]
        first = None if turn == "1" else place[f"1 {key}"]
        found.append(VisitPlan(entries[key].pk, number, person, first))
    return found
