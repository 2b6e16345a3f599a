"""A round comes in from a phone: once a key, whole or not at all; what was found becomes a case in the same act."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.db import transaction

from hemei.coordination.cases import queries as cases
from hemei.coordination.patrols.models import Round
from hemei.coordination.patrols.rules import walking as rules
from hemei.coordination.patrols.rules.acts import Act, may
from hemei.coordination.patrols.rules.words import Flag, Result, RoundState
from hemei.coordination.patrols.services.beside import beside, take_back
from hemei.coordination.patrols.services.drafts import WalkDraft
from hemei.coordination.patrols.services.finds import report_finds, sent_by, without_sent
from hemei.coordination.patrols.services.looked import Looked, look, metres_off, own_round, write_looked
from hemei.coordination.patrols.services.owing import keep_owed
from hemei.coordination.patrols.services.planning import carry_over
from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def end_round(*, actor: Actor, now: datetime, round_id: int, draft: WalkDraft, key: str) -> tuple[Flag, ...]:
    """Take a round in and return what there is to check about it; the same key again changes nothing.

    A wrong clock of the phone is told as something to check; the round is taken.

    Who had walked it before it was given to another is not told to throw his walk away: his round is taken while
    nobody handed it in, and stands beside the other's afterwards.

    Raises:
        Refused: the round is not the actor's, was handed in before, or its day has not come; what is said of a point
            does not hold; a photo is of another year or none at all; a find is no case the rules would take.
    """
    demand(may(actor.role, Act.WALK))
    submission = _key(key)
    with transaction.atomic(), records.acting(actor):
        row = own_round(actor, round_id)
        if row.submission_key == submission:
            return tuple(Flag(flag) for flag in row.flags)
        with opened(actor, row.scope):
            if row.state == RoundState.DONE:
                if draft.said and not (draft := without_sent(actor, row, draft)).said:
                    return ()  # nothing but what was sent ahead, and stands
                row, known = beside(actor, row, submission, [one.point for one in draft.said])
                if known:
                    return tuple(Flag(flag) for flag in row.flags)
            elif row.walker is None or row.walker.person_id != actor.person_id:
                take_back(row, actor.appointment_id or 0)
            flags = _take(actor, now, row, draft, submission)
    if row.gaps or row.missed_at:
        keep_owed(cell_id=row.cell_id, scope=row.scope, now=now)
    return flags


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refused.because(
            mark("表单不完整，没有收下。"),
            remedy=mark("请重新打开这一轮再提交。"),
            field="submission_key",
            code="key",
        ) from None


def _take(
    actor: Actor, now: datetime, row: Round, draft: WalkDraft, submission: uuid.UUID
) -> tuple[Flag, ...]:
    sent = sent_by(actor, row)
    looked = look(actor, now, row, draft, sent=sent)
    flags = _flags(looked, now)
    write_looked(looked, report_finds(actor, now, looked, sent=sent), now)
    _write(looked, submission, flags, now)
    results = [one.result for one in looked.visits.values() if one.result]
    records.record_event(
        stream=row.stream, type="patrols.round_ended", actor=actor, at=now, scope=row.scope,
        data={
            "cell": row.cell_id, "points": len(results), "gaps": row.gaps, "photos": len(looked.photos),
            "finds": results.count(Result.FOUND.value), "on_time": row.on_time, "flags": list(row.flags),
            **({"second_of": row.second_of_id} if row.second_of_id else {}),
        },
        references=(looked.known.round.warrant.reference,),
    )  # fmt: skip
    carry_over([row.pk], shanghai_day(now))
    return flags


def _flags(looked: Looked, now: datetime) -> tuple[Flag, ...]:
    draft, known = looked.draft, looked.known
    moments = sorted(one.seen_at for one in draft.said if one.seen_at is not None)
    walk = rules.Walk(
        draft.started_at,
        draft.ended_at,
        tuple(int((later - sooner).total_seconds()) for sooner, later in pairwise(moments)),
        tuple(metres_off(looked.spots.get(one.point), one.lon, one.lat) for one in draft.said),
        tuple(rules.Shot(one.capture.at, one.metres, one.copied) for one in looked.photos),
        clock_off=looked.clock_off,
        second=looked.row.second_of_id is not None,
    )
    far = cases.law_of(shanghai_day(now)).checks.photo_distance.metres
    return rules.flags_of(walk, received_at=now, far_metres=far, length=known.length, missed=known.missed)


def _write(looked: Looked, submission: uuid.UUID, flags: Sequence[Flag], now: datetime) -> None:
    row, draft = looked.row, looked.draft
    row.state = RoundState.DONE.value
    row.started_at, row.ended_at, row.received_at = draft.started_at, draft.ended_at, now
    row.submission_key, row.flags = submission, [flag.value for flag in flags]
    row.gaps = looked.gaps
    row.on_time = rules.on_time(
        planned_on=row.planned_on, ended_at=draft.ended_at, received_at=now, rule=looked.known.missed
    )
    row.save(
        update_fields=[
            "state",
            "started_at",
            "ended_at",
            "received_at",
            "submission_key",
            "flags",
            "gaps",
            "on_time",
            "walker",
            "former",
            "why",
            "why_at",
        ]
    )
