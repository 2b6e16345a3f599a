"""What a recount changed after it was acted on, for those who see the estate's committee or its election."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hemei.community.committees.models import Candidate, Contest
from hemei.community.committees.rules.contests import Settled
from hemei.community.committees.rules.election_words import Result
from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.ground.people import queries as people
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
    """A contested result; of a recall `recall_id` names it, of an election `changed` whom it touches.

    `giving_way` are the members who give way to whom the recount elects, once a second person confirms the decision
    that `waits`.
    """

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
    giving_way: tuple[str, ...] = ()
    waits: bool = False


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
    giving = _giving_way(rows)
    sealed = [*called.values(), *(row.reason_id for row in rows if row.reason_id)]
    texts = record.open_sealed([*sealed, *(name for names in giving.values() for name in names)])
    return tuple(
        ContestView(
            row.pk, row.recall_id, row.assembly_id, row.counted_on, row.due_on,
            tuple(
                ChangedView(texts.get(called.get(candidate, 0)) or "", _result(before), _result(now))
                for candidate, before, now in row.changed
            ),
            row.why, Settled(row.settled) if row.settled else None, row.settled_on,
            texts.get(row.reason_id or 0) or "",
            tuple(texts.get(name) or "" for name in giving.get(row.pk, ())),
            row.settled_on is None and row.decided_by is not None,
        )
        for row in rows
    )  # fmt: skip


def _giving_way(rows: Sequence[Contest]) -> dict[int, list[int]]:
    """Return the vault rows of the names of those who give way, by contest: as they stood for election."""
    found = {row.pk: [people.seat_facts(number) for number in row.gives_way] for row in rows if row.gives_way}
    persons = {number: [one.person_id for one in seats if one] for number, seats in found.items()}
    wanted = {person for listed in persons.values() for person in listed}
    stood = Candidate.objects.filter(
        person_id__in=wanted, election__estate_id__in={row.estate_id for row in rows}
    )
    names = dict(stood.order_by("id").values_list("person_id", "name_id"))
    return {number: [names[one] for one in listed if one in names] for number, listed in persons.items()}


def contests_to_confirm(*, actor: Actor, limit: int = 20) -> record.Lines[tuple[int, str]]:
    """Return contested results on which another person of the street decided, with estates; one statement."""
    if not may(actor, LifeAct.SETTLE_CONTEST).allowed or actor.person_id is None:
        return record.Lines()
    rows = Contest.objects.filter(record.seen_by(actor), settled_on=None, decided_by__isnull=False)
    rows = rows.exclude(decided_by=actor.person_id).order_by("id")
    return record.lines_of(rows[:limit], ("id", "estate__name"), lambda *row: row)


def _result(word: str) -> Result | None:
    return Result(word) if word else None


def contest_home(contest_id: int, *, actor: Actor) -> tuple[int, int | None, str] | None:
    """Return the estate of a contested result the actor may see, its election where it is of one, and why it is."""
    rows = Contest.objects.filter(record.seen_by(actor), pk=contest_id)
    return rows.values_list("estate_id", "election_id", "why").first()
