"""Bringing a database to the tables this code works with."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db.migrations.state import ProjectState
from django.db.models import Field
from django.utils.functional import cached_property


def migrate() -> None:
    """Run the migrations a database lacks, as its owner."""
    with _past_models_drawn_sparingly():
        call_command("migrate", database="owner", verbosity=0, interactive=False)


@contextmanager
def _past_models_drawn_sparingly() -> Iterator[None]:
    """Let Django draw the models of each past step with less work; a first start spent most of its time on that.

    A changed reference draws anew what it touches, and all else no sooner than a step's own code asks for it, as
    Django does for every other column. A column is copied, not taken to pieces and built again. Which models a
    setting exchanges for others is found once: Django forgets it with each model it draws.
    """
    redraw, rebuild, find = ProjectState.reload_model, Field.clone, apps.get_swappable_settings_name
    found: dict[str, str | None] = {}

    def redraw_touched(state: ProjectState, app_label: str, model_name: str, **_: bool) -> None:
        redraw(state, app_label, model_name, delay=True)

    def copy_apart(field: Field[Any, Any]) -> Field[Any, Any]:
        return rebuild(field) if hasattr(field, "model") or field.auto_created else _copied(field)

    def find_once(model: str) -> str | None:
        if model not in found:
            found[model] = find(model)
        return found[model]

    find_once.cache_clear = find.cache_clear  # type: ignore[attr-defined]
    places: list[tuple[Any, str, Any, Any]] = [
        (ProjectState, "reload_model", redraw_touched, redraw),
        (Field, "clone", copy_apart, rebuild),
        (apps, "get_swappable_settings_name", find_once, find),
    ]
    try:
        for place, name, quick, _ in places:
            setattr(place, name, quick)
        yield
    finally:
        for place, name, _, plain in places:
            setattr(place, name, plain)


def _copied(field: Field[Any, Any]) -> Field[Any, Any]:
    """Return a column as if built anew: of no table yet, and last in the order in which columns are made."""
    made = copy.deepcopy(field)
    parts: list[Any] = [made, made.remote_field] if made.remote_field else [made]
    for part in parts:
        for name in _worked_out(part.__class__) & vars(part).keys():
            del vars(part)[name]
    made.creation_counter = Field.creation_counter
    Field.creation_counter += 1
    return made


@cache
def _worked_out(kind: type) -> frozenset[str]:
    """Return what objects of a kind work out once and keep, such as the table a column refers to."""
    return frozenset(
        name
        for each in kind.__mro__
        for name, value in vars(each).items()
        if isinstance(value, cached_property)
    )
