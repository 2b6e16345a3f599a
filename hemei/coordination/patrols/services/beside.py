"""What a former walker of a round hands in: his phone knew of no other when it was without a network."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from hemei.coordination.patrols.models import Round, Visit
from hemei.coordination.patrols.rules.words import RoundState
from hemei.coordination.patrols.services.planning import former_of, stream_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark


def take_back(row: Round, office: int) -> None:
    """Let a round that nobody handed in be his who walked it; who has it now becomes a former walker. Not saved.

    That there was nobody to walk it is no reason any more; what he left out has one of its own.
    """
    if row.walker_id is None:
        row.why, row.why_at = "", None
    row.former = former_of(row, office)
    row.walker_id = office


def beside(actor: Actor, row: Round, submission: uuid.UUID, points: Collection[int]) -> tuple[Round, bool]:
    """Return the record beside a round somebody else handed in, with these points, and whether it is there already.

    What was found is found, by whomever: each find becomes a case, and both records stand. Figures count the first.

    Raises:
        Refused: the actor handed the round in himself before.
    """
    known = Round.objects.filter(second_of=row, walker__person_id=actor.person_id or 0).first()
    if known is not None and known.submission_key == submission:
        return known, True
    if known is not None or (row.walker is not None and row.walker.person_id == actor.person_id):
        raise Refused.because(
            mark("这一轮已经提交过，没有再收一次。"),
            remedy=mark("已经收到的在这一轮的页面上。"),
            code="twice",
        )
    return _opened_beside(actor, row, points), False


def _opened_beside(actor: Actor, row: Round, points: Collection[int]) -> Round:
    [number] = records.next_ids("patrols_round", 1)
    second = Round.objects.create(
        id=number, stream=stream_of(number), scope=row.scope, cell_id=row.cell_id, planned_on=row.planned_on,
        walker_id=actor.appointment_id or 0, state=RoundState.PLANNED.value, second_of=row,
    )  # fmt: skip
    seen = Visit.objects.filter(round=row, point_id__in=points).order_by("id")
    Visit.objects.bulk_create(
        Visit(
            stream=second.stream, scope=second.scope, round=second, point_id=one.point_id, kind=one.kind, name=one.name
        )
        for one in seen
    )  # fmt: skip
    if actor.person_id is not None:
        records.grant_access(stream=second.stream, persons=(actor.person_id,))
    return second
