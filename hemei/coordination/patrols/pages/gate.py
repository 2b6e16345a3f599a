"""Who may enter the pages of patrols, and what they share."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hemei.coordination.cases import queries as cases
from hemei.coordination.patrols import queries
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import day_of, whole_of
from hemei.ui.words import is_english, say

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, QueryDict

    from hemei.kernel.actor import Actor

PAGE = 50
CHUNK = 1_000
REFUSED = 422
_MOST_NAMES = 10
MONTH = timedelta(days=30)
TONES = {
    queries.Shown.PLANNED: "warn",
    queries.Shown.ON_TIME: "good",
    queries.Shown.LATE: "",
    queries.Shown.MISSED: "bad",
}
RESULT_TONES = {queries.Result.CLEAR: "good", queries.Result.FOUND: "warn", queries.Result.BLOCKED: "bad"}


def entered(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def may_do(actor: Actor, act: queries.Act) -> bool:
    """Whether the actor's role may do an act; for pages that leave out what he cannot do."""
    return queries.may(actor.role, act).allowed


def today() -> date:
    """Return today in Shanghai."""
    return shanghai_day(utc_now())


def tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """Return the pages of patrols as tabs."""
    own = [("patrols:mine", _("今天要走的"))] if may_do(actor, queries.Act.WALK) else []
    above = [] if own else [("patrols:overview", _("总览"))]
    pages = [
        *own,
        *above,
        ("patrols:rounds", _("计划和漏巡")),
        ("patrols:seen", _("点位和发现")),
        ("patrols:points", _("点位")),
    ]
    return [{"words": words, "address": reverse(name), "here": name == here} for name, words in pages]


def vacant(actor: Actor) -> dict[str, Any]:
    """Return which cells have nobody to walk them, for `patrols/nobody.html`; of a whole city the first few."""
    cells = queries.cells_of_nobody(actor=actor, since=today())
    shown = cells[:_MOST_NAMES]
    more = [_("其他")] if len(cells) > _MOST_NAMES else []
    return {
        "count": len(cells),
        "cells": [*(name for _number, name in shown), *more],
        "plans": may_do(actor, queries.Act.PLAN),
        "to_name": shown if names_workers(actor) else [],
    }


def names_workers(actor: Actor) -> bool:
    """Whether the actor's role names the grid workers of its community."""
    return people.may(actor.role, people.Act.NAME_GRID_WORKER).allowed


def kind_names() -> dict[str, str]:
    """Return what kinds of points are called today, by code."""
    rules = queries.rules_or_none(today())
    return {kind.code: named(kind) for kind in rules.point} if rules else {}


def named(kind: queries.PointKind) -> str:
    """Return what a kind of point is called in the reader's language."""
    return kind.name_en if is_english() else kind.name


def case_names() -> dict[str, str]:
    """Return what kinds of cases are called today, by code."""
    lines = cases.law_of(today()).lines
    names = {
        code: line.name_en if is_english() and line.name_en else line.name for code, line in lines.items()
    }
    return {**names, cases.OTHER_KIND: _("其他问题")}


def within_of(
    values: QueryDict, actor: Actor, *, days: timedelta | None = None
) -> tuple[queries.Within, dict[str, str]]:
    """Return where and when a list looks, and what of it stands in its address.

    A day nobody can read is none, nor is a place that is not the actor's.
    """
    since, until = _day(values.get("since", "")), _day(values.get("until", ""))
    place = whole_of(values.get("place", ""))
    path = path_of(place) if place else ""
    path = path if path and actor.covers(path) else ""
    asked = {
        "place": str(place) if path else "",
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
    }
    if days is not None and since is None and until is None:
        since, until = today() - days, today()
    return queries.Within(path, since, until), asked


def path_of(place_id: int) -> str:
    """Return the path of a place that stands today, empty where there is none."""
    try:
        return places.place(place_id).path
    except places.NoSuchPlace:
        return ""


def place_name(values: dict[str, str]) -> str:
    """Return the name of the place an address names."""
    number = whole_of(values.get("place", ""))
    return places.names_of([number]).get(number, "") if number else ""


def _day(text: str) -> date | None:
    try:
        return day_of(text, "since")
    except Refused:
        return None


def kept(values: dict[str, str]) -> str:
    """Return the filters that stand in an address."""
    return urlencode({name: value for name, value in values.items() if value})


def flags(codes: tuple[str, ...]) -> list[str]:
    """Return what there is to check about a round, in words."""
    return [say(queries.FLAG_NAMES[queries.Flag(code)]) for code in codes]
