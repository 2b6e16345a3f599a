"""What another app's record was put to the owners for: whether they passed it, in its very words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hemei.community.voting.queries.assemblies import AssemblyRow, assembly, outcomes
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an item that was put to the owners: the last meeting for it, the vote that passed and stands."""

    assembly: AssemblyRow
    vote_id: int | None = None
    number: int | None = None

    @property
    def waits(self) -> bool:
        """Whether the owners may still decide it."""
        return self.assembly.published_at is None and self.assembly.state not in {"annulled", "called_off"}


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
