"""What a recount changed after it was acted on, for those who see the estate's committee or its election."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hemei.community.committees.models import Candidate, Contest
from hemei.community.committees.rules.contests import Settled
from hemei.community.committees.rules.election_words import Result
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ChangedView:
    """A candidate with what he was and what he is by the recount."""

    name: str
    before: Result | None
    now: Result | None


@dataclass(frozen=True, slots=True)
class ContestView:
    """A contested result; of a recall `recall_id` names it, of an election `changed` whom it touches."""

    id: int
    recall_id: int | None
    assembly_id: int
    counted_on: date
    due_on: date
    changed: tuple[ChangedView, ...]
    why: str
    settled: Settled | None
    settled_on: date | None
    reason: str


def contests(
    *, actor: Actor, estate_id: int | None = None, election_id: int | None = None
) -> tuple[ContestView, ...]:
    """Return the contested results of an election, or those of an estate's elections and recalls, the latest first."""
    found = Q(election_id=election_id) if election_id is not None else Q(estate_id=estate_id)
    rows = list(Contest.objects.filter(record.seen_by(actor), found).order_by("-id"))
    if not rows:
        return ()
    touched = [candidate for row in rows for candidate, _, _ in row.changed]
    called = dict(Candidate.objects.filter(pk__in=touched).values_list("id", "name_id"))
    texts = record.open_sealed([*called.values(), *(row.reason_id for row in rows if row.reason_id)])
    return tuple(
        ContestView(
            row.pk, row.recall_id, row.assembly_id, row.counted_on, row.due_on,
            tuple(
                ChangedView(texts.get(called.get(candidate, 0)) or "", _result(before), _result(now))
                for candidate, before, now in row.changed
            ),
            row.why, Settled(row.settled) if row.settled else None, row.settled_on,
            texts.get(row.reason_id or 0) or "",
        )
        for row in rows
    )  # fmt: skip


def _result(word: str) -> Result | None:
    return Result(word) if word else None


def contest_home(contest_id: int, *, actor: Actor) -> tuple[int, int | None, str] | None:
    """Return the estate of a contested result the actor may see, its election where it is of one, and why it is."""
    rows = Contest.objects.filter(record.seen_by(actor), pk=contest_id)
    return rows.values_list("estate_id", "election_id", "why").first()
