"""The source systems: those of a day, and all that a standard ever named."""

from __future__ import annotations

from datetime import date

from hemei.coordination.hotline.rules.standards import HotlineSources, SourceSystem
from hemei.ground.records import queries as records
from hemei.kernel.standards import NoStandard

_PREFIX = "hotline."


def register_of(system: str) -> str:
    """Return the register of a system's files."""
    return _PREFIX + system


def system_of(register: str) -> str:
    """Return the code of the system whose files a register is of; empty where it is no system's."""
    return register.removeprefix(_PREFIX) if register.startswith(_PREFIX) else ""


def sources_on(day: date) -> HotlineSources:
    """Return the document in force on a day; raises NoStandard."""
    return records.standards().find("hotline-sources", HotlineSources, on=day)


def system_on(system: str, day: date) -> SourceSystem | None:
    """Return what a source system is like on a day; None where no document names it."""
    try:
        return sources_on(day).of(system)
    except NoStandard:
        return None


def systems_on(day: date) -> tuple[SourceSystem, ...]:
    """Return the systems whose files are taken on a day, in the document's order."""
    try:
        return sources_on(day).system
    except NoStandard:
        return ()


def systems_named() -> list[SourceSystem]:
    """Return every system that a document ever named, as it was named last; the city's word is the last."""
    standards = records.standards()
    every = [one.content for one in standards.documents if isinstance(one.content, HotlineSources)]
    every.sort(key=lambda one: (one.head.jurisdiction == standards.city, one.head.day))
    return list({system.code: system for one in every for system in one.system}.values())


def system_kept(system: str, day: date) -> SourceSystem | None:
    """Return what a source system is like on a day, or where it is taken no more, as it was named last.

    A file that came in while the system was named is kept, shown and answered in the system's words afterwards too.
    """
    return system_on(system, day) or next((one for one in systems_named() if one.code == system), None)
