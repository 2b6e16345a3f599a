"""What another app's record was put to the owners for: whether they passed it, in its very words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from hemei.community.voting.models import Assembly, Outcome
from hemei.community.voting.queries.assemblies import AssemblyRow, assembly, outcomes
from hemei.community.voting.queries.decisions import fallen_outcomes, latest_outcomes
from hemei.kernel.actor import Actor

_GONE = ("annulled", "called_off")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an item that was put to the owners: the last meeting for it, the vote that passed and stands."""

    assembly: AssemblyRow
    vote_id: int | None = None
    number: int | None = None

    @property
    def waits(self) -> bool:
        """Whether the owners may still decide it."""
        return self.assembly.published_at is None and self.assembly.state not in _GONE


def answer_of(
    assembly_id: int, *, title: str, matter: str, actor: Actor, buildings: Collection[str] = ()
) -> Answer | None:
    """Return what became of an item in the meeting it was put to, or in those held again for want of participation.

    A vote of other words, though it stands on the same agenda, is none of it; nor one of other owners than were
    asked: of all, or of just these `buildings`.
    """
    rows = _meetings(assembly_id, actor)
    for row in reversed(rows):
        if row.published_at is None or set(row.buildings) != set(buildings):
            continue
        for one in outcomes(row.id, actor=actor):
            own = (one.vote.title, one.vote.matter) == (title, matter)
            if own and one.passed and one.annulled_on is None:
                return Answer(row, one.vote.id, one.vote.number)
    return Answer(rows[-1]) if rows else None


def _meetings(assembly_id: int, actor: Actor) -> list[AssemblyRow]:
    found, number = [], assembly_id
    while (row := assembly(number, actor=actor)) is not None:
        found.append(row)
        if row.repeated_by is None:
            break
        number = row.repeated_by
    return found


def before_owners(estate: str | OuterRef, words: str) -> Exists:
    """Say of rows, by the fields of estate and words, whether a meeting that may still decide has these on its agenda.

    The estate may be said by rows further out.

    A hint for lists, not what decides; row-level security applies.
    """
    said = Assembly.objects.annotate(said=Cast("agenda", TextField()))
    open_ones = said.filter(estate=OuterRef(estate), published_at=None).exclude(state__in=_GONE)
    return Exists(open_ones.filter(said__contains=OuterRef(words)))


def passed_by_owners(record: str, words: str) -> QuerySet[Outcome]:
    """Return, of rows by the fields of stream and words, what their owners passed in these words and stands.

    A hint for lists, not what decides; row-level security applies.
    """
    stands = latest_outcomes().filter(passed=True, annulled_on=None, assembly__published_at__isnull=False)
    return stands.filter(vote__record=OuterRef(record), vote__title=OuterRef(words))


def fell(vote: str) -> Exists:
    """Say of rows whose field `vote` is a vote whether it fell, as `fallen_votes`; row-level security applies."""
    return Exists(fallen_outcomes().filter(vote=OuterRef(vote)))
