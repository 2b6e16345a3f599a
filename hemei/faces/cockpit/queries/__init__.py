"""The readers of the cockpit: figures, their cells and their subjects."""

from hemei.faces.cockpit.queries.counting import (
    CHUNK,
    Cell,
    Row,
    Wanted,
    above,
    all_rows,
    by_body,
    by_month,
    by_place,
    cells,
    rows,
    total,
)
from hemei.faces.cockpit.queries.registry import WORDS, Entry, entries, entry_of
from hemei.faces.cockpit.rules import AsOf

__all__ = [
    "CHUNK",
    "WORDS",
    "AsOf",
    "Cell",
    "Entry",
    "Row",
    "Wanted",
    "above",
    "all_rows",
    "by_body",
    "by_month",
    "by_place",
    "cells",
    "entries",
    "entry_of",
    "rows",
    "total",
]
