"""Letters to the doors of a roll: which were sent, how each stands, who could still be sent one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hemei.community.voting.models import Letter, LetterRun, Roll, RollUnit, VoterBinding
from hemei.community.voting.queries.bound import lapsed_bindings
from hemei.community.voting.rules.letters import LetterFacts, LetterState, may_be_sent_again, state_of
from hemei.community.voting.rules.sheets import serial_of
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor

_MARK = "L"


@dataclass(frozen=True, slots=True)
class LetterRunRow:
    """A run of letters; `file` says whether its codes can still be printed."""

    id: int
    number: int
    letters: int
    expires_on: date
    asked_at: datetime
    made_at: datetime | None
    printed_at: datetime | None
    file: bool


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter to the door of a unit; never its code. `again` says that it may be sent anew, while the vote runs."""

    id: int
    run_id: int
    serial: str
    roll_unit_id: int
    unit: str
    state: LetterState
    expires_on: date
    wrong: int
    used_at: datetime | None
    voided_at: datetime | None
    again: bool


@dataclass(frozen=True, slots=True)
class LetterCounts:
    """Of the units of a roll: whose voter is proven, who has a letter on the way, who could be sent one."""

    proven: int
    sent: int
    open: int


def letter_serial(run: int, number: int) -> str:
    """Return the number printed on a letter."""
    return f"{_MARK}{serial_of(run, number)}"


def letter_runs(
    roll_id: int, *, actor: Actor, after: int | None = None, limit: int = 50
) -> list[LetterRunRow]:
    """Return the runs of a roll's letters the actor may see, the newest first, those before an id."""
    rows = LetterRun.objects.filter(record.seen_by(actor), roll_id=roll_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    fields = ("id", "number", "letters", "expires_on", "asked_at", "made_at", "printed_at", "file_id")
    return [
        LetterRunRow(
            number, place, letters, until, asked, made, printed, file is not None and printed is None
        )
        for number, place, letters, until, asked, made, printed, file in rows.order_by("-id").values_list(
            *fields
        )[:limit]
    ]


_ROW = (
    "id", "run_id", "run__number", "number", "roll_unit_id", "roll_unit__code", "run__made_at", "run__expires_on",
    "tries", "used_at", "voided_at", "wanted",
)  # fmt: skip


def letters(
    roll_id: int,
    *,
    actor: Actor,
    today: date,
    text: str = "",
    state: LetterState | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[LetterRow]:
    """Return a roll's letters the actor may see: of units that hold a text, in a state, those after an id."""
    proof = record.standards().find("voter-proof", VoterProof, on=today)
    rows = Letter.objects.filter(record.seen_by(actor), run__roll_id=roll_id, pk__gt=after)
    if text:
        rows = rows.filter(roll_unit__code__contains=text)
    if state is not None:
        rows = rows.filter(_in_state(state, today, proof))
    wanted = sendable(roll_id, actor=actor, today=today).filter(pk=OuterRef("roll_unit"))
    listed = rows.annotate(wanted=Exists(wanted)).order_by("id").values_list(*_ROW)[:limit]
    return [_row(line, today, proof) for line in listed]


def _row(line: tuple[Any, ...], today: date, proof: VoterProof) -> LetterRow:
    number, run, batch, place, roll_unit, unit, made, expires, wrong, used, voided, wanted = line
    facts = LetterFacts(made is not None, expires, wrong, used is not None, voided is not None)
    state = state_of(facts, today, proof)
    return LetterRow(
        number, run, letter_serial(batch, place), roll_unit, unit, state, expires, wrong, used, voided,
        may_be_sent_again(state, wanted=wanted),
    )  # fmt: skip


def _in_state(state: LetterState, today: date, proof: VoterProof) -> Q:
    """Say `state_of` to the database."""
    good = Q(voided_at=None, used_at=None)
    made = good & Q(run__made_at__isnull=False)
    blocked = Q(tries__gte=proof.letter.most_wrong)
    expired = Q(run__expires_on__lte=today)
    return {
        LetterState.VOIDED: Q(voided_at__isnull=False),
        LetterState.USED: Q(voided_at=None, used_at__isnull=False),
        LetterState.WAITING: good & Q(run__made_at=None),
        LetterState.BLOCKED: made & blocked,
        LetterState.EXPIRED: made & ~blocked & expired,
        LetterState.STANDS: made & ~blocked & ~expired,
    }[state]


def all_letters(
    roll_id: int,
    *,
    actor: Actor,
    today: date,
    text: str = "",
    state: LetterState | None = None,
) -> Iterator[LetterRow]:
    """Yield the whole list for an export, read in pages."""
    after = 0
    while page := letters(
        roll_id, actor=actor, today=today, text=text, state=state, after=after, limit=1_000
    ):
        yield from page
        after = page[-1].id


def sendable(roll_id: int, *, actor: Actor, today: date, buildings: Sequence[str] = ()) -> QuerySet[RollUnit]:
    """Return the owners' units of a roll whose voter is not proven and who have no good letter; walls apply."""
    proven = _proven(roll_id, actor, today)
    units = RollUnit.objects.filter(~proven, ~_sent(today), roll_id=roll_id, delivered=True)
    units = units.exclude(owner_ids=[])
    return units.filter(building__in=buildings) if buildings else units


def letter_counts(roll_id: int, *, actor: Actor, today: date) -> LetterCounts:
    """Return how far the proof of voters is, for the units of a roll that have owners."""
    rows = RollUnit.objects.filter(record.seen_by(actor), roll_id=roll_id, delivered=True).exclude(
        owner_ids=[]
    )
    found = rows.annotate(proven=_proven(roll_id, actor, today), sent=_sent(today)).aggregate(
        proven_count=Count("pk", filter=Q(proven=True)),
        sent_count=Count("pk", filter=Q(proven=False, sent=True)),
        open_count=Count("pk", filter=Q(proven=False, sent=False)),
    )
    return LetterCounts(found["proven_count"], found["sent_count"], found["open_count"])


def buildings_of_roll(roll_id: int, *, actor: Actor) -> list[str]:
    """Return the names of the buildings of a roll the actor may see."""
    rows = RollUnit.objects.filter(record.seen_by(actor), roll_id=roll_id)
    return sorted(set(rows.order_by().values_list("building", flat=True).distinct()))


def _proven(roll_id: int, actor: Actor, today: date) -> Exists:
    """Say that somebody is bound who votes today: not in the right of whoever has sold the unit."""
    estate = Roll.objects.filter(pk=roll_id).values_list("estate_id", flat=True).first()
    lapsed = lapsed_bindings(estate or 0, actor=actor, on=today)
    bound = VoterBinding.objects.filter(unit_id=OuterRef("unit_id"), ended_at=None, expires_on__gt=today)
    return Exists(bound.exclude(pk__in=lapsed))


def _sent(today: date) -> Exists:
    rows = Letter.objects.filter(roll_unit=OuterRef("pk"), used_at=None, voided_at=None)
    return Exists(rows.filter(run__expires_on__gt=today))
