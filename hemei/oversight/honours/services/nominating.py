"""Nomination of an estate for what is shown there, by its street or by the company that serves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hemei.ground.companies import queries as companies
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.honours.facts import candidate_of, exemplar_rules
from hemei.oversight.honours.models import Nomination
from hemei.oversight.honours.rules.acts import NOMINATORS, Act, may
from hemei.oversight.honours.rules.deciding import (
    Candidate,
    Former,
    may_nominate,
    may_take_back,
    says_enough,
)
from hemei.oversight.honours.rules.words import Kind, State
from hemei.oversight.honours.services.shared import cleaned, missing, stream_of, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationDraft:
    """A nomination to be made: of what kind, in which estate, why."""

    kind: Kind
    estate: int
    statement: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is honoured: one of the four columns, and whose body sees the nomination besides who made it."""

    community: int | None = None
    committee: int | None = None
    company: int | None = None
    project: int | None = None
    body: int | None = None


def nominate(*, actor: Actor, now: datetime, draft: NominationDraft) -> int:
    """Nominate an estate; a street within its places, a company what it manages. Raises Refused."""
    demand(may(actor.role, Act.NOMINATE))
    estate, on, said = places.estate(draft.estate, actor=actor), shanghai_day(now), cleaned(draft.statement)
    if estate is None or actor.body_id is None:
        raise Refused.because(
            mark("没有找到这个小区"), remedy=mark("请从管辖或在管的小区里选择"), field="estate", code="estate"
        )
    rules, candidate = exemplar_rules(on), candidate_of(draft.kind, draft.estate, actor=actor, on=on)
    kind = rules.of(draft.kind)
    with transaction.atomic():
        decision = may_nominate(
            kind, candidate, by=NOMINATORS[actor.role], former=_former(actor, draft, estate.scope), on=on,
            rules=rules,
        )  # fmt: skip
        demand(says_enough(said), decision)
        shown = _shown(actor, candidate, estate.id, on)
        row = Nomination(scope=estate.scope, kind=draft.kind.value, estate_id=estate.id, nominated_on=on)
        data = {
            "estate": estate.id,
            "shown": candidate.mechanism or candidate.committee or candidate.project,
            **_write(actor, row, shown, said),
        }
        tell(actor, now, row, "honours.nomination_made", data, kind.warrant.reference)
    return int(row.pk)


def _former(actor: Actor, draft: NominationDraft, scope: str) -> list[Former]:
    with opened(actor, scope):  # a company asks what the street has nominated
        rows = Nomination.objects.filter(kind=draft.kind.value, estate_id=draft.estate)
        rows = rows.exclude(state=State.TAKEN_BACK.value)
        return [Former(State(state), ended) for state, ended in rows.values_list("state", "ended_on")]


def _shown(actor: Actor, candidate: Candidate, estate_id: int, on: date) -> _Shown:
    if candidate.mechanism is not None:
        return _Shown(community=candidate.mechanism)
    if candidate.committee is not None:
        return _Shown(committee=candidate.committee, body=candidate.committee)
    project = companies.project_on(estate_id, on, actor=actor)
    if project is None or (actor.role is Role.COMPANY_MANAGER and project.body_id != actor.body_id):
        raise Refused.because(
            mark("不是本企业在管的项目"),
            remedy=mark("请选择本企业在管的小区"),
            field="estate",
            code="not_own",
        )
    return _Shown(company=project.company_id, project=project.id, body=project.body_id)


def _write(actor: Actor, row: Nomination, shown: _Shown, said: str) -> dict[str, Any]:
    """Write the nomination; return what its event says of the statement."""
    (row.pk,) = records.next_ids("honours_nomination", 1)
    row.stream, row.state, row.body_id = stream_of(row.pk), State.NOMINATED.value, actor.body_id or 0
    row.community_id, row.committee_id = shown.community, shown.committee
    row.company_id, row.project_id = shown.company, shown.project
    with opened(actor, row.scope):
        bodies = {row.body_id, *([shown.body] if shown.body else [])}
        records.grant_access(stream=row.stream, bodies=tuple(sorted(bodies)))
        statement = records.seal(stream=row.stream, scope=row.scope, field="statement", text=said)
        row.statement_id = statement.vault_id
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            if "honours_nomination_once" not in str(error):
                raise
            raise Refused.because(
                mark("这个小区的这一类已经在推荐或已经公布"), remedy=mark("请在已有的记录上办理"),
                field="estate", code="twin",
            ) from error  # fmt: skip
    return {"statement": statement.vault_id, "said": statement.commitment}


def take_back(*, actor: Actor, now: datetime, nomination_id: int) -> None:
    """Take a nomination back before it was reviewed; only who made it."""
    demand(may(actor.role, Act.TAKE_BACK))
    with transaction.atomic():
        row = Nomination.objects.select_for_update().filter(pk=nomination_id).first()
        if row is None:
            raise missing()
        demand(may_take_back(State(row.state), own=row.body_id == actor.body_id))
        row.state, row.ended_on = State.TAKEN_BACK.value, shanghai_day(now)
        row.save(update_fields=["state", "ended_on"])
        tell(actor, now, row, "honours.nomination_taken_back", {})
