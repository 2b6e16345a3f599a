"""What the apps' `reactions.py` offer to the desk: `KEEPERS` that erase, `HOLDERS` that say what is held."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from hemei.kernel.keeping import Holder


def offers(name: str) -> list[Any]:
    """Return what each app offers under a name, in the order of the apps."""
    modules = (
        import_module(f"{config.name}.reactions")
        for config in apps.get_app_configs()
        if config.name.startswith("hemei.") and find_spec(f"{config.name}.reactions")
    )
    return [getattr(module, name) for module in modules if hasattr(module, name)]


@cache
def holders() -> tuple[Holder, ...]:
    """Return everybody who holds something of persons."""
    return tuple(holder for offered in offers("HOLDERS") for holder in offered)
