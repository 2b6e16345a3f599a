"""The readers of quality: the checks there are, what contradicts now, and what was counted."""

from hemei.faces.quality.queries.areas import Area, area, home_of
from hemei.faces.quality.queries.checks import Entry, entries, entry_of
from hemei.faces.quality.queries.counts import Counted, Overview, overview, parts
from hemei.faces.quality.queries.lists import Row, all_pages, may_list, rows

__all__ = [
    "Area",
    "Counted",
    "Entry",
    "Overview",
    "Row",
    "all_pages",
    "area",
    "entries",
    "entry_of",
    "home_of",
    "may_list",
    "overview",
    "parts",
    "rows",
]
