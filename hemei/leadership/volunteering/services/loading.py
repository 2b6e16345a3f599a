"""Many volunteers, items, hours and pairings in few statements, for the first load; a batch is one event."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model

from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.leadership.volunteering.models import Hours, Item, Match, Pairing, Volunteer
from hemei.leadership.volunteering.rules.acts import Act, may
from hemei.leadership.volunteering.rules.deciding import ends_on
from hemei.leadership.volunteering.rules.words import (
    Consent,
    HoursState,
    ItemKind,
    ItemState,
    MatchState,
    VolunteerKind,
)
from hemei.leadership.volunteering.services.pairing import stream_of as pairing_stream
from hemei.leadership.volunteering.services.registering import PHONE, stream_of


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerDraft:
    """Somebody registered on paper; `scope` is the community's path."""

    community: int
    scope: str
    kind: VolunteerKind
    name: str
    phone: str
    since: date
    organisation: int | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """An item of a list; `serves` is the place of the need among the drafts that an offer is matched to."""

    community: int
    scope: str
    kind: ItemKind
    title: str
    body: int
    since: date
    serves: int | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class HoursDraft:
    """A service of a loaded volunteer; confirmed where `judged_by` is a body."""

    volunteer: int
    scope: str
    day: date
    minutes: int
    item: int | None
    told_at: datetime
    judged_by: int | None = None


@dataclass(frozen=True, slots=True)
class PairingDraft:
    """An agreement of a year; `host` is the body that acts for the organisation."""

    community: int
    scope: str
    organisation: int
    host: int
    year: int
    signed_on: date


def load_volunteers(
    *, actor: Actor, now: datetime, scope: str, drafts: Sequence[VolunteerDraft]
) -> list[int]:
    """Write registrations with their sealed names and phones; returns their ids in order."""
    _demand(actor)
    ids = records.next_ids("volunteering_volunteer", len(drafts))
    wanted = [
        records.prepare_seal(
            stream=stream_of(number), scope=draft.scope, field=field, text=text, indexed=field == PHONE,
            person_id=draft.person,
        )
        for number, draft in zip(ids, drafts, strict=True)
        for field, text in (("name", draft.name), (PHONE, draft.phone))
    ]  # fmt: skip
    sealed = records.write_seals(wanted)
    rows = [
        Volunteer(
            id=number, stream=stream_of(number), scope=draft.scope, community_id=draft.community,
            kind=draft.kind.value, person_id=draft.person, organisation_id=draft.organisation,
            name_id=sealed[2 * place].vault_id, phone_id=sealed[2 * place + 1].vault_id,
            consent=(Consent.SELF if draft.person else Consent.PAPER).value, valid_from=draft.since,
        )
        for place, (number, draft) in enumerate(zip(ids, drafts, strict=True))
    ]  # fmt: skip
    records.insert_rows(rows)
    for row in rows:
        if row.person_id is not None:
            records.grant_access(stream=row.stream, persons=(row.person_id,))
    _record(actor, now, scope, "volunteering.volunteers_loaded", rows)
    return ids


def load_items(*, actor: Actor, now: datetime, scope: str, drafts: Sequence[ItemDraft]) -> list[int]:
    """Write items of lists and the matches between them; returns the items' ids in order."""
    _demand(actor)
    ids = records.next_ids("volunteering_item", len(drafts))
    served = {draft.serves: draft for draft in drafts if draft.serves is not None}
    rows = []
    for place, (number, draft) in enumerate(zip(ids, drafts, strict=True)):
        partner = served.get(place) or (draft if draft.serves is not None else None)
        done = partner.done_on if partner else None
        # What offers time and again stays on the list.
        ended = done if draft.kind is not ItemKind.RESOURCE else None
        open_ = partner is None or (done is not None and ended is None)
        state = ItemState.DONE if ended else ItemState.OPEN if open_ else ItemState.MATCHED
        rows.append(
            Item(
                id=number, stream=f"volunteering.item:{number}", scope=draft.scope, community_id=draft.community,
                kind=draft.kind.value, title=draft.title, body_id=draft.body, state=state.value,
                listed_on=draft.since, ended_on=ended,
            )
        )  # fmt: skip
    records.insert_rows(rows)
    matches = [
        _match(rows[draft.serves], rows[place], draft)
        for place, draft in enumerate(drafts)
        if draft.serves is not None
    ]
    for match, number in zip(matches, records.next_ids("volunteering_match", len(matches)), strict=True):
        match.pk, match.stream = number, f"volunteering.match:{number}"
    records.insert_rows(matches)
    shared = [(row.stream, row.body_id) for row in rows]
    shared += [
        (match.stream, body) for match in matches for body in {match.need.body_id, match.offer.body_id}
    ]
    records.insert_many("records_access", {"stream": "text", "body_id": "bigint"}, shared)
    _record(actor, now, scope, "volunteering.items_loaded", rows)
    return ids


def _match(need: Item, offer: Item, draft: ItemDraft) -> Match:
    state = MatchState.DONE if draft.done_on else MatchState.RUNNING
    return Match(
        scope=need.scope, need=need, offer=offer, state=state.value, begun_on=draft.since, ended_on=draft.done_on
    )  # fmt: skip


def load_hours(*, actor: Actor, now: datetime, scope: str, drafts: Sequence[HoursDraft]) -> None:
    """Write records of service."""
    _demand(actor)
    rows = [
        Hours(
            stream=stream_of(draft.volunteer), scope=draft.scope, volunteer_id=draft.volunteer, item_id=draft.item,
            day=draft.day, minutes=draft.minutes,
            state=(HoursState.CONFIRMED if draft.judged_by else HoursState.TOLD).value, told_at=draft.told_at,
            judged_at=draft.told_at if draft.judged_by else None, judged_by=draft.judged_by,
        )
        for draft in drafts
    ]  # fmt: skip
    records.insert_rows(rows)
    _record(actor, now, scope, "volunteering.hours_loaded", rows)


def load_pairings(*, actor: Actor, now: datetime, scope: str, drafts: Sequence[PairingDraft]) -> list[int]:
    """Write agreements; one of the year before by the same two sides is what a later one renews."""
    _demand(actor)
    ids = records.next_ids("volunteering_pairing", len(drafts))
    by_key = {
        (draft.community, draft.organisation, draft.year): number
        for number, draft in zip(ids, drafts, strict=True)
    }
    rows = []
    for number, draft in zip(ids, drafts, strict=True):
        since, until = ends_on(draft.year, draft.signed_on)
        rows.append(
            Pairing(
                id=number, stream=pairing_stream(number), scope=draft.scope, community_id=draft.community,
                organisation_id=draft.organisation, year=draft.year, signed_on=draft.signed_on, valid_from=since,
                renews_id=by_key.get((draft.community, draft.organisation, draft.year - 1)), valid_until=until,
            )
        )  # fmt: skip
    records.insert_rows(rows)
    shared = [(pairing_stream(number), draft.host) for number, draft in zip(ids, drafts, strict=True)]
    records.insert_many("records_access", {"stream": "text", "body_id": "bigint"}, shared)
    _record(actor, now, scope, "volunteering.pairings_loaded", rows)
    return ids


def _demand(actor: Actor) -> None:
    if actor.role is not Role.SYSTEM:
        raise Refused(may(Role.PUBLIC, Act.KEEP_LISTS))


def _record(actor: Actor, now: datetime, scope: str, name: str, rows: Sequence[Model]) -> None:
    told = [[str(getattr(row, field.attname)) for field in row._meta.concrete_fields] for row in rows]  # noqa: SLF001
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    data = {"count": len(rows), "digest": hashlib.sha256(text.encode()).hexdigest()}
    records.record_event(stream="volunteering.load", type=name, actor=actor, at=now, scope=scope, data=data)
