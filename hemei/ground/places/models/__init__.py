"""Tables of places and estates. Overlaps and gaps are refused by the database: see the migrations."""

from hemei.ground.places.models.divisions import Place, PlaceName, PlacePosition, Succession
from hemei.ground.places.models.estates import (
    AccountableCommunity,
    Building,
    Entrance,
    Estate,
    PropertyUnit,
    TouchingCommunity,
)

__all__ = [
    "AccountableCommunity",
    "Building",
    "Entrance",
    "Estate",
    "Place",
    "PlaceName",
    "PlacePosition",
    "PropertyUnit",
    "Succession",
    "TouchingCommunity",
]
