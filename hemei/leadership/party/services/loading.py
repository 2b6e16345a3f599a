"""Many organisations, relations, ties and parts in few statements; a batch is one event with its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from hemei.ground.people import services as people
from hemei.ground.people.queries import BodyKind
from hemei.ground.people.queries import Level as BodyLevel
from hemei.ground.people.services import BodyDraft
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.party.models import Organisation, Relation, Standing, Tie
from hemei.leadership.party.rules.acts import Act, may
from hemei.leadership.party.rules.graph import Link, may_relate
from hemei.leadership.party.rules.standards import INDUSTRY_CODE, PartyStructure
from hemei.leadership.party.rules.words import Coverage, Form, Level, Part, RelationKind
from hemei.leadership.party.services.acts import leading

# At which level of the administration the body of an organisation stands.
BODY_LEVELS: dict[Level, BodyLevel] = {
    Level.CITY: BodyLevel.CITY,
    Level.INDUSTRY: BodyLevel.CITY,
    Level.COUNTY: BodyLevel.COUNTY,
    Level.STREET: BodyLevel.STREET,
    Level.COMMUNITY: BodyLevel.COMMUNITY,
    Level.COMPANY: BodyLevel.CITY,
    Level.UNIT: BodyLevel.COUNTY,
    Level.ESTATE: BodyLevel.ESTATE,
    Level.BUILDING: BodyLevel.ESTATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationDraft:
    """An organisation to be. Without a `host` its own body acts for it."""

    name: str
    form: Form
    level: Level
    place_id: int
    scope: str
    valid_from: date
    short_name: str = ""
    host: int | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class RelationDraft:
    """A relation to be, between organisations."""

    above: int
    below: int
    kind: RelationKind
    valid_from: date


@dataclass(frozen=True, slots=True)
class TieDraft:
    """A tie to be; `scope` is the estate's."""

    organisation: int
    estate: int
    scope: str
    kind: Coverage
    valid_from: date
    building: int | None = None


@dataclass(frozen=True, slots=True)
class PartDraft:
    """A part of a place's leadership system to be; `line` names a line of a responsibility list."""

    place: int
    scope: str
    part: Part
    body: int
    line: str
    valid_from: date


def load_organisations(
    *, actor: Actor, now: datetime, scope: str, drafts: Sequence[OrganisationDraft]
) -> list[int]:
    """Write organisations with their bodies; returns their ids in order. Who may, may found bodies."""
    bodies = people.load_bodies(actor=actor, now=now, scope=scope, drafts=[_body(draft) for draft in drafts])
    ids = records.next_ids("party_organisation", len(drafts))
    rows = [
        Organisation(
            id=number,
            stream=f"party.organisation:{number}",
            scope=draft.scope,
            body_id=body,
            form=draft.form.value,
            level=draft.level.value,
            host_body_id=draft.host or body,
            item=draft.item,
            valid_from=draft.valid_from,
        )
        for number, body, draft in zip(ids, bodies, drafts, strict=True)
    ]
    records.insert_rows(rows)
    _record(actor, now, scope, "party.organisations_loaded", rows)
    return ids


def _body(draft: OrganisationDraft) -> BodyDraft:
    return BodyDraft(
        kind=BodyKind.PARTY_ORGANISATION,
        level=BODY_LEVELS[draft.level],
        name=draft.name,
        short_name=draft.short_name,
        place_id=draft.place_id,
        scope=draft.scope,
        valid_from=draft.valid_from,
    )


def load_relations(*, actor: Actor, now: datetime, scope: str, drafts: Sequence[RelationDraft]) -> None:
    """Write relations; raises Refused where one would close a circle."""
    _demand(actor, Act.RELATE)
    known = leading()
    leaders = {link.above for link in known}
    for draft in drafts:
        # Only who already leads somebody can close a circle; most stand below and lead nobody.
        link = Link(draft.above, draft.below, draft.kind, draft.valid_from)
        decision = may_relate(link, known if draft.below in leaders else ())
        if not decision.allowed:
            raise Refused(decision)
        if draft.kind is RelationKind.LEADS:
            known.append(link)
            leaders.add(draft.above)
    rows = [
        Relation(
            above_id=draft.above, below_id=draft.below, kind=draft.kind.value, valid_from=draft.valid_from
        )
        for draft in drafts
    ]
    records.insert_rows(rows)
    _record(actor, now, scope, "party.relations_loaded", rows)


def load_ties(*, actor: Actor, now: datetime, scope: str, drafts: Sequence[TieDraft]) -> None:
    """Write which organisation covers which estate or building."""
    _demand(actor, Act.COVER)
    rows = [
        Tie(
            stream=f"party.organisation:{draft.organisation}",
            scope=draft.scope,
            organisation_id=draft.organisation,
            estate_id=draft.estate,
            building_id=draft.building,
            kind=draft.kind.value,
            valid_from=draft.valid_from,
        )
        for draft in drafts
    ]
    records.insert_rows(rows)
    _record(actor, now, scope, "party.ties_loaded", rows)


def load_parts(*, actor: Actor, now: datetime, scope: str, drafts: Sequence[PartDraft]) -> None:
    """Write the leadership systems of places."""
    _demand(actor, Act.PLACE_PART)
    rows = [
        Standing(
            stream=f"party.place:{draft.place}",
            scope=draft.scope,
            place_id=draft.place,
            part=draft.part.value,
            body_id=draft.body,
            line=draft.line,
            valid_from=draft.valid_from,
        )
        for draft in drafts
    ]
    records.insert_rows(rows)
    _record(actor, now, scope, "party.parts_loaded", rows)


def adopt_structure(*, actor: Actor, now: datetime, place_id: int, scope: str, host: int) -> dict[str, int]:
    """Write the organisations and relations that the city's standard names; returns their ids by code.

    `host` is the body whose staff act for the industry committee and for the bureau's leading group. What is
    there already stays.
    """
    try:
        structure = record.standards().find("party-structure", PartyStructure, on=shanghai_day(now))
    except NoStandard:
        return {}
    known = {
        str(code): number
        for code, number in Organisation.objects.filter(item__isnull=False).values_list("item", "id")
    }
    fresh = [row for row in structure.organisation if row.code not in known]
    if not fresh:
        return known
    led = {row.below for row in structure.relation}
    hosted = {INDUSTRY_CODE, *(row.code for row in fresh if Form(row.form) is Form.LEADING_GROUP)}
    drafts = [
        OrganisationDraft(
            name=row.name,
            short_name=row.short_name,
            form=Form(row.form),
            level=Level.INDUSTRY if row.code in led else Level.CITY,
            place_id=place_id,
            scope=scope,
            valid_from=structure.head.day,
            host=host if row.code in hosted else None,
            item=row.code,
        )
        for row in fresh
    ]
    ids = load_organisations(actor=actor, now=now, scope=scope, drafts=drafts)
    known |= {row.code: number for row, number in zip(fresh, ids, strict=True)}
    relations = [
        RelationDraft(known[row.above], known[row.below], RelationKind(row.kind), structure.head.day)
        for row in structure.relation
    ]
    load_relations(actor=actor, now=now, scope=scope, drafts=relations)
    return known


def _demand(actor: Actor, act: Act) -> None:
    decision = may(actor.role, act)
    if not decision.allowed or actor.role is not Role.SYSTEM:
        raise Refused(decision if not decision.allowed else may(Role.PUBLIC, act))


def _record(actor: Actor, now: datetime, scope: str, name: str, rows: Sequence[Model]) -> None:
    told = [[str(getattr(row, field.attname)) for field in row._meta.concrete_fields] for row in rows]  # noqa: SLF001
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    data: dict[str, Any] = {"count": len(rows), "digest": hashlib.sha256(text.encode()).hexdigest()}
    records.record_event(stream="party.load", type=name, actor=actor, at=now, scope=scope, data=data)
