"""Finding by name: whole, in part, by pinyin or by initials. One ranking for every register."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When

_Row = TypeVar("_Row", bound=Model)
LONGEST = 30
LEAST = 2


def name_wanted(text: str) -> str:
    """Return what is searched for a text as it was typed: no spaces, lower case; empty below two characters.

    One character is in most names of a city, so it finds nothing of use.
    """
    wanted = "".join(text.split()).replace("\x00", "").lower()[:LONGEST]
    return wanted if len(wanted) >= LEAST else ""


def found_by_name(rows: QuerySet[_Row], wanted: str, name: str = "name") -> QuerySet[_Row]:
    """Narrow rows to those whose name holds the text, or whose letters do; the best match first.

    The rows have the columns `pinyin` and `initials`; `name` is the column of the name itself. Whole names
    stand first, then names that begin so, names that hold it, letters that begin so, letters that hold it.
    """
    begins, holds = Q(**{f"{name}__startswith": wanted}), Q(**{f"{name}__contains": wanted})
    letters = Q(pinyin__contains=wanted) | Q(initials__contains=wanted)
    rank = Case(
        When(Q(**{name: wanted}), then=Value(0)),
        When(begins, then=Value(1)),
        When(holds, then=Value(2)),
        When(Q(pinyin__startswith=wanted) | Q(initials__startswith=wanted), then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    found: QuerySet[_Row] = rows.filter(holds | letters).order_by(rank, "pinyin", "pk")
    return found
