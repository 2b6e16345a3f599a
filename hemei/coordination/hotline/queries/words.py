"""What other systems' words mean here, as the actor's office said it, and what waits to be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hemei.coordination.cases import queries as cases
from hemei.coordination.hotline.models import Word
from hemei.coordination.hotline.rules.words import Of
from hemei.ground.records.queries import imports as record
from hemei.kernel.actor import Actor

UNKNOWN = {"kind_unknown": Of.KIND, "estate_unknown": Of.ESTATE}
"""The codes of problems that a person's word solves."""
MOST_READ = 5_000
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A word nobody has said anything of: in how many rows it stands, and what the text suggests, likeliest first."""

    of: Of
    said: str
    rows: int
    likely: tuple[str, ...]


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
    likely: dict[tuple[Of, str], tuple[str, ...]] = {}
    for _, problem in record.import_problems(import_id, actor=actor, limit=MOST_READ):
        of = UNKNOWN.get(problem.reason.code)
        if of is not None:
            key = (of, problem.value)
            counted[key] = counted.get(key, 0) + 1
            likely[key] = tuple(str(problem.reason.values.get("codes", "")).split())
    rows = [Waiting(of, said, count, likely[of, said]) for (of, said), count in counted.items()]
    return sorted(rows, key=lambda one: (-one.rows, one.of, one.said))[:MOST_SHOWN]


def kinds_listed(day: date) -> list[tuple[str, str]]:
    """Return the kinds of the responsibility list of a day, code and name, and the one for what fits none."""
    listed = cases.listed_on(day)
    return [(row.code, row.name) for row in listed.problem]
