"""What a round finds becomes a case: with the whole round, or ahead of it where it is urgent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from hemei.coordination.cases import queries as cases
from hemei.coordination.cases import services as case_services
from hemei.coordination.patrols.models import EarlyFind, Point, Round, Visit
from hemei.coordination.patrols.rules import walking as rules
from hemei.coordination.patrols.rules.acts import Act, may
from hemei.coordination.patrols.rules.words import Result, RoundState
from hemei.coordination.patrols.services.drafts import WalkDraft
from hemei.coordination.patrols.services.looked import Looked, Read, look, own_round, write_looked
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.captures import evidence_of
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day

_FINDS = uuid.UUID("5c0e1f52-4a3d-5d1c-9d0b-7a3f1b7c8e11")
"""The name space in which a find's key is made of round, point and office: a repetition is the same find."""


def send_find(*, actor: Actor, now: datetime, round_id: int, draft: WalkDraft) -> str:
    """Report an urgent find of a round that goes on; returns the number of its case. `draft` says one point.

    Once for each round, point and walker: sent again, alone or with the whole round, it is the same case.

    Raises:
        Refused: the round is not the actor's or its day has not come; no find is said of the point, or one that the
            rules would not take.
    """
    demand(may(actor.role, Act.WALK), rules.may_send([one.result for one in draft.said]))
    [said] = draft.said
    with transaction.atomic(), records.acting(actor):
        row = own_round(actor, round_id)
        number = sent_by(actor, row).get(said.point) or _handed_in(actor, row, said.point)
        if number:
            return number
        with opened(actor, row.scope):
            looked = look(actor, now, row, draft)
            number = report_finds(actor, now, looked)[said.point]
            EarlyFind.objects.create(
                stream=row.stream, scope=row.scope, round=row, point_id=said.point,
                walker_id=actor.appointment_id or 0, case_number=number, told_at=now,
            )  # fmt: skip
            if row.state != RoundState.DONE and not looked.visits[said.point].result:
                write_looked(looked, {said.point: number}, now)
        records.record_event(
            stream=row.stream, type="patrols.find_sent", actor=actor, at=now, scope=row.scope,
            data={"cell": row.cell_id, "point": said.point, "photos": len(looked.photos)},
            references=(looked.known.round.warrant.reference,),
        )  # fmt: skip
    return number


def sent_by(actor: Actor, row: Round) -> dict[int, str]:
    """Return what the actor found on a round, or on the one it stands beside, and sent ahead; cases by point."""
    first = row.second_of_id or row.pk
    rows = EarlyFind.objects.filter(round_id=first, walker__person_id=actor.person_id or 0)
    return dict(rows.values_list("point_id", "case_number"))


def without_sent(actor: Actor, row: Round, draft: WalkDraft) -> WalkDraft:
    """Return the draft of a round beside another without the finds that the other has of the actor already."""
    sent = sent_by(actor, row)
    rows = Visit.objects.filter(round=row, case_number__in=sent.values())
    there = set(rows.values_list("point_id", flat=True))
    return replace(draft, said=tuple(one for one in draft.said if one.point not in there))


def _handed_in(actor: Actor, row: Round, point: int) -> str:
    """Return the case of a find that came with the actor's whole round before this, empty where there is none."""
    mine = Visit.objects.filter(
        Q(round=row) | Q(round__second_of=row), round__walker__person_id=actor.person_id or 0,
        round__state=RoundState.DONE.value, point_id=point,
    )  # fmt: skip
    return mine.values_list("case_number", flat=True).order_by("-case_number").first() or ""


def _key(round_id: int, point_id: int, actor: Actor) -> str:
    """Return the key of what somebody found at a point of a round, the same for every repetition."""
    return str(uuid.uuid5(_FINDS, f"{round_id}:{point_id}:{actor.appointment_id}"))


def report_finds(
    actor: Actor, now: datetime, looked: Looked, *, sent: Mapping[int, str] | None = None
) -> dict[int, str]:
    """Report what was found, each find a case of its own with its pictures; returns the numbers by point.

    `sent` are those the actor sent ahead of this round, by point: they are cases already.
    """
    numbers = dict(sent or {})
    found = [one for one in looked.fresh if one.result is Result.FOUND and one.point not in numbers]
    if not found:
        return numbers
    row = looked.row
    tokens = _tokens(actor, row, [one.point for one in found])
    law = cases.law_of(shanghai_day(now))
    for one in found:
        name, line = looked.visits[one.point].name, law.lines.get(one.case_kind)
        report = case_services.Report(
            channel=case_services.Channel.PATROL, kind=one.case_kind, spot=name,
            text=one.note.strip() or "".join(("巡查发现：", line.name if line else name)),
            fact_on=rules.fact_on(
                seen_at=one.seen_at or looked.draft.ended_at, planned_on=row.planned_on, now=now
            ),
        )  # fmt: skip
        numbers[one.point] = case_services.report(
            actor=actor, now=now, token=tokens[one.point], report=report, submission_key=_key(row.pk, one.point, actor),
            photos=[_shown(seen) for seen in looked.photos if seen.point == one.point],
        )  # fmt: skip
    return numbers


def _shown(seen: Read) -> records.Photo:
    """Return a find's photo for its case, with what the phone noted where the picture says nothing itself."""
    return replace(seen.photo, evidence=evidence_of(seen.photo.evidence, seen.capture))


def _tokens(actor: Actor, row: Round, point_ids: Sequence[int]) -> dict[int, str]:
    """Return by point what opens the intake at its place: its estate's token, else its community's code."""
    points = dict(Point.objects.filter(pk__in=point_ids).values_list("id", "estate_id"))
    inside = replace(actor, places=(PlaceRange(row.scope),))
    estates = places.estates_by_id([one for one in points.values() if one], actor=inside)
    level = places.Level.COMMUNITY
    community = next((one for one in places.places_on_path(row.scope) if one.level is level), None)
    code = community.code if community else ""
    return {point: estates[estate].token if estate in estates else code for point, estate in points.items()}
