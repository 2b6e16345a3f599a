"""Whose a case is: for those who tell them. The caller's transaction decides what is seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hemei.coordination.cases.models import Case, VisitPart
from hemei.coordination.cases.viewing import is_number
from hemei.ground.records import queries as records


@dataclass(frozen=True, slots=True)
class Parties:
    """Who reported a case, whether a telephone was left with it, which body has it and which is at work."""

    id: int
    number: str
    scope: str
    service_class: str
    estate_id: int | None
    home_body_id: int
    accountable_body_id: int
    reporter_id: int | None
    contact: bool


def parties(stream: str) -> Parties | None:
    """Return the parties of a case; one statement."""
    return parties_of([stream]).get(stream)


def parties_of(streams: Iterable[str]) -> dict[str, Parties]:
    """Return the parties of visible cases by stream; one statement, none where none is asked of."""
    wanted = set(streams)
    if not wanted:
        return {}
    rows = Case.objects.filter(stream__in=wanted).values_list(
        "stream", "id", "number", "scope", "service_class", "estate_id", "home_body_id", "accountable_body_id",
        "reporter_id", "contact_id",
    )  # fmt: skip
    return {row[0]: Parties(*row[1:9], row[9] is not None) for row in rows}


def stream_numbered(number: str) -> str:
    """Return the stream of a case by its number, empty where there is none; one statement."""
    return (
        Case.objects.filter(number=number).values_list("stream", flat=True).first() or ""
        if is_number(number)
        else ""
    )


def visiting(stream: str, visit: int) -> list[int]:
    """Return the bodies that take part in a joint visit of a case; one statement."""
    rows = VisitPart.objects.filter(stream=stream, visit__number=visit)
    return list(rows.order_by("id").values_list("body_id", flat=True))


def contact_of(stream: str) -> str:
    """Return the telephone left with a case, empty where there is none or it was erased; two statements."""
    vault = Case.objects.filter(stream=stream).values_list("contact_id", flat=True).first()
    return records.open_sealed([vault]).get(vault) or "" if vault else ""


def numbers_of(streams: Iterable[str]) -> dict[str, str]:
    """Return the numbers of visible cases by stream; one statement."""
    return dict(Case.objects.filter(stream__in=set(streams)).values_list("stream", "number"))
