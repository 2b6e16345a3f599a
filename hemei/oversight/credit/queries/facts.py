"""From rows to what the rules read: lines with their objections, as recorded; row-level security applies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from hemei.ground.records import queries as record
from hemei.oversight.credit.models import ConductLine, LineObjection
from hemei.oversight.credit.rules.lines import Objection, Recorded
from hemei.oversight.credit.rules.standards import Holder
from hemei.oversight.credit.rules.words import LineState


def persons_of(row: ConductLine, kind: str) -> frozenset[int]:
    """Return who did an act on a line, by the event that tells of it."""
    return frozenset(one.person_id for one in record.actors_in([row.stream], types=[kind]))


def recorded_of(rows: Iterable[ConductLine]) -> list[Recorded]:
    """Return confirmed rows as the rules read them; one statement for their objections."""
    kept = [row for row in rows if row.state == LineState.CONFIRMED]
    objections: dict[int, list[Objection]] = defaultdict(list)
    for one in LineObjection.objects.filter(line_id__in=[row.pk for row in kept]).order_by("id"):
        objections[one.line_id].append(Objection(one.filed_on, one.decided_on, one.upheld))
    return [recorded(row, objections[row.pk]) for row in kept]


def recorded(row: ConductLine, objections: Iterable[Objection] = ()) -> Recorded:
    """Return one confirmed row as the rules read it."""
    if row.confirmed_on is None:
        raise ValueError(f"{row.stream} is not confirmed")
    return Recorded(
        key=key_of(row.pk),
        behaviour=row.behaviour,
        project=str(row.project_id or ""),
        company=str(row.company_id),
        manager=str(row.manager_id or ""),
        happened_on=row.happened_on,
        confirmed_on=row.confirmed_on,
        about=row.about,
        objections=tuple(objections),
        repaired_on=row.repaired_on,
    )


def key_of(line_id: int) -> str:
    """Return the key of a line: its id in a form that sorts as text as it does as a number."""
    return f"{line_id:012}"


def rows_of(holder: Holder, subject: int) -> list[ConductLine]:
    """Return the confirmed rows of a company or manager, in the order of their conduct."""
    mine = Q(company_id=subject) if holder == "company" else Q(manager_id=subject)
    return list(ConductLine.objects.filter(mine, state=LineState.CONFIRMED).order_by("happened_on", "id"))
