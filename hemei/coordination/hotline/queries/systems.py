"""The source systems of a day."""

from __future__ import annotations

from datetime import date

from hemei.coordination.hotline.rules.standards import HotlineSources, SourceSystem
from hemei.coordination.hotline.rules.words import System
from hemei.ground.records import queries as records
from hemei.kernel.standards import NoStandard

REGISTER_OF = {system: f"hotline.{system}" for system in System}
SYSTEM_OF = {register: system for system, register in REGISTER_OF.items()}


def sources_on(day: date) -> HotlineSources:
    """Return the document in force on a day; raises NoStandard."""
    return records.standards().find("hotline-sources", HotlineSources, on=day)


def system_on(system: System, day: date) -> SourceSystem | None:
    """Return what a source system is like on a day; None where no document names it."""
    try:
        return sources_on(day).of(system.value)
    except NoStandard:
        return None
