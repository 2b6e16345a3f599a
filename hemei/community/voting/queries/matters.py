"""What owners decide together and on which grounds they are called, by the documents of a day."""

from __future__ import annotations

from datetime import date

from hemei.community.meetings import queries as meetings
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure
from hemei.community.voting.rules.standards import Matter, OwnerMatters
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record


def matters_on(day: date) -> tuple[Matter, ...]:
    """Return the matters of a day with their shares and clauses."""
    return record.standards().find("owner-matters", OwnerMatters, on=day).matter


def ground_words(code: str, *, on: date) -> tuple[str, str]:
    """Return the words of a ground to call a meeting and its clause, by the rules of the day of the call."""
    ground = record.standards().find("assembly-procedure", AssemblyProcedure, on=on).of(code)
    return (ground.text, f"{ground.warrant.source.title}{ground.warrant.clause}") if ground else (code, "")


def citable(estate_id: int, matter: str, *, on: date) -> list[tuple[str, str]] | None:
    """Return what a committee's meetings adopted to put a matter to the owners, for who calls in its name and cites it.

    None where nobody needs to: no committee can act.
    """
    if people.committee_able(estate_id, on) is None:
        return None
    return [
        (str(one.id), one.words)
        for one in meetings.adopted_items(estate_id, for_owners=True)
        if matter in one.matters
    ]
