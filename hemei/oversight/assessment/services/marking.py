"""Assessors mark items with evidence; a mark is only ever added, the last of an assessor counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import BinaryIO

from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.facts import version
from hemei.oversight.assessment.models import Assessor, Entry, Mark, Round
from hemei.oversight.assessment.rules.acts import Act, may
from hemei.oversight.assessment.rules.rounds import Given, may_mark, stands
from hemei.oversight.assessment.rules.words import Stage
from hemei.oversight.assessment.services.assessors import declared_by, free_to_judge
from hemei.oversight.assessment.services.shared import clean, missing

MOST_BYTES = 30_000_000
PURPOSE = "assessment_mark"


@dataclass(frozen=True, slots=True)
class Proof:
    """A photo or a document as it was uploaded as evidence of a mark, under the name its owner gave it."""

    upload: BinaryIO
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDraft:
    """A mark to be given. `evidence` names a record (`records.file:12`), `note` is sealed, `proof` is kept as evidence.

    `counts` is off for a hidden second visit: it is kept for comparison and changes no score.
    """

    entry_id: int
    item: str
    value: Fraction
    evidence: str = ""
    note: str = ""
    counts: bool = True
    proof: Proof | None = None


def mark_items(
    *, actor: Actor, now: datetime, round_id: int, marks: Sequence[MarkDraft], assessor_id: int | None = None
) -> int:
    """Give marks on items of subjects of an open round, one or hundreds; return how many.

    The actor is the assessor; the system names one (`assessor_id`), for what was brought in from outside.

    Raises:
        Refused: he is no assessor of these subjects, a conflict of interest came up, a mark cannot stand, or a file
            is neither a photo nor a document.
    """
    demand(may(actor.role, Act.MARK))
    row = Round.objects.filter(pk=round_id).first()
    assessor = _assessor(actor, round_id, assessor_id)
    if row is None or assessor is None:
        raise missing()
    demand(stands(Stage(row.stage), Stage.OPEN))
    entries = _entries(actor, row, assessor, marks, now)
    standard = version(row.standard, row.standard_day)
    given = [Given(one.item, one.value, bool(one.evidence or one.proof or clean(one.note))) for one in marks]
    demand(*(may_mark(standard, one, among=f"-{one.item}") for one in given))
    proofs = [_read(one.proof) if one.proof else None for one in marks]
    with opened(actor, row.scope):
        notes = _notes(entries, marks)
        kept = [
            _kept(entries[one.entry_id], proof, now) if proof else one.evidence
            for one, proof in zip(marks, proofs, strict=True)
        ]
        records.insert_rows(
            [
                Mark(
                    stream=entries[one.entry_id].stream, scope=row.scope, entry_id=one.entry_id, item=one.item,
                    assessor=assessor, value_num=one.value.numerator, value_den=one.value.denominator,
                    evidence=evidence, note_id=note, counts=one.counts, marked_at=now,
                )
                for one, note, evidence in zip(marks, notes, kept, strict=True)
            ]
        )  # fmt: skip
        records.record_many((draft, actor) for draft in _events(now, entries, assessor, marks))
    return len(marks)


def _read(proof: Proof) -> records.Photo | records.Attachment:
    """Check an upload by its bytes: a document where its name says so, else a photo; raises Refused."""
    if proof.name.lower().endswith(records.DOCUMENT_ENDINGS):
        return records.prepare_attachment(proof.upload, name=proof.name, most_bytes=MOST_BYTES)
    return records.prepare_photo(proof.upload, name=proof.name, most_bytes=MOST_BYTES)


def _kept(entry: Entry, proof: records.Photo | records.Attachment, now: datetime) -> str:
    """Keep a file in the stream of the subject, behind the walls of its marks; return its name as a record."""
    stream, scope = entry.stream, entry.scope
    if isinstance(proof, records.Attachment):
        file = records.add_attachment(proof, stream=stream, scope=scope, purpose=PURPOSE, now=now)
    else:
        file = records.add_photo(proof, stream=stream, scope=scope, purpose=PURPOSE, now=now)
    return f"records.file:{file.pk}"


def _assessor(actor: Actor, round_id: int, assessor_id: int | None) -> Assessor | None:
    rows = Assessor.objects.filter(round_id=round_id, ended_at=None)
    if assessor_id is not None and actor.role is Role.SYSTEM:
        return rows.filter(pk=assessor_id).first()
    return rows.filter(person_id=actor.person_id).first() if actor.person_id is not None else None


def _entries(
    actor: Actor, row: Round, assessor: Assessor, marks: Sequence[MarkDraft], now: datetime
) -> dict[int, Entry]:
    """Return the entries that are marked, by id; each the assessor's to judge, and still without a conflict."""
    wanted = {one.entry_id for one in marks}
    found = {entry.pk: entry for entry in Entry.objects.filter(round=row, pk__in=wanted)}
    if (
        len(found) < len(wanted)
        or not wanted
        or (assessor.entry_ids and not wanted <= set(assessor.entry_ids))
    ):
        raise missing()
    barred = free_to_judge(
        actor, shanghai_day(now), assessor.person_id, declared_by(assessor), found.values()
    )
    if barred:
        raise Refused(
            Decision.no(
                *next(iter(barred.values())).reasons[:1],
                *Refused.because(mark("应当回避，不能评分"), code="conflict").decision.reasons,
            )
        )
    return found


def _notes(entries: dict[int, Entry], marks: Sequence[MarkDraft]) -> list[int | None]:
    """Seal what was written, all in one go; return the vault id of each mark."""
    texts = [clean(one.note) for one in marks]
    rows = [
        records.prepare_seal(
            stream=entries[one.entry_id].stream,
            scope=entries[one.entry_id].scope,
            field="mark_note",
            text=text,
        )
        for one, text in zip(marks, texts, strict=True)
        if text
    ]
    kept = iter(records.write_seals(rows))
    return [next(kept).vault_id if text else None for text in texts]


def _events(
    now: datetime, entries: dict[int, Entry], assessor: Assessor, marks: Sequence[MarkDraft]
) -> list[records.EventDraft]:
    """Return one event a subject: who marked which items how far."""
    by_entry: dict[int, dict[str, str]] = {}
    for one in marks:
        by_entry.setdefault(one.entry_id, {})[one.item] = str(one.value)
    return [
        records.EventDraft(
            entries[number].stream, "assessment.entry_marked", now, entries[number].scope,
            {"assessor": assessor.pk, "marks": given},
        )
        for number, given in by_entry.items()
    ]  # fmt: skip
