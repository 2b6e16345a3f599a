"""From a step that a rule decided to the item of the standard it rests on, and so to its clause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse

from hemei.kernel.standards import Head


def item_address(jurisdiction: str, item: Mapping[str, Any]) -> str:
    """Return where an item of an event's standards is shown, empty where this copy does not have the document."""
    if not jurisdiction:
        return ""
    try:
        page = reverse("policy:standard", args=[jurisdiction, item["standard"], item["day"]])
    except NoReverseMatch:
        return ""
    return f"{page}#{item['item']}"


def cited_item(head: Head | None, item: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a step rests on in words, and where that is shown.

    The words are the title of the standard, which the city's own decisions have too, and the clause where there
    is one; the code of an item says nothing to whoever reads a page.
    """
    title = head.title or head.name if head else ""
    words = " · ".join(part for part in (title, item["clause"]) if part)
    return words or item["item"], item_address(head.jurisdiction if head else "", item)
