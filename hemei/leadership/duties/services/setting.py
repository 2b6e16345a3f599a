"""Set duties: one by hand, or thousands by a document. Each is one event; asked for again, none is set twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.ground.clocks import services as clocks
from hemei.ground.people import queries as people
from hemei.ground.people.queries import BodyKind, BodyRow
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import rows
from hemei.leadership.duties.facts import facts_at
from hemei.leadership.duties.models import Duty
from hemei.leadership.duties.rules.decide import Decided, Facts, limit_until, set_duty
from hemei.leadership.duties.rules.state import DutyState
from hemei.leadership.duties.rules.words import EVENT_TYPES, ActName, Origin

_ACCESS = {"stream": "text", "body_id": "bigint"}


_FREE = frozenset({Origin.DIRECT, Origin.MEETING_TASK})
"""What a body may set itself of its own accord, by hand or at its meeting: nobody demanded it, and it is its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDraft:
    """A duty to be. `key` names it for ever within its origin: the same key is set once.

    `owner` acts and `setter` accepts, or who stands above where the two are one and it was demanded. `on_behalf` is the
    organisation whose duty it is where its office acts for it.
    Without a `superior` the next administrative body above the owner is the one who is told when it is late.
    `sealed` are texts that persons wrote, by field; they go to the vault. `about` is what else the event says of it.
    """

    key: str
    origin: Origin
    origin_stream: str
    origin_item: str = ""
    title: str
    owner: int
    setter: int
    limit: Limit
    on_behalf: int | None = None
    superior: int | None = None
    photo_needed: bool = False
    sealed: Mapping[str, str] | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class SetDuties:
    """What came of it: the new duties by key, and how many were set before."""

    ids: Mapping[str, int]
    repeated: int


def limit_to(until: date, now: datetime) -> Limit:
    """Return the limit of a duty that ends on a day; raises Refused for a day that is past or too far away."""
    return limit_until(until, shanghai_day(now), facts_at(now).rules.longest_days.most)


def set_duties(*, actor: Actor, now: datetime, drafts: Sequence[DutyDraft]) -> SetDuties:
    """Set many duties; the caller has judged that the actor may. Joins the caller's transaction.

    Raises:
        Refused: an owner does not run today.
    """
    _lock_origins({draft.origin_stream for draft in drafts})
    fresh = _fresh(drafts)
    if not fresh:
        return SetDuties({}, len(drafts))
    owners, superiors = _bodies(fresh, now)
    ids = records.next_ids("duties_duty", len(fresh))
    facts = facts_at(now)
    begun = [
        _Begun(number, draft, _state(draft, owners[draft.owner], superiors, facts, now))
        for number, draft in zip(ids, fresh, strict=True)
    ]
    _write(actor, now, begun, facts)
    return SetDuties({found.draft.key: found.id for found in begun}, len(drafts) - len(fresh))


def foresee_duties(*, now: datetime, drafts: Sequence[DutyDraft]) -> list[tuple[BodyRow, datetime]]:
    """Return who would get a duty were these set now, and by when it would be due; raises Refused likewise."""
    fresh = _fresh(drafts)
    owners, superiors = _bodies(fresh, now)
    facts = facts_at(now)
    states = [
        (owners[draft.owner], _state(draft, owners[draft.owner], superiors, facts, now)) for draft in fresh
    ]
    return [(owner, state.clock.due_at) for owner, state in states if state.clock]


def _fresh(drafts: Sequence[DutyDraft]) -> list[DutyDraft]:
    """Return the drafts whose keys were not set before, each key once."""
    known = set(Duty.objects.filter(key__in=[draft.key for draft in drafts]).values_list("key", flat=True))
    return list({draft.key: draft for draft in drafts if draft.key not in known}.values())


@dataclass(frozen=True, slots=True)
class _Begun:
    """A duty that begins."""

    id: int
    draft: DutyDraft
    state: DutyState

    @property
    def stream(self) -> str:
        return rows.stream_of(self.id)


def _lock_origins(streams: Iterable[str]) -> None:
    """Let two callers of the same origin wait for each other until the transaction ends."""
    with connection.cursor() as cursor:
        for stream in sorted(streams):
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"duties/{stream}"])


# Who is above a body of a kind, the nearest first.
_ABOVE: dict[BodyKind, tuple[BodyKind, ...]] = {
    BodyKind.COMMUNITY: (BodyKind.STREET, BodyKind.COUNTY_GOVERNMENT, BodyKind.CITY_BUREAU),
    BodyKind.STREET: (BodyKind.COUNTY_GOVERNMENT, BodyKind.CITY_BUREAU),
    BodyKind.COUNTY_GOVERNMENT: (BodyKind.CITY_BUREAU,),
    BodyKind.CITY_BUREAU: (),
}
_OTHERS = (BodyKind.COUNTY_GOVERNMENT, BodyKind.CITY_BUREAU)
_SUPERIORS = (BodyKind.STREET, *_OTHERS)


def _bodies(drafts: Sequence[DutyDraft], now: datetime) -> tuple[dict[int, BodyRow], list[BodyRow]]:
    today = shanghai_day(now)
    owners = people.bodies_by_id({draft.owner for draft in drafts})
    for draft in drafts:
        body = owners.get(draft.owner)
        if body is None or not body.runs_on(today):
            raise Refused.because(
                mark("“{name}”已经撤销，不能承担任务"), remedy=mark("请选择承接它的单位"), field="owner",
                code="dissolved", name=body.name if body else str(draft.owner),
            )  # fmt: skip
    scopes = {body.scope for body in owners.values()}
    return owners, people.bodies_above_any(scopes, today, _SUPERIORS)


def superior_of(body: BodyRow, superiors: Sequence[BodyRow]) -> int | None:
    """Return the administrative body above a body: street, county, then the city's housing authority."""
    order = _ABOVE.get(body.kind, _OTHERS)
    above = [
        row
        for row in superiors
        if row.kind in order and row.id != body.id and body.scope.startswith(row.scope)
    ]
    ranked = sorted(above, key=lambda row: (order.index(row.kind), row.department != "HM", row.id))
    return ranked[0].id if ranked else None


def _state(
    draft: DutyDraft, owner: BodyRow, superiors: Sequence[BodyRow], facts: Facts, now: datetime
) -> DutyState:
    """Return the duty as it begins; what is demanded of a body in its own name is accepted by who stands above it."""
    superior, setter = draft.superior or superior_of(owner, superiors), draft.setter
    if setter == draft.owner and draft.origin not in _FREE:
        setter = superior or setter
    return set_duty(
        scope=owner.scope,
        owner=draft.owner,
        setter=setter,
        superior=superior,
        on_behalf=draft.on_behalf,
        photo_needed=draft.photo_needed,
        limit=draft.limit,
        now=now,
        working=facts.working,
    )


def _write(actor: Actor, now: datetime, begun: Sequence[_Begun], facts: Facts) -> None:
    """Write access first: a body that sees by the list only may then write the rows."""
    records.insert_many("records_access", _ACCESS, _access(begun))
    kept = _seal(begun)
    records.insert_rows(
        [
            Duty(
                id=found.id,
                stream=found.stream,
                key=found.draft.key,
                origin=found.draft.origin.value,
                origin_stream=found.draft.origin_stream,
                origin_item=found.draft.origin_item,
                title=found.draft.title,
                set_at=now,
                **rows.columns(found.state, 1),
            )
            for found in begun
        ]
    )
    clocks.write_deadlines(
        [
            rows.clock_row(found.stream, found.state.scope, found.state.clock, facts.working)
            for found in begun
            if found.state.clock
        ]
    )
    records.record_many((_event(found, kept.get(found.id, {}), now), actor) for found in begun)


def _access(begun: Iterable[_Begun]) -> Iterator[tuple[str, int]]:
    for found in begun:
        for body in sorted({found.state.owner, found.state.setter}):
            yield found.stream, body


def _seal(begun: Iterable[_Begun]) -> dict[int, dict[str, Any]]:
    wanted = [
        (found, name, text) for found in begun for name, text in (found.draft.sealed or {}).items() if text
    ]
    sealed = records.write_seals(
        [
            records.prepare_seal(stream=found.stream, scope=found.state.scope, field=name, text=text)
            for found, name, text in wanted
        ]
    )
    kept: dict[int, dict[str, Any]] = {}
    for (found, name, _), one in zip(wanted, sealed, strict=True):
        kept.setdefault(found.id, {})[name] = {"vault": one.vault_id, "commitment": one.commitment}
    return kept


def _event(found: _Begun, texts: Mapping[str, Any], now: datetime) -> records.EventDraft:
    draft = found.draft
    about: dict[str, Any] = {
        "origin": draft.origin.value,
        "from": draft.origin_stream,
        "item": draft.origin_item,
    }
    about |= draft.about
    if texts:
        about["texts"] = texts
    return records.EventDraft(
        stream=found.stream,
        type=EVENT_TYPES[ActName.SET],
        at=now,
        scope=found.state.scope,
        data=Decided(found.state, about).data(None),
        references=draft.references,
    )
