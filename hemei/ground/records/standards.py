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

# A document issued in one process reaches the others within this many seconds.
FRESH_SECONDS = 60
_EMPTY = (-1, 0.0)
_seen: dict[str, tuple[int, float]] = {}
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
    newest, looked_at = _seen.get(city, _EMPTY)
    instant = time.monotonic()
    if city in _loaded and instant - looked_at < FRESH_SECONDS:
        return _loaded[city]
    last = _newest(city)
    if city not in _loaded or last != newest:
        _loaded[city] = load_standards(
            Path(settings.STANDARDS_FOLDER), city=city, shapes=shapes(), issued=issued_documents(city)
        )
    _seen[city] = (last, instant)
    return _loaded[city]


def forget() -> None:
    """Read anew at the next question; called after a document was issued."""
    _loaded.clear()
    _seen.clear()


def _newest(city: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from public_issued_document where city = %s", [city])
        return int(cursor.fetchone()[0])


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
