"""Comments on a meeting before, during and after it, each with the right to an answer."""

from __future__ import annotations

from datetime import datetime

from hemei.community.meetings.facts import opinions_on
from hemei.community.meetings.models import Comment, Item, Meeting
from hemei.community.meetings.rules.acts import Act, may
from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import PHASE_OF, State
from hemei.community.meetings.services.shared import (
    ANSWERING,
    at_home,
    committed,
    locked,
    missing,
    sealed,
    start_clock,
    stop_clock,
    tell,
    written,
)
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark


def comment(
    *, actor: Actor, now: datetime, meeting_id: int, text: str, key: str, item_id: int | None = None
) -> int:
    """Comment on a meeting, or on one of its items, and return the comment's id; the same form counts once.

    A resident comments on meetings of his own estate, a body on those it was invited to.
    """
    if actor.role is Role.RESIDENT:
        with at_home(actor, meeting_id, Act.COMMENT, now) as (row, kind, home):
            return _comment(actor, now, row, kind, text, key, item_id, home.person_id)
    demand(may(actor.role, Act.COMMENT))
    found = Meeting.objects.select_for_update().filter(record.seen_by(actor), pk=meeting_id).first()
    if found is None or actor.body_id is None:
        raise missing()
    return _comment(actor, now, found, None, text, key, item_id, None)


def _comment(
    actor: Actor,
    now: datetime,
    row: Meeting,
    kind: Kind | None,
    text: str,
    key: str,
    item_id: int | None,
    person_id: int | None,
) -> int:
    known = Comment.objects.filter(key=key).values_list("id", flat=True).first()
    if known is not None:
        return int(known)
    phase = PHASE_OF.get(State(row.state))
    if phase is None or (kind is not None and not kind.comments):
        raise Refused.because(mark("这个会议不在征求意见"), code="state")
    if item_id is not None and not Item.objects.filter(meeting=row, pk=item_id).exists():
        raise Refused.because(mark("议程里没有这个议题"), field="item", code="item")
    answers = opinions_on(row.rules_on).answers
    one = sealed(row, "comment", written(text), person_id)
    made = Comment(
        meeting=row, item_id=item_id, scope=row.scope, stream=row.stream, key=key, phase=phase.value,
        person_id=person_id, body_id=None if person_id else actor.body_id, text_id=one.vault_id, made_at=now,
        due_at=now,
    )  # fmt: skip
    made.due_at = start_clock(
        row, now, key=f"answer:{one.vault_id}", kind=ANSWERING, limit=answers.limit,
        reference=answers.warrant.reference,
    )  # fmt: skip
    made.save(force_insert=True)
    data = {"comment": made.pk, "phase": phase.value, "item": item_id, **committed(text=one)}
    tell(actor, now, row, "meetings.comment_made", data, (answers.warrant.reference,))
    return int(made.pk)


def answer_comment(*, actor: Actor, now: datetime, comment_id: int, text: str) -> None:
    """Answer a comment, once, as those who called the meeting."""
    found = Comment.objects.filter(record.seen_by(actor), pk=comment_id).first()
    if found is None:
        raise missing()
    row, _ = locked(actor, found.meeting_id, Act.ANSWER)
    made = Comment.objects.select_for_update().get(pk=found.pk)
    if made.answered_at is not None:
        raise Refused.because(mark("这条意见已经答复"), code="answered")
    one = sealed(row, "answer", written(text))
    limit = opinions_on(row.rules_on).answers.limit
    stop_clock(row, now, key=f"answer:{made.text_id}", kind=ANSWERING, since=made.made_at, limit=limit)
    made.answer_id, made.answered_at = one.vault_id, now
    made.save(update_fields=["answer_id", "answered_at"])
    data = {"comment": made.pk, "late": now > made.due_at, **committed(answer=one)}
    tell(actor, now, row, "meetings.comment_answered", data)
