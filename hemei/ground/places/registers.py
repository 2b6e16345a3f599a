"""The registers of places that can be imported."""

from __future__ import annotations

from hemei.ground.places.rules.likeness import BUILDING_LIKENESSES, ESTATE_LIKENESSES
from hemei.ground.places.rules.registers import BUILDINGS, ESTATES, UNITS
from hemei.ground.places.services.registers.buildings import building_writer
from hemei.ground.places.services.registers.estates import estate_searches, estate_writer
from hemei.ground.places.services.registers.houses import door_named, estate_named
from hemei.ground.places.services.registers.units import unit_writer
from hemei.ground.records.services import Entry

REGISTERS = (
    Entry(ESTATES, estate_writer, ESTATE_LIKENESSES, estate_searches),
    Entry(BUILDINGS, building_writer, BUILDING_LIKENESSES, estate_named),
    Entry(UNITS, unit_writer, searches=door_named),
)
