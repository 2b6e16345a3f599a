"""The readers of places and estates; other apps enter here."""

from hemei.ground.places.queries.divisions import (
    TREE_VERSION,
    NoSuchPlace,
    child_places,
    city,
    names_of,
    path_on,
    place,
    place_by_code,
    place_on,
    places_on,
    places_on_path,
    ranges_for,
)
from hemei.ground.places.queries.estates import (
    accountable_on,
    estate,
    estate_by_token,
    estates,
    estates_by_id,
    nearest_estates,
    public_estate,
    search_estates,
    units_of,
)
from hemei.ground.places.queries.standards import city_frame, street_level_centres
from hemei.ground.places.rows import EstateRow, PlaceRow, PublicEstate, UnitRow
from hemei.ground.places.rules.codes import STREET_KINDS, TOWN_KINDS, Kind, Level
from hemei.ground.places.rules.estates import EstateKind, UnitUse
from hemei.ground.places.rules.positions import Frame, MapSystem, Point

__all__ = [
    "STREET_KINDS",
    "TOWN_KINDS",
    "TREE_VERSION",
    "EstateKind",
    "EstateRow",
    "Frame",
    "Kind",
    "Level",
    "MapSystem",
    "NoSuchPlace",
    "PlaceRow",
    "Point",
    "PublicEstate",
    "UnitRow",
    "UnitUse",
    "accountable_on",
    "child_places",
    "city",
    "city_frame",
    "estate",
    "estate_by_token",
    "estates",
    "estates_by_id",
    "names_of",
    "nearest_estates",
    "path_on",
    "place",
    "place_by_code",
    "place_on",
    "places_on",
    "places_on_path",
    "public_estate",
    "ranges_for",
    "search_estates",
    "street_level_centres",
    "units_of",
]
