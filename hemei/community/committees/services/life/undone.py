"""A recall whose vote comes to nothing: called off, or with too few, it waits for another; annulled it has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from hemei.community.committees.models import Recall
from hemei.community.committees.rules.life_words import OPEN_RECALLS, RecallState
from hemei.community.committees.services.life.recalls import is_noticed, owe_vote
from hemei.community.committees.services.life.shared import rules_of, tell
from hemei.community.voting import queries as voting
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


def release_recalls(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Let the recalls of a meeting that was called off be put to another; harmless when repeated.

    Who proposed it asks as before, and the member was heard: the owners are still to decide (guidance rules article
    44). The meeting is owed until the old day: where it was never noticed that never stopped.
    """
    with records.acting(actor):
        rows = Recall.objects.select_for_update(of=("self",)).select_related("estate")
        for row in rows.filter(assembly_id=assembly_id, state=RecallState.VOTING).order_by("id"):
            row.state = RecallState.HEARD
            if row.vote_due_on is None or is_noticed(assembly_id, actor):
                owe_vote(row, now, until=row.vote_due_on)
            row.save(update_fields=["state", "vote_due_on"])
            data = {"assembly": assembly_id, "due": row.vote_due_on.isoformat() if row.vote_due_on else None}
            tell(
                actor, now, row, "committees.recall_vote_called_off", data,
                (rules_of(shanghai_day(now)).recall_vote.warrant.reference,),
            )  # fmt: skip


def vote_anew(*, actor: Actor, now: datetime, assembly_id: int, numbers: Sequence[int], day: date) -> None:
    """Let the recalls be put to another meeting in whose vote too few took part; harmless when repeated.

    The owners decided nothing (Civil Code article 278): as any other matter, it is held again. So does one that had
    failed, once a recount finds too few, where the member still sits and is not proposed for recall again; of one that
    passed the street decides (`contesting`).
    """
    with records.acting(actor):
        rows = Recall.objects.select_for_update(of=("self",)).select_related("estate")
        rows = rows.filter(assembly_id=assembly_id, vote_number__in=list(numbers))
        for row in rows.filter(state__in=(RecallState.VOTING, RecallState.FAILED)).order_by("id"):
            if row.state == RecallState.VOTING or _goes_on(row, shanghai_day(now)):
                held_again(actor, now, row, day)


def _goes_on(row: Recall, today: date) -> bool:
    seat = people.seat_facts(row.seat_id)
    sits = seat is not None and row.seat_id in {one.id for one in people.sitting_seats(seat.term_id, today)}
    return sits and not Recall.objects.filter(seat_id=row.seat_id, state__in=OPEN_RECALLS).exists()


def held_again(actor: Actor, now: datetime, row: Recall, day: date) -> None:
    """Let a locked recall wait for another meeting: its decision of `day` is none, the call is owed from now on."""
    row.state, row.decided_on = RecallState.HEARD, day
    owe_vote(row, now)
    row.save(update_fields=["state", "vote_due_on", "decided_on", "seat"])
    data = {"assembly": row.assembly_id, "due": row.vote_due_on.isoformat() if row.vote_due_on else None}
    tell(
        actor, now, row, "committees.recall_vote_short", data,
        (rules_of(shanghai_day(now)).recall_vote.warrant.reference,),
    )  # fmt: skip


def recalls_by(actor: Actor, assembly_id: int, votes: Sequence[int]) -> QuerySet[Recall]:
    """Lock the recalls that were decided by some votes of an assembly."""
    numbers = [row.number for row in voting.votes_of(assembly_id, actor=actor) if row.id in votes]
    rows = Recall.objects.select_for_update(of=("self",)).select_related("estate")
    return rows.filter(assembly_id=assembly_id, vote_number__in=numbers).order_by("id")


def annul_failed(*, actor: Actor, now: datetime, assembly_id: int, votes: Sequence[int]) -> None:
    """End the recalls that failed by results which were annulled: nobody's seat hangs on it; harmless when repeated.

    It may be proposed again. Of one that passed the street decides (`contesting`).
    """
    with records.acting(actor):
        for row in recalls_by(actor, assembly_id, votes).filter(state=RecallState.FAILED):
            annulled(actor, now, row)


def annulled(actor: Actor, now: datetime, row: Recall) -> None:
    """Say of a recall that the result behind it does not stand."""
    row.state = RecallState.ANNULLED
    row.save(update_fields=["state"])
    data = {"assembly": row.assembly_id, "seat": row.seat_id}
    reference = rules_of(shanghai_day(now)).recall_by_members.warrant.reference
    tell(actor, now, row, "committees.recall_annulled", data, (reference,))
