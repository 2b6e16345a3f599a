"""The readers of the cockpit: figures, their cells and their subjects."""

from hemei.faces.cockpit.queries.areas import Area, area, home_of
from hemei.faces.cockpit.queries.board import Part, Reading, as_of, readings
from hemei.faces.cockpit.queries.bulletins import (
    BulletinRow,
    PublishedBulletin,
    bulletin_by_id,
    bulletin_file,
    bulletins,
    published_bulletins,
    published_file,
)
from hemei.faces.cockpit.queries.cells import Cell, above, by_body, by_month, by_place, total
from hemei.faces.cockpit.queries.counting import (
    CHUNK,
    Row,
    Wanted,
    all_rows,
    cells,
    cells_of,
    rows,
    stretch_tallies,
)
from hemei.faces.cockpit.queries.points import (
    EstatePoint,
    EstatePoints,
    estate_of,
    estate_points,
    estates_version,
)
from hemei.faces.cockpit.queries.registry import WORDS, Entry, entries, entry_of
from hemei.faces.cockpit.queries.worse import Worse, week_tallies, worse
from hemei.faces.cockpit.rules import AsOf

__all__ = [
    "CHUNK",
    "WORDS",
    "Area",
    "AsOf",
    "BulletinRow",
    "Cell",
    "Entry",
    "EstatePoint",
    "EstatePoints",
    "Part",
    "PublishedBulletin",
    "Reading",
    "Row",
    "Wanted",
    "Worse",
    "above",
    "all_rows",
    "area",
    "as_of",
    "bulletin_by_id",
    "bulletin_file",
    "bulletins",
    "by_body",
    "by_month",
    "by_place",
    "cells",
    "cells_of",
    "entries",
    "entry_of",
    "estate_of",
    "estate_points",
    "estates_version",
    "home_of",
    "published_bulletins",
    "published_file",
    "readings",
    "rows",
    "stretch_tallies",
    "total",
    "week_tallies",
    "worse",
]
