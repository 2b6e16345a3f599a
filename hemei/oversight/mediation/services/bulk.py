"""Many bodies and whole disputes at once, for the first load of a city: the same rows and events as act by act.

What is told must have been possible: every move is checked against the table of moves. No clock is started, because
all that is loaded so has ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import NOWHERE, Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.models import (
    Dispute,
    DisputeMediator,
    DisputeParty,
    DisputeStep,
    FoundingMember,
    MediationBody,
    Mediator,
)
from hemei.oversight.mediation.rules.acts import Move, after, may_move
from hemei.oversight.mediation.rules.words import Level, Post, Size, State
from hemei.oversight.mediation.services.bulk_agreements import ToldAgreement, write_agreements
from hemei.oversight.mediation.services.drafts import BodyDraft, DisputeDraft
from hemei.oversight.mediation.services.filing import SERIES
from hemei.oversight.mediation.services.shared import FILED, stream_of

_EVENTS = {
    FILED: "dispute_filed", "accept": "accepted", "assign": "mediators_assigned", "agree": "agreed",
    "fail": "failed", "stop": "stopped", "withdraw": "stopped", "escalate": "escalated", "close": "closed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToldMove:
    """A move of a dispute that ended; `body` is who has it afterwards, where it goes to another one."""

    move: Move
    at: datetime
    about: dict[str, Any] = field(default_factory=dict)
    body: ToldBody | None = None


@dataclass(frozen=True, slots=True)
class ToldBody:
    """A body of mediation as a dispute has it, with the mediator who is assigned there."""

    id: int
    body_id: int
    level: Level
    mediator_id: int
    committee_id: int | None = None


@dataclass(frozen=True, slots=True)
class ToldDispute:
    """A dispute that ended: its draft, where it lay, who had it first, and what was done."""

    draft: DisputeDraft
    size: Size
    place_path: str
    filed_at: datetime
    body: ToldBody
    moves: tuple[ToldMove, ...]
    outcome: str
    agreement: ToldAgreement | None = None


def load_bodies(*, actor: Actor, now: datetime, drafts: Sequence[tuple[BodyDraft, str]]) -> list[int]:
    """Enter bodies of mediation, each with the path of its place, and return their ids in order."""
    ids = records.next_ids("mediation_mediationbody", len(drafts))
    records.insert_rows(
        [
            MediationBody(
                id=number, body_id=draft.body_id, level=draft.level.value, valid_from=draft.valid_from
            )
            for number, (draft, _path) in zip(ids, drafts, strict=True)
        ]
    )
    records.insert_rows(
        [
            FoundingMember(mediation_body_id=number, body_id=body, valid_from=draft.valid_from)
            for number, (draft, _path) in zip(ids, drafts, strict=True)
            for body in draft.founders
        ]
    )
    told = (
        records.EventDraft(
            f"mediation.body:{number}", "mediation.body_registered", now, path,
            {"body": draft.body_id, "level": draft.level.value, "founders": sorted(draft.founders)},
        )
        for number, (draft, path) in zip(ids, drafts, strict=True)
    )  # fmt: skip
    records.record_many((one, actor) for one in told)
    return ids


def load_mediators(
    *,
    actor: Actor,
    now: datetime,
    rows: Sequence[tuple[int, str, int, int]],
    qualification: str,
    post: Post = Post.SECRETARY,
) -> list[int]:
    """Enter mediators: of each the id and path of the body, his appointment and person; return their ids in order."""
    ids = records.next_ids("mediation_mediator", len(rows))
    since, names = shanghai_day(now), people.whole_names(person for *_, person in rows)
    records.insert_rows(
        [
            Mediator(
                id=number, mediation_body_id=body, appointment_id=office, person_id=person, name=names.get(person, ""),
                post=post.value, qualification=qualification, valid_from=since,
            )
            for number, (body, _path, office, person) in zip(ids, rows, strict=True)
        ]
    )  # fmt: skip
    told = (
        records.EventDraft(
            f"mediation.body:{body}", "mediation.mediator_registered", now, path,
            {"mediator": number, "post": post.value, "qualification": qualification},
        )
        for number, (body, path, _office, _person) in zip(ids, rows, strict=True)
    )  # fmt: skip
    records.record_many((one, actor) for one in told)
    return ids


def load_disputes(*, actor: Actor, now: datetime, told: Sequence[ToldDispute]) -> list[int]:
    """Write disputes with parties, moves and events; return their ids in order.

    Raises:
        Refused: a move was not possible where the dispute stood.
    """
    numbers = records.next_ids("mediation_dispute", len(told))
    texts = _sealed(
        [(stream_of(number), "dispute", one.draft.text) for number, one in zip(numbers, told, strict=True)]
    )
    rows, steps, walked, assigned = [], [], [], []
    events: list[records.EventDraft] = []
    for number, text, one in zip(numbers, texts, told, strict=True):
        row, moves = _walked(number, text.vault_id, one)
        rows.append(row)
        steps += moves
        walked.append(moves)
        assigned += list(_assigned(row, one))
    records.insert_rows(rows)
    parties = _parties(rows, told, now)
    agreed = write_agreements(rows, parties, told, now)
    for row, moves in zip(rows, walked, strict=True):
        own = [*agreed.get(row.pk, ()), *(_event(row, move) for move in moves)]
        events += sorted(own, key=lambda event: event.at)
    records.insert_rows(steps)
    records.insert_rows(assigned)
    records.record_many((event, actor) for event in events)
    records.grant_many(bodies=((row.stream, row.body_id) for row in rows))
    return numbers


def _walked(number: int, text_id: int, one: ToldDispute) -> tuple[Dispute, list[DisputeStep]]:
    """Return the row of a dispute at its end, and its steps in order."""
    draft, body, state = one.draft, one.body, State.FILED
    steps = [
        _step(
            number,
            FILED,
            "",
            state,
            body,
            one.filed_at,
            {"source": draft.source.value, "size": one.size.value},
        )
    ]
    accepted_at, ended_at, stint = None, None, 1
    for move in one.moves:
        demand(may_move(state, move.move))
        before, state = state, after(state, move.move)
        steps.append(_step(number, move.move.value, before.value, state, body, move.at, move.about))
        if move.body is not None:
            body, stint, accepted_at = move.body, stint + 1, None
        if move.move is Move.ACCEPT:
            accepted_at = move.at
        if move.move in {Move.AGREE, Move.FAIL, Move.STOP, Move.WITHDRAW}:
            ended_at = move.at
    row = Dispute(
        id=number, stream=stream_of(number), scope=NOWHERE, number=_number(one.filed_at), key=draft.key,
        kind=draft.kind, rules_on=shanghai_day(one.filed_at), size=one.size.value, proposed=one.size.value, because=[],
        level=body.level.value, mediation_body_id=body.id, body_id=body.body_id, state=state.value,
        outcome=one.outcome, source=draft.source.value, source_stream=draft.source_stream,
        community_id=draft.community_id, place_path=one.place_path, estate_id=draft.estate_id,
        amount_fen=draft.amount_fen, persons=draft.persons, danger=draft.danger, spans=draft.spans.value,
        text_id=text_id, filed_at=one.filed_at, accepted_at=accepted_at, ended_at=ended_at, stint=stint,
    )  # fmt: skip
    return row, steps


def _step(
    number: int, move: str, before: str, state: State, body: ToldBody, at: datetime, about: dict[str, Any]
) -> DisputeStep:
    return DisputeStep(
        dispute_id=number, stream=stream_of(number), scope=NOWHERE, move=move, before=before, after=state.value,
        level=body.level.value, body_id=body.body_id, at=at, about=about,
    )  # fmt: skip


def _event(row: Dispute, step: DisputeStep) -> records.EventDraft:
    data = {"level": step.level, "size": row.size, "state": step.after, **step.about}
    if step.move == FILED:
        data |= {"kind": row.kind, "body": step.body_id, "parties": 2, "because": [], "danger": row.danger}
    return records.EventDraft(row.stream, f"mediation.{_EVENTS[step.move]}", step.at, NOWHERE, data)


def _assigned(row: Dispute, one: ToldDispute) -> Iterator[DisputeMediator]:
    """Yield who mediated at each body, until it went to the next one."""
    body = one.body
    for move in one.moves:
        if move.move is Move.ASSIGN:
            later = [other.at for other in one.moves if other.body is not None and other.at > move.at]
            yield DisputeMediator(
                dispute_id=row.pk, stream=row.stream, scope=NOWHERE, mediator_id=body.mediator_id,
                assigned_at=move.at, ended_at=min(later, default=None),
            )  # fmt: skip
        body = move.body or body


def _parties(rows: Sequence[Dispute], told: Sequence[ToldDispute], now: datetime) -> dict[int, list[int]]:
    """Write the parties and open the files to them; return dispute to parties, in their order."""
    listed = [
        (row, party, one.filed_at) for row, one in zip(rows, told, strict=True) for party in one.draft.parties
    ]
    names = _sealed([(row.stream, "name", party.name) for row, party, _at in listed])
    projects = {party.project_id for _, party, _ in listed if party.project_id is not None}
    managers = companies.managers_on(projects, shanghai_day(now))
    ids = records.next_ids("mediation_disputeparty", len(listed))
    records.insert_rows(
        [
            DisputeParty(
                id=number, dispute_id=row.pk, stream=row.stream, scope=NOWHERE, side=party.side.value,
                kind=party.kind.value, body_id=party.body_id, project_id=party.project_id,
                name_id=name.vault_id, joined_at=at, manager_id=managers.get(party.project_id or 0),
            )
            for number, (row, party, at), name in zip(ids, listed, names, strict=True)
        ]
    )  # fmt: skip
    whole = ((row.stream, one.body_id) for row, one, _at in listed if one.project_id is None)
    stand = ((row.stream, managers.get(one.project_id or 0)) for row, one, _at in listed)
    records.grant_many(
        bodies=((stream, body) for stream, body in whole if body is not None),
        persons=((stream, manager) for stream, manager in stand if manager is not None),
    )
    found: dict[int, list[int]] = {}
    for number, (row, _party, _at) in zip(ids, listed, strict=True):
        found.setdefault(row.pk, []).append(number)
    return found


def _sealed(texts: Sequence[tuple[str, str, str]]) -> list[records.Sealed]:
    return records.write_seals(
        [
            records.prepare_seal(stream=stream, scope=NOWHERE, field=name, text=text)
            for stream, name, text in texts
        ]
    )


def _number(at: datetime) -> str:
    year = shanghai_day(at).year
    return f"TJ{year}{records.next_number(series=SERIES, year=year):05}"
