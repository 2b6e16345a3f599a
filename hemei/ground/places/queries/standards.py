"""What the city's own documents say about its places."""

from __future__ import annotations

from datetime import date

from hemei.ground.places.queries.divisions import city
from hemei.ground.places.rules import standards as documents
from hemei.ground.places.rules.positions import Frame
from hemei.ground.records.queries import standards


def street_level_centres(on: date) -> frozenset[str]:
    """Return the codes of the enterprise-type units that act at street level."""
    return documents.centres(standards(), on=on)


def city_frame(on: date) -> Frame | None:
    """Return the outermost meridians and parallels of this city; None where no document names them."""
    return documents.frame(standards(), city=city().code, on=on)
