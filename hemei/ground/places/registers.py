"""The registers of places that can be imported."""

from __future__ import annotations

from hemei.ground.places.rules.registers import ESTATES
from hemei.ground.places.services.registers.estates import estate_writer
from hemei.ground.records.services import Entry

REGISTERS = (Entry(ESTATES, estate_writer),)
