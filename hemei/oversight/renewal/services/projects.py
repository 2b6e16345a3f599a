"""Renovation projects: filed with a later mode, begun, stage by stage, accepted; the days stand in `companies`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from hemei.ground.companies import queries as companies_now
from hemei.ground.companies import services as companies
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal.models import ProjectStage, RenovationProject
from hemei.oversight.renewal.queries.facts import renewal_modes
from hemei.oversight.renewal.rules.acts import Act
from hemei.oversight.renewal.rules.standards import RenewalModes
from hemei.oversight.renewal.rules.steps import (
    ProjectDays,
    StageDays,
    may_accept,
    may_begin,
    may_file,
    may_finish_stage,
)
from hemei.oversight.renewal.rules.timing import later
from hemei.oversight.renewal.rules.words import Mode
from hemei.oversight.renewal.services.owing import owe_coverage
from hemei.oversight.renewal.services.shared import (
    allowed,
    document_named,
    event,
    insert,
    known_codes,
    locked,
    missing,
    site_of,
    tell,
    written,
)

LONGEST_STAGE = 40


@dataclass(frozen=True, slots=True)
class StageDraft:
    """A stage to be: what it is called and by when it is planned to be done."""

    name: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDraft:
    """A project to file; `renovation_id` names what the register of renovations holds of it already."""

    estate_id: int
    planned_on: date
    mode_after: Mode | None
    works: tuple[str, ...]
    budget_fen: int
    due_on: date
    stages: tuple[StageDraft, ...]
    renovation_id: int | None = None


def file_projects(*, actor: Actor, now: datetime, drafts: Sequence[ProjectDraft]) -> list[int]:
    """File projects, all or none; return their ids in order.

    Raises:
        Refused: no later mode, no budget, no works, stages out of order, or another renovation is not finished.
    """
    allowed(actor, Act.RENOVATE)
    today = shanghai_day(now)
    known = [one.code for one in renewal_modes(today).renovation]
    with records.acting(actor), transaction.atomic():
        rows, told = [], []
        for number, draft in zip(
            records.next_ids("renewal_renovationproject", len(drafts)), drafts, strict=True
        ):
            site = site_of(actor, draft.estate_id)
            stages = tuple(StageDays(one.due_on) for one in draft.stages)
            days = ProjectDays(draft.planned_on, None, draft.due_on, None, stages)
            demand(may_file(days, draft.mode_after, draft.budget_fen, draft.works))
            row = RenovationProject(
                id=number, stream=site.stream, scope=site.scope, estate_id=site.id,
                renovation_id=_renovation(actor, now, site, draft),
                works=known_codes(draft.works, known, "works"), budget_fen=draft.budget_fen, due_on=draft.due_on,
            )  # fmt: skip
            rows.append(row)
            told.append(event(row, "renewal.project_filed", now, _data(row, draft)))
        written(rows, "renewal_renovationproject_renovation_id", _TWICE)
        _write_stages(rows, drafts)
        records.record_events(actor=actor, drafts=told)
    return [row.pk for row in rows]


def _data(row: RenovationProject, draft: ProjectDraft) -> dict[str, object]:
    after = draft.mode_after.value if draft.mode_after else ""
    return {
        "renovation": row.renovation_id, "works": list(row.works), "budget_fen": row.budget_fen,
        "due_on": row.due_on.isoformat(), "mode_after": after, "stages": len(draft.stages),
    }  # fmt: skip


def _renovation(actor: Actor, now: datetime, site: places.EstateRow, draft: ProjectDraft) -> int:
    """Return the renovation in the register: a new one, or the one named, with the later mode put down there."""
    after = companies.Mode(draft.mode_after.value) if draft.mode_after else None
    if draft.renovation_id is None:
        plan = companies.RenovationDraft(site.id, draft.planned_on, mode_after=after)
        return companies.plan_renovations(actor=actor, now=now, drafts=[plan])[0]
    found = companies_now.renovation(draft.renovation_id, actor=actor, on=shanghai_day(now))
    if found is None or found.estate_id != site.id or found.planned_on != draft.planned_on:
        raise missing()
    if found.mode_after is not after:
        plan = companies.RenovationDraft(
            site.id, found.planned_on, found.begun_on, found.finished_on, mode_after=after
        )
        companies.carry_on(actor=actor, now=now, renovation_id=found.id, draft=plan)
    return found.id


def _write_stages(rows: Sequence[RenovationProject], drafts: Sequence[ProjectDraft]) -> None:
    wanted = [
        (row, number, stage)
        for row, draft in zip(rows, drafts, strict=True)
        for number, stage in enumerate(draft.stages, 1)
    ]
    ids = records.next_ids("renewal_projectstage", len(wanted))
    insert(
        [
            ProjectStage(
                id=found, stream=row.stream, scope=row.scope, project_id=row.pk, number=number, name=_named(stage.name),
                due_on=stage.due_on,
            )
            for found, (row, number, stage) in zip(ids, wanted, strict=True)
        ]
    )  # fmt: skip


def _named(text: str) -> str:
    said = text.replace("\x00", "").strip()
    if not said or len(said) > LONGEST_STAGE:
        raise Refused.because(
            mark("阶段没有名称，或超过{most}个字。"), remedy=mark("请写短一些。"), field="stages", code="stage_name",
            most=LONGEST_STAGE,
        )  # fmt: skip
    return said


@dataclass(frozen=True, slots=True)
class _Held:
    """A locked project with its renovation, stages and days."""

    row: RenovationProject
    renovation: companies_now.RenovationRow
    stages: list[ProjectStage]
    days: ProjectDays

    @property
    def mode_after(self) -> Mode | None:
        """The later mode, where one of the four is named."""
        found = self.renovation.mode_after
        return Mode(found.value) if found is not None and found.value in set(Mode) else None


def _held(actor: Actor, project_id: int, today: date) -> _Held:
    allowed(actor, Act.RENOVATE)
    row = locked(RenovationProject, actor, project_id)
    found = companies_now.renovation(row.renovation_id, actor=actor, on=today)
    if found is None:
        raise missing()
    stages = list(row.stages.select_for_update().order_by("number"))
    days = ProjectDays(
        found.planned_on, found.begun_on, row.due_on, row.accepted_on,
        tuple(StageDays(one.due_on, one.done_on) for one in stages),
    )  # fmt: skip
    return _Held(row, found, stages, days)


def _carry_on(actor: Actor, now: datetime, held: _Held, **days: date) -> None:
    found = held.renovation
    draft = companies.RenovationDraft(
        held.row.estate_id, found.planned_on, found.begun_on, found.finished_on, mode_after=found.mode_after
    )
    companies.carry_on(
        actor=actor,
        now=now,
        renovation_id=found.id,
        draft=replace(draft, **days),  # type: ignore[arg-type]
    )


def begin_works(*, actor: Actor, now: datetime, project_id: int, day: date) -> None:
    """Put down that the works began. Raises Refused: no later mode is named, or the day will not do."""
    with records.acting(actor), transaction.atomic():
        held = _held(actor, project_id, shanghai_day(now))
        demand(may_begin(held.days, held.mode_after, day, today=shanghai_day(now)))
        _carry_on(actor, now, held, begun_on=day)
        tell(actor, now, held.row, "renewal.works_begun", {"day": day.isoformat()})


def finish_stage(*, actor: Actor, now: datetime, project_id: int, number: int, day: date) -> None:
    """Put down that a stage is done. Raises Refused: out of order, or the day will not do."""
    with records.acting(actor), transaction.atomic():
        held = _held(actor, project_id, shanghai_day(now))
        if not 1 <= number <= len(held.stages):
            raise missing()
        demand(may_finish_stage(held.days, number - 1, day, today=shanghai_day(now)))
        stage = held.stages[number - 1]
        stage.done_on = day
        stage.save(update_fields=["done_on"])
        tell(actor, now, held.row, "renewal.stage_done", {"stage": number, "day": day.isoformat()})


def accept_project(*, actor: Actor, now: datetime, project_id: int, day: date, document: str) -> None:
    """Accept a project; from this day coverage is asked for, unless the estate is covered already.

    Raises:
        Refused: the works are not done, no later mode is named, or the day or the document will not do.
    """
    named, today = document_named(document), shanghai_day(now)
    with records.acting(actor), transaction.atomic():
        held = _held(actor, project_id, today)
        demand(may_accept(held.days, held.mode_after, day, today=today))
        if held.renovation.finished_on != day:
            _carry_on(actor, now, held, finished_on=day)
        rules, row = renewal_modes(day), held.row
        row.accepted_on, row.acceptance = day, named
        row.cover_by = later(day, rules.coverage.limit)
        counted = companies_now.counts_on(row.estate_id, today, actor=actor)
        row.covered_on = day if counted is not None and counted.counted else None
        row.save(update_fields=["accepted_on", "acceptance", "cover_by", "covered_on"])
        data = {
            "day": day.isoformat(),
            "cover_by": row.cover_by.isoformat(),
            "covered": row.covered_on is not None,
        }
        tell(actor, now, row, "renewal.project_accepted", data, _reference(rules))
        if row.covered_on is None:
            name = site_of(actor, row.estate_id).name
            owe_coverage(now=now, row=row, name=name, until=row.cover_by, reference=_reference(rules))


def _reference(rules: RenewalModes) -> Reference:
    return rules.coverage.warrant.reference


def name_later_mode(*, actor: Actor, now: datetime, renovation_id: int, mode: Mode) -> None:
    """Name how an estate is to be managed after its renovation, so that it goes on. Raises Refused."""
    allowed(actor, Act.RENOVATE)
    with records.acting(actor), transaction.atomic():
        found = companies_now.renovation(renovation_id, actor=actor, on=shanghai_day(now))
        if found is None:
            raise missing()
        draft = companies.RenovationDraft(
            found.estate_id, found.planned_on, found.begun_on, found.finished_on, companies.Mode(mode.value)
        )
        companies.carry_on(actor=actor, now=now, renovation_id=renovation_id, draft=draft)


_TWICE = Refused.because(
    mark("这项改造已经登记了项目。"), remedy=mark("请在已有的项目上办理。"), field="planned_on", code="twin"
)
