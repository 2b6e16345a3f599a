"""The table of the places below: the few figures a reader chooses beside each other, and all of them as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.faces.cockpit import queries, shown
from hemei.faces.cockpit.pages.asked import Asked, asked_of
from hemei.faces.cockpit.queries import Reading
from hemei.kernel.figures import Unit
from hemei.ui.doors import signed_in
from hemei.ui.sheets import sheet
from hemei.ui.words import say


def table_of(request: HttpRequest, asked: Asked, read: Sequence[Reading]) -> dict[str, Any]:
    """Return the places below by the figures that are chosen in the address, each cell with its own page.

    Where none is chosen those with an aim are shown: they are what the city is held to.
    """
    shares = _shares(read)
    named = set(request.GET.getlist("show"))
    wanted = [one for one in shares if one.entry.figure.id in named] or [
        one for one in shares if one.entry.item.aim is not None
    ]
    lines: dict[int, dict[str, Any]] = {}
    for one in wanted or shares:
        for part in one.parts:
            face = {
                "code": part.place.code,
                "name": part.place.short_name,
                "address": asked.address("board", part.place.id),
                "cells": [],
            }
            figure = asked.address("figure", part.place.id, one.entry.figure.id)
            lines.setdefault(part.place.id, face)["cells"].append((shown.value(part.value), figure))
    heads = [(one.entry.figure.id, say(one.entry.figure.name)) for one in wanted or shares]
    return {
        "heads": heads,
        "lines": sorted(lines.values(), key=lambda line: line["code"]),
        "choices": [(one.entry.figure.id, say(one.entry.figure.name)) for one in shares],
        "chosen": [code for code, _name in heads],
        "sheet": asked.address("below_sheet"),
    }


@require_safe
@never_cache
@signed_in
def below_sheet(request: HttpRequest, place_id: int) -> HttpResponseBase:
    """Give the places below with all figures as a spreadsheet: share, counted and of what, each in its column."""
    asked = asked_of(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    shares = _shares(queries.readings(asked.area, actor=asked.actor, asked=asked.at))
    header = [_("编码"), _("地方")]
    lines: dict[str, list[Any]] = {}
    for number, one in enumerate(shares):
        name = say(one.entry.figure.name)
        header += [name, _("%(figure)s：计入") % {"figure": name}, _("%(figure)s：全部") % {"figure": name}]
        for part in one.parts:
            line = lines.setdefault(part.place.code, [part.place.code, part.place.short_name])
            line += [""] * (2 + 3 * number - len(line))
            line += [shown.value(part.value), part.value.tally.counted, part.value.tally.of]
    name = f"{asked.area.place.short_name}-{asked.at.day}"
    return sheet(name, header, [lines[code] for code in sorted(lines)])


def _shares(read: Sequence[Reading]) -> list[Reading]:
    return [one for one in read if one.value.unit is not Unit.COUNT]
