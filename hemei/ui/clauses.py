"""From a step that a rule decided to the item of the standard it rests on, and so to its clause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse


def item_address(jurisdiction: str, item: Mapping[str, Any]) -> str:
    """Return where an item of an event's standards is shown, empty where this copy does not have the document."""
    if not jurisdiction:
        return ""
    try:
        page = reverse("policy:standard", args=[jurisdiction, item["standard"], item["day"]])
    except NoReverseMatch:
        return ""
    return f"{page}#{item['item']}"
