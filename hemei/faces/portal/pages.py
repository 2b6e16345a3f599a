"""Public pages: front, checkpoints, accessibility."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from hemei.faces.portal.site import city_name
from hemei.ground.records import queries as records
from hemei.ui.render import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def front(request: HttpRequest) -> HttpResponse:
    """Show the front page; needs no sign-in and names the city from its data."""
    return render(request, "portal/front.html", {"city": city_name(), "samples": _samples()})


def _samples() -> str:
    """Return the address of the sample persons, empty outside a demonstration."""
    try:
        return reverse("people:samples") if settings.DEMO else ""
    except NoReverseMatch:
        return ""


def checkpoints(request: HttpRequest) -> HttpResponse:
    """Show the published checkpoints of the record."""
    return render(request, "portal/checkpoints.html", {"rows": records.public_checkpoints()})


def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how the pages serve everybody (Barrier-free Environment Law art. 32)."""
    return render(request, "portal/accessibility.html")
