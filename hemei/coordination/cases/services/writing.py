"""Write a decided act: texts sealed, photos kept, event recorded, rows brought up to date."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hemei.coordination.cases import rows
from hemei.coordination.cases.models import Case, Revisit, Task
from hemei.coordination.cases.rules.decide import Decided
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.services.looking import Looked, keep_marks, said_of
from hemei.ground.clocks import services as clocks
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import WorkingTime

LONGEST_KEY = 100
SEARCHED = records.Searched("cases.case:", ("text", "spot"))
"""What of a case can be found by its words: what was reported and said, and where; no number, no reason of a look."""


def usable_key(key: str, said: object) -> str:
    """Return the key of a submission: the form's own together with what was said in it.

    The same form sent twice counts once. A form that came back from the browser's memory and was written
    anew is another submission. A form without a key, or with a strange one, is always another.
    """
    fit = key.isascii() and key.isprintable() and 0 < len(key) <= LONGEST_KEY
    if not fit:
        return secrets.token_hex(16)
    return hashlib.sha256(f"{key}\n{said!r}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Written:
    """What goes with an act: texts by field for the vault, pictures, and what was seen of them where they prove."""

    texts: Mapping[str, str]
    photos: Sequence[records.Photo] = ()
    looked: Sequence[Looked] = ()


def write_act(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    before: CaseState,
    decided: Decided,
    written: Written,
    working: WorkingTime,
) -> None:
    """Write one act on a case that is locked; the event is one more in its stream."""
    event = replace(decided.event, about={**decided.event.about, **_keep(case, written, decided, now)})
    records.record_event(
        stream=case.stream,
        type=event.type,
        actor=actor,
        at=now,
        scope=case.scope,
        data=event.data,
        references=decided.references,
    )
    columns = rows.case_columns(decided.after, case.version + 1)
    Case.objects.filter(pk=case.pk).update(**columns)
    moved_clocks, moved_tasks = rows.changed(before, decided.after)
    reference = decided.references[-1] if decided.references else None
    clocks.write_deadlines(rows.deadline_rows(case.stream, case.scope, moved_clocks, working, reference))
    _write_revisits(case, before, decided.after)
    _let_answer(case, before, decided.after)
    if moved_tasks:
        _write_tasks(case, decided.after, moved_tasks)
        called = {task.body for task in decided.after.open_tasks}
        records.grant_access(
            stream=case.stream, bodies=tuple(called - {task.body for task in before.open_tasks})
        )


def _let_answer(case: Case, before: CaseState, state: CaseState) -> None:
    """Let who took a supervision over from a dissolved body see the case it has to answer for."""
    heirs = {
        new.to for old, new in zip(before.supervisions, state.supervisions, strict=False) if new.to != old.to
    }
    if heirs:
        records.grant_access(stream=case.stream, bodies=tuple(heirs))


def _keep(case: Case, written: Written, decided: Decided, now: datetime) -> dict[str, Any]:
    """Seal the texts and keep the photos; return what the event says of them."""
    kept: dict[str, Any] = {}
    texts = {field: text for field, text in written.texts.items() if text.strip()}
    if texts:
        sealed = records.write_seals(
            [
                records.prepare_seal(
                    stream=case.stream,
                    scope=case.scope,
                    field=field,
                    text=text,
                    searched=field in SEARCHED.fields,
                )
                for field, text in texts.items()
            ]
        )
        kept["texts"] = {
            field: {"vault": found.vault_id, "commitment": found.commitment}
            for field, found in zip(texts, sealed, strict=True)
        }
    if written.photos:
        purpose = decided.event.type.split(".")[-1]
        kept["photos"] = [
            records.add_photo(photo, stream=case.stream, scope=case.scope, purpose=purpose, now=now).pk
            for photo in written.photos
        ]
        keep_marks(case, kept["photos"], written.looked)
        kept |= said_of(kept["photos"], written.looked)
    return kept


def _write_revisits(case: Case, before: CaseState, state: CaseState) -> None:
    moved = [rows.revisit_columns(state, visit) for visit in state.revisits if visit not in before.revisits]
    for columns in moved:
        Revisit.objects.update_or_create(
            case_id=case.pk, number=columns.pop("number"), defaults={**columns, "stream": case.stream}
        )


def _write_tasks(case: Case, state: CaseState, moved: Sequence[Any]) -> None:
    found = [Task(case_id=case.pk, stream=case.stream, **rows.task_columns(state, task)) for task in moved]
    columns = [name for name in rows.task_columns(state, moved[0]) if name != "number"]
    Task.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["case", "number"], update_fields=columns
    )
