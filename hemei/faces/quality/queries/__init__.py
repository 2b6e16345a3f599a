"""The readers of quality: the checks there are, what contradicts now, and what was counted."""

from hemei.faces.quality.queries.areas import Area, area, home_of
from hemei.faces.quality.queries.checks import Entry, entries, entry_of
from hemei.faces.quality.queries.counts import Counted, Overview, overview, parts
from hemei.faces.quality.queries.handing import (
    due_day,
    fix_done,
    handing,
    keeper_of,
    keeps,
    last_fix,
    stream_of,
)
from hemei.faces.quality.queries.lists import Row, all_pages, may_list, rows, standing

__all__ = [
    "Area",
    "Counted",
    "Entry",
    "Overview",
    "Row",
    "all_pages",
    "area",
    "due_day",
    "entries",
    "entry_of",
    "fix_done",
    "handing",
    "home_of",
    "keeper_of",
    "keeps",
    "last_fix",
    "may_list",
    "overview",
    "parts",
    "rows",
    "standing",
    "stream_of",
]
