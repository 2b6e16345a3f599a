"""Act on a duty: lock, load the facts, ask the rule, write, record the event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

from hemei.ground.clocks import services as clocks
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.leadership.duties import rows
from hemei.leadership.duties.facts import facts_at
from hemei.leadership.duties.models import Duty
from hemei.leadership.duties.proofs import may_hand_in
from hemei.leadership.duties.rules.decide import Act, decide
from hemei.leadership.duties.rules.state import decode
from hemei.leadership.duties.rules.words import EVENT_TYPES, ActName

MOST_PHOTOS = 9
MOST_ATTACHMENTS = 5
MOST_BYTES = 10_000_000


class NoSuchDuty(LookupError):  # noqa: N818 - reads as what happened
    """There is no such duty, or it is not this actor's; the two look alike."""


@dataclass(frozen=True, slots=True)
class Done:
    """An act that went through, now or when the same form came before."""

    id: int
    version: int
    repeated: bool = False


@records.whole
def act(
    *,
    actor: Actor,
    now: datetime,
    duty_id: int,
    act: Act,
    seen: int,
    submission_key: str = "",
    photos: Sequence[BinaryIO] = (),
    attachments: Sequence[BinaryIO] = (),
) -> Done:
    """Carry out a person's act on a duty as he saw it; joins the transaction the edge has bound.

    Raises:
        NoSuchDuty: not there, or not his.
        Stale: the duty moved meanwhile.
        Refused: the rules say no.
    """
    pictures = _read_photos(photos)  # drawn anew before the row is locked
    files = _read_attachments(attachments)
    duty = Duty.objects.select_for_update().filter(pk=duty_id).first()
    if duty is None:
        raise NoSuchDuty(duty_id)
    if submission_key and submission_key == duty.last_key:
        return Done(duty_id, duty.version, repeated=True)
    if seen != duty.version:
        since = record.history(stream=duty.stream, after=seen)
        raise records.Stale(since, mark("您填写期间，这项任务有{count}处新变化"))
    carry_out(
        actor=actor,
        now=now,
        duty=duty,
        act=replace(act, photos=len(pictures)),
        pictures=pictures,
        attachments=files,
        submission_key=submission_key,
    )
    return Done(duty_id, duty.version)


def carry_out(
    *,
    actor: Actor,
    now: datetime,
    duty: Duty,
    act: Act,
    pictures: Sequence[records.Photo] = (),
    attachments: Sequence[records.Attachment] = (),
    submission_key: str = "",
) -> None:
    """Judge and write one act on a duty the caller has locked; raises Refused. The row is brought up to date."""
    before, facts = decode(duty.snapshot), facts_at(now)
    decided = decide(before, act, actor, facts, now)
    if act.name is ActName.SUBMIT:
        demand(
            may_hand_in(origin_stream=duty.origin_stream, origin_item=duty.origin_item, actor=actor, now=now)
        )
    after = decided.after
    new = after.bodies() - before.bodies()
    if after.escalated_to is not None and after.escalated_to != before.escalated_to:
        new |= {after.escalated_to}
    if new:
        records.grant_access(stream=duty.stream, bodies=tuple(sorted(new)))
    event = EVENT_TYPES[act.name]
    data = decided.data(before)
    data["about"] |= _keep(duty, event, act.text, (pictures, attachments), now)
    records.record_event(
        stream=duty.stream,
        type=event,
        actor=actor,
        at=now,
        scope=duty.scope,
        data=data,
        references=decided.references,
    )
    columns = {**rows.columns(after, duty.version + 1), "last_key": submission_key or duty.last_key}
    Duty.objects.filter(pk=duty.pk).update(**columns)
    for name, value in columns.items():
        setattr(duty, name, value)
    clocks.write_deadlines(rows.moved_clocks(duty.stream, before, after, now, facts.working))


def _read_photos(uploads: Sequence[BinaryIO]) -> list[records.Photo]:
    if len(uploads) > MOST_PHOTOS:
        raise Refused.because(mark("照片最多{limit}张"), field="photos", code="photos", limit=MOST_PHOTOS)
    return [
        records.prepare_photo(upload, name=str(getattr(upload, "name", "")), most_bytes=MOST_BYTES)
        for upload in uploads
    ]


def _read_attachments(uploads: Sequence[BinaryIO]) -> list[records.Attachment]:
    if len(uploads) > MOST_ATTACHMENTS:
        raise Refused.because(
            mark("文件最多{limit}份"), field="attachments", code="attachments", limit=MOST_ATTACHMENTS
        )
    return [
        records.prepare_attachment(upload, name=str(getattr(upload, "name", "")), most_bytes=MOST_BYTES)
        for upload in uploads
    ]


def _keep(
    duty: Duty,
    event: str,
    text: str,
    files: tuple[Sequence[records.Photo], Sequence[records.Attachment]],
    now: datetime,
) -> dict[str, Any]:
    """Seal the text, keep photos and attachments; return what the event says of them."""
    kept: dict[str, Any] = {}
    pictures, attachments = files
    purpose = event.rsplit(".", maxsplit=1)[-1]
    if attachments:
        kept["attachments"] = [
            records.add_attachment(
                attachment, stream=duty.stream, scope=duty.scope, purpose=purpose, now=now
            ).pk
            for attachment in attachments
        ]
    if text.strip():
        sealed = records.seal(stream=duty.stream, scope=duty.scope, field="text", text=text.strip())
        kept["texts"] = {"text": {"vault": sealed.vault_id, "commitment": sealed.commitment}}
    if pictures:
        kept["photos"] = [
            records.add_photo(
                photo,
                stream=duty.stream,
                scope=duty.scope,
                purpose=purpose,
                now=now,
            ).pk
            for photo in pictures
        ]
    return kept
