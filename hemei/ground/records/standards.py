"""The standards in force for this city: shipped and issued, read once and looked after.

The shapes come from the apps' rules (`STANDARDS` in their `rules`), so a new
chapter brings its documents by declaring them.
"""

from __future__ import annotations

import time
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

from hemei.kernel.standards import DocumentText, Standards, calendar, load_standards, protection

# A document issued in one process reaches the pages of the others within this many seconds.
FRESH_SECONDS = 60
_seen: dict[str, tuple[tuple[int, int], float]] = {}
_loaded: dict[str, Standards] = {}


@cache
def shapes() -> dict[str, type]:
    """Collect every document name and its shape from the apps' rules."""
    found: dict[str, type] = {**calendar.STANDARDS, **protection.STANDARDS}
    for config in apps.get_app_configs():
        if config.name.startswith("hemei."):
            found |= _declared(f"{config.name}.rules")
    return found


def _declared(rules: str) -> dict[str, type]:
    """Return what an app's rules declare, in `rules` itself or, where that is a folder, in its `standards`."""
    spec = find_spec(rules)
    if spec is None:
        return {}
    inside = spec.submodule_search_locations is not None and find_spec(f"{rules}.standards")
    declared: dict[str, type] = getattr(
        import_module(f"{rules}.standards" if inside else rules), "STANDARDS", {}
    )
    return declared


@cache
def spoken_misfits() -> tuple[tuple[str, str], ...]:
    """Collect what the shapes of the apps say of a bad document, each sentence with its Chinese."""
    found: list[tuple[str, str]] = []
    for config in apps.get_app_configs():
        rules = find_spec(f"{config.name}.rules") if config.name.startswith("hemei.") else None
        if rules and rules.submodule_search_locations and find_spec(f"{rules.name}.misfits"):
            found += import_module(f"{rules.name}.misfits").SPOKEN
    return tuple(found)


def standards() -> Standards:
    """Return the standards of this city; issued documents are looked for once a minute."""
    city = settings.STANDARDS_CITY
    looked, loaded = _seen.get(city), _loaded.get(city)
    if looked is None or loaded is None or time.monotonic() - looked[1] >= FRESH_SECONDS:
        return _looked_for(city)
    return loaded


def look_again() -> None:
    """Look now for what was issued, whoever issued it; nothing is read anew where there is nothing new.

    Whatever works by events and schedules begins with it: what it answers to is compared once, and a document that
    is seen a minute later would never be.
    """
    _looked_for(settings.STANDARDS_CITY)


def forget() -> None:
    """Read anew at the next question; called after a document was issued."""
    _loaded.clear()
    _seen.clear()


def _looked_for(city: str) -> Standards:
    instant, issued, looked = time.monotonic(), _issued(city), _seen.get(city)
    found = _loaded.get(city) if looked is not None and looked[0] == issued else None
    if found is None:
        found = load_standards(
            Path(settings.STANDARDS_FOLDER), city=city, shapes=shapes(), issued=issued_documents(city)
        )
    _loaded[city] = found
    _seen[city] = (issued, instant)
    return found


def _issued(city: str) -> tuple[int, int]:
    """Return what tells a set of issued documents from another: of two issued at once the first may be seen last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(max(id), 0), count(*) from public_issued_document where city = %s", [city]
        )
        last, count = cursor.fetchone()
        return int(last), int(count)


def issued_documents(city: str) -> list[DocumentText]:
    """Return what the city has issued itself, read anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select name, day, toml from public_issued_document where city = %s order by name, day", [city]
        )
        return [
            DocumentText(label=f"issued/{name}/{day}", text=toml, name=name, day=day, jurisdiction=city)
            for name, day, toml in cursor.fetchall()
        ]
