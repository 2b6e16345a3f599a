"""What other systems' words mean here, as the actor's office said it, and what waits to be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from hemei.coordination.cases import queries as cases
from hemei.coordination.hotline.models import Word
from hemei.coordination.hotline.rules.words import Of
from hemei.ground.records.queries import imports as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reason
from hemei.kernel.standards import NoStandard

UNKNOWN = {"kind_unknown": Of.KIND, "estate_unknown": Of.ESTATE}
"""The codes of problems that a person's word solves."""
MOST_READ = 5_000
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A word nobody has said anything of: in how many rows it stands, and what the text suggests, likeliest first.

    Of those suggested the city has confirmed too few cases of the `few` to trust that.
    `days` are those on which its orders were taken: a kind has to be on the list of each.
    """

    of: Of
    said: str
    rows: int
    likely: tuple[str, ...]
    few: frozenset[str] = frozenset()
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word the office remembers, and what it means here: a kind by its code, or an estate by its id."""

    id: int
    source: str
    of: Of
    said: str
    kind: str
    estate: int | None
    decided_at: datetime


def words_told(*, actor: Actor, before: int | None = None, limit: int = 50) -> list[WordRow]:
    """Return what the actor's office remembers, the last told first; `before` is the id of the page before's last."""
    rows = Word.objects.filter(scope=office_of(actor)).order_by("-id")
    return [_word(row) for row in (rows.filter(pk__lt=before) if before else rows)[:limit]]


def word_told(word_id: int, *, actor: Actor) -> WordRow | None:
    """Return one word the actor's office remembers; None where there is none, or it is another's."""
    row = Word.objects.filter(scope=office_of(actor), pk=word_id).first()
    return _word(row) if row else None


def _word(row: Word) -> WordRow:
    return WordRow(row.pk, row.source, Of(row.of), row.said, row.kind, row.estate_id, row.decided_at)


def office_of(actor: Actor) -> str:
    """Return the path of the actor's office: what one office says binds no other."""
    return actor.places[0].path if actor.places else ""


def kinds_told(system: str, actor: Actor) -> Mapping[str, str]:
    """Return the kinds the actor's office said, by the system's word."""
    found = Word.objects.filter(scope=office_of(actor), source=system, of=Of.KIND.value)
    return dict(found.values_list("said", "kind"))


def estates_told(system: str, actor: Actor) -> Mapping[str, int]:
    """Return the estates the actor's office said, by the system's word."""
    found = Word.objects.filter(scope=office_of(actor), source=system, of=Of.ESTATE.value)
    return {said: estate for said, estate in found.values_list("said", "estate") if estate}


def waiting_words(import_id: int, *, actor: Actor) -> list[Waiting]:
    """Return the words of a checked file that wait for a person, those in most rows first."""
    counted: dict[tuple[Of, str], int] = {}
    likely: dict[tuple[Of, str], tuple[tuple[str, ...], frozenset[str]]] = {}
    days: dict[tuple[Of, str], set[date]] = {}
    for _, problem in record.import_problems(import_id, actor=actor, limit=MOST_READ):
        of = UNKNOWN.get(problem.reason.code)
        if of is not None:
            key = (of, problem.value)
            counted[key] = counted.get(key, 0) + 1
            likely[key] = tuple(_codes(problem.reason, "codes")), frozenset(_codes(problem.reason, "few"))
            if day := str(problem.reason.values.get("day", "")):
                days.setdefault(key, set()).add(date.fromisoformat(day))
    rows = [
        Waiting(of, said, count, *likely[of, said], tuple(sorted(days.get((of, said), ()))))
        for (of, said), count in counted.items()
    ]
    return sorted(rows, key=lambda one: (-one.rows, one.of, one.said))[:MOST_SHOWN]


def _codes(reason: Reason, name: str) -> list[str]:
    return str(reason.values.get(name, "")).split()


def kinds_on(days: Iterable[date]) -> list[tuple[str, str]]:
    """Return the kinds that stand on the list of each of these days, code and name; a day without one bars none."""
    lists = []
    for day in days:
        with suppress(NoStandard):
            lists.append(kinds_listed(day))
    every = [dict(listed) for listed in lists]
    return [pair for pair in (lists or [[]])[0] if all(pair[0] in listed for listed in every)]


def kinds_listed(day: date) -> list[tuple[str, str]]:
    """Return the kinds of the responsibility list of a day, code and name, and the one for what fits none."""
    listed = cases.listed_on(day)
    return [(row.code, row.name) for row in listed.problem]
