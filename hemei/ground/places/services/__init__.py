"""The writers of places and estates; other apps enter here."""

from hemei.ground.places.open_data import DataMissing, Divisions, load_divisions
from hemei.ground.places.rules.changes import NewPlace
from hemei.ground.places.rules.divisions import UnknownCity
from hemei.ground.places.rules.drafts import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft
from hemei.ground.places.rules.names import NameKeys, name_keys
from hemei.ground.places.services.accountability import give_estate_to, set_touching_communities
from hemei.ground.places.services.changes import move_place, rename_place
from hemei.ground.places.services.estates import add_estates
from hemei.ground.places.services.founding import add_grid_cells, load_city
from hemei.ground.places.services.registers.houses import Houses, estate_named, unit_named
from hemei.ground.places.services.replacing import merge_places, split_place

__all__ = [
    "BuildingDraft",
    "DataMissing",
    "Divisions",
    "EntranceDraft",
    "EstateDraft",
    "Houses",
    "NameKeys",
    "NewPlace",
    "UnitDraft",
    "UnknownCity",
    "add_estates",
    "add_grid_cells",
    "estate_named",
    "give_estate_to",
    "load_city",
    "load_divisions",
    "merge_places",
    "move_place",
    "name_keys",
    "rename_place",
    "set_touching_communities",
    "split_place",
    "unit_named",
]
