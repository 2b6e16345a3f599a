"""A line comes about: proposed by hand or from a recorded event, confirmed or refused by the authority."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.ground.clocks import queries as clocks
from hemei.ground.companies import queries as companies
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit.models import ConductLine
from hemei.oversight.credit.queries.facts import persons_of
from hemei.oversight.credit.queries.standards import catalogue_if_any, repair_on
from hemei.oversight.credit.rules.acts import (
    LONGEST_ABOUT,
    Act,
    Conducted,
    may,
    may_confirm,
    may_judge,
    may_propose,
    says_why,
)
from hemei.oversight.credit.rules.words import ClockKind, LineState, Source
from hemei.oversight.credit.services.clocks import settle_clock, start_clock
from hemei.oversight.credit.services.shared import at_line, reports_outdated, sealed, tell
from hemei.oversight.credit.services.talks import owe_talks


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """Conduct to be proposed; `company_id` only where it has no project.

    `source` with `source_stream`, `source_event` and `source_key` where it follows from a recorded event: the same
    key is proposed once. `about` names the thing an honour was given for.
    """

    behaviour: str
    happened_on: date
    project_id: int | None = None
    company_id: int | None = None
    evidence: str = ""
    about: str = ""
    source: Source = Source.BY_HAND
    source_stream: str = ""
    source_event: int | None = None
    source_key: str = ""


@dataclass(frozen=True, slots=True)
class _Home:
    """Where conduct belongs: whose it is and which place looks after it."""

    company: companies.CompanyRow
    scope: str
    runs: bool
    manager: int | None = None


@records.whole
def propose_line(*, actor: Actor, now: datetime, draft: LineDraft) -> int:
    """Propose a line and return its id; it counts once an authority has confirmed it.

    It is attributed to the company under contract and the manager in office on the day of the conduct.

    Raises:
        Refused: the project is not the actor's, the day lies outside its contract, or the catalogue has no such row.
    """
    demand(may(actor.role, Act.PROPOSE))
    return enter(actor=actor, now=now, draft=draft)


def enter(*, actor: Actor, now: datetime, draft: LineDraft) -> int:
    """Write a proposed line; for `propose_line` and for what a company's own filing brings."""
    with records.acting(actor):
        known = _known(draft)
        if known is not None:
            return known
        home, catalogue = _home(actor, draft), catalogue_if_any(draft.happened_on)
        references = demand(
            may_propose(
                Conducted(
                    behaviour=draft.behaviour,
                    happened_on=draft.happened_on,
                    has_project=draft.project_id is not None,
                    contract_runs=home.runs,
                    has_manager=home.manager is not None,
                    evidence=draft.evidence,
                    by_hand=draft.source is Source.BY_HAND,
                ),
                catalogue,
                repair_on(shanghai_day(now)),
                shanghai_day(now),
            )
        )
        with opened(actor, home.scope):
            row = _row(draft, home, now)
            persons = (home.manager,) if home.manager else ()
            records.grant_access(stream=row.stream, bodies=(home.company.body_id,), persons=persons)
            if draft.evidence.strip():
                row.evidence_id = sealed(row, "evidence", draft.evidence)
            row.save(force_insert=True)
            due = _clock(actor, now, row)
            said = {**_said(row), "due_at": due.isoformat() if due else None}
            tell(actor, now, row, "credit.line_proposed", said, references)
    return int(row.pk)


def _clock(actor: Actor, now: datetime, row: ConductLine) -> datetime | None:
    """Start the time to confirm or refuse a line, where the catalogue of today gives one."""
    catalogue = catalogue_if_any(shanghai_day(now))
    if catalogue is None:
        return None
    return start_clock(
        actor=actor, now=now, row=row, kind=ClockKind.CONFIRMATION, number=row.pk,
        rule=catalogue.confirm_within,
    )  # fmt: skip


def _stop(actor: Actor, now: datetime, row: ConductLine) -> bool:
    """Stop the time to confirm or refuse a line and say whether the decision comes late."""
    return settle_clock(actor=actor, now=now, row=row, kind=ClockKind.CONFIRMATION, number=row.pk)


def _known(draft: LineDraft) -> int | None:
    if not draft.source_key:
        return None
    rows = ConductLine.objects.filter(source_key=draft.source_key, behaviour=draft.behaviour)
    return rows.values_list("id", flat=True).first()


def _home(actor: Actor, draft: LineDraft) -> _Home:
    if draft.project_id is None:
        company = companies.company(draft.company_id or 0)
        if company is None:
            raise Refused.because(mark("没有找到这家企业。"), field="company", code="no_company")
        return _Home(company, places.city().path, runs=False)
    found = companies.project_dates(draft.project_id, actor=actor)
    if found is None:
        raise Refused.because(mark("没有找到这个项目。"), field="project", code="not_found")
    company = companies.company(found.company_id)
    if company is None:
        raise Refused.because(mark("没有找到这家企业。"), field="company", code="no_company")
    runs = found.runs_on(draft.happened_on)
    manager = companies.manager_on(draft.project_id, draft.happened_on) if runs else None
    return _Home(company, found.scope, runs, manager)


def _row(draft: LineDraft, home: _Home, now: datetime) -> ConductLine:
    (number,) = records.next_ids("credit_conductline", 1)
    return ConductLine(
        id=number,
        stream=f"credit.line:{number}",
        scope=home.scope,
        behaviour=draft.behaviour,
        company_id=home.company.id,
        project_id=draft.project_id,
        manager_id=home.manager,
        happened_on=draft.happened_on,
        about=" ".join(draft.about.split())[:LONGEST_ABOUT],
        state=LineState.PROPOSED.value,
        source=draft.source.value,
        source_stream=draft.source_stream,
        source_event=draft.source_event,
        source_key=draft.source_key,
        proposed_at=now,
    )


def _said(row: ConductLine) -> dict[str, object]:
    return {
        "behaviour": row.behaviour,
        "company": row.company_id,
        "project": row.project_id,
        "manager": row.manager_id,
        "happened_on": row.happened_on.isoformat(),
        "source": row.source,
        "from": row.source_stream,
        "event": row.source_event,
    }


@records.whole
def confirm_line(*, actor: Actor, now: datetime, line_id: int) -> None:
    """Confirm a proposed line: it counts from today, and the time to object begins.

    Raises:
        Refused: not the authority of the project's place, already decided, or proposed by the same person.
    """
    today = shanghai_day(now)
    with at_line(actor, Act.CONFIRM, line_id) as row:
        demand(may_confirm(LineState(row.state)), _by_another(actor, row))
        row.state, row.confirmed_on, row.decided_at = LineState.CONFIRMED.value, today, now
        repair = repair_on(today)
        if repair is not None:
            row.objection_due_at = clocks.working_time(now=now).due(now, repair.objection.limit).at
        catalogue = catalogue_if_any(row.happened_on)
        behaviour = catalogue.of(row.behaviour) if catalogue else None
        references = (behaviour.warrant.reference,) if behaviour else ()
        due = row.objection_due_at.isoformat() if row.objection_due_at else None
        late = _stop(actor, now, row)
        row.event_id = tell(
            actor, now, row, "credit.line_confirmed",
            {**_said(row), "confirmed_on": today.isoformat(), "object_until": due, "late": late}, references,
        )  # fmt: skip
        row.save(
            update_fields=[
                "state", "confirmed_on", "decided_at", "objection_due_at", "event_id"
            ]
        )  # fmt: skip
        reports_outdated(actor, row, now)
        owe_talks(actor=actor, now=now, row=row)


def _by_another(actor: Actor, row: ConductLine) -> Decision:
    return may_judge(proposed_by=persons_of(row, "credit.line_proposed"), by=actor.person_id)


@records.whole
def refuse_line(*, actor: Actor, now: datetime, line_id: int, reason: str) -> None:
    """Refuse a proposed line: it never counts; the reason lies in the vault.

    Raises:
        Refused: not the authority of the project's place, already decided, proposed by the same person, or no
            reason given.
    """
    with at_line(actor, Act.CONFIRM, line_id) as row:
        demand(may_confirm(LineState(row.state)), _by_another(actor, row), says_why(reason, "reason"))
        row.state, row.decided_at = LineState.REFUSED.value, now
        row.refusal_id = sealed(row, "refusal", reason)
        row.save(update_fields=["state", "decided_at", "refusal_id"])
        late = _stop(actor, now, row)
        tell(actor, now, row, "credit.line_refused", {"reason": row.refusal_id, "late": late})
