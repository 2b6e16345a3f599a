"""Write many told stories at once, with the same rows and events the single acts would have left.

For imports and the demonstration city: the acts are decided in memory by the
same rules; only the writing is done by the thousand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hemei.coordination.cases import rows
from hemei.coordination.cases.models import Case, Revisit, Task
from hemei.coordination.cases.rules.evolve import Event
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.services.writing import SEARCHED
from hemei.ground.clocks import services as clocks
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference
from hemei.kernel.workdays import WorkingTime

CHUNK = 5_000
PHONE, CALLER = "phone", "caller"


@dataclass(frozen=True, slots=True)
class ToldAct:
    """One act of a story: who, the event as it was decided, what it stands on, texts and pictures."""

    actor: Actor
    event: Event
    references: tuple[Reference, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    photos: Sequence[records.Photo] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A whole story: its acts in order and the state they lead to. The first act is the report."""

    acts: tuple[ToldAct, ...]
    state: CaseState


def write_stories(*, stories: Sequence[Told], working: WorkingTime) -> list[str]:
    """Write stories and return their numbers; the caller has bound an actor who sees all their places."""
    ids = write_told(stories=stories, working=working)
    return [
        rows.number_of(number, story.state.reported_at) for number, story in zip(ids, stories, strict=True)
    ]


def write_told(*, stories: Sequence[Told], working: WorkingTime) -> list[int]:
    """Write stories and return the ids of their cases."""
    ids = records.next_ids("cases_case", len(stories))
    kept = _keep_texts(ids, stories)
    _keep_photos(ids, stories, kept)
    records.insert_rows(
        [
            _case(number, story, kept[place])
            for place, (number, story) in enumerate(zip(ids, stories, strict=True))
        ]
    )
    _write_calls(ids, stories)
    _write_revisits(ids, stories)
    _write_access(ids, stories)
    deadlines = [
        row
        for number, story in zip(ids, stories, strict=True)
        for row in rows.deadline_rows(rows.stream_of(number), story.state.scope, story.state.clocks, working)
    ]
    for start in range(0, len(deadlines), CHUNK):
        clocks.write_deadlines(deadlines[start : start + CHUNK])
    _write_events(ids, stories, kept)
    return ids


Kept = list[dict[str, Any]]
"""What each event of one story says of its texts and photos."""


def _case(number: int, story: Told, kept: Kept) -> Case:
    said = kept[0].get("texts", {})
    return Case(
        id=number,
        stream=rows.stream_of(number),
        number=rows.number_of(number, story.state.reported_at),
        text_id=said["text"]["vault"],
        contact_id=said[PHONE]["vault"] if PHONE in said else None,
        **rows.first_columns(story.state, len(story.acts)),
    )


def _keep_texts(ids: Sequence[int], stories: Sequence[Told]) -> list[Kept]:
    """Seal every text and store every photo; return what the events say of them."""
    prepared, places = [], []
    kept: list[Kept] = []
    for number, story in zip(ids, stories, strict=True):
        stream, scope = rows.stream_of(number), story.state.scope
        kept.append([{} for _ in story.acts])
        for place, act in enumerate(story.acts):
            for name, text in act.texts.items():
                prepared.append(
                    records.prepare_seal(
                        stream=stream,
                        scope=scope,
                        field=name,
                        text=text,
                        person_id=story.state.reporter if place == 0 else None,
                        indexed=name == PHONE,
                        searched=name in SEARCHED.fields,
                    )
                )
                places.append((len(kept) - 1, place, name))
    for start in range(0, len(prepared), CHUNK):
        sealed = records.write_seals(prepared[start : start + CHUNK])
        for (story_place, act_place, name), found in zip(places[start : start + CHUNK], sealed, strict=True):
            said = kept[story_place][act_place].setdefault("texts", {})
            said[name] = {"vault": found.vault_id, "commitment": found.commitment}
    return kept


def _keep_photos(ids: Sequence[int], stories: Sequence[Told], kept: Sequence[Kept]) -> None:
    """Keep every photo and let the events name them."""
    drafts: list[records.PhotoDraft] = []
    said: list[dict[str, Any]] = []
    for number, story, kept_by_act in zip(ids, stories, kept, strict=True):
        for act, of_act in zip(story.acts, kept_by_act, strict=True):
            for photo in act.photos:
                drafts.append(
                    records.PhotoDraft(
                        photo, rows.stream_of(number), story.state.scope, _purpose(act), act.event.at
                    )
                )
                said.append(of_act)
    for file_id, of_act in zip(records.add_photos(drafts), said, strict=True):
        of_act.setdefault("photos", []).append(file_id)


def _purpose(act: ToldAct) -> str:
    return "report" if act.event.type == "cases.case_reported" else act.event.type.split(".")[-1]


def _write_calls(ids: Sequence[int], stories: Sequence[Told]) -> None:
    records.insert_rows(
        [
            Task(case_id=number, stream=rows.stream_of(number), **rows.task_columns(story.state, task))
            for number, story in zip(ids, stories, strict=True)
            for task in story.state.tasks
        ]
    )


def _write_revisits(ids: Sequence[int], stories: Sequence[Told]) -> None:
    records.insert_rows(
        [
            Revisit(case_id=number, stream=rows.stream_of(number), **rows.revisit_columns(story.state, visit))
            for number, story in zip(ids, stories, strict=True)
            for visit in story.state.revisits
        ]
    )


def _write_access(ids: Sequence[int], stories: Sequence[Told]) -> None:
    records.insert_many(
        "records_access",
        {"stream": "text", "body_id": "bigint", "person_id": "bigint"},
        (entry for number, story in zip(ids, stories, strict=True) for entry in _access(number, story.state)),
    )


def _access(number: int, state: CaseState) -> Iterator[tuple[str, int | None, int | None]]:
    stream = rows.stream_of(number)
    if state.reporter is not None:
        yield stream, None, state.reporter
    for body in sorted({task.body for task in state.tasks}):
        yield stream, body, None


def _write_events(ids: Sequence[int], stories: Sequence[Told], kept: Sequence[Kept]) -> None:
    """Record the events story by story, so that each stream grows in order."""
    records.record_many(
        (_draft(number, story, act, said), act.actor)
        for number, story, said_by_act in zip(ids, stories, kept, strict=True)
        for act, said in zip(story.acts, said_by_act, strict=True)
    )


def _draft(number: int, story: Told, act: ToldAct, said: Mapping[str, Any]) -> records.EventDraft:
    event = replace(act.event, about={**act.event.about, **said})
    return records.EventDraft(
        stream=rows.stream_of(number),
        type=event.type,
        at=event.at,
        scope=story.state.scope,
        data=event.data,
        references=act.references,
    )
